"""The meetings of a plan on their pages: moved for all teams or some, taken out, added; who is double-booked."""

import re
from datetime import time

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.base.clock import OSLO
from courseengine.core.meetings.models import Meeting
from courseengine.core.planner.document import read
from courseengine.core.planner.models import PlanDraft
from tests.web.mail import letters
from tests.web.plan_pages import main_of, seen_on, send


@pytest.fixture
def plan(world):
    """The address of Furulia's plan."""
    return f"/plans/{world.runs['furulia'].public_id}"


@pytest.fixture
def next_meeting(as_person, plan, world):
    """The page on which the meeting of grades 5 to 7 is moved."""
    page = as_person("cecilie").get(plan).text
    found = re.findall(rf'href="({plan}/meetings/[^"]+)"', page)
    return next(one for one in found if "5.–7. trinn" in as_person("cecilie").get(one).text)


@pytest.fixture
def drafted(database, world):
    """The meetings of the draft."""

    def look():
        with database.reading() as session:
            draft = session.get(PlanDraft, world.runs["furulia"].id)
            return read(draft.document).meetings if draft else ()

    return look


def when(**other):
    """The fields of a meeting's time."""
    return {"date": "2026-11-26", "time": "13:00", "length": "60", "place": "Aulaen", **other}


def test_a_moved_meeting_waits_in_the_draft_and_moves_when_it_is_published(
    as_person, database, plan, next_meeting, world
):
    cecilie = as_person("cecilie")
    keys = re.findall(r'name="keys" value="([^"]+)"', cecilie.get(next_meeting).text)

    assert send(cecilie, next_meeting, keys=keys, act="move", **when()).status_code == 302
    assert _starts(database, world) != "2026-11-26 13:00"

    assert send(cecilie, f"{plan}/changes", why="Rommet var opptatt.").status_code == 302
    assert _starts(database, world) == "2026-11-26 13:00"


def _starts(database, world):
    with database.reading() as session:
        starts_at = session.scalar(select(Meeting.starts_at).where(Meeting.id == world.meetings["next"].id))
        return f"{starts_at.astimezone(OSLO):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"date": ""}, "Skriv en dato"),
        ({"date": "30.2.2027"}, "Skriv en dato"),
        ({"time": "25:00"}, "Skriv et klokkeslett"),
        ({"date": "2027-03-28", "time": "02:30"}, "stilles den natta"),
        ({"length": "en time"}, "helt antall minutter"),
        ({"length": "0"}, "minutter"),
    ],
)
def test_a_time_that_cannot_be_is_told_and_kept(as_person, next_meeting, drafted, wrong, told):
    response = send(as_person("cecilie"), next_meeting, act="move", **when(**wrong))

    assert response.status_code == 422
    assert told in main_of(response)
    assert 'value="Aulaen"' in response.text
    assert drafted() == ()


def test_a_meeting_taken_out_can_be_kept_after_all(as_person, plan, next_meeting, drafted):
    cecilie = as_person("cecilie")

    send(cecilie, next_meeting, act="drop")
    assert "er avlyst" in main_of(cecilie.get(f"{plan}/changes"))
    assert "Tas ut" in main_of(cecilie.get(plan))

    send(cecilie, next_meeting, act="back")
    assert {one.state for one in drafted()} <= {"planned", "held"}


def test_meetings_of_several_teams_are_added_at_once_and_moved_apart(as_person, plan, drafted):
    cecilie = as_person("cecilie")
    new = f"{plan}/meetings/new/m2-m3"
    keys = re.findall(r'name="keys" value="([^"]+)"', cecilie.get(new).text)

    added = send(cecilie, new, keys=keys, act="add", **when(date="2027-01-05"))

    assert added.status_code == 302
    new_ones = [one for one in drafted() if one.meeting is None]
    assert len(new_ones) == len(keys)
    together = f"{plan}/meetings/{new_ones[0].key}"
    assert all(one.key in cecilie.get(together).text for one in new_ones)
    send(cecilie, together, keys=[new_ones[0].key], act="move", **when(date="2027-01-07"))
    assert len({one.day for one in drafted() if one.meeting is None}) == 2


def test_a_meeting_for_no_team_is_told(as_person, plan):
    response = send(as_person("cecilie"), f"{plan}/meetings/new/m2-m3", act="add", **when(date="2027-01-05"))

    assert response.status_code == 422
    assert "Velg minst ett team." in main_of(response)


