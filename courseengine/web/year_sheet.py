"""A school year as twelve small months, put together as one string: it has some four hundred cells.

The component ``year_sheet`` stands around it. What a day is shows in its look and in words for
those who do not see it; a list beside the sheet says the same.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from markupsafe import Markup

from courseengine.base.i18n import Language
from courseengine.core.school_days.days import A_DAY, A_WEEK, DayKind
from courseengine.core.school_days.named import NamedDay
from courseengine.web.day_words import KIND_NAMES, name_of
from courseengine.web.words import sentence


@dataclass(frozen=True)
class Month:
    """One of the twelve."""

    title: str
    weekdays: tuple[str, ...]
    rows: Markup
    """a row a week: its number, and Monday to Sunday"""


def months_of(year: int, days: Iterable[NamedDay], language: Language, *, marked: Collection[date] = ()) -> list[Month]:
    """The months from August on; ``marked`` days are new or changed."""
    by_day = {day.day: day for day in days}
    cells = {day: _words(one, language) for day, one in by_day.items()}
    weekdays = tuple(language.weekday(date(2024, 1, number)) for number in range(1, 8))
    months = [date(year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(8, 20)]
    new = language.gettext("new")
    return [
        Month(sentence(language.month(first)), weekdays, _rows(first, by_day, cells, dict.fromkeys(marked, new)))
        for first in months
    ]


def _words(day: NamedDay, language: Language) -> str:
    name, kind = name_of(day, language), language.gettext(KIND_NAMES[day.kind])
    return name if name.casefold() == kind.casefold() else f"{name}, {kind.lower()}"


def _rows(first: date, days: dict[date, NamedDay], words: dict[date, str], marked: dict[date, str]) -> Markup:
    rows = []
    monday = first - timedelta(days=first.weekday())
    while monday <= first or monday.month == first.month:
        cells = [_cell(monday + A_DAY * number, first.month, days, words, marked) for number in range(7)]
        rows.append(f'<tr><th scope="row">{monday.isocalendar().week}</th>{"".join(cells)}</tr>')
        monday += A_WEEK
    return Markup("\n".join(rows))


def _cell(day: date, month: int, days: dict[date, NamedDay], words: dict[date, str], marked: dict[date, str]) -> str:
    if day.month != month:
        return "<td></td>"
    named, weekend = days.get(day), day.weekday() > 4
    kind = named.kind if named else DayKind.OFF if weekend else DayKind.ORDINARY
    look = "" if kind is DayKind.ORDINARY else f' data-day="{kind}"' if named else ' data-day="weekend"'
    text = ", ".join(filter(None, (words.get(day), marked.get(day))))
    said = f'<span class="ds-sr-only"> {escape(text)}</span>' if text else ""
    return f"<td{look}{' data-new' if day in marked else ''}>{day.day}{said}</td>"
