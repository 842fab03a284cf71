"""What is done with meetings: planned, moved, cancelled, deleted, and who is there.

Who may is the policy's answer; what must always hold is guarded here and in ``guarding.py``. What a
meeting leaves behind in writing, and holding it, is in ``recording.py``; what it decides, in
``outcomes.py``.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.calling import LEADERSHIP
from courseengine.core.meetings.guarding import fits, refuse_before_begun, refuse_cancelled, refuse_in_ended, take
from courseengine.core.meetings.models import Attendance, Meeting
from courseengine.core.meetings.queries import invited_to
from courseengine.core.meetings.timing import FARTHEST, LONGEST, SHORTEST
from courseengine.core.networks import texts
from courseengine.core.people.models import Team
from courseengine.core.runs.models import CourseRun

_LENGTHS = {"shortest": SHORTEST, "longest": LONGEST}
LONGEST_TITLE, LONGEST_PLACE, LONGEST_REASON = 200, 200, 500
"""characters"""


def plan_meeting(
    session: Session,
    *,
    run_id: int,
    module_id: str,
    activity: Template | None,
    teams: Collection[int],
    starts_at: datetime,
    length: int,
    place: str,
    by: int,
    submit_id: str,
    joint: bool,
    at: datetime,
    title: str = "",
    link: str = "",
) -> Meeting:
    """Plan a meeting from a template, or one of people's own making. The same form sent twice gives the same one."""
    planned = _from_form(session, submit_id, run_id=run_id, by=by)
    if planned:
        return planned
    run = session.get_one(CourseRun, run_id)
    refuse_in_ended(run)
    title = _short(title, "title", LONGEST_TITLE) or (activity.title if activity else "")
    if not title:
        raise Invalid("Write what the meeting is about.", field="title")
    of_leaders = activity is not None and activity.meets in LEADERSHIP
    meeting = Meeting(
        submit_id=submit_id,
        run_id=run_id,
        module_id=module_id,
        activity_id=activity.id if activity else "",
        title=title,
        joint=joint,
        starts_at=_sensible(starts_at, at),
        length=_possible(length),
        place=_short(place, "place", LONGEST_PLACE),
        link=texts.link(link, field="link"),
        planned_by=by,
        changed_at=at,
        pinned=True,
        teams=_teams(session, run, teams, joint=joint, may_be_none=of_leaders),
    )
    if was_added(session, meeting):
        return meeting
    planned = _from_form(session, submit_id, run_id=run_id, by=by)
    if planned is None:
        raise NotFound
    return planned


def _from_form(session: Session, submit_id: str, *, run_id: int, by: int) -> Meeting | None:
    planned = session.scalar(select(Meeting).where(Meeting.submit_id == submit_id))
    if planned and (planned.run_id, planned.planned_by) != (run_id, by):
        raise Conflict("This form has been used already. Open it again.")
    return planned


def _teams(session: Session, run: CourseRun, teams: Collection[int], *, joint: bool, may_be_none: bool) -> list[Team]:
    wanted = set(teams)
    if not wanted and not (joint and may_be_none):
        raise Invalid("Choose at least one team.", field="teams")
    if len(wanted) > 1 and not joint:
        raise Invalid("A team plans its own meetings.", field="teams")
    at_work = (Team.school_id == run.organisation_id, Team.ended_on.is_(None))
    found = session.scalars(select(Team).where(Team.id.in_(wanted), *at_work)).all()
    if len(found) != len(wanted):
        raise NotFound
    return list(found)


