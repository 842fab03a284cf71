"""How the thing an address speaks of is found: through the action's scope, never by id alone.

Rows are loaded by their public id inside the scope of the action, so that a row one may not see
is not loaded at all. A course's modules and activities are found in the plan that the address
names: a run's, or the course's own for those who read it without a run.
"""

from datetime import datetime
from typing import Any

from flask import current_app, g
from sqlalchemy.orm import Session

from courseengine.core.course.library import Library, current_versions
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.following import Followed, followed
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.progress.queries import has_worked_on
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule, RunFacts, excepted, make_plan
from courseengine.core.runs.queries import exceptions_for, overrides_of, run_by_public_id


def load(
    actor: Actor, action: Action, name: str, kind: type, arguments: dict[str, Any], *, at: datetime
) -> object | None:
    """Take the subject's parts out of the address; None when there is no such thing for the actor."""
    if kind is PlannedModule:
        return _module(actor, arguments)
    if kind is PlannedActivity:
        return _activity(actor, arguments, at=at)
    if kind is Plan:
        return _plan(actor, arguments.pop("plan"))
    session: Session = g.db
    if kind is Followed:
        return followed(session, actor, action, arguments.pop(name))
    # What is listed by a scope is a table, and has a public id.
    key = kind.public_id  # type: ignore[attr-defined]  # see above
    return session.scalar(SCOPES[action](actor).where(key == arguments.pop(name)))


def plan_of(course_id: str, run: RunFacts | None) -> Plan | None:
    """The plan in the reader's language, the same for everybody; None when the course is not published."""
    version = library().newest(g.db, course_id)
    return kept_plan(course_id, version, run) if version else None


def plan_of_run(public_id: str) -> Plan | None:
    """The plan of a run, for the one who asks; a run at their own places came along with who they are."""
    for course_id, run, version in g.actor.runs:
        if run.public_id == public_id:
            return for_reader(kept_plan(course_id, version, run)) if version else None
    found = run_by_public_id(g.db, public_id)
    plan = plan_of(*found) if found else None
    return for_reader(plan) if plan else None


def published_plans() -> list[Plan]:
    """The plan of every published course in the reader's language, by the course's id."""
    return [kept_plan(course_id, version, None) for course_id, version in sorted(current_versions(g.db).items())]


def library() -> Library:
    """The published courses in use."""
    kept: Library = current_app.extensions["library"]
    return kept


def kept_plan(course_id: str, version: str, run: RunFacts | None) -> Plan:
    """Make a plan in the reader's language, or take the one made before."""
    plans: dict[Any, Plan] = current_app.extensions["plans"]
    key = (version, g.language.code, run)
    plan = plans.get(key)
    if plan is None:
        changes = overrides_of(g.db, course_id, run_id=run.id, owner_id=run.owner_id) if run and run.adapted else ()
        plan = plans[key] = make_plan(library().course(g.db, course_id, version, g.language.code), run, changes)
    return plan


def for_reader(plan: Plan) -> Plan:
    """The plan as it is for the one who asks: a module may open at another time for them or their team."""
    run = plan.run
    if run is None or not run.has_exceptions:
        return plan
    return excepted(plan, exceptions_for(g.db, run.id, person_id=g.actor.person_id, team_ids=g.actor.teams))


def _plan(actor: Actor, public_id: str) -> Plan | None:
    """The plan an address names: a run's, or the course's own for those who read it without a run."""
    plan = plan_of_run(public_id) or plan_of(public_id, None)
    return plan if plan and actor.audiences(plan.run) else None


def _module(actor: Actor, arguments: dict[str, Any]) -> PlannedModule | None:
    slug = arguments.pop("module")
    plan = _plan(actor, arguments.pop("plan"))
    module = plan.course.module(slug) if plan else None
    return PlannedModule(plan, module) if plan and module else None


def _activity(actor: Actor, arguments: dict[str, Any], *, at: datetime) -> PlannedActivity | None:
    id_ = arguments.pop("activity")
    plan = _plan(actor, arguments.pop("plan"))
    activity = plan.course.activity(id_) if plan else None
    module = plan.course.module_of(id_) if plan else None
    if plan is None or activity is None or module is None:
        return None
    shut = plan.run is not None and not is_open(plan.openings[module.id], at=at)
    team = actor.team_in(plan.run, module.team_kind)
    worked_on = (
        shut and plan.run is not None and has_worked_on(g.db, actor.person_id, plan.run.id, activity, team_id=team)
    )
    return PlannedActivity(plan, module, activity, worked_on)
