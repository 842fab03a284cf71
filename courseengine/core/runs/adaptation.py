"""What a run does otherwise than the course: activities left out, moved within their module, and its own.

What a run says of an activity goes before what its owner says. Where an activity of the course has
not been moved it keeps to the one before it, so that what the course adds later finds its place.
The course does not change; a run gets another one, with a version of its own, in which nothing
names what is left out. Hiding never takes from anybody what they had: what a module asks for
becomes less by what is hidden. Values in, values out.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from markupsafe import Markup

from courseengine.core.course.activities.base import Activity, Audience, DoneWhen
from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.course.activities.task import TeamTask
from courseengine.core.course.compiling.own_activity import compile_own
from courseengine.core.course.model import Course, Module, Section


class Kind(StrEnum):
    """What is done to an activity."""

    HIDE = "hide"
    SHOW = "show"
    """what the owner hides"""
    MOVE = "move"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Override:
    """One thing a run, or its owner, does otherwise."""

    activity_id: str
    kind: str
    module_id: str
    section_id: str
    place_in: int
    source: str
    of_owner: bool
    key: str
    """its public id"""


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity where it stands, whether or not it is shown."""

    activity: Activity
    hidden_by_run: bool = False
    hidden_by_owner: bool = False
    own: Override | None = None
    """where it is no activity of the course"""

    @property
    def is_hidden(self) -> bool:
        """Whether nobody sees it."""
        return self.hidden_by_run or self.hidden_by_owner


Arranged = tuple[tuple[Section, tuple[Placed, ...]], ...]
"""A module's sections, each with everything in it"""


@dataclass(frozen=True)
class Adapted:
    """A course as a run has it."""

    course: Course
    taken_out: dict[str, Activity] = field(default_factory=dict)
    """what is hidden, by every id it has or had"""
    without_prework: frozenset[str] = frozenset()
    """the meetings of which some prework is hidden"""


def adapt(course: Course, overrides: Sequence[Override], *, number: int = 0, track: str | None = None) -> Adapted:
    """The course as these overrides make it; ``number`` rises with every change of them."""
    if not overrides:
        return Adapted(course)
    said = _Said(course, overrides)
    arranged = {module.id: said.arranged(module) for module in course.modules}
    hidden = {
        placed.activity.id: placed.activity
        for sections in arranged.values()
        for _section, there in sections
        for placed in there
        if placed.is_hidden
    }
    left_out = _LeftOut(hidden)
    modules = tuple(_module(module, arranged[module.id], left_out, track) for module in course.modules)
    digest = hashlib.sha256(repr(overrides).encode()).hexdigest()[:12]
    return Adapted(
        course.model_copy(update={"modules": modules, "version": f"{course.version}~{number}.{digest}"}),
        {id_: left_out.taken_out_of(one) for one in hidden.values() for id_ in (one.id, *one.formerly)},
        frozenset(left_out.without_prework),
    )


def arranged(course: Course, overrides: Sequence[Override], module: Module) -> Arranged:
    """A module with everything in it, in the order of the page, also what is hidden."""
    return _Said(course, overrides).arranged(module)


class _Said:
    """What is said of each activity, the run's word before the owner's."""

    def __init__(self, course: Course, overrides: Sequence[Override]) -> None:
        self._course = course
        self._hidden: dict[tuple[str, bool], bool] = {}
        self._moved: dict[str, Override] = {}
        self._added: list[Override] = []
        for one in sorted(overrides, key=lambda one: not one.of_owner):
            id_ = self._now_called(one.activity_id)
            if one.kind in (Kind.HIDE, Kind.SHOW):
                self._hidden[id_, one.of_owner] = one.kind == Kind.HIDE
            elif one.kind == Kind.MOVE:
                self._moved[id_] = one
            else:
                self._added.append(one)

    def _now_called(self, id_: str) -> str:
        activity = self._course.activity(id_)
        return activity.id if activity else id_

    def arranged(self, module: Module) -> Arranged:
        ids = [section.id for section in module.sections]
        standing: dict[str, list[Placed]] = {id_: [] for id_ in ids}
        for section, placed in self._as_listed(module):
            moved = self._moved.get(placed.activity.id)
            there = moved.section_id if moved and moved.section_id in standing else section
            standing[there].append(placed)
        return tuple((section, tuple(self._ordered(section.id, standing[section.id]))) for section in module.sections)

    def _as_listed(self, module: Module) -> Iterator[tuple[str, Placed]]:
        for section in module.sections:
            yield from ((section.id, self._placed(activity)) for activity in section.activities)
        sections = [section.id for section in module.sections]
        for own in self._added:
            if own.module_id == module.id and sections:
                section_id = own.section_id if own.section_id in sections else sections[-1]
                kept = (own.source, own.activity_id, self._course, module, section_id)
                activity = compile_own(*kept, is_new=False).activity
                if activity:  # else it is not right any more in the course as it has become
                    yield section_id, self._placed(activity, own)

    def _placed(self, activity: Activity, own: Override | None = None) -> Placed:
        by_run = self._hidden.get((activity.id, False))
        by_owner = self._hidden.get((activity.id, True), False) and by_run is not False
        return Placed(activity, by_run is True, by_owner, own)

    def _ordered(self, section_id: str, standing: list[Placed]) -> list[Placed]:
        """Those that were moved at their places; each of the others after the one it follows in the course."""

        def place(placed: Placed) -> int | None:
            moved = self._moved.get(placed.activity.id)
            return moved.place_in if moved and moved.section_id == section_id else None

        fixed = [placed for placed in standing if place(placed) is not None]
        ordered = sorted(fixed, key=lambda placed: place(placed) or 0)
        before: Placed | None = None
        for placed in standing:
            if place(placed) is None:
                ordered.insert(ordered.index(before) + 1 if before else 0, placed)
            before = placed
        return ordered


