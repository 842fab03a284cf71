"""When a date begins, and which wall times there are."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.clock import begins, day_in_oslo, in_oslo, last_midnight
from tests.instants import oslo


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2019, 11, 1), datetime(2019, 10, 31, 23, 0, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 22, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_date_begins_at_midnight_in_oslo_summer_time_or_not(day, instant):
    assert begins(day) == instant


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_a_date_begins_where_the_one_before_ends(day):
    assert day_in_oslo(begins(day)) == day
    assert day_in_oslo(begins(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_the_last_midnight_is_never_ahead():
    assert last_midnight(oslo(2026, 11, 22, 0, 0)) == oslo(2026, 11, 22, 0, 0)
    assert last_midnight(oslo(2026, 11, 22, 23, 59)) == oslo(2026, 11, 22, 0, 0)


def test_a_wall_time_is_an_instant():
    assert in_oslo(date(2026, 11, 24), time(14, 15)) == datetime(2026, 11, 24, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_wall_time_that_does_not_exist_once_is_refused(day):
    with pytest.raises(ValueError, match="exactly once"):
        in_oslo(day, time(2, 30))
