"""A course with dates: when each module opens, and why then.

    opens = the later of the course's release date and the run's own date

Only a pilot run may open before the release. A module that the run does not name follows the
release; one that nobody dates stays shut. While a run is paused, what has not opened stays shut.
A plan without a run is the course as it is released, for those who read it without taking part.

A published plan says which modules the run takes, and in which order: its course is the course
with those modules alone, and as ``adaptation.py`` changes it.

A module may open at another time for one team or one person: that is in the plan of those it
concerns and in nobody else's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from courseengine.core.course.activities.base import Activity
from courseengine.core.course.model import Course, Module
from courseengine.core.course.model import Opening as CourseOpening
from courseengine.core.runs import dates
from courseengine.core.runs.adaptation import Override, adapt
from courseengine.core.school_days.days import USUAL, SchoolDays


class Because(StrEnum):
    """Why a module opens on its date."""

    RELEASE = "release"
    """it opens for everybody then"""
    RUN = "run"
    """the school's own plan says so"""
    ALWAYS = "always"
    """the course has no release dates, and no run asks for one"""
    UNDATED = "undated"
    """nobody has given it a date; it stays shut"""
    PAUSED = "paused"
    """the run is paused, and it had not opened"""
    TEAM = "team"
    """it opens at another time for the reader's team"""
    PERSON = "person"
    """it opens at another time for the reader alone"""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a plan has to know of a run."""

    id: int
    public_id: str
    school_id: int
    owner_id: int | None
    school_name: str
    place_kind: str
    """``school`` or ``kindergarten``: which track of the course it follows, and what pages call it"""
    schedule: str | None
    pace: str | None
    starts_on: date | None
    pilot: bool
    feedback_by: date | None = None
    """until when a pilot is asked what worked and what did not"""
    ended: bool = False
    dates: str = ""
    """of the published plan: see ``runs/dates.py``"""
    paused_on: date | None = None
    has_exceptions: bool = False
    """whether a module opens at another time for a team or a person"""
    adapted: int = 0
    """rises whenever what the run does otherwise than the course changes"""


@dataclass(frozen=True, slots=True)
class Opening:
    """When one module opens, by when it should be done, and why."""

    opens_on: date | None
    because: Because
    done_by: date | None = None
    why: str = ""
    """why it opens at another time for the reader than for others, in the words of whoever decided it"""


@dataclass(frozen=True)
class Plan:
    """A course in one language with its dates, for one run or for none."""

    course: Course
    run: RunFacts | None
    openings: dict[str, Opening] = field(hash=False)
    """module id → opening"""
    taken_out: Mapping[str, Activity] = field(default_factory=dict, hash=False)
    """what is hidden in it, by every id it has or had"""
    without_prework: frozenset[str] = frozenset()
    """the meetings of which some prework is hidden"""
    published: Course | None = field(default=None, compare=False)
    """the course as it is without what the run does otherwise"""

    @property
    def public_id(self) -> str:
        """How addresses name it: the run's public id, or the course's own id."""
        return self.run.public_id if self.run else self.course.id

    @cached_property
    def track(self) -> str | None:
        """The track its place follows; None where the course has none, and for those who read it without a run."""
        return self.course.track_at(self.run.place_kind) if self.run else None

    def has(self, activity: Activity) -> bool:
        """Whether an activity is part of it: what belongs to another track is not. A course without a run is whole."""
        return activity.track is None or self.run is None or activity.track == self.track


@dataclass(frozen=True, slots=True)
class PlannedModule:
    """A module at its place in a plan: what one asks the policy about."""

    plan: Plan
    module: Module

    @property
    def opening(self) -> Opening:
        """When it opens."""
        return self.plan.openings[self.module.id]


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """An activity at its place in a plan."""

    plan: Plan
    module: Module
    activity: Activity
    worked_on: bool = False
    """whether the one who asks has done or written something in it"""

    @property
    def opening(self) -> Opening:
        """When it opens: with its module, or with the one that opens it before."""
        own = self.plan.openings[self.module.id]
        with_ = self.plan.course.module_of(self.activity.opens_with) if self.activity.opens_with else None
        other = self.plan.openings[with_.id] if with_ else own
        return min(own, other, key=_first_to_open)


def _first_to_open(opening: Opening) -> date:
    if opening.opens_on is None:
        return date.min if opening.because is Because.ALWAYS else date.max
    return opening.opens_on


@dataclass(frozen=True, slots=True)
class OpensOtherwise:
    """A module opens at another time for the reader, or for a team of the reader's."""

    module_id: str
    opens_on: date
    for_person: bool
    why: str


