"""What the room of a meeting hears of what is done on other pages."""

from datetime import datetime

from flask import g, request
from sqlalchemy import update

from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import Meeting


def changed(meeting: Meeting, *, at: datetime) -> None:
    """Let every screen know that something in the meeting has changed."""
    g.db.execute(
        update(MeetingRoom).where(MeetingRoom.meeting_id == meeting.id).values(version=MeetingRoom.version + 1)
    )


def page_to_return_to(otherwise: str) -> str:
    """Where a form that stands in several pages leads back to: the room, when it was sent from there."""
    return "room.room" if request.form.get("back") == "room" else otherwise
