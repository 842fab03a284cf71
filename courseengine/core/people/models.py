"""Tables of persons, places, teams and memberships."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import NOTHING_PERSONAL, Base, Privacy, public_id


class Organisation(Base):
    """A place: an owner, a school, a kindergarten or a university. Schools stand below an owner."""

    __tablename__ = "organisation"
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    number: Mapped[str | None] = mapped_column(unique=True)
    """its organisation number, nine digits"""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    parent: Mapped["Organisation | None"] = relationship(remote_side=id)


class Team(Base):
    """A team at a school. One with the same name and kind is the same team."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("school_id", "kind", "name"),)
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    name: Mapped[str]

    school: Mapped[Organisation] = relationship()


class Person(Base):
    """Somebody, known by a name and an address, whatever they are and wherever they work."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower"),)
    privacy = Privacy(
        holds="name, e-mail address, language",
        why="to let a person in and to name them to those they work with",
        until="the account is ended and erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="nb")
    created_at: Mapped[datetime]


class Membership(Base):
    """A person is something at a place, perhaps in a team, from one day and perhaps to another."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(None, "person_id", "ends_on"),
        Index(None, "organisation_id", "role"),
        Index(None, "team_id"),
    )
    privacy = Privacy(
        holds="where a person works, in which team and role, from when to when",
        why="it decides what the person takes part in and may see",
        until="the person is erased; the team's work stays without the name",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    role: Mapped[str]
    main: Mapped[bool] = mapped_column(default=False)
    """whether the team is the person's main one"""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """the last day it holds; None while it lasts"""

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    team: Mapped[Team | None] = relationship()
