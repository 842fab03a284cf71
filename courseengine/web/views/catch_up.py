"""The short path: the essence of what is open, and what one's team has decided and delivered before one came.

For whoever joins a course that runs, and for those who follow its essence alone.
"""

from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.core.course.activities.base import Activity
from courseengine.core.course.model import Module
from courseengine.core.meetings.models import Meeting
from courseengine.core.policy.actions import Action
from courseengine.core.policy.visible import visible_in
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.progress.outline import Step, outline_of
from courseengine.core.progress.queries import DONE, Marks, marks_of
from courseengine.core.reports.catching_up import decided_before, delivered_before
from courseengine.core.runs.plan import Plan, PlannedModule
from courseengine.web.guard import guard, may
from courseengine.web.plan_table import duration
from courseengine.web.words import meeting_title, meta_of, minutes_of, title_of

bp = Blueprint("catch_up", __name__)


@dataclass(frozen=True)
class Answered:
    """A team's answer, and the task it answers."""

    activity: Activity
    answer: TeamAnswer


@dataclass(frozen=True)
class Met:
    """A meeting that was held, and what it is called."""

    meeting: Meeting
    title: str

    @property
    def decision(self) -> str:
        """What it decided, in Markdown."""
        return "\n\n".join(one.text for one in self.meeting.decisions)


@dataclass(frozen=True)
class Short:
    """One open module in short."""

    module: Module
    steps: tuple[Step, ...]
    met: tuple[Met, ...]
    answered: tuple[Answered, ...]


@bp.get("/courses/<plan>/catch-up")
@guard(Action.FOLLOW_COURSE, plan=Plan)
def catch_up(plan: Plan) -> ResponseReturnValue:
    """What matters most of each open module, and what the team has come to."""
    run, actor, language = plan.run, g.actor, g.language
    came_on, team = actor.came_to(run), actor.team_in(run, None)
    marks = marks_of(g.db, actor.person_id, run.id, team_id=team) if run else Marks()
    meetings, answers = _of_the_team(plan)
    shorts = [_short(planned, marks, meetings, answers) for planned in _open_modules(plan)]
    shorts = [one for one in shorts if one.steps or one.met or one.answered]
    left = sum(minutes_of(step.activity) for one in shorts for step in one.steps if step.mark != DONE)
    total = sum(minutes_of(step.activity) for one in shorts for step in one.steps)
    return render_template(
        "catch_up/catch_up.html",
        plan=plan,
        came_on=came_on,
        takes_part=actor.takes_part_in(run),
        shorts=shorts,
        others=meetings.get("", ()),
        total=duration(total, language) if total else "",
        left=duration(left, language) if left else "",
        done=DONE,
        meta_of=meta_of,
        title_of=title_of,
    )


def _open_modules(plan: Plan) -> list[PlannedModule]:
    modules = (PlannedModule(plan, module) for module in plan.course.modules)
    return [planned for planned in modules if may(Action.READ_MODULE, planned)]


def _of_the_team(plan: Plan) -> tuple[dict[str, list[Met]], dict[str, TeamAnswer]]:
    """Module → what was met about, and task → what was delivered, by the reader's teams before they came."""
    run, teams, met = plan.run, g.actor.teams, defaultdict(list)
    if run is None or not teams:
        return met, {}
    came_on = g.actor.came_to(run)
    for one in decided_before(g.db, g.actor, run.id, teams, came_on=came_on):
        met[one.module_id].append(Met(one, meeting_title(one.title, one.activity_id, plan.course, g.language)))
    answers = delivered_before(g.db, g.actor, run.id, teams, came_on=came_on)
    return met, {one.activity_id: one for one in answers}


def _short(
    planned: PlannedModule, marks: Marks, meetings: dict[str, list[Met]], answers: dict[str, TeamAnswer]
) -> Short:
    at = clock.now()
    outline = outline_of(planned, visible_in(planned, g.actor, at=at), marks, at=at)
    steps = list(outline.steps)
    return Short(
        module=planned.module,
        steps=tuple(step for step in steps if step.activity.essence and step.activity.counts),
        met=tuple(meetings.get(planned.module.id, ())),
        answered=tuple(
            Answered(step.activity, answers[id_])
            for step in steps
            for id_ in (step.activity.id, *step.activity.formerly)
            if id_ in answers
        ),
    )
