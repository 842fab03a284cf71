"""What a meeting's room shows, put together for the one who asks.

The page is made of regions, each a template of its own, so that what has changed can be sent alone.
What a person writes in silence is in nobody's page but theirs until they share it; how many are
ready is a number without names.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from flask import current_app, g, render_template, request
from markupsafe import escape

from courseengine.base.clock import day_in_oslo
from courseengine.core.meeting_room import pacing
from courseengine.core.meeting_room.models import MeetingRoom, RoomNote
from courseengine.core.meeting_room.operations import bump, close_room
from courseengine.core.meeting_room.queries import (
    Facts,
    State,
    facts_of,
    is_rehearsal,
    own_notes,
    room_of,
    state_of,
    whole_meeting,
)
from courseengine.core.meetings.agenda import agenda_with
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.timing import ends_at
from courseengine.core.policy.actions import Action
from courseengine.core.policy.following import Followed, as_followed
from courseengine.core.runs.plan import Plan
from courseengine.web import live
from courseengine.web.guard import may
from courseengine.web.room_agenda import Clock, RoomLine, Steps, clock_of, lines_of, steps_of, to_decide
from courseengine.web.room_work import (
    Doing,
    Film,
    Prepared,
    SharedPrework,
    TaskInRoom,
    films_of,
    prework_of,
    taken_up,
    tasks_of,
    to_prepare,
)
from courseengine.web.skeleton import Skeleton, csrf_token, rendered
from courseengine.web.subjects import plan_of_run
from courseengine.web.words import meeting_title

SAME = ("lead", "now", "press", "agenda", "shared", "answer")
"""The regions that follow the meeting and say the same to many; beside them is the note, which is a person's alone."""
MOST_NAMED = 15
"""people who are named one by one where it says who is here"""
LATE_BY = 2
"""minutes after the planned end from which it is said"""


