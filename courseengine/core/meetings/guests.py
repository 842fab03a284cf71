"""Who comes to a meeting beside those it calls.

Somebody of the school is invited by name: they see the meeting, may be noted as there, and record
nothing. Who comes from elsewhere is written down as people write it.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings.guarding import refuse_in_ended, take
from courseengine.core.meetings.models import Attendance, Meeting, MeetingGuest
from courseengine.core.meetings.queries import invited_to
from courseengine.core.people.models import Membership, Person
from courseengine.core.people.queries import lasts
from courseengine.core.people.roles import AT_A_SCHOOL

LONGEST_GUESTS = 300
"""characters"""
MOST_GUESTS = 30


def guests_of(session: Session, meeting: Meeting) -> list[Person]:
    """Those of the school who are invited by name."""
    own = select(Person).join(MeetingGuest, MeetingGuest.person_id == Person.id)
    return list(session.scalars(own.where(MeetingGuest.meeting_id == meeting.id).order_by(Person.sort_key, Person.id)))


def may_be_invited(session: Session, meeting: Meeting) -> list[Person]:
    """Those who work at the school on the day and are not called yet, by name."""
    called = {one.person_id for one in invited_to(session, meeting)}
    here = select(Membership.person_id).where(
        Membership.organisation_id == meeting.run.organisation_id,
        Membership.role.in_(sorted(AT_A_SCHOOL)),
        lasts(day_in_oslo(meeting.starts_at)),
    )
    found = select(Person).where(Person.id.in_(here)).order_by(Person.sort_key, Person.id)
    return [one for one in session.scalars(found) if one.id not in called]


def invite(session: Session, meeting: Meeting, public_id: str, *, by: int, at: datetime) -> bool:
    """Invite somebody of the school. Gives whether they were not invited before."""
    take(session, meeting)
    _refuse_over(meeting)
    if any(one.public_id == public_id for one in invited_to(session, meeting)):
        return False
    person = next((one for one in may_be_invited(session, meeting) if one.public_id == public_id), None)
    if person is None:
        raise NotFound
    if len(meeting.own_guests) >= MOST_GUESTS:
        raise Invalid("A meeting has room for %(most)d guests.", field="person", most=MOST_GUESTS)
    row = MeetingGuest(meeting_id=meeting.id, person_id=person.id, invited_by=by, invited_at=at)
    added = was_added(session, row)
    session.expire(meeting, ["own_guests"])
    return added


def take_back(session: Session, meeting: Meeting, public_id: str) -> bool:
    """Let somebody not come after all; whoever was there stays. Gives whether they were invited."""
    take(session, meeting)
    _refuse_over(meeting)
    guest = next((one for one in guests_of(session, meeting) if one.public_id == public_id), None)
    if guest is None:
        return False
    if session.get(Attendance, (meeting.id, guest.id)):
        raise Invalid("They are noted as there. Take that back first.", field="person")
    own = (MeetingGuest.meeting_id == meeting.id, MeetingGuest.person_id == guest.id)
    session.execute(delete(MeetingGuest).where(*own))
    session.expire(meeting, ["own_guests"])
    return True


def write_guests(session: Session, meeting: Meeting, text: str) -> None:
    """Write down who comes from elsewhere."""
    take(session, meeting)
    _refuse_over(meeting)
    text = " ".join(text.split())
    if len(text) > LONGEST_GUESTS:
        raise Invalid("There is room for %(limit)d characters here.", field="guests", limit=LONGEST_GUESTS)
    meeting.guests = text
    session.flush()


def _refuse_over(meeting: Meeting) -> None:
    """Guests may still be added to a held meeting: somebody may have been forgotten."""
    refuse_in_ended(meeting.run)
    if meeting.state == "cancelled":
        raise Invalid("The meeting is cancelled. Plan it again first.")
