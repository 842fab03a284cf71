"""A team's answer before anybody has written in it, and forms that add something to one, once."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.base.errors import Conflict
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.progress.models import TeamAnswer


def is_sent_again(session: Session, asked: Select[int, int], *, whose: tuple[int, int]) -> bool:
    """Whether a form has made something already; one that made it elsewhere, or for somebody else, is refused.

    ``asked`` finds by the form's id to what it belongs and who sent it, which ``whose`` says of this one.
    """
    sent = session.execute(asked).first()
    if sent is not None and tuple(sent) != whose:
        raise Conflict("This form has been used already. Open it again.")
    return sent is not None


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
