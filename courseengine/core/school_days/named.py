"""What a school's days are called, and whose word it is: for calendars and the year sheet."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from courseengine.core.school_days.days import A_DAY, DayKind, SchoolDays, public_holiday, school_year, usual_break

Days = Mapping[date, tuple[DayKind, str]]
"""what is written of each day: its kind, and its name"""


class Whose(StrEnum):
    """Who says what a day is."""

    OWN = "own"
    """the place itself"""
    OWNER = "owner"
    """the owner above it"""
    HOLIDAY = "holiday"
    """the law"""
    USUAL = "usual"
    """what is usual, as long as nobody has entered a day off in that school year"""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that is more than a date."""

    day: date
    kind: DayKind
    name: str
    """as it was written; in English, from a catalogue, for a public holiday or a usual break"""
    whose: Whose


def named(own: Days, owners: Days, first: date, last: date) -> list[NamedDay]:
    """Every day between two that is written, a public holiday or, from Monday to Friday, in a usual break."""
    days = school_days(own, owners)
    return [found for day in _between(first, last) if (found := _named(own, owners, days, day))]


def school_days(own: Days, owners: Days) -> SchoolDays:
    """The days as they hold: the owner's, with the place's own over them."""
    return SchoolDays({day: kind for day, (kind, _) in {**owners, **own}.items()})


def turned_off(before: SchoolDays, after: SchoolDays) -> set[date]:
    """The days on which people were to be at work, and no longer are."""
    days = {*before.own, *after.own}
    return {day for day in days if before.is_at_work(day) and not after.is_at_work(day)}


def usual_days(year: int) -> dict[date, str]:
    """The days of the usual breaks in a school year, with their English names."""
    days = _between(date(year, 8, 1), date(year + 1, 7, 31))
    return {day: name for day in days if day.weekday() < 5 and (name := usual_break(day))}


def years_entered(days: Days) -> set[int]:
    """The school years in which a day off is written, so that the usual breaks no longer count."""
    return {school_year(day) for day, (kind, _) in days.items() if kind is DayKind.OFF}


def in_rows(days: Collection[NamedDay]) -> list[tuple[NamedDay, date]]:
    """Days of the same sort and name in a row as one, with its last day; a weekend between breaks no row."""
    rows: list[tuple[NamedDay, date]] = []
    for day in days:
        first, last = rows[-1] if rows else (None, date.min)
        same = first is not None and (first.kind, first.name, first.whose) == (day.kind, day.name, day.whose)
        if first and same and all(between.weekday() > 4 for between in _between(last + A_DAY, day.day - A_DAY)):
            rows[-1] = (first, day.day)
        else:
            rows.append((day, day.day))
    return rows


def differences(before: Days, after: Days) -> tuple[list[date], list[date], list[date]]:
    """The days that are new, those that change, and those that go, in their order."""
    new = sorted(day for day in after if day not in before)
    changed = sorted(day for day in after if day in before and before[day] != after[day])
    return new, changed, sorted(day for day in before if day not in after)


def _named(own: Days, owners: Days, days: SchoolDays, day: date) -> NamedDay | None:
    for whose, written in ((Whose.OWN, own), (Whose.OWNER, owners)):
        if day in written:
            return NamedDay(day, *written[day], whose)
    if name := public_holiday(day):
        return NamedDay(day, DayKind.OFF, name, Whose.HOLIDAY)
    if day.weekday() < 5 and not days.is_at_work(day):
        return NamedDay(day, DayKind.OFF, usual_break(day), Whose.USUAL)
    return None


def _between(first: date, last: date) -> Iterator[date]:
    return (first + A_DAY * number for number in range((last - first).days + 1))
