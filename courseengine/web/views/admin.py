"""What the installation holds, for whoever runs it: courses, places and runs. Nobody's work."""

from datetime import date, datetime
from http import HTTPStatus

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import N_
from courseengine.core.people.roles import PlaceKind
from courseengine.core.policy.actions import Action
from courseengine.core.reports.installation import Published, count_without_leader, courses_published, places_by_kind
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.pilots import how_many_wait
from courseengine.core.runs.plan import Plan, RunFacts
from courseengine.core.runs.queries import all_runs
from courseengine.web.forms.log import LogForm
from courseengine.web.guard import guard
from courseengine.web.leader_words import Column, Row, name_of
from courseengine.web.log_page import log_file as file_of_log
from courseengine.web.log_page import log_page
from courseengine.web.subjects import plan_of
from courseengine.web.words import opening_words

bp = Blueprint("admin", __name__, url_prefix="/admin")

KIND_NAMES = {
    PlaceKind.OWNER: N_("Owner"),
    PlaceKind.SCHOOL: N_("School"),
    PlaceKind.KINDERGARTEN: N_("Kindergarten"),
    PlaceKind.UNIVERSITY: N_("University"),
    PlaceKind.OTHER: N_("Other place"),
    PlaceKind.OPERATOR: N_("Runs the installation"),
}


@bp.get("")
@guard(Action.SEE_PLACES)
def overview() -> ResponseReturnValue:
    """The courses in use, the places, and who goes through what."""
    _, at = g.language.gettext, clock.now()
    return render_template(
        "admin/overview.html",
        courses=[_course(published) for published in courses_published(g.db)],
        course_columns=[Column(_("Version")), Column(_("Published"))],
        runs=[_run(course_id, run, at) for course_id, run in all_runs(g.db)],
        run_columns=[Column(_("Course")), Column(_("Next opening"))],
        places=_counted(day_in_oslo(at)),
        unled=count_without_leader(g.db, on=day_in_oslo(at)),
        pilots=how_many_wait(g.db),
    )


@bp.get("/log")
@guard(Action.SEE_LOG)
def log() -> ResponseReturnValue:
    """Who did what, newest first."""
    form = LogForm.read(request.args)
    errors = {name: g.language.gettext(sentence) for name, sentence in form.errors.items()}
    page = render_template("admin/log.html", page=log_page(form, at=clock.now()), errors=errors)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK


@bp.get("/log.csv")
@guard(Action.SEE_LOG)
def log_file() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    response = Response(file_of_log(LogForm.read(request.args), at=clock.now()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="log-{day_in_oslo(clock.now())}.csv"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _course(published: Published) -> Row:
    plan = plan_of(published.course_id, None)
    day = g.language.day(published.published_at, year=True)
    cells = [published.version[:8], f"{day} {g.language.clock(published.published_at)}"]
    return Row(plan.course.title if plan else published.course_id, None, cells, published.course_id)


def _run(course_id: str, run: RunFacts, at: datetime) -> Row:
    plan = plan_of(course_id, run)
    return Row(run.school_name, None, [plan.course.title if plan else course_id, _next(plan, run, at)])


def _counted(on: date) -> list[tuple[str, str, int]]:
    """Each kind of place, its name, and how many are in use; whoever runs the installation is none of them."""
    counts = places_by_kind(g.db, on=on)
    kinds = [kind for kind in PlaceKind if counts.get(kind) and kind is not PlaceKind.OPERATOR]
    return [(kind.value, g.language.gettext(KIND_NAMES[kind]), counts[kind]) for kind in kinds]


def _next(plan: Plan | None, run: RunFacts, at: datetime) -> str:
    """The next module to open, in words."""
    _ = g.language.gettext
    if run.ended:
        return _("Ended")
    if plan is None:
        return _("The course is not published")
    coming = [
        (opening.opens_on, module)
        for module in plan.course.modules
        if (opening := plan.openings[module.id]).opens_on and not is_open(opening, at=at)
    ]
    if not coming:
        return _("Everything with a date is open")
    _when, module = min(coming, key=lambda one: one[0])
    words = opening_words(plan.openings[module.id], g.language, at=clock.now(), year=True)
    return f"{name_of(module, g.language)}: {words}"
