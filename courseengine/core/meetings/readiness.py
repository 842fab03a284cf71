"""Whether people are ready for a meeting: they have done its prework.

An inner list means that one of these is enough. The team hears how many are ready, never who; in
a small group a number would be a name. Values in, values out.
"""

from collections.abc import Collection, Iterable

Prework = Iterable[str | tuple[str, ...]]


def is_ready(prework: Prework, done: Collection[str]) -> bool:
    """Whether somebody who has done these is ready."""
    return all(_has(wanted, done) for wanted in prework)


def how_many_ready(prework: Prework, done_by_each: Iterable[Collection[str]]) -> int:
    """How many of those invited are ready."""
    asked = tuple(prework)
    return sum(is_ready(asked, done) for done in done_by_each)


def all_of(prework: Prework) -> list[str]:
    """Every activity that counts as prework, in order."""
    return [id_ for wanted in prework for id_ in ((wanted,) if isinstance(wanted, str) else wanted)]


def _has(wanted: str | tuple[str, ...], done: Collection[str]) -> bool:
    return wanted in done if isinstance(wanted, str) else any(id_ in done for id_ in wanted)
