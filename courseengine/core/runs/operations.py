"""Opening a run: a school begins a course.

A run takes its dates from one of the course's schedules, from a pace and the Monday it starts, or
from a plan of the school's own.
A school goes through a course once at a time.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from difflib import get_close_matches

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core import audit
from courseengine.core.course.model import Course
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import SCHOOLS, has_ended
from courseengine.core.runs.adapting import owner_adapts
from courseengine.core.runs.dates import ModuleDates, written
from courseengine.core.runs.models import CourseRun, Intake

OWN_PACE = "own"
"""the pace of a run whose dates come from a plan of its own"""


def open_run(
    session: Session,
    *,
    course: Course,
    school: Organisation,
    at: datetime,
    schedule: str | None = None,
    pace: str | None = None,
    starts_on: date | None = None,
    pilot: bool = False,
    opened_by: int | None = None,
) -> CourseRun:
    """Let the school begin the course."""
    _refuse_school(session, course, school, at)
    check_dates(course, schedule, pace, starts_on)
    run = CourseRun(schedule=schedule, pace=pace, starts_on=starts_on, pilot=pilot)
    return _begun(session, run, course, school, by=opened_by, at=at)


def open_planned_run(
    session: Session,
    course: Course,
    school: Organisation,
    planned: Sequence[ModuleDates],
    *,
    by: int,
    at: datetime,
    pilot: bool = False,
    previous: CourseRun | None = None,
    intake: Intake | None = None,
) -> CourseRun:
    """Let the school begin the course on dates of its own plan."""
    _refuse_school(session, course, school, at)
    run = CourseRun(
        pace=OWN_PACE,
        starts_on=min(one.opens_on for one in planned),
        dates=written(planned),
        pilot=pilot,
        previous_id=previous.id if previous else None,
        intake_id=intake.id if intake else None,
    )
    return _begun(session, run, course, school, by=by, at=at)


def _refuse_school(session: Session, course: Course, school: Organisation, at: datetime) -> None:
    if school.kind not in SCHOOLS:
        raise Invalid("%(name)s is no school or kindergarten.", field="school", name=school.name)
    if has_ended(school, on=day_in_oslo(at)):
        raise Invalid("%(name)s has closed: no course can begin there.", field="school", name=school.name)
    # Held until the transaction ends: of two who begin at once, the second finds the first's.
    session.execute(select(Organisation.id).where(Organisation.id == school.id).with_for_update(key_share=True))
    running = session.scalar(
        select(CourseRun.opened_at).where(
            CourseRun.course_id == course.id, CourseRun.organisation_id == school.id, CourseRun.ended_at.is_(None)
        )
    )
    if running is not None:
        raise Conflict(
            '%(name)s has been going through "%(course)s" since %(day)s.',
            name=school.name,
            course=course.title,
            day=day_in_oslo(running),
        )


def _begun(
    session: Session, run: CourseRun, course: Course, school: Organisation, *, by: int | None, at: datetime
) -> CourseRun:
    run.course_id, run.organisation, run.opened_at = course.id, school, at
    run.adapted = int(session.scalar(select(owner_adapts(course.id, school.parent_id))) or 0)
    session.add(run)
    session.flush()
    audit.record(session, audit.Event.RUN_OPENED, at=at, actor_id=by, organisation_id=school.id, subject=run.public_id)
    return run


def end_runs_at(session: Session, place: Organisation, *, at: datetime) -> None:
    """Let every run at a place that is no more be over; what was done in them stays to be read."""
    session.execute(
        update(CourseRun).where(CourseRun.organisation_id == place.id, CourseRun.ended_at.is_(None)).values(ended_at=at)
    )


def check_dates(course: Course, schedule: str | None, pace: str | None, starts_on: date | None) -> None:
    """Refuse dates that a run of the course cannot have: it takes a schedule, or a pace and a Monday."""
    if schedule is not None and (pace is not None or starts_on is not None):
        raise Invalid("Give either a schedule, or a start and a pace, not both.", field="schedule")
    if schedule is not None:
        _known("schedule", schedule, list(course.schedules))
        return
    if starts_on is None or pace is None:
        raise Invalid("Give a schedule, or a start and a pace.", field="starts_on")
    _known("pace", pace, list(course.paces))
    if starts_on.weekday() != 0:
        monday = starts_on - timedelta(days=starts_on.weekday())
        raise Invalid(
            "A run starts on a Monday, such as %(before)s or %(after)s; %(day)s is none.",
            field="starts_on",
            before=monday,
            after=monday + timedelta(weeks=1),
            day=starts_on,
        )


def _known(field: str, name: str, names: list[str]) -> None:
    if name in names:
        return
    near = get_close_matches(name, names, n=1)
    there_are = f"There are {', '.join(names)}." if names else f"It has no {field}."
    raise Invalid(
        'The course has no %(what)s called "%(name)s". %(hint)s',
        field=field,
        what=field,
        name=name,
        hint=f"Did you mean {near[0]}?" if near else there_are,
    )
