"""What is different between two plans, whom it concerns, and who would be in two places at once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

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
    return Differences(
        modules=tuple(_module_changes(before, after)),
        meetings=tuple(_meeting_changes(before, after)),
        paused_before=before.paused_on,
        paused_after=after.paused_on,
    )


def _module_changes(before: Document, after: Document) -> Iterator[ModuleChange]:
    old = {one.module_id: one for one in before.modules}
    new = {one.module_id: one for one in after.modules}
    for id_ in dict.fromkeys([*new, *old]):
        was, is_ = old.get(id_), new.get(id_)
        if was is None or is_ is None or (was.opens_on, was.done_by) != (is_.opens_on, is_.done_by):
            yield ModuleChange(id_, was, is_)


def _meeting_changes(before: Document, after: Document) -> Iterator[MeetingChange]:
    old = {_identity(one): one for one in before.meetings if one.calls}
    new = {_identity(one): one for one in after.meetings if one.calls}
    for id_ in sorted({*old, *new}, key=lambda id_: _when(new.get(id_) or old[id_])):
        was, is_ = old.get(id_), new.get(id_)
        if was is None or is_ is None or _noticed(was) != _noticed(is_):
            yield MeetingChange((is_ or old[id_]).key, was, is_)


def _identity(meeting: PlannedMeeting) -> str:
    return meeting.meeting or meeting.key


def _when(meeting: PlannedMeeting) -> tuple[date, time, str]:
    return meeting.day, meeting.at, meeting.key


def _noticed(meeting: PlannedMeeting) -> tuple[object, ...]:
    return meeting.day, meeting.at, meeting.length, meeting.place, frozenset(meeting.teams)


def concerned(found: Differences, school: School, course: Course | None) -> dict[int, PersonalChanges]:
    """Person id → what changes for them; nobody hears of a module that is not for them, or not in the course."""
    modules: defaultdict[int, list[ModuleChange]] = defaultdict(list)
    meetings: defaultdict[int, list[MeetingChange]] = defaultdict(list)
    for change in found.modules:
        module = course.module(change.module_id) if course else None
        for person in school.audience(module.audience) if module else ():
            modules[person].append(change)
    for moved in found.meetings:
        called = (school.called(one.teams, joint=one.joint) for one in (moved.before, moved.after) if one)
        for person in frozenset[int]().union(*called):
            meetings[person].append(moved)
    return {
        person: PersonalChanges(tuple(modules[person]), tuple(meetings[person]))
        for person in sorted({*modules, *meetings})
    }


def double_booked(document: Document, school: School) -> tuple[Clash, ...]:
    """Meetings at the same time that call the same people, by day."""
    by_day: defaultdict[date, list[PlannedMeeting]] = defaultdict(list)
    for one in sorted((one for one in document.meetings if one.is_ahead), key=_when):
        by_day[one.day].append(one)
    called = {one.key: school.called(one.teams, joint=one.joint) for day in by_day.values() for one in day}
    found = []
    for day in sorted(by_day):
        for first, second in combinations(by_day[day], 2):
            both = called[first.key] & called[second.key]
            if both and _minute(second.at) < _minute(first.at) + first.length:
                found.append(Clash((first.key, second.key), both, day))
    return tuple(found)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
