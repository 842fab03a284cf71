"""The agenda, the steps and the clocks of a meeting's room, in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g

from courseengine.core.course.activities.meeting import MeetingRole
from courseengine.core.course.methods import timed
from courseengine.core.meeting_room.pacing import Countdown, is_over
from courseengine.core.meeting_room.queries import State
from courseengine.core.meetings.agenda import AgendaLine, templates_of
from courseengine.core.meetings.models import Meeting
from courseengine.core.runs.plan import Plan
from courseengine.web import live
from courseengine.web.meeting_kit import Link, links_to
from courseengine.web.method_steps import role_nouns
from courseengine.web.words import in_language


@dataclass(frozen=True)
class Clock:
    """A countdown as pages draw it: to an instant while it goes, or what is left while it stands."""

    ends: int | None
    """milliseconds of the server's time"""
    left: int
    """seconds, for a page without a script, too"""

    @property
    def minutes(self) -> str:
        """As it is read: "4:05"."""
        return f"{self.left // 60}:{self.left % 60:02}"


@dataclass(frozen=True)
class RoomLine:
    """An item of the agenda as the room shows it."""

    id: int | None
    number: int
    text: str
    minutes: int
    begins_at: datetime | None
    """None for what is done or left out"""
    role: str
    """which duty carries it, or empty"""
    role_text: str
    method: str
    """the code of its method, or empty"""
    method_title: str
    activity_id: str
    link: Link | None
    decision: bool
    cuttable: bool
    standing: str
    """``done``, ``on``, ``ahead`` or ``cut``"""

    @property
    def is_on(self) -> bool:
        """Whether the meeting is at it."""
        return self.standing == "on"

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to come."""
        return self.standing == "ahead"

    @property
    def may_be_cut(self) -> bool:
        """Whether it may be left out now."""
        return self.id is not None and self.cuttable and not self.decision and self.is_ahead


@dataclass(frozen=True)
class Step:
    """A step of the item's method."""

    text: str
    round: int | None
    minutes: int | None
    alone: bool
    standing: str
    """``done``, ``on`` or ``ahead``"""


@dataclass(frozen=True)
class Steps:
    """The method of the item that is on, and where the meeting is in it."""

    title: str
    steps: tuple[Step, ...]
    clock: Clock | None
    """None where nobody has said how long the step takes"""

    @property
    def current(self) -> Step | None:
        """The step that is on."""
        return next((step for step in self.steps if step.standing == "on"), None)

    @property
    def following(self) -> Step | None:
        """The one after it."""
        return next((step for step in self.steps if step.standing == "ahead"), None)

    @property
    def has_silence(self) -> bool:
        """Whether one of them is done alone, so that there is something to write for oneself."""
        return any(step.alone for step in self.steps)


def clock_of(time: Countdown, at: datetime) -> Clock | None:
    """A countdown for the page; None where there is none."""
    if not time.is_there:
        return None
    return Clock(live.instant(time.ends_at) if time.ends_at else None, time.left_at(at))


def lines_of(
    agenda: Iterable[AgendaLine], meeting: Meeting, state: State | None, plan: Plan | None, at: datetime
) -> tuple[RoomLine, ...]:
    """The agenda with where the meeting is in it, and when what is ahead begins."""
    here = state.place.item if state else None
    over = state is not None and is_over(state.place, state.parts)
    begins = _next_begins(meeting, state, at)
    found: list[RoomLine] = []
    agenda = list(agenda)
    passed = here is None or here not in {line.id for line in agenda}
    for number, line in enumerate(agenda, 1):
        part = state.part(line.id) if state and line.id else None
        cut = part is not None and not part.wanted
        ahead = not cut and not over and passed and (here is not None or part is None or not part.begun)
        standing = "cut" if cut else "on" if line.id and line.id == here else "ahead" if ahead else "done"
        passed = passed or standing == "on"
        shown = begins if standing == "ahead" else None
        if standing == "ahead":
            left = part.left if part else None
            begins += timedelta(seconds=line.minutes * 60 if left is None else left)
        found.append(_line(line, number, standing, shown, plan))
    return tuple(found)


def _next_begins(meeting: Meeting, state: State | None, at: datetime) -> datetime:
    """When what comes next begins, if nothing takes longer."""
    if state is None:
        return meeting.starts_at
    if state.place.item is None:
        return max(at, meeting.starts_at)
    return at + timedelta(seconds=state.place.item_time.left_at(at))


def _line(line: AgendaLine, number: int, standing: str, begins: datetime | None, plan: Plan | None) -> RoomLine:
    language, method = g.language, plan.course.methods.get(line.method) if plan else None
    link = next(iter(links_to([line.activity_id], plan, language, {})), None) if plan and line.activity_id else None
    return RoomLine(
        id=line.id,
        number=number,
        text=in_language(line.text, line.language, language),
        minutes=line.minutes,
        begins_at=begins,
        role=line.role,
        role_text=(role_nouns(MeetingRole(line.role), language) or "") if line.role in set(MeetingRole) else "",
        method=line.method if method else "",
        method_title=in_language(method.title, plan.course.words_in, language) if method and plan else "",
        activity_id=line.activity_id,
        link=link,
        decision=line.decision,
        cuttable=line.cuttable,
        standing=standing,
    )


def steps_of(line: RoomLine, state: State, plan: Plan, at: datetime) -> Steps | None:
    """The steps of an item's method, fitted into its minutes; None where it has none."""
    method, here = plan.course.methods.get(line.method), state.place.step
    if method is None or not method.steps or here is None:
        return None
    steps = tuple(
        Step(
            in_language(one.step.text, plan.course.words_in, g.language),
            one.round,
            one.minutes,
            one.step.alone,
            "on" if number == here else "done" if number < here else "ahead",
        )
        for number, one in enumerate(timed(method.steps, line.minutes))
    )
    return Steps(line.method_title, steps, clock_of(state.place.step_time, at))


def to_decide(meeting: Meeting, plan: Plan | None) -> str:
    """What the meeting is to decide, by what it was planned from; empty where that does not say."""
    templates = (template for template in templates_of(meeting, plan) if template.decision)
    return next((in_language(one.decision, one.language, g.language) for one in templates), "")
