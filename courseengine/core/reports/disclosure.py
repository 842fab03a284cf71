"""What may be shown about people who work alone: the one place that decides.

A figure about people is a band, never a number: *few* (under a third), *about half* or *most*
(over two thirds) of a group have done their own part. It is shown for groups of five or more, as
things stood at the last midnight in Oslo. What a group below five has done is not shown, and
nothing shown may tell it.

Why nothing can be subtracted:

- Each question is put to groups without a person in common (the team a person works with in that
  module), so no team is the difference between two others.
- The band of the whole school is not counted from people. It is put together from the bands of
  the groups that are shown, weighted by their size. Had it been counted, three teams of five
  with *few*, *about half* and *about half* in a school with *few* would tell that nobody in the
  first team has begun. As it is, it tells nothing that the groups' own bands have not told.
- Whoever is in a group below five is left out of the whole, and the page says so. Only where no
  group has five people are all counted as one, if they are five or more.
- Every band holds at least two counts, and never only "everybody" or only "nobody": *most* of five
  is four or five. So no band says of any one person whether they are done.
- People and what they have done are both taken as of midnight. A completion that is taken back
  and done again, or a person who joins a team, changes no figure before the next day.
- Whoever came to the school after a module's last day is not counted in it, whatever they have done
  since. Counted only once they had done it, they would be seen to have: a group of four would become
  one of five. Who is counted follows from dates alone, as they were at midnight: a plan that is moved
  during the day moves no figure before the next.
- Leaders are not counted at the school they lead: they know their own part, and could subtract it.

What is not decided here: which groups there are and who is done (``belonging.py``), and who may
ask at all (``core/policy``).
"""

from collections.abc import Hashable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from courseengine.base.clock import day_in_oslo, last_midnight

SMALLEST_GROUP = 5

Group = TypeVar("Group", bound=Hashable)


class Band(StrEnum):
    """How many of a group, as far as one may know."""

    FEW = "few"
    """under a third"""
    HALF = "half"
    """about half: from a third to two thirds"""
    MOST = "most"
    """over two thirds"""
    HIDDEN = "hidden"
    """the group has fewer than five people"""


_SIXTHS = {Band.FEW: 1, Band.HALF: 3, Band.MOST: 5}
"""the middle of each band"""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment that figures about people speak of, the same all day."""

    instant: datetime
    """what was done before it counts"""
    day: date
    """the last whole day before it: whoever was a member then is counted"""


@dataclass(frozen=True, slots=True)
class Shown(Generic[Group]):
    """What may be shown of one question."""

    whole: Band
    groups: dict[Group, Band]
    leaves_out: bool
    """whether people in groups below five are left out of the whole"""


def as_of(at: datetime) -> AsOf:
    """What figures about people speak of when somebody asks at ``at``."""
    return AsOf(last_midnight(at), day_in_oslo(at) - timedelta(days=1))


def disclose(groups: Mapping[Group, Set[int]], others: Set[int], done: Set[int]) -> Shown[Group]:
    """What may be shown of groups without a person in common, and of the whole they make up.

    ``others`` belong to the whole and to no group; ``done`` are the persons who have done it.
    """
    everyone = set(others).union(*groups.values())
    if len(everyone) != len(others) + sum(len(people) for people in groups.values()):
        raise ValueError("a person in two groups would let one be subtracted from the other")
    bands = {group: _band(people, done) for group, people in groups.items()}
    blocks = [people for people in (*groups.values(), others) if len(people) >= SMALLEST_GROUP]
    blocks = blocks or [everyone]
    return Shown(_together(blocks, done), bands, sum(map(len, blocks)) < len(everyone))


def _band(people: Set[int], done: Set[int]) -> Band:
    if len(people) < SMALLEST_GROUP:
        return Band.HIDDEN
    return _third(len(people & done), len(people))


def _together(blocks: list[Set[int]], done: Set[int]) -> Band:
    if any(len(people) < SMALLEST_GROUP for people in blocks):
        return Band.HIDDEN
    sixths = sum(len(people) * _SIXTHS[_band(people, done)] for people in blocks)
    return _third(sixths, 6 * sum(map(len, blocks)))


def _third(part: int, whole: int) -> Band:
    if 3 * part < whole:
        return Band.FEW
    return Band.HALF if 3 * part <= 2 * whole else Band.MOST
