"""A meeting of the demo as tests of its room want it, and writing in the middle of a text."""

from collections.abc import Iterable, Mapping
from typing import Any

from playwright.sync_api import Locator
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import AgendaItem, Meeting
from tests.browser.conftest import AT


def begins_now(session: Session, items: Iterable[Mapping[str, Any]]) -> Meeting:
    """The next meeting begins now, with an agenda of its own and a room that nobody has opened."""
    meeting = session.scalars(select(Meeting).where(Meeting.submit_id == "demo-next")).one()
    meeting.starts_at = AT
    session.execute(delete(MeetingRoom))
    session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    session.add_all(AgendaItem(meeting_id=meeting.id, position=n, **item) for n, item in enumerate(items))
    return meeting


def write_over(area: Locator, old: str, new: str) -> None:
    """Write in the middle of a text, as one does who types there."""
    area.focus()
    area.evaluate(
        """(area, [old, next]) => {
            const at = area.value.indexOf(old);
            area.setSelectionRange(at, at + old.length);
            document.execCommand("insertText", false, next);
        }""",
        [old, new],
    )
