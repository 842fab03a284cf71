"""What people send about a module that opens at another time for a team or a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from courseengine.base.i18n import N_
from courseengine.web.forms.dates import day_in


@dataclass(frozen=True)
class ExceptionForm:
    """For whom, which module, when and why; as typed, and as read."""

    whom: str = ""
    """``team:`` or ``person:`` and a public id"""
    module: str = ""
    typed: str = ""
    why: str = ""
    opens_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "ExceptionForm":
        """Read what was sent."""
        typed = form.get("opens_on", "").strip()
        opens_on, errors = day_in(typed), {}
        if not form.get("whom"):
            errors["whom"] = N_("Choose for whom.")
        if not form.get("module"):
            errors["module"] = N_("Choose a module.")
        if opens_on is None:
            errors["opens_on"] = N_("Write a date, such as 1.12.2026.")
        return cls(form.get("whom", ""), form.get("module", ""), typed, form.get("why", "").strip(), opens_on, errors)
