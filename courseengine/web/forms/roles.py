"""What people send about roles, teams and places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from courseengine.base.i18n import N_, Language
from courseengine.web.forms.dates import day_in


@dataclass(frozen=True)
class AskForm:
    """Who is to lead which place, and until when; as typed, and as read."""

    person: str
    """a public id at a school, an address at an owner; empty for oneself"""
    place: str
    typed: str
    """the last day as it was written"""
    ends_on: date | None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AskForm":
        """Read what was sent; without a last day the role lasts until somebody ends it."""
        typed = form.get("ends_on", "").strip()
        ends_on, errors = _day(typed)
        return cls(form.get("person", "").strip(), form.get("place", ""), typed, ends_on, errors)


@dataclass(frozen=True)
class StopForm:
    """When somebody stops leading a place, and whether it is known that nobody else does."""

    typed: str
    last_day: date | None
    """None for at once"""
    last: bool
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "StopForm":
        """Read what was sent."""
        typed = form.get("ends_on", "").strip()
        last_day, errors = _day(typed)
        return cls(typed, last_day, form.get("last") == "1", errors)


@dataclass(frozen=True)
class PlaceForm:
    """A place as it is to be."""

    kind: str
    name: str
    number: str
    owner: str
    """a public id; empty for none"""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "PlaceForm":
        """Read what was sent."""
        return cls(*(form.get(name, "").strip() for name in ("kind", "name", "number", "owner")))


def number_in(form: Mapping[str, str], name: str) -> int:
    """The whole number a field holds; 0 for what is none."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _day(typed: str) -> tuple[date | None, dict[str, str]]:
    day = day_in(typed) if typed else None
    return day, {"ends_on": N_("Write a date, such as 1.12.2026.")} if typed and day is None else {}


def said(errors: Mapping[str, str], language: Language) -> dict[str, str]:
    """What is wrong, in the reader's language."""
    return {name: language.gettext(text) for name, text in errors.items()}
