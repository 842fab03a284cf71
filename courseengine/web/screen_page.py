"""What a screen shows of a meeting: for everybody in the room at once, to be read from the last row.

One thing at a time: the item, the step, one clock. Nobody's name is put there. What is long is cut
by the style sheet; a projector does not scroll.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, url_for
from markupsafe import Markup, escape
from sqlalchemy import select

from courseengine.base.text import render_answer
from courseengine.core.course.activities.task import TeamTask
from courseengine.core.course.methods import timed
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meeting_room.pacing import Countdown, expected_end, is_over
from courseengine.core.meeting_room.queries import Facts, State, state_of
from courseengine.core.meetings.agenda import AgendaLine, agenda_with, templates_of
from courseengine.core.meetings.models import Decision, Meeting
from courseengine.core.meetings.timing import ends_at
from courseengine.core.policy.actions import Action
from courseengine.core.policy.following import Followed
from courseengine.core.progress.team_answers import team_answer
from courseengine.core.runs.plan import Plan
from courseengine.web import live
from courseengine.web.guard import may
from courseengine.web.qr import Qr, qr_of
from courseengine.web.room_agenda import to_decide
from courseengine.web.room_page import kept_room
from courseengine.web.skeleton import Skeleton, csrf_token, rendered
from courseengine.web.subjects import plan_of_run
from courseengine.web.words import in_language, meeting_title

PARTS = ("head", "now", "clock", "beside", "foot", "press")
"""The regions of the page, each a template of its own."""
NOTES = 8
"""shared notes there is room for, the latest"""


@dataclass(frozen=True)
class Clock:
    """A countdown as pages draw it: to an instant while it goes, or what is left while it stands."""

    ends: int | None
    """milliseconds of the server's time"""
    left: int
    """seconds, for a page without a script, too"""
    of_step: bool

    @property
    def minutes(self) -> str:
        """As it is read: "4:05"."""
        return f"{self.left // 60}:{self.left % 60:02}"


@dataclass(frozen=True)
class Screen:
    """Everything that is shown."""

    meeting: Meeting
    title: str
    room: MeetingRoom | None
    lines: tuple[AgendaLine, ...]
    number: int
    """of the item that is on, from 1; 0 before the first and after the last"""
    item: str
    """empty before the first and after the last"""
    is_over: bool
    step: str
    alone: bool
    """whether the step is done in silence"""
    has_next_step: bool
    """whether one goes on to a step of the same item"""
    following: str
    clock: Clock | None
    ends_at: datetime
    present: int
    ready: int
    notes: tuple[str, ...]
    to_decide: str
    """in the item in which it is decided"""
    shown: str
    text: Markup
    """the answer or the decision that is open on the screen"""

    @property
    def is_open(self) -> bool:
        """Whether the room is open, so that its code opens something."""
        return self.room is not None and self.room.code is not None

    @property
    def leads(self) -> bool:
        """Whether the one who asks leads the meeting, and may move it on from here."""
        return (
            self.room is not None and self.room.led_by == g.actor.person_id and may(Action.RECORD_MEETING, self.meeting)
        )

    @property
    def agenda(self) -> list[tuple[str, int]]:
        """Before the first item: what lies ahead, and for how many minutes each."""
        return [] if self.number or self.is_over else [(_words(line), line.minutes) for line in self.lines]

    @property
    def code(self) -> str:
        """As it is read out and typed: "abc-def"."""
        return shown_code(self.room.code or "") if self.room else ""

    @property
    def address(self) -> str:
        """Where one says that one is here."""
        path = url_for("screen.here", code=self.room.code) if self.room and self.room.code else ""
        return current_app.extensions["base_url"].rstrip("/") + path

    @property
    def short_address(self) -> str:
        """Where one types the code, without what browsers add by themselves."""
        return current_app.extensions["base_url"].rstrip("/").partition("://")[2] + url_for("screen.ask")

    @property
    def qr(self) -> Qr:
        """The same as a square that a telephone reads."""
        return qr_of(self.address)

    @property
    def said(self) -> str:
        """What is read out to those who do not see the screen, when it changes."""
        if not self.item:
            return g.language.gettext("That was the last item.") if self.is_over else ""
        parts = (part.striptags() if isinstance(part, Markup) else part for part in (self.item, self.step) if part)
        return ". ".join(parts)


def shown_code(code: str) -> str:
    """A code in two halves, which is easier to read across a room."""
    half = (len(code) + 1) // 2
    return f"{code[:half]}-{code[half:]}" if code else ""


