"""The yearly round as a picture: twelve months around, and a ring for each phase.

August stands at the top, and the year goes clockwise. The list beside the picture says the same in
words; a thing of one day is drawn wide enough to be seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

from babel.dates import format_date

from courseengine.base.i18n import Language
from courseengine.core.measures.models import WheelItem
from courseengine.core.measures.round import Phase, share
from courseengine.core.school_days.days import A_DAY, school_year
from courseengine.web.measure_words import PHASE_NAMES

MIDDLE = 210
"""of 420 units"""
OUTERMOST, APART = 166, 18
NAMES_AT = 190
SMALLEST = 0.016
"""of the circle"""
MONTHS = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Label:
    """A word at its place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Ring:
    """A phase: its circle, and the parts of the year in which something of it happens."""

    number: int
    name: str
    radius: int
    arcs: tuple[str, ...]
    """as the path of an SVG draws them"""


@dataclass(frozen=True)
class Picture:
    """What the component draws."""

    months: tuple[Label, ...]
    rings: tuple[Ring, ...]
    today: tuple[float, float, float, float] | None
    """a line from the inside to the outside"""


def picture_of(items: Iterable[WheelItem], year: int, language: Language, *, today: date) -> Picture:
    """Draw a school year."""
    items = list(items)
    rings = tuple(
        Ring(
            number,
            language.gettext(PHASE_NAMES[phase]),
            radius := OUTERMOST - APART * (number - 1),
            tuple(_arc(item.starts_on, item.ends_on, radius) for item in items if item.phase == phase),
        )
        for number, phase in enumerate(Phase, 1)
    )
    return Picture(_months(year, language), rings, _today(year, today))


def _months(year: int, language: Language) -> tuple[Label, ...]:
    locale = "en_GB" if language.code == "en" else language.code
    days = (date(year if month >= 8 else year + 1, month, 15) for month in MONTHS)
    return tuple(Label(*_point(share(day), NAMES_AT), format_date(day, "MMM", locale).rstrip(".")) for day in days)


def _today(year: int, today: date) -> tuple[float, float, float, float] | None:
    if school_year(today) != year:
        return None
    inner = OUTERMOST - APART * len(Phase) + APART / 2
    return (*_point(share(today), inner), *_point(share(today), OUTERMOST + APART / 2))


def _arc(first: date, last: date, radius: int) -> str:
    begins = share(first)
    ends = share(last + A_DAY) if school_year(last + A_DAY) == school_year(first) else 1.0
    if ends - begins < SMALLEST:
        middle = min(max((begins + ends) / 2, SMALLEST / 2), 1 - SMALLEST / 2)
        begins, ends = middle - SMALLEST / 2, middle + SMALLEST / 2
    # A whole turn would begin where it ends, and so draw nothing.
    ends = min(ends, begins + 0.999)
    (x, y), (to_x, to_y) = _point(begins, radius), _point(ends, radius)
    large = 1 if ends - begins > 0.5 else 0
    return f"M{x:g} {y:g}A{radius} {radius} 0 {large} 1 {to_x:g} {to_y:g}"


def _point(turn: float, radius: float) -> tuple[float, float]:
    angle = 2 * pi * turn
    return round(MIDDLE + radius * sin(angle), 1), round(MIDDLE - radius * cos(angle), 1)


def months_of(year: int) -> list[date]:
    """The first day of each month of a school year."""
    return [date(year if month >= 8 else year + 1, month, 1) for month in MONTHS]