class _LeftOut:
    """What is hidden, and how everything else does without it."""

    def __init__(self, hidden: dict[str, Activity]) -> None:
        self.hidden = {id_ for one in hidden.values() for id_ in (one.id, *one.formerly)}
        self.activities = tuple(hidden.values())
        self.without_prework: set[str] = set()
        names = "|".join(re.escape(id_) for id_ in sorted(self.hidden))
        self._link = (
            re.compile(rf'<a\b[^>]*\bhref="\.\./activities/(?:{names})(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
            if names
            else None
        )

    def unlinked(self, html: Markup) -> Markup:
        """The text, with the words of a link to what is hidden and without the link."""
        if self._link is None or "../activities/" not in html:
            return html
        return Markup(self._link.sub(r"\1", str(html)))

    def taken_out_of(self, activity: Activity) -> Activity:
        """The activity, naming nothing that is hidden."""
        if not self.hidden:
            return activity
        told: dict[str, object] = {
            "body": self.unlinked(activity.body),
            "leader_body": self.unlinked(activity.leader_body),
            "prework_for": self._kept(activity.prework_for),
        }
        if isinstance(activity, TeamTask):
            told["used_in"] = self._kept(activity.used_in)
        if isinstance(activity, Meeting):
            told |= self._of_meeting(activity)
        changed = {name: value for name, value in told.items() if value != getattr(activity, name)}
        return activity.model_copy(update=changed) if changed else activity

    def _of_meeting(self, meeting: Meeting) -> dict[str, object]:
        prework: list[str | tuple[str, ...]] = []
        for wanted in meeting.prework:
            left = self._kept((wanted,) if isinstance(wanted, str) else wanted)
            if not left:
                self.without_prework.add(meeting.id)
            elif isinstance(wanted, str):
                prework.append(wanted)
            else:
                prework.append(left)
        agenda = tuple(
            item.model_copy(update={"activity": None}) if item.activity in self.hidden else item
            for item in meeting.agenda
        )
        uses, hands_out = self._kept(meeting.uses), self._kept(meeting.hands_out)
        return {"prework": tuple(prework), "agenda": agenda, "uses": uses, "hands_out": hands_out}

    def _kept(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(id_ for id_ in ids if id_ not in self.hidden)


def _module(module: Module, sections: Arranged, left_out: _LeftOut, track: str | None) -> Module:
    shown = tuple(
        section.model_copy(
            update={
                "activities": tuple(
                    left_out.taken_out_of(placed.activity.model_copy(update={"section": section.id}))
                    for placed in there
                    if not placed.is_hidden
                )
            }
        )
        for section, there in sections
    )
    told: dict[str, object] = {"sections": shown, "body": left_out.unlinked(module.body)}
    gone = [placed.activity for _, there in sections for placed in there if placed.is_hidden]
    left = [activity for section in shown for activity in section.activities]
    if any(isinstance(activity, Meeting) for activity in gone):
        meetings = sum(isinstance(activity, Meeting) for activity in left)
        told["meetings_required"] = min(module.meetings_required, meetings)
    if module.tasks_required is not None:
        asked = sum(_is_asked_of_teams(activity, track) for activity in gone)
        told["tasks_required"] = max(0, module.tasks_required - asked)
    return module.model_copy(update=told)


def _is_asked_of_teams(activity: Activity, track: str | None) -> bool:
    return (
        activity.done_when is DoneWhen.TEAM_DELIVERED
        and activity.is_required
        and activity.for_whom is Audience.EVERYONE
        and activity.track in (None, track)
    )


def stepped(
    sections: Arranged, activity_id: str, *, up: bool, seen: frozenset[str]
) -> tuple[str, tuple[str, ...]] | None:
    """One step up or down among what is ``seen``: the section it comes to stand in, and its order there.

    Past the end of a section it goes into the next one. None where there is nowhere to go.
    """
    orders = [(section.id, [placed.activity.id for placed in there]) for section, there in sections]
    if up:
        orders = [(id_, order[::-1]) for id_, order in orders][::-1]
    at = next((number for number, (_, order) in enumerate(orders) if activity_id in order), None)
    if at is None:
        return None
    section_id, order = orders[at]
    here = order.index(activity_id)
    past = next((number for number in range(here + 1, len(order)) if order[number] in seen), None)
    if past is not None:
        order.insert(past, order.pop(here))
    elif at + 1 < len(orders):
        section_id, order = orders[at + 1]
        order.insert(0, activity_id)
    else:
        return None
    return section_id, tuple(order[::-1] if up else order)
