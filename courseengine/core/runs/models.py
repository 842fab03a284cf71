"""Tables of runs, of what a run opens earlier or differently, and of schools that wish to pilot."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import NOTHING_PERSONAL, Base, Privacy, public_id
from courseengine.core.people.models import Organisation, Person, Team


class Intake(Base):
    """Several schools of an owner that began a course together."""

    __tablename__ = "intake"
    __table_args__ = (Index(None, "organisation_id"),)
    privacy = Privacy(
        holds="who let several schools begin a course",
        why="so that an owner can tell how it came about",
        until="its runs are deleted; the name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    """the owner"""
    course_id: Mapped[str]
    name: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class CourseRun(Base):
    """A school goes through a course, on dates of its own.

    The dates come from one of the course's schedules, from a pace and the Monday it starts, or,
    once the school has published a plan, from that plan. A pilot run alone may open a module
    before the course releases it.
    """

    __tablename__ = "course_run"
    __table_args__ = (
        CheckConstraint("(schedule is null) = (starts_on is not null)", name="schedule_or_start"),
        CheckConstraint("(pace is null) = (starts_on is null)", name="pace_with_start"),
        Index(None, "organisation_id", "course_id"),
    )
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    course_id: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    schedule: Mapped[str | None]
    pace: Mapped[str | None]
    starts_on: Mapped[date | None]
    dates: Mapped[str] = mapped_column(default="")
    """the dates of the published plan, as ``runs/dates.py`` writes them; empty before the first"""
    paused_on: Mapped[date | None]
    """from which day it is paused; None while it goes on"""
    pilot: Mapped[bool] = mapped_column(default=False)
    feedback_by: Mapped[date | None]
    """until when a pilot run is asked what worked and what did not"""
    feedback_reminded_at: Mapped[datetime | None]
    """when those who lead it were reminded of that, which happens once"""
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    has_exceptions: Mapped[bool] = mapped_column(default=False)
    """whether a module opens at another time for a team or a person: see ``OpeningException``"""
    adapted: Mapped[int] = mapped_column(default=0)
    """rises whenever what its place, or the owner above, changes of the course changes; 0 for the course as it is"""
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("course_run.id"))
    """the run it was started from, the year before"""
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("intake.id"))

    organisation: Mapped[Organisation] = relationship()


class OpeningException(Base):
    """A module opens at another time for one team or one person, who see that and why."""

    __tablename__ = "opening_exception"
    __table_args__ = (
        CheckConstraint("(team_id is null) = (person_id is not null)", name="team_or_person"),
        Index(None, "run_id"),
    )
    privacy = Privacy(
        holds="that a module opens at another time for a person, why, and who decided it",
        why="so that somebody who is away, or ahead, can follow the course",
        until="the run is deleted, or the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    module_id: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opens_on: Mapped[date]
    why: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    run: Mapped[CourseRun] = relationship()
    team: Mapped[Team | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)


class LocalOverride(Base):
    """What a run, or an owner for all its schools' runs, does otherwise than the course.

    It hides an activity, moves it within its module, or is an activity of one's own. What a run
    says of an activity goes before what its owner says.
    """

    __tablename__ = "local_override"
    __table_args__ = (
        CheckConstraint("(run_id is null) = (organisation_id is not null)", name="run_or_owner"),
        CheckConstraint("kind in ('hide', 'show', 'move', 'add')", name="kind"),
        Index(None, "run_id"),
        Index(None, "organisation_id", "course_id"),
    )
    privacy = Privacy(
        holds="an activity that somebody wrote for a school, and who changed what",
        why="so that a school can go through the course its own way, and tell how that came about",
        until="the next change after it is taken back, or the run is deleted; the name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("course_run.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """the owner"""
    course_id: Mapped[str]
    activity_id: Mapped[str]
    """of the course, or of one's own"""
    kind: Mapped[str]
    """``hide``, ``show`` (what the owner hides), ``move`` or ``add``"""
    module_id: Mapped[str]
    section_id: Mapped[str]
    """where a moved or an own activity stands"""
    place_in: Mapped[int] = mapped_column(default=0)
    """its place in the section, from 0"""
    source: Mapped[str] = mapped_column(default="")
    """an own activity as one writes it: front matter and Markdown"""
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """when it was taken back; kept until the day is over, since figures about people go by how it was at midnight"""


class PilotApplication(Base):
    """A school wishes to go through a course before everybody else; an administrator decides."""

    __tablename__ = "pilot_application"
    __table_args__ = (Index(None, "organisation_id"), Index(None, "decided_at"))
    privacy = Privacy(
        holds="who asked for a pilot on behalf of a school, and who decided",
        why="so that both sides know what was agreed",
        until="two years after it was decided",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("course_run.id"))
    """the run it became"""

    organisation: Mapped[Organisation] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=asked_by)


class PilotFeedback(Base):
    """What a pilot school says about a course: for those who run the installation and look after the course."""

    __tablename__ = "pilot_feedback"
    __table_args__ = (Index(None, "run_id"),)
    privacy = Privacy(
        holds="what somebody wrote about a course on behalf of a school",
        why="so that the course becomes better before it opens for all",
        until="the run is deleted; the name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    module_id: Mapped[str | None]
    """None for the course as a whole"""
    text: Mapped[str]
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]

    run: Mapped[CourseRun] = relationship()
    giver: Mapped[Person] = relationship()
