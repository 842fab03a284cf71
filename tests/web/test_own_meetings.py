"""Meetings of a team's own making, for several templates, in a series, and after what they came from is gone."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.team_changes import merge_teams
from courseengine.core.people.models import Team
from courseengine.core.planner.queries import meetings_of
from courseengine.core.runs.models import CourseRun
from tests.web.team_world import at_the_meeting, hidden, plan_url, when

TEAM = "5.–7. trinn"
LINK = "https://meet.example/rom"


def own_url(world, team=TEAM):
    return f"/teams/{world.teams[team].public_id}/meetings/new"


def planned(database, **alike):
    with database.reading() as session:
        return session.scalars(select(Meeting).filter_by(**alike).order_by(Meeting.starts_at)).all()


@pytest.fixture
def own(world, as_person, database):
    """A meeting that Anne's team thought of itself, and its address."""
    client = as_person("anne")
    sent = when(world, title="Foreldremøtet", link=LINK, submit_id=hidden(client.get(own_url(world)), "submit_id"))
    answers = {client.post(own_url(world), data=sent).location for _ in range(10)}
    assert len(answers) == 1
    return answers.pop()


def test_a_team_meets_about_something_of_its_own(world, as_person, database, own):
    (meeting,) = planned(database, title="Foreldremøtet")

    assert (meeting.module_id, meeting.activity_id, meeting.link, meeting.joint) == ("", "", LINK, False)
    page = as_person("bjorn").get(own).text
    assert "Foreldremøtet" in page
    assert f'href="{LINK}"' in page
    assert as_person("ingrid").get(own).status_code == 404


def test_every_page_that_lists_meetings_knows_it(world, as_person, own):
    anne, leader = as_person("anne"), as_person("cecilie")
    plan, month = world.runs["furulia"].public_id, f"{world.workday(5):%Y-%m}"

    for path in (f"/teams/{world.teams[TEAM].public_id}", f"/calendar?month={month}", f"/courses/{plan}/milestones"):
        assert own in anne.get(path).text, path
    for path in ("/", f"/courses/{plan}/catch-up", f"{own}/calendar.ics", f"{own}/move", f"{own}/agenda"):
        assert anne.get(path).status_code == 200, path
    assert LINK in anne.get(f"{own}/calendar.ics").text.replace("\r\n ", "")
    school = world.places["furulia"].public_id
    for path in (f"/leader/{school}", f"/plans/{plan}", f"/leader/teams/{world.teams[TEAM].public_id}"):
        assert leader.get(path).status_code == 200, path


def test_the_plan_of_the_school_knows_nothing_of_it(world, database, own):
    with database.reading() as session:
        known = meetings_of(session, session.get_one(CourseRun, world.runs["furulia"].id))

    assert world.meetings["next"].public_id in {one.meeting for one in known}
    assert own.rpartition("/")[2] not in {one.meeting for one in known}


def test_it_is_held_and_read_by_those_who_may(world, as_person, database, own):
    (meeting,) = planned(database, title="Foreldremøtet")
    clock.start_at(meeting.starts_at + timedelta(minutes=5))
    client = as_person("anne")
    client.post(f"{own}/attendance", data={"present": world.people["anne"].public_id})

    held = {"act": "hold", "version": "1", "minutes": "", "decision": "Vi inviterer", "no_decision_because": ""}
    assert client.post(f"{own}/record", data=held).status_code == 302

    assert "Vi inviterer" in client.get(own).text
    assert as_person("cecilie").get(f"/leader{own}").status_code == 200
    assert as_person("cecilie").get(f"/leader/teams/{world.teams[TEAM].public_id}").status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x", "link": "http://meet.example"}, "link"),
        ({"title": "x", "times": "21"}, "times"),
        ({"title": "x", "times": "2", "weeks": "many"}, "weeks"),
    ],
)
def test_what_was_typed_wrongly_comes_back_with_a_sentence(world, as_person, changed, field):
    client = as_person("anne")
    sent = when(world, submit_id=hidden(client.get(own_url(world)), "submit_id"), **changed)

    answer = client.post(own_url(world), data=sent)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_series_is_planned_at_once(world, as_person, database):
    client = as_person("anne")
    sent = when(world, title="Fagtid", times="3", weeks="2")
    sent["submit_id"] = hidden(client.get(own_url(world)), "submit_id")

    client.post(own_url(world), data=sent)
    client.post(own_url(world), data=sent)

    found = planned(database, title="Fagtid")
    assert len(found) == 3
    assert all((later.starts_at - one.starts_at).days >= 13 for one, later in pairwise(found))


