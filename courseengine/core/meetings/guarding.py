"""What must hold before anything is done with a meeting, whoever does it.

It is read anew and held until the transaction ends; it has begun before anything is noted in it;
nothing changes in one that is cancelled, or in a run that has ended.
"""

from datetime import datetime

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.timing import may_be_recorded
from courseengine.core.runs.models import CourseRun


def take(session: Session, meeting: Meeting) -> None:
    """Read the meeting anew and hold it until the transaction ends: nobody holds or deletes it meanwhile."""
    session.flush()  # reading anew forgets what is not yet written
    try:
        session.refresh(meeting, with_for_update={"of": Meeting})
    except InvalidRequestError:
        raise NotFound from None


def refuse_before_begun(meeting: Meeting, at: datetime) -> None:
    """Nothing is noted before a meeting begins, in one that is cancelled, or after its run has ended."""
    refuse_in_ended(meeting.run)
    refuse_cancelled(meeting)
    if not may_be_recorded(meeting.starts_at, at=at):
        raise Invalid("The meeting has not begun. It can be recorded from 15 minutes before it starts.")


def refuse_cancelled(meeting: Meeting) -> None:
    """What does not take place is planned again first."""
    if meeting.state == "cancelled":
        raise Invalid("The meeting is cancelled. Plan it again first.")


def refuse_in_ended(run: CourseRun) -> None:
    """A run that has ended is read and no longer changed."""
    if run.ended_at is not None:
        raise Invalid("This school year's course has ended. What was done can still be read.")


def fits(text: str, field: str, limit: int) -> None:
    """Compare what is stored, not what it would be without the spaces around it."""
    if len(text) > limit:
        raise Invalid("There is room for %(limit)d characters here.", field=field, limit=limit)
