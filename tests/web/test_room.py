"""A meeting's room: everybody invited sees it, one leads, what is written in silence is one's own."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from courseengine.base import clock
from courseengine.core.meeting_room.models import MeetingRoom, RoomNote
from courseengine.core.meetings.models import AgendaItem, Attendance, Meeting
from courseengine.core.meetings.team_changes import merge_teams
from courseengine.core.people.models import Team
from courseengine.core.progress.models import Completion, TeamAnswer
from tests.web.pages import said
from tests.web.team_world import JSON, Room, at_the_meeting, hidden

TASK = "m2-g1"


@pytest.fixture
def room(world, as_person):
    """The meeting has begun, and nobody has opened the room."""
    return Room(world, as_person)


def main(page):
    return page.text[page.text.index("<main") : page.text.index("</main")]


@pytest.mark.parametrize(("who", "status"), [("anne", 200), ("tor", 200), ("ingrid", 404), ("cecilie", 404)])
@pytest.mark.parametrize("part", ["room", "room/live"])
def test_a_room_is_seen_by_those_invited(room, who, status, part):
    assert room.get(who, part).status_code == status


def test_the_meetings_page_leads_to_the_room(room):
    assert f"{room.url}/room" in room._hands("anne").get(room.url).text


def test_nobody_is_offered_the_clock_before_the_room_is_open(room):
    page = main(room.get())

    assert f"{room.url}/room/open" in page
    assert f"{room.url}/room/press" not in page


def test_a_whole_meeting_by_plain_forms(room, world, database):
    room.to_the_silence()
    room.post("here", "tor")
    page = main(room.get("tor"))
    assert "room/here" not in page
    assert "room/here" in main(room.get("bjorn"))
    assert "Skriv alene og stille." in page
    assert re.search(r'data-clock data-ends="\d{13}"[^>]*>4:00', page)
    assert re.search(r'data-clock data-ends="\d{13}"[^>]*>(20:00|19:5\d)', page)

    room.write("Vi kan ta bort oppgavehefter", act="ready")
    assert said("%(ready)s of %(here)s are ready", ready=1, here=1) in main(room.get("tor"))
    assert "oppgavehefter" not in main(room.get("tor"))

    room.press("next_step")
    room.post("note", "bjorn", item=room.item(), act="share")
    assert "oppgavehefter" in main(room.get("tor"))

    present = world.people["anne"].public_id
    client = room._hands("anne")
    back = client.post(f"{room.url}/attendance", data={"present": present, "back": "room"})
    assert back.location.startswith(f"{room.url}/room")
    assert "Anne" in main(room.get("tor"))
    version = hidden(room.get(), "version")
    client.post(
        f"{room.url}/record",
        data={"act": "hold", "version": version, "decision": "Vi tar bort heftene", "back": "room"},
    )

    held = main(room.get("tor"))
    assert said("The meeting has been held") in held
    assert "/room/press" not in held
    with database.reading() as session:
        found = session.scalars(select(MeetingRoom)).one()
        assert (found.code, found.item_id) == (None, None)


def test_ten_taps_on_here_are_one_and_nobody_is_here_before_the_meeting(world, as_person, database):
    early = Room(world, as_person, begun=False)
    early.open()
    early.post("here", "tor")
    with database.reading() as session:
        noted = select(Attendance.person_id).where(Attendance.meeting_id == world.meetings["next"].id)
        assert session.scalars(noted).all() == []
    room = Room(world, as_person)
    for _ in range(10):
        room.post("here", "tor")
    with database.reading() as session:
        assert session.scalars(noted).all() == [world.people["tor"].id]


def test_whoever_does_not_lead_may_take_over_with_one_tap(room):
    room.open().press()
    assert "/room/press" not in main(room.get("bjorn"))
    room.press("next", "bjorn")
    assert said("Somebody else leads the meeting now. Take over first.") in main(room.get("bjorn"))

    room.post("lead", "bjorn")

    assert "/room/press" in main(room.get("bjorn"))
    assert "/room/press" not in main(room.get("anne"))
    assert said("%(name)s leads the meeting", name="Bjørn") in main(room.get("anne"))


@pytest.mark.parametrize(("who", "leads"), [("cecilie", True), ("jonas", True), ("anne", False)])
def test_a_joint_meeting_is_led_by_those_who_arrange_it(world, as_person, database, who, leads):
    with database.writing() as session:
        meeting = session.get_one(Meeting, world.meetings["first"].id)
        meeting.state, meeting.starts_at = "planned", clock.now()
    url = f"/meetings/{world.meetings['first'].public_id}"
    client = as_person(who)

    assert client.get(f"{url}/room").status_code == 200
    assert client.post(f"{url}/room/open").status_code == (302 if leads else 404)
    assert (f"{url}/room/press" in client.get(f"{url}/room").text) is leads
    assert client.post(f"{url}/room/lead").status_code == (302 if leads else 404)


def test_ten_equal_presses_have_one_effect(room, database):
    room.open()
    seen = hidden(room.get(), "seen_clock")

    for _ in range(10):
        room.post("press", act="next", seen_clock=seen)

    assert said("Item %(number)s of %(all)s", number=1, all=5) in main(room.get())
    with database.reading() as session:
        assert len(session.scalars(select(AgendaItem)).all()) == 5


def test_what_may_be_left_out_is_proposed_when_it_is_late(room, world):
    room.open().press()
    clock.start_at(world.meetings["next"].starts_at + timedelta(minutes=12))

    late = main(room.get())
    found = re.search(r'name="cut" value="(\d+)"', late)
    assert said("To be over in time, leave out:") in late
    room.press(None, cut=found[1])

    page = main(room.get())
    assert said("To be over in time, leave out:") not in page
    assert said("Take it up after all") in page
    room.press(None, keep=found[1])
    assert said("To be over in time, leave out:") in main(room.get())


def test_the_clock_stands_when_it_is_told_to(room):
    room.open().press()
    room.press("pause")

    page = main(room.get("tor"))
    assert re.search(r'data-clock data-left="\d+"', page)
    assert "data-ends" not in page
    assert said("The clock stands") in page


@pytest.mark.parametrize(
    "fields", [{}, {"act": "jump"}, {"cut": "x"}, {"stretch": ""}, {"cut": "99999"}, {"keep": "-1"}]
)
def test_a_press_that_is_none_changes_nothing(room, fields):
    room.open().press()

    assert room.post("press", seen_clock=hidden(room.get(), "seen_clock"), **fields).status_code == 404
    assert said("Item %(number)s of %(all)s", number=1, all=5) in main(room.get())


def test_a_page_that_follows_hears_of_what_changes_and_of_nothing_else(room):
    room.open()
    first = room.get("tor", "room/live")
    same = room.get("tor", "room/live", headers={"If-None-Match": first.headers["ETag"]})
    room.press()
    changed = room.get("tor", "room/live", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, same.data, changed.status_code) == (200, 304, b"", 200)
    assert sorted(changed.json["parts"]) == ["agenda", "answer", "lead", "note", "now", "press", "shared"]
    assert changed.json["said"] == "Mål og roller"
    assert same.headers["Server-Time"].isdecimal()


def test_what_is_asked_every_second_writes_nothing(room, count_queries):
    room.open()
    etag = room.get("tor", "room/live").headers["ETag"]
    with count_queries() as statements:
        room.get("tor", "room/live", headers={"If-None-Match": etag})

    assert [one for one in statements if not one.startswith(("SELECT", "WITH"))] == []


def test_a_note_saves_itself_and_is_its_writers_alone(room):
    room.to_the_silence()
    item = room.item()
    answer = room._hands("bjorn").post(
        f"{room.url}/room/note", data={"item": item, "text": "Mitt", "text_base": ""}, headers=JSON
    )

    assert answer.json["text"] == "Mitt"
    assert "Mitt</textarea>" in room.get("bjorn").text
    for part in ("room", "room/live"):
        assert "Mitt" not in room.get("anne", part).text


def test_what_is_too_long_comes_back(room):
    room.to_the_silence()
    long = "x" * 2001

    refused = room.write(long)

    assert refused.status_code == 422
    assert long in refused.text


def test_a_shared_note_goes_into_the_answer_with_one_tap(room, world, database):
    with database.writing() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        agenda = {"minutes": 20, "text": "Runden", "method": "IGP", "activity_id": TASK}
        session.add(AgendaItem(meeting_id=meeting.id, position=0, **agenda))
    room.open().press()
    before = team_text(database, world)
    room.write("Dette er mitt poeng", act="share")
    sent = {"item": room.item(), "of": world.people["bjorn"].public_id, "task": TASK}

    assert f'action="{room.url}/room/use"' in main(room.get("anne"))
    for _ in range(10):
        room.post("use", "anne", **sent)

    assert team_text(database, world) == "\n\n".join(filter(None, [before, "Dette er mitt poeng"]))
    assert said("Is in the answer") in main(room.get("anne"))
    assert room.post("use", "anne", **(sent | {"of": world.people["ingrid"].public_id})).status_code == 404


def team_text(database, world):
    with database.reading() as session:
        found = select(TeamAnswer.body).where(
            TeamAnswer.team_id == world.teams["5.–7. trinn"].id, TeamAnswer.activity_id == TASK
        )
        return session.scalar(found) or ""


def test_the_answer_is_written_in_the_room_and_leads_back_there(room, world, database):
    with database.writing() as session:
        session.add(AgendaItem(meeting_id=world.meetings["next"].id, position=0, minutes=9, text="A", activity_id=TASK))
    room.open().press()
    page = room.get("tor")
    url = re.search(r'data-autosave="(/courses/[^"]+/team-answer)\?team=', page.text)[1]
    sent = {"version": hidden(page, "version"), "body": "Fra rommet", "back": "room", "act": "save"}

    saved = room._hands("tor").post(url, data=sent | {"meeting": room.url.rpartition("/")[2]})

    assert saved.location == f"{room.url}/room#answer"
    assert "Fra rommet</textarea>" in room.get("anne", "room").text


def test_a_film_watched_together_is_done_for_those_who_are_here(room, world, database):
    with database.writing() as session:
        session.execute(delete(Completion).where(Completion.activity_id == "m2-v1"))
    room.open()
    refused = room.post("watched", film="m2-v1")
    assert refused.status_code == 302
    assert said("Note who is here first.") in main(room.get())
    room._hands("anne").post(f"{room.url}/attendance", data={"present": world.people["tor"].public_id})

    room.post("watched", film="m2-v1")

    with database.reading() as session:
        rows = session.execute(
            select(Completion.person_id, Completion.how).where(Completion.activity_id == "m2-v1")
        ).all()
        assert [tuple(row) for row in rows] == [(world.people["tor"].id, "together")]
    assert room.post("watched", film=TASK).status_code == 404


def test_a_rehearsal_can_be_tried_and_leaves_nothing(world, as_person, database):
    room = Room(world, as_person, begun=False)
    page = main(room.get())
    assert said("This is a rehearsal") in page

    room.to_the_silence()
    rehearsed = main(room.get("bjorn"))
    assert "textarea" not in rehearsed
    assert said("Item %(number)s of %(all)s", number=2, all=5) in rehearsed

    at_the_meeting(world)
    room.hands.clear()  # their sessions have ended since
    begun = main(room.get())
    assert said("You have not begun yet") in begun
    assert said("This is a rehearsal") not in begun
    with database.reading() as session:
        assert session.scalars(select(RoomNote)).all() == []
        assert session.scalars(select(Attendance).where(Attendance.meeting_id == world.meetings["next"].id)).all() == []


def test_a_team_that_is_merged_in_the_middle_goes_on(room, world, database):
    room.to_the_silence()
    room.write("Før vi ble slått sammen")
    with database.writing() as session:
        team, into = (session.get_one(Team, world.teams[name].id) for name in ("5.–7. trinn", "1.–4. trinn"))
        merge_teams(session, team, into, by=world.people["cecilie"].id, at=clock.now())

    assert "Før vi ble slått sammen" in room.get("bjorn").text
    assert room.press("next_step").status_code == 302
    assert room.get("ingrid").status_code == 200


def test_a_meeting_whose_template_is_gone_keeps_its_room(room, world, database):
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).activity_id = "gone"
    room.open()

    assert said("This meeting has no agenda. You can note who is here and what you decide all the same.") in main(
        room.get()
    )
    assert room.post("press", act="next", seen_clock="0").status_code == 302


def test_a_closed_room_says_so(room):
    room.open().press()
    room.post("close")

    assert room.post("press", act="next", seen_clock="1").location == f"{room.url}/room#main"
    assert said("The room is closed. Open it again first.") in main(room.get())
    assert f"{room.url}/room/open" in main(room.get())


def test_nobody_writes_in_a_room_that_is_not_open(room):
    assert room.post("note", "bjorn", item="1", text="Hei").status_code == 422


def test_hostile_texts_are_shown_as_texts(hostile_world, as_person):
    room = Room(hostile_world, as_person).to_the_silence()
    text = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    room.write(text, act="ready")
    room.press("next_step")
    room.post("note", "bjorn", item=room.item(), act="share")

    for page in (room.get("tor").text, room.get("tor", "room/live").json["parts"]["note"]):
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
