"""Tables of accounts, sessions, invitations, join codes, mailed links and failed tries."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import Base, Privacy, public_id
from courseengine.core.people.models import Organisation, Person, Team


class Account(Base):
    """A person's own way in. No password yet means that nobody gets in by it."""

    __tablename__ = "account"
    privacy = Privacy(
        holds="a hash of the password (argon2id), the key of the second factor, and when it was first used",
        why="to let the person in and nobody else",
        until="the account is erased",
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    """from when the person no longer gets in"""
    first_signed_in_at: Mapped[datetime | None]
    """None for somebody who has never been here; the only thing a leader sees of it is that"""
    totp_secret: Mapped[str | None]
    """the key of the second factor, in base 32 (RFC 6238); kept readable, since codes are made from it"""
    totp_since: Mapped[datetime | None]
    """from when it is asked for; None until the person has shown a code of it"""
    totp_step: Mapped[int | None]
    """the time step of the last code used: none is taken twice (RFC 6238, 5.2)"""


class RecoveryCode(Base):
    """A code that stands in for the second factor once, for whoever has lost the telephone."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "person_id"),)
    privacy = Privacy(
        holds="a hash of a recovery code",
        why="to let in somebody who lost the second factor",
        until="new ones are made",
    )

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]


class UserSession(Base):
    """One sign-in in one browser. The cookie holds the token, this row only its hash."""

    __tablename__ = "user_session"
    privacy = Privacy(
        holds="when a person signed in and was last here, and with what kind of browser",
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
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    browser: Mapped[str] = mapped_column(default="")
    """its kind in two words, such as "Firefox, Android", so that one knows one's own"""
    strong: Mapped[bool] = mapped_column(default=False)
    """whether a second factor was shown; an administrator reaches nothing without"""


class FailedSignIn(Base):
    """How often somebody lately guessed wrong, by a hash of what was guessed at or of where they came from."""

    __tablename__ = "failed_sign_in"
    privacy = Privacy(
        holds="a keyed hash of an e-mail or network address, and a count",
        why="to slow down guessing",
        until="a day after the last failure",
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class Invitation(Base):
    """A way in for one address, once: who may come, where to, and as what.

    The link holds the token, this row only its hash; opening the link changes nothing.
    """

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "organisation_id", "used_at"), Index(None, "email"))
    privacy = Privacy(
        holds="an e-mail address, perhaps a name, and what the person is invited to be",
        why="to let somebody in whom a leader asked, and nobody else",
        until="thirty days after it was used, withdrawn or expired",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="nb")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    role: Mapped[str]
    ends_on: Mapped[date | None]
    """the last day of the role, for a deputy"""
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None for somebody who asked for it with a join code or by signing up"""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    team: Mapped[Team | None] = relationship()
    inviter: Mapped[Person | None] = relationship()


class JoinCode(Base):
    """A short code with which whoever has it may ask into a school or team, as a participant.

    It hangs on a wall, so it is kept readable; it lets nobody in who cannot read the mail it leads to.
    """

    __tablename__ = "join_code"
    __table_args__ = (Index(None, "organisation_id", "ended_at"),)
    privacy = Privacy(holds="who made a code", why="so that a code can be traced to its maker", until="a year")

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    """for addresses of pages about it, which do not hold the code"""
    code: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    team: Mapped[Team | None] = relationship()


class MailedLink(Base):
    """A link in a mail to somebody who has an account: to choose a new password, or to confirm a new address."""

    __tablename__ = "mailed_link"
    __table_args__ = (Index(None, "person_id"),)
    privacy = Privacy(
        holds="that a person asked for a new password, or a new e-mail address to be confirmed",
        why="to know that whoever changes it reads that address",
        until="a day after it was used or expired",
    )

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    """``password`` or ``address``"""
    email: Mapped[str | None]
    """the new address"""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
