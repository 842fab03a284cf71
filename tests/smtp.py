"""A mail server on this machine, for as long as a test needs one."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What the server took: who it was for, and the message."""

    def __init__(self) -> None:
        """Take nothing yet."""
        self.taken: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a message."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.rcpt_tos, message))  # type: ignore[arg-type]  # the policy makes an EmailMessage
        return "250 OK"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def smtp_server(port: int, **more: Any) -> Iterator[Mailbox]:
    """Listen on this machine, and keep what comes."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
