"""A run's plan: the year at a glance, and everything in it moved by plain forms.

What is moved is kept in a draft that only planners see (meetings: ``plan_meetings.py``);
``plan_changes.py`` shows what it would change, and publishes it. One module's date may also be
published at once, from the plan's own page. A form made from an older state of the plan changes
nothing: both states are shown.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.base.i18n import N_
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.planner import moving, operations
from courseengine.core.planner.differences import double_booked
from courseengine.core.planner.document import Document
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.possible import refuse_shutting
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.web.forms.dates import day_in
from courseengine.web.forms.planner import SLOTS, Errors, ModuleForm, OpeningsForm, WishesForm
from courseengine.web.guard import guard, may
from courseengine.web.plan_letters import tell_of_plan
from courseengine.web.plan_months import months_of
from courseengine.web.plan_nav import other_plans, plan_nav
from courseengine.web.plan_page import PlanAtWork, grouped, in_plan, plan_at_work
from courseengine.web.plan_saving import clash_page, history_of, keep, said, tried
from courseengine.web.run_nav import run_nav
from courseengine.web.wishes_page import WishesPage

bp = Blueprint("planner", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/plans/<run>")
@guard(Action.SEE_PLAN, run=CourseRun)
def plan(run: CourseRun) -> ResponseReturnValue:
    """The plan as a line of months, and what one can do with it."""
    return _plan_page(plan_at_work(run, at=clock.now()))


@bp.post("/plans/<run>")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def move(run: CourseRun) -> ResponseReturnValue:
    """Let modules open on other days: published at once, or kept in the draft."""
    page, form = plan_at_work(run, at=clock.now()), OpeningsForm.read(request.form)
    if form.act == "publish" and not page.may_publish:
        raise NotFound
    errors, moved = dict(form.errors), page.shown
    for id_, day in form.days.items():
        there = next((one for one in page.shown.modules if one.module_id == id_), None)
        if there and there.opens_on != day:
            change = partial(moving.move_module, moved, id_, opens_on=day, today=page.today)
            wrong: Errors = {}
            moved = tried(wrong, "", partial(_staying_open, page, change), moved)
            errors.update({f"opens_{id_}": error for error in wrong.values()})
    if not errors and moved == page.shown:
        errors = {"": Invalid(N_("You have not changed any date."))}
    if errors:
        return _plan_page(page, form, errors), UNPROCESSABLE
    if form.seen != page.seen:
        return clash_page(page, moved)
    if form.act != "publish" or page.draft or _collides(page, moved):
        return keep(page, moved, why=form.why)
    try:
        published = operations.publish(
            g.db, run, page.course, moved, seen=page.number, why=form.why, by=g.actor.person_id, at=page.at
        )
    except Conflict:
        return clash_page(page, moved)
    except Invalid as error:
        return _plan_page(page, form, {error.field: error}), UNPROCESSABLE
    tell_of_plan(page, published)
    flash(g.language.gettext("Published. Those it concerns get a letter."), "success")
    return redirect(url_for("planner.plan", run=run.public_id))


def _staying_open(page: PlanAtWork, change: Callable[[], Document]) -> Document:
    """What comes of a change that shuts nothing which has opened."""
    changed = change()
    refuse_shutting(changed, page.holds, page.course, today=page.today, pilot=page.run.pilot)
    return changed


def _collides(page: PlanAtWork, moved: Document) -> bool:
    """Whether somebody would be in two places at once who is not now."""
    now = {clash.meetings for clash in double_booked(page.holds, page.school)}
    return any(clash.meetings not in now for clash in double_booked(moved, page.school))


def _plan_page(page: PlanAtWork, form: OpeningsForm | None = None, errors: Errors | None = None) -> str:
    place = page.run.organisation
    return render_template(
        "planner/plan.html",
        page=page,
        months=months_of(page),
        nav=plan_nav(place),
        run_nav=run_nav(page.run),
        others=other_plans(page.run),
        form=form,
        errors=said(errors or {}),
        history=history_of(page),
        may_start=may(Action.PLAN_AT, place),
    )


@bp.get("/plans/<run>/modules/<module>")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def module(run: CourseRun, module: str) -> ResponseReturnValue:
    """One module in the plan: its dates, its meetings, and how much time it gets."""
    page = plan_at_work(run, at=clock.now())
    return _module_page(page, in_plan(page, module))


@bp.post("/plans/<run>/modules/<module>")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def change_module(run: CourseRun, module: str) -> ResponseReturnValue:
    """Move the module, stretch it, or move everything from it on."""
    page, form = plan_at_work(run, at=clock.now()), ModuleForm.read(request.form)
    id_ = in_plan(page, module)
    errors = dict(form.errors)
    moved = page.shown
    if not errors:
        change = partial(_changed, page.shown, id_, form, page.today)
        moved = tried(errors, form.act, partial(_staying_open, page, change), moved)
    if errors:
        return _module_page(page, id_, form, errors), UNPROCESSABLE
    return clash_page(page, moved) if form.seen != page.seen else keep(page, moved)


def _changed(document: Document, id_: str, form: ModuleForm, today: date) -> Document:
    """What comes of one of the page's forms."""
    if form.act == "stretch":
        return moving.stretch(document, id_, form.weeks, today=today)
    if form.act == "shift":
        return moving.shift_from(document, id_, 7 * form.weeks, today=today)
    if form.act == "loosen":
        return moving.unpin(document, id_)
    opens_on = day_in(form.opens_on)
    assert opens_on is not None  # the form would have said so
    return moving.move_module(document, id_, opens_on=opens_on, done_by=day_in(form.done_by), today=today)


def _module_page(page: PlanAtWork, id_: str, form: ModuleForm | None = None, errors: Errors | None = None) -> str:
    module = page.course.module(id_)
    dates = next(one for one in page.shown.modules if one.module_id == id_)
    templates = [one for one in module.activities if isinstance(one, Template)] if module else []
    return render_template(
        "planner/module.html",
        page=page,
        id=id_,
        name=page.words.module(id_),
        lang=module.language if module and module.language != g.language.code else None,
        dates=dates,
        form=form,
        errors=said(errors or {}),
        meetings=list(grouped([one for one in page.shown.meetings if one.module_id == id_])),
        templates=templates,
    )


@bp.get("/plans/<run>/wishes")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def wishes(run: CourseRun) -> ResponseReturnValue:
    """What the plan was reckoned from, to be changed."""
    page = plan_at_work(run, at=clock.now())
    return _wishes_page(page, WishesForm.of(page.shown.wishes, page.course, seen=page.seen))


@bp.post("/plans/<run>/wishes")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def draw(run: CourseRun) -> ResponseReturnValue:
    """Reckon the draft anew; what was set by hand, or has been, stays."""
    page, form = plan_at_work(run, at=clock.now()), WishesForm.read(request.form)
    wished, errors = form.wishes(page.course, today=page.today, slots=page.shown.wishes.slots)
    drawn = page.shown
    if wished:
        known = {"kept": page.shown, "today": page.today, "pilot": run.pilot}
        drawn = tried(errors, "starts_on", partial(draw_up, page.course, wished, page.school, **known), drawn)
    if errors:
        return _wishes_page(page, form, errors), UNPROCESSABLE
    return clash_page(page, drawn) if form.seen != page.seen else keep(page, drawn)


def _wishes_page(page: PlanAtWork, form: WishesForm, errors: Errors | None = None) -> str:
    return render_template(
        "planner/wishes.html",
        page=page,
        asks=WishesPage(page.course, slots=page.shown.wishes.slots[len(SLOTS) :]),
        form=form,
        errors=said(errors or {}),
    )
