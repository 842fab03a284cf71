"""How a meeting stands at an instant, on both sides of each edge."""

from datetime import UTC, datetime, timedelta

import pytest

from courseengine.core.meetings.timing import Standing, is_soon, may_be_recorded, standing

START = datetime(2026, 11, 24, 13, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("at", "allowed"), [(-15 * 60 - 1, False), (-15 * 60, True), (0, True), (86_400, True)])
def test_it_is_recorded_from_a_quarter_before(at, allowed):
    assert may_be_recorded(START, at=START + at * SECOND) is allowed


@pytest.mark.parametrize(
    ("state", "minutes", "where"),
    [
        ("planned", 59, Standing.PLANNED),
        ("planned", 60, Standing.NOT_RECORDED),
        ("held", 59, Standing.HELD),
        ("held", 60, Standing.HELD),
        ("cancelled", 60, Standing.CANCELLED),
    ],
)
def test_over_and_not_recorded_is_not_the_same_as_not_held(state, minutes, where):
    assert standing(state, START, 60, at=START + timedelta(minutes=minutes)) is where


@pytest.mark.parametrize(
    ("hours", "soon"),
    [((-1,), False), ((0,), True), ((48,), True), ((48.1,), False), ((99, 47), True), ((-9, 99), False)],
)
def test_a_change_is_soon_where_it_was_or_is_within_two_days(hours, soon):
    at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    assert is_soon(*(at + timedelta(hours=one) for one in hours), at=at) is soon
