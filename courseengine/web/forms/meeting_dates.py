"""The dates a school already has for its meetings, a day a line, as people write or paste them.

"12.1.2027 14:15", "tirsdag 12. januar kl. 14.15" and "2027-01-12" are all read. A day without a
year is the next one from today on; a line without a time takes the usual one.
"""

import re
from datetime import date, time, timedelta

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.planner.document import MeetingDate
from courseengine.web.forms.dates import day_in, time_in

MOST_LINES = 200
_NAMES = (
    "januar februar mars april mai juni juli august september oktober november desember",
    "january february march april may june july august september october november december",
)
_MONTHS = {name: number for names in _NAMES for number, name in enumerate(names.split(), start=1)}
_ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_NUMBERS = re.compile(r"\b(\d{1,2})[./]\s?(\d{1,2})(?:[./]\s?(\d{4}|\d{2}(?!\d|[.:]\d))|\.(?!\d)|(?![\d.:]))")
_NAMED = re.compile(r"\b(\d{1,2})\.?\s+([a-z]{3,9})\.?(?:\s+(\d{4}))?", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2}[:.]\d{2})\b")


def dates_in(text: str, *, usual: time, today: date) -> tuple[MeetingDate, ...]:
    """The days that a text names; raises ``Invalid`` at the first line that names none."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise Invalid(N_("That is more than %(num)d dates. Leave out those you do not need."), num=MOST_LINES)
    found = {_read(number, line, usual, today) for number, line in lines}
    return tuple(sorted(found, key=lambda one: (one.day, one.at)))


def _read(number: int, line: str, usual: time, today: date) -> MeetingDate:
    day, rest = _day(line, today)
    clock = _CLOCK.search(rest)
    at = time_in(clock[1]) if clock else usual
    if day is None or at is None:
        raise Invalid(
            N_("Line %(line)d, “%(text)s”: write a day and a time, such as 12.1.2027 14:15."),
            line=number,
            text=line[:60],
        )
    return MeetingDate(day, at)


def _day(line: str, today: date) -> tuple[date | None, str]:
    """The day, and what the line says besides."""
    iso = _ISO.search(line)
    if iso:
        return day_in(iso[1]), line.replace(iso[0], " ", 1)
    for pattern in (_NUMBERS, _NAMED):
        for found in pattern.finditer(line):
            month = _month(found[2])
            if month:
                return _made(found[3], month, int(found[1]), today), line.replace(found[0], " ", 1)
    return None, line


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.lower()
    return next((number for name, number in _MONTHS.items() if name == word or name[:3] == word), None)


def _made(year: str | None, month: int, day: int, today: date) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today - timedelta(days=1) else date(today.year + 1, month, day)
    except ValueError:
        return None
