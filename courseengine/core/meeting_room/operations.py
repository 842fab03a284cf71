"""What is done with a meeting's room: opened, led, pressed on, closed.

Who may is the policy's answer. The clock is pressed on by whoever leads, with the number of the
press before: one made on what is no longer so does nothing. Before a meeting may be recorded its
room is a rehearsal, which leaves nothing behind: the first press after that begins anew. What is
written in silence is in ``notes.py``.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, select, update
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.accounts.start import LETTERS
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meeting_room import pacing
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meeting_room.pacing import Moved, Place
from courseengine.core.meeting_room.queries import Methods, State, is_rehearsal, state_of, those_here, was_rehearsed
from courseengine.core.meetings.agenda import items_of, make_own
from courseengine.core.meetings.guarding import refuse_in_ended, take
from courseengine.core.meetings.models import Meeting, MeetingDuty, MeetingTeam
from courseengine.core.progress.models import Answer
from courseengine.core.progress.operations import complete_together

Press = Literal["next", "back", "pause", "resume", "stretch", "cut", "keep", "next_step"]
PRESSES: tuple[Press, ...] = ("next", "back", "pause", "resume", "stretch", "cut", "keep", "next_step")
CODE_LENGTH = 6
MOST_STRETCHED = 30
"""minutes one press may add"""


def open_room(session: Session, meeting: Meeting, *, by: int, at: datetime) -> MeetingRoom:
    """Open a meeting's room, or open it again. Whoever the team has picked leads, else whoever opens it."""
    _refuse_done_with(meeting)
    room = session.get(MeetingRoom, meeting.id)
    if room is None:
        room = MeetingRoom(meeting_id=meeting.id, opened_by=by, opened_at=at, led_by=_picked(session, meeting) or by)
        room.code = _code()
        while not was_added(session, room):  # somebody else opened it in the same moment, or another room has the code
            found = session.get(MeetingRoom, meeting.id, populate_existing=True)
            if found is not None:
                return found
            room.code = _code()
        return room
    _lock(session, room)
    if was_rehearsed(room, meeting, at=at):
        _begin_anew(session, room, meeting, at=at)
    elif room.code is not None:
        return room
    room.code, room.closed_at, room.led_by = room.code or _code(), None, _picked(session, meeting) or by
    room.opened_by = by
    room.version += 1
    session.flush()
    return room


def take_lead(session: Session, room: MeetingRoom, *, by: int, at: datetime) -> None:
    """Lead from now on; everybody sees who does."""
    _lock(session, room)
    refuse_closed(room)
    if room.led_by != by:
        room.led_by = by
        room.version += 1
        session.flush()
        session.refresh(room, ["leader"])


def press(
    session: Session,
    room: MeetingRoom,
    act: Press,
    *,
    seen_clock: int,
    at: datetime,
    methods: Methods | None = None,
    templates: Sequence[Template] = (),
    minutes: int = 2,
    item_id: int | None = None,
) -> bool:
    """Move the meeting on, back, or its clock; gives whether anything changed.

    ``templates`` are what the agenda is taken from when the clock begins; ``minutes`` is for
    ``stretch``, ``item_id`` for ``cut`` and ``keep``.
    """
    take(session, room.meeting)  # before the room, as whoever records the meeting does
    _lock(session, room)
    refuse_closed(room)
    if seen_clock != room.clock:
        return False
    meeting = room.meeting
    if was_rehearsed(room, meeting, at=at):
        _begin_anew(session, room, meeting, at=at)
    items = make_own(session, meeting, *templates)
    before = state_of(room, meeting, items, methods or {}, at=at)
    after = _pressed(before, act, minutes=minutes, item_id=item_id, at=at)
    if after == Moved(before.place, before.parts):
        return False
    _keep(room, before, after)
    session.flush()
    return True


def close_room(session: Session, room: MeetingRoom, *, at: datetime) -> None:
    """The meeting is over: the clock stands, the code opens nothing, and what was not reached can be told."""
    _lock(session, room)
    if room.code is None:
        return
    before = state_of(room, room.meeting, items_of(session, room.meeting), {}, at=at)
    _keep(room, before, pacing.ends(before.place, before.parts, at))
    room.code, room.closed_at = None, at
    session.flush()


def bump(session: Session, meeting_id: int) -> None:
    """Let every screen in the meeting's room know that something has changed; nothing where no room is open."""
    _bump(session, [meeting_id])


def bump_rooms_of(session: Session, team_id: int) -> None:
    """The same for every open room that a team meets in: its answer has changed."""
    _bump(session, select(MeetingTeam.meeting_id).where(MeetingTeam.team_id == team_id))


