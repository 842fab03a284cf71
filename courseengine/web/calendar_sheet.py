"""What a school year's sheet for the wall says, as data for its template.

Twelve columns of days; what does not fit into a day's cell is cut off there and stands whole in the
list behind it.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from courseengine.core.calendar.items import A_DAY, Item, ItemKind
from courseengine.core.school_days.days import public_holiday
from courseengine.web.calendar_page import month_after, month_name, month_title, school_year_days, weekday_names
from courseengine.web.calendar_words import Words
from courseengine.web.day_words import holiday_name
from courseengine.web.words import sentence

LONGEST_RUN = timedelta(days=14)
"""what lasts longer is said below the days rather than in each of them"""
LONGEST_LINE = 90
"""characters that a cell is handed; few of them are seen"""


def sheet_of(year: int, items: list[Item], words: Words) -> dict[str, Any]:
    """The sheet of the school year that begins in ``year``."""
    _ = words.language.gettext
    first, last = school_year_days(year)
    on_days: dict[date, list[Item]] = defaultdict(list)
    long = []
    for item in items:
        if item.precision == "term" or item.ends_on - item.starts_on > LONGEST_RUN:
            long.append(f"{words.title(item)} ({words.days(item)})")
            continue
        day = max(item.starts_on, first)
        while day <= min(item.ends_on, last):
            on_days[day].append(item)
            day += A_DAY
    months = [month_after(first, number) for number in range(12)]
    return {
        "language": words.language.code,
        "title": _("School year %(first)d–%(last)d", first=year, last=year + 1),
        "months": [f"{sentence(month_name(month.month, words.language))} {month.year}" for month in months],
        "days": [[_cell(month, number, on_days, words) for month in months] for number in range(1, 32)],
        "long": long,
        "long_title": _("Some time this term"),
        "list_title": _("Everything by date"),
        "list": _list(months, items, words, first),
    }


def _cell(month: date, number: int, on_days: dict[date, list[Item]], words: Words) -> dict[str, Any] | None:
    day = month + A_DAY * (number - 1)
    if day.month != month.month:
        return None
    found, holiday = on_days.get(day, []), holiday_name(public_holiday(day), words.language)
    lines = [{"title": holiday, "cancelled": False}] if holiday else []
    lines += [{"title": _short(item, words), "cancelled": item.cancelled} for item in found]
    return {
        "number": number,
        "weekday": weekday_names(words.language)[day.weekday()],
        "week": str(day.isocalendar().week) if day.weekday() == 0 else "",
        "off": bool(holiday) or day.weekday() > 4 or any(item.kind is ItemKind.DAY_OFF for item in found),
        "lines": lines,
    }


def _short(item: Item, words: Words) -> str:
    hours, title = words.hours(item).partition("–")[0], words.title(item)[:LONGEST_LINE]
    return f"{hours} {title}" if hours else title


def _list(months: list[date], items: list[Item], words: Words, first: date) -> list[dict[str, Any]]:
    by_month: dict[date, list[Item]] = defaultdict(list)
    for item in items:
        by_month[max(item.starts_on, first).replace(day=1)].append(item)
    return [
        {"title": month_title(month, words.language), "lines": [_line(item, words) for item in by_month[month]]}
        for month in months
        if by_month[month]
    ]


def _line(item: Item, words: Words) -> dict[str, Any]:
    when = words.days(item) or words.day(item.starts_on)
    hours = words.hours(item).partition("–")[0]
    return {
        "when": f"{when} {hours}" if hours else when,
        "title": words.title(item),
        "note": words.note(item),
        "cancelled": item.cancelled,
    }