def move_meeting(
    session: Session,
    meeting: Meeting,
    *,
    starts_at: datetime,
    length: int,
    place: str,
    at: datetime,
    link: str | None = None,
) -> bool:
    """Give a planned meeting another time or place; it stays the same meeting. Gives whether anything changed."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    refuse_held(meeting)
    on_the_net = meeting.link if link is None else texts.link(link, field="link")
    new = (_sensible(starts_at, at), _possible(length), _short(place, "place", LONGEST_PLACE), on_the_net)
    if new == (meeting.starts_at, meeting.length, meeting.place, meeting.link):
        return False
    meeting.starts_at, meeting.length, meeting.place, meeting.link = new
    # Whoever said too early that they were there was there for a time that no longer holds.
    session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.noted_at > at))
    meeting.pinned = True
    _tell_calendars(meeting, at)
    return True


def cancel_meeting(session: Session, meeting: Meeting, *, because: str, at: datetime) -> bool:
    """Let a planned meeting not take place; it stays to be seen, with why. Gives whether anything changed."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    if meeting.state == "cancelled":
        return False
    refuse_held(meeting)
    meeting.cancelled_because = _short(because, "because", LONGEST_REASON)
    meeting.state = "cancelled"
    _tell_calendars(meeting, at)
    return True


def restore_meeting(session: Session, meeting: Meeting, *, at: datetime) -> bool:
    """Let a cancelled meeting take place after all. Gives whether anything changed."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    if meeting.state != "cancelled":
        return False
    if not any(team.ended_on is None for team in meeting.teams) and not meeting.joint:
        raise Invalid("The team has ended. Plan a new meeting for the team that goes on.")
    meeting.state, meeting.cancelled_because = "planned", ""
    _tell_calendars(meeting, at)
    return True


def _tell_calendars(meeting: Meeting, at: datetime) -> None:
    meeting.sequence += 1
    meeting.changed_at = at


def delete_meeting(session: Session, meeting: Meeting) -> None:
    """Delete a planned meeting with what was noted in it. A held one can only be corrected."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    refuse_held(meeting)
    session.execute(delete(Meeting).where(Meeting.id == meeting.id))


def note_attendance(
    session: Session, meeting: Meeting, person_id: int, *, present: bool, by: int, at: datetime, in_room: bool = False
) -> int | None:
    """Note that somebody invited is there, or is not; gives the team it counts for.

    Said too early that day in the meeting's own room it is kept, and counts from the start. When the meeting is
    held, somebody forgotten may be added, but nobody is taken off by others: a completion is the person's own.
    """
    take(session, meeting)
    if in_room and day_in_oslo(at) < day_in_oslo(meeting.starts_at):
        raise Invalid("This is a rehearsal. Say that you are here on the day of the meeting.")
    at = max(at, meeting.starts_at) if in_room and present else at
    refuse_before_begun(meeting, at)
    invited = next((one for one in invited_to(session, meeting) if one.person_id == person_id), None)
    if invited is None:
        raise NotFound
    noted = session.get(Attendance, (meeting.id, person_id))
    if present and noted is None:
        row = Attendance(meeting_id=meeting.id, person_id=person_id, team_id=invited.team_id, noted_at=at)
        was_added(session, row)  # if not, somebody else noted it in the same moment, which is what was wanted
    elif noted is not None and not present:
        if meeting.state == "held":
            _refuse_taking_off(session, meeting, person_id, by)
        session.delete(noted)
        session.flush()
    return invited.team_id


def _refuse_taking_off(session: Session, meeting: Meeting, person_id: int, by: int) -> None:
    if person_id != by:
        raise Invalid("Only the person can say that they were not there after all.", field="present")
    if len(_present(session, meeting)) == 1:
        raise Invalid("A held meeting needs at least one who was there.", field="present")


def _present(session: Session, meeting: Meeting) -> list[Attendance]:
    return list(session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)))


def refuse_held(meeting: Meeting) -> None:
    """What is planned of a meeting changes only while it is ahead."""
    refuse_cancelled(meeting)
    if meeting.state != "planned":
        raise Invalid("The meeting has been held. What is written can be corrected.")


def _sensible(starts_at: datetime, at: datetime) -> datetime:
    if abs(starts_at - at) > FARTHEST:
        raise Invalid("That date is more than a year away. Check the year.", field="date")
    return starts_at


def _possible(length: int) -> int:
    if not SHORTEST <= length <= LONGEST:
        raise Invalid("A meeting lasts from %(shortest)d to %(longest)d minutes.", field="length", **_LENGTHS)
    return length


def _short(text: str, field: str, limit: int) -> str:
    text = text.strip()
    fits(text, field, limit)
    return text
