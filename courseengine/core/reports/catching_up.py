"""What somebody who joins late takes over from their team: what it decided, and what it delivered.

It is the team's, and they belong to it now; both start from the policy's own scopes. What happened
after they came they have been part of themselves.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from courseengine.base.clock import begins
from courseengine.core.meetings.models import Meeting, MeetingTeam
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.scopes import minutes_read_by, team_answers_read_by
from courseengine.core.progress.models import TeamAnswer

NEW_FOR = timedelta(weeks=4)
"""how long somebody who joins late is reminded of what they take over"""
A_LONG_WHILE = 200
"""more meetings or answers than a team has in a course"""


def decided_before(
    session: Session, actor: Actor, run_id: int, teams: Collection[int], *, came_on: date | None
) -> list[Meeting]:
    """The meetings these teams held in the run before somebody came, by time; all of them where no day is given."""
    theirs = select(MeetingTeam.meeting_id).where(MeetingTeam.team_id.in_(teams))
    held = minutes_read_by(actor).where(Meeting.id.in_(theirs), Meeting.run_id == run_id, Meeting.state == "held")
    found = _before(held, Meeting.starts_at, came_on).order_by(Meeting.starts_at, Meeting.id)
    return list(session.scalars(found.options(selectinload(Meeting.decisions)).limit(A_LONG_WHILE)))


def delivered_before(
    session: Session, actor: Actor, run_id: int, teams: Collection[int], *, came_on: date | None
) -> list[TeamAnswer]:
    """The answers these teams delivered in the run before somebody came, by time."""
    delivered = team_answers_read_by(actor).where(
        TeamAnswer.team_id.in_(teams), TeamAnswer.run_id == run_id, TeamAnswer.delivered_at.is_not(None)
    )
    found = _before(delivered, TeamAnswer.delivered_at, came_on).order_by(TeamAnswer.delivered_at, TeamAnswer.id)
    return list(session.scalars(found.limit(A_LONG_WHILE)))


def _before(found: Any, instant: Any, came_on: date | None) -> Any:
    return found.where(instant < begins(came_on)) if came_on else found


def is_new(came_on: date | None, begun_on: date | None, *, at: datetime) -> bool:
    """Whether somebody came after the run had begun, and so lately that they are still catching up."""
    if came_on is None or begun_on is None or came_on <= begun_on:
        return False
    return at < begins(came_on + NEW_FOR)
