"""Two people write in one text at the same time, and nothing that either typed is lost.

A text is paragraphs. What only one of them has changed since they both read the text (``base``) is
taken from that one; where both have changed the same paragraphs otherwise, the stored text stands,
and the other is told apart as a ``Clash`` for people to look at. This is the three-way merge of
diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007) with paragraphs for lines.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

ALIKE = 0.6
"""how much of a paragraph has to be there for it to be the same one, changed"""
_PARAGRAPH = re.compile(r"\n[ \t]*\n+")


class Clash(NamedTuple):
    """A place that both have changed, each in their own way; either may be empty."""

    stored: str
    written: str


class Merged(NamedTuple):
    """Two texts as one."""

    text: str
    clashes: tuple[Clash, ...]
    """where the text holds what was stored alone"""


def merge(base: str, stored: str, written: str) -> Merged:
    """Bring what was ``written`` since ``base`` into what is ``stored`` by now."""
    if base == stored or stored == written:
        return Merged(written, ())
    if base == written:
        return Merged(stored, ())
    before, theirs, ours = (_paragraphs(text) for text in (base, stored, written))
    found: list[str] = []
    clashes: list[Clash] = []
    for old, their_part, our_part in _regions(before, theirs, ours):
        if our_part in (old, their_part):
            found += their_part
        elif their_part == old:
            found += our_part
        elif both := _both_added(old, their_part, our_part):
            found += both
        else:
            found += their_part
            clashes.append(Clash("\n\n".join(their_part), "\n\n".join(our_part)))
    return Merged("\n\n".join(found), tuple(clashes))


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in _PARAGRAPH.split(text) if part.strip()]


def _regions(
    before: Sequence[str], theirs: Sequence[str], ours: Sequence[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut into the same places: paragraphs that both still have, and what lies between."""
    with_them, with_us = _paired(before, theirs), _paired(before, ours)
    at = their_at = our_at = 0
    for place in (place for place in range(len(before)) if place in with_them and place in with_us):
        their_place, our_place = with_them[place], with_us[place]
        yield list(before[at:place]), list(theirs[their_at:their_place]), list(ours[our_at:our_place])
        yield [before[place]], [theirs[their_place]], [ours[our_place]]
        at, their_at, our_at = place + 1, their_place + 1, our_place + 1
    yield list(before[at:]), list(theirs[their_at:]), list(ours[our_at:])


def _paired(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Where each paragraph has come to stand, as it was or changed."""
    found: dict[int, int] = {}
    for tag, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and old_end - old == new_end - new):
            found |= dict(zip(range(old, old_end), range(new, new_end), strict=True))
        elif tag == "replace":
            for place in range(old, old_end):
                like = next((other for other in range(new, new_end) if _is_like(before[place], after[other])), None)
                if like is not None:
                    found[place], new = like, like + 1
    return found


def _is_like(one: str, other: str) -> bool:
    """Whether a paragraph is another one, changed."""
    alike = SequenceMatcher(None, one, other, autojunk=False)
    return alike.real_quick_ratio() >= ALIKE and alike.quick_ratio() >= ALIKE


def _both_added(old: list[str], theirs: list[str], ours: list[str]) -> list[str] | None:
    """What both have put in at one place without touching what was there: theirs first, since it came first.

    None where one of them changed a paragraph that was there, which is for people to look at.
    """
    if old:
        return None
    return [*theirs, *(part for part in ours if part not in theirs)]
