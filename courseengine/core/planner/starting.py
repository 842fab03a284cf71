"""A run is started from wishes, ended, and started again next year.

Its opening dates hold from the start. The meetings wait in a draft: whoever plans at the school
looks at them, moves what does not suit and publishes, and then each person is told once.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core import audit
from courseengine.core.course.model import Course
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Organisation
from courseengine.core.planner.differences import PersonalChanges, concerned, differences
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting, Wishes, written
from courseengine.core.planner.drafts import drop_draft, keep_draft
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.models import PlanVersion
from courseengine.core.planner.next_year import for_teams_now, same_week
from courseengine.core.planner.openings import monday_from
from courseengine.core.planner.queries import current, in_order, meetings_of, school_at, school_of, taken_over
from courseengine.core.planner.school import School
from courseengine.core.planner.wishes import FARTHEST
from courseengine.core.runs.adapting import carry_over
from courseengine.core.runs.dates import ModuleDates
from courseengine.core.runs.models import CourseRun, Intake
from courseengine.core.runs.operations import open_planned_run

LONGEST_NAME = 120
"""characters"""


def start_run(
    session: Session,
    school_place: Organisation,
    course: Course,
    wishes: Wishes,
    *,
    by: int,
    at: datetime,
    pilot: bool = False,
) -> CourseRun:
    """Let a school begin a course: its opening dates hold at once, the meetings wait in a draft to be looked at."""
    return _start(session, school_place, course, wishes, by=by, at=at, pilot=pilot)


def take_in(
    session: Session,
    owner: Organisation,
    schools: Sequence[Organisation],
    course: Course,
    wishes: Wishes,
    *,
    name: str,
    by: int,
    at: datetime,
) -> Intake:
    """Let several of an owner's schools begin a course at once, each with a draft of its meetings: all or none.

    Raises ``Invalid`` where it does not fit into one school's own year, with ``school`` among its values.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(
            "Give it a name of at most %(limit)d characters, such as the school year.", field="name", limit=LONGEST_NAME
        )
    if not schools:
        raise Invalid("Choose at least one school.", field="schools")
    for school in schools:
        if school.parent_id != owner.id:
            raise Invalid("%(name)s does not belong to this owner.", field="schools", name=school.name)
    intake = Intake(organisation_id=owner.id, course_id=course.id, name=name, made_by=by, made_at=at)
    session.add(intake)
    session.flush()
    for school in schools:
        try:
            _start(session, school, course, wishes, by=by, at=at, intake=intake)
        except Invalid as error:
            raise Invalid(error.message, field=error.field, **error.values, school=school.name) from None
    return intake


def start_next(
    session: Session, run: CourseRun, course: Course, *, starts_on: date, by: int, at: datetime
) -> CourseRun:
    """Next year's run from one that has ended, by week and weekday; the meetings wait in a draft."""
    today = day_in_oslo(at)
    if run.ended_at is None:
        raise Conflict("This year's course is not over yet. End it first, then start the next one from it.")
    if starts_on < today:
        raise Invalid("The start, %(day)s, has passed. Choose today or later.", field="starts_on", day=starts_on)
    if starts_on - today > FARTHEST:
        raise Invalid("%(day)s is more than three years away. Check the year.", field="starts_on", day=starts_on)
    school = school_of(session, run, on=today)
    old = current(session, run, course)
    now = for_teams_now([one for one in old.meetings if one.calls], taken_over(session, run.organisation))
    document = _next_year(replace(old, meetings=tuple(now)), course, school, monday_from(starts_on))
    following = _begin(session, run.organisation, course, document, by=by, at=at, previous=run)
    carry_over(session, run, following)
    return following


def end_run(session: Session, run: CourseRun, *, by: int, at: datetime) -> dict[int, PersonalChanges]:
    """Let a run be over: all in it stays to be read, what was ahead is cancelled. Gives whom that concerns."""
    session.flush()
    session.refresh(run, with_for_update={"of": CourseRun, "key_share": True})
    if run.ended_at is not None:
        return {}
    before = Document(Wishes((), {}), meetings=tuple(meetings_of(session, run)))
    cancelled = set(
        session.scalars(
            update(Meeting)
            .where(Meeting.run_id == run.id, Meeting.state == "planned", Meeting.starts_at > at)
            .values(state="cancelled", sequence=Meeting.sequence + 1, changed_at=at)
            .returning(Meeting.public_id)
        )
    )
    run.ended_at = at
    drop_draft(session, run)
    audit.record(
        session,
        audit.Event.RUN_ENDED,
        at=at,
        actor_id=by,
        organisation_id=run.organisation_id,
        subject=run.public_id,
    )
    left = tuple(replace(one, state="cancelled") if one.meeting in cancelled else one for one in before.meetings)
    found = differences(before, replace(before, meetings=left))
    return concerned(found, school_of(session, run, on=day_in_oslo(at)), None)


