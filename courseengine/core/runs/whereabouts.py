"""Where a plan is on a day: which week of which module, and what comes next.

Only the plan and the day decide, so that the first page can say it without asking the database.
Weeks are school weeks as most schools have them: in a break the count stands still. A module lasts
until it is to be done, or where the plan does not say, until the next one opens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from courseengine.core.runs.plan import Opening
from courseengine.core.school_days.days import A_DAY, A_WEEK, USUAL


class Dated(NamedTuple):
    """A module with its dates."""

    module_id: str
    opens_on: date
    done_by: date | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a plan is at on a day."""

    module_id: str | None = None
    """the module one works on; None before the first and between two"""
    week: int = 0
    """which of its school weeks it is"""
    weeks: int = 0
    """how many it takes; 0 where nobody has said"""
    next_id: str | None = None
    next_on: date | None = None


def whereabouts(openings: Iterable[tuple[str, Opening]], today: date) -> Whereabouts:
    """Where one is, of the modules one sees, in the order of the plan."""
    dated = (Dated(id_, one.opens_on, one.done_by) for id_, one in openings if one.opens_on is not None)
    return _reckoned(tuple(dated), today)


@lru_cache(maxsize=1024)
def _reckoned(dated: tuple[Dated, ...], today: date) -> Whereabouts:
    ahead = min((one for one in dated if one.opens_on > today), key=lambda one: one.opens_on, default=None)
    next_id, next_on = (ahead.module_id, ahead.opens_on) if ahead else (None, None)
    at_work = [one for one in dated if one.opens_on <= today <= (_last_day(one, dated) or today)]
    # Of several that are open, one works on the last that opened; of those of one day, on the first.
    current = max(at_work, key=lambda one: one.opens_on, default=None)
    if current is None:
        return Whereabouts(next_id=next_id, next_on=next_on)
    last = _last_day(current, dated)
    week = _school_weeks(current.opens_on, today)
    return Whereabouts(current.module_id, week, _school_weeks(current.opens_on, last) if last else 0, next_id, next_on)


def _last_day(module: Dated, dated: tuple[Dated, ...]) -> date | None:
    after = (one.opens_on for one in dated if one.opens_on > module.opens_on)
    following = min(after, default=None)
    return module.done_by or (following - A_DAY if following else None)


def _school_weeks(first: date, last: date) -> int:
    """How many school weeks there are from a day to another, both weeks counted; at least one."""
    monday, count = first - timedelta(days=first.weekday()), 0
    while monday <= last:
        count += USUAL.is_school_week(monday)
        monday += A_WEEK
    return max(1, count)