def test_who_would_be_in_two_places_at_once_is_told_by_name(as_person, plan, next_meeting):
    cecilie = as_person("cecilie")
    new = f"{plan}/meetings/new/m2-m3"
    keys = re.findall(r'name="keys" value="([^"]+)"', cecilie.get(new).text)
    send(cecilie, new, keys=keys, act="add", **when(date="2026-11-26"))

    send(cecilie, next_meeting, act="move", **when(date="2026-11-26"))

    page = main_of(cecilie.get(f"{plan}/changes"))
    assert "Noen skulle ha vært to steder samtidig" in page
    assert "Anne" in page


def test_an_owner_sees_how_many_would_be_in_two_places_and_no_names(as_person, plan, next_meeting):
    cecilie = as_person("cecilie")
    new = f"{plan}/meetings/new/m2-m3"
    keys = re.findall(r'name="keys" value="([^"]+)"', cecilie.get(new).text)
    send(cecilie, new, keys=keys, act="add", **when(date="2026-11-26"))
    send(cecilie, next_meeting, act="move", **when(date="2026-11-26"))

    page = main_of(as_person("eva").get(f"{plan}/changes"))

    assert "Noen skulle ha vært to steder samtidig" in page
    assert "Anne" not in page
    assert re.search(r"\d personer:", page)


def test_a_draft_shows_what_a_team_has_moved_meanwhile(as_person, database, plan, next_meeting, world):
    cecilie = as_person("cecilie")
    send(cecilie, f"{plan}/modules/m5", number="1", act="stretch")
    moved = {"date": "2026-11-24", "time": "10:10", "length": "60", "place": "Rom 1"}
    meeting = world.meetings["next"].public_id
    assert as_person("anne").post(f"/meetings/{meeting}/move", data=moved).status_code == 302

    page = main_of(cecilie.get(f"{plan}/changes"))

    assert "Møtet" not in page
    assert "10:10" in main_of(cecilie.get(plan))
    send(cecilie, f"{plan}/pause", on="2026-11-30")
    send(cecilie, f"{plan}/changes")
    assert _starts(database, world) == "2026-11-24 10:10"


@pytest.mark.usefixtures("mailing")
@pytest.mark.parametrize("act", ["move", "drop"])
def test_a_plan_that_changes_a_near_meeting_is_one_letter_at_once_to_each(
    app, as_person, database, plan, next_meeting, world, act
):
    cecilie = as_person("cecilie")
    with database.writing() as session:
        near = session.get_one(Meeting, world.meetings["next"].id)
        near.starts_at = clock.in_oslo(world.day(1), time(14, 15))
    send(cecilie, next_meeting, keys=[world.meetings["next"].public_id], act=act, **when(date="2027-05-11"))
    send(cecilie, plan, act="save", **{f"opens_{id_}": f"2027-02-0{n}" for n, id_ in enumerate(["m3", "m4", "m5"], 1)})

    send(cecilie, f"{plan}/changes")

    sent = letters(app, database)
    mine = [one for one in sent if one.to == "bjorn@demo.example"]
    assert len(mine) == 1
    lines = [line for line in mine[0].text.splitlines() if line.startswith("- ")]
    assert "18.\N{NO-BREAK SPACE}november" in lines[0]
    assert not any(one.to == "cecilie@demo.example" for one in sent)
    assert len(sent) == len({one.to for one in sent})


def test_a_meeting_on_a_day_off_is_warned_about(as_person, plan, next_meeting):
    cecilie = as_person("cecilie")

    send(cecilie, next_meeting, act="move", **when(date="2026-12-25"))

    assert "fredag 25. desember er en fridag" in main_of(cecilie.get(plan)).replace("\N{NO-BREAK SPACE}", " ")


def test_an_older_form_moves_nothing(as_person, plan, next_meeting, drafted):
    cecilie = as_person("cecilie")
    old = seen_on(cecilie, next_meeting)
    send(as_person("jonas"), next_meeting, act="move", **when())

    response = cecilie.post(next_meeting, data={"seen": old, "act": "move", **when(date="2026-11-27")})

    assert response.status_code == 409
    assert "Jonas" in main_of(response)
    assert any(one.day.day == 26 for one in drafted())


@pytest.mark.parametrize("path", ["meetings/nowhere", "meetings/new/m3-t1", "meetings/new/zzz"])
def test_what_is_not_there_is_not_found(as_person, plan, path):
    assert as_person("cecilie").get(f"{plan}/{path}").status_code == 404
