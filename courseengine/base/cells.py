"""What stands in the cells of a table that leaves the house for a spreadsheet, which would run a formula.

(OWASP: CSV Injection.)
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(text: str) -> str:
    """The text, which no spreadsheet takes for a formula: one that begins like it gets an apostrophe in front."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def unplain(text: str) -> str:
    """What ``plain_cell`` was given, when a table comes back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(BEGINS_A_FORMULA) else text


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of plain cells as a spreadsheet opens them: with the mark by which it knows our letters."""
    out = StringIO()
    csv.writer(out).writerows([plain_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
