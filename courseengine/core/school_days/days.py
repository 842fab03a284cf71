"""Which days people are at work at a school.

A day is ordinary, a planning day (teachers at work without pupils) or off. What the school's own
calendar says goes before its owner's, and both before the public holidays (the law's, from a
library). Saturdays and Sundays are off. For a school year (1 August to 31 July) in which nobody
has entered a day off, these weeks are off, as in most Norwegian schools: the summer (weeks 26 to
32), the autumn break (week 40), the weeks of Christmas Day and New Year's Day, the winter break
(week 8) and the week before Easter. With them, 22 school weeks from Monday 4 November 2019 are
the 26 calendar weeks that the course's own plan speaks of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, cached_property, lru_cache

from courseengine.base.i18n import N_

SUMMER, AUTUMN_BREAK, WINTER_BREAK = range(26, 33), 40, 8
"""ISO weeks"""
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
AT_WORK_IN_A_SCHOOL_WEEK = 3
"""days of the five on which people are at work, for the week to count as one of a pace"""


class DayKind(StrEnum):
    """What a day is at a school."""

    ORDINARY = "ordinary"
    PLANNING = "planning"
    """teachers are at work, pupils are not"""
    OFF = "off"


@dataclass(frozen=True, eq=False)
class SchoolDays:
    """A school's days: what is written in its calendar, and what follows where nothing is.

    Two are never equal, so that what was reckoned from one can be kept under it.
    """

    own: Mapping[date, DayKind] = field(default_factory=dict)
    """the owner's days, with the school's own over them"""

    def kind(self, day: date) -> DayKind:
        """What the day is."""
        written = self.own.get(day)
        if written is not None:
            return written
        if day.weekday() > 4 or public_holiday(day):
            return DayKind.OFF
        if school_year(day) not in self._years_entered and is_usual_break(day):
            return DayKind.OFF
        return DayKind.ORDINARY

    def is_at_work(self, day: date) -> bool:
        """Whether the teachers are at work."""
        return self.kind(day) is not DayKind.OFF

    def is_school_week(self, monday: date) -> bool:
        """Whether the week is one of those that a pace counts."""
        return sum(self.is_at_work(monday + A_DAY * day) for day in range(5)) >= AT_WORK_IN_A_SCHOOL_WEEK

    def school_weeks(self, start: date) -> Iterator[date]:
        """The Mondays of the school weeks from ``start`` (a Monday) on."""
        monday = start
        while True:
            if self.is_school_week(monday):
                yield monday
            monday += A_WEEK

    def next_at_work(self, day: date) -> date:
        """The day itself or the first after it on which the teachers are at work."""
        while not self.is_at_work(day):
            day += A_DAY
        return day

    def working_days_before(self, day: date, number: int) -> date:
        """The day that lies so many of the teachers' working days before another."""
        while number:
            day -= A_DAY
            number -= self.is_at_work(day)
        return day

    def working_days_after(self, day: date, number: int) -> date:
        """The day that lies so many of the teachers' working days after another."""
        while number:
            day += A_DAY
            number -= self.is_at_work(day)
        return day

    @cached_property
    def _years_entered(self) -> frozenset[int]:
        return frozenset(school_year(day) for day, kind in self.own.items() if kind is DayKind.OFF)


USUAL = SchoolDays()
"""the days of a school that has written none"""


def school_year(day: date) -> int:
    """The year in which the day's school year began: it lasts from 1 August to 31 July."""
    return day.year if day.month >= 8 else day.year - 1


@lru_cache(maxsize=4096)
def is_usual_break(day: date) -> bool:
    """Whether the day lies in a week that is off in most schools."""
    return bool(usual_break(day))


def usual_break(day: date) -> str:
    """The English name of the break in whose week the day lies, in most schools; empty for other days."""
    monday = day - A_DAY * day.weekday()
    week = monday.isocalendar().week
    if week in SUMMER:
        return N_("Summer holidays")
    if week in (AUTUMN_BREAK, WINTER_BREAK):
        return N_("Autumn break") if week == AUTUMN_BREAK else N_("Winter break")
    return next(filter(None, (_ends_term(monday + A_DAY * one) for one in range(7))), "")


def _ends_term(day: date) -> str:
    if (day.month, day.day) in ((12, 25), (1, 1)):
        return N_("Christmas holidays")
    return N_("Easter holidays") if "Maundy Thursday" in public_holiday(day) else ""


def public_holiday(day: date) -> str:
    """The English name of a public holiday in Norway that is not merely a Sunday; empty for other days."""
    return _holidays(day.year).get(day, "")


@cache
def _holidays(year: int) -> dict[date, str]:
    # Imported late: the library loads every country's calendar, and most commands need none.
    from holidays import country_holidays

    return {day: str(name) for day, name in country_holidays("NO", years=year, language="en_US").items()}
