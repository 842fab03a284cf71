"""A school begins a course, ends it, and begins the next year's; an owner lets several begin at once.

What comes of it is a proposal that waits to be looked at: the plan's own pages take over from here.
"""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.base.i18n import N_
from courseengine.core.course.library import current_versions
from courseengine.core.course.model import Course
from courseengine.core.people.models import Organisation
from courseengine.core.people.overview import PlaceRow
from courseengine.core.people.queries import places_with
from courseengine.core.people.roles import PlaceKind
from courseengine.core.planner import operations
from courseengine.core.planner.document import Wishes
from courseengine.core.planner.drawing import default_wishes
from courseengine.core.planner.queries import school_at
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.web.forms.people import page_in
from courseengine.web.forms.planner import DayForm, Errors, WishesForm
from courseengine.web.guard import guard, may
from courseengine.web.plan_letters import tell_of
from courseengine.web.plan_nav import plan_nav
from courseengine.web.plan_page import course_of, plan_at_work
from courseengine.web.plan_saving import said
from courseengine.web.starts_page import can_begin, courses_page, schools_of
from courseengine.web.wishes_page import WishesPage

bp = Blueprint("starts", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/places/<place>/courses")
@guard(Action.PLAN_AT, place=Organisation)
def courses(place: Organisation) -> ResponseReturnValue:
    """What the school, or an owner's schools, go through; what they could start; what has ended."""
    page = courses_page(place, number=page_in(request.args.get("page", "")), at=clock.now())
    return render_template("starts/courses.html", place=place, nav=plan_nav(place), page=page)


@bp.get("/places/<place>/courses/start")
@guard(Action.PLAN_AT, place=Organisation)
def start(place: Organisation) -> ResponseReturnValue:
    """The form for beginning a course, with what most schools would choose filled in."""
    at = clock.now()
    course = _course(request.args.get("course", ""), place)
    if course is None:
        return redirect(url_for("starts.courses", place=place.public_id))
    wished = default_wishes(
        course,
        school_at(g.db, place, on=day_in_oslo(at)),
        today=day_in_oslo(at),
        track=course.track_at(place.kind),
    )
    return _start_page(place, course, WishesForm.of(wished, course), at=at)


@bp.post("/places/<place>/courses/start")
@guard(Action.PLAN_AT, place=Organisation)
def begin(place: Organisation) -> ResponseReturnValue:
    """Begin: a school gets its proposal to look at, an owner's schools each get theirs."""
    form, at = WishesForm.read(request.form), clock.now()
    course = _course(form.course, place)
    if course is None:
        return redirect(url_for("starts.courses", place=place.public_id))
    wished, errors = form.wishes(course, today=day_in_oslo(at), earliest=day_in_oslo(at))
    begun = _begun(place, course, form, wished, errors, at) if wished else None
    return begun or (_start_page(place, course, form, errors, at=at), UNPROCESSABLE)


def _begun(
    place: Organisation, course: Course, form: WishesForm, wished: Wishes, errors: Errors, at: datetime
) -> ResponseReturnValue | None:
    """What follows when it could be done; None when it could not, and ``errors`` say why."""
    by = g.actor.person_id
    try:
        if place.kind == PlaceKind.OWNER:
            return _let_begin(place, course, form, wished, errors, at)
        run = operations.start_run(g.db, place, course, wished, by=by, at=at)
    except Invalid as error:
        errors[error.field or "starts_on"] = error
        return None
    except Conflict as conflict:
        if place.kind == PlaceKind.OWNER:
            errors["schools"] = Invalid(conflict.message, **conflict.values)
            return None
        errors["course"] = Invalid(N_("This course is under way already. End it first, or change its plan."))
        return None
    return redirect(url_for("planner.plan", run=run.public_id))


def _let_begin(
    owner: Organisation, course: Course, form: WishesForm, wished: Wishes, errors: Errors, at: datetime
) -> ResponseReturnValue | None:
    offered = can_begin(course, schools_of(owner, today=day_in_oslo(at)), at)
    chosen = [one.id for one in offered if one.public_id in form.schools]
    if not chosen:
        errors["schools"] = Invalid(N_("Choose at least one school."))
        return None
    schools = places_with(g.db, chosen)
    operations.take_in(g.db, owner, schools, course, wished, name=form.name, by=g.actor.person_id, at=at)
    told = g.language.ngettext(
        "%(num)d school has begun. Its meetings wait in a draft.",
        "%(num)d schools have begun. Their meetings wait in drafts.",
        len(schools),
    )
    flash(told, "success")
    return redirect(url_for("starts.courses", place=owner.public_id))


def _start_page(
    place: Organisation, course: Course, form: WishesForm, errors: Errors | None = None, *, at: datetime
) -> str:
    offered: list[PlaceRow] = []
    if place.kind == PlaceKind.OWNER:
        offered = can_begin(course, schools_of(place, today=day_in_oslo(at)), at)
    today = day_in_oslo(at)
    days = school_at(g.db, place, on=today).days
    asks = WishesPage(course, tuple((one.public_id, one.name) for one in offered), days=days, today=today)
    return render_template("starts/start.html", place=place, asks=asks, form=form, errors=said(errors or {}))


def _course(id_: str, place: Organisation) -> Course | None:
    """A published course for such a place that schools can choose a pace in."""
    course = course_of(id_) if id_ in current_versions(g.db) else None
    is_for = course is not None and (place.kind == PlaceKind.OWNER or place.kind in course.places)
    return course if course and course.paces and is_for else None


@bp.get("/plans/<run>/end")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def end(run: CourseRun) -> ResponseReturnValue:
    """Ask before a course ends at a school, and say what happens."""
    return render_template("starts/end.html", run=run, course=course_of(run.course_id))


@bp.post("/plans/<run>/end")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def ended(run: CourseRun) -> ResponseReturnValue:
    """End it: everything in it stays to be read."""
    page = plan_at_work(run, at=clock.now())
    tell_of(page, operations.end_run(g.db, run, by=g.actor.person_id, at=page.at))
    flash(g.language.gettext("The course has ended. What was done in it stays to be read."), "success")
    return redirect(url_for("planner.plan", run=run.public_id))


@bp.get("/plans/<run>/next")
@guard(Action.SEE_PLAN, run=CourseRun)
def following(run: CourseRun) -> ResponseReturnValue:
    """Ask when next year's begins."""
    _only_for_planners(run)
    return _next_page(run, DayForm("", "", None, {}))


@bp.post("/plans/<run>/next")
@guard(Action.SEE_PLAN, run=CourseRun)
def begin_next(run: CourseRun) -> ResponseReturnValue:
    """Begin next year's from this one, by week and weekday."""
    _only_for_planners(run)
    form = DayForm.read(request.form)
    if form.errors or form.day is None:
        return _next_page(run, form, form.errors), UNPROCESSABLE
    course = course_of(run.course_id)
    try:
        new = operations.start_next(g.db, run, course, starts_on=form.day, by=g.actor.person_id, at=clock.now())
    except Invalid as error:
        return _next_page(run, form, {"on": error}), UNPROCESSABLE
    except Conflict as conflict:
        return _next_page(run, form, {"on": Invalid(conflict.message, **conflict.values)}), UNPROCESSABLE
    return redirect(url_for("planner.plan", run=new.public_id))


def _only_for_planners(run: CourseRun) -> None:
    """Who only proposes begins nothing; the one before may have ended, which no change of a plan outlasts."""
    if not may(Action.PLAN_AT, run.organisation):
        raise NotFound


def _next_page(run: CourseRun, form: DayForm, errors: Errors | None = None) -> str:
    course = course_of(run.course_id)
    return render_template("starts/next.html", run=run, course=course, form=form, errors=said(errors or {}))
