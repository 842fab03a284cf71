"""Pilots: a school asks to go through a course before everybody else, an administrator decides.

While it lasts, the school's leaders are asked until a day what worked and what did not; whoever runs
the installation reads that, without the name of who wrote it.
"""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.course.model import Course
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.policy.actions import Action
from courseengine.core.runs import pilots as operations
from courseengine.core.runs.models import CourseRun, PilotApplication
from courseengine.core.runs.plan import opens_later
from courseengine.web.forms.pilots import KEEP, DecisionForm
from courseengine.web.guard import guard
from courseengine.web.letters import address_of, tell
from courseengine.web.plan_nav import plan_nav
from courseengine.web.run_nav import run_nav
from courseengine.web.subjects import plan_of, published_plans
from courseengine.web.words import field_errors, in_language, title_of

bp = Blueprint("pilots", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
A_PAGE = 50


@bp.get("/places/<place>/pilot")
@guard(Action.PLAN_AT, place=Organisation)
def pilot(place: Organisation) -> ResponseReturnValue:
    """Ask to pilot a course, and see what has become of it."""
    return _pilot(place, {})


@bp.post("/places/<place>/pilot")
@guard(Action.PLAN_AT, place=Organisation)
def ask(place: Organisation) -> ResponseReturnValue:
    """Ask to pilot a course."""
    if place.kind not in SCHOOLS:
        raise NotFound
    course = next((one for one in _offered(place) if one.id == request.form.get("course")), None)
    if course is None:
        return _pilot(place, {"course": g.language.gettext("Choose a course.")}), UNPROCESSABLE
    try:
        operations.ask_for_pilot(
            g.db, place, course, why=request.form.get("why", ""), by=g.actor.person_id, at=clock.now()
        )
    except Invalid as error:
        return _pilot(place, field_errors(error, g.language)), UNPROCESSABLE
    flash(g.language.gettext("Your wish is sent. You get a letter when it is answered."), "success")
    return redirect(url_for("pilots.pilot", place=place.public_id))


def _pilot(place: Organisation, errors: dict[str, str]) -> str:
    if place.kind not in SCHOOLS:
        raise NotFound
    offered = _offered(place)
    chosen = request.form.get("course", offered[0].id if len(offered) == 1 else "")
    return render_template(
        "pilots/pilot.html",
        place=place,
        nav=plan_nav(place),
        asked=[(one, _course_title(one.course_id)) for one in operations.asked_at(g.db, place)],
        courses=[("", g.language.gettext("Choose")), *((one.id, one.title) for one in offered)],
        chosen=chosen,
        why=request.form.get("why", ""),
        errors=errors,
    )


def _offered(place: Organisation) -> list[Course]:
    """What can open before it does for all: courses for such a place with a module whose day is still to come."""
    courses, today = [plan.course for plan in published_plans()], day_in_oslo(clock.now())
    return [one for one in courses if place.kind in one.places and opens_later(one, on=today)]


@bp.get("/admin/pilots")
@guard(Action.SEE_PLACES)
def pilots() -> ResponseReturnValue:
    """Who wishes to pilot what; what waits comes first."""
    found = operations.everything_asked(g.db, limit=A_PAGE)
    return render_template("pilots/pilots.html", asked=[(one, _course_title(one.course_id)) for one in found])


@bp.get("/admin/pilots/feedback")
@guard(Action.SEE_PLACES)
def all_feedback() -> ResponseReturnValue:
    """What the pilots have said, the latest first."""
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else None
    found = operations.all_feedback(g.db, before=before, limit=A_PAGE + 1)
    return render_template(
        "pilots/all_feedback.html",
        found=[(one, _about(one.run.course_id, one.module_id)) for one in found[:A_PAGE]],
        older=found[A_PAGE - 1].id if len(found) > A_PAGE else None,
    )


@bp.get("/admin/pilots/<pilot>")
@guard(Action.DECIDE_PILOT, pilot=PilotApplication)
def decision(pilot: PilotApplication) -> ResponseReturnValue:
    """What a school wishes and why, and the answer."""
    return _decision(pilot, DecisionForm())


@bp.post("/admin/pilots/<pilot>")
@guard(Action.DECIDE_PILOT, pilot=PilotApplication)
def decide(pilot: PilotApplication) -> ResponseReturnValue:
    """Say yes or no, and tell whoever asked."""
    form, at, by = DecisionForm.read(request.form), clock.now(), g.actor.person_id
    if form.errors or request.form.get("act") not in ("grant", "refuse"):
        return _decision(pilot, form), UNPROCESSABLE
    try:
        if form.grants:
            course = _published(pilot.course_id)
            operations.grant(g.db, pilot, course, form.chosen, feedback_by=form.asked_until, by=by, at=at)
        else:
            operations.refuse(g.db, pilot, by=by, at=at)
    except Invalid as error:
        field = error.field if error.field in ("starts_on", "feedback_by") else "dates"
        said = g.language.gettext(error.message, **error.values)
        return _decision(pilot, replace(form, errors={field: said})), UNPROCESSABLE
    except Conflict as error:
        return _decision(pilot, replace(form, errors={"dates": str(error)})), UNPROCESSABLE
    tell(
        g.db,
        pilot.asker,
        "pilot_decided",
        at=at,
        place=pilot.organisation.name,
        course=_course_title(pilot.course_id),
        granted="yes" if pilot.granted else "",
        link=address_of("pilots.pilot", place=pilot.organisation.public_id),
    )
    flash(g.language.gettext("Answered. Whoever asked gets a letter."), "success")
    return redirect(url_for("pilots.pilots"))


def _decision(asked: PilotApplication, form: DecisionForm) -> str:
    _, course = g.language.gettext, _published(asked.course_id)
    run = operations.running(g.db, asked.organisation_id, course.id)
    ways = [(KEEP, _("As in the plan the school has"))] if run else []
    if run is None or not run.dates:
        ways += [(f"schedule:{name}", _("The dates called “%(name)s”", name=name)) for name in course.schedules]
        paces = course.paces.items()
        ways += [(f"pace:{name}", in_language(pace.title, course.words_in, g.language)) for name, pace in paces]
    errors = {name: _(sentence) for name, sentence in form.errors.items()}
    usual = KEEP if run else "schedule:pilot" if "pilot" in course.schedules else ""
    return render_template(
        "pilots/decision.html",
        asked=asked,
        course=course,
        run=run,
        ways=ways,
        form=form,
        dates=form.dates or usual,
        errors=errors,
    )


@bp.get("/plans/<run>/feedback")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def feedback(run: CourseRun) -> ResponseReturnValue:
    """What a pilot school has said, and a form for more."""
    return _feedback(run, {})


@bp.post("/plans/<run>/feedback")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def give(run: CourseRun) -> ResponseReturnValue:
    """Say something about a module, or about the course."""
    course, module_id = _published(run.course_id), request.form.get("module") or None
    try:
        operations.give_feedback(
            g.db,
            run,
            course,
            module_id=module_id,
            text=request.form.get("text", ""),
            by=g.actor.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        return _feedback(run, field_errors(error, g.language)), UNPROCESSABLE
    flash(g.language.gettext("Thank you. Whoever looks after the course reads it."), "success")
    return redirect(url_for("pilots.feedback", run=run.public_id))


def _feedback(run: CourseRun, errors: dict[str, str]) -> str:
    if not run.pilot:
        raise NotFound
    course = _published(run.course_id)
    return render_template(
        "pilots/feedback.html",
        run=run,
        nav=run_nav(run),
        course=course,
        given=[(one, _about(run.course_id, one.module_id)) for one in operations.feedback_in(g.db, run)],
        modules=[("", g.language.gettext("The course as a whole")), *((one.id, one.name) for one in course.modules)],
        chosen=request.form.get("module", ""),
        text=request.form.get("text", ""),
        errors=errors,
        is_over=run.feedback_by is not None and run.feedback_by < day_in_oslo(clock.now()),
    )


def _published(course_id: str) -> Course:
    plan = plan_of(course_id, None)
    if plan is None:
        raise NotFound
    return plan.course


def _course_title(course_id: str) -> str:
    plan = plan_of(course_id, None)
    return plan.course.title if plan else course_id


def _about(course_id: str, module_id: str | None) -> str:
    """What feedback is about, in words."""
    plan = plan_of(course_id, None)
    module = plan.course.module(module_id) if plan and module_id else None
    if module:
        return title_of(module, g.language)
    return g.language.gettext("The course as a whole") if module_id is None else module_id
