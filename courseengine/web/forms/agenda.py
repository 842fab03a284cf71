"""What people send about a meeting's agenda: all its items at once, one more, and which button was pressed."""

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from courseengine.core.meetings.agenda import AgendaEdit, AgendaLine, ItemChange

PRESSES = ("up", "down", "remove")


@dataclass(frozen=True)
class AgendaForm:
    """An agenda as somebody has changed it."""

    items: tuple[tuple[ItemChange, str], ...]
    """each with its minutes as they were typed"""
    text: str
    minutes: str
    cuttable: bool
    decision: bool
    act: str
    key: str
    seen: str

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "AgendaForm":
        """Read what was sent; the items in the order in which the page showed them."""
        act, _, key = form.get("act", "save").partition(":")
        return cls(
            tuple(_items(form, form.getlist("items")[:100])),
            form.get("new-text", "").strip(),
            form.get("new-minutes", "").strip(),
            "cuttable" in form,
            "decision" in form,
            act if act in PRESSES else "save",
            key,
            form.get("seen", ""),
        )

    @property
    def edit(self) -> AgendaEdit:
        """What the form asks for. What is no number of minutes is 0, which no item lasts."""
        new = None
        if self.text:
            new = AgendaLine(_minutes(self.minutes), self.text, cuttable=self.cuttable, decision=self.decision)
        return AgendaEdit(tuple(one for one, _ in self.items), new, self.act, self.key, self.seen)


def _items(form: MultiDict[str, str], keys: Iterable[str]) -> Iterable[tuple[ItemChange, str]]:
    for key in keys:
        typed = form.get(f"minutes-{key}", "").strip()
        change = ItemChange(
            key,
            form.get(f"text-{key}", ""),
            _minutes(typed),
            form.get(f"was-text-{key}", ""),
            _minutes(form.get(f"was-minutes-{key}", "")),
        )
        yield change, typed


def _minutes(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
