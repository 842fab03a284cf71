"""The same day next year, as schools reckon: the same week of the year, on the same weekday."""

from collections.abc import Callable
from datetime import date, timedelta


def a_year_on(day: date) -> date:
    """The day in the same ISO week and on the same weekday a year later; week 53 becomes the last of a shorter year."""
    year, week, weekday = day.isocalendar()
    try:
        return date.fromisocalendar(year + 1, week, weekday)
    except ValueError:
        return date.fromisocalendar(year + 1, week - 1, weekday)


def same_week(old_start: date, new_start: date) -> Callable[[date], date]:
    """Carries days over, so that what began on ``old_start`` begins in the week of ``new_start``.

    Where that is the same week a year on, every day keeps its week of the year, also past a year of
    53 weeks; where the new start is some weeks earlier or later, so is every day.
    """
    years = new_start.isocalendar().year - old_start.isocalendar().year

    def carried(day: date) -> date:
        for _ in range(years):
            day = a_year_on(day)
        return day

    off = (_monday(new_start) - _monday(carried(old_start))).days // 7
    return lambda day: carried(day) + timedelta(weeks=off)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
