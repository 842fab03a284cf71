"""What is done with meetings: planned, moved, cancelled, recorded, held, corrected, deleted.

Who may is the policy's answer; what must always hold is guarded here. A meeting is recorded when
it has begun, held with somebody present, and ends in a decision or a reason for none. Minutes are
a shared text: a late save is a ``Conflict``, and what was written earlier is kept. Holding also
completes the meeting for those present, which ``core/progress/meetings_held.py`` does.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.base.revisions import only_adds, plain_lines
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.calling import LEADERSHIP
from courseengine.core.meetings.models import Attendance, Decision, Meeting, MinutesVersion
from courseengine.core.meetings.queries import invited_to
from courseengine.core.meetings.timing import FARTHEST, LONGEST, SHORTEST, may_be_recorded
from courseengine.core.networks import texts
from courseengine.core.people.models import Team
from courseengine.core.runs.models import CourseRun

_LENGTHS = {"shortest": SHORTEST, "longest": LONGEST}
LONGEST_TITLE, LONGEST_PLACE, LONGEST_DECISION, LONGEST_REASON = 200, 200, 4_000, 500
"""characters"""
SITTING = timedelta(minutes=10)
"""How long one person's saves count as one sitting, in which what only adds needs no version of its own."""


class Minutes(NamedTuple):
    """What a meeting leaves behind in writing."""

    text: str
    decision: str = ""
    no_decision_because: str = ""

    @classmethod
    def of(cls, meeting: Meeting) -> "Minutes":
        """What is stored."""
        decision = "\n".join(decision.text for decision in meeting.decisions)
        return cls(meeting.minutes, decision, meeting.no_decision_because)


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
    session: Session, meeting: Meeting, person_id: int, *, present: bool, by: int, at: datetime
) -> int | None:
    """Note that somebody invited is there, or is not; gives the team it counts for.

    When the meeting is held, somebody forgotten may be added, but nobody is taken off by others:
    a completion is taken back by the person alone.
    """
    take(session, meeting)
    _refuse_before_begun(meeting, at)
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


def save_minutes(session: Session, meeting: Meeting, by: int, minutes: Minutes, *, seen: int, at: datetime) -> int:
    """Keep what is written so far, or correct a held meeting; gives the new version.

    ``seen`` is the version the writer started from. Raises ``Conflict`` when somebody was faster.
    """
    take(session, meeting)
    _refuse_before_begun(meeting, at)
    minutes = _tidied(minutes)
    if minutes == Minutes.of(meeting):
        return meeting.version
    if meeting.state == "held":
        _refuse_undecided(minutes)
    _write(session, meeting, by, minutes, seen=seen, at=at)
    return meeting.version


def hold_meeting(
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
    """Record a meeting as held, with its minutes and its decision or the reason for none."""
    take(session, meeting)
    written = _tidied(Minutes(minutes, decision, no_decision_because))
    if meeting.state == "held":
        if written == Minutes.of(meeting):
            return
        if seen == meeting.version:
            raise Invalid("The meeting has already been recorded as held.")
        raise Conflict("The minutes were changed by somebody else.")
    _refuse_before_begun(meeting, at)
    if seen != meeting.version and written != Minutes.of(meeting) and not _continues(session, meeting, by, written):
        raise Conflict("The minutes were changed by somebody else.")
    if not _present(session, meeting):
        raise Invalid("Note who is here first. A meeting is held when at least one is present.", field="present")
    _refuse_undecided(written)
    _write(session, meeting, by, written, seen=seen, at=at)
    meeting.state, meeting.held_by, meeting.held_at = "held", by, at


def _write(session: Session, meeting: Meeting, by: int, minutes: Minutes, *, seen: int, at: datetime) -> None:
    """Replace what is stored if it is still what the writer had seen; keep it as a version."""
    state = meeting.state
    if not _replace(session, meeting, minutes, seen=seen):
        session.refresh(meeting)
        seen = meeting.version
        goes_on = meeting.state == state and _continues(session, meeting, by, minutes)
        if not goes_on or not _replace(session, meeting, minutes, seen=seen):
            raise Conflict("The minutes were changed by somebody else.")
    session.execute(delete(Decision).where(Decision.meeting_id == meeting.id))
    if minutes.decision:
        session.add(Decision(meeting_id=meeting.id, text=minutes.decision))
    _keep_version(session, meeting.id, by, minutes, version=seen + 1, at=at)
    session.flush()
    session.refresh(meeting)


def _replace(session: Session, meeting: Meeting, minutes: Minutes, *, seen: int) -> bool:
    changed = session.scalar(
        update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.version == seen, Meeting.state == meeting.state)
        .values(version=seen + 1, minutes=minutes.text, no_decision_because=minutes.no_decision_because)
        .returning(Meeting.id)
        .execution_options(synchronize_session=False)
    )
    return changed is not None


