"""Questions about a meeting's room: where it is, what is shared in it, how many are ready.

A room that was opened before its meeting could be recorded was
a rehearsal: from then on it is read as one in which nothing has begun, until somebody presses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courseengine.core.course.methods import timed
from courseengine.core.course.model import Method
from courseengine.core.meeting_room.models import MeetingRoom, RoomNote
from courseengine.core.meeting_room.pacing import NONE, Countdown, Part, Place
from courseengine.core.meetings.agenda import items_of
from courseengine.core.meetings.models import AgendaItem, Attendance, Meeting, MeetingDuty
from courseengine.core.meetings.timing import EARLY, may_be_recorded
from courseengine.core.people.models import Person
from courseengine.core.runs.models import CourseRun

Methods = Mapping[str, Method]


@dataclass(frozen=True)
class State:
    """A room as it is at an instant."""

    room: MeetingRoom
    items: tuple[AgendaItem, ...]
    parts: tuple[Part, ...]
    place: Place

    @property
    def item(self) -> AgendaItem | None:
        """The item the meeting is at."""
        return next((item for item in self.items if item.id == self.place.item), None)

    def part(self, item_id: int) -> Part | None:
        """An item as the clock sees it."""
        return next((part for part in self.parts if part.id == item_id), None)


def room_of(session: Session, meeting_id: int) -> MeetingRoom | None:
    """The meeting's room, once somebody has opened it."""
    asked = select(MeetingRoom).where(MeetingRoom.meeting_id == meeting_id).options(joinedload(MeetingRoom.leader))
    return session.scalar(asked)


def is_rehearsal(meeting: Meeting, *, at: datetime) -> bool:
    """Whether what one does in the room is only tried: the meeting cannot be recorded yet."""
    return not may_be_recorded(meeting.starts_at, at=at)


def was_rehearsed(room: MeetingRoom, meeting: Meeting, *, at: datetime) -> bool:
    """Whether what the room says was only tried, and the meeting has come since."""
    return room.opened_at < meeting.starts_at - EARLY <= at


@dataclass(frozen=True)
class Facts:
    """What a room shows to everybody in it. Whoever asks the same version of a room is shown the same."""

    meeting: Meeting
    room: MeetingRoom | None
    items: tuple[AgendaItem, ...]
    here: dict[int, str]
    """person → name of those noted as present, in the order they were"""
    duties: dict[str, str]
    """duty → the name of whoever has it"""
    notes: tuple[RoomNote, ...]
    """what has been shared to the item that is on"""
    ready: int
    """how many are ready with it; never who"""


def whole_meeting(session: Session, meeting_id: int) -> Meeting:
    """A meeting with all that its room asks of it, to be read also when the session is over."""
    with_it = (
        joinedload(Meeting.run).joinedload(CourseRun.organisation),
        selectinload(Meeting.teams),
        selectinload(Meeting.also),
    )
    return session.get_one(Meeting, meeting_id, options=with_it)


def facts_of(session: Session, meeting: Meeting) -> Facts:
    """What there is to know about a meeting's room."""
    room = room_of(session, meeting.id)
    on = room.item_id if room else None
    return Facts(
        meeting=meeting,
        room=room,
        items=tuple(items_of(session, meeting)),
        here=names_here(session, meeting.id),
        duties=names_on_duty(session, meeting.id),
        notes=tuple(shared_notes(session, on)) if on else (),
        ready=how_many_are_ready(session, on) if on else 0,
    )


def state_of(
    room: MeetingRoom, meeting: Meeting, items: Sequence[AgendaItem], methods: Methods, *, at: datetime
) -> State:
    """Where the room is, in a meeting with these items."""
    if was_rehearsed(room, meeting, at=at):
        return State(room, tuple(items), tuple(part_of(item, methods, fresh=True) for item in items), Place())
    return State(room, tuple(items), tuple(part_of(item, methods) for item in items), place_of(room))


def part_of(item: AgendaItem, methods: Methods, *, fresh: bool = False) -> Part:
    """An item as the clock sees it; ``fresh`` as if nothing had begun."""
    method = methods.get(item.method)
    steps = timed(method.steps, item.minutes) if method else ()
    return Part(
        item.id,
        item.minutes * 60,
        item.cuttable,
        item.decision,
        "waiting" if fresh else item.state,
        None if fresh else item.left_seconds,
        tuple(step.minutes * 60 if step.minutes else None for step in steps),
    )


def place_of(room: MeetingRoom) -> Place:
    """Where the room says it is."""
    if room.item_id is None:
        return Place()
    step = Countdown(room.step_ends_at, room.step_left_seconds) if room.step is not None else NONE
    return Place(room.item_id, room.step, Countdown(room.ends_at, room.left_seconds), step)


def own_note(session: Session, item_id: int, person_id: int) -> RoomNote | None:
    """What somebody has written to an item themselves."""
    return session.scalar(select(RoomNote).where(RoomNote.item_id == item_id, RoomNote.person_id == person_id))


def own_notes(session: Session, meeting_id: int, person_id: int) -> dict[int, RoomNote]:
    """Item → what somebody has written to it themselves in a meeting."""
    own = select(RoomNote).where(RoomNote.meeting_id == meeting_id, RoomNote.person_id == person_id)
    return {note.item_id: note for note in session.scalars(own)}


def shared_notes(session: Session, item_id: int) -> list[RoomNote]:
    """What has been shared to an item, in the order it was."""
    asked = select(RoomNote).where(RoomNote.item_id == item_id, RoomNote.shared_at.is_not(None), RoomNote.text != "")
    return list(session.scalars(asked.options(joinedload(RoomNote.person)).order_by(RoomNote.shared_at)))


def how_many_are_ready(session: Session, item_id: int) -> int:
    """How many have said so; never who."""
    ready = select(func.count()).where(RoomNote.item_id == item_id, RoomNote.ready_at.is_not(None))
    return session.scalar(ready) or 0


def names_here(session: Session, meeting_id: int) -> dict[int, str]:
    """Person → name of those noted as present, in the order they were."""
    there = select(Person.id, Person.name).join(Attendance, Attendance.person_id == Person.id)
    rows = session.execute(there.where(Attendance.meeting_id == meeting_id).order_by(Attendance.noted_at))
    return {row.id: row.name for row in rows}


def names_on_duty(session: Session, meeting_id: int) -> dict[str, str]:
    """Duty → the name of whoever has it in a meeting."""
    asked = select(MeetingDuty.duty, Person.name).join(Person, Person.id == MeetingDuty.person_id)
    return {row.duty: row.name for row in session.execute(asked.where(MeetingDuty.meeting_id == meeting_id))}


def those_here(session: Session, meeting_id: int) -> list[tuple[int, int | None]]:
    """Those noted as present, each with the team of that day."""
    there = select(Attendance.person_id, Attendance.team_id).where(Attendance.meeting_id == meeting_id)
    return [(person_id, team_id) for person_id, team_id in session.execute(there)]
