"""What stands in a calendar: one kind of thing for modules, deadlines, meetings, gatherings and school days.

An item carries what it is about, never a sentence: its reader's language is not known here. Days are
dates in Oslo, and an item without an hour lasts whole days. What follows from plans and school days
is reckoned here; what lies in tables of its own is asked for in ``queries.py``. Values in, values out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.model import Module
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.rules import sees_activity, sees_module
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule
from courseengine.core.school_days.days import USUAL, DayKind, SchoolDays

WORKING_DAYS_FOR_PREWORK = 5
"""prework is due so many of the teachers' working days before its meeting"""
A_DAY = timedelta(days=1)


class ItemKind(StrEnum):
    """What an item is."""

    OPENING = "opening"
    """a module opens in a run"""
    RELEASE = "release"
    """a module opens for everybody: a milestone of the course"""
    DONE_BY = "done_by"
    """by when a run means to be done with a module"""
    PREWORK = "prework"
    """by when a meeting is prepared"""
    MEETING = "meeting"
    GATHERING = "gathering"
    DAY_OFF = "day_off"
    PLANNING_DAY = "planning_day"


class Group(StrEnum):
    """The kinds as one chooses among them."""

    MODULES = "modules"
    DEADLINES = "deadlines"
    MEETINGS = "meetings"
    GATHERINGS = "gatherings"
    SCHOOL_DAYS = "days"


GROUPS = {
    ItemKind.OPENING: Group.MODULES,
    ItemKind.RELEASE: Group.MODULES,
    ItemKind.DONE_BY: Group.DEADLINES,
    ItemKind.PREWORK: Group.DEADLINES,
    ItemKind.MEETING: Group.MEETINGS,
    ItemKind.GATHERING: Group.GATHERINGS,
    ItemKind.DAY_OFF: Group.SCHOOL_DAYS,
    ItemKind.PLANNING_DAY: Group.SCHOOL_DAYS,
}


class Item(NamedTuple):
    """One thing in a calendar; a tuple, since a page may hold hundreds."""

    kind: ItemKind
    key: str
    """its name for ever, also when it is moved"""
    title: str
    """as it is written where it comes from; empty for what only has a kind"""
    starts_on: date
    ends_on: date
    """the last day, which may be the first"""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    whose: str = ""
    """the school, team or network it belongs to"""
    mine: bool = True
    """whether it concerns the reader, rather than being only theirs to see"""
    public_id: str = ""
    """of the meeting or gathering"""
    plan: Plan | None = None
    """the course it belongs to, with its dates"""
    module: Module | None = None
    activity_id: str = ""
    """the template of a meeting"""
    precision: str = "day"
    """``day``, ``week`` or ``term``: how exactly the dates are meant"""
    cancelled: bool = False
    sequence: int = 0
    changed_at: datetime | None = None
    """when it was last changed; None for what follows from something else"""
    link: str = ""
    """the address of a meeting on the net, beside its place"""

    @property
    def group(self) -> Group:
        """The kind as one chooses it."""
        return GROUPS[self.kind]

    def falls_in(self, first: date, last: date) -> bool:
        """Whether a part of it lies between the two days."""
        return self.starts_on <= last and self.ends_on >= first


def of_plans(actor: Actor, plans: Iterable[Plan], *, at: datetime) -> Iterator[Item]:
    """When the modules that the actor knows of open, and by when those of their own run are to be done."""
    released: set[str] = set()
    plans = list(plans)
    several = len({plan.run.school_id for plan in plans if plan.run}) > 1
    for plan in plans:
        for module in plan.course.modules:
            if sees_module(actor, PlannedModule(plan, module), at):
                yield from _of_module(actor, plan, module, released, named=several)


