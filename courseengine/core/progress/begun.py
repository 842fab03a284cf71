"""A team's answer before anybody has written in it: what a file or a comment may belong to already."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.progress.models import TeamAnswer


def begun(session: Session, *, team_id: int, run_id: int, activity_id: str, by: int, at: datetime) -> TeamAnswer:
    """The team's answer, begun with nothing in it where there is none; held, so that what is counted stays so."""
    asked = select(TeamAnswer).where(
        TeamAnswer.team_id == team_id, TeamAnswer.run_id == run_id, TeamAnswer.activity_id == activity_id
    )
    if session.scalar(asked) is None:
        was_added(
            session,
            TeamAnswer(
                team_id=team_id, run_id=run_id, activity_id=activity_id, body="", version=1, saved_at=at, saved_by=by
            ),
        )
    answer = session.scalars(asked.with_for_update(key_share=True), execution_options={"populate_existing": True}).one()
    refuse_in_ended(answer.run)
    return answer
