"""A region's year: its leader networks, the course and its subject networks side by side, month by month.

The course's dates are those of the schedule the region follows, carried by whole years where the
region says in which school year it goes through it. A gathering whose day is not known yet stands
in the month it begins in. Only months in which something happens are there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from courseengine.core.course.model import Opening
from courseengine.core.networks.models import Gathering

FIRST_MONTH = 8
"""a school year begins in August"""


@dataclass(frozen=True)
class Taken:
    """A module that the region goes through, from a month to another."""

    module_id: str
    opens_on: date
    last_day: date
    goes_on: bool = False
    """whether it began in an earlier month"""


@dataclass(frozen=True)
class Month:
    """What happens in a month."""

    first: date
    leaders: tuple[Gathering, ...]
    modules: tuple[Taken, ...]
    others: tuple[Gathering, ...]
    """of networks for a subject, for teachers, of cooperating schools, and of the region itself"""


def school_year_of(day: date) -> int:
    """The year in which the school year of a day begins."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def carried(openings: Mapping[str, Opening], school_year: int | None) -> dict[str, Opening]:
    """A schedule in another school year: every date as many years later or earlier as its first one."""
    if not openings or school_year is None:
        return dict(openings)
    years = school_year - school_year_of(min(one.opens for one in openings.values()))
    return {
        id_: Opening(opens=_moved(one.opens, years), done_by=_moved(one.done_by, years) if one.done_by else None)
        for id_, one in openings.items()
    }


def years_of(gatherings: Iterable[Gathering], openings: Mapping[str, Opening]) -> list[int]:
    """The school years in which something happens, in order."""
    days = [one.starts_on for one in gatherings] + [one.opens for one in openings.values()]
    return sorted({school_year_of(day) for day in days})


def months_of(gatherings: Iterable[Gathering], openings: Mapping[str, Opening], *, school_year: int) -> list[Month]:
    """The months of a school year in which something happens; ``gatherings`` know their networks."""
    leaders, others = defaultdict[date, list[Gathering]](list), defaultdict[date, list[Gathering]](list)
    modules = defaultdict[date, list[Taken]](list)
    for gathering in sorted(gatherings, key=lambda one: (one.starts_on, one.begins is None, one.begins, one.id)):
        network = gathering.network
        column = leaders if network is not None and network.kind == "leader" else others
        column[gathering.starts_on.replace(day=1)].append(gathering)
    for module_id, opening in openings.items():
        last = max(opening.opens, opening.done_by or opening.opens)
        for index, first in enumerate(_months(opening.opens, last)):
            modules[first].append(Taken(module_id, opening.opens, last, goes_on=index > 0))
    happens = sorted(first for first in {*leaders, *modules, *others} if school_year_of(first) == school_year)
    return [Month(one, tuple(leaders[one]), tuple(modules[one]), tuple(others[one])) for one in happens]


def _months(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (
            month.replace(year=month.year + 1, month=1) if month.month == 12 else month.replace(month=month.month + 1)
        )


def _moved(day: date, years: int) -> date:
    """The same day of another year; the last of February where a leap day has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
