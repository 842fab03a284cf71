"""A round keeps its weeks and weekdays from year to year, and keeps to the days on which one is at work."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.measures.round import first_day, last_day, same_week, share, weeks_in, year_after
from courseengine.core.school_days.days import USUAL, DayKind, SchoolDays, school_year

DAYS = st.dates(date(2019, 8, 1), date(2045, 7, 31))
EMPTY = SchoolDays({date(year, 8, 1): DayKind.OFF for year in range(2018, 2048)})
"""a calendar whose years are entered, so that only weekends and public holidays are off"""


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 9, 8), date(2027, 9, 14)),  # Tuesday of week 37, in a year after one with 53 weeks
        (date(2027, 3, 15), date(2028, 3, 13)),  # Monday of week 11
        (date(2026, 12, 28), date(2027, 12, 27)),  # week 53, which 2027 has not
        (date(2027, 1, 1), date(2027, 12, 31)),  # the Friday of week 53
        (date(2024, 12, 30), date(2025, 12, 29)),  # in week 1 of the year after
        (date(2026, 7, 31), date(2027, 7, 30)),  # the last day of a school year
        (date(2026, 8, 1), date(2027, 8, 7)),  # the first
        (date(2022, 8, 1), date(2023, 8, 7)),  # whose week would begin in July
    ],
)
def test_a_day_keeps_its_week_and_weekday(day, after):
    assert same_week(day, school_year(day) + 1) == after


@pytest.mark.parametrize(("year", "weeks"), [(2026, 53), (2027, 52), (2020, 53), (2019, 52)])
def test_some_years_have_53_weeks(year, weeks):
    assert weeks_in(year) == weeks


@given(DAYS)
def test_the_weekday_always_stays_and_the_school_year_is_the_next(day):
    after = same_week(day, school_year(day) + 1)

    assert after.weekday() == day.weekday()
    assert school_year(after) == school_year(day) + 1
    assert abs((after - day).days - 364) <= 7


@given(DAYS, st.integers(0, 60), st.sampled_from([USUAL, EMPTY]))
def test_what_is_on_days_at_work_stays_on_days_at_work(first, length, days):
    last = min(first + timedelta(days=length), last_day(school_year(first)))

    begins, ends = year_after(first, last, days)

    assert begins <= ends
    assert (begins == ends) or last > first
    assert school_year(begins) == school_year(ends) == school_year(first) + 1
    assert days.is_at_work(begins) or not days.is_at_work(first)


def test_a_day_off_in_the_new_year_is_passed_by():
    days = SchoolDays({date(2026, 8, 1): DayKind.OFF, date(2027, 8, 1): DayKind.OFF, date(2027, 9, 14): DayKind.OFF})

    assert year_after(date(2026, 9, 8), date(2026, 9, 8), days) == (date(2027, 9, 15), date(2027, 9, 15))


def test_what_lasts_for_days_ends_on_a_day_at_work():
    days = SchoolDays({date(2026, 8, 1): DayKind.OFF, date(2027, 8, 1): DayKind.OFF, date(2027, 10, 29): DayKind.OFF})

    assert year_after(date(2026, 10, 12), date(2026, 10, 23), days) == (date(2027, 10, 18), date(2027, 10, 28))


def test_what_was_on_a_day_off_stays_there():
    saturday = date(2026, 9, 12)

    assert year_after(saturday, saturday, USUAL) == (date(2027, 9, 18), date(2027, 9, 18))


def test_the_year_begins_at_nought_and_ends_before_one():
    assert share(first_day(2026)) == 0
    assert 0.99 < share(last_day(2026)) < 1
    assert share(date(2027, 1, 31)) == pytest.approx(0.5, abs=0.01)
