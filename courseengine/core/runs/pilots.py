"""Schools that go through a course before everybody else.

A school asks, an administrator decides. Granted, the run it has becomes a pilot, or a new one
begins; either way it is one run, and it goes on as the same one when the course opens for all: what
was done in it stays. Until a day that is agreed, the school is asked what worked and what did not.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core import audit
from courseengine.core.course.model import Course
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import SCHOOLS, has_ended, in_use
from courseengine.core.runs.models import CourseRun, PilotApplication, PilotFeedback
from courseengine.core.runs.operations import check_dates, open_run

LONGEST_WHY = 2000
LONGEST_FEEDBACK = 5000
FARTHEST = timedelta(days=800)
REMIND_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class PilotDates:
    """When a pilot opens its modules: as its plan says already, by a schedule, or from a Monday on."""

    keep: bool = False
    schedule: str | None = None
    pace: str | None = None
    starts_on: date | None = None


def ask_for_pilot(
    session: Session, place: Organisation, course: Course, *, why: str, by: int, at: datetime
) -> PilotApplication:
    """Note that a school wishes to pilot a course. It can wish the same once at a time."""
    if place.kind not in SCHOOLS or has_ended(place, on=day_in_oslo(at)):
        raise NotFound
    said = why.strip()
    if not said:
        raise Invalid("Write in a few words why your school wishes this.", field="why")
    if len(said) > LONGEST_WHY:
        raise Invalid("Write at most %(limit)d characters.", field="why", limit=LONGEST_WHY)
    if place.kind not in course.places:
        raise Invalid("Choose a course.", field="course")
    waits = select(PilotApplication.id).where(
        PilotApplication.organisation_id == place.id,
        PilotApplication.course_id == course.id,
        PilotApplication.decided_at.is_(None),
    )
    if session.scalar(waits) is not None:
        raise Invalid("You have asked for this already, and it has not been answered yet.", field="course")
    run = running(session, place.id, course.id)
    if run is not None and run.pilot:
        raise Invalid("Your school pilots this course already.", field="course")
    asked = PilotApplication(organisation=place, course_id=course.id, why=said, asked_by=by, asked_at=at)
    session.add(asked)
    session.flush()
    _note(session, audit.Event.PILOT_ASKED, asked, by=by, at=at)
    return asked


def refuse(session: Session, asked: PilotApplication, *, by: int, at: datetime) -> None:
    """Say no."""
    _hold(session, asked)
    _decide(session, asked, granted=False, by=by, at=at)


def grant(
    session: Session,
    asked: PilotApplication,
    course: Course,
    dates: PilotDates,
    *,
    feedback_by: date | None,
    by: int,
    at: datetime,
) -> CourseRun:
    """Say yes: what the school goes through already becomes a pilot, or a pilot begins."""
    _hold(session, asked)
    today = day_in_oslo(at)
    if feedback_by is not None and not today < feedback_by <= today + FARTHEST:
        raise Invalid("Choose a day that has not been yet, within two years.", field="feedback_by")
    if dates.starts_on is not None and abs(dates.starts_on - today) > FARTHEST:
        raise Invalid("That day is too far away. Check the year.", field="starts_on")
    run = running(session, asked.organisation_id, course.id)
    if run is None:
        if dates.keep:
            raise Invalid("The school does not go through the course yet. Choose when it begins.", field="dates")
        run = open_run(
            session,
            course=course,
            school=asked.organisation,
            at=at,
            schedule=dates.schedule,
            pace=dates.pace,
            starts_on=dates.starts_on,
            pilot=True,
            opened_by=by,
        )
    elif not dates.keep:
        if run.dates:
            raise Invalid("The school has published a plan of its own. Let it keep those dates.", field="dates")
        check_dates(course, dates.schedule, dates.pace, dates.starts_on)
        run.schedule, run.pace, run.starts_on = dates.schedule, dates.pace, dates.starts_on
    run.pilot, run.feedback_by = True, feedback_by
    asked.run_id = run.id
    _decide(session, asked, granted=True, by=by, at=at)
    return run


def give_feedback(
    session: Session, run: CourseRun, course: Course, *, module_id: str | None, text: str, by: int, at: datetime
) -> PilotFeedback:
    """Keep what a pilot school says about a module, or about the course."""
    if not run.pilot:
        raise NotFound
    if module_id is not None and course.module(module_id) is None:
        raise Invalid("Choose what it is about.", field="module")
    said = text.strip()
    if not said:
        raise Invalid("Write what worked, and what did not.", field="text")
    if len(said) > LONGEST_FEEDBACK:
        raise Invalid("Write at most %(limit)d characters.", field="text", limit=LONGEST_FEEDBACK)
    latest = session.scalar(
        select(PilotFeedback).where(PilotFeedback.run_id == run.id).order_by(PilotFeedback.id.desc()).limit(1)
    )
    if latest is not None and (latest.given_by, latest.module_id, latest.text) == (by, module_id, said):
        return latest  # the same form sent twice
    given = PilotFeedback(run=run, module_id=module_id, text=said, given_by=by, given_at=at)
    session.add(given)
    session.flush()
    return given


def to_remind(session: Session, *, on: date) -> list[CourseRun]:
    """The pilots whose day is near, and whose schools have neither said anything nor been reminded."""
    said = exists().where(PilotFeedback.run_id == CourseRun.id)
    found = (
        select(CourseRun)
        .join(CourseRun.organisation)
        .where(
            CourseRun.pilot,
            CourseRun.feedback_by.between(on, on + REMIND_BEFORE),
            CourseRun.feedback_reminded_at.is_(None),
            CourseRun.ended_at.is_(None),
            in_use(on),
            ~said,
        )
        .order_by(CourseRun.id)
    )
    return list(session.scalars(found))


def note_reminded(session: Session, run: CourseRun, *, at: datetime) -> bool:
    """Note that its leaders are reminded; False where another worker was faster."""
    noted = session.scalar(
        update(CourseRun)
        .where(CourseRun.id == run.id, CourseRun.feedback_reminded_at.is_(None))
        .values(feedback_reminded_at=at)
        .returning(CourseRun.id)
        .execution_options(synchronize_session=False)
    )
    return noted is not None


def running(session: Session, place_id: int, course_id: str) -> CourseRun | None:
    """The run in which a place goes through a course now."""
    return session.scalar(
        select(CourseRun)
        .where(CourseRun.organisation_id == place_id, CourseRun.course_id == course_id, CourseRun.ended_at.is_(None))
        .limit(1)
    )


def asked_at(session: Session, place: Organisation) -> list[PilotApplication]:
    """What a place has asked for, the latest first."""
    found = select(PilotApplication).where(PilotApplication.organisation_id == place.id)
    return list(session.scalars(found.order_by(PilotApplication.id.desc())))


def everything_asked(session: Session, *, limit: int) -> list[PilotApplication]:
    """What all have asked for: what waits first, and the latest of what is decided."""
    found = (
        select(PilotApplication)
        .options(joinedload(PilotApplication.organisation), joinedload(PilotApplication.asker))
        .order_by(PilotApplication.decided_at.is_not(None), PilotApplication.id.desc())
    )
    return list(session.scalars(found.limit(limit)))


def how_many_wait(session: Session) -> int:
    """How many wishes nobody has answered."""
    waits = select(PilotApplication.id).where(PilotApplication.decided_at.is_(None))
    return len(session.scalars(waits).all())


def feedback_in(session: Session, run: CourseRun) -> list[PilotFeedback]:
    """What a run's school has said, the latest first."""
    found = select(PilotFeedback).where(PilotFeedback.run_id == run.id)
    return list(session.scalars(found.options(joinedload(PilotFeedback.giver)).order_by(PilotFeedback.id.desc())))


def all_feedback(session: Session, *, before: int | None = None, limit: int) -> list[PilotFeedback]:
    """What all pilots have said, the latest first; ``before`` goes on from one."""
    found = select(PilotFeedback).options(joinedload(PilotFeedback.run).joinedload(CourseRun.organisation))
    if before is not None:
        found = found.where(PilotFeedback.id < before)
    return list(session.scalars(found.order_by(PilotFeedback.id.desc()).limit(limit)))


def _hold(session: Session, asked: PilotApplication) -> None:
    """Hold the wish until the transaction ends: of two who answer at once, the second finds it answered."""
    session.refresh(asked, with_for_update={"of": PilotApplication})
    if asked.decided_at is not None:
        raise NotFound


def _decide(session: Session, asked: PilotApplication, *, granted: bool, by: int, at: datetime) -> None:
    asked.decided_by, asked.decided_at, asked.granted = by, at, granted
    session.flush()
    _note(session, audit.Event.PILOT_DECIDED, asked, by=by, at=at)


def _note(session: Session, event: audit.Event, asked: PilotApplication, *, by: int, at: datetime) -> None:
    audit.record(session, event, at=at, actor_id=by, organisation_id=asked.organisation_id, subject=asked.public_id)
