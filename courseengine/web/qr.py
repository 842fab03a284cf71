"""Addresses as squares a telephone reads (QR, ISO/IEC 18004), drawn by the page itself."""

from functools import lru_cache
from typing import NamedTuple

import segno

QUIET = 4
"""modules of white around it, as the standard asks"""


class Qr(NamedTuple):
    """A square of modules: how wide it is, and the path of its dark ones."""

    size: int
    path: str


@lru_cache(maxsize=256)
def qr_of(text: str) -> Qr:
    """The square of a text; it stays readable with a seventh of it torn off.

    Kept, since every screen of a meeting shows the same one with each change.
    """
    matrix = segno.make_qr(text, error="m").matrix
    steps = []
    for y, row in enumerate(matrix, start=QUIET):
        x = 0
        while x < len(row):
            run = next((end for end in range(x, len(row)) if not row[end]), len(row)) - x
            if run:
                steps.append(f"M{x + QUIET} {y}h{run}v1h-{run}z")
            x += run or 1
    return Qr(len(matrix) + 2 * QUIET, "".join(steps))
