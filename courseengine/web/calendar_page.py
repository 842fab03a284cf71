"""The pages of a calendar, put together: a month with its weeks, and a school year with its months.

One markup serves both looks: a grid on a wide screen, a list on a narrow one or where somebody
prefers it. A month is rendered once, with places that each request fills with what is in it. What
lasts several days stands once, above the week it begins in or goes on in; what is only known to be
in a term stands above the month.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import get_day_names, get_month_names
from markupsafe import Markup

from courseengine.base.i18n import Language
from courseengine.core.calendar.items import A_DAY, Group, Item, ItemKind
from courseengine.core.school_days.days import public_holiday, school_year
from courseengine.web.calendar_lines import Lines
from courseengine.web.calendar_words import Shown, Words
from courseengine.web.day_words import holiday_name
from courseengine.web.skeleton import slot
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
    is_today: bool
    marks: Markup
    """the place for what is special about it"""
    lines: Markup
    """the place for what is then"""


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the grid."""

    number: int
    days: list[Day]
    marks: Markup
    spans: Markup
    """the place for what lasts several days"""


@dataclass(frozen=True, slots=True)
class Month:
    """A month without what is in it: the same for everybody."""

    title: str
    weekdays: list[str]
    weeks: list[Week]


@dataclass(frozen=True, slots=True)
class Filled:
    """What is in a month: markup for the places of its page."""

    values: dict[str, str]
    has_long: bool
    """whether something is some time in a term"""
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


def month_page(first: date, words: Words, *, today: date) -> Month:
    """Lay the month's days out in weeks, with places for what is in them."""
    language = words.language
    weeks = []
    for row, monday in enumerate(_every(*days_shown(first), 7)):
        days = []
        for number in range(7):
            day, place = monday + A_DAY * number, f"{row}-{number}"
            holiday = holiday_name(public_holiday(day), words.language)
            label = _label(day, language)
            marks, lines = slot(f"marks-{place}"), slot(f"lines-{place}")
            days.append(Day(day.isoformat(), day.day, label, holiday, day == today, marks, lines))
        weeks.append(Week(monday.isocalendar().week, days, slot(f"marks-{row}"), slot(f"spans-{row}")))
    return Month(month_title(first, language), weekday_names(language), weeks)


def fill_month(first: date, items: list[Item], lines: Lines, *, today: date) -> Filled:
    """Put the items into the month's places."""
    by_day: dict[date, list[str]] = defaultdict(list)
    spans, long = [], []
    for item in items:
        if item.precision == "term":
            if item.falls_in(first, month_after(first) - A_DAY):
                # of October says nothing in November, though the first week begins there
                long.append(lines.long(item))
        elif item.starts_on != item.ends_on:
            spans.append((item, lines.span(item)))
        else:
            by_day[item.starts_on].append(lines.line(item))
    off, is_empty = _days_off(items), not long
    values = {"long": "".join(long)}
    for row, (monday, days) in enumerate(_grid(first)):
        across = [line for item, line in spans if item.falls_in(monday, monday + A_DAY * 6)]
        is_filled, has_today = bool(across), False
        for number, (day, inside, marks, marks_off) in enumerate(days):
            found = by_day.get(day)
            values[f"lines-{row}-{number}"] = f'<ul class="plain">{"".join(found)}</ul>' if found else ""
            marks = marks_off if day in off else marks
            if day == today:
                marks, has_today = f"{marks} data-today", inside
            elif not found:
                marks += " data-empty"
            values[f"marks-{row}-{number}"] = marks
            is_filled = is_filled or (inside and found is not None)
        is_empty = is_empty and not is_filled
        values[f"spans-{row}"] = f'<ul class="plain spans">{"".join(across)}</ul>' if across else ""
        values[f"marks-{row}"] = "" if is_filled or has_today else " data-empty"
    return Filled(values, bool(long), is_empty)


@lru_cache(maxsize=64)
def _grid(first: date) -> list[tuple[date, list[tuple[date, bool, str, str]]]]:
    """The weeks of a month by their Mondays; of each day whether it is the month's, and its attributes, also if off."""
    return [
        (monday, [_cell(first, monday + A_DAY * number) for number in range(7)])
        for monday in _every(*days_shown(first), 7)
    ]


def _cell(first: date, day: date) -> tuple[date, bool, str, str]:
    inside = day.month == first.month
    outside = "" if inside else " data-outside"
    off = f" data-off{outside}"
    return day, inside, off if day.weekday() > 4 or public_holiday(day) else outside, off


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
