"""What a plan has to know, out of the database: the school, and the plan that holds.

A few questions, whatever the size of the school and of the plan.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import OSLO
from courseengine.core.course.model import Course
from courseengine.core.meetings.models import Meeting, MeetingTeam, Waiver
from courseengine.core.people.models import Membership, Organisation, Team
from courseengine.core.people.queries import lasts, teams_at
from courseengine.core.people.roles import AT_A_SCHOOL, IN_A_TEAM, Role
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting, Wishes, read
from courseengine.core.planner.models import PlanDraft, PlanVersion
from courseengine.core.planner.openings import monday_of
from courseengine.core.planner.school import PlanTeam, School
from courseengine.core.runs import dates
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import RunFacts, make_plan
from courseengine.core.runs.queries import run_by_public_id
from courseengine.core.school_days.days import A_WEEK, USUAL
from courseengine.core.school_days.queries import days_of

_ARRANGE = (Role.SCHOOL_LEADER, Role.RESOURCE_TEACHER)


def school_of(session: Session, run: CourseRun, *, on: date) -> School:
    """The school that goes through a run, as it is that day."""
    return school_at(session, run.organisation, on=on)


def school_in(session: Session, run: CourseRun, *, on: date) -> School:
    """The same, with what its teams do without in the run, and what they meet about beside it."""
    waived = session.execute(
        select(Team.public_id, Waiver.module_id, Waiver.activity_id)
        .join(Team, Team.id == Waiver.team_id)
        .where(Waiver.run_id == run.id, Waiver.withdrawn_at.is_(None))
    )
    return replace(
        school_of(session, run, on=on),
        waived=frozenset((*row,) for row in waived),
        beside=tuple(_meetings(session, run, Meeting.activity_id == "")),
    )


def school_at(session: Session, place: Organisation, *, on: date) -> School:
    """A school as it is that day, also one that has not begun a course."""
    rows = session.execute(
        select(Membership.person_id, Membership.team_id, Membership.role, Membership.main).where(
            Membership.organisation_id == place.id, Membership.role.in_(sorted(AT_A_SCHOOL)), lasts(on)
        )
    ).all()
    members: defaultdict[int, set[int]] = defaultdict(set)
    main: defaultdict[int, set[int]] = defaultdict(set)
    for person, team, role, is_main in rows:
        if team is not None and role in IN_A_TEAM:
            members[team].add(person)
            if is_main:
                main[team].add(person)
    return School(
        teams=tuple(
            PlanTeam(team.public_id, team.name, team.kind, frozenset(members[team.id]), frozenset(main[team.id]))
            for team in teams_at(session, place.id)
        ),
        days=days_of(session, place),
        arrangers=frozenset(row.person_id for row in rows if row.role in _ARRANGE),
        place_kind=place.kind,
        people=frozenset(row.person_id for row in rows),
        leaders=frozenset(row.person_id for row in rows if row.role == Role.SCHOOL_LEADER),
    )


def taken_over(session: Session, place: Organisation) -> dict[str, str]:
    """The teams of a school that were merged → the team that each goes on in, by public id."""
    rows = session.execute(select(Team.id, Team.public_id, Team.successor_id).where(Team.school_id == place.id)).all()
    teams = {row.id: row for row in rows}
    found = {}
    for row in rows:
        last, passed = row, {row.id}
        while last.successor_id in teams and last.successor_id not in passed:
            last = teams[last.successor_id]
            passed.add(last.id)
        if last is not row:
            found[row.public_id] = last.public_id
    return found


def plan_that_holds(session: Session, run: CourseRun) -> PlanVersion | None:
    """The newest version that is not undone."""
    return session.scalar(
        select(PlanVersion)
        .where(PlanVersion.run_id == run.id, PlanVersion.undone_at.is_(None))
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )


def dates_at(session: Session, run_id: int, *, at: datetime) -> str | None:
    """A run's dates as they were at an instant, as the run keeps them; None where they have not changed since."""
    rows = session.execute(
        select(PlanVersion.document, PlanVersion.before, PlanVersion.published_at, PlanVersion.undone_at).where(
            PlanVersion.run_id == run_id, or_(PlanVersion.published_at >= at, PlanVersion.undone_at >= at)
        )
    )
    changes = []
    for document, before, published_at, undone_at in rows:
        if published_at >= at:
            changes.append((published_at, before))
        elif undone_at is not None:
            changes.append((undone_at, document))
    if not changes:
        return None
    modules = read(min(changes)[1]).modules
    return dates.written(dates.ModuleDates(one.module_id, one.opens_on, one.done_by) for one in modules)


