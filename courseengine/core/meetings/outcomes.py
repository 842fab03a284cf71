"""What a meeting decides, and who does what afterwards.

Both are rows with a text, somebody invited who sees to it, and a day. They are written as small
forms; a form that saves itself while somebody types in it, or is sent ten times, makes one row. How
they were before is kept with the minutes. A follow-up is done when anybody invited says so.
"""

import secrets
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.base.revisions import plain_lines
from courseengine.core.meetings.guarding import fits, refuse_before_begun, refuse_in_ended, take
from courseengine.core.meetings.models import Decision, FollowUp, Meeting
from courseengine.core.meetings.queries import invited_to
from courseengine.core.meetings.recording import LONGEST_DECISION, keep_version, refuse_undecided
from courseengine.core.meetings.timing import FARTHEST

MOST = 50
"""decisions, and follow-ups, of one meeting"""
Kind = type[Decision] | type[FollowUp]
Row = Decision | FollowUp


class Wanted(NamedTuple):
    """A decision or a follow-up as somebody writes it."""

    text: str
    owner_id: int | None = None
    due_on: date | None = None
    review_on: date | None = None
    """of a decision alone"""


def put(
    session: Session, meeting: Meeting, kind: Kind, wanted: Wanted, *, by: int, at: datetime, submit_id: str = ""
) -> Row | None:
    """Write down what was decided or is to be done; the same form again changes it, and takes it away when empty."""
    take(session, meeting)
    refuse_before_begun(meeting, at)
    row = _from_form(session, meeting, kind, submit_id)
    wanted = _tidied(session, meeting, wanted, row, at)
    if row is not None:
        if not wanted.text:
            _take_away(session, meeting, row, by, at)
            return None
        _write(session, meeting, row, wanted, by, at)
        return row
    if not wanted.text:
        return None
    _refuse_more(session, meeting, kind)
    submit_id = submit_id or secrets.token_urlsafe(18)
    if kind is FollowUp:
        row = FollowUp(meeting_id=meeting.id, submit_id=submit_id, text=wanted.text, made_by=by, made_at=at)
    else:
        row = Decision(meeting_id=meeting.id, submit_id=submit_id, text=wanted.text)
    _fill(row, wanted)
    if not was_added(session, row):  # the same form in another meeting, in the same moment
        raise Conflict("This form has been used already. Open it again.")
    if isinstance(row, Decision):
        meeting.no_decision_because = ""
    keep_version(session, meeting, by, at=at)
    return row


def change(session: Session, meeting: Meeting, row: Row, wanted: Wanted, *, by: int, at: datetime) -> None:
    """Write it otherwise."""
    take(session, meeting)
    refuse_before_begun(meeting, at)
    wanted = _tidied(session, meeting, wanted, row, at)
    if not wanted.text:
        raise Invalid("Write what it is.", field="text")
    _write(session, meeting, row, wanted, by, at)


def take_away(session: Session, meeting: Meeting, row: Row, *, by: int, at: datetime) -> None:
    """Take it away; how it was stays in the history."""
    take(session, meeting)
    refuse_before_begun(meeting, at)
    _take_away(session, meeting, row, by, at)


def note_done(session: Session, follow_up: FollowUp, *, done: bool, by: int, at: datetime) -> None:
    """It is done, or after all not; whoever said so first is remembered."""
    meeting = session.get_one(Meeting, follow_up.meeting_id)
    take(session, meeting)
    refuse_in_ended(meeting.run)
    session.refresh(follow_up)
    if done == (follow_up.done_at is not None):
        return
    follow_up.done_at, follow_up.done_by = (at, by) if done else (None, None)
    session.flush()


def found_in(session: Session, meeting: Meeting, kind: Kind, public_id: str) -> Row:
    """The one of that id in this meeting."""
    found = _one(session, kind, kind.public_id == public_id, kind.meeting_id == meeting.id)
    if found is None:
        raise NotFound
    return found


def _from_form(session: Session, meeting: Meeting, kind: Kind, submit_id: str) -> Row | None:
    if not submit_id:
        return None
    row = _one(session, kind, kind.submit_id == submit_id)
    if row is not None and row.meeting_id != meeting.id:
        raise Conflict("This form has been used already. Open it again.")
    return row


def _refuse_more(session: Session, meeting: Meeting, kind: Kind) -> None:
    if (session.scalar(select(func.count(kind.id)).where(kind.meeting_id == meeting.id)) or 0) >= MOST:
        raise Invalid("There is room for %(most)d here. Change one of them, or take one away.", field="text", most=MOST)


def _one(session: Session, kind: Kind, *conditions: ColumnElement[bool]) -> Row | None:
    if kind is Decision:
        return session.scalar(select(Decision).where(*conditions))
    return session.scalar(select(FollowUp).where(*conditions))


def _write(session: Session, meeting: Meeting, row: Row, wanted: Wanted, by: int, at: datetime) -> None:
    before = _now(row)
    _fill(row, wanted)
    if _now(row) != before:
        keep_version(session, meeting, by, at=at)


def _take_away(session: Session, meeting: Meeting, row: Row, by: int, at: datetime) -> None:
    session.delete(row)
    session.flush()
    session.expire(meeting, ["decisions"])
    if meeting.state == "held":
        refuse_undecided(meeting)
    keep_version(session, meeting, by, at=at)


def _fill(row: Row, wanted: Wanted) -> None:
    row.text, row.owner_id, row.due_on = wanted.text, wanted.owner_id, wanted.due_on
    if isinstance(row, Decision):
        row.review_on = wanted.review_on


def _now(row: Row) -> Wanted:
    return Wanted(row.text, row.owner_id, row.due_on, row.review_on if isinstance(row, Decision) else None)


def _tidied(session: Session, meeting: Meeting, wanted: Wanted, row: Row | None, at: datetime) -> Wanted:
    """As it is stored. Whoever saw to it before may go on to, also when they are invited no longer."""
    text = plain_lines(wanted.text).strip()
    fits(text, "text", LONGEST_DECISION)
    owner = wanted.owner_id
    is_new = owner is not None and (row is None or row.owner_id != owner)
    if is_new and owner not in {one.person_id for one in invited_to(session, meeting)}:
        raise Invalid("Choose somebody who is invited.", field="owner")
    for field, day in (("due", wanted.due_on), ("review", wanted.review_on)):
        if day is not None and abs(day - day_in_oslo(at)) > FARTHEST:
            raise Invalid("That date is more than a year away. Check the year.", field=field)
    return wanted._replace(text=text)
