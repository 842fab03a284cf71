"""A module at another time for one team or one person: who has it, why, and how it is taken back.

Those who plan at the school see the page; those it concerns see it where the module is.
"""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.i18n import N_
from courseengine.core.meetings.queries import meetings_in_module
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.queries import people_at, teams_at
from courseengine.core.policy.actions import Action
from courseengine.core.runs import exceptions as operations
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import Plan
from courseengine.core.runs.queries import run_by_public_id
from courseengine.web.forms.exceptions import ExceptionForm
from courseengine.web.guard import guard
from courseengine.web.readings import note_listing
from courseengine.web.run_nav import run_nav
from courseengine.web.subjects import plan_of
from courseengine.web.words import title_of

bp = Blueprint("exceptions", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/plans/<run>/exceptions")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def exceptions(run: CourseRun) -> ResponseReturnValue:
    """What opens at another time, for whom and why, and a form for one more."""
    return _page(run, ExceptionForm())


@bp.post("/plans/<run>/exceptions")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def decide(run: CourseRun) -> ResponseReturnValue:
    """Let a module open at another time for a team or a person, or take that back."""
    at, by, here = clock.now(), g.actor.person_id, url_for("exceptions.exceptions", run=run.public_id)
    if "end" in request.form:
        ended = next((one for one in operations.exceptions_in(g.db, run) if one.public_id == request.form["end"]), None)
        if ended:
            operations.take_back(g.db, ended, by=by, at=at)
            flash(g.language.gettext("It opens as for everybody else now."), "success")
        return redirect(here)
    form, plan = ExceptionForm.read(request.form), _plan(run)
    whom = _whom(run.organisation, form.whom)
    if whom is None and "whom" not in form.errors:
        form.errors["whom"] = N_("Choose for whom.")
    if form.errors or whom is None or form.opens_on is None:
        return _page(run, form), UNPROCESSABLE
    begun = _has_begun(run, form.module, whom)
    try:
        operations.open_otherwise(
            g.db, run, plan, form.module, whom, opens_on=form.opens_on, why=form.why, begun=begun, by=by, at=at
        )
    except Invalid as error:
        said = g.language.gettext(error.message, **error.values)
        return _page(run, replace(form, errors={error.field: said})), UNPROCESSABLE
    flash(g.language.gettext("Decided. Those it concerns see it where the module is."), "success")
    return redirect(here)


def _plan(run: CourseRun) -> Plan:
    """Everybody's plan, without what is otherwise for the one who asks."""
    found = run_by_public_id(g.db, run.public_id)
    plan = plan_of(*found) if found else None
    if plan is None:
        raise NotFound
    return plan


def _whom(school: Organisation, chosen: str) -> Team | Person | None:
    kind, _colon, public_id = chosen.partition(":")
    if kind == "team":
        return next((one for one in teams_at(g.db, school.id) if one.public_id == public_id), None)
    people = people_at(g.db, school, on=day_in_oslo(clock.now())) if kind == "person" else []
    return next((one for one in people if one.public_id == public_id), None)


def _has_begun(run: CourseRun, module_id: str, whom: Team | Person) -> bool:
    """Whether a meeting of the team is held or planned in the module; what anybody has done alone is not asked."""
    if isinstance(whom, Person):
        return False
    return any(row.state != "cancelled" for row in meetings_in_module(g.db, run.id, module_id, whom.id))


def _page(run: CourseRun, form: ExceptionForm) -> str:
    at, school, plan = clock.now(), run.organisation, _plan(run)
    note_listing(school, at=at)
    _ = g.language.gettext
    titles = {one.id: title_of(one, g.language) for one in plan.course.modules}
    teams = [(f"team:{one.public_id}", _("The team %(team)s", team=one.name)) for one in teams_at(g.db, school.id)]
    people = [(f"person:{one.public_id}", one.name) for one in people_at(g.db, school, on=day_in_oslo(at))]
    errors = {name: _(sentence) for name, sentence in form.errors.items()}
    return render_template(
        "exceptions/exceptions.html",
        run=run,
        nav=run_nav(run),
        course=plan.course,
        found=operations.exceptions_in(g.db, run),
        titles=titles,
        form=form,
        errors=errors,
        whom=[("", _("Choose")), *teams, *people],
        modules=[("", _("Choose")), *((one.id, one.name) for one in plan.course.modules)],
    )
