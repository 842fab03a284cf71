"""Tables of networks across schools, their gatherings, requests for help and notes of support."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import NOTHING_PERSONAL, Base, Privacy, public_id
from courseengine.core.people.models import Organisation, Person


class Network(Base):
    """People and places that meet across schools. A region holds networks below it, and shows them side by side."""

    __tablename__ = "network"
    __table_args__ = (
        CheckConstraint("kind in ('leader', 'subject', 'teacher', 'cooperating', 'region')", name="kind"),
        Index(None, "organisation_id"),
        Index(None, "parent_id"),
    )
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    """what it works on"""
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    """the owner, school or university that looks after it"""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"))
    """the region it belongs to"""
    course_id: Mapped[str | None]
    """the course that a region goes through together"""
    schedule: Mapped[str | None]
    """the course's schedule that the region follows"""
    school_year: Mapped[int | None]
    """the year in which the school year begins that the schedule is carried to; None leaves its dates as they are"""
    ended_on: Mapped[date | None]
    """from when it is no more"""

    organisation: Mapped[Organisation] = relationship()
    parent: Mapped["Network | None"] = relationship(remote_side=id, back_populates="networks")
    networks: Mapped[list["Network"]] = relationship(back_populates="parent", order_by="Network.id")
    members: Mapped[list["NetworkMember"]] = relationship(order_by="NetworkMember.id", back_populates="network")


class NetworkMember(Base):
    """A place, or a person, belongs to a network while it lasts."""

    __tablename__ = "network_member"
    __table_args__ = (
        CheckConstraint("(organisation_id is null) = (person_id is not null)", name="place_or_person"),
        Index(None, "network_id"),
        Index(None, "organisation_id"),
        Index(None, "person_id"),
    )
    privacy = Privacy(
        holds="that a person belongs to a network across schools",
        why="so that its gatherings are in the person's calendar",
        until="two years after it ended",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    network: Mapped[Network] = relationship(back_populates="members")
    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship()


class Gathering(Base):
    """A network meets: on a day, in a week or some time in a term. It keeps its identity when it is moved.

    One without a network came of a request for help, and is in the calendars of both sides.
    """

    __tablename__ = "gathering"
    __table_args__ = (
        CheckConstraint("precision in ('day', 'week', 'term')", name="precision"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index(None, "network_id", "starts_on"),
        Index(None, "starts_on"),
    )
    privacy = Privacy(
        holds="who entered a gathering",
        why="so that a network can tell how it came about",
        until="the gathering is deleted; the name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"))
    theme: Mapped[str]
    content: Mapped[str] = mapped_column(default="")
    target_group: Mapped[str] = mapped_column(default="")
    organiser: Mapped[str] = mapped_column(default="")
    precision: Mapped[str] = mapped_column(default="day")
    """``day``, ``week`` or ``term``: how exactly the dates below are meant"""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """the last day, which may be the first"""
    begins: Mapped[time | None]
    """wall time in Oslo; only where the day is known"""
    ends: Mapped[time | None]
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    sign_up_by: Mapped[date | None]
    """the last day to sign up; None where nobody has to"""
    course_id: Mapped[str | None]
    module_id: Mapped[str | None]
    """the module it takes up"""
    sequence: Mapped[int] = mapped_column(default=0)
    """rises with every change that calendars have to hear of (RFC 5545, 3.8.7.4)"""
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    network: Mapped[Network | None] = relationship()
    request: Mapped["HelpRequest | None"] = relationship(back_populates="gathering")


class GatheringSignUp(Base):
    """Somebody means to come."""

    __tablename__ = "gathering_sign_up"
    __table_args__ = (Index(None, "person_id"),)
    privacy = Privacy(
        holds="that a person means to come to a gathering",
        why="so that the organiser knows how many come, and who",
        until="a year after the gathering, or the person is erased",
    )

    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class HelpRequest(Base):
    """A school asks a university, or a person such as an ICT guide or lighthouse teacher, for a course or guidance."""

    __tablename__ = "help_request"
    __table_args__ = (
        CheckConstraint("(university_id is null) = (person_id is not null)", name="university_or_person"),
        CheckConstraint("kind in ('course', 'guidance')", name="kind"),
        Index(None, "school_id"),
        Index(None, "university_id"),
        Index(None, "person_id"),
    )
    privacy = Privacy(
        holds="who asked whom for help, and who answered",
        why="so that both sides know what was agreed",
        until="two years after it was answered",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    university_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    theme: Mapped[str]
    wish: Mapped[str] = mapped_column(default="")
    """what the school would like to have"""
    first_date: Mapped[date]
    second_date: Mapped[date | None]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("gathering.id"))
    """what came of it"""

    school: Mapped[Organisation] = relationship(foreign_keys=school_id)
    university: Mapped[Organisation | None] = relationship(foreign_keys=university_id)
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    asker: Mapped[Person] = relationship(foreign_keys=asked_by)
    gathering: Mapped[Gathering | None] = relationship(back_populates="request")


class SupportNote(Base):
    """What a university says about a module to the schools that have it as partner."""

    __tablename__ = "support_note"
    __table_args__ = (Index(None, "university_id"), Index(None, "course_id", "module_id"))
    privacy = Privacy(
        holds="a text that somebody at a university wrote, and who",
        why="to support the schools that work with the module",
        until="it is deleted; the name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    university_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str]
    module_id: Mapped[str]
    text: Mapped[str]
    """Markdown"""
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]

    university: Mapped[Organisation] = relationship()
