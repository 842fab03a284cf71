"""What the room of a meeting hears of what is done on other pages."""

from flask import g
from sqlalchemy import update

from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import Meeting


def changed(meeting: Meeting) -> None:
    """Tell whoever follows the meeting's room that there is something new to show."""
    g.db.execute(
        update(MeetingRoom).where(MeetingRoom.meeting_id == meeting.id).values(version=MeetingRoom.version + 1)
    )