def make_plan(course: Course, run: RunFacts | None, overrides: Sequence[Override] = ()) -> Plan:
    """Give the course its dates, and what the run changes of it."""
    own = run_dates(course, run) if run else {}
    track = course.track_at(run.place_kind) if run else None
    adapted = adapt(course, overrides, number=run.adapted if run else 0, track=track)
    chosen = _with_modules(adapted.course, run) if run else adapted.course
    openings = {module.id: _opening(course, module, run, own.get(module.id)) for module in chosen.modules}
    return Plan(chosen, run, openings, adapted.taken_out, adapted.without_prework, course)


def excepted(plan: Plan, exceptions: Sequence[OpensOtherwise]) -> Plan:
    """The plan of a reader whom these exceptions concern.

    One for the person goes before those for a team, and of several for teams the earliest holds.
    Before the release only a pilot opens; while the run is paused, what is shut stays shut.
    """
    found: dict[str, Opening] = {}
    for one in sorted(exceptions, key=lambda one: (not one.for_person, one.opens_on)):
        usual = plan.openings.get(one.module_id)
        if usual is None or one.module_id in found or usual.because is Because.PAUSED:
            continue
        released = release_of(plan.course, one.module_id)
        may_open = one.opens_on if released is None or (plan.run and plan.run.pilot) else max(one.opens_on, released)
        because = Because.PERSON if one.for_person else Because.TEAM
        found[one.module_id] = Opening(may_open, because, usual.done_by, one.why)
    return replace(plan, openings={**plan.openings, **found}) if found else plan


def release_of(course: Course, module_id: str) -> date | None:
    """The day a module opens for everybody; None where it has none."""
    released = course.schedules.get(course.release, {}).get(module_id) if course.release else None
    return released.opens if released else None


def opens_later(course: Course, *, on: date) -> bool:
    """Whether a module is still to open for everybody, after that day."""
    released = (release_of(course, module.id) for module in course.modules)
    return any(day is not None and day > on for day in released)


def _with_modules(course: Course, run: RunFacts) -> Course:
    """The course with the modules that the run takes, in its order: another course to whoever keeps pages."""
    planned = [one.module_id for one in dates.read(run.dates)]
    modules = tuple(module for id_ in planned if (module := course.module(id_)))
    if not planned or modules == course.modules:
        return course
    version = f"{course.version}+{'+'.join(module.id for module in modules)}"
    return course.model_copy(update={"modules": modules, "version": version})


def _opening(course: Course, module: Module, run: RunFacts | None, own: CourseOpening | None) -> Opening:
    opening = _unpaused(course, module, run, own)
    paused_on = run.paused_on if run else None
    if paused_on is not None and (opening.opens_on is None or opening.opens_on >= paused_on):
        return Opening(None, Because.PAUSED)
    return opening


def _unpaused(course: Course, module: Module, run: RunFacts | None, own: CourseOpening | None) -> Opening:
    released = course.schedules[course.release].get(module.id) if course.release else None
    if own is None:
        if released:
            return Opening(released.opens, Because.RELEASE)
        if run is None:
            return Opening(None, Because.UNDATED if course.release else Because.ALWAYS)
        # What a pace takes no weeks for (a module that prepares the others) opens at the start.
        return Opening(run.starts_on, Because.RUN if run.starts_on else Because.UNDATED)
    if released and released.opens > own.opens and not (run and run.pilot):
        return Opening(released.opens, Because.RELEASE, own.done_by)
    return Opening(own.opens, Because.RUN, own.done_by)


def run_dates(course: Course, run: RunFacts) -> dict[str, CourseOpening]:
    """The run's own dates, module by module: opening and done-by."""
    if run.dates:
        return {one.module_id: CourseOpening(opens=one.opens_on, done_by=one.done_by) for one in dates.read(run.dates)}
    if run.schedule is not None:
        return course.schedules.get(run.schedule, {})
    pace = course.paces.get(run.pace or "")
    if pace is None or run.starts_on is None:
        return {}
    return paced_dates(course, pace.weeks, run.starts_on)


def paced_dates(
    course: Course, weeks: dict[str, int], start: date, days: SchoolDays = USUAL
) -> dict[str, CourseOpening]:
    """Count school weeks from ``start``; a module is to be done by the Friday of its last week."""
    mondays = days.school_weeks(start)
    found = {}
    for module in course.modules:
        taken = [next(mondays) for _ in range(weeks.get(module.id, 0))]
        if taken:
            found[module.id] = CourseOpening(opens=taken[0], done_by=taken[-1] + timedelta(days=4))
    return found
