"""What the log holds: one line for each grant, sign-in and reading of what is others', and never a word of theirs."""

import logging
import re

import pytest
from sqlalchemy import inspect, select

from courseengine.core.accounts.entry import set_password
from courseengine.core.audit import AuditLine, Event
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.progress.models import Answer, TeamAnswer
from tests.web.doors import Doors
from tests.web.pages import crawl

pytestmark = pytest.mark.both_databases
PASSWORD = "sol over Skogvik i mai"


@pytest.fixture
def new_lines(database):
    """The lines since last asked: (event, actor, person, team, place)."""
    seen = set()

    def since():
        with database.reading() as session:
            lines = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
        new = [line for line in lines if line.id not in seen]
        seen.update(line.id for line in lines)
        return [(line.event, line.actor_id, line.person_id, line.team_id, line.organisation_id) for line in new]

    since()
    return since


@pytest.fixture
def registered(database, world):
    """Anne has a password."""
    with database.writing() as session:
        set_password(session, world.people["anne"].id, PASSWORD)


@pytest.mark.usefixtures("registered")
def test_signing_in_leaves_one_line_and_so_does_a_wrong_password(stranger, world, new_lines):
    anne = world.people["anne"].id

    stranger.post("/sign-in", data={"email": "anne@demo.example", "password": PASSWORD})
    assert new_lines() == [(Event.SIGNED_IN, anne, anne, None, None)]

    stranger.post("/sign-in", data={"email": "anne@demo.example", "password": "feil passord"})
    (refused,) = new_lines()
    assert (refused[0], refused[1]) == (Event.SIGN_IN_REFUSED, None)


def test_every_membership_came_with_a_line_that_says_whose_and_where(world, database):
    with database.reading() as session:
        held = select(Membership.person_id, Membership.team_id, Membership.organisation_id)
        granted = select(AuditLine.person_id, AuditLine.team_id, AuditLine.organisation_id)
        lines = session.execute(granted.where(AuditLine.event == Event.ROLE_GRANTED)).all()

        assert sorted(lines, key=str) == sorted(session.execute(held).all(), key=str)


def test_a_run_says_where_it_was_opened(world, database):
    with database.reading() as session:
        opened = session.execute(
            select(AuditLine.subject, AuditLine.organisation_id).where(AuditLine.event == Event.RUN_OPENED)
        ).all()

    assert sorted(opened) == sorted((run.public_id, run.organisation_id) for run in world.runs.values())


def test_reading_what_a_team_wrote_leaves_one_line_a_team(app, world, database, new_lines, as_person):
    doors, cecilie = Doors(app, world, database), as_person("cecilie")
    leader, team = world.people["cecilie"].id, world.teams["8.–10. trinn"].id
    new_lines()

    assert cecilie.get(f"/leader/answers/{doors.answer('8.–10. trinn')}").status_code == 200
    assert new_lines() == [(Event.TEAM_ANSWER_READ, leader, None, team, None)]

    meeting = world.meetings["second"]
    assert cecilie.get(f"/leader/meetings/{meeting.public_id}").status_code == 200
    assert [line[:3] for line in new_lines()] == [(Event.MINUTES_READ, leader, None)]


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("cecilie", "/leader/{school}"),
        ("cecilie", "/leader/teams/{team}"),
        ("gro", "/admin"),
        ("anne", "/meetings/{meeting}"),
        ("anne", "/teams/{own}"),
    ],
)
def test_figures_and_ones_own_leave_none(as_person, world, new_lines, who, where):
    address = where.format(
        school=world.places["furulia"].public_id,
        team=world.teams["8.–10. trinn"].public_id,
        own=world.teams["5.–7. trinn"].public_id,
        meeting=world.meetings["pupils"].public_id,
    )
    reader = as_person(who)
    new_lines()

    assert reader.get(address).status_code == 200
    assert new_lines() == []


def test_who_is_refused_leaves_none(app, world, database, as_person, new_lines):
    doors, eva = Doors(app, world, database), as_person("eva")
    new_lines()

    assert eva.get(f"/leader/answers/{doors.answer('8.–10. trinn')}").status_code == 404
    assert new_lines() == []


def test_neither_the_log_nor_the_servers_own_holds_a_word_of_anybodys(app, hostile_world, as_person, caplog):
    """Everything is opened by those who see most, with names that try to be code; then the names are looked for."""
    caplog.set_level(logging.DEBUG)
    for who in ("cecilie", "gro"):
        client = as_person(who)
        for path, _ in crawl(client):
            client.get(path, headers={"Accept": "application/json"})
        client.get("/admin/log?person=Anne&place=Furulia")
        client.post("/sign-in", data={"email": "anne@demo.example", "password": "et gjettet passord"})

    with app.extensions["database"].reading() as session:
        lines = session.scalars(select(AuditLine)).all()
        columns = [column.key for column in inspect(AuditLine).columns]
        written = " ".join(str(getattr(line, column)) for line in lines for column in columns)
        names = {*session.scalars(select(Person.name)), *session.scalars(select(Organisation.name))}
        names |= {*session.scalars(select(Team.name)), *session.scalars(select(Person.email))}
        texts = {*session.scalars(select(Answer.body)), *session.scalars(select(TeamAnswer.body))}

    assert len(lines) > 100
    assert [name for name in sorted(names | texts) if len(name) > 2 and _is_said(name, written)] == []
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("sqlalchemy"))
    assert [name for name in sorted(names | texts) if len(name) > 2 and _is_said(name, said)] == []


def _is_said(name: str, text: str) -> bool:
    """As words of their own: a random id may hold a short name by chance."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None
