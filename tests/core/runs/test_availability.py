"""A module opens at midnight in Oslo on its date, and an unclear date keeps it shut."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.clock import begins
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import Because, Opening
from tests.instants import oslo

NOVEMBER = Opening(date(2019, 11, 1), Because.RELEASE)


def test_module_opens_at_midnight_in_oslo():
    assert not is_open(NOVEMBER, at=oslo(2019, 10, 31, 23, 59))
    assert is_open(NOVEMBER, at=oslo(2019, 11, 1, 0, 0))


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 3, 29), oslo(2026, 3, 28, 23, 59), oslo(2026, 3, 29, 0, 0)),
        (date(2026, 10, 25), oslo(2026, 10, 24, 23, 59), oslo(2026, 10, 25, 0, 0)),
    ],
)
def test_on_the_days_the_clocks_change_too(day, before, after):
    opening = Opening(day, Because.RUN)

    assert not is_open(opening, at=before)
    assert is_open(opening, at=after)


def test_an_unclear_date_keeps_a_module_shut():
    assert not is_open(Opening(None, Because.UNDATED), at=oslo(2099, 1, 1, 0, 0))


def test_a_course_without_dates_and_without_a_run_is_open():
    assert is_open(Opening(None, Because.ALWAYS), at=oslo(2000, 1, 1, 0, 0))


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-400, 400), st.integers(0, 400))
def test_what_is_open_stays_open(day, hours, later):
    at = begins(day) + timedelta(hours=hours)
    opening = Opening(day, Because.RUN)

    assert is_open(opening, at=at) <= is_open(opening, at=at + timedelta(hours=later))
