"""Which times a school has for meetings: the dates it already has, and its fixed times, on days people are at work."""

from collections.abc import Iterator
from datetime import date, time
from typing import NamedTuple

from courseengine.core.planner.document import Slot, Wishes
from courseengine.core.school_days.days import A_DAY, DayKind, SchoolDays

USUAL_SLOT = Slot(weekday=1, at=time(14, 15))
"""for a school that has not said when it meets"""


class When(NamedTuple):
    """A time on a day, by the clock on the wall."""

    day: date
    at: time


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    while first <= last:
        yield first
        first += A_DAY


class Times:
    """A school's times for meetings in a stretch of its plan."""

    def __init__(self, wishes: Wishes, days: SchoolDays, *, run_starts: date, first: date, last: date) -> None:
        """Look at the days from ``first`` to ``last``; fixed times are counted from the run's start."""
        self._wishes, self._days, self._start = wishes, days, run_starts
        self.slots = wishes.slots or (() if wishes.dates else (USUAL_SLOT,))
        self.usual = self.slots[0].at if self.slots else min(one.at for one in wishes.dates)
        at_work = [day for day in days_between(first, last) if days.is_at_work(day)]
        dates = [When(one.day, one.at) for one in wishes.dates if one.day in at_work]
        self.dates = sorted(set(dates))
        self.wished = sorted({*dates, *(When(day, slot.at) for day in at_work for slot in self._on(day))})
        weekdays = {slot.weekday for slot in self.slots} or {one.day.weekday() for one in wishes.dates}
        self.weekday = [When(day, self.usual) for day in at_work if day.weekday() in weekdays]
        self.any = [When(day, self.usual) for day in at_work]
        self.planning = [When(day, self.usual) for day in at_work if days.kind(day) is DayKind.PLANNING]

    def _on(self, day: date) -> Iterator[Slot]:
        return (slot for slot in self.slots if falls_on(slot, day, self._start))


def falls_on(slot: Slot, day: date, run_starts: date) -> bool:
    """Whether a fixed time comes round on a day."""
    counted_from = slot.counted_from or run_starts + A_DAY * ((slot.weekday - run_starts.weekday()) % 7)
    return day.weekday() == slot.weekday and (day - counted_from).days // 7 % slot.every == 0


def is_wished(when: When, wishes: Wishes, run_starts: date) -> bool:
    """Whether the school has that time for meetings."""
    slots = wishes.slots or (() if wishes.dates else (USUAL_SLOT,))
    return any(one.day == when.day and one.at == when.at for one in wishes.dates) or any(
        slot.at == when.at and falls_on(slot, when.day, run_starts) for slot in slots
    )


def after_working_days(day: date, number: int, days: SchoolDays) -> date:
    """The first day that lies so many of the teachers' working days after one, that one counted if it is such."""
    while number:
        number -= days.is_at_work(day)
        day += A_DAY
    return day
