"""Which weeks are school weeks.

A pace counts school weeks. Without a school's own calendar, these weeks are off in most Norwegian
schools: the autumn break (week 40), the weeks of Christmas Day and New Year's Day, the winter
break (week 8) and the week before Easter. With them, 22 school weeks from Monday 4 November 2019
are the 26 calendar weeks that the course's own plan speaks of.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

AUTUMN_BREAK, WINTER_BREAK = 40, 8
WEEK = timedelta(weeks=1)


def school_weeks(start: date) -> Iterator[date]:
    """The Mondays of the school weeks from ``start`` (a Monday) on."""
    monday = start
    while True:
        if not is_off(monday):
            yield monday
        monday += WEEK


def is_off(monday: date) -> bool:
    """Whether the whole week is off."""
    if monday.isocalendar().week in (AUTUMN_BREAK, WINTER_BREAK):
        return True
    return any(_is_break(monday + timedelta(days=day)) for day in range(7))


def _is_break(day: date) -> bool:
    return (day.month, day.day) in ((12, 25), (1, 1)) or day == _maundy_thursday(day.year)


@cache
def _maundy_thursday(year: int) -> date:
    # Imported late: the library loads every country's calendar, and most commands need none.
    from holidays import country_holidays

    days = country_holidays("NO", years=year, language="en_US")
    return next(day for day, name in days.items() if name == "Maundy Thursday")
