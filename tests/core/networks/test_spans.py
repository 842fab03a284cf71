"""When a gathering is, and what cannot be meant."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.errors import Invalid
from courseengine.core.networks import spans
from courseengine.core.networks.spans import Precision, Span

TODAY = date(2026, 11, 24)
DAY = date(2026, 12, 3)


def refused(span):
    with pytest.raises(Invalid) as error:
        spans.check(span, today=TODAY)
    return error.value.field


def test_some_days_in_a_row_are_days_and_two_far_apart_leave_it_open():
    assert spans.days(DAY).precision is Precision.DAY
    assert spans.days(DAY, DAY + timedelta(days=6)).precision is Precision.DAY
    assert spans.days(DAY, DAY + timedelta(days=7)).precision is Precision.TERM


def test_a_whole_month_and_a_term_are_known_again():
    assert spans.month(2026, 10).month == date(2026, 10, 1)
    assert spans.month(2028, 2).ends_on == date(2028, 2, 29)
    assert spans.days(date(2026, 10, 1), date(2026, 10, 30)).month is None
    assert spans.autumn(2026).is_autumn
    assert not spans.autumn(2026).is_spring
    assert spans.spring(2027).is_spring


def test_a_week_that_a_year_does_not_have_is_none():
    assert spans.week(2026, 53).starts_on == date(2026, 12, 28)
    with pytest.raises(ValueError, match="week"):
        spans.week(2027, 53)


@pytest.mark.parametrize(
    ("span", "field"),
    [
        (spans.days(DAY, DAY - timedelta(days=1)), "when"),
        (spans.days(date(2036, 1, 1)), "when"),
        (spans.days(date(2019, 9, 3)), "when"),
        (spans.days(DAY, DAY + timedelta(days=400)), "when"),
        (Span(Precision.DAY, DAY, DAY, None, time(12)), "begins"),
        (Span(Precision.DAY, DAY, DAY, time(12), time(12)), "ends"),
        (Span(Precision.WEEK, DAY, DAY + timedelta(days=6), time(12)), "begins"),
        (Span(Precision.DAY, date(2027, 3, 28), date(2027, 3, 28), time(2, 30)), "begins"),
        (Span(Precision.DAY, date(2027, 10, 31), date(2027, 10, 31), time(1), time(2, 30)), "ends"),
    ],
)
def test_what_cannot_be_meant_is_refused(span, field):
    assert refused(span) == field


@given(st.dates(TODAY - timedelta(days=1000), TODAY + timedelta(days=1000)), st.integers(0, 366))
def test_every_span_within_some_years_is_taken(first, length):
    last = min(first + timedelta(days=length), TODAY + timedelta(days=1098))
    spans.check(spans.days(first, last), today=TODAY)
