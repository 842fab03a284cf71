"""Dates as people write them."""

import re
from datetime import date

_NORWEGIAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")


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
