"""What one text has that another has not, in parts that can be marked.

Lines are compared first, and words within the lines that differ: a whole text compared word by
word takes seconds, and marks words that happen to come twice.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from courseengine.base.matching import opcodes

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MANY = 1500
"""words of two passages together, from which they are told apart as wholes"""


class Part(NamedTuple):
    """A stretch of text, and what it is."""

    kind: str
    """``same``, ``new``, ``gone``, or ``other`` where neither of two texts is the earlier one"""
    text: str


def differences(before: str, after: str) -> list[Part]:
    """The later text with what is new in it, and what is gone where it was."""
    return _joined(_of_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)))


def side_by_side(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Each of two texts with what the other has not."""
    parts = differences(one, other)
    return _side(parts, "gone"), _side(parts, "new")


def _side(parts: list[Part], own: str) -> list[Part]:
    return [Part("other" if part.kind == own else "same", part.text) for part in parts if part.kind in ("same", own)]


def _of_lines(before: list[str], after: list[str]) -> Iterator[Part]:
    for tag, old, old_end, new, new_end in opcodes(before, after):
        gone, fresh = "".join(before[old:old_end]), "".join(after[new:new_end])
        if tag == "equal":
            yield Part("same", fresh)
        else:
            yield from _of_words(_WORDS.findall(gone), _WORDS.findall(fresh))


def _of_words(before: list[str], after: list[str]) -> Iterator[Part]:
    if len(before) + len(after) > _MANY or not before or not after:
        yield Part("gone", "".join(before))
        yield Part("new", "".join(after))
        return
    for tag, old, old_end, new, new_end in opcodes(before, after):
        if tag == "equal":
            yield Part("same", "".join(after[new:new_end]))
        else:
            yield Part("gone", "".join(before[old:old_end]))
            yield Part("new", "".join(after[new:new_end]))


def _joined(parts: Iterator[Part]) -> list[Part]:
    """Neighbours of a kind as one."""
    found: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if found and found[-1].kind == part.kind:
            found[-1] = Part(part.kind, found[-1].text + part.text)
        else:
            found.append(part)
    return found
