"""A school in outline: what its teams have done, summed, and one band about its people.

This is all that its owner and a university it has invited see of how it is doing. No team is told
apart from another, and the band is the school's own, which ``disclosure.py`` puts together.
"""

from dataclasses import dataclass

from courseengine.core.course.model import Module
from courseengine.core.reports.disclosure import Band
from courseengine.core.reports.school import ModuleReport, SchoolReport
from courseengine.core.reports.team_facts import State


@dataclass(frozen=True, slots=True)
class ModuleSums:
    """One open module, over all teams that work in it."""

    module: Module
    teams: int
    done: int
    """how many of the teams are done"""
    behind: int
    meetings_held: int
    meetings_waived: int
    meetings_required: int
    meetings_not_recorded: int
    tasks_delivered: int
    tasks_required: int
    own_work: Band | None
    """of the whole school; None when the module asks nothing of a person alone"""


def outline_of(report: SchoolReport) -> tuple[ModuleSums, ...]:
    """The report without its teams."""
    return tuple(_summed(one) for one in report.modules)


def _summed(report: ModuleReport) -> ModuleSums:
    facts = report.facts.values()
    return ModuleSums(
        module=report.module,
        teams=len(facts),
        done=len(report.teams_in(State.DONE)),
        behind=len(report.teams_in(State.BEHIND)),
        # No more than was asked for: one team's extra meeting does not make up for another's missing one.
        meetings_held=sum(min(one.meetings_held, one.meetings_required) for one in facts),
        meetings_waived=sum(
            min(one.meetings_waived, max(0, one.meetings_required - one.meetings_held)) for one in facts
        ),
        meetings_required=sum(one.meetings_required for one in facts),
        meetings_not_recorded=sum(one.meetings_not_recorded for one in facts),
        tasks_delivered=sum(min(one.tasks_delivered, one.tasks_required) for one in facts),
        tasks_required=sum(one.tasks_required for one in facts),
        own_work=report.own_work.whole if report.own_work else None,
    )
