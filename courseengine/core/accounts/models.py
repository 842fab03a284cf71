"""Tables of accounts, sessions and failed sign-ins."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from courseengine.base.db import Base, Privacy


class Account(Base):
    """A person's own way in. No password yet means that nobody gets in by it."""

    __tablename__ = "account"
    privacy = Privacy(
        holds="a hash of the password (argon2id)",
        why="to let the person in and nobody else",
        until="the account is erased",
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    """from when the person no longer gets in"""


class UserSession(Base):
    """One sign-in in one browser. The cookie holds the token, this row only its hash."""

    __tablename__ = "user_session"
    privacy = Privacy(
        holds="when a person signed in and was last here",
        why="to end a session, one's own or all of them, on the server",
        until="thirty days after it ended",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """to the quarter of an hour"""
    ended_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """How often somebody lately failed to sign in, by a hash of the address or of where they came from."""

    __tablename__ = "failed_sign_in"
    privacy = Privacy(
        holds="a keyed hash of an e-mail or network address, and a count",
        why="to slow down guessing",
        until="a day after the last failure",
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