def _start(
    session: Session,
    place: Organisation,
    course: Course,
    wishes: Wishes,
    *,
    by: int,
    at: datetime,
    pilot: bool = False,
    intake: Intake | None = None,
) -> CourseRun:
    today = day_in_oslo(at)
    school = school_at(session, place, on=today)
    document = draw_up(course, wishes, school, kept=None, today=today, pilot=pilot)
    return _begin(session, place, course, document, by=by, at=at, pilot=pilot, intake=intake)


def _begin(
    session: Session,
    place: Organisation,
    course: Course,
    document: Document,
    *,
    by: int,
    at: datetime,
    pilot: bool = False,
    previous: CourseRun | None = None,
    intake: Intake | None = None,
) -> CourseRun:
    dates = [ModuleDates(one.module_id, one.opens_on, one.done_by) for one in document.modules]
    run = open_planned_run(session, course, place, dates, by=by, at=at, pilot=pilot, previous=previous, intake=intake)
    # Nothing comes before the first version, so there is nothing that undoing it would bring back.
    openings = written(replace(document, meetings=()))
    session.add(
        PlanVersion(
            run_id=run.id, number=1, document=openings, before=openings, why="", published_by=by, published_at=at
        )
    )
    session.flush()
    if document.meetings:
        keep_draft(session, run, document, by=by, at=at)
    return run


def _next_year(old: Document, course: Course, school: School, start: date) -> Document:
    """The same plan a year on: each day in the same week and on the same weekday, past the days off."""
    modules = [one for one in old.modules if course.module(one.module_id)]
    if not modules:
        raise Invalid("The course has none of the plan's modules any more. Start it anew instead.")
    onwards = same_week(min(one.opens_on for one in modules), start)
    wishes = replace(
        old.wishes,
        modules=tuple(one.module_id for one in modules),
        weeks={id_: weeks for id_, weeks in old.wishes.weeks.items() if course.module(id_)},
        starts_on=start,
        ends_on=None,
        dates=(),
        slots=tuple(
            replace(slot, counted_from=onwards(slot.counted_from) if slot.counted_from else None)
            for slot in old.wishes.slots
        ),
    )
    dated = tuple(
        PlannedDates(one.module_id, _in_school_week(onwards(one.opens_on), school), _end(one, onwards))
        for one in modules
    )
    meetings = [
        replace(
            one,
            key=f"next.{number}",
            teams=tuple(team for team in one.teams if school.team(team)),
            day=_at_work(onwards(one.day), school),
            pinned=False,
            meeting=None,
            state="planned",
            sequence=0,
        )
        for number, one in enumerate(sorted(old.meetings, key=in_order))
    ]
    known = {one.module_id for one in dated}
    kept = (one for one in meetings if one.module_id in known and _is_still_there(one, course))
    return Document(wishes, dated, tuple(sorted(kept, key=in_order)))


def _is_still_there(meeting: PlannedMeeting, course: Course) -> bool:
    return course.activity(meeting.activity_id) is not None and bool(meeting.teams or meeting.joint)


def _end(dates: PlannedDates, onwards: Callable[[date], date]) -> date | None:
    return onwards(dates.done_by) if dates.done_by else None


def _at_work(day: date, school: School) -> date:
    """The same weekday, in the first week from this one on in which people are at work that day."""
    weeks = (day + timedelta(weeks=number) for number in range(52))
    return next((one for one in weeks if school.days.is_at_work(one)), day)


def _in_school_week(day: date, school: School) -> date:
    """The same weekday of the first school week from this one on."""
    monday = day - timedelta(days=day.weekday())
    return next(school.days.school_weeks(monday)) + timedelta(days=day.weekday())
