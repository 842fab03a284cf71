"""When a gathering is: on a day or some days, in a week, or some time between two dates.

A network often knows the month long before it knows the day. So a span says how exactly its dates
are meant; a month and a term are spans between two dates whose ends say so.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from courseengine.base.clock import in_oslo
from courseengine.base.errors import Invalid

MOST_DAYS = 7
"""a meeting that goes on for longer is one that takes place some time in between"""
YEARS_OFF = 3


class Precision(StrEnum):
    """How exactly the dates are meant."""

    DAY = "day"
    WEEK = "week"
    TERM = "term"
    """some time between two dates"""


@dataclass(frozen=True)
class Span:
    """From a day to another, which may be the same; the times only where the day is known."""

    precision: Precision
    starts_on: date
    ends_on: date
    begins: time | None = None
    ends: time | None = None

    @property
    def month(self) -> date | None:
        """Its first day, where it is exactly a month."""
        first = self.starts_on
        whole = first.day == 1 and self.ends_on == first.replace(day=monthrange(first.year, first.month)[1])
        return first if whole and self.precision is Precision.TERM else None

    @property
    def is_autumn(self) -> bool:
        """Whether it is the term from August to Christmas."""
        return self == autumn(self.starts_on.year)

    @property
    def is_spring(self) -> bool:
        """Whether it is the term from New Year to the summer."""
        return self == spring(self.starts_on.year)


def span_of(gathering: Any) -> Span:
    """The span of a row that keeps one."""
    precision = Precision(gathering.precision)
    return Span(precision, gathering.starts_on, gathering.ends_on, gathering.begins, gathering.ends)


def days(first: date, last: date | None = None) -> Span:
    """One day, or from one to another: some days in a row, or some time between two that lie far apart."""
    last = last or first
    short = last - first < timedelta(days=MOST_DAYS)
    return Span(Precision.DAY if short else Precision.TERM, first, last)


def week(year: int, number: int) -> Span:
    """A week of a year, from Monday to Sunday; raises ``ValueError`` where the year has none of that number."""
    return Span(Precision.WEEK, date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7))


def month(year: int, number: int) -> Span:
    """A whole month."""
    return Span(Precision.TERM, date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def autumn(year: int) -> Span:
    """The term from August to Christmas."""
    return Span(Precision.TERM, date(year, 8, 1), date(year, 12, 31))


def spring(year: int) -> Span:
    """The term from New Year to the summer."""
    return Span(Precision.TERM, date(year, 1, 1), date(year, 6, 30))


def check(span: Span, *, today: date) -> None:
    """Refuse what cannot be meant."""
    if span.ends_on < span.starts_on:
        raise Invalid("The last day is before the first. Turn the dates round.", field="when")
    if abs((span.starts_on - today).days) > 366 * YEARS_OFF or abs((span.ends_on - today).days) > 366 * YEARS_OFF:
        raise Invalid("That is more than %(years)d years off. Check the year.", field="when", years=YEARS_OFF)
    if (span.ends_on - span.starts_on).days > 366:
        raise Invalid("There is more than a year between the dates. Write a shorter time.", field="when")
    _check_times(span)


def _check_times(span: Span) -> None:
    if span.begins is None:
        if span.ends is not None:
            raise Invalid("Write when it begins, too.", field="begins")
        return
    if span.precision is not Precision.DAY:
        raise Invalid("A time needs a day. Write the day, or leave the time out.", field="begins")
    if span.ends is not None and span.starts_on == span.ends_on and span.ends <= span.begins:
        raise Invalid("It ends before it begins. Turn the times round.", field="ends")
    for field, day, at in (("begins", span.starts_on, span.begins), ("ends", span.ends_on, span.ends)):
        try:
            if at is not None:
                in_oslo(day, at)
        except ValueError:
            raise Invalid(
                "The clocks change that night: this time comes twice or not at all. Choose another.", field=field
            ) from None
