"""A module at another time for one team or one person: on the pages of those it concerns, and of nobody else."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.audit import AuditLine, Event
from courseengine.core.progress.operations import complete
from courseengine.core.runs.models import CourseRun, OpeningException
from tests.web.plan_pages import main_of

M3 = "3-dybdelaring"
WHY = "De er ferdige med modul 2 <b>"


@pytest.fixture
def page(world):
    """Where Furulia's leaders decide."""
    return f"/plans/{world.runs['furulia'].public_id}/exceptions"


@pytest.fixture
def module(world):
    """Module 3, which opens in some days."""
    return f"/courses/{world.runs['furulia'].public_id}/modules/{M3}"


def sent(world, whom, day, *, module="m3", why=WHY):
    return {"whom": whom, "module": module, "opens_on": day.isoformat(), "why": why}


def team(world, name):
    return f"team:{world.teams[name].public_id}"


def person(world, key):
    return f"person:{world.people[key].public_id}"


@pytest.mark.both_databases
class TestForATeam:
    def test_its_members_read_the_module_and_are_told_why(self, as_person, page, module, world):
        assert "Åpen siden" not in as_person("anne").get(module).text

        answer = as_person("cecilie").post(page, data=sent(world, team(world, "5.–7. trinn"), world.day(0)))

        assert answer.status_code == 302
        theirs = as_person("anne").get(module)
        assert "for teamet ditt: De er ferdige med modul 2 &lt;b&gt;" in theirs.text
        assert "/activities/m3-v1" in theirs.text
        assert as_person("anne").get(module.replace(f"modules/{M3}", "activities/m3-v1")).status_code == 200

    def test_for_others_nothing_changes(self, as_person, page, module, world):
        before = as_person("ingrid").get(module).text.count("activities/m3")
        as_person("cecilie").post(page, data=sent(world, team(world, "5.–7. trinn"), world.day(0)))

        others = as_person("ingrid").get(module)

        assert others.text.count("activities/m3") == before == 0
        assert "De er ferdige" not in others.text
        leaders = as_person("cecilie").get(f"/leader/{world.places['furulia'].public_id}").text
        assert "Modul 3: Åpner" in leaders

    def test_until_it_opens_the_locked_page_tells_why(self, as_person, page, module, world):
        day = world.day(2)
        as_person("cecilie").post(page, data=sent(world, team(world, "5.–7. trinn"), day))

        theirs = as_person("anne").get(module).text

        assert "for teamet ditt" in theirs
        assert "De er ferdige med modul 2 &lt;b&gt;" in theirs
        assert "for teamet ditt" in as_person("anne").get("/").text

    def test_taken_back_it_is_as_for_all(self, as_person, page, module, world, database):
        cecilie = as_person("cecilie")
        cecilie.post(page, data=sent(world, team(world, "5.–7. trinn"), world.day(0)))
        with database.reading() as session:
            public_id = session.scalars(select(OpeningException.public_id)).one()

        assert cecilie.post(page, data={"end": public_id}).status_code == 302

        assert "activities/m3" not in as_person("anne").get(module).text
        with database.reading() as session:
            assert not session.get(CourseRun, world.runs["furulia"].id).has_exceptions

    def test_what_is_begun_stays_open(self, as_person, page, world):
        answer = as_person("cecilie").post(
            page, data=sent(world, team(world, "5.–7. trinn"), world.day(60), module="m2")
        )

        assert answer.status_code == 422
        assert "det som er begynt, holdes åpent" in answer.text
        assert "De er ferdige" in answer.text


