"""When the modules of a plan open, and by when they are to be done.

School weeks are counted one after the other in the order of the modules. A module that was set by
hand or has opened stays, and those after it begin when it is to be done; one without weeks opens
at the start. Without a pilot, nothing is planned before the course releases it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice

from courseengine.core.course.model import Course
from courseengine.core.planner.document import Document, PlannedDates, Wishes
from courseengine.core.planner.wishes import refuse_more_modules_than_weeks
from courseengine.core.school_days.days import A_DAY, A_WEEK, SchoolDays

TO_FRIDAY = timedelta(days=4)
MOST_TRIES = 160
"""weeks that a start is moved back to reach a wished end"""


def monday_from(day: date) -> date:
    """The day itself if it is a Monday, else the next one."""
    return day + A_DAY * (-day.weekday() % 7)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - A_DAY * day.weekday()


def released_on(course: Course, module_id: str) -> date | None:
    """When the course opens a module for all; None where it has no such date."""
    dates = course.schedules.get(course.release, {}) if course.release else {}
    return dates[module_id].opens if module_id in dates else None


def opened_by(kept: Document | None, today: date) -> tuple[str, ...]:
    """The modules of a plan that have opened."""
    return tuple(one.module_id for one in kept.modules if one.opens_on <= today) if kept else ()


def open_already(document: Document, course: Course, *, today: date, pilot: bool) -> list[PlannedDates]:
    """The modules that are open by a plan: their day has come, and neither a pause nor the release keeps them shut."""
    shut_from = document.paused_on or date.max
    opened = (one for one in document.modules if one.opens_on <= today and one.opens_on < shut_from)
    return [one for one in opened if pilot or (released_on(course, one.module_id) or today) <= today]


def dated_modules(
    course: Course, wishes: Wishes, days: SchoolDays, *, kept: Document | None, today: date, pilot: bool
) -> tuple[PlannedDates, ...]:
    """The modules that are wished for, in that order, with their dates."""
    layout = _Layout(course, wishes, days, kept, today, pilot)
    begun = bool(opened_by(kept, today))
    if wishes.starts_on is not None:
        start = monday_from(wishes.starts_on)
    elif begun and kept is not None:
        start = monday_of(min(one.opens_on for one in kept.modules))
    else:
        start = layout.latest_start()
    if not begun:
        refuse_more_modules_than_weeks(wishes, start, days)
    return layout.from_(start)


def start_that_fits(course: Course, wishes: Wishes, days: SchoolDays, *, today: date, pilot: bool) -> date | None:
    """The latest Monday from which all is done by the wished end; None where that would be in the past."""
    layout = _Layout(course, wishes, days, None, today, pilot)
    start = layout.latest_start()
    return start if layout.fits(start) else None


class _Layout:
    """The same wishes, laid out from one start or another."""

    def __init__(
        self, course: Course, wishes: Wishes, days: SchoolDays, kept: Document | None, today: date, pilot: bool
    ) -> None:
        self.wishes, self.days, self.today = wishes, days, today
        self.kept = {one.module_id: one for one in kept.modules} if kept else {}
        self.kept_weeks: Mapping[str, int] = kept.wishes.weeks if kept else {}
        dates = {id_: released_on(course, id_) for id_ in wishes.modules}
        self.released = {} if pilot else {id_: day for id_, day in dates.items() if day}

    def from_(self, start: date) -> tuple[PlannedDates, ...]:
        """All of them, from a Monday on."""
        free, found = start, []
        for id_ in self.wishes.modules:
            one = self._one(id_, start, free)
            found.append(one)
            if one.done_by is not None and self.wishes.weeks.get(id_):
                free = max(free, monday_of(one.done_by) + A_WEEK)
        return tuple(found)

    def _one(self, id_: str, start: date, free: date) -> PlannedDates:
        weeks, old = self.wishes.weeks.get(id_, 0), self.kept.get(id_)
        if old is not None and old.pinned:
            return old
        if old is not None and old.opens_on <= self.today:
            return PlannedDates(id_, old.opens_on, self._done_by(old, weeks))
        released = self.released.get(id_, start)
        if not weeks:
            return PlannedDates(id_, max(start, self.today, released), None)
        first = monday_from(max(free, self.today, released))
        taken = list(islice(self.days.school_weeks(first), weeks))
        return PlannedDates(id_, taken[0], taken[-1] + TO_FRIDAY)

    def _done_by(self, old: PlannedDates, weeks: int) -> date | None:
        """By when a module that has opened is to be done: as it was, and so many weeks more or fewer."""
        before = self.kept_weeks.get(old.module_id, 0)
        if not weeks or (weeks == before and old.done_by is not None):
            return old.done_by
        if old.done_by is None or not before:
            return list(islice(self.days.school_weeks(monday_of(old.opens_on)), weeks))[-1] + TO_FRIDAY
        return stretched(old.opens_on, old.done_by, weeks - before, self.days)

    def latest_start(self) -> date:
        """The latest Monday from which all is done by the wished end; the next Monday where none is."""
        assert self.wishes.ends_on is not None
        earliest = monday_from(self.today)
        wanted = sum(self.wishes.weeks.get(id_, 0) for id_ in self.wishes.modules)
        monday = monday_of(self.wishes.ends_on)
        if monday + TO_FRIDAY > self.wishes.ends_on:
            monday -= A_WEEK
        while wanted > 1 or (wanted and not self.days.is_school_week(monday)):
            wanted -= self.days.is_school_week(monday)
            monday -= A_WEEK
        for _ in range(MOST_TRIES):
            if monday <= earliest or self.fits(monday):
                break
            monday -= A_WEEK
        return max(monday, earliest)

    def fits(self, start: date) -> bool:
        """Whether all is done by the wished end."""
        ends = (one.done_by for one in self.from_(start) if one.done_by and not one.pinned)
        return max(ends, default=start) <= (self.wishes.ends_on or date.max)


def stretched(opens_on: date, done_by: date, weeks: int, days: SchoolDays) -> date:
    """The Friday so many school weeks after, or before, the one by which a module is to be done."""
    monday, step = monday_of(done_by), A_WEEK if weeks > 0 else -A_WEEK
    left = abs(weeks)
    while left:
        monday += step
        if monday < monday_of(opens_on):
            return monday_of(opens_on) + TO_FRIDAY
        left -= days.is_school_week(monday)
    return monday + TO_FRIDAY
