"""The milestones of a plan: when modules open for all, when they open here, and when they are to be done.

National dates are those of the course's release; a pilot that follows a schedule has that
schedule's. Where a module opens here on the day it opens for all, that is said once. Days come in
order; what else there is that day (meetings, gatherings) is put in by whoever may see it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from courseengine.core.course.model import Opening as CourseOpening
from courseengine.core.runs.plan import Because, Plan


class MilestoneKind(StrEnum):
    """What happens that day."""

    RELEASED = "released"
    """a module opens for all"""
    OPENS = "opens"
    """a module opens here"""
    DONE_BY = "done_by"
    """a module is to be done here"""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of the plan."""

    day: date
    kind: MilestoneKind
    module_id: str
    national: bool


_ORDER = tuple(MilestoneKind)


def milestones_of(plan: Plan, modules: Collection[str]) -> list[Milestone]:
    """The milestones of these modules, by day."""
    order = {module.id: index for index, module in enumerate(plan.course.modules)}
    found = {one for id_ in modules if id_ in order for one in _of_module(plan, id_)}
    return sorted(found, key=lambda one: (one.day, _ORDER.index(one.kind), order[one.module_id]))


def national_dates(plan: Plan) -> dict[str, CourseOpening]:
    """The dates that hold for all who are in the same situation: the release, or a pilot's schedule."""
    course, run = plan.course, plan.run
    name = run.schedule if run and run.pilot and run.schedule else course.release
    return course.schedules.get(name, {}) if name else {}


def _of_module(plan: Plan, module_id: str) -> Iterator[Milestone]:
    opening, national = plan.openings[module_id], national_dates(plan).get(module_id)
    here = opening.opens_on
    if national:
        yield Milestone(national.opens, MilestoneKind.RELEASED, module_id, national=True)
        if national.done_by and plan.run is None:
            yield Milestone(national.done_by, MilestoneKind.DONE_BY, module_id, national=True)
    if plan.run is None:
        return
    if here and opening.because is Because.RUN and not (national and national.opens == here):
        yield Milestone(here, MilestoneKind.OPENS, module_id, national=False)
    if here and opening.done_by:
        yield Milestone(opening.done_by, MilestoneKind.DONE_BY, module_id, national=False)
