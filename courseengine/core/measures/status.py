"""Where a measure stands, and when a plan of measures is gone through.

A measure is proposed by one group and decided by another: it is planned or refused then. What is
planned is under way, done or dropped later, and may go back: plans change. In August and September
a place goes through what was not done in the school year before.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from courseengine.core.school_days.days import school_year

REVIEW_MONTHS = (8, 9)


class Status(StrEnum):
    """How far a measure is."""

    PROPOSED = "proposed"
    """waits for a decision"""
    REFUSED = "refused"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


DECIDED = (Status.PLANNED, Status.UNDER_WAY, Status.DONE, Status.DROPPED)
"""What a measure that was accepted can be: it is followed up from one to any other."""

NOT_DONE = (Status.PROPOSED, Status.PLANNED, Status.UNDER_WAY)
"""What is gone through when the school year is over."""

SHOWN = (Status.UNDER_WAY, Status.PLANNED, Status.PROPOSED, Status.DONE, Status.DROPPED, Status.REFUSED)
"""The order of a plan: what one works on first, what came to nothing last."""

MOVES: Mapping[Status, tuple[Status, ...]] = {
    Status.PROPOSED: (),
    Status.REFUSED: (),
    **dict.fromkeys(DECIDED, DECIDED),
}
"""What it may be said to be, without a decision."""


def is_time_to_review(day: date) -> bool:
    """Whether it is August or September, when plans are gone through."""
    return day.month in REVIEW_MONTHS


def reviewed_year(day: date) -> int:
    """The school year that is gone through on a day: the one before the day's own."""
    return school_year(day) - 1


def first_review_day(year: int) -> date:
    """From when the measures of a school year are gone through: the first day of the one after."""
    return date(year + 1, 8, 1)
