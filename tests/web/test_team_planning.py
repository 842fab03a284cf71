"""Meetings are planned, moved and deleted by those who may."""

from datetime import time

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.meetings.models import Meeting
from tests.web.team_world import hidden, plan_url, when


def test_a_member_plans_for_the_own_team(world, as_person, database):
    client = as_person("anne")
    form = client.get(plan_url(world, "m2-m3"))

    answer = client.post(plan_url(world, "m2-m3"), data=when(world, submit_id=hidden(form, "submit_id")))

    assert answer.status_code == 302
    with database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.activity_id == "m2-m3")).one()
        assert answer.location == f"/meetings/{meeting.public_id}"
        assert [team.name for team in meeting.teams] == ["5.–7. trinn"]
        assert (meeting.joint, meeting.place, meeting.length) == (False, "Rom 204", 60)
        assert clock.in_oslo(world.workday(5), time(14, 15)) == meeting.starts_at


def test_a_double_click_and_two_tabs_make_one_meeting(world, as_person, database):
    client = as_person("anne")
    sent = when(world, submit_id=hidden(client.get(plan_url(world, "m2-m3")), "submit_id"))

    answers = {client.post(plan_url(world, "m2-m3"), data=sent).location for _ in range(2)}

    assert len(answers) == 1
    with database.reading() as session:
        assert len(session.scalars(select(Meeting).where(Meeting.activity_id == "m2-m3")).all()) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"date": ""}, "date"),
        ({"date": "31.2.2027"}, "date"),
        ({"date": "0202-01-01"}, "date"),
        ({"time": "25:00"}, "time"),
        ({"time": ""}, "time"),
        ({"date": "2027-03-28", "time": "02:30"}, "time"),
        ({"date": "2027-10-31", "time": "02:30"}, "time"),
        ({"length": "an hour"}, "length"),
        ({"length": "4"}, "length"),
        ({"place": "x" * 201}, "place"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_what_was_typed_wrongly_comes_back_with_a_sentence(world, as_person, changed, field):
    client = as_person("anne")
    sent = when(world, submit_id=hidden(client.get(plan_url(world)), "submit_id"), **changed)

    answer = client.post(plan_url(world), data=sent)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert hidden(answer, "submit_id") == sent["submit_id"]


def test_a_date_may_be_written_as_one_says_it(world, as_person):
    client = as_person("anne")
    day = world.workday(5)
    sent = when(world, submit_id=hidden(client.get(plan_url(world)), "submit_id"))
    sent |= {"date": f"{day.day}.{day.month}.{day.year}", "time": "14.15"}

    assert client.post(plan_url(world), data=sent).status_code == 302


def test_a_leader_calls_the_teams_that_are_ticked(world, as_person, database):
    client = as_person("cecilie")
    form = client.get(plan_url(world, "m2-m3"))
    chosen = [world.teams[name].public_id for name in ("1.–4. trinn", "5.–7. trinn")]
    assert all(team.public_id in form.text for name, team in world.teams.items() if name in ("1.–4. trinn",))

    client.post(plan_url(world, "m2-m3"), data=when(world, submit_id=hidden(form, "submit_id"), teams=chosen))

    with database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.activity_id == "m2-m3")).one()
        assert (meeting.joint, {team.public_id for team in meeting.teams}) == (True, set(chosen))


def test_an_extra_field_calls_nobody(world, as_person, database):
    client = as_person("bjorn")
    sent = when(world, submit_id=hidden(client.get(plan_url(world, "m2-m3")), "submit_id"))

    client.post(plan_url(world, "m2-m3"), data=sent | {"teams": [world.teams["1.–4. trinn"].public_id]})

    with database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.activity_id == "m2-m3")).one()
        assert [team.name for team in meeting.teams] == ["5.–7. trinn"]


def test_leaders_meet_without_a_team(world, as_person, database):
    client = as_person("cecilie")
    sent = when(world, submit_id=hidden(client.get(plan_url(world, "m0-m1")), "submit_id"))

    answer = client.post(plan_url(world, "m0-m1"), data=sent)

    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Cecilie" in page
    assert "Jonas" in page
    assert as_person("jonas").get(answer.location).status_code == 200
    assert as_person("ingrid").get(answer.location).status_code == 404


@pytest.mark.parametrize(
    ("who", "activity", "status"),
    [
        ("anne", "m1-m1", 200),
        ("cecilie", "m0-m1", 200),
        ("anne", "m0-m1", 404),
        ("anne", "m1-g1", 404),
        ("david", "m1-m1", 404),
        ("eva", "m1-m1", 404),
        ("farid", "m1-m1", 404),
    ],
)
def test_those_plan_who_take_part(world, as_person, who, activity, status):
    assert as_person(who).get(plan_url(world, activity)).status_code == status


def test_a_meeting_is_moved_and_stays_the_same(world, as_person, database):
    url = f"/meetings/{world.meetings['next'].public_id}"
    client = as_person("bjorn")
    assert 'value="14:15"' in client.get(f"{url}/move").text

    moved = client.post(f"{url}/move", data=when(world, time="08:00", place="Biblioteket"))

    assert moved.location == url
    page = client.get(url).text
    assert "08:00" in page
    assert "Biblioteket" in page
    assert client.post(f"{url}/move", data=when(world, time="x")).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("anne", 302), ("bjorn", 404), ("cecilie", 404)])
def test_the_teams_leader_deletes_a_planned_meeting(world, as_person, database, who, status):
    url = f"/meetings/{world.meetings['next'].public_id}/delete"
    client = as_person(who)

    assert client.get(url).status_code == (200 if status == 302 else 404)
    assert client.post(url).status_code == status
    with database.reading() as session:
        assert (session.get(Meeting, world.meetings["next"].id) is None) == (status == 302)


def test_a_held_meeting_is_not_there_to_be_deleted(world, as_person):
    url = f"/meetings/{world.meetings['second'].public_id}/delete"

    assert as_person("ingrid").post(url).status_code == 404
