"""The pages of a calendar, put together: a month with its weeks, and a school year with its months.

One markup serves both looks: a grid on a wide screen, a list on a narrow one or where somebody
prefers it. What lasts several days stands once, above the week it begins in or goes on in; what is
only known to be in a term stands above the month.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from courseengine.base.i18n import Language
from courseengine.core.calendar.items import A_DAY, Group, Item, ItemKind
from courseengine.core.school_days.days import public_holiday, school_year
from courseengine.web.calendar_words import Shown, Words
from courseengine.web.words import sentence

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""between which one turns pages"""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month's page."""

    date: str
    """as machines read it"""
    number: int
    label: str
    """the weekday and the date in words"""
    holiday: str
    items: list[Shown]
    is_today: bool
    is_off: bool
    is_outside: bool
    """whether it belongs to the month before or after"""


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the grid."""

    number: int
    spans: list[Shown]
    days: list[Day]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month with all that is in it."""

    first: date
    title: str
    weekdays: list[str]
    weeks: list[Week]
    long: list[Shown]
    """what is some time in a term"""
    is_empty: bool


@dataclass(frozen=True, slots=True)
class MonthList:
    """A month of a year sheet."""

    title: str
    lines: list[tuple[str, Shown]]
    """the day or days as one writes them in a month, and what is then"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of a calendar page asks for; what it asks wrongly is as if it asked nothing."""

    month: date
    mine: bool
    group: Group | None
    as_list: bool
    today: date

    @classmethod
    def read(cls, asked: dict[str, str], *, today: date) -> "Wanted":
        """Read the query."""
        return cls(
            _month_in(asked.get("month", ""), today),
            asked.get("show") != "all",
            next((group for group in Group if group.value == asked.get("kind")), None),
            asked.get("view") == "list",
            today,
        )

    def query(self, **other: object) -> dict[str, str]:
        """The query of a page like this one, but for what is named; what goes without saying is left out."""
        wanted = {"month": self.month, "mine": self.mine, "group": self.group, "as_list": self.as_list} | other
        month, group = wanted["month"], wanted["group"]
        found = {
            "month": "" if month == self.today.replace(day=1) else f"{month:%Y-%m}",
            "kind": str(group.value) if isinstance(group, Group) else "",
            "show": "" if wanted["mine"] else "all",
            "view": "list" if wanted["as_list"] else "",
        }
        return {name: value for name, value in found.items() if value}

    def chosen(self, items: Iterable[Item]) -> list[Item]:
        """The items that were asked for."""
        return [item for item in items if (item.mine or not self.mine) and self.group in (None, item.group)]


def _month_in(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else today
    except ValueError:
        found = today
    return (found if FIRST_YEAR <= found.year <= LAST_YEAR else today).replace(day=1)


def month_after(first: date, number: int = 1) -> date:
    """The first of another month."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def days_shown(first: date) -> tuple[date, date]:
    """The whole weeks that a month touches: their first day and their last."""
    last = month_after(first) - A_DAY
    return first - A_DAY * first.weekday(), last + A_DAY * (6 - last.weekday())


def month_page(first: date, items: list[Item], shown: dict[str, Shown], words: Words, *, today: date) -> Month:
    """Lay the items out over the month's weeks."""
    begins, ends = days_shown(first)
    by_day: dict[date, list[Item]] = defaultdict(list)
    spans, long = [], []
    for item in items:
        if item.precision == "term":  # of October says nothing in November, though the first week begins there
            if item.falls_in(first, month_after(first) - A_DAY):
                long.append(shown[item.key])
        elif item.starts_on != item.ends_on:
            spans.append(item)
        else:
            by_day[item.starts_on].append(item)
    off = _days_off(items)
    weeks = []
    for monday in _every(begins, ends, 7):
        days = [_day(monday + A_DAY * number, first, by_day, shown, words, off, today) for number in range(7)]
        across = [shown[one.key] for one in spans if one.falls_in(monday, monday + A_DAY * 6)]
        is_empty = not across and not any(day.items or day.is_today for day in days if not day.is_outside)
        weeks.append(Week(monday.isocalendar().week, across, days, is_empty))
    language = words.language
    return Month(
        first,
        month_title(first, language),
        weekday_names(language),
        weeks,
        long,
        not long and not any(week.spans or any(day.items for day in week.days if not day.is_outside) for week in weeks),
    )


def _day(
    day: date,
    first: date,
    by_day: dict[date, list[Item]],
    shown: dict[str, Shown],
    words: Words,
    off: set[date],
    today: date,
) -> Day:
    holiday = words.holiday(public_holiday(day))
    return Day(
        day.isoformat(),
        day.day,
        _label(day, words.language),
        holiday,
        [shown[item.key] for item in by_day.get(day, ())],
        day == today,
        day in off or bool(holiday) or day.weekday() > 4,
        day.month != first.month,
    )


def school_year_days(year: int) -> tuple[date, date]:
    """The first and the last day of the school year that begins in a year."""
    return date(year, 8, 1), date(year + 1, 7, 31)


def year_in(text: str, *, today: date) -> int:
    """The school year an address asks for, by the year it begins in; without one, that of today."""
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else school_year(today)
    return year if FIRST_YEAR <= year < LAST_YEAR else school_year(today)


def year_page(year: int, items: list[Item], shown: dict[str, Shown], words: Words) -> list[MonthList]:
    """A school year month by month; what lasts over months stands in the first of them."""
    first, _ = school_year_days(year)
    by_month: dict[date, list[tuple[str, Shown]]] = defaultdict(list)
    for item in items:
        starts_on = max(item.starts_on, first)
        by_month[starts_on.replace(day=1)].append((_short_days(item), shown[item.key]))
    months = [month_after(first, number) for number in range(12)]
    return [MonthList(month_title(month, words.language), by_month[month]) for month in months]


def _short_days(item: Item) -> str:
    if item.starts_on == item.ends_on:
        return f"{item.starts_on.day}."
    last = (
        f"{item.ends_on.day}."
        if item.starts_on.month == item.ends_on.month
        else f"{item.ends_on.day}.{item.ends_on.month}."
    )
    return f"{item.starts_on.day}.–{last}"


@lru_cache(maxsize=4096)
def _label(day: date, language: Language) -> str:
    return sentence(language.day(day, weekday=True))


def _days_off(items: Iterable[Item]) -> set[date]:
    return {day for item in items if item.kind is ItemKind.DAY_OFF for day in _every(item.starts_on, item.ends_on)}


def _every(first: date, last: date, step: int = 1) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range(0, (last - first).days + 1, step))


def month_title(first: date, language: Language) -> str:
    """ "November 2026"."""
    return f"{sentence(month_name(first.month, language))} {first.year}"


def month_name(month: int, language: Language) -> str:
    """ "november"."""
    return str(get_month_names("wide", context="stand-alone", locale=_locale(language))[month])


def weekday_names(language: Language) -> list[str]:
    """ "ma.", "ti." and so on, from Monday."""
    names = get_day_names("short", context="stand-alone", locale=_locale(language))
    return [str(names[number]).rstrip(".").capitalize() for number in range(7)]


def _locale(language: Language) -> str:
    return "en_GB" if language.code == "en" else language.code
