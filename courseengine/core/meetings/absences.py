"""Who cannot come to a meeting, and who catches up with it afterwards.

An apology is one's own: said before the meeting is over, with or without a word about it, taken back
at any time, and seen by those invited. Whoever was not there reads what a held meeting left behind and
writes a line to the team: they are caught up then, never present.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.db import was_added
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings.guarding import refuse_in_ended, take
from courseengine.core.meetings.models import Apology, Attendance, CaughtUp, Meeting
from courseengine.core.meetings.operations import refuse_held
from courseengine.core.meetings.queries import invited_to
from courseengine.core.meetings.timing import ends_at

LONGEST_NOTE = 300
LONGEST_LINE = 1_000
"""characters"""


def apologise(session: Session, meeting: Meeting, person_id: int, note: str, *, at: datetime) -> None:
    """Say that one cannot come; said again, the note is the new one."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    refuse_held(meeting)
    if ends_at(meeting.starts_at, meeting.length) <= at:
        raise Invalid("The meeting is over by its plan. Whoever records it notes who was there.")
    if not any(one.person_id == person_id for one in invited_to(session, meeting)):
        raise NotFound
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Invalid("There is room for %(limit)d characters here.", field="note", limit=LONGEST_NOTE)
    said = session.get(Apology, (meeting.id, person_id))
    if said is not None:
        said.note = note
    else:
        was_added(session, Apology(meeting_id=meeting.id, person_id=person_id, note=note, said_at=at))
    session.flush()


def come_after_all(session: Session, meeting: Meeting, person_id: int) -> None:
    """Take an apology back; there need not be one."""
    own = (Apology.meeting_id == meeting.id, Apology.person_id == person_id)
    session.execute(delete(Apology).where(*own))


def apologies_of(session: Session, meeting_id: int) -> dict[int, str]:
    """Person → what they wrote about not coming."""
    rows = session.execute(select(Apology.person_id, Apology.note).where(Apology.meeting_id == meeting_id))
    return {row.person_id: row.note for row in rows}


def caught_up_with(session: Session, meeting_id: int) -> list[CaughtUp]:
    """Those who have caught up, in the order in which they did."""
    found = select(CaughtUp).where(CaughtUp.meeting_id == meeting_id).options(joinedload(CaughtUp.person))
    return list(session.scalars(found.order_by(CaughtUp.caught_up_at, CaughtUp.person_id)))


def write_caught_up(session: Session, meeting: Meeting, person_id: int, line: str, *, at: datetime) -> None:
    """Keep the line of somebody who was not at a held meeting; written again, it is the new one."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    if meeting.state != "held":
        raise Invalid("The meeting is not recorded yet. Catch up when it is.")
    if session.get(Attendance, (meeting.id, person_id)):
        raise Invalid("You were there, so there is nothing to catch up with.")
    line = line.strip()
    if not line:
        raise Invalid("Write a line to the team: what you take with you, or what you wonder about.", field="line")
    if len(line) > LONGEST_LINE:
        raise Invalid("There is room for %(limit)d characters here.", field="line", limit=LONGEST_LINE)
    written = session.get(CaughtUp, (meeting.id, person_id))
    if written is not None:
        written.line = line
    else:
        was_added(session, CaughtUp(meeting_id=meeting.id, person_id=person_id, line=line, caught_up_at=at))
    session.flush()


def forget_caught_up(session: Session, meeting: Meeting, person_id: int) -> bool:
    """Take it back; gives whether there was something."""
    own = (CaughtUp.meeting_id == meeting.id, CaughtUp.person_id == person_id)
    return session.scalar(delete(CaughtUp).where(*own).returning(CaughtUp.person_id)) is not None
