"""Letters: what a mail says, in its reader's language.

A message is a folder in ``templates/mail`` with ``subject.txt``, ``body.txt`` and ``body.html``.
``write_to`` lays one in the outbox, in the transaction of what it tells about; the worker puts
its words together with ``letter_of`` when it sends it. A subject names nobody: lists of mail are
read over shoulders.
"""

import json
from datetime import datetime

from flask import Flask, current_app, g, url_for
from sqlalchemy.orm import Session

from courseengine.base.i18n import language
from courseengine.core import outbox
from courseengine.core.people.models import Person
from courseengine.integrations.mail import Letter

PARTS = ("subject.txt", "body.txt", "body.html")


def sends_mail() -> bool:
    """Whether this installation sends mail at all; without it nobody can be invited."""
    return bool(current_app.extensions["sends_mail"])


def write_to(session: Session, message: str, *, email: str, language: str, at: datetime, **values: str) -> None:
    """Lay a letter in the outbox, where mail is sent at all."""
    if sends_mail():
        outbox.post(session, message, email=email, language=language, values=values, at=at)


def tell(session: Session, person: Person, message: str, *, at: datetime, **values: str) -> None:
    """Tell somebody what has happened to their account."""
    write_to(session, message, email=person.email, language=person.language, at=at, **values)


def address_of(endpoint: str, **values: str) -> str:
    """A full address, as it stands in a letter."""
    return str(current_app.extensions["base_url"]) + url_for(endpoint, **values)


def letter_of(app: Flask, mail: outbox.OutgoingMail) -> Letter:
    """The letter that a row of the outbox stands for."""
    with app.app_context():
        g.language = language(mail.language)
        values = {**json.loads(mail.values), "language": g.language, "base_url": app.extensions["base_url"]}
        subject, text, html = (
            app.jinja_env.get_template(f"mail/{mail.message}/{part}").render(values) for part in PARTS
        )
    return Letter(mail.email, " ".join(subject.split()), text.strip() + "\n", html)
