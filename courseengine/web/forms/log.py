"""What an administrator looks for in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from courseengine.base.i18n import N_
from courseengine.core.reports.log_search import Kind, Search
from courseengine.web.forms.dates import day_in
from courseengine.web.forms.team import version_in

LONGEST = 100
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class LogForm:
    """As typed, and as read."""

    typed: dict[str, str]
    search: Search
    before: int | None
    """the line where the page before ended"""
    errors: dict[str, str]

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "LogForm":
        """Read an address; a day that is none is an error, everything else that cannot be meant narrows nothing."""
        typed = {
            name: " ".join(args.get(name, "").split())[:LONGEST]
            for name in ("person", "what", "place", "since", "until")
        }
        errors = {}
        days: dict[str, date | None] = {}
        for name in ("since", "until"):
            day = day_in(typed[name]) if typed[name] else None
            days[name] = day if day and FIRST <= day <= LAST else None
            if typed[name] and days[name] is None:
                errors[name] = N_("Write a date, such as 1.12.2026.")
        kind = next((kind for kind in Kind if kind == typed["what"]), None)
        search = Search(kind, typed["person"], typed["place"], days["since"], days["until"])
        return cls(typed, search, version_in(args, "before"), errors)

    @property
    def narrows(self) -> bool:
        """Whether anything is looked for."""
        return any(self.typed.values())

    @property
    def filters(self) -> bool:
        """Whether more than a name is looked for."""
        return any(text for name, text in self.typed.items() if name != "person")

    def values(self) -> dict[str, str]:
        """What the address of the same search says, apart from its pages."""
        return {name: text for name, text in self.typed.items() if text}
