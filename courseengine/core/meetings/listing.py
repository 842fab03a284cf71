"""What teams have taken on and decided, across their meetings.

A follow-up stays in the list until it is done, whichever meeting it comes from. Those who lead a
school see what held meetings left behind; a team sees its own as soon as it is written down.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, null, select
from sqlalchemy.orm import Session

from courseengine.core.meetings.models import Decision, FollowUp, Meeting, MeetingDuty, MeetingTeam
from courseengine.core.people.models import Person
from courseengine.core.runs.models import CourseRun


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision or a follow-up as lists show it."""

    public_id: str
    text: str
    owner: str | None
    """the name of who sees to it"""
    due_on: date | None
    review_on: date | None
    """when a decision is looked at again"""
    done_at: datetime | None
    meeting_id: int
    meeting: str
    """its public id"""
    title: str
    met_at: datetime
    joint: bool

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and nobody has said that it is done."""
        return self.done_at is None and self.due_on is not None and self.due_on < today

    def is_to_be_reviewed(self, today: date) -> bool:
        """Whether the day on which it is looked at again has come."""
        return self.review_on is not None and self.review_on <= today


def open_follow_ups(session: Session, team_ids: Collection[int], *, held_only: bool = False) -> list[Listed]:
    """What these teams have not done yet, what is due first before what has no day."""
    asked = _theirs(_FOLLOW_UPS, team_ids, held_only=held_only)
    asked = asked.where(FollowUp.done_at.is_(None), CourseRun.ended_at.is_(None))
    return _listed(session, asked.order_by(FollowUp.due_on.is_(None), FollowUp.due_on, FollowUp.id))


def done_follow_ups(session: Session, team_id: int, *, limit: int) -> list[Listed]:
    """What a team has done, the latest first."""
    asked = _theirs(_FOLLOW_UPS, [team_id], held_only=False).where(FollowUp.done_at.is_not(None))
    return _listed(session, asked.order_by(FollowUp.done_at.desc(), FollowUp.id).limit(limit))


def decisions_of(
    session: Session, team_ids: Collection[int], *, held_only: bool = False, limit: int | None = None
) -> list[Listed]:
    """What these teams have decided, the latest meeting first."""
    asked = _theirs(_DECISIONS, team_ids, held_only=held_only)
    return _listed(session, asked.order_by(Meeting.starts_at.desc(), Decision.id).limit(limit))


def leads(session: Session, meeting_id: int) -> str | None:
    """The name of who leads a meeting; None while nobody has taken it on."""
    asked = select(Person.name).join(MeetingDuty, MeetingDuty.person_id == Person.id)
    found: str | None = session.scalar(
        asked.where(MeetingDuty.meeting_id == meeting_id, MeetingDuty.duty == "facilitator")
    )
    return found


def teams_in(session: Session, meeting_ids: Collection[int], team_ids: Collection[int]) -> dict[int, list[int]]:
    """Meeting → which of these teams it was for."""
    found: dict[int, list[int]] = {}
    rows = session.execute(
        select(MeetingTeam.meeting_id, MeetingTeam.team_id).where(
            MeetingTeam.meeting_id.in_(meeting_ids), MeetingTeam.team_id.in_(team_ids)
        )
    )
    for meeting_id, team_id in rows:
        found.setdefault(meeting_id, []).append(team_id)
    return found


def _columns(kind: Any, review_on: Any, done_at: Any) -> Select[Any]:
    of_meeting = (Meeting.id, Meeting.public_id, Meeting.title, Meeting.starts_at, Meeting.joint)
    return (
        select(kind.public_id, kind.text, Person.name, kind.due_on, review_on, done_at, *of_meeting)
        .join(Meeting, Meeting.id == kind.meeting_id)
        .join(CourseRun, CourseRun.id == Meeting.run_id)
        .outerjoin(Person, Person.id == kind.owner_id)
    )


_FOLLOW_UPS = _columns(FollowUp, null(), FollowUp.done_at)
_DECISIONS = _columns(Decision, Decision.review_on, null())


def _theirs(asked: Select[Any], team_ids: Collection[int], *, held_only: bool) -> Select[Any]:
    theirs = select(MeetingTeam.meeting_id).where(MeetingTeam.team_id.in_(team_ids))
    taking_place = Meeting.state == "held" if held_only else Meeting.state != "cancelled"
    return asked.where(Meeting.id.in_(theirs), taking_place)


def _listed(session: Session, asked: Select[Any]) -> list[Listed]:
    return [Listed(*row) for row in session.execute(asked)]
