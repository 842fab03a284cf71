"""Who does what in a meeting: leads it, keeps the time, writes, keeps it on track.

The duties go round: each is proposed to whoever has had it least, and longest ago. A proposal becomes
a duty when somebody keeps it, or when the meeting is held by it. A joint meeting is led by one of the
school's leaders or its resource teacher.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.course.activities.meeting import MeetingRole
from courseengine.core.meetings.guarding import refuse_in_ended, take
from courseengine.core.meetings.models import Apology, Meeting, MeetingDuty, MeetingTeam
from courseengine.core.meetings.operations import refuse_held
from courseengine.core.meetings.queries import Invited, arrangers_of

DUTIES = tuple(role.value for role in MeetingRole)
_FIRST_TO_LAST = ("facilitator", "recorder", "timekeeper", "focus_keeper")
"""in which order they are given out where there are fewer people than duties"""
LOOKED_BACK = 12
"""meetings"""


def proposed(
    people: Sequence[int],
    earlier: Sequence[Mapping[str, int]],
    *,
    given: Mapping[str, int],
    lead: Collection[int] | None = None,
) -> dict[str, int]:
    """Duty → person: what is given, and for the others whoever had it least and longest ago.

    ``earlier`` are the duties of earlier meetings, the latest first. Nobody gets two while somebody
    has none, and a duty nobody is left for stays open. ``lead`` are those who may lead.
    """
    found = dict(given)
    for duty in _FIRST_TO_LAST:
        free = [one for one in people if one not in found.values()]
        if duty == "facilitator" and lead is not None:
            free = [one for one in free if one in lead]
        if duty not in found and free:
            held = [one.get(duty) for one in earlier]
            found[duty] = min(free, key=lambda one: (held.count(one), -_since(held, one)))
    return found


def _since(held: Sequence[int | None], person: int) -> int:
    """How many meetings ago somebody had it."""
    return held.index(person) if person in held else len(held)


def duties_of(session: Session, meeting_id: int) -> dict[str, int]:
    """Duty → person, as they are given."""
    rows = session.execute(select(MeetingDuty.duty, MeetingDuty.person_id).where(MeetingDuty.meeting_id == meeting_id))
    return {row.duty: row.person_id for row in rows}


def duties_proposed(session: Session, meeting: Meeting, invited: Sequence[Invited]) -> dict[str, int]:
    """What is given in a meeting, and what is proposed for the rest; guests and those who cannot come get none."""
    away = set(session.scalars(select(Apology.person_id).where(Apology.meeting_id == meeting.id)))
    people = [one.person_id for one in invited if not one.is_guest and one.person_id not in away]
    lead = arrangers_of(session, meeting) if meeting.joint else None
    return proposed(people, _earlier(session, meeting), given=duties_of(session, meeting.id), lead=lead)


def give_duties(
    session: Session, meeting: Meeting, invited: Sequence[Invited], chosen: Mapping[str, int | None]
) -> None:
    """Give or take these duties; None leaves a duty open."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    refuse_held(meeting)
    known = {one.person_id for one in invited}
    if not known.issuperset(one for one in chosen.values() if one is not None):
        raise NotFound
    leads = chosen.get("facilitator")
    if meeting.joint and leads is not None and leads not in arrangers_of(session, meeting):
        raise Invalid(
            "A meeting of several teams is led by one of the leaders or the resource teacher.", field="facilitator"
        )
    _write(session, meeting, chosen)


def keep_proposed(session: Session, meeting: Meeting, invited: Sequence[Invited], there: Collection[int]) -> None:
    """Let what was proposed stand for those who were there: so the duties go round."""
    given = duties_of(session, meeting.id)
    kept = {
        duty: person
        for duty, person in duties_proposed(session, meeting, invited).items()
        if duty not in given and person in there
    }
    _write(session, meeting, kept)


def _write(session: Session, meeting: Meeting, chosen: Mapping[str, int | None]) -> None:
    wanted = {duty: person for duty, person in chosen.items() if duty in DUTIES}
    own = (MeetingDuty.meeting_id == meeting.id, MeetingDuty.duty.in_(wanted))
    session.execute(delete(MeetingDuty).where(*own))
    rows = [
        MeetingDuty(meeting_id=meeting.id, duty=duty, person_id=person) for duty, person in wanted.items() if person
    ]
    session.add_all(rows)
    session.flush()


def _earlier(session: Session, meeting: Meeting) -> list[dict[str, int]]:
    """The duties of the meetings its teams held before, the latest first."""
    teams = [team.id for team in meeting.teams]
    theirs = Meeting.id.in_(select(MeetingTeam.meeting_id).where(MeetingTeam.team_id.in_(teams)))
    before: Any = (
        select(Meeting.id)
        .where(
            theirs,
            Meeting.state == "held",
            Meeting.joint == meeting.joint,
            Meeting.starts_at < meeting.starts_at,
            Meeting.run_id == meeting.run_id,
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(LOOKED_BACK)
    )
    found: dict[int, dict[str, int]] = {id_: {} for id_ in session.scalars(before)}
    rows = session.execute(
        select(MeetingDuty.meeting_id, MeetingDuty.duty, MeetingDuty.person_id).where(MeetingDuty.meeting_id.in_(found))
    )
    for meeting_id, duty, person_id in rows:
        found[meeting_id][duty] = person_id
    return list(found.values())