@dataclass(frozen=True)
class RoomPage:
    """A room as one person sees it; what is asked of it is reckoned once."""

    facts: Facts
    title: str
    plan: Plan | None
    state: State | None
    at: datetime
    lines: tuple[RoomLine, ...]
    notes: dict[int, RoomNote]
    """item → what the one who asks has written"""

    @property
    def meeting(self) -> Meeting:
        """The meeting whose room it is."""
        return self.facts.meeting

    @property
    def room(self) -> MeetingRoom | None:
        """The room, once somebody has opened it."""
        return self.facts.room

    @property
    def here(self) -> dict[int, str]:
        """Those noted as present."""
        return self.facts.here

    @property
    def duties(self) -> dict[str, str]:
        """Who has which duty."""
        return self.facts.duties

    @cached_property
    def is_open(self) -> bool:
        """Whether the room is open: one can press, write and check in."""
        return self.room is not None and self.room.code is not None and self.meeting.state == "planned"

    @cached_property
    def code(self) -> str:
        """What one types to show the meeting or to say that one is here, in two halves: "abc-def"."""
        code = self.room.code if self.room else None
        return f"{code[: len(code) // 2]}-{code[len(code) // 2 :]}" if code else ""

    @cached_property
    def is_rehearsal(self) -> bool:
        """Whether what one does is only tried."""
        return is_rehearsal(self.meeting, at=self.at)

    @cached_property
    def records(self) -> bool:
        """Whether the one who asks may lead and record the meeting."""
        return may(Action.RECORD_MEETING, self.meeting) and self.meeting.run.ended_at is None

    @cached_property
    def leads(self) -> bool:
        """Whether they lead it now."""
        return self.room is not None and self.is_open and self.room.led_by == g.actor.person_id and self.records

    @cached_property
    def line(self) -> RoomLine | None:
        """The item that is on."""
        return next((line for line in self.lines if line.is_on), None)

    @cached_property
    def first(self) -> RoomLine | None:
        """The item the meeting goes on to."""
        return next((line for line in self.lines if line.is_ahead), None)

    @cached_property
    def is_over(self) -> bool:
        """Whether the meeting has been through its agenda."""
        return self.state is not None and pacing.is_over(self.state.place, self.state.parts)

    @cached_property
    def clock(self) -> Clock | None:
        """What is left of the item."""
        return clock_of(self.state.place.item_time, self.at) if self.state and self.line else None

    @cached_property
    def goes(self) -> bool:
        """Whether the clock goes."""
        return self.state is not None and self.state.place.goes

    @cached_property
    def steps(self) -> Steps | None:
        """The steps of the item's method."""
        return steps_of(self.line, self.state, self.plan, self.at) if self.line and self.state and self.plan else None

    @cached_property
    def planned_end(self) -> datetime:
        """When it is over by the plan."""
        return ends_at(self.meeting.starts_at, self.meeting.length)

    @cached_property
    def expected_end(self) -> datetime:
        """When it is over if what is left takes its time; by the plan while nothing has begun."""
        if self.state is None or self.line is None:
            return self.planned_end
        return pacing.expected_end(self.state.place, self.state.parts, self.at)

    @cached_property
    def late(self) -> int:
        """By how many minutes it will be over too late."""
        minutes = round((self.expected_end - self.planned_end) / timedelta(minutes=1))
        return minutes if minutes >= LATE_BY else 0

    @cached_property
    def proposed(self) -> tuple[RoomLine, ...]:
        """What may be left out so that it is over in time."""
        if self.state is None or self.line is None:
            return ()
        found = pacing.proposed_cuts(self.state.place, self.state.parts, self.at, self.planned_end)
        ids = {part.id for part in found}
        return tuple(line for line in self.lines if line.id in ids)

    @cached_property
    def to_decide(self) -> str:
        """What is to be decided, while the item is on in which it is."""
        return to_decide(self.meeting, self.plan) if self.line and self.line.decision else ""

    @cached_property
    def decide_by(self) -> datetime | None:
        """By when the decision is begun at the latest, said when it is late or the time is near."""
        if self.state is None or self.line is None or not self.late:
            return None
        return pacing.begin_decision_by(self.state.parts, self.planned_end)

    @cached_property
    def note(self) -> RoomNote | None:
        """What the one who asks has written to the item that is on."""
        return self.notes.get(self.line.id) if self.line and self.line.id else None

    @cached_property
    def earlier_notes(self) -> tuple[tuple[RoomLine, RoomNote], ...]:
        """What they have written to the other items."""
        rest = ((line, self.notes.get(line.id)) for line in self.lines if line.id and not line.is_on)
        return tuple((line, note) for line, note in rest if note and note.text)

    @cached_property
    def others(self) -> tuple[RoomNote, ...]:
        """What has been shared to the item that is on."""
        return self.facts.notes if self.line else ()

    @cached_property
    def ready(self) -> tuple[int, int]:
        """How many of how many are ready; whoever is without being noted as here counts too."""
        ready = self.facts.ready if self.line else 0
        return ready, max(ready, len(self.here))

    @cached_property
    def doing(self) -> tuple[Doing, ...]:
        """The team tasks the item, or the meeting, takes up, without their texts."""
        return taken_up(self.meeting, self.plan, self.line) if self.plan else ()

    @cached_property
    def prepared(self) -> tuple[Prepared, ...]:
        """What was to be prepared, without what is shared of it."""
        return to_prepare(self.meeting, self.plan) if self.plan else ()

    @cached_property
    def tasks(self) -> tuple[TaskInRoom, ...]:
        """The team tasks the item, or the meeting, takes up: the first is open."""
        return tasks_of(self.doing, self.meeting)

    @cached_property
    def films(self) -> tuple[Film, ...]:
        """What may be watched together."""
        return films_of(self.meeting, self.plan, self.lines) if self.plan else ()

    @cached_property
    def names_here(self) -> str:
        """Who is here, by name while they are few."""
        return ", ".join(self.here.values()) if len(self.here) <= MOST_NAMED else ""

    @cached_property
    def am_here(self) -> bool:
        """Whether the one who asks is noted as present."""
        return g.actor.person_id in self.here

    @cached_property
    def prework(self) -> tuple[SharedPrework, ...]:
        """The prework that members chose to share."""
        return prework_of(self.prepared, self.meeting, on=day_in_oslo(self.at))

    @cached_property
    def version(self) -> str:
        """What the regions depend on."""
        return as_followed(self.meeting, self.room).version_at(self.at)

    @cached_property
    def now(self) -> int:
        """What time it is here, for the page's clocks."""
        return live.instant(self.at)

    @cached_property
    def said(self) -> str:
        """What is read out to those who do not see it, when it changes."""
        _ = g.language.gettext
        if self.line is None:
            return _("That was the last item.") if self.is_over else ""
        step = self.steps.current if self.steps else None
        return ". ".join(filter(None, [self.line.text, step.text if step else ""]))


