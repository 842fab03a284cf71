"""What people write in silence to an item, and what becomes of it: kept, shared, put into the team's answer.

A note has one reader until its writer shares it. "Ready" is said without a name: the room shows how
many. Nothing is written in a rehearsal.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.merge import merge
from courseengine.base.revisions import plain_lines
from courseengine.core.meeting_room.models import MeetingRoom, RoomNote
from courseengine.core.meeting_room.operations import bump, bump_rooms_of, refuse_closed
from courseengine.core.meeting_room.queries import is_rehearsal, own_note
from courseengine.core.meetings.models import AgendaItem
from courseengine.core.progress.team_answers import save_team_answer, team_answer

LONGEST_NOTE = 2_000
"""characters"""


def write_note(
    session: Session, room: MeetingRoom, item_id: int, text: str, *, base: str | None = None, by: int, at: datetime
) -> str:
    """Keep what somebody writes for themselves; gives what is stored.

    ``base`` is the text they started from: what they wrote on another device in the meantime stays.
    """
    text = plain_lines(text)
    note = _note(session, room, item_id, by, at=at, takes_back=not text)
    if len(text) > LONGEST_NOTE:
        raise Invalid("There is room for %(limit)d characters here.", field="text", limit=LONGEST_NOTE)
    if base is not None and plain_lines(base) != note.text:
        merged = merge(plain_lines(base), note.text, text)
        text = "\n\n".join(filter(None, [merged.text, *(clash.written for clash in merged.clashes)]))
    if len(text) > LONGEST_NOTE:
        raise Invalid("There is room for %(limit)d characters here.", field="text", limit=LONGEST_NOTE)
    if text != note.text:
        note.text, note.written_at = text, at
        if note.shared_at is not None:
            note.shared_at = note.shared_at if text else None
            bump(session, room.meeting_id)
        session.flush()
    return text


def say_ready(session: Session, room: MeetingRoom, item_id: int, *, ready: bool = True, by: int, at: datetime) -> None:
    """Say that one has thought, or is still thinking after all."""
    note = _note(session, room, item_id, by, at=at)
    if (note.ready_at is not None) != ready:
        note.ready_at = at if ready else None
        session.flush()
        bump(session, room.meeting_id)


def share_note(
    session: Session, room: MeetingRoom, item_id: int, *, shared: bool = True, by: int, at: datetime
) -> None:
    """Let those in the meeting read what one wrote, or keep it to oneself again."""
    note = _note(session, room, item_id, by, at=at, takes_back=not shared)
    if shared and not note.text:
        raise Invalid("Write something before you share it.", field="text")
    if (note.shared_at is not None) != shared:
        note.shared_at = at if shared else None
        session.flush()
        bump(session, room.meeting_id)


def put_into_answer(
    session: Session,
    room: MeetingRoom,
    item_id: int,
    writer_id: int,
    *,
    team_id: int,
    activity_id: str,
    by: int,
    at: datetime,
) -> bool:
    """Add a shared note to the team's answer, as a paragraph of its own; gives whether it was not there before."""
    refuse_closed(room)
    note = session.scalar(
        select(RoomNote)
        .where(RoomNote.item_id == item_id, RoomNote.person_id == writer_id, RoomNote.meeting_id == room.meeting_id)
        .with_for_update()
    )
    if note is None or note.shared_at is None:
        raise NotFound
    if note.used_at is not None:
        return False
    stored = team_answer(session, team_id, room.meeting.run_id, [activity_id])
    save_team_answer(
        session,
        team_id=team_id,
        run_id=room.meeting.run_id,
        activity_id=activity_id,
        body="\n\n".join(filter(None, [stored.body if stored else "", note.text])),
        base=stored.body if stored else "",
        seen=stored.version if stored else 0,
        by=by,
        at=at,
    )
    note.used_at = at
    session.flush()
    bump_rooms_of(session, team_id)
    return True


def _note(
    session: Session, room: MeetingRoom, item_id: int, by: int, *, at: datetime, takes_back: bool = False
) -> RoomNote:
    """The note of the one who asks, made when there is none; what one takes back, one takes back at any time."""
    own = own_note(session, item_id, by) if takes_back else None
    if own is not None and own.meeting_id == room.meeting_id:
        return own
    refuse_closed(room)
    if is_rehearsal(room.meeting, at=at):
        raise Invalid("This is a rehearsal. You can write here when the meeting begins.", field="text")
    item = session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != room.meeting_id:
        raise NotFound
    note = own_note(session, item_id, by)
    if note is None:
        note = RoomNote(meeting_id=room.meeting_id, item_id=item_id, person_id=by, text="", written_at=at)
        if not was_added(session, note):  # another device of theirs was faster
            note = own_note(session, item_id, by)
    if note is None:
        raise NotFound
    return note
