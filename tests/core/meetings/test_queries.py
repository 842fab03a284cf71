"""Which meetings are next, how they stand, and who is invited."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import note_attendance
from courseengine.core.meetings.queries import (
    invited_to,
    meetings_in_module,
    meetings_of_team,
    next_meeting,
    standings_in,
)
from courseengine.core.meetings.timing import Standing
from courseengine.core.people.models import Membership
from tests.core.meetings.conftest import NOW

SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=8)


def test_the_next_meeting_is_the_first_of_ones_own_teams_that_is_not_over(school):
    school.plan(starts_at=LATER, title="later")
    school.plan(starts_at=SOON, title="soon")
    school.plan(starts_at=NOW, teams=[school.green.id], title="theirs")

    found = next_meeting(school.session, {school.blue.id}, set(), at=NOW)

    assert found is not None
    assert (found.title, found.starts_at, found.place) == ("soon", SOON, "Room 204")


@pytest.mark.parametrize(("minutes", "is_it"), [(59, True), (89, True), (90, False)])
def test_a_meeting_that_runs_over_goes_on_for_a_while(school, minutes, is_it):
    school.plan(starts_at=NOW, length=60)

    found = next_meeting(school.session, {school.blue.id}, set(), at=NOW + timedelta(minutes=minutes))

    assert (found is not None) == is_it


@pytest.mark.parametrize(("minutes", "title"), [(76, "first"), (84, "first"), (85, "second")])
def test_a_meeting_that_runs_over_makes_way_when_people_gather_for_another(school, minutes, title):
    school.plan(starts_at=NOW, length=60, title="first")
    school.plan(starts_at=NOW + timedelta(minutes=100), title="second")

    found = next_meeting(school.session, {school.blue.id}, set(), at=NOW + timedelta(minutes=minutes))

    assert found is not None
    assert found.title == title


def test_whoever_arranges_has_the_joint_ones_next_and_nobody_elses(school):
    school.plan(starts_at=SOON, teams=[school.green.id], title="green alone")
    school.plan(starts_at=LATER, teams=[school.green.id], joint=True, title="joint")

    found = next_meeting(school.session, set(), {school.place.id}, at=NOW)

    assert found is not None
    assert found.title == "joint"
    assert next_meeting(school.session, set(), {school.place.id + 1000}, at=NOW) is None
    assert next_meeting(school.session, set(), set(), at=NOW) is None


def test_a_modules_meetings_are_the_teams_own_and_for_arrangers_the_joint_ones(school):
    school.plan(title="own")
    school.plan(teams=[school.green.id], title="theirs")
    school.plan(teams=[school.green.id], joint=True, title="joint")
    school.plan(module_id="m2", title="elsewhere")

    def titles(team_id, **how):
        return [row.title for row in meetings_in_module(school.session, school.run.id, "m1", team_id, **how)]

    assert titles(school.blue.id) == ["own"]
    assert titles(None, arranges=True) == ["joint"]
    assert sorted(titles(school.blue.id, arranges=True)) == ["joint", "own"]
    assert titles(None) == []


def test_a_teams_meetings_come_in_order_of_time(school):
    school.plan(starts_at=LATER, title="later", module_id="m2")
    school.plan(starts_at=SOON, title="soon")
    school.plan(teams=[school.green.id], title="theirs")

    assert [row.title for row in meetings_of_team(school.session, school.run.id, school.blue.id)] == ["soon", "later"]


def test_a_meeting_that_is_over_and_not_recorded_says_so(school):
    school.plan(starts_at=NOW - timedelta(minutes=60), length=60)
    school.plan(starts_at=NOW - timedelta(minutes=59), length=60)
    school.plan(teams=[school.blue.id, school.green.id], joint=True, starts_at=SOON).state = "held"
    school.session.flush()

    found = standings_in(school.session, school.run.id, at=NOW)

    assert found[school.blue.id, "m1"] == {Standing.NOT_RECORDED: 1, Standing.PLANNED: 1, Standing.HELD: 1}
    assert found[school.green.id, "m1"] == {Standing.HELD: 1}


def test_each_is_invited_once_for_the_main_team_and_arrangers_last(school):
    meeting = school.plan(teams=[school.blue.id, school.green.id], joint=True)

    assert [(one.name, one.team_name) for one in invited_to(school.session, meeting)] == [
        ("Anne", "Blue"),
        ("Bjorn", "Blue"),
        ("Rut", "Blue"),
        ("Inga", "Green"),
        ("Cecilie", ""),
    ]


def test_those_are_invited_who_are_in_the_team_on_the_day(school):
    inga = school.session.scalars(select(Membership).where(Membership.person_id == school.people["inga"])).one()
    inga.ends_on = date(2026, 11, 24)
    school.session.flush()

    def invited(meeting: Meeting) -> list[str]:
        return [one.name for one in invited_to(school.session, meeting)]

    assert "Inga" in invited(school.plan(teams=[school.green.id], starts_at=NOW))
    assert "Inga" not in invited(school.plan(teams=[school.green.id], starts_at=SOON))


def test_whoever_was_there_stays_with_the_team_of_that_day(school):
    meeting = school.plan(teams=[school.green.id], starts_at=NOW)
    note_attendance(school.session, meeting, school.people["inga"], present=True, by=school.people["inga"], at=NOW)
    inga = school.session.scalars(select(Membership).where(Membership.person_id == school.people["inga"])).one()
    inga.ends_on = date(2026, 9, 1)
    school.session.flush()

    found = {one.name: (one.team_name, one.present) for one in invited_to(school.session, meeting)}

    assert found["Inga"] == ("Green", True)
