"""How a meeting stands at an instant.

A meeting may be recorded from a quarter of an hour before it starts. One that is over without
being recorded is "not recorded", which is not "not held". Nothing here asks the clock.
"""

from datetime import datetime, timedelta
from enum import StrEnum

EARLY = timedelta(minutes=15)
"""how long before the start people gather and begin to note"""
OVERRUN = timedelta(minutes=30)
"""how long after its planned end one that nobody has recorded is still taken to go on"""
SHORTEST, LONGEST = 5, 480
"""minutes a meeting may last"""
SOON = timedelta(days=2)
"""a change so near is told at once, since a calendar program may be a day behind"""
FARTHEST = timedelta(days=400)
"""how far from today a meeting may lie; what is farther away was typed wrongly"""


class Standing(StrEnum):
    """Where a meeting is between the plan and the minutes."""

    PLANNED = "planned"
    HELD = "held"
    NOT_RECORDED = "not_recorded"
    CANCELLED = "cancelled"
    WAIVED = "waived"
    """there is none: its team does without it"""


def ends_at(starts_at: datetime, length: int) -> datetime:
    """When it is over, by the plan."""
    return starts_at + timedelta(minutes=length)


def may_be_recorded(starts_at: datetime, *, at: datetime) -> bool:
    """Whether people may note attendance, minutes and decision by then."""
    return starts_at - EARLY <= at


def standing(state: str, starts_at: datetime, length: int, *, at: datetime) -> Standing:
    """Where it is at the instant ``at``."""
    if state == Standing.PLANNED and ends_at(starts_at, length) <= at:
        return Standing.NOT_RECORDED
    return Standing(state)


def is_soon(*starts: datetime, at: datetime) -> bool:
    """Whether one of the times, before a change or after it, is so near that people have to hear at once."""
    return any(timedelta() <= start - at <= SOON for start in starts)