def room_page(facts: Facts, *, at: datetime) -> RoomPage:
    """Put the page together for the one who asks."""
    meeting, room = facts.meeting, facts.room
    plan = plan_of_run(meeting.run.public_id)
    methods = plan.course.methods if plan else {}
    state = state_of(room, meeting, facts.items, methods, at=at) if room else None
    return RoomPage(
        facts=facts,
        title=meeting_title(meeting.title, meeting.activity_id, plan.course, g.language) if plan else meeting.title,
        plan=plan,
        state=state,
        at=at,
        lines=lines_of(agenda_with(facts.items, meeting, plan), meeting, state, plan, at),
        notes=own_notes(g.db, meeting.id, g.actor.person_id) if room else {},
    )


@dataclass(frozen=True)
class Kept:
    """A room as it was read and rendered once: after a press, all its telephones ask for the same."""

    version: str
    facts: Facts
    regions: dict[Hashable, Skeleton] = field(default_factory=dict)


def kept_room(followed: Followed, version: str) -> Kept:
    """The room in that version, read at most once by a process."""
    rooms: dict[str, Kept] = current_app.extensions["rooms"]
    kept = rooms.get(followed.public_id)
    if kept is None or kept.version != version:
        kept = Kept(version, facts_of(g.db, whole_meeting(g.db, followed.meeting_id)))
        rooms[followed.public_id] = kept
    return kept


def parts_of(kept: Kept, *, at: datetime) -> dict[str, str]:
    """Each region as it is now for the one who asks, and the sentence that is read out."""
    page = room_page(kept.facts, at=at)
    note = render_template("room/_note.html", page=page)
    return {**_same_for_many(kept, page), "note": note, "said": page.said}


def _same_for_many(kept: Kept, page: RoomPage) -> dict[str, str]:
    """The regions that say the same to all who may do and open the same, with the same team."""
    common = (g.language.code, page.records, page.leads, page.am_here, tuple(line.link for line in page.lines))
    team = {"shared": page.prepared, "answer": page.doing}
    regions = {}
    for name in SAME:
        key = (name, common, team.get(name))
        made = kept.regions.get(key)
        if made is None:
            made = kept.regions[key] = rendered(f"room/_{name}.html", page=page, language=g.language)
        regions[name] = made.fill({"csrf": escape(csrf_token())})
    return regions


def changed(meeting: Meeting, *, at: datetime) -> None:
    """Let every screen know that something in the meeting has changed; a held one closes its room."""
    room = room_of(g.db, meeting.id) if meeting.state == "held" else None
    if room:
        close_room(g.db, room, at=at)
    bump(g.db, meeting.id)


def page_to_return_to(otherwise: str) -> str:
    """Where a form that stands in several pages leads back to: the room, when it was sent from there."""
    return "room.room" if request.form.get("back") == "room" else otherwise
