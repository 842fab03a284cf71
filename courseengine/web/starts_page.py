"""What a school goes through, or an owner's schools: the runs in a list, and what can be started."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import g, url_for

from courseengine.base.clock import day_in_oslo
from courseengine.core.course.library import current_versions
from courseengine.core.course.model import Course
from courseengine.core.people.models import Organisation
from courseengine.core.people.overview import PlaceRow, places_below
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.people.roles import PlaceKind
from courseengine.core.planner.listing import runs_with_draft
from courseengine.core.runs.plan import Because, Plan
from courseengine.core.runs.queries import runs_at
from courseengine.web.plan_page import course_of
from courseengine.web.subjects import kept_plan
from courseengine.web.tables import Column, Row
from courseengine.web.words import near_day

ON_A_PAGE = 25


@dataclass(frozen=True)
class Turn:
    """The page before or after."""

    href: str
    title: str


@dataclass(frozen=True)
class CoursesPage:
    """Everything on the page."""

    owns: bool
    columns: list[Column]
    running: list[Row]
    ended: list[Row]
    startable: list[Course]
    previous: Turn | None
    next: Turn | None

    @property
    def ended_columns(self) -> list[Column]:
        """What is said of a run that is over."""
        return [Column(g.language.gettext("Went on"))]


def courses_page(place: Organisation, *, number: int, at: datetime) -> CoursesPage:
    """The runs of a place, or of the places below it."""
    owns, today = place.kind == PlaceKind.OWNER, day_in_oslo(at)
    schools = schools_of(place, today=today) if owns else []
    ids = [school.id for school in schools] if owns else [place.id]
    versions = current_versions(g.db)
    runs = runs_at(g.db, ids)
    plans = [kept_plan(id_, versions[id_], run) for id_, run in runs if id_ in versions]
    running = sorted((one for one in plans if one.run and not one.run.ended), key=_by_school)
    shown = running[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    drafts = runs_with_draft(g.db, [one.run.id for one in shown if one.run])
    ended = [one for one in plans if one.run and one.run.ended][:ON_A_PAGE]
    return CoursesPage(
        owns=owns,
        columns=_columns(),
        running=[_row(one, owns=owns, has_draft=one.run is not None and one.run.id in drafts, at=at) for one in shown],
        ended=[_ended(one, owns=owns) for one in ended],
        startable=startable(place, schools, running, versions),
        previous=_turn(place, number - 1) if number > 1 else None,
        next=_turn(place, number + 1) if number * ON_A_PAGE < len(running) else None,
    )


def schools_of(place: Organisation, *, today: date) -> list[PlaceRow]:
    """The schools and kindergartens below an owner, by name."""
    return [one for one in places_below(g.db, place.id, on=today) if one.kind in SCHOOLS]


def startable(
    place: Organisation, schools: Sequence[PlaceRow], running: Sequence[Plan], versions: dict[str, str]
) -> list[Course]:
    """The courses that the place, or one of its schools, could begin: each once at a time."""
    kinds = {place.id: place.kind} if place.kind in SCHOOLS else {one.id: one.kind for one in schools}
    busy = {(one.run.school_id, one.course.id) for one in running if one.run}
    courses = [course_of(id_) for id_ in sorted(versions)]
    return [
        course
        for course in courses
        if course.paces and any(kind in course.places and (id_, course.id) not in busy for id_, kind in kinds.items())
    ]


def can_begin(course: Course, schools: Sequence[PlaceRow], at: datetime) -> list[PlaceRow]:
    """Those of an owner's schools that the course is for and that do not go through it already."""
    busy = {
        run.school_id for id_, run in runs_at(g.db, [one.id for one in schools]) if id_ == course.id and not run.ended
    }
    return [one for one in schools if one.kind in course.places and one.id not in busy]


def _by_school(plan: Plan) -> tuple[str, str]:
    return (plan.run.school_name if plan.run else "", plan.course.title)


def _columns() -> list[Column]:
    _ = g.language.gettext
    return [Column(_("How it stands")), Column(_("Opens next")), Column(_("To be done by"))]


def _row(plan: Plan, *, owns: bool, has_draft: bool, at: datetime) -> Row:
    _, run, today = g.language.gettext, plan.run, day_in_oslo(at)
    assert run is not None
    stands = (
        _("Paused from %(day)s", day=near_day(run.paused_on, g.language, at=at)) if run.paused_on else _("Under way")
    )
    if run.pilot:
        stands += " · " + _("pilot")
    if has_draft:
        stands += " · " + _("there is a draft")
    coming = [
        (opening.opens_on, module.name)
        for module in plan.course.modules
        if (opening := plan.openings[module.id]).opens_on and opening.opens_on > today
    ]
    ends = [opening.done_by for opening in plan.openings.values() if opening.done_by]
    following = min(coming, default=None)
    return Row(
        run.school_name if owns else plan.course.title,
        url_for("planner.plan", run=run.public_id),
        [
            stands,
            f"{following[1]}, {near_day(following[0], g.language, at=at)}" if following else None,
            g.language.day(max(ends), year=True) if ends else None,
        ],
        plan.course.title if owns else "",
    )


def _ended(plan: Plan, *, owns: bool) -> Row:
    assert plan.run is not None
    openings = plan.openings.values()
    # A module that the school gives no date opened for everybody, years ago perhaps.
    own = [one for one in openings if one.because is not Because.RELEASE] or openings
    days = [one.opens_on for one in own if one.opens_on]
    ends = [one.done_by for one in own if one.done_by]
    span = [g.language.month(day) for day in (min(days, default=None), max(ends + days, default=None)) if day]
    title = f"{plan.course.title}, {plan.run.school_name}" if owns else plan.course.title
    return Row(title, url_for("planner.plan", run=plan.public_id), ["–".join(dict.fromkeys(span)) or None])


def _turn(place: Organisation, number: int) -> Turn:
    address = url_for("starts.courses", place=place.public_id, page=number)
    return Turn(f"{address}#running", g.language.gettext("Page %(page)d", page=number))