def _of_module(actor: Actor, plan: Plan, module: Module, released: set[str], *, named: bool) -> Iterator[Item]:
    run, opening = plan.run, plan.openings[module.id]
    takes_part = actor.takes_part_in(run)
    whose = run.school_name if run and named else ""

    def item(kind: ItemKind, key: str, day: date, *, mine: bool, whose: str = "") -> Item:
        return Item(kind, key, module.title, day, day, whose=whose, mine=mine, plan=plan, module=module)

    if run and opening.opens_on:
        key = f"opening-{run.public_id}-{module.id}"
        yield item(ItemKind.OPENING, key, opening.opens_on, mine=takes_part, whose=whose)
    if run and takes_part and opening.done_by and not run.ended:
        yield item(ItemKind.DONE_BY, f"done-{run.public_id}-{module.id}", opening.done_by, mine=True, whose=whose)
    release = plan.course.schedules[plan.course.release].get(module.id) if plan.course.release else None
    key = f"release-{plan.course.id}-{module.id}"
    # Where a run opens the module that day, one line says it; a run that is over has no more to wait for.
    said = run is not None and (run.ended or release is None or release.opens == opening.opens_on)
    if release and not said and key not in released:
        released.add(key)
        yield item(ItemKind.RELEASE, key, release.opens, mine=takes_part or run is None)


def prework_due(day: date, days: SchoolDays = USUAL) -> date:
    """By when a meeting that day is prepared."""
    return days.working_days_before(day, WORKING_DAYS_FOR_PREWORK)


def prework_of(actor: Actor, meeting: Item, due_on: date, *, at: datetime) -> Item | None:
    """That the actor prepares a planned meeting by then; None where nothing is asked of them."""
    plan = meeting.plan
    if plan is None or meeting.cancelled or meeting.starts_at is None:
        return None
    return due_item(meeting, due_on) if asks_for_prework(actor, plan, meeting.activity_id, at=at) else None


def asks_for_prework(actor: Actor, plan: Plan, activity_id: str, *, at: datetime) -> bool:
    """Whether the actor prepares the meetings of a template: they see something that is done before."""
    template = plan.course.activity(activity_id)
    if not isinstance(template, Template):
        return False
    asked = ((plan.course.module_of(id_), plan.course.activity(id_)) for id_ in template.all_prework)
    return any(one and of and sees_activity(actor, PlannedActivity(plan, of, one), at) for of, one in asked)


def due_item(meeting: Item, due_on: date) -> Item:
    """That a meeting is prepared by then."""
    return Item(
        ItemKind.PREWORK,
        f"prework-{meeting.public_id}",
        meeting.title,
        due_on,
        due_on,
        whose=meeting.whose,
        public_id=meeting.public_id,
        plan=meeting.plan,
        module=meeting.module,
        activity_id=meeting.activity_id,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
    )


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as a place has written it into its calendar."""

    kind: DayKind
    name: str


def of_days(place: str, name: str, written: Mapping[date, WrittenDay], *, mine: bool = True) -> Iterator[Item]:
    """A place's days off and planning days; days that belong together are one item."""
    run: list[date] = []
    for day in sorted(written):
        if run and not _goes_on(written, run[-1], day):
            yield from _span(place, name, written, run, mine=mine)
            run = []
        run.append(day)
    if run:
        yield from _span(place, name, written, run, mine=mine)


def _goes_on(written: Mapping[date, WrittenDay], last: date, day: date) -> bool:
    between = (last + A_DAY * number for number in range(1, (day - last).days))
    return written[last] == written[day] and (day - last).days <= 3 and all(one.weekday() > 4 for one in between)


def _span(place: str, name: str, written: Mapping[date, WrittenDay], run: list[date], *, mine: bool) -> Iterator[Item]:
    first, last = run[0], run[-1]
    kinds = {DayKind.OFF: ItemKind.DAY_OFF, DayKind.PLANNING: ItemKind.PLANNING_DAY}
    kind = kinds.get(written[first].kind)
    if kind:
        yield Item(kind, f"day-{place}-{first}", written[first].name, first, last, whose=name, mine=mine)


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def in_order(items: Iterable[Item]) -> list[Item]:
    """By day; within a day what lasts longest first, then what has no hour, then by the clock."""

    def place(item: Item) -> tuple[date, int, datetime, str]:
        first, last = item.starts_on, item.ends_on
        days = 0 if first is last else (first - last).days
        return first, days, item.starts_at or _BEFORE_ALL, item.key

    return sorted(items, key=place)
