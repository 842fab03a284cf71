"""What people send about a plan of measures and a yearly round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from werkzeug.datastructures import MultiDict

from courseengine.base.i18n import N_
from courseengine.core.measures.models import Measure, WheelItem
from courseengine.core.measures.operations import Fate, seen_of
from courseengine.core.measures.round import Phase
from courseengine.core.measures.status import Status
from courseengine.web.forms.dates import day_in

NO_DAY = N_("Write a date, such as 1.12.2026.")


def year_in(text: str) -> int | None:
    """The school year an address names, by the year it begins in; None for what names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 and "1900" < text < "9900" else None


@dataclass(frozen=True)
class MeasureForm:
    """A line of a plan of measures, as typed and as read."""

    theme: str = ""
    content: str = ""
    target_group: str = ""
    when: str = ""
    due: str = ""
    """as typed"""
    responsible: str = ""
    module: str = ""
    """course and module, with a slash between"""
    gathering: str = ""
    """a public id"""
    group: str = ""
    year: str = ""
    status: Status | None = None
    act: str = "propose"
    """``propose`` or ``add``"""
    seen: str = ""
    due_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "MeasureForm":
        """Read what was sent."""
        names = ("theme", "content", "target_group", "when", "due", "responsible", "module", "gathering", "group")
        typed = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in names}
        errors = {} if typed["theme"] else {"theme": N_("Write what it is about.")}
        due_on = day_in(typed["due"]) if typed["due"] else None
        if typed["due"] and due_on is None:
            errors["due"] = NO_DAY
        year, status = form.get("year", ""), next((one for one in Status if one == form.get("status")), None)
        if year and year_in(year) is None:
            errors["year"] = N_("Choose a school year.")
        rest = {"act": form.get("act", "propose"), "seen": form.get("seen", "")}
        return cls(**typed, year=year, status=status, due_on=due_on, errors=errors, **rest)

    @classmethod
    def of(cls, measure: Measure, gathering: str) -> "MeasureForm":
        """What is stored, to be changed; ``gathering`` is empty where the reader may not see it."""
        return cls(
            measure.theme,
            measure.content,
            measure.target_group,
            measure.when,
            measure.due_on.isoformat() if measure.due_on else "",
            measure.responsible,
            f"{measure.course_id}/{measure.module_id}" if measure.module_id else "",
            gathering,
            year=str(measure.year),
            status=Status(measure.status),
            seen=seen_of(measure),
        )


@dataclass(frozen=True)
class DecisionForm:
    """Whether a proposal is accepted, and which group decided so."""

    group: str
    accepted: bool
    errors: dict[str, str]

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "DecisionForm":
        """Read which button was pressed."""
        act = form.get("act", "")
        errors = {} if act in ("accept", "refuse") else {"act": N_("Accept it or refuse it.")}
        return cls(form.get("group", "").strip(), act == "accept", errors)


@dataclass(frozen=True)
class ReviewForm:
    """What becomes of the measures that are ticked, or of the one whose button was pressed."""

    chosen: frozenset[str]
    """public ids"""
    fate: Fate | None
    errors: dict[str, str]

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "ReviewForm":
        """Read what was sent; a button of one measure carries its id with what becomes of it."""
        act, _, one = form.get("act", "").partition(":")
        fate = next((known for known in Fate if known == act), None)
        chosen = frozenset([one] if one else form.getlist("measures"))
        errors = {} if chosen and fate else {"measures": N_("Tick at least one measure.")}
        return cls(chosen, fate, errors)


@dataclass(frozen=True)
class WheelForm:
    """A thing in the yearly round, as typed and as read."""

    title: str = ""
    phase: str = ""
    first: str = ""
    last: str = ""
    responsible: str = ""
    seen: str = ""
    """what was stored when the form was shown"""
    starts_on: date | None = None
    ends_on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "WheelForm":
        """Read what was sent; without a last day it is over on the first."""
        typed = {
            name: form.get(name, "").strip() for name in ("title", "phase", "first", "last", "responsible", "seen")
        }
        errors = {} if typed["title"] else {"title": N_("Write what it is about.")}
        if typed["phase"] not in tuple(Phase):
            errors["phase"] = N_("Choose which part of the year's work it is.")
        starts_on = day_in(typed["first"])
        ends_on = day_in(typed["last"]) if typed["last"] else starts_on
        if starts_on is None:
            errors["first"] = NO_DAY
        elif ends_on is None:
            errors["last"] = NO_DAY
        return cls(**typed, starts_on=starts_on, ends_on=ends_on, errors=errors)

    @classmethod
    def of(cls, item: WheelItem) -> "WheelForm":
        """What is stored, to be changed."""
        last = "" if item.ends_on == item.starts_on else item.ends_on.isoformat()
        return cls(item.title, item.phase, item.starts_on.isoformat(), last, item.responsible)
