"""What the page of a team shows: its next meeting, and module by module what it does together."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from flask import g, url_for

from courseengine.base.clock import day_in_oslo
from courseengine.core.course.activities.base import Activity, DoneWhen
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings import listing
from courseengine.core.meetings.queries import MeetingRow, meetings_of_team
from courseengine.core.meetings.timing import Standing
from courseengine.core.meetings.waivers import Waived, standings_of, waivers_of
from courseengine.core.people.members import roles_in
from courseengine.core.people.models import Team
from courseengine.core.people.roles import Role, TeamKind
from courseengine.core.policy.actions import Action
from courseengine.core.progress.team_answers import TeamText, answers_of_team
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule
from courseengine.core.runs.queries import runs_at
from courseengine.web.alone import ids_of
from courseengine.web.guard import may
from courseengine.web.role_words import in_sentence
from courseengine.web.subjects import for_reader, plan_of
from courseengine.web.words import meeting_title


@dataclass(frozen=True)
class Listed:
    """A meeting and how it stands."""

    row: MeetingRow
    standing: Standing


@dataclass(frozen=True)
class Proposed:
    """A meeting the module proposes, and the team's meetings from it."""

    activity: Activity
    href: str
    meetings: tuple[Listed, ...]
    plan_href: str | None
    """where to plan it; None when there is one already that is not cancelled, or the team does without"""
    waiver_href: str | None
    """where the team says why it does without; None while it does not"""

    @property
    def latest(self) -> Listed | None:
        """The last meeting from it that takes place, or the last that was cancelled; None without any."""
        live = [one for one in self.meetings if one.standing is not Standing.CANCELLED]
        return next(reversed(live or self.meetings), None)


@dataclass(frozen=True)
class Task:
    """A task of the team, and its answer so far."""

    activity: Activity
    href: str
    answer: TeamText | None

    @property
    def state(self) -> str | None:
        """``delivered``, ``draft`` or None."""
        if self.answer is None:
            return None
        return "delivered" if self.answer.delivered_at else "draft"


@dataclass(frozen=True)
class TeamModule:
    """What the team does together in one open module."""

    planned: PlannedModule
    held: int
    waived: int
    proposed: tuple[Proposed, ...]
    tasks: tuple[Task, ...]

    @property
    def required(self) -> int:
        """How many meetings the module asks for."""
        return self.planned.module.meetings_required

    @property
    def is_left(self) -> bool:
        """Whether something is left to meet about or to deliver."""
        return self.held + self.waived < self.required or any(task.state != "delivered" for task in self.tasks)

    @property
    def to_plan(self) -> Proposed | None:
        """The first meeting nobody has planned."""
        return next((one for one in self.proposed if one.plan_href), None)


@dataclass(frozen=True)
class TeamPage:
    """A team with everything around it."""

    team: Team
    members: list[str]
    """their names, with what they are in it besides being a member"""
    modules: tuple[TeamModule, ...]
    current: TeamModule | None
    """the module of the next meeting; else the earliest of the newest run in which something is left, or its last"""
    has_several_courses: bool
    others: tuple[Listed, ...]
    """the meetings of the team's own making, the latest first"""
    has_runs: bool
    """whether a course goes on at the school, so that there is something to meet in"""
    next: MeetingRow | None
    not_recorded: tuple[MeetingRow, ...]
    """those the reader can still record"""
    titles: dict[str, str]
    """of these meetings, by public id, each in its own language"""
    leads: str | None
    """who leads the next meeting"""
    follow_ups: list[listing.Listed]
    """what is not done yet"""
    decided: listing.Listed | None
    """what the team decided last"""
    today: date


