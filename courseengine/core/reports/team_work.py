"""What a leader may open of one team: its held meetings and its delivered answers, and no more.

Both start from the policy's own scopes, so that a list never holds what its links refuse.
"""

from sqlalchemy import Select
from sqlalchemy.orm import Session

from courseengine.core.meetings.models import Meeting, MeetingTeam
from courseengine.core.people.models import Team
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.scopes import minutes_read_by, team_answers_read_by
from courseengine.core.progress.models import TeamAnswer


def held_meetings(session: Session, actor: Actor, team: Team) -> list[Meeting]:
    """The meetings the team has held, the latest first."""
    theirs: Select[tuple[Meeting]] = (
        minutes_read_by(actor)
        .join(MeetingTeam, MeetingTeam.meeting_id == Meeting.id)
        .where(MeetingTeam.team_id == team.id, Meeting.state == "held")
        .order_by(Meeting.starts_at.desc(), Meeting.id)
    )
    return list(session.scalars(theirs))


def delivered_answers(session: Session, actor: Actor, team: Team) -> list[TeamAnswer]:
    """The answers the team has delivered, the latest first."""
    theirs: Select[tuple[TeamAnswer]] = (
        team_answers_read_by(actor)
        .where(TeamAnswer.team_id == team.id, TeamAnswer.delivered_at.is_not(None))
        .order_by(TeamAnswer.delivered_at.desc(), TeamAnswer.id)
    )
    return list(session.scalars(theirs))
