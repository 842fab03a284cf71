"""What a screen shows of a meeting beside its agenda, and by which code it comes to show it.

A code opens one meeting, to be read only. It is over with the meeting: when the room is closed, when
the meeting is recorded as held or cancelled, and in any case half a day after both the meeting's start
and the opening of the room. A screen shows how many are there, and no names.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from courseengine.base.db import ask
from courseengine.base.errors import Invalid
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import Meeting

HOLDS_FOR = timedelta(hours=12)
"""how long after the start, or after its room was opened, a code opens anything"""
SHOWN = ("", "answer", "decision")
"""what may be opened on the screen"""


class OpenRoom(NamedTuple):
    """The meeting that a code opens."""

    meeting_id: int
    public_id: str
    code: str


_BY_CODE: Any = (
    select(Meeting.id, Meeting.public_id, MeetingRoom.code)
    .join(MeetingRoom, MeetingRoom.meeting_id == Meeting.id)
    .where(
        MeetingRoom.code == bindparam("code"),
        MeetingRoom.closed_at.is_(None),
        or_(MeetingRoom.opened_at > bindparam("since"), Meeting.starts_at > bindparam("since")),
        Meeting.state == "planned",
    )
)


def room_with(session: Session, typed: str, *, at: datetime) -> OpenRoom | None:
    """The open room whose code somebody typed, in capitals, with spaces or hyphens; None when there is none."""
    letters = "".join(sign for sign in typed.lower() if sign.isalnum())
    row: Any = ask(session, _BY_CODE, {"code": letters, "since": at - HOLDS_FOR}).first() if letters else None
    return OpenRoom(*row) if row else None


def open_on_screen(session: Session, meeting_id: int, what: str) -> None:
    """Show the team's answer or the decision on the screen, or the agenda alone again."""
    if what not in SHOWN:
        raise Invalid("The screen shows the answer, the decision or the agenda.")
    session.execute(
        update(MeetingRoom)
        .where(MeetingRoom.meeting_id == meeting_id, MeetingRoom.closed_at.is_(None))
        .values(shown=what, version=MeetingRoom.version + 1)
    )
