"""Whether wishes can be fulfilled at all: what is not so is refused, in a sentence that says how to mend it."""

from collections.abc import Collection
from datetime import date, timedelta

from courseengine.base.errors import Invalid
from courseengine.core.course.model import Course
from courseengine.core.planner.document import Wishes
from courseengine.core.school_days.days import SchoolDays

LONGEST_IN_WEEKS = 60
"""school weeks that one module may take"""
FARTHEST = timedelta(days=3 * 366)
"""how far from today a plan may begin or end; what is farther away was typed wrongly"""
RAREST = 8
"""weeks from one fixed time to the next"""


def refuse_impossible(course: Course, wishes: Wishes, *, today: date, opened: Collection[str]) -> None:
    """Raise ``Invalid`` for wishes that nothing can come of; ``opened`` are the modules that have opened."""
    _modules(course, wishes)
    for id_ in opened:
        module = course.module(id_)
        if module is not None and module.id not in wishes.modules:
            # What somebody has done in it would be gone from their pages.
            raise Invalid('"%(module)s" has opened, so it stays in the plan.', field="modules", module=module.name)
    _dates(wishes, today, has_begun=bool(opened))
    for slot in wishes.slots:
        if not 0 <= slot.weekday <= 6 or not 1 <= slot.every <= RAREST:
            raise Invalid("A fixed time is on a weekday, every %(rarest)d weeks at most.", field="slots", rarest=RAREST)


def refuse_more_modules_than_weeks(wishes: Wishes, start: date, days: SchoolDays) -> None:
    """Raise ``Invalid`` where there is not even one school week for each module."""
    if wishes.ends_on is None:
        return
    there_are, monday = 0, start
    while monday + timedelta(days=4) <= wishes.ends_on:
        there_are += days.is_school_week(monday)
        monday += timedelta(weeks=1)
    wanted = sum(1 for id_ in wishes.modules if wishes.weeks.get(id_))
    if wanted > there_are:
        raise Invalid(
            "There are too few school weeks: %(weeks)d until the end, and %(modules)d modules. "
            "Begin earlier, end later or leave out modules.",
            field="ends_on",
            weeks=there_are,
            modules=wanted,
        )


def _modules(course: Course, wishes: Wishes) -> None:
    if not wishes.modules:
        raise Invalid("Choose at least one module.", field="modules")
    if len(set(wishes.modules)) != len(wishes.modules):
        raise Invalid("A module can be taken once. Take out the second.", field="modules")
    for id_ in wishes.modules:
        if course.module(id_) is None:
            raise Invalid(
                'The course has no module "%(module)s" any more. Take it out of the plan.', field="modules", module=id_
            )
        if not 0 <= wishes.weeks.get(id_, 0) <= LONGEST_IN_WEEKS:
            raise Invalid("A module takes from 1 to %(longest)d weeks.", field="weeks", longest=LONGEST_IN_WEEKS)


def _dates(wishes: Wishes, today: date, *, has_begun: bool) -> None:
    start, end = wishes.starts_on, wishes.ends_on
    if start is None and end is None and not has_begun:
        raise Invalid("Say when you begin, or by when you want to be done.", field="starts_on")
    if start is not None and start < today and not has_begun:
        raise Invalid("The start, %(day)s, has passed. Choose today or later.", field="starts_on", day=start)
    if start is not None and end is not None and end < start:
        raise Invalid(
            "The end, %(end)s, comes before the start, %(start)s. Change one of them.",
            field="ends_on",
            end=end,
            start=start,
        )
    if end is not None and end < today:
        raise Invalid("The end, %(day)s, has passed. Choose a later day.", field="ends_on", day=end)
    for name, day in (("starts_on", start), ("ends_on", end)):
        if day is not None and abs(day - today) > FARTHEST:
            raise Invalid("%(day)s is more than three years away. Check the year.", field=name, day=day)
