"""What a school does otherwise than the course: hide, move, and add activities of its own.

Whoever plans at the school changes it, and its resource teacher looks. An owner changes a course
for all its schools, and a school has the last word. What is hidden stays one click away here.
"""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.course.compiling.own_activity import OWN_KINDS, own_text_in
from courseengine.core.course.model import Module
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.runs import adapting
from courseengine.core.runs.models import CourseRun
from courseengine.web.adaptation_page import Desk, body_apart, course_page, desk_of_owner, desk_of_run
from courseengine.web.forms.adaptation import OwnForm
from courseengine.web.guard import guard
from courseengine.web.plan_nav import plan_nav
from courseengine.web.problem_words import problem_words
from courseengine.web.run_nav import run_nav
from courseengine.web.views.learner import activity_url
from courseengine.web.words import KIND_NAMES, meta_of

bp = Blueprint("adaptation", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/plans/<run>/course")
@guard(Action.SEE_PLAN, run=CourseRun)
def course(run: CourseRun) -> ResponseReturnValue:
    """A module of the course with everything in it, and what the school does otherwise."""
    return _course(desk_of_run(run))


@bp.post("/plans/<run>/course")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def change(run: CourseRun) -> ResponseReturnValue:
    """Hide, show or move an activity."""
    return _change(desk_of_run(run))


@bp.get("/plans/<run>/course/new")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def new(run: CourseRun) -> ResponseReturnValue:
    """Ask for an activity of the school's own."""
    return _new(desk_of_run(run))


@bp.post("/plans/<run>/course/new")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def add(run: CourseRun) -> ResponseReturnValue:
    """Add an activity of the school's own."""
    return _add(desk_of_run(run))


@bp.get("/plans/<run>/course/<activity>")
@guard(Action.SEE_PLAN, run=CourseRun)
def activity(run: CourseRun, activity: str) -> ResponseReturnValue:
    """What is hidden, to be read by those who plan; what is not has a page of its own."""
    return _activity(desk_of_run(run), activity)


@bp.get("/plans/<run>/course/<activity>/edit")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def edit(run: CourseRun, activity: str) -> ResponseReturnValue:
    """An activity of the school's own, to be changed."""
    return _edit(desk_of_run(run), activity)


@bp.post("/plans/<run>/course/<activity>/edit")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def rewrite(run: CourseRun, activity: str) -> ResponseReturnValue:
    """Change an activity of the school's own, or take it away."""
    return _rewrite(desk_of_run(run), activity)


@bp.get("/places/<place>/course/<course_id>")
@guard(Action.PLAN_AT, place=Organisation)
def owner_course(place: Organisation, course_id: str) -> ResponseReturnValue:
    """The same for an owner: what all its schools do otherwise."""
    return _course(desk_of_owner(place, course_id))


@bp.post("/places/<place>/course/<course_id>")
@guard(Action.PLAN_AT, place=Organisation)
def owner_change(place: Organisation, course_id: str) -> ResponseReturnValue:
    """Hide, show or move an activity for all schools."""
    return _change(desk_of_owner(place, course_id))


@bp.get("/places/<place>/course/<course_id>/new")
@guard(Action.PLAN_AT, place=Organisation)
def owner_new(place: Organisation, course_id: str) -> ResponseReturnValue:
    """Ask for an activity of the owner's own."""
    return _new(desk_of_owner(place, course_id))


@bp.post("/places/<place>/course/<course_id>/new")
@guard(Action.PLAN_AT, place=Organisation)
def owner_add(place: Organisation, course_id: str) -> ResponseReturnValue:
    """Add an activity of the owner's own."""
    return _add(desk_of_owner(place, course_id))


@bp.get("/places/<place>/course/<course_id>/<activity>")
@guard(Action.PLAN_AT, place=Organisation)
def owner_activity(place: Organisation, course_id: str, activity: str) -> ResponseReturnValue:
    """What the owner hides, to be read."""
    return _activity(desk_of_owner(place, course_id), activity)


@bp.get("/places/<place>/course/<course_id>/<activity>/edit")
@guard(Action.PLAN_AT, place=Organisation)
def owner_edit(place: Organisation, course_id: str, activity: str) -> ResponseReturnValue:
    """An activity of the owner's own, to be changed."""
    return _edit(desk_of_owner(place, course_id), activity)


@bp.post("/places/<place>/course/<course_id>/<activity>/edit")
@guard(Action.PLAN_AT, place=Organisation)
def owner_rewrite(place: Organisation, course_id: str, activity: str) -> ResponseReturnValue:
    """Change an activity of the owner's own, or take it away."""
    return _rewrite(desk_of_owner(place, course_id), activity)


def _course(desk: Desk) -> str:
    opened = request.args.get("opened", "")
    return render_template("adaptation/course.html", desk=desk, page=course_page(desk), nav=_nav(desk), opened=opened)


def _nav(desk: Desk) -> object:
    return run_nav(desk.run) if desk.run else plan_nav(desk.place)


def _change(desk: Desk) -> ResponseReturnValue:
    """Do what the button says: ``hide:m1-v2``."""
    act, _colon, id_ = request.form.get("act", "").partition(":")
    told = {"by": g.actor.person_id, "at": clock.now()}
    if act == "put_back":
        module = desk.module(id_)
        adapting.put_back(g.db, desk.whose, module, **told)
        flash(g.language.gettext("The module has the order of the course again."), "success")
        return redirect(desk.url("course", module=module.id))
    if act not in ("hide", "show", "up", "down"):
        return redirect(desk.url("course"))
    found = adapting.find(g.db, desk.whose, id_)
    if not desk.sees(found.module, found.placed.activity):
        raise NotFound
    if act == "hide":
        adapting.hide(g.db, desk.whose, id_, **told)
    elif act == "show":
        adapting.show(g.db, desk.whose, id_, **told)
    else:
        seen = desk.seen(found.module, found.sections)
        adapting.move(g.db, desk.whose, id_, up=act == "up", seen=seen, **told)
    # Whoever moves something moves it again: it stays open.
    now = found.placed.activity.id
    return redirect(desk.url("course", module=found.module.id, opened=now, _anchor=f"a-{now}"))


def _activity(desk: Desk, id_: str) -> ResponseReturnValue:
    found = adapting.find(g.db, desk.whose, id_)
    activity, module = found.placed.activity, found.module
    if not desk.reads(module, activity):
        raise NotFound
    if not found.placed.is_hidden and (desk.run or found.placed.own is None):
        return redirect(activity_url(desk.plan, activity.id))
    return render_template(
        "adaptation/activity.html",
        desk=desk,
        found=found,
        activity=activity,
        body=body_apart(desk, activity),
        meta=meta_of(activity, g.language),
    )


def _new(desk: Desk) -> str:
    module = desk.module(request.args.get("module", "")) if "module" in request.args else desk.modules()[0]
    last = module.sections[-1].id if module.sections else ""
    return _form_page(desk, module, OwnForm(section=last))


def _add(desk: Desk) -> ResponseReturnValue:
    id_ = request.form.get("module", "")
    module = desk.module(id_) if id_ else desk.modules()[0]
    form = OwnForm.read(request.form)
    if form.errors:
        return _form_page(desk, module, form), UNPROCESSABLE
    try:
        row = adapting.write_own(
            g.db,
            desk.whose,
            module,
            form.section,
            form.text(g.language.code),
            by=g.actor.person_id,
            at=clock.now(),
        )
    except adapting.NotCompiled as refused:
        return _form_page(desk, module, form, problems=problem_words(refused.problems, g.language)), UNPROCESSABLE
    except Invalid as error:
        return _form_page(desk, module, _with(form, error)), UNPROCESSABLE
    flash(g.language.gettext("It is added."), "success")
    return redirect(desk.url("course", module=module.id, _anchor=f"a-{row.activity_id}"))


def _edit(desk: Desk, id_: str) -> str:
    row = adapting.own_row(g.db, desk.whose, id_)
    return _form_page(desk, desk.module(row.module_id), OwnForm.of(own_text_in(row.source), row.section_id), id_=id_)


def _rewrite(desk: Desk, id_: str) -> ResponseReturnValue:
    row, at = adapting.own_row(g.db, desk.whose, id_), clock.now()
    module = desk.module(row.module_id)
    told = {"by": g.actor.person_id, "at": at}
    if request.form.get("act") == "remove":
        adapting.remove_own(g.db, desk.whose, row, **told)
        flash(g.language.gettext("It is taken away."), "success")
        return redirect(desk.url("course", module=module.id))
    before = own_text_in(row.source)
    form = OwnForm.read({**request.form.to_dict(), "kind": before.kind})
    if form.errors:
        return _form_page(desk, module, form, id_=id_), UNPROCESSABLE
    try:
        adapting.rewrite_own(g.db, desk.whose, row, form.section, form.text(before.language), **told)
    except adapting.NotCompiled as refused:
        words = problem_words(refused.problems, g.language)
        return _form_page(desk, module, form, id_=id_, problems=words), UNPROCESSABLE
    except Invalid as error:
        return _form_page(desk, module, _with(form, error), id_=id_), UNPROCESSABLE
    flash(g.language.gettext("Saved."), "success")
    return redirect(desk.url("course", module=module.id, _anchor=f"a-{id_}"))


def _with(form: OwnForm, error: Invalid) -> OwnForm:
    return replace(form, errors={error.field: g.language.gettext(error.message, **error.values)})


def _form_page(desk: Desk, module: Module, form: OwnForm, *, id_: str = "", problems: tuple[str, ...] = ()) -> str:
    _ = g.language.gettext
    errors = {name: [_(sentence)] for name, sentence in form.errors.items()}
    if problems:
        errors["body"] = list(problems)
    return render_template(
        "adaptation/own.html",
        desk=desk,
        module=module,
        form=form,
        id_=id_,
        kinds=[(kind, _(KIND_NAMES[kind])) for kind in OWN_KINDS],
        sections=[(section.id, section.title) for section in module.sections],
        wrong=errors,
        errors=[(name, sentence) for name, sentences in errors.items() for sentence in sentences],
    )
