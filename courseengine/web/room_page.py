"""What a meeting's room shows, put together for the one who asks.

The page is made of regions, each a template of its own, so that what has changed can be sent alone.
What a person writes in silence is in nobody's page but theirs until they share it; how many are
ready is a number without names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, render_template, request

from courseengine.base.clock import day_in_oslo
from courseengine.core.meeting_room import pacing
from courseengine.core.meeting_room.models import MeetingRoom, RoomNote
from courseengine.core.meeting_room.operations import bump, close_room
from courseengine.core.meeting_room.queries import (
    State,
    how_many_are_ready,
    is_rehearsal,
    names_here,
    names_on_duty,
    own_notes,
    room_of,
    shared_notes,
    state_of,
)
from courseengine.core.meetings.agenda import agenda_of
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.timing import ends_at
from courseengine.core.policy.actions import Action
from courseengine.core.policy.following import as_followed
from courseengine.core.runs.plan import Plan
from courseengine.web import live
from courseengine.web.guard import may
from courseengine.web.room_agenda import Clock, RoomLine, Steps, clock_of, lines_of, steps_of, to_decide
from courseengine.web.room_work import Film, SharedPrework, TaskInRoom, films_of, prework_of, tasks_of
from courseengine.web.subjects import plan_of_run
from courseengine.web.words import meeting_title

PARTS = ("lead", "now", "press", "agenda", "note", "shared", "answer")
"""The regions that follow the meeting, in the order of the page."""
MOST_NAMED = 15
"""people who are named one by one where it says who is here"""
LATE_BY = 2
"""minutes after the planned end from which it is said"""


@dataclass(frozen=True)
class RoomPage:
    """A room as one person sees it."""

    meeting: Meeting
    title: str
    plan: Plan | None
    room: MeetingRoom | None
    state: State | None
    at: datetime
    lines: tuple[RoomLine, ...]
    here: dict[int, str]
    """those noted as present"""
    duties: dict[str, str]
    notes: dict[int, RoomNote]
    """item → what the one who asks has written"""

    @property
    def is_open(self) -> bool:
        """Whether the room is open: one can press, write and check in."""
        return self.room is not None and self.room.code is not None and self.meeting.state == "planned"

    @property
    def code(self) -> str:
        """What one types to show the meeting or to say that one is here, in two halves: "abc-def"."""
        code = self.room.code if self.room else None
        return f"{code[: len(code) // 2]}-{code[len(code) // 2 :]}" if code else ""

    @property
    def is_rehearsal(self) -> bool:
        """Whether what one does is only tried."""
        return is_rehearsal(self.meeting, at=self.at)

    @property
    def records(self) -> bool:
        """Whether the one who asks may lead and record the meeting."""
        return may(Action.RECORD_MEETING, self.meeting) and self.meeting.run.ended_at is None

    @property
    def leads(self) -> bool:
        """Whether they lead it now."""
        return self.room is not None and self.is_open and self.room.led_by == g.actor.person_id and self.records

    @property
    def line(self) -> RoomLine | None:
        """The item that is on."""
        return next((line for line in self.lines if line.is_on), None)

    @property
    def first(self) -> RoomLine | None:
        """The item the meeting goes on to."""
        return next((line for line in self.lines if line.is_ahead), None)

    @property
    def is_over(self) -> bool:
        """Whether the meeting has been through its agenda."""
        return self.state is not None and pacing.is_over(self.state.place, self.state.parts)

    @property
    def clock(self) -> Clock | None:
        """What is left of the item."""
        return clock_of(self.state.place.item_time, self.at) if self.state and self.line else None

    @property
    def goes(self) -> bool:
        """Whether the clock goes."""
        return self.state is not None and self.state.place.goes

    @property
    def steps(self) -> Steps | None:
        """The steps of the item's method."""
        return steps_of(self.line, self.state, self.plan, self.at) if self.line and self.state and self.plan else None

    @property
    def planned_end(self) -> datetime:
        """When it is over by the plan."""
        return ends_at(self.meeting.starts_at, self.meeting.length)

    @property
    def expected_end(self) -> datetime:
        """When it is over if what is left takes its time; by the plan while nothing has begun."""
        if self.state is None or self.line is None:
            return self.planned_end
        return pacing.expected_end(self.state.place, self.state.parts, self.at)

    @property
    def late(self) -> int:
        """By how many minutes it will be over too late."""
        minutes = round((self.expected_end - self.planned_end) / timedelta(minutes=1))
        return minutes if minutes >= LATE_BY else 0

    @property
    def proposed(self) -> tuple[RoomLine, ...]:
        """What may be left out so that it is over in time."""
        if self.state is None or self.line is None:
            return ()
        found = pacing.proposed_cuts(self.state.place, self.state.parts, self.at, self.planned_end)
        ids = {part.id for part in found}
        return tuple(line for line in self.lines if line.id in ids)

    @property
    def to_decide(self) -> str:
        """What is to be decided, while the item is on in which it is."""
        return to_decide(self.meeting, self.plan) if self.line and self.line.decision else ""

    @property
    def decide_by(self) -> datetime | None:
        """By when the decision is begun at the latest, said when it is late or the time is near."""
        if self.state is None or self.line is None or not self.late:
            return None
        return pacing.begin_decision_by(self.state.parts, self.planned_end)

    @property
    def note(self) -> RoomNote | None:
        """What the one who asks has written to the item that is on."""
        return self.notes.get(self.line.id) if self.line and self.line.id else None

    @property
    def earlier_notes(self) -> tuple[tuple[RoomLine, RoomNote], ...]:
        """What they have written to the other items."""
        rest = ((line, self.notes.get(line.id)) for line in self.lines if line.id and not line.is_on)
        return tuple((line, note) for line, note in rest if note and note.text)

    @property
    def others(self) -> tuple[RoomNote, ...]:
        """What has been shared to the item that is on."""
        return tuple(shared_notes(g.db, self.line.id)) if self.line and self.line.id else ()

    @property
    def ready(self) -> tuple[int, int]:
        """How many of how many are ready; whoever is without being noted as here counts too."""
        ready = how_many_are_ready(g.db, self.line.id) if self.line and self.line.id else 0
        return ready, max(ready, len(self.here))

    @property
    def tasks(self) -> tuple[TaskInRoom, ...]:
        """The team tasks the item, or the meeting, takes up: the first is open."""
        return tasks_of(self.meeting, self.plan, self.line) if self.plan else ()

    @property
    def films(self) -> tuple[Film, ...]:
        """What may be watched together."""
        return films_of(self.meeting, self.plan, self.lines) if self.plan else ()

    @property
    def names_here(self) -> str:
        """Who is here, by name while they are few."""
        return ", ".join(self.here.values()) if len(self.here) <= MOST_NAMED else ""

    @property
    def am_here(self) -> bool:
        """Whether the one who asks is noted as present."""
        return g.actor.person_id in self.here

    @property
    def prework(self) -> tuple[SharedPrework, ...]:
        """The prework that members chose to share."""
        return prework_of(self.meeting, self.plan, on=day_in_oslo(self.at)) if self.plan else ()

    @property
    def version(self) -> str:
        """What the regions depend on."""
        return as_followed(self.meeting, self.room).version_at(self.at)

    @property
    def now(self) -> int:
        """What time it is here, for the page's clocks."""
        return live.instant(self.at)

    @property
    def said(self) -> str:
        """What is read out to those who do not see it, when it changes."""
        _ = g.language.gettext
        if self.line is None:
            return _("That was the last item.") if self.is_over else ""
        step = self.steps.current if self.steps else None
        return ". ".join(filter(None, [self.line.text, step.text if step else ""]))


