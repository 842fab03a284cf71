"""A team is merged or ended, and what was ahead of it is not forgotten.

Meetings from today on go over to the team that takes over; where none does, a team's own are
cancelled, and a joint one goes on without it. A meeting that is over and not recorded stays with
the team it was for: whoever merges is told first. Whoever was invited into the team comes into its
successor, and a code that hangs on a wall leads nowhere any more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from courseengine.base.clock import begins, day_in_oslo
from courseengine.core import audit
from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.meetings.models import Meeting, MeetingTeam
from courseengine.core.meetings.timing import Standing, standing
from courseengine.core.people import teams
from courseengine.core.people.models import Team
from courseengine.core.people.roles import Role


@dataclass(frozen=True)
class Ahead:
    """What a team has not finished: what a leader should know before merging or ending it."""

    planned: tuple[Meeting, ...]
    not_recorded: tuple[Meeting, ...]


def ahead_of(session: Session, team: Team, *, at: datetime) -> Ahead:
    """The team's planned meetings by time: those from today on, and those that are over and not recorded."""
    found = session.scalars(_planned(team).order_by(Meeting.starts_at, Meeting.id)).all()
    today = begins(day_in_oslo(at))
    over = [one for one in found if standing(one.state, one.starts_at, one.length, at=at) is Standing.NOT_RECORDED]
    return Ahead(
        tuple(one for one in found if one.starts_at >= today and one not in over),
        tuple(one for one in over),
    )


def merge_teams(session: Session, team: Team, into: Team, *, by: int, at: datetime) -> None:
    """Let a team go on as a part of another, with the meetings that are ahead of it."""
    teams.merge_team(session, team, into, by=by, at=at)
    both = set(session.scalars(select(MeetingTeam.meeting_id).where(MeetingTeam.team_id == into.id)))
    for meeting in ahead_of(session, team, at=at).planned:
        own = (MeetingTeam.meeting_id == meeting.id, MeetingTeam.team_id == team.id)
        if meeting.id in both:
            session.execute(delete(MeetingTeam).where(*own))
        else:
            session.execute(update(MeetingTeam).where(*own).values(team_id=into.id))
        session.expire(meeting, ["teams"])
    _lead_in(session, team, into, by=by, at=at)


def end_team(session: Session, team: Team, *, by: int, at: datetime) -> list[Meeting]:
    """End a team, and cancel the meetings that are ahead of it alone. Gives those that are cancelled."""
    teams.end_team(session, team, by=by, at=at)
    cancelled = []
    for meeting in ahead_of(session, team, at=at).planned:
        if meeting.joint and len(meeting.teams) > 1:
            session.execute(
                delete(MeetingTeam).where(MeetingTeam.meeting_id == meeting.id, MeetingTeam.team_id == team.id)
            )
            session.expire(meeting, ["teams"])
        else:
            meeting.state = Standing.CANCELLED.value
            meeting.sequence += 1
            meeting.changed_at = at
            cancelled.append(meeting)
    _lead_in(session, team, None, by=by, at=at)
    return cancelled


def _planned(team: Team) -> Any:
    theirs = select(MeetingTeam.meeting_id).where(MeetingTeam.team_id == team.id)
    return select(Meeting).where(Meeting.id.in_(theirs), Meeting.state == Standing.PLANNED.value)


def _lead_in(session: Session, team: Team, into: Team | None, *, by: int, at: datetime) -> None:
    """Let open invitations lead to the successor, or to the school alone, and end the team's codes."""
    waiting = (Invitation.team_id == team.id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
    if into is None:
        session.execute(
            update(Invitation).where(*waiting, Invitation.role == Role.TEAM_LEADER).values(role=Role.TEACHER.value)
        )
    session.execute(update(Invitation).where(*waiting).values(team_id=into.id if into else None))
    ended = session.execute(
        update(JoinCode)
        .where(JoinCode.team_id == team.id, JoinCode.ended_at.is_(None))
        .values(ended_at=at)
        .returning(JoinCode.id)
    )
    for _ in ended.all():
        audit.record(
            session,
            audit.Event.JOIN_CODE_ENDED,
            at=at,
            actor_id=by,
            team_id=team.id,
            organisation_id=team.school_id,
        )
