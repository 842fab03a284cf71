"""What is different between two plans, whom it concerns, and who would be in two places at once."""

from dataclasses import dataclass
from datetime import date

from courseengine.core.course.model import Course
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting
from courseengine.core.planner.school import School


@dataclass(frozen=True, slots=True)
class ModuleChange:
    """A module comes in, goes out, or opens or ends on another day."""

    module_id: str
    before: PlannedDates | None
    after: PlannedDates | None


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """A meeting comes in (no ``before``), is called off (no ``after``), or has another time, place or teams."""

    key: str
    before: PlannedMeeting | None
    after: PlannedMeeting | None


@dataclass(frozen=True, slots=True)
class Differences:
    """All that changes. False when nothing that people notice does."""

    modules: tuple[ModuleChange, ...] = ()
    meetings: tuple[MeetingChange, ...] = ()
    paused_before: date | None = None
    paused_after: date | None = None

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.modules or self.meetings or self.paused_before != self.paused_after)


@dataclass(frozen=True, slots=True)
class PersonalChanges:
    """What changes for one person."""

    modules: tuple[ModuleChange, ...] = ()
    meetings: tuple[MeetingChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """Two meetings at once for the same people."""

    meetings: tuple[str, str]
    """keys, the earlier first"""
    people: frozenset[int]
    day: date


def differences(before: Document, after: Document) -> Differences:
    """What publishing ``after`` in place of ``before`` would change."""
    raise NotImplementedError


def concerned(found: Differences, school: School, course: Course) -> dict[int, PersonalChanges]:
    """Person id → what changes for them; nobody hears of a module that is not for them."""
    raise NotImplementedError


def double_booked(document: Document, school: School) -> tuple[Clash, ...]:
    """Meetings at the same time that call the same people, by day."""
    raise NotImplementedError
