"""A planner moves something in a draft: a module, a meeting, everything from a module on.

Each gives a new document and leaves the old one. What is set by hand is pinned. What has been
held or cancelled does not move. Raises ``Invalid`` with a sentence where it cannot.
"""

from collections.abc import Sequence
from datetime import date, time

from courseengine.core.planner.document import Document


def move_module(document: Document, module_id: str, *, opens_on: date, done_by: date | None = None) -> Document:
    """Let a module open on another day; its end goes along unless ``done_by`` says otherwise. Its meetings stay."""
    raise NotImplementedError


def move_meeting(
    document: Document, key: str, *, day: date, at: time, length: int | None = None, place: str | None = None
) -> Document:
    """Give a planned meeting another time, length or place."""
    raise NotImplementedError


def add_meeting(
    document: Document,
    *,
    module_id: str,
    activity_id: str,
    teams: Sequence[str],
    joint: bool,
    day: date,
    at: time,
    length: int,
    place: str = "",
) -> Document:
    """Plan one more meeting by hand."""
    raise NotImplementedError


def drop_meeting(document: Document, key: str) -> Document:
    """Let a planned meeting go: one that is there already is cancelled when the draft is published."""
    raise NotImplementedError


def unpin(document: Document, key_or_module: str) -> Document:
    """Let the next reckoning decide again about a meeting (by its key) or a module (by its id)."""
    raise NotImplementedError


def reorder(document: Document, modules: Sequence[str]) -> Document:
    """Take the modules in another order: the wishes change, drawing up again gives the dates."""
    raise NotImplementedError


def stretch(document: Document, module_id: str, weeks: int) -> Document:
    """Give a module so many weeks more, or fewer; what comes after it moves as much."""
    raise NotImplementedError


def shift_from(document: Document, module_id: str | None, days: int) -> Document:
    """Move a module and all that come after it by so many days, with their meetings; everything, without one."""
    raise NotImplementedError


def pause(document: Document, on: date) -> Document:
    """Let nothing more open from that day on."""
    raise NotImplementedError


def resume(document: Document, on: date) -> Document:
    """Go on from that day: what was not opened, held or pinned moves by exactly the days of the pause."""
    raise NotImplementedError
