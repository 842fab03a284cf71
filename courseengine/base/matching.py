"""What two rows of pieces have in common, in a time that nobody can stretch.

``difflib`` takes minutes over a few thousand pieces that come again and again, which no text has by
itself and any text can be given. So pieces that come often only lengthen what others have found,
and of two rows that are too long for that, what begins and what ends alike is told and no more.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import Any

MOST_LOOKED_AT = 500_000
"""pieces held beside each other until all that is alike is found, at the most"""
LONGEST = 4_000_000
"""pieces of the one row times those of the other"""

Opcode = tuple[str, int, int, int, int]


def opcodes(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Opcode]:
    """How the first row becomes the second, as ``difflib`` tells it."""
    if len(before) * len(after) > LONGEST:
        return _ends_alone(before, after)
    often = _too_often(before, after)
    alike: SequenceMatcher[Any] = SequenceMatcher(often.__contains__ if often else None, before, after, autojunk=False)
    return list(alike.get_opcodes())


def _too_often(before: Sequence[Hashable], after: Sequence[Hashable]) -> set[Hashable]:
    """The pieces that come so often in both that looking at each of them would take too long."""
    there, here = Counter(before), Counter(after)
    pairs = sorted((there[piece] * here[piece], place) for place, piece in enumerate(here))
    pieces, left = list(here), MOST_LOOKED_AT // max(1, min(len(before), len(after)))
    often = set()
    for number, place in pairs:
        left -= number
        if left < 0 and number > 1:
            often.add(pieces[place])
    return often


def _ends_alone(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Opcode]:
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    end = next((n for n in range(shorter - start) if before[-1 - n] != after[-1 - n]), shorter - start)
    old_end, new_end = len(before) - end, len(after) - end
    tag = "replace" if start < old_end and start < new_end else "delete" if start < old_end else "insert"
    found = [
        ("equal", 0, start, 0, start),
        (tag, start, old_end, start, new_end),
        ("equal", old_end, len(before), new_end, len(after)),
    ]
    return [one for one in found if one[1] < one[2] or one[3] < one[4]]
