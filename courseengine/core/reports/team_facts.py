"""What a team has done together in a module: exact, and as it is now.

A team has *done* a module when its required team tasks are delivered and its required meetings
held, or waived with a reason. It is *behind* when the module's last day has passed and it is not
done; until then it is *on plan*. The last day is the plan's own; where the plan gives none, it is
the day before the next module opens. A joint meeting counts for every team in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from courseengine.base.clock import begins
from courseengine.core.course.activities.base import Activity, Audience, DoneWhen
from courseengine.core.course.model import Module
from courseengine.core.meetings.timing import Standing
from courseengine.core.runs.plan import Plan

A_DAY = timedelta(days=1)

Standings = Mapping[tuple[int, str], Counter[Standing]]
"""(team, module) → how many of the team's meetings stand where"""


class State(StrEnum):
    """How a team is doing in an open module."""

    DONE = "done"
    ON_PLAN = "on_plan"
    BEHIND = "behind"


class Delivery(NamedTuple):
    """A team's delivered answer."""

    team_id: int
    activity_id: str


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """One team in one open module."""

    state: State
    tasks_delivered: int
    tasks_required: int
    meetings_held: int
    meetings_required: int
    meetings_planned: int
    meetings_not_recorded: int
    meetings_waived: int = 0
    """what it does without, and has said why"""


def is_for_everyone(module: Module) -> bool:
    """Whether the module is the teams': one for leaders alone is not."""
    return module.audience is Audience.EVERYONE


def team_tasks(plan: Plan, module: Module) -> list[Activity]:
    """The tasks each team has to deliver."""
    return _required(plan, module, DoneWhen.TEAM_DELIVERED)


def own_tasks(plan: Plan, module: Module) -> list[Activity]:
    """The tasks each person has to deliver."""
    return _required(plan, module, DoneWhen.DELIVERED)


def _required(plan: Plan, module: Module, done_when: DoneWhen) -> list[Activity]:
    # What is only for some (an audience, or the track of other places) is not asked of every team.
    return [
        activity
        for activity in module.activities
        if activity.done_when is done_when
        and activity.is_required
        and activity.for_whom is Audience.EVERYONE
        and plan.has(activity)
    ]


def last_day(plan: Plan, module: Module) -> date | None:
    """The day by the end of which the module should be done; None when the plan does not tell."""
    opening = plan.openings[module.id]
    if opening.opens_on is None:
        return None
    if opening.done_by is not None and opening.done_by >= opening.opens_on:
        return opening.done_by
    later = (
        other
        for one in plan.course.modules
        if is_for_everyone(one) and (other := plan.openings[one.id].opens_on) is not None and other > opening.opens_on
    )
    following = min(later, default=None)
    return following - A_DAY if following else None


def facts_by_team(
    plan: Plan,
    module: Module,
    teams: Mapping[int, Plan],
    meetings: Standings,
    deliveries: Iterable[Delivery],
    *,
    at: datetime,
) -> dict[int, TeamFacts]:
    """How each of the teams is doing in the module, each by the dates of its own plan."""
    tasks = team_tasks(plan, module)
    known = {id_: task.id for task in tasks for id_ in (task.id, *task.formerly)}
    delivered = Counter(
        team_id
        for team_id, _ in {(row.team_id, known[row.activity_id]) for row in deliveries if row.activity_id in known}
    )
    tasks_required = len(tasks) if module.tasks_required is None else module.tasks_required
    facts = {}
    for team_id, own in teams.items():
        end = last_day(own, module)
        # While the run is paused, what it had not reached waits with it.
        waits = (
            plan.run is not None and plan.run.paused_on is not None and end is not None and end >= plan.run.paused_on
        )
        late = end is not None and begins(end + A_DAY) <= at and not waits
        count = meetings.get((team_id, module.id), Counter())
        met = count[Standing.HELD] + count[Standing.WAIVED]
        done = delivered[team_id] >= tasks_required and met >= module.meetings_required
        facts[team_id] = TeamFacts(
            state=State.DONE if done else State.BEHIND if late else State.ON_PLAN,
            tasks_delivered=delivered[team_id],
            tasks_required=tasks_required,
            meetings_held=count[Standing.HELD],
            meetings_required=module.meetings_required,
            meetings_planned=count[Standing.PLANNED],
            meetings_not_recorded=count[Standing.NOT_RECORDED],
            meetings_waived=count[Standing.WAIVED],
        )
    return facts
