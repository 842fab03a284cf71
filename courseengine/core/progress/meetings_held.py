"""What meetings do to progress: a held meeting is done for those who were there.

The completion keeps the team of that day, and is the person's own: taken back by nobody else. A meeting
for several templates is done for all of them, and one of people's own making for none. Whoever was not
there and catches up has done it too, by hand.
How many are ready for a meeting is counted here too, since prework is progress.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courseengine.core.meetings.absences import forget_caught_up, write_caught_up
from courseengine.core.meetings.duties import keep_proposed
from courseengine.core.meetings.models import Attendance, CaughtUp, Meeting, MeetingTemplate
from courseengine.core.meetings.operations import hold_meeting, note_attendance
from courseengine.core.meetings.queries import invited_to
from courseengine.core.progress.models import Completion
from courseengine.core.progress.operations import complete, complete_together, revoke


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
    there = {row.person_id: row.team_id for row in _present(session, meeting)}
    for person_id, team_id in there.items():
        _complete(session, meeting, person_id, team_id, at=at)
    keep_proposed(session, meeting, invited_to(session, meeting), there)


def note(session: Session, meeting: Meeting, person_id: int, *, present: bool, by: int, at: datetime) -> None:
    """Note attendance; in a held meeting the completion follows."""
    team_id = note_attendance(session, meeting, person_id, present=present, by=by, at=at)
    if meeting.state != "held":
        return
    if present:
        forget_caught_up(session, meeting, person_id)
        _complete(session, meeting, person_id, team_id, at=at)
    else:
        _take_back(session, meeting, person_id, at=at)


def catch_up(
    session: Session, meeting: Meeting, person_id: int, line: str, *, team_id: int | None, at: datetime
) -> None:
    """Let somebody who was not there have caught up with a held meeting; that counts for them."""
    write_caught_up(session, meeting, person_id, line, at=at)
    for activity_id in activities_of(meeting):
        complete(session, person_id, meeting.run_id, activity_id, how="by_hand", at=at, team_id=team_id)


def take_back_catching_up(session: Session, meeting: Meeting, person_id: int, *, at: datetime) -> None:
    """Take it back, with what it counted for."""
    if forget_caught_up(session, meeting, person_id):
        _take_back(session, meeting, person_id, at=at)


def activities_of(meeting: Meeting) -> list[str]:
    """The templates a meeting is held for; none for one of people's own making."""
    return [id_ for id_ in (meeting.activity_id, *(one.activity_id for one in meeting.also)) if id_]


def _complete(session: Session, meeting: Meeting, person_id: int, team_id: int | None, *, at: datetime) -> None:
    for activity_id in activities_of(meeting):
        complete_together(session, [person_id], meeting.run_id, activity_id, at=at, team_id=team_id)


def _take_back(session: Session, meeting: Meeting, person_id: int, *, at: datetime) -> None:
    for activity_id in activities_of(meeting):
        if not _has_it_from_another(session, meeting, activity_id, person_id):
            revoke(session, person_id, meeting.run_id, activity_id, at=at)


def _has_it_from_another(session: Session, meeting: Meeting, activity_id: str, person_id: int) -> bool:
    """Whether the person was at another held meeting for the same template, or has caught up with one."""
    met = or_(
        Meeting.activity_id == activity_id,
        Meeting.id.in_(select(MeetingTemplate.meeting_id).where(MeetingTemplate.activity_id == activity_id)),
    )
    for there in (Attendance, CaughtUp):
        others = (
            select(there.meeting_id)
            .join(Meeting, Meeting.id == there.meeting_id)
            .where(
                there.person_id == person_id,
                Meeting.id != meeting.id,
                Meeting.run_id == meeting.run_id,
                Meeting.state == "held",
                met,
            )
        )
        if session.scalar(others.limit(1)) is not None:
            return True
    return False


def _present(session: Session, meeting: Meeting) -> list[Attendance]:
    return list(session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)))


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
