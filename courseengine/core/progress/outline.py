"""The outline a person follows: a plan, and what is done in it.

Nothing here asks the database or the clock. What the reader may not see is left out before
anything is counted, so that no figure tells of it. What the team met about before the reader came
counts for nobody who was not there, and what it does without counts for nobody. The next thing to
do is the first one not done in the earliest open module; the order is recommended, never enforced.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from courseengine.core.course.activities.base import Activity
from courseengine.core.course.compiling.own_activity import is_extra
from courseengine.core.course.model import Module, Section
from courseengine.core.progress.queries import BEFORE, DONE, WAIVED
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import Opening, PlannedModule

Shown = tuple[tuple[Section, tuple[Activity, ...]], ...]
"""What a reader may know of in a module: sections and their activities; the policy says which."""


@dataclass(frozen=True, slots=True)
class Step:
    """An activity and how far the person is with it."""

    activity: Activity
    mark: str | None
    """``done``, ``started``, ``planned`` (a meeting), ``before`` (one held before they came), ``waived`` or None"""

    @property
    def counts(self) -> bool:
        """Whether it is the reader's to do: what their school has added counts where it says so."""
        return self.activity.counts and self.mark not in (BEFORE, WAIVED) and not is_extra(self.activity)


@dataclass(frozen=True, slots=True)
class Part:
    """A section with what the reader sees of it."""

    section: Section
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ModuleOutline:
    """A module as the reader follows it."""

    module: Module
    opening: Opening
    is_open: bool
    parts: tuple[Part, ...]

    @property
    def steps(self) -> Iterator[Step]:
        """Everything in it, in order."""
        return (step for part in self.parts for step in part.steps)

    @cached_property
    def counted(self) -> tuple[Step, ...]:
        """What is the reader's to do, in order."""
        return tuple(step for step in self.steps if step.counts)

    @property
    def total(self) -> int:
        """How many activities count."""
        return len(self.counted)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(step.mark == DONE for step in self.counted)

    @property
    def is_done(self) -> bool:
        """Whether nothing that counts is left."""
        return 0 < self.total == self.done

    @property
    def next(self) -> Step | None:
        """The first that counts and is not done."""
        return next((step for step in self.counted if step.mark != DONE), None)


def outline_of(planned: PlannedModule, shown: Shown, marks: Mapping[str, str], *, at: datetime) -> ModuleOutline:
    """Follow one module, as far as it is shown to the reader."""
    parts = tuple(
        Part(section, tuple(Step(activity, mark_of(activity, marks)) for activity in activities))
        for section, activities in shown
    )
    return ModuleOutline(planned.module, planned.opening, is_open(planned.opening, at=at), parts)


def mark_of(activity: Activity, marks: Mapping[str, str]) -> str | None:
    """How far it is; what was done under an id it had before is done."""
    if not activity.formerly:
        return marks.get(activity.id)
    return next((marks[id_] for id_ in (activity.id, *activity.formerly) if id_ in marks), None)


def next_step(outlines: list[ModuleOutline]) -> tuple[ModuleOutline, Step] | None:
    """Where to go on: the first thing not done in the earliest open module that has one."""
    for outline in outlines:
        if outline.is_open and (step := outline.next):
            return outline, step
    return None