def _continues(session: Session, meeting: Meeting, by: int, minutes: Minutes) -> bool:
    """Whether somebody goes on from their own text, whose saving they had not heard of yet.

    A draft saves itself while its writer types on and presses the button: that is no clash.
    """
    latest = _latest_version(session, meeting.id)
    return (
        latest is not None and latest.version == meeting.version and latest.saved_by == by and _adds_to(latest, minutes)
    )


def _keep_version(session: Session, meeting_id: int, by: int, minutes: Minutes, *, version: int, at: datetime) -> None:
    latest = _latest_version(session, meeting_id)
    if latest and latest.saved_by == by and at - latest.saved_at < SITTING and _adds_to(latest, minutes):
        session.delete(latest)
        session.flush()
    session.add(
        MinutesVersion(
            meeting_id=meeting_id,
            version=version,
            minutes=minutes.text,
            decision=minutes.decision or minutes.no_decision_because,
            saved_at=at,
            saved_by=by,
        )
    )


def _latest_version(session: Session, meeting_id: int) -> MinutesVersion | None:
    versions = select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id)
    return session.scalar(versions.order_by(MinutesVersion.version.desc()).limit(1))


def _adds_to(earlier: MinutesVersion, minutes: Minutes) -> bool:
    decision = minutes.decision or minutes.no_decision_because
    return only_adds(earlier.minutes, minutes.text) and only_adds(earlier.decision, decision)


def _present(session: Session, meeting: Meeting) -> list[Attendance]:
    return list(session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)))


def _tidied(minutes: Minutes) -> Minutes:
    text, decision, because = (plain_lines(part) for part in minutes)
    _fits(text, "minutes", ANSWER_LENGTH)
    _fits(decision, "decision", LONGEST_DECISION)
    _fits(because, "no_decision_because", LONGEST_DECISION)
    return Minutes(text, decision, "" if decision else because)


def _refuse_undecided(minutes: Minutes) -> None:
    if not minutes.decision and not minutes.no_decision_because:
        raise Invalid("Write what you decided, or why there is no decision.", field="decision")


def _refuse_before_begun(meeting: Meeting, at: datetime) -> None:
    refuse_in_ended(meeting.run)
    _refuse_cancelled(meeting)
    if not may_be_recorded(meeting.starts_at, at=at):
        raise Invalid("The meeting has not begun. It can be recorded from 15 minutes before it starts.")


def _refuse_cancelled(meeting: Meeting) -> None:
    if meeting.state == "cancelled":
        raise Invalid("The meeting is cancelled. Plan it again first.")


def refuse_held(meeting: Meeting) -> None:
    """What is planned of a meeting changes only while it is ahead."""
    _refuse_cancelled(meeting)
    if meeting.state != "planned":
        raise Invalid("The meeting has been held. What is written can be corrected.")


def refuse_in_ended(run: CourseRun) -> None:
    """A run that has ended is read and no longer changed."""
    if run.ended_at is not None:
        raise Invalid("This school year's course has ended. What was done can still be read.")


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
    _fits(text, field, limit)
    return text


def _fits(text: str, field: str, limit: int) -> None:
    """Compare what is stored, not what it would be without the spaces around it."""
    if len(text) > limit:
        raise Invalid("There is room for %(limit)d characters here.", field=field, limit=limit)


def take(session: Session, meeting: Meeting) -> None:
    """Read the meeting anew and hold it until the transaction ends: nobody holds or deletes it meanwhile."""
    session.flush()  # reading anew forgets what is not yet written
    try:
        session.refresh(meeting, with_for_update={"of": Meeting})
    except InvalidRequestError:
        raise NotFound from None
