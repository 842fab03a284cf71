"""The site that is measured: the real application on the demo world with a school of sixty.

The floor is a page of the same process that checks the signed session, does one primary-key
select and returns a constant text of 20 kB. It exists here only.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import session as cookie
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from benchmarks.owner import grow
from courseengine.app import create_app
from courseengine.base.db import connect
from courseengine.cli.demo.command import prepare, settings
from courseengine.core.accounts.models import Account
from courseengine.core.accounts.sessions import start_session
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.operations import add_membership, add_person, add_team
from courseengine.core.runs.models import CourseRun

SCHOOL_SIZE = 60
BUSY = 150
"""meetings, each of them with the day by which it is prepared: three hundred items"""
YEAR, MONTH = 300, 28
"""days over which they are spread"""
FLOOR_TEXT = "x" * 20_000
_FLOOR = select(Person.id, Person.name).where(Person.id == bindparam("id"))


@dataclass(frozen=True)
class Seeded:
    """What there is to ask for."""

    run: str
    school: str
    teacher: str
    """the teacher's token"""
    leader: str
    owner: str
    owned: str
    """the owner as a place"""
    busy: str
    """the token of somebody with three hundred items in this school year, the month shown holding what a month holds"""
    busiest: str
    """the token of somebody with three hundred items in this month alone"""
    tokens: list[str]
    """one for each of the school's teachers"""


def seed(folder: Path) -> Seeded:
    """Make the demo world, and grow Furulia to sixty."""
    prepare(folder, datetime.now(UTC))
    database = connect(settings(folder).database_url)
    at = datetime.now(UTC)
    with database.writing() as session:
        school = session.scalars(select(Organisation).where(Organisation.name == "Furulia skole")).one()
        teams = session.scalars(select(Team).where(Team.school_id == school.id).order_by(Team.id)).all()
        there = session.scalars(select(Membership.person_id).where(Membership.organisation_id == school.id)).all()
        for number in range(SCHOOL_SIZE - len(set(there))):
            person = add_person(session, name=f"Benk {number}", email=f"benk{number}@demo.example", at=at)
            session.add(Account(person_id=person.id))
            add_membership(
                session, person=person, organisation=school, role="teacher", team=teams[number % 3], main=True, at=at
            )
        tokens = [start_session(session, person_id, at=at) for person_id in _teachers(session, school.id)]
        leader = session.scalars(select(Person.id).where(Person.name == "Cecilie")).one()
        teacher = session.scalars(select(Person.id).where(Person.name == "Anne")).one()
        run = session.scalars(
            select(CourseRun.public_id).where(CourseRun.organisation_id == school.id, CourseRun.course_id == "lk20")
        ).one()
        eva = session.scalars(select(Person.id).where(Person.name == "Eva")).one()
        owner = session.scalars(select(Organisation).where(Organisation.name == "Skogvik kommune")).one()
        grow(session, owner)
        return Seeded(
            run,
            school.public_id,
            *(start_session(session, person_id, at=at) for person_id in (teacher, leader, eva)),
            owner.public_id,
            *(_busy(session, at, days=days) for days in (YEAR, MONTH)),
            tokens,
        )


def _busy(session: Session, at: datetime, *, days: int) -> str:
    """Somebody whose team meets so often within so many days, in the middle of which today's month begins.

    At a school of their own, so that the leader's page counts the meetings of sixty people and no more.
    """
    school = session.scalars(select(Organisation).where(Organisation.name == "Bjørkelia skole")).one()
    team = add_team(session, school=school, name=f"Møter {days}", kind="team")
    person = add_person(session, name="Travel", email=f"travel{days}@demo.example", at=at)
    session.add(Account(person_id=person.id))
    add_membership(session, person=person, organisation=school, role="teacher", team=team, main=True, at=at)
    run_id = session.scalars(select(CourseRun.id).where(CourseRun.organisation_id == school.id)).one()
    begins = at.replace(day=1) - timedelta(days=(days - MONTH) // 2)
    session.add_all(
        Meeting(
            submit_id=f"busy-{days}-{number}",
            run_id=run_id,
            module_id="m2",
            activity_id="m2-m1",
            title=f"Møte {number}",
            starts_at=begins + timedelta(days=number * days // BUSY),
            length=60,
            planned_by=person.id,
            changed_at=at,
            teams=[team],
        )
        for number in range(BUSY)
    )
    session.flush()
    return start_session(session, person.id, at=at)


def _teachers(session: Session, school_id: int) -> list[int]:
    asked = select(Membership.person_id).where(Membership.organisation_id == school_id, Membership.team_id.is_not(None))
    return sorted(set(session.scalars(asked)))


def make(folder: Path) -> Any:
    """The application, with the floor beside it."""
    app = create_app(settings(folder))

    @app.get("/floor")
    def floor() -> str:
        with app.extensions["database"].engine.connect().execution_options(reading=True) as connection:
            connection.execute(_FLOOR, {"id": 1 if cookie.get("_user_id") else 0}).one()
        return FLOOR_TEXT

    return app


def cookie_for(app: Any, token: str) -> str:
    """The cookie of a signed-in browser, with a CSRF token in it."""
    serializer = app.session_interface.get_signing_serializer(app)
    value = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": secrets.token_hex(20)})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def serve(folder: Path, port: int) -> None:
    """One process with one thread, so that one processor's work is compared."""
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "bench",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        log_enabled=False,
    )
    server.serve(target_loader=partial(make, folder), wrap_loader=False)
