"""Mail that is to go out: written in the transaction of what it tells about, sent afterwards.

A row names a message and its values; whoever sends it puts the words together in the reader's
language. So nothing is sent that did not happen, nothing that happened goes untold when the mail
server is away, and no page waits for it. The values may hold a link that lets somebody in, so
they are emptied when the mail has gone, or has been given up.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Index, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from courseengine.base.db import Base, Privacy

FIRST_WAIT = timedelta(minutes=1)
FORGET_AFTER = timedelta(days=30)
MOST_TRIES = 12
"""with the wait doubled each time: the last one after some three days"""


class OutgoingMail(Base):
    """One mail to one address, until it has gone."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index(None, "due_at"),)
    privacy = Privacy(
        holds="an e-mail address and what is to be told to it",
        why="to send it, also when the mail server is away",
        until="thirty days; what it says is gone when it is sent",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str]
    """the folder in ``web/templates/mail``"""
    email: Mapped[str]
    language: Mapped[str]
    values: Mapped[str]
    """as JSON; empty when it has gone"""
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """when it is to be tried; None when it has gone or was given up"""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]


def post(session: Session, message: str, *, email: str, language: str, values: Mapping[str, str], at: datetime) -> None:
    """Lay a mail in the outbox."""
    session.add(
        OutgoingMail(
            message=message, email=email, language=language, values=json.dumps(dict(values)), made_at=at, due_at=at
        )
    )


def take_due(session: Session, *, at: datetime, most: int = 20) -> list[OutgoingMail]:
    """The mails whose time has come, the oldest first; each is put off, so that nobody else takes it too."""
    due = (
        select(OutgoingMail)
        .where(OutgoingMail.due_at <= at)
        .order_by(OutgoingMail.due_at, OutgoingMail.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.scalars(due))
    for mail in taken:
        mail.tries += 1
        mail.due_at = at + FIRST_WAIT * 2 ** (mail.tries - 1) if mail.tries < MOST_TRIES else None
    return taken


def note_sent(session: Session, mail_id: int, *, at: datetime) -> None:
    """It has gone; what it said is forgotten."""
    session.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(sent_at=at, due_at=None, values="{}"))


def forget_given_up(session: Session) -> None:
    """Empty what could not be sent at all; the row stays for whoever runs the installation."""
    given_up = (OutgoingMail.due_at.is_(None), OutgoingMail.sent_at.is_(None), OutgoingMail.values != "{}")
    session.execute(update(OutgoingMail).where(*given_up).values(values="{}"))


def forget(session: Session, *, at: datetime) -> None:
    """Let go of mails a month after they were written, gone or not."""
    session.execute(delete(OutgoingMail).where(OutgoingMail.made_at < at - FORGET_AFTER))
