"""Mail by SMTP: RFC 5321, with STARTTLS (RFC 3207) to every server that is not this machine.

A message has a text and an HTML form of the same words. Headers are set by the standard library,
which refuses line breaks in them.
"""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

TIMEOUT = 20
"""seconds, for each step of a delivery"""

Trouble = (OSError, smtplib.SMTPException)
"""What a delivery may raise; an ``OSError`` when the server is away."""


class Unwritable(smtplib.SMTPException):
    """The letter cannot be written as a message: its address is none, such as ``kari..nes@skolen.no``."""


@dataclass(frozen=True)
class Letter:
    """What is sent: to whom, and in which words."""

    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class MailServer:
    """The server mail goes out by: an address of the form ``smtp://user:password@host:587``."""

    url: str
    sender: str
    """the address"""
    sender_name: str

    def send(self, letter: Letter, *, at: datetime) -> None:
        """Hand one letter to the server; raises one of ``Trouble`` when it is not taken."""
        try:
            message = self._written(letter, at=at)
        except (ValueError, LookupError, MessageError) as error:  # what the library raises at them
            raise Unwritable(type(error).__name__) from None
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        safely = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=safely)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        with server:
            if parts.scheme == "smtp" and not _is_here(host):
                server.starttls(context=safely)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    def _written(self, letter: Letter, *, at: datetime) -> EmailMessage:
        message = EmailMessage()
        message["From"] = Address(self.sender_name, addr_spec=self.sender)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = make_msgid(domain=self.sender.partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