def room_page(meeting: Meeting, *, at: datetime) -> RoomPage:
    """Put the page together."""
    plan = plan_of_run(meeting.run.public_id)
    room = room_of(g.db, meeting.id)
    methods = plan.course.methods if plan else {}
    state = state_of(g.db, room, meeting, methods, at=at) if room else None
    return RoomPage(
        meeting=meeting,
        title=meeting_title(meeting.title, meeting.activity_id, plan.course, g.language) if plan else meeting.title,
        plan=plan,
        room=room,
        state=state,
        at=at,
        lines=lines_of(agenda_of(g.db, meeting, plan), meeting, state, plan, at),
        here=names_here(g.db, meeting.id),
        duties=names_on_duty(g.db, meeting.id),
        notes=own_notes(g.db, meeting.id, g.actor.person_id) if room else {},
    )


def parts_of(page: RoomPage) -> dict[str, str]:
    """Each region as it is now, and the sentence that is read out."""
    return {name: render_template(f"room/_{name}.html", page=page) for name in PARTS} | {"said": page.said}


def changed(meeting: Meeting, *, at: datetime) -> None:
    """Let every screen know that something in the meeting has changed; a held one closes its room."""
    room = room_of(g.db, meeting.id) if meeting.state == "held" else None
    if room:
        close_room(g.db, room, at=at)
    bump(g.db, meeting.id)


def page_to_return_to(otherwise: str) -> str:
    """Where a form that stands in several pages leads back to: the room, when it was sent from there."""
    return "room.room" if request.form.get("back") == "room" else otherwise
