"""How a school's teams are doing in a run: the leader's picture.

Only modules that have opened and are for everyone are in it. What teams have done together is
exact and live; how far people have come alone is what ``disclosure.py`` lets through, of those
who have delivered all the module's required tasks of their own. Whoever came to the school after
a module's last day is not counted in it.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.sorting import norwegian_key
from courseengine.core.course.activities.base import Activity
from courseengine.core.course.model import Module
from courseengine.core.meetings.queries import standings_in
from courseengine.core.planner.queries import dates_at
from courseengine.core.reports import queries
from courseengine.core.reports.belonging import (
    Belonging,
    ByPerson,
    TeamName,
    belongings_on,
    people_by_team,
    there_between,
    without_leaders,
)
from courseengine.core.reports.disclosure import AsOf, Shown, as_of, disclose
from courseengine.core.reports.team_facts import (
    State,
    TeamFacts,
    facts_by_team,
    is_for_everyone,
    last_day,
    own_tasks,
)
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import Opening, Plan, excepted, make_plan
from courseengine.core.runs.queries import exceptions_of_teams, overrides_at


@dataclass(frozen=True)
class ModuleReport:
    """One open module: each team's facts, and what may be shown about people."""

    module: Module
    last_day: date | None
    facts: dict[int, TeamFacts]
    """team id → facts, for the teams that work in the module"""
    own_work: Shown[int] | None
    """by team id; None when the module asks nothing of a person alone"""

    def teams_in(self, *states: State) -> set[int]:
        """The teams in one of these states."""
        return {team_id for team_id, facts in self.facts.items() if facts.state in states}


@dataclass(frozen=True)
class SchoolReport:
    """A school's teams in one run."""

    teams: tuple[TeamName, ...]
    """by name"""
    modules: tuple[ModuleReport, ...]
    coming: tuple[tuple[Module, Opening], ...]
    """modules that have not opened, some perhaps without a date"""


def report_on(session: Session, plan: Plan, school_id: int, *, at: datetime) -> SchoolReport:
    """How the school's teams are doing in the run of this plan."""
    if plan.run is None:
        raise ValueError("a plan without a run has no teams")
    modules = [module for module in plan.course.modules if is_for_everyone(module)]
    opened = [module for module in modules if is_open(plan.openings[module.id], at=at)]
    belongings = queries.belongings_at(session, school_id, at=at)
    meetings = standings_in(session, plan.run.id, at=at)
    deliveries = queries.deliveries_in(session, plan.run.id)
    midnight = as_of(at)
    asked = _asked_at(session, plan, opened, midnight)
    done = queries.done_by_person(
        session, plan.run.id, {id_ for tasks in asked.values() for task in tasks for id_ in _ids(task)}, midnight
    )
    dated, own_plans = _plan_at(session, plan, midnight), _plans_of_teams(session, plan)
    now, then = belongings_on(day_in_oslo(at), belongings), without_leaders(belongings_on(midnight.day, belongings))
    teams: set[TeamName] = set()
    reports = []
    for module in opened:
        working = [team for team in people_by_team(now, module.team_kind) if team]
        teams.update(working)
        theirs = {team.id: own_plans.get(team.id, plan) for team in working}
        facts = facts_by_team(plan, module, theirs, meetings, deliveries, at=at)
        counted = _counted(dated, module, then, belongings, midnight)
        shown = (
            own_work(asked[module.id], people_by_team(counted, module.team_kind), done) if asked[module.id] else None
        )
        reports.append(ModuleReport(module, last_day(plan, module), facts, shown))
    return SchoolReport(
        teams=tuple(sorted(teams, key=lambda team: (norwegian_key(team.name), team.id))),
        modules=tuple(reports),
        coming=tuple((module, plan.openings[module.id]) for module in modules if module.id not in asked),
    )


def _asked_at(session: Session, plan: Plan, modules: Iterable[Module], midnight: AsOf) -> dict[str, list[Activity]]:
    """What each module asked of a person at midnight: a task hidden or added during the day counts from the next."""
    run, then = plan.run, plan
    if run is not None and run.adapted and plan.published is not None:
        id_, owner_id = plan.published.id, run.owner_id
        before = overrides_at(session, id_, run_id=run.id, owner_id=owner_id, at=midnight.instant)
        then = plan if before is None else make_plan(plan.published, run, before)
    return {module.id: own_tasks(then, then.course.module(module.id) or module) for module in modules}


def _plans_of_teams(session: Session, plan: Plan) -> dict[int, Plan]:
    """The plans of the teams for which a module opens at another time."""
    if plan.run is None or not plan.run.has_exceptions:
        return {}
    found = exceptions_of_teams(session, plan.run.id)
    return {team_id: excepted(plan, exceptions) for team_id, exceptions in found.items()}


def _plan_at(session: Session, plan: Plan, midnight: AsOf) -> Plan:
    """The plan with the dates it had at midnight: one that is moved during the day changes no figure that day."""
    before = dates_at(session, plan.run.id, at=midnight.instant) if plan.run and plan.run.dates else None
    if plan.run is None or before is None:
        return plan
    return make_plan(plan.course, replace(plan.run, dates=before, paused_on=None))


def _counted(plan: Plan, module: Module, people: ByPerson, belongings: Iterable[Belonging], midnight: AsOf) -> ByPerson:
    """Those whose own work counts in a module: without newcomers, once it is over."""
    if module.id not in plan.openings:
        return people
    end, opens_on = last_day(plan, module), plan.openings[module.id].opens_on
    if end is None or opens_on is None or end >= midnight.day:
        return people
    return there_between(people, belongings, opens_on, end)


def own_work(tasks: list[Activity], people: dict[TeamName | None, set[int]], done: dict[int, set[str]]) -> Shown[int]:
    """What may be shown of how many have delivered all the tasks."""
    ready = {person for person, ids in done.items() if _has_done(tasks, ids)}
    groups = {team.id: members for team, members in people.items() if team}
    return disclose(groups, people.get(None, set()), ready)


def _has_done(tasks: list[Activity], ids: Set[str]) -> bool:
    return all(not ids.isdisjoint(_ids(task)) for task in tasks)


def _ids(activity: Activity) -> tuple[str, ...]:
    return (activity.id, *activity.formerly)
