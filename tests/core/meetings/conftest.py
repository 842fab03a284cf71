"""A small school in the middle of its run: two teams, a leader, a resource teacher, a guest."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from courseengine.core.course.activities.meeting import AgendaItem
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import plan_meeting
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.runs.models import CourseRun

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@dataclass
class School:
    """Those who meet, by first name, and the run they meet in."""

    session: Session
    place: Organisation
    run: CourseRun
    blue: Team
    green: Team
    people: dict[str, int] = field(default_factory=dict)

    def template(self, meets: str = "team", id_: str = "m1-m1", **fields: object) -> Template:
        """A meeting as a module proposes it."""
        agenda = (AgendaItem(minutes=45, text="Talk"), AgendaItem(minutes=15, text="Decide", decision=True))
        return Template(kind="meeting", id=id_, title="What we promise", meets=meets, agenda=agenda, **fields)

    def plan(self, **changed: object) -> Meeting:
        """Plan a meeting of the blue team, an hour ago unless told otherwise."""
        asked: dict[str, object] = {
            "run_id": self.run.id,
            "module_id": "m1",
            "activity": self.template(),
            "teams": [self.blue.id],
            "starts_at": NOW - timedelta(hours=1),
            "length": 60,
            "place": "Room 204",
            "by": self.people["anne"],
            "submit_id": secrets.token_urlsafe(),
            "joint": False,
            "at": NOW,
        }
        return plan_meeting(self.session, **(asked | changed))


@pytest.fixture
def school(session: Session) -> School:
    """The school, in the test's own session."""
    return make_school(session)


def make_school(session: Session) -> School:
    """Blue: Anne, Bjørn. Green: Inga, and Bjørn on the side. Cecilie leads, Rut is resource teacher in blue."""
    owner = Organisation(kind="owner", name="Storvik")
    place = Organisation(kind="school", name="Furulia", parent=owner)
    session.add(place)
    session.flush()
    run = CourseRun(course_id="lk20", organisation_id=place.id, schedule="standard", opened_at=NOW - timedelta(days=70))
    blue = Team(school_id=place.id, kind="team", name="Blue")
    green = Team(school_id=place.id, kind="team", name="Green")
    session.add_all([run, blue, green])
    session.flush()
    school = School(session, place, run, blue, green)
    for name, role, team, main in (
        ("anne", "teacher", blue, True),
        ("bjorn", "teacher", blue, True),
        ("bjorn", "teacher", green, False),
        ("inga", "teacher", green, True),
        ("rut", "resource_teacher", blue, True),
        ("cecilie", "school_leader", None, False),
        ("hanna", None, None, False),
    ):
        _join(school, name, role, team, main=main)
    return school


def _join(school: School, name: str, role: str | None, team: Team | None, *, main: bool) -> None:
    session = school.session
    if name not in school.people:
        person = Person(name=name.title(), email=f"{name}@example.org", created_at=NOW)
        session.add(person)
        session.flush()
        school.people[name] = person.id
    if role:
        session.add(
            Membership(
                person_id=school.people[name],
                organisation_id=school.place.id,
                team_id=team.id if team else None,
                role=role,
                main=main,
                starts_on=date(2026, 8, 1),
            )
        )
        session.flush()