def screen_of(facts: Facts, *, at: datetime) -> Screen:
    """Put the screen together. When the meeting is over, what it decided stays."""
    meeting, room = facts.meeting, facts.room
    plan, goes_on = plan_of_run(meeting.run.public_id), meeting.state == "planned"
    methods = plan.course.methods if plan else {}
    state = state_of(room, meeting, facts.items, methods, at=at) if room and goes_on else None
    lines = tuple(line for line in agenda_with(facts.items, meeting, plan) if line.state != "cut" and goes_on)
    place = state.place if state else None
    here = next((n for n, line in enumerate(lines) if place and place.item and line.id == place.item), None)
    over = state is not None and is_over(state.place, state.parts)
    line = lines[here] if here is not None else None
    later = () if over else lines[here + 1 if here is not None else 0 :]
    step, alone, has_next_step = _step(line, place.step if place else None, plan)
    shown = "decision" if not goes_on else room.shown if room else ""
    return Screen(
        meeting=meeting,
        title=meeting_title(meeting.title, meeting.activity_id, plan.course, g.language) if plan else meeting.title,
        room=room,
        lines=lines,
        number=here + 1 if here is not None else 0,
        item=_words(line),
        is_over=over,
        step=step,
        alone=alone,
        has_next_step=has_next_step,
        following=_words(later[0]) if later else "",
        clock=_clock(state, at),
        ends_at=expected_end(state.place, state.parts, at) if state and (line or over) else _planned_end(meeting),
        present=len(facts.here),
        ready=facts.ready if line else 0,
        notes=tuple(note.text for note in facts.notes[-NOTES:]) if line else (),
        to_decide=to_decide(meeting, plan) if line and line.decision else "",
        shown=shown,
        text=_text(meeting, plan, line, shown),
    )


@dataclass(frozen=True)
class Kept:
    """A screen as it was rendered once, and what is read out."""

    regions: dict[str, Skeleton]
    said: str


def kept_parts(followed: Followed, version: str, *, at: datetime) -> dict[str, str]:
    """Each region of the page for a device that follows, put together once a version and a language."""
    screens: dict[Any, Kept] = current_app.extensions["screens"]
    key = (followed.public_id, version, g.language.code)
    kept = screens.get(key)
    if kept is None:
        screen = screen_of(kept_room(followed, followed.version_at(at)).facts, at=at)
        regions = {name: rendered(f"screen/_{name}.html", screen=screen, language=g.language) for name in PARTS}
        kept = Kept(regions, screen.said)
        screens[key] = kept
    # Only whoever leads has a token, for what they press.
    csrf = {"csrf": escape(csrf_token()) if followed.is_led_by(g.actor.person_id) else ""}
    return {name: region.fill(csrf) for name, region in kept.regions.items()} | {"said": kept.said}


def _words(line: AgendaLine | None) -> str:
    return in_language(line.text, line.language, g.language) if line else ""


def _planned_end(meeting: Meeting) -> datetime:
    return ends_at(meeting.starts_at, meeting.length)


def _step(line: AgendaLine | None, number: int | None, plan: Plan | None) -> tuple[str, bool, bool]:
    """The step that is on, in words, whether it is done in silence, and whether another one follows."""
    method = plan.course.methods.get(line.method) if line and plan else None
    steps = timed(method.steps, line.minutes) if method and line else []
    if plan is None or number is None or number >= len(steps):
        return "", False, False
    step = steps[number].step
    return in_language(step.text, plan.course.words_in, g.language), step.alone, number + 1 < len(steps)


def _clock(state: State | None, at: datetime) -> Clock | None:
    """The step's time where it has one, else the item's."""
    if state is None or state.place.item is None:
        return None
    of_step = state.place.step_time.is_there
    time: Countdown = state.place.step_time if of_step else state.place.item_time
    return Clock(live.instant(time.ends_at) if time.ends_at else None, time.left_at(at), of_step)


def _text(meeting: Meeting, plan: Plan | None, line: AgendaLine | None, shown: str) -> Markup:
    """What whoever leads has opened: the decision, or the answer of the one team that meets."""
    if shown == "decision":
        decided = select(Decision.text).where(Decision.meeting_id == meeting.id).order_by(Decision.id)
        return render_answer("\n\n".join(g.db.scalars(decided)) or meeting.no_decision_because)
    if shown != "answer" or plan is None or len(meeting.teams) != 1:
        return Markup()
    wanted = [line.activity_id] if line and line.activity_id else []
    wanted += (id_ for template in templates_of(meeting, plan) for id_ in template.uses)
    task = next((one for id_ in wanted if isinstance(one := plan.course.activity(id_), TeamTask)), None)
    ids = (task.id, *task.formerly) if task else ()
    answer = team_answer(g.db, meeting.teams[0].id, meeting.run_id, ids) if ids else None
    # Those who call several teams together lead the school, too: a team's draft is not for them.
    is_shown = answer is not None and (answer.delivered_at is not None or not meeting.joint)
    return render_answer(answer.body) if answer and is_shown else Markup()
