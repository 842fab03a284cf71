"""Where a measure stands, and when a plan is gone through."""

from datetime import date

import pytest

from courseengine.core.measures.status import (
    DECIDED,
    MOVES,
    SHOWN,
    Status,
    first_review_day,
    is_time_to_review,
    reviewed_year,
)


@pytest.mark.parametrize(
    ("day", "is_time"),
    [
        (date(2026, 7, 31), False),
        (date(2026, 8, 1), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
    ],
)
def test_plans_are_gone_through_in_august_and_september(day, is_time):
    assert is_time_to_review(day) is is_time


@pytest.mark.parametrize(("day", "year"), [(date(2026, 7, 31), 2024), (date(2026, 8, 1), 2025)])
def test_last_years_plan_is_the_one_before_the_school_year_one_is_in(day, year):
    assert reviewed_year(day) == year
    assert first_review_day(year) <= day < first_review_day(year + 1)


def test_what_was_accepted_is_followed_up_and_a_proposal_is_decided_first():
    assert {status for status in Status if Status.DONE in MOVES[status]} == set(DECIDED)
    assert MOVES[Status.PROPOSED] == MOVES[Status.REFUSED] == ()


def test_every_status_has_a_place_in_the_plan():
    assert set(SHOWN) == set(MOVES) == set(Status)
