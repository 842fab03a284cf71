"""A school with people, teams and a course to plan, in the database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.audit import AuditLine
from courseengine.core.course.model import Course
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Person, Team
from courseengine.core.planner import operations
from courseengine.core.planner.document import Document, PlannedMeeting, read
from courseengine.core.planner.operations import Published
from courseengine.core.runs.models import CourseRun
from tests.core.planner.world import make_course, wish
from tests.core.town import Town, build_town

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@dataclass
class Planning:
    """Furulia plans: three teams of three, a leader and a resource teacher."""

    session: Session
    town: Town
    course: Course
    leader: Person
    teams: list[Team]
    teachers: list[list[Person]]
    run: CourseRun

    @property
    def by(self) -> int:
        """Who does it."""
        return self.leader.id

    def current(self) -> Document:
        """The plan that holds."""
        return operations.current(self.session, self.run, self.course)

    def draft(self) -> Document:
        """The draft as it is."""
        draft = operations.draft_of(self.session, self.run)
        assert draft
        return read(draft.document)

    def holds(self) -> int:
        """The number of the plan that holds."""
        held = operations.plan_that_holds(self.session, self.run)
        return held.number if held else 0

    def publish(self, document: Document, *, at: datetime = NOW, why: str = "", seen: int | None = None) -> Published:
        """Let a document be the plan."""
        return operations.publish(
            self.session,
            self.run,
            self.course,
            document,
            seen=self.holds() if seen is None else seen,
            why=why,
            by=self.by,
            at=at,
        )

    def undo(self, *, at: datetime = NOW) -> Published:
        """Undo the plan that holds."""
        held = operations.plan_that_holds(self.session, self.run)
        assert held
        return operations.undo(self.session, held, self.course, by=self.by, at=at)

    def rows(self, **of: object) -> list[Meeting]:
        """The run's meetings, by time."""
        asked = select(Meeting).where(Meeting.run_id == self.run.id).filter_by(**of)
        return list(self.session.scalars(asked.order_by(Meeting.starts_at, Meeting.id)))

    def row(self, public_id: str | None) -> Meeting:
        """One of them."""
        found = self.session.scalars(select(Meeting).where(Meeting.public_id == public_id)).one()
        self.session.refresh(found)
        return found

    def told(self) -> list[str]:
        """What the log says of the run."""
        lines = self.session.scalars(select(AuditLine).order_by(AuditLine.id))
        return [line.event for line in lines if line.event.startswith("run_")]


@pytest.fixture
def planning(session: Session) -> Planning:
    """The school has begun; its meetings wait in a draft."""
    return make_planning(session)


@pytest.fixture
def published(planning: Planning) -> Planning:
    """The draft has been published, with 16 meetings in it."""
    planning.publish(planning.draft())
    return planning


def make_planning(session: Session, *, teams: int = 3, members: int = 3, start: bool = True) -> Planning:
    """The same with as many teams as one wants."""
    town = build_town(session)
    leader, resource = town.person("Cecilie"), town.person("Rut")
    town.belongs(leader, town.furulia, "school_leader", starts_on=date(2026, 1, 1))
    town.belongs(resource, town.furulia, "resource_teacher", starts_on=date(2026, 1, 1))
    made = [town.team(f"Team {number}") for number in range(teams)]
    teachers = []
    for team in made:
        people = [town.person(f"Teacher {number}") for number in range(members)]
        for one in people:
            town.belongs(one, town.furulia, team=team, starts_on=date(2026, 1, 1))
        teachers.append(people)
    course = make_course()
    session.flush()
    run = (
        operations.start_run(session, town.furulia, course, wish(), by=leader.id, at=NOW)
        if start
        else CourseRun(course_id=course.id)
    )
    return Planning(session, town, course, leader, made, teachers, run)


def first(document: Document, activity_id: str = "m1-m2") -> PlannedMeeting:
    """The first meeting of a template."""
    return next(one for one in document.meetings if one.activity_id == activity_id)