def test_one_meeting_is_for_two_templates(world, as_person, database):
    client = as_person("anne")
    form = client.get(plan_url(world, "m2-m2"))
    assert 'value="m2-m3"' in form.text

    sent = when(world, also=["m2-m3", "m0-m1"], submit_id=hidden(form, "submit_id"))
    answer = client.post(plan_url(world, "m2-m2"), data=sent)

    (meeting,) = planned(database, activity_id="m2-m2")
    with database.reading() as session:
        assert [one.activity_id for one in session.get_one(Meeting, meeting.id).also] == ["m2-m3"]
    assert world.course.activity("m2-m3").title in client.get(answer.location).text


def test_a_meeting_goes_on_another_day(world, as_person, database):
    path = at_the_meeting(world)
    client = as_person("anne")
    onwards = f"{plan_url(world, 'm2-m1')}?continues={world.meetings['next'].public_id}"
    assert onwards.replace("&", "&amp;") in client.get(path).text
    form = client.get(onwards)

    sent = when(world, submit_id=hidden(form, "submit_id"), continues=hidden(form, "continues"))
    client.post(plan_url(world, "m2-m1"), data=sent)

    (found,) = planned(database, continues_id=world.meetings["next"].id)
    assert found.activity_id == "m2-m1"
    elsewhere = f"{plan_url(world, 'm2-m1')}?continues={world.meetings['second'].public_id}"
    assert client.get(elsewhere).status_code == 404


def test_a_leader_calls_teams_together_about_something_else(world, as_person, database):
    client, url = as_person("cecilie"), f"/schools/{world.places['furulia'].public_id}/meetings/new"
    teams = [world.teams[name].public_id for name in (TEAM, "1.–4. trinn")]
    sent = when(world, title="Eksamen", teams=teams, submit_id=hidden(client.get(url), "submit_id"))

    answer = client.post(url, data=sent)

    assert answer.status_code == 302
    assert as_person("ingrid").get(answer.location).status_code == 200
    assert [one.joint for one in planned(database, title="Eksamen")] == [True]
    assert as_person("anne").get(url).status_code == 404


def test_a_meeting_outlives_its_template(world, as_person, database):
    path = f"/meetings/{world.meetings['next'].public_id}"
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).activity_id = "m2-gone"
    client = as_person("anne")

    for address in (path, f"{path}/agenda", f"/teams/{world.teams[TEAM].public_id}", "/"):
        assert client.get(address).status_code == 200, address
    client.post(f"{path}/agenda", data={"new-text": "Vårt eget", "new-minutes": "20"})
    assert "Vårt eget" in client.get(path).text


def test_a_team_merged_in_the_middle_of_its_meeting_goes_on_with_it(world, as_person, database):
    path = at_the_meeting(world)
    client = as_person("anne")
    client.post(f"{path}/attendance", data={"present": world.people["anne"].public_id})
    with database.writing() as session:
        old, into = (session.get_one(Team, world.teams[name].id) for name in (TEAM, "1.–4. trinn"))
        merge_teams(session, old, into, by=world.people["cecilie"].id, at=clock.now())

    page = as_person("anne").get(path)
    assert page.status_code == 200
    held = {"act": "hold", "version": "1", "minutes": "", "decision": "Videre", "no_decision_because": ""}
    assert as_person("anne").post(f"{path}/record", data=held).status_code == 302
    assert "Videre" in as_person("ingrid").get(path).text


def test_a_meeting_held_twice_is_told_so(world, as_person):
    path = f"/meetings/{world.meetings['second'].public_id}/record"
    held = {"act": "hold", "version": "2", "minutes": "Andre", "minutes_base": "", "decision": "Andre"}

    told = as_person("ingrid").post(path, data=held, follow_redirects=True)

    assert "Møtet var alt registrert som holdt. Det du skrev, er lagret." in told.text
    assert "Andre" in told.text
