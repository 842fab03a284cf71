"""Dates and times as people write them."""

import re
from datetime import date, time

_NORWEGIAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})")


def day_in(text: str) -> date | None:
    """The day of "2026-12-01" or "1.12.2026"; None for what is none."""
    norwegian = _NORWEGIAN.fullmatch(text)
    try:
        if norwegian:
            day, month, year = (int(part) for part in norwegian.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_in(text: str) -> time | None:
    """The wall time of "14:15", "14.15" or "1415"; None for what is none."""
    found = _TIME.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
