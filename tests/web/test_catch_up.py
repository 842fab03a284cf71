"""Whoever joins late gets what matters most, and what the team has come to; nobody else's."""

from datetime import timedelta

import pytest

from courseengine.base.clock import begins
from courseengine.cli.demo.adaptation import CAME_DAYS_AGO
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Membership
from courseengine.core.progress.operations import complete
from courseengine.core.progress.queries import BEFORE, DONE, marks_of
from courseengine.core.reports.catching_up import NEW_FOR, is_new

CALLED = "Du kom mens kurset var i gang"


@pytest.fixture
def path(world):
    """The short path of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}/catch-up"


def essence(world, *modules):
    return [one for id_ in modules for one in world.course.module(id_).activities if one.essence]


@pytest.mark.both_databases
class TestThePage:
    def test_it_holds_the_essence_of_what_is_open(self, as_person, path, world):
        page = as_person("signe").get(path).text

        for one in essence(world, "m1", "m2"):
            assert f"/activities/{one.id}" in page
        assert "/activities/m3-v1" not in page
        assert "/activities/m0-v1" not in page
        assert "/activities/m1-v3" not in page

    def test_and_what_the_team_decided_and_delivered_before_one_came(self, as_person, path, world):
        page = as_person("signe").get(path).text

        assert "Hvert team prøver én endring i to uker og skriver logg." in page
        assert world.course.activity("m1-g2").title in page
        assert f"/meetings/{world.meetings['cafe'].public_id}" in page

    def test_and_what_it_met_about_beside_the_course(self, as_person, path, world, database):
        with database.writing() as session:
            meeting = session.get_one(Meeting, world.meetings["cafe"].id)
            meeting.module_id = meeting.activity_id = ""
            meeting.title = "Skolegården"

        page = as_person("signe").get(path).text

        assert "Skolegården" in page
        assert "skriver logg" in page

    def test_nothing_of_another_team(self, as_person, path, world):
        page = as_person("signe").get(path).text

        assert "Bokmeldingen går ut i år" not in page
        assert f"/meetings/{world.meetings['second'].public_id}" not in page
        assert f"/meetings/{world.meetings['direction'].public_id}" not in page

    def test_those_who_read_without_taking_part_see_the_course_alone(self, as_person, path, world):
        for who, address in (("eva", path), ("farid", f"/courses/{world.course.id}/catch-up")):
            page = as_person(who).get(address)
            assert page.status_code == 200
            assert "skriver logg" not in page.text

    @pytest.mark.parametrize("who", ["ylva", "hanna", "farid"])
    def test_nobody_from_elsewhere(self, as_person, path, who):
        assert as_person(who).get(path).status_code == 404


@pytest.mark.both_databases
class TestTheReminder:
    def test_whoever_came_late_is_led_there_and_nobody_else(self, as_person, path):
        assert CALLED in as_person("signe").get("/").text
        assert CALLED not in as_person("unni").get("/").text
        assert path in as_person("unni").get("/").text

    def test_until_they_have_been_through_it(self, as_person, path, world, database):
        led_there = f'href="{path}">Se det viktigste'
        assert led_there in as_person("signe").get("/").text
        with database.writing() as session:
            for one in essence(world, "m1", "m2"):
                complete(session, world.people["signe"].id, world.runs["furulia"].id, one.id, how="read", at=world.at)

        assert led_there not in as_person("signe").get("/").text

    def test_or_four_weeks_have_passed(self, as_person, world, database):
        with database.writing() as session:
            for row in session.query(Membership).filter_by(person_id=world.people["signe"].id):
                row.starts_on = world.day(-28)

        assert CALLED not in as_person("signe").get("/").text


@pytest.mark.both_databases
def test_meetings_before_one_came_are_nobodys_to_catch_up_with(as_person, world, database):
    run, team, came = world.runs["furulia"].id, world.teams["8.–10. trinn"].id, world.day(-CAME_DAYS_AGO)
    with database.reading() as session:
        signe = marks_of(session, world.people["signe"].id, run, team_id=team, came_on=came)
        unni = marks_of(session, world.people["unni"].id, run, team_id=team, came_on=world.day(-200))
    assert (signe["m1-m1"], signe["m1-m2"], unni["m1-m1"]) == (BEFORE, BEFORE, DONE)
    assert signe.held == unni.held

    page = as_person("signe").get(f"/courses/{world.runs['furulia'].public_id}/modules/1-overordnet-del").text
    activities = [one for one in world.course.module("m1").activities if one.counts and one.for_whom == "everyone"]
    shown = [one for one in activities if one.id != "m1-p2" and one.track is None]
    assert f"0 av {len(shown) - 3}" in page
    assert "Før du kom" in page


def test_one_is_new_for_four_weeks_after_the_run_began(world):
    begun = world.day(-60)

    for came, now, new in (
        (world.day(-6), world.at, True),
        (begun, world.at, False),
        (begun - timedelta(days=1), begins(begun), False),
        (world.day(-6), begins(world.day(-6) + NEW_FOR) - timedelta(seconds=1), True),
        (world.day(-6), begins(world.day(-6) + NEW_FOR), False),
        (None, world.at, False),
    ):
        assert is_new(came, begun, at=now) is new
    assert not is_new(world.day(-6), None, at=world.at)


def test_it_costs_as_much_for_many_modules_as_for_one(as_person, path, count_queries):
    signe = as_person("signe")
    signe.get(path)

    with count_queries() as statements:
        signe.get(path)

    assert len(statements) <= 8
