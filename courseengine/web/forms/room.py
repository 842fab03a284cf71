"""What people send from a meeting's room."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from courseengine.base.errors import NotFound
from courseengine.core.meeting_room.operations import Press

_WITH_A_NUMBER = ("stretch", "cut", "keep")


def number_in(form: Mapping[str, str], name: str) -> int | None:
    """The whole number a field holds; None for what cannot be one of ours."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True)
class PressForm:
    """A press on the clock."""

    act: Press
    seen_clock: int
    """the number of the press before, as the page showed it"""
    number: int | None
    """minutes for ``stretch``, an item for ``cut`` and ``keep``"""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "PressForm":
        """Read which button was pressed: ``act=next``, or ``stretch=2`` where it has a number."""
        act = next((name for name in _WITH_A_NUMBER if name in form), form.get("act", ""))
        known: tuple[Press, ...] = get_args(Press)
        pressed = next((one for one in known if one == act), None)
        number = number_in(form, act) if act in _WITH_A_NUMBER else None
        if pressed is None or (act in _WITH_A_NUMBER and number is None):
            raise NotFound
        seen = number_in(form, "seen_clock")
        return cls(pressed, -1 if seen is None else seen, number)


@dataclass(frozen=True)
class NoteForm:
    """What somebody writes in silence, and which button was pressed."""

    item_id: int
    text: str | None
    """None for a button without a text"""
    base: str | None
    act: str
    """``save``, ``ready``, ``unready``, ``share`` or ``unshare``"""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "NoteForm":
        """Read what was sent."""
        item_id = number_in(form, "item")
        if item_id is None:
            raise NotFound
        return cls(item_id, form.get("text"), form.get("text_base"), form.get("act", "save"))
