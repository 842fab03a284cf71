"""Tables of meetings, who was there, what was written and what was decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import NOTHING_PERSONAL, Base, Privacy, public_id
from courseengine.core.people.models import Person, Team
from courseengine.core.runs.models import CourseRun


class Meeting(Base):
    """One meeting of one or several teams in a run. It keeps its identity when it is moved."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("state in ('planned', 'held', 'cancelled')", name="state"),
        Index(None, "run_id", "module_id"),
    )
    privacy = Privacy(
        holds="minutes that people wrote together, and who planned and recorded",
        why="so that what was decided is remembered",
        until="the run is deleted; a person's name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str] = mapped_column(unique=True)
    """the form it came from, so that a double click makes one meeting"""
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    module_id: Mapped[str]
    activity_id: Mapped[str]
    """the template it was planned from"""
    title: Mapped[str]
    joint: Mapped[bool] = mapped_column(default=False)
    """whether it was called for several teams by a leader or resource teacher"""
    starts_at: Mapped[datetime]
    length: Mapped[int]
    """in minutes"""
    place: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="planned")
    version: Mapped[int] = mapped_column(default=1)
    """rises with every change of its minutes, so that a late save is noticed"""
    minutes: Mapped[str] = mapped_column(default="")
    """what was written down, as Markdown"""
    no_decision_because: Mapped[str] = mapped_column(default="")
    planned_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    held_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    held_at: Mapped[datetime | None]
    """the instant at which it was recorded as held"""
    pinned: Mapped[bool] = mapped_column(default=False)
    """whether somebody set its time by hand, so that a new reckoning of the plan goes round it"""
    sequence: Mapped[int] = mapped_column(default=0)
    """rises with every change that calendars have to hear of (RFC 5545, 3.8.7.4)"""
    changed_at: Mapped[datetime]
    """when it was planned, or last moved or cancelled"""
    cancelled_because: Mapped[str] = mapped_column(default="")

    run: Mapped[CourseRun] = relationship()
    teams: Mapped[list[Team]] = relationship(secondary="meeting_team", order_by=Team.name)
    decisions: Mapped[list["Decision"]] = relationship(order_by="Decision.id")


class MeetingTeam(Base):
    """A team takes part in a meeting; the meeting counts for it."""

    __tablename__ = "meeting_team"
    __table_args__ = (Index(None, "team_id"),)
    privacy = NOTHING_PERSONAL

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)


class Attendance(Base):
    """A person was at a meeting, as a member of the team of that day. No row means not present."""

    __tablename__ = "attendance"
    privacy = Privacy(
        holds="that a person was at a meeting",
        why="the meeting counts for those who were there",
        until="the person is erased",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    """None for whoever led a joint meeting without belonging to a team in it"""
    noted_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Decision(Base):
    """What a meeting decided."""

    __tablename__ = "decision"
    privacy = Privacy(
        holds="a text that people wrote together",
        why="so that what was decided is remembered",
        until="the meeting is deleted with its run",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]


class MinutesVersion(Base):
    """A meeting's minutes and decision as they were once saved, so that nothing that was written is lost."""

    __tablename__ = "minutes_version"
    privacy = Privacy(
        holds="earlier minutes of a meeting, and who saved them",
        why="so that nothing that was written is lost, and a correction can be followed",
        until="the meeting is deleted with its run; a person's name goes when the person is erased",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    minutes: Mapped[str]
    decision: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))

    writer: Mapped[Person] = relationship()