def versions_of(session: Session, run: CourseRun) -> list[PlanVersion]:
    """Every version that was published, the newest first, with who published and undid it."""
    found = session.scalars(
        select(PlanVersion)
        .where(PlanVersion.run_id == run.id)
        .options(joinedload(PlanVersion.publisher), joinedload(PlanVersion.undoer))
        .order_by(PlanVersion.number.desc())
    )
    return list(found)


def draft_of(session: Session, run: CourseRun) -> PlanDraft | None:
    """The draft, if there is one."""
    return session.scalar(select(PlanDraft).where(PlanDraft.run_id == run.id).options(joinedload(PlanDraft.changer)))


def current(session: Session, run: CourseRun, course: Course) -> Document:
    """The plan that holds, with the meetings as they are now; also of a run without a published plan."""
    held = plan_that_holds(session, run)
    if held is None:
        facts = run_by_public_id(session, run.public_id)
        document = _unpublished(course, facts[1]) if facts else Document(Wishes((), {}))
    else:
        document = read(held.document)
    let_go = [one for one in document.meetings if one.meeting is None and one.state == "dropped"]
    return replace(document, meetings=tuple(sorted([*meetings_of(session, run), *let_go], key=in_order)))


def in_order(meeting: PlannedMeeting) -> tuple[object, ...]:
    """By time."""
    return meeting.day, meeting.at, meeting.key


def meetings_of(session: Session, run: CourseRun) -> list[PlannedMeeting]:
    """The run's meetings as they are, each named by its public id.

    What people meet about beside the course is no part of the plan: nothing moves or drops it.
    """
    return _meetings(session, run, Meeting.activity_id != "")


def _meetings(session: Session, run: CourseRun, which: ColumnElement[bool]) -> list[PlannedMeeting]:
    teams: defaultdict[int, list[str]] = defaultdict(list)
    asked = (
        select(MeetingTeam.meeting_id, Team.public_id)
        .join(Team, Team.id == MeetingTeam.team_id)
        .join(Meeting, Meeting.id == MeetingTeam.meeting_id)
        .where(Meeting.run_id == run.id, which)
        .order_by(Team.id)
    )
    for meeting_id, team in session.execute(asked):
        teams[meeting_id].append(team)
    rows = session.execute(
        select(
            Meeting.id,
            Meeting.public_id,
            Meeting.module_id,
            Meeting.activity_id,
            Meeting.joint,
            Meeting.starts_at,
            Meeting.length,
            Meeting.place,
            Meeting.pinned,
            Meeting.state,
            Meeting.sequence,
        ).where(Meeting.run_id == run.id, which)
    )
    return [
        PlannedMeeting(
            key=row.public_id,
            module_id=row.module_id,
            activity_id=row.activity_id,
            teams=tuple(teams[row.id]),
            joint=row.joint,
            day=row.starts_at.astimezone(OSLO).date(),
            at=row.starts_at.astimezone(OSLO).time(),
            length=row.length,
            place=row.place,
            pinned=row.pinned,
            meeting=row.public_id,
            state=row.state,
            sequence=row.sequence,
        )
        for row in rows
    ]


def _unpublished(course: Course, facts: RunFacts) -> Document:
    """What a run that has no plan of its own goes by: its schedule, or its pace from a start."""
    openings = make_plan(course, replace(facts, paused_on=None)).openings
    dated = {id_: one for id_, one in openings.items() if one.opens_on is not None}
    pace = course.paces.get(facts.pace or "")
    weeks = dict(pace.weeks) if pace else {}
    for id_, one in dated.items():
        if not pace and one.opens_on and one.done_by and one.done_by >= one.opens_on:
            weeks[id_] = _school_weeks(one.opens_on, one.done_by)
    modules = tuple(PlannedDates(id_, one.opens_on, one.done_by) for id_, one in dated.items() if one.opens_on)
    starts = facts.starts_on or min((one.opens_on for one in modules), default=None)
    wishes = Wishes(
        modules=tuple(dated), weeks={id_: number for id_, number in weeks.items() if id_ in dated}, starts_on=starts
    )
    return Document(wishes, modules, paused_on=facts.paused_on)


def _school_weeks(first: date, last: date) -> int:
    monday, found = monday_of(first), 0
    while monday <= last:
        found += USUAL.is_school_week(monday)
        monday += A_WEEK
    return max(1, found)
