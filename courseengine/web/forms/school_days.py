"""What people send to write into a school calendar: a text, a file, or some days by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from werkzeug.datastructures import FileStorage

from courseengine.base.i18n import N_
from courseengine.core.school_days.days import DayKind
from courseengine.core.school_days.written import CELLS
from courseengine.web.forms.dates import day_in

YEARS = 3
"""school years before and after this one that one may look at"""
ANSWER = "kind-"


@dataclass(frozen=True)
class DaysForm:
    """Days that are to be written into the calendar, as text."""

    year: int
    text: str = ""
    replaces: bool = False
    """whether what was written for the school year before is taken out"""
    keeps_usual: bool | None = None
    """whether the usual breaks are written in as well; None before anybody was asked"""
    answers: Mapping[str, DayKind] = field(default_factory=dict)
    seen: str = ""
    """what the preview showed"""
    saves: bool = False
    file: IO[bytes] | None = None
    by_hand: "HandForm | None" = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], files: Mapping[str, FileStorage], *, now: int) -> "DaysForm":
        """Read what was sent; ``now`` is this school year."""
        by_hand = HandForm.read(form) if "first" in form else None
        file = files.get("file")
        content = file.stream if file and file.filename else None
        text = by_hand.line if by_hand else form.get("text", "").replace("\r\n", "\n").strip("\n")
        errors = dict(by_hand.errors) if by_hand else {}
        if not by_hand and not content and not text.strip() and "seen" not in form:
            errors["text"] = N_("Write or paste the days, or choose a file.")
        asked = "asked-usual" in form
        return cls(
            year=year_in(form.get("year", ""), now),
            text=text,
            replaces="replaces" in form,
            keeps_usual="usual" in form if asked else None,
            answers=_answers(form),
            seen=form.get("seen", ""),
            saves=form.get("act") == "save",
            file=content,
            by_hand=by_hand,
            errors=errors,
        )


@dataclass(frozen=True)
class HandForm:
    """A day or some days that somebody enters: as typed."""

    first: str = ""
    last: str = ""
    kind: str = DayKind.OFF.value
    name: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "HandForm":
        """Read the four fields; without a last day it is one day."""
        typed = {name: form.get(name, "").strip() for name in ("first", "last", "kind", "name")}
        first, last = day_in(typed["first"]), day_in(typed["last"])
        errors = {} if first else {"first": N_("Write a date, such as 1.12.2026.")}
        if typed["last"] and last is None:
            errors["last"] = N_("Write a date, such as 1.12.2026.")
        elif first and last and last < first:
            errors["last"] = N_("The last day comes before the first.")
        if typed["kind"] not in tuple(DayKind):
            errors["kind"] = N_("Choose what the days are.")
        return cls(**typed, errors=errors)

    @property
    def line(self) -> str:
        """As a line of text that says the same."""
        first, last = day_in(self.first), day_in(self.last)
        name = " ".join(CELLS.sub(" ", self.name).split())
        return ";".join([str(first or ""), str(last or first or ""), self.kind, name])


@dataclass(frozen=True)
class OutForm:
    """Days that are to be taken out."""

    first: date | None
    last: date | None

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "OutForm":
        """Read which."""
        return cls(day_in(form.get("first", "")), day_in(form.get("last", "")))


def year_in(text: str, now: int) -> int:
    """The school year that an address or a form names; this one where it names none one may look at."""
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else now
    return year if abs(year - now) <= YEARS else now


def _answers(form: Mapping[str, str]) -> dict[str, DayKind]:
    known = {kind.value: kind for kind in DayKind}
    return {
        name.removeprefix(ANSWER): known[value]
        for name, value in form.items()
        if name.startswith(ANSWER) and value in known
    }
