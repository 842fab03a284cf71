"""What meetings do to progress: a held meeting is done for those who were there.

The completion keeps the team of that day, and is the person's own: taken back by nobody else.
How many are ready for a meeting is counted here too, since prework is progress.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.meetings.models import Attendance, Meeting
from courseengine.core.meetings.operations import hold_meeting, note_attendance
from courseengine.core.progress.models import Completion
from courseengine.core.progress.operations import complete_together, revoke


def hold(
    session: Session,
    meeting: Meeting,
    by: int,
    *,
    decision: str,
    no_decision_because: str,
    minutes: str,
    seen: int,
    at: datetime,
) -> None:
    """Record a meeting as held and complete it for everybody present."""
    hold_meeting(
        session,
        meeting,
        by,
        decision=decision,
        no_decision_because=no_decision_because,
        minutes=minutes,
        seen=seen,
        at=at,
    )
    there = session.execute(select(Attendance.person_id, Attendance.team_id).where(Attendance.meeting_id == meeting.id))
    for person_id, team_id in there:
        complete_together(session, [person_id], meeting.run_id, meeting.activity_id, at=at, team_id=team_id)


def note(session: Session, meeting: Meeting, person_id: int, *, present: bool, by: int, at: datetime) -> None:
    """Note attendance; in a held meeting the completion follows."""
    team_id = note_attendance(session, meeting, person_id, present=present, by=by, at=at)
    if meeting.state != "held":
        return
    if present:
        complete_together(session, [person_id], meeting.run_id, meeting.activity_id, at=at, team_id=team_id)
    elif not _was_at_another(session, meeting, person_id):
        revoke(session, person_id, meeting.run_id, meeting.activity_id, at=at)


def _was_at_another(session: Session, meeting: Meeting, person_id: int) -> bool:
    """Whether the person was at another held meeting from the same template."""
    others = (
        select(Attendance.meeting_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(
            Attendance.person_id == person_id,
            Meeting.id != meeting.id,
            Meeting.run_id == meeting.run_id,
            Meeting.activity_id == meeting.activity_id,
            Meeting.state == "held",
        )
    )
    return session.scalar(others.limit(1)) is not None


def done_by_each(
    session: Session, person_ids: Collection[int], run_id: int, activities: Mapping[str, str]
) -> dict[int, set[str]]:
    """Person → which of these activities they have done.

    ``activities`` leads from every id an activity has or had to the one it has now.
    """
    done: dict[int, set[str]] = {person_id: set() for person_id in person_ids}
    rows = session.execute(
        select(Completion.person_id, Completion.activity_id).where(
            Completion.run_id == run_id,
            Completion.person_id.in_(done),
            Completion.activity_id.in_(activities),
            Completion.revoked_at.is_(None),
        )
    )
    for person_id, activity_id in rows:
        done[person_id].add(activities[activity_id])
    return done