def team_page(team: Team, *, at: datetime) -> TeamPage:
    """Put the page together."""
    runs = [found for found in runs_at(g.db, [team.school_id]) if not found[1].ended]
    plans = [for_reader(plan) for found in runs if (plan := plan_of(*found)) and plan.run]
    modules, rows = [], []
    waived = waivers_of(g.db, team.id, run_ids=[plan.run.id for plan in plans if plan.run])
    titles: dict[str, str] = {}
    for plan in plans:
        own = meetings_of_team(g.db, plan.run.id, team.id)
        answers = answers_of_team(g.db, team.id, plan.run.id)
        without = [one for one in waived if one.run_id == plan.run.id]
        modules += [_module(planned, own, without, answers, at) for planned in _modules_of(plan, team)]
        rows += own
        titles |= {row.public_id: meeting_title(row.title, row.activity_id, plan.course, g.language) for row in own}
    listed = [Listed(row, row.standing(at=at)) for row in sorted(rows, key=lambda row: row.starts_at)]
    coming = next((one.row for one in listed if one.standing is Standing.PLANNED), None)
    return TeamPage(
        team=team,
        members=[_member(name, roles) for name, roles in roles_in(g.db, team.id, on=day_in_oslo(at))],
        modules=tuple(modules),
        current=_current(team, modules, coming),
        has_several_courses=len({module.planned.plan.course.id for module in modules}) > 1,
        others=tuple(one for one in reversed(listed) if not one.row.activity_id),
        has_runs=bool(runs),
        next=coming,
        not_recorded=tuple(
            one.row
            for one in listed
            if one.standing is Standing.NOT_RECORDED and (not one.row.joint or g.actor.arranges_at(team.school_id))
        ),
        titles=titles,
        leads=listing.leads(g.db, coming.id) if coming else None,
        follow_ups=listing.open_follow_ups(g.db, [team.id]),
        decided=next(iter(listing.decisions_of(g.db, [team.id], held_only=True, limit=1)), None),
        today=day_in_oslo(at),
    )


def _member(name: str, roles: list[Role]) -> str:
    """Somebody and what they are, where it is more than a member."""
    more = [in_sentence(role, g.language) for role in roles if role is not Role.TEACHER]
    return f"{name} ({', '.join(more)})" if more else name


def _current(team: Team, modules: list[TeamModule], coming: MeetingRow | None) -> TeamModule | None:
    """What is the leaders' own comes first in a course, and is no other team's next."""
    met_about = (
        module
        for module in modules
        if coming
        and module.planned.plan.run
        and (module.planned.plan.run.id, module.planned.module.id) == (coming.run_id, coming.module_id)
    )
    own = [module for module in modules if _is_for(team, module)]
    left = (module for module in own if module.is_left)
    newest = [module for module in own if module.planned.plan is own[0].planned.plan]
    return next(met_about, None) or next(left, newest[-1] if newest else None)


def _is_for(team: Team, module: TeamModule) -> bool:
    return module.planned.module.team_kind != TeamKind.LEADER_GROUP or team.kind == TeamKind.LEADER_GROUP


def _modules_of(plan: Plan, team: Team) -> list[PlannedModule]:
    """The open modules in which the reader works with this team."""
    return [
        planned
        for module in plan.course.modules
        if may(Action.READ_MODULE, planned := PlannedModule(plan, module))
        and g.actor.team_in(plan.run, module.team_kind) == team.id
    ]


def _module(
    planned: PlannedModule, rows: list[MeetingRow], waived: list[Waived], answers: dict[str, TeamText], at: datetime
) -> TeamModule:
    own = [Listed(row, row.standing(at=at)) for row in rows if row.is_about(planned.module.id)]
    number = standings_of(rows, waived, at=at).get(planned.module.id, Counter())
    without = {one.activity_id for one in waived}
    seen = [
        activity
        for activity in planned.module.activities
        if may(Action.SEE_ACTIVITY, PlannedActivity(planned.plan, planned.module, activity))
    ]
    return TeamModule(
        planned=planned,
        held=number[Standing.HELD],
        waived=number[Standing.WAIVED],
        proposed=tuple(
            _proposed(planned.plan, activity, own, without) for activity in seen if isinstance(activity, Template)
        ),
        tasks=tuple(
            Task(activity, _href(planned.plan, activity), _answer(activity, answers))
            for activity in seen
            if activity.done_when is DoneWhen.TEAM_DELIVERED
        ),
    )


def _proposed(plan: Plan, activity: Template, own: list[Listed], waived: set[str]) -> Proposed:
    meetings = tuple(one for one in own if one.row.is_from(ids_of(activity)))
    live = any(one.standing is not Standing.CANCELLED for one in meetings)
    without = not live and not waived.isdisjoint(ids_of(activity))
    address = {"plan": plan.public_id, "activity": activity.id}
    return Proposed(
        activity,
        _href(plan, activity),
        meetings,
        plan_href=None if live or without else url_for("team.plan", **address),
        waiver_href=url_for("waivers.waiver", **address) if without else None,
    )


def _answer(activity: Activity, answers: dict[str, TeamText]) -> TeamText | None:
    return next((answers[id_] for id_ in (activity.id, *activity.formerly) if id_ in answers), None)


def _href(plan: Plan, activity: Activity) -> str:
    return url_for("learner.activity", plan=plan.public_id, activity=activity.id)