def test_nothing_tells_whether_a_person_has_begun_and_what_is_done_stays_open(as_person, database, page, world):
    anne, run = as_person("anne"), world.runs["furulia"].public_id
    done = f"/courses/{run}/activities/m2-v1"
    assert anne.get(done).status_code == 200
    with database.writing() as session:
        complete(session, world.people["anne"].id, world.runs["furulia"].id, "m2-v1", how="watched", at=clock.now())

    said = [
        as_person("cecilie").post(page, data=sent(world, person(world, who), world.day(60), module="m2"))
        for who in ("anne", "bjorn")
    ]

    assert [answer.status_code for answer in said] == [302, 302]
    assert anne.get(done).status_code == 200
    shut = [anne.get(done.replace("m2-v1", one.id)).status_code for one in world.course.module("m2").activities]
    assert {200, 302} <= set(shut)


def test_an_own_time_is_in_ones_calendar_and_in_nobody_elses(as_person, page, world):
    before = main_of(as_person("ingrid").get("/calendar?month=2027-01"))
    as_person("cecilie").post(page, data=sent(world, team(world, "5.–7. trinn"), date(2027, 1, 13)))

    assert "Modul 3 åpner" in as_person("anne").get("/calendar?month=2027-01").text
    assert "Modul 3 åpner" not in before
    assert main_of(as_person("ingrid").get("/calendar?month=2027-01")) == before


@pytest.mark.both_databases
def test_for_one_person_it_is_that_persons_alone(as_person, page, module, world, database):
    as_person("cecilie").post(page, data=sent(world, person(world, "bjorn"), world.day(0)))

    assert "for deg: De er ferdige" in as_person("bjorn").get(module).text
    assert "De er ferdige" not in as_person("anne").get(module).text
    with database.reading() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.event == Event.OPENING_MOVED)).one()
        assert (line.person_id, line.actor_id) == (world.people["bjorn"].id, world.people["cecilie"].id)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"whom": ""}, "Velg hvem det gjelder."),
        ({"whom": "team:nobody"}, "Velg hvem det gjelder."),
        ({"whom": "person:nobody"}, "Velg hvem det gjelder."),
        ({"module": ""}, "Velg en modul."),
        ({"module": "m9"}, "Velg en modul."),
        ({"opens_on": "31.2.2027"}, "Skriv en dato"),
        ({"opens_on": "2099-01-01"}, "for langt unna"),
        ({"why": "  "}, "Skriv hvorfor"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(as_person, page, world, changes, said):
    data = sent(world, team(world, "5.–7. trinn"), world.day(0)) | changes

    answer = as_person("cecilie").post(page, data=data)

    assert answer.status_code == 422
    assert said in answer.text
    assert "why" in changes or "De er ferdige" in answer.text


def test_nobody_from_another_school_is_chosen(as_person, page, world):
    for whom in (person(world, "ylva"), team(world, "Hele skolen")):
        assert as_person("cecilie").post(page, data=sent(world, whom, world.day(0))).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [("cecilie", 200), ("eva", 200), ("jonas", 404), ("anne", 404), ("ylva", 404)]
)
def test_those_who_plan_see_the_page(as_person, page, who, status):
    assert as_person(who).get(page).status_code == status


def test_one_exception_costs_one_question_and_none_costs_none(as_person, page, world, count_queries):
    anne = as_person("anne")

    def asked(path="/"):
        anne.get(path)
        with count_queries() as statements:
            anne.get(path)
        return len(statements)

    before = asked()
    as_person("cecilie").post(page, data=sent(world, team(world, "1.–4. trinn"), world.day(1) + timedelta(days=1)))

    assert asked() == before + 1


def test_the_pages_about_a_run_begin_at_its_plan(as_person, world):
    run = f"/plans/{world.runs['furulia'].public_id}"
    granli = f"/plans/{world.runs['granli'].public_id}"
    asked = [
        ("cecilie", run, f"{run}/course"),
        ("jonas", run, f"{run}/course"),
        ("cecilie", run, f"{run}/exceptions"),
        ("wilma", granli, f"{granli}/feedback"),
    ]

    for who, plan, page in asked:
        path = as_person(who).get(page).text.partition('class="breadcrumbs"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]+)">([^<]+)', path) == [(plan, "Planen")]
        assert as_person(who).get(plan).status_code == 200
