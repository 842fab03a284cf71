"""Tables of meetings, who was there, what was written and what was decided."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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
    """the template it was planned from; it and ``module_id`` are empty for a meeting of the team's own making"""
    title: Mapped[str]
    joint: Mapped[bool] = mapped_column(default=False)
    """whether it was called for several teams by a leader or resource teacher"""
    starts_at: Mapped[datetime]
    length: Mapped[int]
    """in minutes"""
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    """the https address of a meeting on the net"""
    guests: Mapped[str] = mapped_column(default="")
    """who comes from elsewhere, as people write it"""
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    """the meeting whose agenda it goes on with; the two count as one of those the module asks for"""
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
    asked_at: Mapped[datetime | None]
    """when its team was asked, once, why it is not recorded"""

    run: Mapped[CourseRun] = relationship()
    teams: Mapped[list[Team]] = relationship(secondary="meeting_team", order_by=Team.name)
    decisions: Mapped[list["Decision"]] = relationship(order_by="Decision.id")
    follow_ups: Mapped[list["FollowUp"]] = relationship(order_by="FollowUp.id", viewonly=True)
    also: Mapped[list["MeetingTemplate"]] = relationship(order_by="MeetingTemplate.module_id", viewonly=True)
    """the further templates it is held for"""
    own_guests: Mapped[list["MeetingGuest"]] = relationship(order_by="MeetingGuest.invited_at", viewonly=True)
    """those of the school who are invited beside its teams"""
    continues: Mapped["Meeting | None"] = relationship(remote_side="Meeting.id")


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


class MeetingTemplate(Base):
    """A further template that a meeting is held for, beside the one it was planned from."""

    __tablename__ = "meeting_template"
    privacy = NOTHING_PERSONAL

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    module_id: Mapped[str] = mapped_column(primary_key=True)
    activity_id: Mapped[str] = mapped_column(primary_key=True)


class MeetingDuty(Base):
    """Who leads a meeting, keeps its time, writes its minutes or keeps it on track."""

    __tablename__ = "meeting_duty"
    __table_args__ = (
        CheckConstraint("duty in ('facilitator', 'timekeeper', 'recorder', 'focus_keeper')", name="duty"),
    )
    privacy = Privacy(
        holds="what a person does in a meeting",
        why="so that everybody knows, and the duties go round",
        until="the meeting is deleted with its run, or the person is erased",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class MeetingGuest(Base):
    """Somebody at the school who is invited to one meeting of a team they are not in."""

    __tablename__ = "meeting_guest"
    privacy = Privacy(
        holds="that a person is invited to a meeting",
        why="so that they see it, and may be noted as there",
        until="the meeting is deleted with its run, or the person is erased",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class AgendaItem(Base):
    """An item of a meeting's own agenda. A meeting without any follows its template's."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("state in ('waiting', 'done', 'cut')", name="state"),
    )
    privacy = Privacy(
        holds="a text that people wrote together",
        why="so that everybody knows what the meeting is about",
        until="the meeting is deleted with its run",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    position: Mapped[int]
    minutes: Mapped[int]
    text: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    """who carries it: a duty, or empty"""
    method: Mapped[str] = mapped_column(default="")
    """the code of one of the course's methods, or empty"""
    activity_id: Mapped[str] = mapped_column(default="")
    """what is opened for it, or empty"""
    cuttable: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[bool] = mapped_column(default=False)
    """the item in which the decision is made; its minutes are kept free"""
    state: Mapped[str] = mapped_column(default="waiting")
    left_seconds: Mapped[int | None]
    """what was left of its time when the meeting went on from it; None while it was not begun"""
    brought_from_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    """the item of an earlier meeting that was cut or not reached"""
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id", ondelete="SET NULL"), index=True)
    """what was to be done since, when that is what the item asks"""
    review_of_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", ondelete="SET NULL"), index=True)
    """the decision that is looked at again"""
    source: Mapped[str] = mapped_column(default="")
    """whose words it has while nobody has written others: a template and the place in its agenda, as ``m1-m1.3``"""


class Apology(Base):
    """Somebody has said beforehand that they cannot come."""

    __tablename__ = "apology"
    privacy = Privacy(
        holds="that a person cannot come to a meeting, and what they wrote about it",
        why="so that the others do not wait",
        until="the meeting is deleted with its run, or the person is erased",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    note: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class CaughtUp(Base):
    """Somebody who was not at a held meeting has read what it left behind, and written a line."""

    __tablename__ = "caught_up"
    privacy = Privacy(
        holds="that a person caught up with a meeting, and a line they wrote to the team",
        why="so that it counts for them, and the team knows",
        until="the meeting is deleted with its run, or the person is erased",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    line: Mapped[str]
    caught_up_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Decision(Base):
    """What a meeting decided, who sees to it and by when."""

    __tablename__ = "decision"
    privacy = Privacy(
        holds="a text that people wrote together, and who sees to it",
        why="so that what was decided is remembered",
        until="the meeting is deleted with its run; a person's name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str | None] = mapped_column(unique=True)
    """the form it came from, so that a double click makes one"""
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None where all do it, or nobody is named"""
    due_on: Mapped[date | None]
    review_on: Mapped[date | None]
    """when it is looked at again"""

    owner: Mapped[Person | None] = relationship()


class FollowUp(Base):
    """Something somebody does after a meeting. It comes up at the next one until it is done."""

    __tablename__ = "follow_up"
    privacy = Privacy(
        holds="what a person has taken on, and whether it is done",
        why="so that the next meeting asks about it",
        until="the meeting is deleted with its run; a person's name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str] = mapped_column(unique=True)
    """the form it came from, so that a double click makes one"""
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])


class Waiver(Base):
    """A team does without a meeting that its module asks for, and says why."""

    __tablename__ = "waiver"
    __table_args__ = (Index(None, "run_id", "team_id"),)
    privacy = Privacy(
        holds="why a team does without a meeting, and who said so",
        why="so that its module can be carried out, and its leaders know",
        until="the run is deleted; a person's name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id", ondelete="CASCADE"))
    module_id: Mapped[str]
    activity_id: Mapped[str]
    """the template of the meeting"""
    reason: Mapped[str]
    waived_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    waived_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


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
    """what was decided, or why nothing was, as text alone"""
    outcomes: Mapped[str] = mapped_column(default="")
    """the decisions and follow-ups of that time, as JSON with people as numbers; empty where nobody kept them"""
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    beside: Mapped[int | None]
    """the version that stands instead, for a text whose changes clashed with it"""
    settled_at: Mapped[datetime | None]
    """when somebody had looked at both; None while it waits"""

    writer: Mapped[Person] = relationship()
