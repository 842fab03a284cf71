"""A plan as a document: what was wished for, and the dates that came of it.

A draft and a published plan are the same document; so what a change does is the difference between
two of them, and undoing is publishing the one before. Days are dates, and times are wall times in
Oslo: a plan says "Tuesday at 14:15", whatever the clocks do. Teams and meetings are named by their
public ids, which never change.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any


@dataclass(frozen=True, slots=True)
class Slot:
    """A fixed time for meetings: a weekday, every so many weeks."""

    weekday: int
    """0 is Monday"""
    at: time
    every: int = 1
    """weeks from one to the next"""
    counted_from: date | None = None
    """a day on which one falls; without it, the first such weekday of the run"""


@dataclass(frozen=True, slots=True)
class MeetingDate:
    """A date that the school already has for a meeting."""

    day: date
    at: time


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a planner asks for."""

    modules: tuple[str, ...]
    """ids, in the order in which they are taken; what is not here is left out"""
    weeks: dict[str, int] = field(hash=False)
    """module id → school weeks; a module without weeks prepares the others and opens at the start"""
    starts_on: date | None = None
    ends_on: date | None = None
    """one of the two, or both: then they have to fit"""
    slots: tuple[Slot, ...] = ()
    dates: tuple[MeetingDate, ...] = ()
    place: str = ""
    """where the meetings are"""


@dataclass(frozen=True, slots=True)
class PlannedDates:
    """When one module opens, and by when it is to be done."""

    module_id: str
    opens_on: date
    done_by: date | None
    pinned: bool = False
    """set by hand: a new reckoning goes round it"""


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A meeting that the plan holds: one that is there, or one that publishing will make."""

    key: str
    """names it within the document, for as long as the draft lives"""
    module_id: str
    activity_id: str
    """its template"""
    teams: tuple[str, ...]
    """public ids"""
    joint: bool
    day: date
    at: time
    length: int
    """in minutes"""
    place: str = ""
    pinned: bool = False
    """set by hand: a new reckoning goes round it"""
    meeting: str | None = None
    """the public id of the meeting that is there already"""
    state: str = "planned"
    """``planned``, ``held`` or ``cancelled``, as it is there; ``dropped`` for one that publishing will cancel"""

    sequence: int = 0
    """of the meeting when it was read; one that has risen since was moved by somebody else meanwhile"""

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be held, by this plan."""
        return self.state == "planned"

    @property
    def calls(self) -> bool:
        """Whether people are called to it, or were: it is neither cancelled nor dropped."""
        return self.state in ("planned", "held")


@dataclass(frozen=True, slots=True)
class Document:
    """The whole plan."""

    wishes: Wishes
    modules: tuple[PlannedDates, ...] = ()
    meetings: tuple[PlannedMeeting, ...] = ()
    paused_on: date | None = None


def written(document: Document) -> str:
    """As it is stored: JSON, with dates and times as ISO 8601 writes them."""
    return json.dumps(asdict(document), default=_iso, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Document:
    """What was stored."""
    found = json.loads(text)
    wishes = found["wishes"]
    return Document(
        wishes=Wishes(
            modules=tuple(wishes["modules"]),
            weeks=wishes["weeks"],
            starts_on=_day(wishes["starts_on"]),
            ends_on=_day(wishes["ends_on"]),
            slots=tuple(
                Slot(one["weekday"], time.fromisoformat(one["at"]), one["every"], _day(one["counted_from"]))
                for one in wishes["slots"]
            ),
            dates=tuple(MeetingDate(_date(one["day"]), time.fromisoformat(one["at"])) for one in wishes["dates"]),
            place=wishes["place"],
        ),
        modules=tuple(
            PlannedDates(one["module_id"], _date(one["opens_on"]), _day(one["done_by"]), one["pinned"])
            for one in found["modules"]
        ),
        meetings=tuple(_meeting(one) for one in found["meetings"]),
        paused_on=_day(found["paused_on"]),
    )


def _meeting(found: dict[str, Any]) -> PlannedMeeting:
    times = {"day": _date(found["day"]), "at": time.fromisoformat(found["at"])}
    return PlannedMeeting(**{**found, "teams": tuple(found["teams"]), **times})


def _day(text: str | None) -> date | None:
    return _date(text) if text else None


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _iso(value: object) -> str:
    if isinstance(value, (date, time)):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a plan")
