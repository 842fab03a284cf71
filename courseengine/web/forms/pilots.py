"""What people send about schools that go through a course before everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from courseengine.base.i18n import N_
from courseengine.core.runs.pilots import PilotDates
from courseengine.web.forms.dates import day_in

KEEP = "keep"


@dataclass(frozen=True)
class DecisionForm:
    """Yes or no; and when the modules open, and until when the school is asked."""

    dates: str = ""
    """``keep``, ``schedule:`` and its name, or ``pace:`` and its name"""
    starts_on: str = ""
    feedback_by: str = ""
    grants: bool = False
    chosen: PilotDates = field(default_factory=PilotDates)
    asked_until: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "DecisionForm":
        """Read what was sent; a no needs nothing else."""
        typed = {name: form.get(name, "").strip() for name in ("dates", "starts_on", "feedback_by")}
        if form.get("act") != "grant":
            return cls(**typed)
        errors: dict[str, str] = {}
        kind, _colon, name = typed["dates"].partition(":")
        starts_on, until = day_in(typed["starts_on"]), day_in(typed["feedback_by"])
        if typed["dates"] != KEEP and kind not in ("schedule", "pace"):
            errors["dates"] = N_("Choose when the modules open.")
        if kind == "pace" and starts_on is None:
            errors["starts_on"] = N_("Write a date, such as 1.12.2026.")
        if until is None and typed["feedback_by"]:
            errors["feedback_by"] = N_("Write a date, such as 1.12.2026.")
        chosen = PilotDates(
            keep=typed["dates"] == KEEP,
            schedule=name if kind == "schedule" else None,
            pace=name if kind == "pace" else None,
            starts_on=starts_on if kind == "pace" else None,
        )
        return cls(**typed, grants=True, chosen=chosen, asked_until=until, errors=errors)