def bump_rooms_reading(session: Session, person_id: int, run_id: int, activity_ids: Collection[str]) -> None:
    """The same for those of the team that a person shares what they have written to a task with."""
    readers = select(Answer.shared_with).where(
        Answer.person_id == person_id,
        Answer.run_id == run_id,
        Answer.activity_id.in_(activity_ids),
        Answer.shared_at.is_not(None),
    )
    _bump(session, select(MeetingTeam.meeting_id).where(MeetingTeam.team_id.in_(readers)))


def watched_together(session: Session, meeting: Meeting, activity_id: str, *, at: datetime) -> int:
    """Complete a film for everybody noted as present; gives how many that are."""
    _refuse_done_with(meeting)
    if is_rehearsal(meeting, at=at):
        raise Invalid("The meeting has not begun. It can be recorded from 15 minutes before it starts.")
    there = those_here(session, meeting.id)
    if not there:
        raise Invalid("Note who is here first.", field="present")
    for person_id, team_id in there:
        complete_together(session, [person_id], meeting.run_id, activity_id, at=at, team_id=team_id)
    return len(there)


def refuse_closed(room: MeetingRoom) -> None:
    """What is done in a room is done while it is open."""
    if room.code is None:
        raise Invalid("The room is closed. Open it again first.")
    _refuse_done_with(room.meeting)


def _bump(session: Session, meetings: Collection[int] | Select[Any]) -> None:
    session.execute(
        update(MeetingRoom)
        .where(MeetingRoom.meeting_id.in_(meetings), MeetingRoom.code.is_not(None))
        .values(version=MeetingRoom.version + 1)
        .execution_options(synchronize_session=False)
    )


def _pressed(state: State, act: Press, *, minutes: int, item_id: int | None, at: datetime) -> Moved:
    place, parts = state.place, state.parts
    if act == "next":
        return pacing.goes_on(place, parts, at)
    if act == "back":
        return pacing.goes_back(place, parts, at)
    if act == "next_step":
        return pacing.takes_next_step(place, parts, at)
    if act == "pause":
        return Moved(pacing.pauses(place, at), parts)
    if act == "resume":
        return Moved(pacing.resumes(place, at), parts)
    if act == "stretch":
        return Moved(pacing.stretches(place, 60 * min(max(minutes, 1), MOST_STRETCHED), at), parts)
    if item_id is None or state.part(item_id) is None:
        raise NotFound
    return Moved(place, pacing.cuts(parts, item_id) if act == "cut" else pacing.takes_up_again(parts, item_id))


def _keep(room: MeetingRoom, before: State, after: Moved) -> None:
    """Write down where the meeting is now, and what that does to its items."""
    place = after.place
    room.item_id, room.step = place.item, place.step
    room.ends_at, room.left_seconds = place.item_time.ends_at, place.item_time.left
    room.step_ends_at, room.step_left_seconds = place.step_time.ends_at, place.step_time.left
    for item, part in zip(before.items, after.parts, strict=True):
        item.state, item.left_seconds = part.state, part.left
    room.clock += 1
    room.version += 1


def _begin_anew(session: Session, room: MeetingRoom, meeting: Meeting, *, at: datetime) -> None:
    """Forget what was tried before the meeting."""
    tried = state_of(room, meeting, items_of(session, meeting), {}, at=room.opened_at)
    fresh = tuple(replace(part, state="waiting", left=None) for part in tried.parts)
    _keep(room, tried, Moved(Place(), fresh))
    room.opened_at = at


def _picked(session: Session, meeting: Meeting) -> int | None:
    """Whom the team has picked to lead."""
    duties = select(MeetingDuty.person_id).where(
        MeetingDuty.meeting_id == meeting.id, MeetingDuty.duty == "facilitator"
    )
    return session.scalar(duties)


def _refuse_done_with(meeting: Meeting) -> None:
    refuse_in_ended(meeting.run)
    if meeting.state == "cancelled":
        raise Invalid("The meeting is cancelled. Plan it again first.")
    if meeting.state == "held":
        raise Invalid("The meeting has been held. What is written can be corrected.")


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def _lock(session: Session, room: MeetingRoom) -> None:
    """Read the room anew and hold it until the transaction ends: of equal presses one has an effect."""
    session.flush()  # reading anew forgets what is not yet written
    try:
        session.refresh(room, with_for_update={"of": MeetingRoom})
    except InvalidRequestError:
        raise NotFound from None
