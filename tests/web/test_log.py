"""The audit log, for administrators: every line a sentence, found again, and its reading noted."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import func, select

from courseengine.base import clock
from courseengine.core import audit
from courseengine.core.audit import AuditLine, Event
from courseengine.web.log_page import A_PAGE
from tests.web.hostile import FORMULA, MARKUP
from tests.web.pages import page_of, said

LOG, FILE = "/admin/log", "/admin/log.csv"


@pytest.fixture
def lines(database):
    """How many lines there are of an event, by somebody."""

    def count(event, person):
        with database.reading() as session:
            asked = select(func.count()).where(AuditLine.event == event, AuditLine.actor_id == person.id)
            return session.scalar(asked.select_from(AuditLine))

    return count


@pytest.fixture
def add(app, at):
    """Write many lines."""

    def write(number, event=Event.SIGN_IN_REFUSED, **of):
        with app.extensions["database"].writing() as session:
            for _ in range(number):
                audit.record(session, event, at=at, **of)

    return write


def rows_of(response):
    """The file, read as a spreadsheet reads it."""
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("path", [LOG, FILE])
@pytest.mark.parametrize(("who", "status"), [("gro", 200), ("cecilie", 404), ("eva", 404), ("farid", 404)])
def test_only_administrators_read_it(as_person, path, who, status):
    assert as_person(who).get(path).status_code == status


def test_it_is_linked_from_the_overview(as_person):
    assert LOG in page_of(as_person("gro").get("/admin")).links


@pytest.mark.both_databases
def test_a_line_says_who_did_what_to_whom_and_where(as_person, world, add):
    of = {"actor_id": world.people["cecilie"].id, "person_id": world.people["anne"].id}
    school = world.places["furulia"]
    add(1, Event.ROLE_GRANTED, organisation_id=school.id, subject=f"{school.public_id}:teacher", **of)
    add(1, Event.MINUTES_READ, actor_id=of["actor_id"], team_id=world.teams["1.–4. trinn"].id)

    page = as_person("gro").get(LOG).text

    names = ("Cecilie", "Anne", "Furulia skole", "1.–4. trinn")
    assert [name for name in names if name not in page] == []


def test_names_are_never_code(hostile_world, as_person, add):
    people, team = hostile_world.people, hostile_world.teams["hostile"]
    add(1, Event.ROLE_GRANTED, actor_id=people["markup"].id, person_id=people["formula"].id, team_id=team.id)

    gro = as_person("gro")

    assert MARKUP not in gro.get(LOG).text
    row = next(row for row in rows_of(gro.get(FILE)) if FORMULA in row[1])
    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


class TestPages:
    def test_are_turned_from_where_the_last_one_ended(self, as_person, add):
        add(2 * A_PAGE)
        gro = as_person("gro")

        first = page_of(gro.get(LOG))
        older = next(link for link in first.links if "before=" in link)
        second = gro.get(older)

        assert second.status_code == 200
        assert second.text.count('role="row"') == A_PAGE + 1
        assert LOG in page_of(second).links

    def test_keep_the_search(self, as_person, add):
        add(2 * A_PAGE)

        page = page_of(as_person("gro").get(f"{LOG}?what=sign_ins&since=2026-01-01"))

        older = next(link for link in page.links if "before=" in link)
        assert "what=sign_ins" in older
        assert "since=2026-01-01" in older

    @pytest.mark.both_databases
    @pytest.mark.parametrize("search", ["", "?person=e&place=f&what=roles&since=2026-01-01"])
    def test_cost_the_same_with_one_line_and_with_thirty(self, as_person, world, add, count_queries, search):
        gro = as_person("gro")
        team, school = world.teams["1.–4. trinn"], world.places["furulia"]
        people = list(world.people.values())[:30]

        counts = []
        for number in (1, 30):
            for person in people[:number]:
                of = {"actor_id": person.id, "person_id": world.people["eva"].id, "team_id": team.id}
                add(1, Event.ROLE_GRANTED, organisation_id=school.id, **of)
            gro.get(f"{LOG}{search}")
            with count_queries() as statements:
                assert gro.get(f"{LOG}{search}").status_code == 200
            counts.append(len(statements))

        assert counts[0] == counts[1]


class TestSearch:
    @pytest.mark.parametrize("search", ["?person=david", "?what=teams", "?place=granli", "?until=1.1.2020"])
    def test_narrows(self, as_person, add, world, search):
        add(1, Event.SIGNED_IN, actor_id=world.people["berit"].id)

        pages = {where: as_person("gro").get(f"{LOG}{where}").text for where in ("?person=berit", search)}

        assert pages["?person=berit"].count("Berit") > pages[search].count("Berit") == 0

    @pytest.mark.parametrize("search", ["since=yesterday", "until=31.2.2026", "since=0001-01-01", "until=9999-12-31"])
    def test_a_day_that_is_none_is_said_so(self, as_person, search):
        response = as_person("gro").get(f"{LOG}?person=anne&{search}")

        assert response.status_code == 422
        assert said("Write a date, such as 1.12.2026.") in response.text
        assert 'value="anne"' in response.text

    @pytest.mark.parametrize(
        "search", ["what=x", "before=x", "before=-1", "before=%C2%B2", "before=99999999999999999999"]
    )
    def test_what_cannot_be_meant_narrows_nothing(self, as_person, search):
        assert as_person("gro").get(f"{LOG}?{search}").status_code == 200

    def test_nothing_found_leads_back_to_everything(self, as_person):
        page = as_person("gro").get(f"{LOG}?person=nobodyatall")

        assert said("Nothing was found") in page.text
        assert LOG in page_of(page).links


class TestItsReading:
    def test_is_noted_once_an_hour(self, as_person, world, lines):
        gro = as_person("gro")

        for _ in range(3):
            gro.get(LOG)
        assert lines(Event.LOG_READ, world.people["gro"]) == 1

        clock.start_at(clock.now() + timedelta(minutes=61))
        as_person("gro").get(LOG)  # an administrator who was away for an hour is signed out
        assert lines(Event.LOG_READ, world.people["gro"]) == 2

    def test_of_those_who_are_refused_is_none(self, as_person, world, lines):
        as_person("cecilie").get(LOG)

        assert lines(Event.LOG_READ, world.people["cecilie"]) == 0

    def test_as_a_file_is_noted_each_time(self, as_person, world, lines):
        gro = as_person("gro")

        files = [gro.get(FILE) for _ in range(2)]

        assert lines(Event.LOG_EXPORTED, world.people["gro"]) == 2
        assert [len(rows_of(file)[0]) for file in files] == [4, 4]


def test_the_file_holds_what_the_page_found(as_person, add, world):
    add(3, Event.SIGNED_IN, actor_id=world.people["berit"].id, person_id=world.people["berit"].id)

    response = as_person("gro").get(f"{FILE}?person=berit&what=sign_ins")

    _head, *rows = rows_of(response)
    assert len(rows) == 3
    assert all("Berit" in row[1] for row in rows)
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="log-2026-11-17.csv"'
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
