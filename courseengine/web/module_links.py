"""The modules the one who asks knows of, in whichever course: to choose one, and to link to it.

Somebody at a school knows them by the school's run; an owner and a university read a course without
one. A module's title is no secret where it is for everybody: the catalogue shows it to strangers.
"""

from collections.abc import Iterator

from flask import g, url_for

from courseengine.core.course.activities.base import Audience
from courseengine.core.course.model import Module
from courseengine.core.policy.actions import Action
from courseengine.core.runs.plan import Plan, PlannedModule
from courseengine.web.forms.networks import SEPARATOR
from courseengine.web.guard import may
from courseengine.web.leader_words import name_of
from courseengine.web.subjects import for_reader, kept_plan, plan_of, published_plans


def modules_known() -> list[PlannedModule]:
    """All of them, course by course."""
    own = {
        course_id: for_reader(kept_plan(course_id, version, run))
        for course_id, run, version in g.actor.runs[::-1]
        if version
    }
    plans = [own.get(plan.course.id, plan) for plan in published_plans()]
    return [one for plan in plans for one in _seen(plan)]


def module_known(course_id: str | None, module_id: str | None) -> PlannedModule | None:
    """One of them, where it is known."""
    if course_id is None or module_id is None:
        return None
    for id_, run, version in g.actor.runs:
        if id_ == course_id and version:
            found = next((one for one in _seen(kept_plan(id_, version, run)) if one.module.id == module_id), None)
            if found is not None:
                return found
    plan = plan_of(course_id, None)
    return next((one for one in _seen(plan) if one.module.id == module_id), None) if plan else None


def module_choices() -> list[tuple[str, str]]:
    """They, for a form: "Module 1: Overordnet del", with the course's name where there are several."""
    known = modules_known()
    several = len({one.plan.course.id for one in known}) > 1
    return [
        (
            f"{one.plan.course.id}{SEPARATOR}{one.module.id}",
            f"{one.plan.course.title}: {whole_name(one.module)}" if several else whole_name(one.module),
        )
        for one in known
    ]


def whole_name(module: Module) -> str:
    """Its number and its title: "Module 1: Overordnet del"."""
    name = name_of(module, g.language)
    return name if module.number is None else f"{name}: {module.title}"


def is_for_everybody(module: Module) -> bool:
    """Whether its title may stand where anybody reads it."""
    return module.audience is Audience.EVERYONE


def address_of_module(planned: PlannedModule) -> str:
    """Its page."""
    return url_for("learner.module", plan=planned.plan.public_id, module=planned.module.slug)


def _seen(plan: Plan) -> Iterator[PlannedModule]:
    return (one for module in plan.course.modules if may(Action.SEE_MODULE, one := PlannedModule(plan, module)))
