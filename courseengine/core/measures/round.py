"""The school's yearly round: its phases, and where a thing of it comes the year after.

A round is carried over by week and weekday: the Tuesday of week 37 stays the Tuesday of week 37.
A year without a week 53 has it in week 52. What would land on a day off comes on the first day
after it on which the teachers are at work, unless it was on a day off already; what lasts for
some days ends on a day at work. Everything stays within the school year, from 1 August to 31 July.
"""

from datetime import date, timedelta
from enum import StrEnum

from courseengine.core.school_days.days import A_DAY, A_WEEK, SchoolDays, school_year


class Phase(StrEnum):
    """What a thing in the round is for, in the order of the year."""

    MAP = "map"
    PLAN = "plan"
    CARRY_OUT = "carry_out"
    EVALUATE = "evaluate"
    REVISE = "revise"


def first_day(year: int) -> date:
    """The first day of a school year."""
    return date(year, 8, 1)


def last_day(year: int) -> date:
    """Its last."""
    return date(year + 1, 7, 31)


def share(day: date) -> float:
    """How much of its school year is over when a day begins: 0 on 1 August."""
    year = school_year(day)
    return (day - first_day(year)).days / ((last_day(year) - first_day(year)).days + 1)


def year_after(starts_on: date, ends_on: date, days: SchoolDays) -> tuple[date, date]:
    """From when to when a thing is in the next school year."""
    year = school_year(starts_on) + 1
    begins = _at_work(same_week(starts_on, year), starts_on, days, year)
    if starts_on == ends_on:
        return begins, begins
    ends = max(begins, same_week(ends_on, year))
    while days.is_at_work(ends_on) and not days.is_at_work(ends) and ends > begins:
        ends -= A_DAY
    return begins, ends


def same_week(day: date, year: int) -> date:
    """The day of the same week number and weekday in another school year."""
    week, weekday = day.isocalendar()[1:]
    iso_year = year + day.isocalendar().year - school_year(day)
    found = date.fromisocalendar(iso_year, min(week, weeks_in(iso_year)), weekday)
    # Around 1 August and in week 53 the same week may lie in the school year before or after.
    while found < first_day(year):
        found += A_WEEK
    while found > last_day(year):
        found -= A_WEEK
    return found


def weeks_in(iso_year: int) -> int:
    """How many weeks a year has, 52 or 53: 28 December is always in its last (ISO 8601)."""
    return date(iso_year, 12, 28).isocalendar().week


def _at_work(day: date, before: date, days: SchoolDays, year: int) -> date:
    if not days.is_at_work(before) or days.is_at_work(day):
        return day
    found = days.next_at_work(day)
    if found > last_day(year):
        return days.working_days_before(last_day(year) + timedelta(days=1), 1)
    return found
