"""Reading the letters that wait in the outbox, as whoever gets them would."""

import re
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from courseengine.base.db import Database
from courseengine.core.outbox import OutgoingMail
from courseengine.integrations.mail import Letter
from courseengine.web.letters import letter_of


def letters(app: Flask, database: Database, email: str | None = None) -> list[Letter]:
    """Those on their way, to one address or to all, the oldest first."""
    with database.reading() as session:
        mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    return [letter_of(app, mail) for mail in mails if email in (None, mail.email)]


def link_in(letter: Letter, part: str) -> str:
    """The path of the link whose address holds ``part``."""
    found = next(address for address in re.findall(r"https?://\S+", letter.text) if part in address)
    return urlsplit(found).path
