"""Tables of the meeting that goes on: where it is, and what people write in silence."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import Base, Privacy
from courseengine.core.meetings.models import AgendaItem, Meeting
from courseengine.core.people.models import Person


def _somewhere() -> int:
    """Where a room's version begins: what was kept of a room is not taken for one made anew, as after a restore."""
    return secrets.randbelow(2**30) + 1


class MeetingRoom(Base):
    """Where a meeting is: which item, which step, and until when.

    An instant says when the time of an item ends while the clock goes; while it stands, the seconds
    that are left are kept instead. So every screen reckons the same countdown from the server's time.
    """

    __tablename__ = "meeting_room"
    privacy = Privacy(
        holds="who leads a meeting that goes on, and who opened its room",
        why="so that everybody in it knows",
        until="the meeting is deleted with its run; a person's name goes when the person is erased",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    """what one types to show the meeting on a screen or to say that one is here; None when the room is closed"""
    version: Mapped[int] = mapped_column(default=_somewhere)
    """rises with everything that a screen shows"""
    clock: Mapped[int] = mapped_column(default=0)
    """rises with every press on the clock, so that one made on what is no longer so does nothing"""
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"))
    """None before the first item has begun, and after the last"""
    step: Mapped[int | None]
    """of the item's method, from 0"""
    ends_at: Mapped[datetime | None]
    """when the item's time ends; None while the clock stands"""
    left_seconds: Mapped[int | None]
    step_ends_at: Mapped[datetime | None]
    step_left_seconds: Mapped[int | None]
    shown: Mapped[str] = mapped_column(default="")
    """what whoever leads has opened on the screen beside the agenda: ``answer``, ``decision`` or nothing"""
    led_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    leader: Mapped[Person | None] = relationship(foreign_keys=[led_by])


class RoomNote(Base):
    """What somebody writes in silence to an item, and whether they are ready. Theirs alone until they share it."""

    __tablename__ = "room_note"
    privacy = Privacy(
        holds="a private text that a person wrote in a meeting, and that they were ready",
        why="so that everybody has thought before the first one speaks; it has one reader until it is shared",
        until="the person deletes it or is erased, or the meeting is deleted with its run",
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), primary_key=True, index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    text: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    """when it was put into the team's answer"""

    person: Mapped[Person] = relationship()
