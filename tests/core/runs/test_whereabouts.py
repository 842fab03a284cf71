"""Where a plan is on a day: week, module, and what comes next."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.runs.plan import Because, Opening
from courseengine.core.runs.whereabouts import Whereabouts, whereabouts

FIRST, SECOND = date(2026, 11, 9), date(2026, 12, 14)
PLAN = [
    ("m1", Opening(FIRST, Because.RUN, date(2026, 12, 11))),
    ("m2", Opening(SECOND, Because.RUN, date(2027, 1, 22))),
]


def at(day, plan=PLAN):
    return whereabouts(plan, day)


def test_before_the_first_module_one_is_nowhere_and_it_is_next():
    assert at(date(2026, 11, 8)) == Whereabouts(next_id="m1", next_on=FIRST)


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 11, 9), 1), (date(2026, 11, 15), 1), (date(2026, 11, 16), 2), (date(2026, 12, 11), 5)],
)
def test_weeks_are_counted_from_the_one_it_opens_in(day, week):
    assert at(day) == Whereabouts("m1", week, 5, "m2", SECOND)


def test_between_two_modules_only_the_next_is_told():
    assert at(date(2026, 12, 12)) == Whereabouts(next_id="m2", next_on=SECOND)


def test_in_a_break_the_count_stands_still():
    assert [at(day).week for day in (date(2026, 12, 18), date(2026, 12, 28), date(2027, 1, 11))] == [1, 1, 3]
    assert at(SECOND).weeks == 4


def test_after_the_last_there_is_nothing():
    assert at(date(2027, 1, 23)) == Whereabouts()


def test_a_module_without_an_end_lasts_until_the_next_opens():
    plan = [("m0", Opening(date(2026, 8, 17), Because.RELEASE)), *PLAN]

    assert at(date(2026, 11, 8), plan).module_id == "m0"
    assert at(date(2026, 12, 12), plan) == Whereabouts(next_id="m2", next_on=SECOND)


def test_a_last_module_without_an_end_has_no_number_of_weeks():
    assert at(date(2026, 11, 20), [("m1", Opening(FIRST, Because.RUN))]) == Whereabouts("m1", 2, 0)


def test_modules_without_a_date_are_not_there():
    assert at(FIRST, [("m1", Opening(None, Because.UNDATED)), ("m2", Opening(None, Because.ALWAYS))]) == Whereabouts()


def test_of_two_that_open_together_one_begins_with_the_first():
    together = Opening(FIRST, Because.RELEASE, date(2026, 12, 11))

    assert at(FIRST, [("m2", together), ("m3", together)]).module_id == "m2"


@given(
    st.lists(st.tuples(st.dates(date(2026, 8, 1), date(2027, 7, 31)), st.integers(0, 90)), max_size=6),
    st.dates(date(2026, 6, 1), date(2027, 12, 31)),
)
def test_the_week_is_one_of_the_weeks_there_are(dated, day):
    plan = [
        (f"m{index}", Opening(opens, Because.RUN, opens + timedelta(days=length)))
        for index, (opens, length) in enumerate(dated)
    ]

    found = whereabouts(plan, day)

    assert 0 <= found.week <= found.weeks
    assert (found.module_id is None) == (found.week == 0)
    assert found.next_on is None or found.next_on > day
