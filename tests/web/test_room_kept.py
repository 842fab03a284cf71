"""What a process keeps of a room for its telephones is for those who may see it: nobody gets another's part."""

import re
from datetime import timedelta

import pytest

from courseengine.base import clock
from courseengine.core.meeting_room.operations import open_room
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import plan_meeting
from courseengine.core.progress.models import TeamAnswer
from tests.web.team_world import Room

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
MIDDLE, FIRST = "5.–7. trinn", "1.–4. trinn"


@pytest.fixture
def room(world, as_person):
    """The room is open, and its first item is on."""
    room = Room(world, as_person)
    room.post("open", "anne")
    room.press("next")
    return room


def parts(client, url):
    return client.get(f"{url}/room/live").json["parts"]


def test_the_leaders_buttons_are_in_the_leaders_page_alone(room, as_person):
    anne, bjorn = (parts(as_person(who), room.url) for who in ("anne", "bjorn"))

    assert "press-act-next" in anne["press"]
    assert "press-act-next" not in bjorn["press"]
    assert "take-over" in bjorn["lead"]
    assert "take-over" not in anne["lead"]


def test_each_gets_their_own_token(room, as_person):
    tokens = [set(TOKEN.findall("".join(parts(as_person(who), room.url).values()))) for who in ("bjorn", "tor")]

    assert [len(one) for one in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


def test_a_note_is_its_writers_alone(room, as_person):
    room.press("next")
    room.write("Bare jeg leser dette", who="bjorn")

    assert "Bare jeg leser dette" in parts(as_person("bjorn"), room.url)["note"]
    assert "Bare jeg leser dette" not in str(parts(as_person("tor"), room.url))


def test_it_is_read_anew_when_the_room_has_changed(room, as_person):
    before = parts(as_person("tor"), room.url)
    room.post("here", "bjorn")

    assert "0 er her" in before["lead"]
    assert "1 er her: Bjørn" in parts(as_person("tor"), room.url)["lead"]


def test_it_is_read_once_for_all_who_may_do_the_same(room, as_person, count_queries):
    asked = []
    for who in ("bjorn", "tor", "pia"):
        as_person(who)
    for who in ("bjorn", "tor", "pia"):
        client = as_person(who)
        with count_queries() as statements:
            client.get(f"{room.url}/room/live")
        asked.append(len(statements))

    assert asked[0] > asked[1] == asked[2] == 3  # who asks, what they follow, and their own notes


def test_each_team_has_its_own_answer_in_a_meeting_of_two(world, as_person, database):
    clock.start_at(world.meetings["next"].starts_at)
    at, run = clock.now(), world.runs["furulia"]
    with database.writing() as session:
        meeting = plan_meeting(
            session,
            run_id=run.id,
            module_id="m2",
            activity=world.course.activity("m2-m2"),
            teams=[world.teams[MIDDLE].id, world.teams[FIRST].id],
            starts_at=at + timedelta(minutes=5),
            length=60,
            place="",
            by=world.people["cecilie"].id,
            submit_id="two-teams",
            joint=True,
            at=at,
        )
        for name in (MIDDLE, FIRST):
            answer = session.query(TeamAnswer).filter_by(team_id=world.teams[name].id, activity_id="m2-g1").first()
            answer = answer or TeamAnswer(team_id=world.teams[name].id, run_id=run.id, activity_id="m2-g1")
            answer.body, answer.delivered_at = f"Svaret til {name}", None
            session.add(answer)
        open_room(session, session.get_one(Meeting, meeting.id), by=world.people["cecilie"].id, at=at)
        url = f"/meetings/{meeting.public_id}"

    middle, first, both = (parts(as_person(who), url)["answer"] for who in ("anne", "ingrid", "bjorn"))

    assert f"Svaret til {MIDDLE}" in middle
    assert f"Svaret til {FIRST}" in first
    assert f"Svaret til {FIRST}" not in middle + both
    assert f"Svaret til {MIDDLE}" not in first
