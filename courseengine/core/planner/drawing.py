"""Wishes become a draft: when each module opens, and when its meetings are.

A module opens on the Monday of its first school week and is to be done by the Friday of its last;
one without weeks prepares the others and opens at the start. The meetings it requires are spread
evenly over its weeks, at the times the school has, after there was time for the prework. What was
set by hand, has been held or lies behind stays where it is, and the rest goes round it. The same
wishes give the same draft, and drawing up a draft again changes nothing. No clock, no database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from courseengine.core.course.activities.base import Audience
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.model import Course, Module
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting, Wishes
from courseengine.core.planner.openings import TO_FRIDAY, dated_modules, monday_from, monday_of, opened_by
from courseengine.core.planner.placing import Busy, Sitting, Window, place
from courseengine.core.planner.school import Group, School, groups_for, is_for, required_templates
from courseengine.core.planner.times import USUAL_SLOT, Times
from courseengine.core.planner.wishes import refuse_impossible
from courseengine.core.school_days.days import A_DAY

WEEKS_WITHOUT_A_PACE = 6
WEEKS_TO_PREPARE = 6
"""school weeks for the meetings of a module that prepares others, where no other tells"""


def default_wishes(course: Course, school: School, *, today: date, track: str | None = None) -> Wishes:
    """What most schools would ask for: every module in order, the course's slowest pace, a Tuesday at 14:15."""
    track = track or course.track_at(school.place_kind)
    modules = [module for module in course.modules if _is_on(module, track)]
    paces = sorted(course.paces.values(), key=lambda pace: -sum(pace.weeks.values()))
    unpaced = {one.id: WEEKS_WITHOUT_A_PACE for one in modules if one.audience is Audience.EVERYONE}
    weeks = paces[0].weeks if paces else unpaced
    return Wishes(
        modules=tuple(module.id for module in modules),
        weeks={module.id: weeks[module.id] for module in modules if weeks.get(module.id)},
        starts_on=next(school.days.school_weeks(monday_from(today + A_DAY))),
        slots=(USUAL_SLOT,),
    )


def draw_up(
    course: Course, wishes: Wishes, school: School, *, kept: Document | None, today: date, pilot: bool = False
) -> Document:
    """The draft that comes of the wishes.

    ``kept`` is the plan that holds, or the draft so far: what is pinned, held, cancelled or not after today in
    it stays as it is, modules that have opened stay open, and the other meetings keep their identity. Raises
    ``Invalid`` for wishes that cannot be: nothing to go through, an end before the start, a start that has passed.
    """
    refuse_impossible(course, wishes, today=today, opened=opened_by(kept, today))
    modules = dated_modules(course, wishes, school.days, kept=kept, today=today, pilot=pilot)
    before = kept.meetings if kept else ()
    fixed = {one.key for one in before if stays(one, today)}
    busy = Busy(school)
    for one in (*school.beside, *(one for one in before if one.key in fixed)):
        if one.calls:
            busy.take(one)
    starts = min(one.opens_on for one in modules)
    drawn: list[PlannedMeeting] = []
    # Those who lead meet when they can; so what prepares the others comes last, and leaves them the school's times.
    for dates in sorted(modules, key=lambda one: not wishes.weeks.get(one.module_id)):
        module = course.module(dates.module_id)
        if module is None:
            continue
        sittings = list(_sittings(course, module, school, [one for one in before if one.module_id == module.id], fixed))
        last = dates.done_by or _prepares_until(dates, modules, wishes, school)
        window = Window(
            opens_on=dates.opens_on,
            last=last,
            today=today,
            rounds=max((one.round + 1 for one in sittings), default=0),
            times=Times(wishes, school.days, run_starts=starts, first=dates.opens_on, last=last),
            days=school.days,
        )
        drawn += place(sittings, window, busy, wishes.place)
    return Document(wishes, modules, _with_rest(drawn, before, fixed), kept.paused_on if kept else None)


def stays(meeting: PlannedMeeting, today: date) -> bool:
    """Whether a reckoning leaves a meeting as it is."""
    return meeting.pinned or meeting.state in ("held", "cancelled") or meeting.day <= today


def _is_on(module: Module, track: str | None) -> bool:
    """Whether a module has something for those who follow the track."""
    return not module.activities or any(one.track in (None, track) for one in module.activities)


def _sittings(
    course: Course, module: Module, school: School, before: Sequence[PlannedMeeting], fixed: set[str]
) -> Iterator[Sitting]:
    """Every meeting that the module requires of each group, with the one that is there already.

    What all who would meet do without is not drawn for them.
    """
    taken: set[str] = set()
    times = Counter[str]()
    for number, template in enumerate(required_templates(module, course.track_at(school.place_kind))):
        times[template.id] += 1
        for group in groups_for(school, module, template):
            found = [one for one in before if one.key not in taken and is_for(one, template.id, group)]
            old = min(found, key=lambda one: (one.key not in fixed, one.day, one.at, one.key), default=None)
            if old:
                taken.add(old.key)
            name = "all" if group.joint else group.teams[0]
            key = _free_key(f"{template.id}.{times[template.id]}.{name}", before)
            stay = old is not None and old.key in fixed
            if _do_without(school, module, template, group) and not (stay or (old and old.meeting)):
                continue
            yield Sitting(module.id, number, template, group, key, old, stay)


def _do_without(school: School, module: Module, template: Template, group: Group) -> bool:
    """Whether a meeting is waived by everybody who would come together in it."""
    return bool(group.teams) and all(template.id in school.waives(team, module.id) for team in group.teams)


def _free_key(key: str, before: Iterable[PlannedMeeting]) -> str:
    used = {one.key for one in before}
    while key in used:
        key += "+"
    return key


def _prepares_until(dates: PlannedDates, modules: Sequence[PlannedDates], wishes: Wishes, school: School) -> date:
    """Until when a module without an end has its meetings: while the first of the others lasts."""
    ends = (one.done_by for one in modules if one.done_by and wishes.weeks.get(one.module_id))
    first = next((day for day in ends if day > dates.opens_on), None)
    if first is not None:
        return first
    weeks = school.days.school_weeks(monday_of(dates.opens_on))
    return list(islice(weeks, WEEKS_TO_PREPARE))[-1] + TO_FRIDAY


def _with_rest(
    drawn: Sequence[PlannedMeeting], before: Sequence[PlannedMeeting], fixed: set[str]
) -> tuple[PlannedMeeting, ...]:
    """What was drawn, what stays, and what is let go although it is there."""
    there = {one.key for one in drawn}
    rest = (one for one in before if one.key not in there)
    kept = [
        one if one.key in fixed else replace(one, state="dropped") for one in rest if one.key in fixed or one.meeting
    ]
    return tuple(sorted([*drawn, *kept], key=lambda one: (one.day, one.at, one.key)))
