"""Two people write in one text at the same time, and nothing that either typed is lost.

A text is paragraphs. What only one of them has changed since they both read the text (``base``) is
taken from that one; where both have changed the same paragraphs otherwise, the stored text stands,
and the other is told apart as a ``Clash`` for people to look at. This is the three-way merge of
diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007) with paragraphs for lines.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from courseengine.base.matching import opcodes

MOST_COMPARED = 2500
"""pairs of paragraphs in one place that are looked at for one that was changed; where there are more, all are new"""
MOST_WAITING = 5
"""of a writer's texts that wait, the latest, of which it is asked whether they go on from it"""
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


class Taken(NamedTuple):
    """What becomes of a text that somebody has sent."""

    text: str
    """what stands from now on"""
    beside: str | None
    """the writer's own text, which somebody has to look at beside it; None where there is none"""
    goes_on: int | None
    """which of the writer's texts that waited already it takes the place of"""


def merge(base: str, stored: str, written: str) -> Merged:
    """Bring what was ``written`` since ``base`` into what is ``stored`` by now."""
    clashes: list[Clash] = []

    def stored_stands(theirs: list[str], ours: list[str]) -> list[str]:
        clashes.append(Clash("\n\n".join(theirs), "\n\n".join(ours)))
        return theirs

    return Merged(_merged(base, stored, written, stored_stands), tuple(clashes))


def keep_written(base: str, stored: str, written: str) -> str:
    """The same, with what was written where the two clash."""
    return _merged(base, stored, written, lambda theirs, ours: ours)


def keep_both(base: str, stored: str, written: str) -> str:
    """What is stored, followed in every place that was written anew by what was written there."""
    found: list[str] = []
    for old, theirs, ours in _regions(*(_paragraphs(text) for text in (base, stored, written))):
        found += theirs if ours == old else [*theirs, *(part for part in ours if part not in theirs)]
    return "\n\n".join(found)


def take(
    base: str, stored: str, written: str, *, waiting: Sequence[str] = (), apart: bool = False, limit: int
) -> Taken:
    """Take in what somebody has written since ``base``: what merges stands, what clashes waits beside it.

    ``waiting`` are the writer's own texts that wait already, the latest first: whoever goes on from
    one of them changes that one. What has been taken in already, since it was sent twice, is not taken
    in again. ``apart`` lets the stored text stand as it is, whatever was written.
    No text becomes longer than ``limit``, which what is written keeps by itself.
    """
    for place, text in enumerate(waiting):
        if base != stored and _holds(text, base, written):
            return Taken(stored, text, place)
    merged = Merged(stored, ()) if _holds(stored, base, written) else merge(base, stored, written)
    stands = stored if apart or len(merged.text) > limit else merged.text
    for place, text in enumerate(waiting[:MOST_WAITING]):
        onwards = merge(base, text, written)
        if not onwards.clashes and len(onwards.text) <= limit:
            return Taken(stands, onwards.text, place)
    if stands == merged.text and not merged.clashes:
        return Taken(stands, None, None)
    own = keep_written(base, stored, written)
    return Taken(stands, own if len(own) <= limit else written, None)


def _holds(text: str, base: str, written: str) -> bool:
    """Whether a text has every paragraph that was added to ``base``, and none more of those taken away."""
    had, has, there = (Counter(_paragraphs(one)) for one in (base, written, text))
    added = has - had
    return (
        bool(added)
        and all(there[part] >= has[part] for part in added)
        and all(there[part] <= has[part] for part in had - has)
    )


def _merged(base: str, stored: str, written: str, choose: Callable[[list[str], list[str]], list[str]]) -> str:
    """Both as one text; ``choose`` says what stands where they clash."""
    if base == stored or stored == written:
        return written
    if base == written:
        return stored
    before, theirs, ours = (_paragraphs(text) for text in (base, stored, written))
    found: list[str] = []
    for old, their_part, our_part in _regions(before, theirs, ours):
        if our_part in (old, their_part):
            found += their_part
        elif their_part == old:
            found += our_part
        else:
            found += _both_added(old, their_part, our_part) or choose(their_part, our_part)
    return "\n\n".join(found)


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
    for tag, old, old_end, new, new_end in opcodes(before, after):
        if tag == "equal" or (tag == "replace" and old_end - old == new_end - new):
            found |= dict(zip(range(old, old_end), range(new, new_end), strict=True))
        elif tag == "replace" and (old_end - old) * (new_end - new) <= MOST_COMPARED:
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
