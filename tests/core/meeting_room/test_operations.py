"""A room is opened once, led by one, pressed on by what is so now, and closed with its meeting."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meeting_room.operations import bump, close_room, open_room, take_lead, watched_together
from courseengine.core.meeting_room.queries import room_of
from courseengine.core.meetings.models import AgendaItem, MeetingDuty
from courseengine.core.meetings.operations import cancel_meeting, note_attendance
from courseengine.core.progress.models import Completion
from tests.core.meetings.conftest import NOW


def test_ten_who_open_a_room_open_one(room):
    codes = {room.open(by=by).code for by in ["anne", "bjorn"] * 5}

    assert len(codes) == 1
    assert room.session.scalar(select(func.count()).select_from(MeetingRoom)) == 1
    assert room.room.led_by == room.school.people["anne"]


def test_whoever_the_team_has_picked_leads(room):
    room.session.add(MeetingDuty(meeting_id=room.meeting.id, duty="facilitator", person_id=room.school.people["bjorn"]))

    assert room.open(by="anne").led_by == room.school.people["bjorn"]


def test_two_rooms_have_two_codes(room):
    other = room.school.plan(starts_at=NOW)

    assert room.open().code != open_room(room.session, other, by=room.school.people["anne"], at=NOW).code


def test_a_room_made_anew_is_not_taken_for_the_one_before(room):
    before = room.open().version
    room.session.delete(room.room)
    room.session.flush()

    assert room.open().version != before


def test_the_agenda_becomes_the_meetings_own_when_the_clock_begins(room):
    room.open()
    assert room.state().items == ()

    room.press("next")
    room.press("next", seconds=30)

    assert [item.text for item in room.state().items] == [item.text for item in room.template.agenda]
    assert room.state().item.text == "What we promise"
    assert room.state().place.step == 0


def test_ten_equal_presses_have_one_effect(room):
    room.open()
    seen = room.room.clock

    done = [room.press("next", seen=seen) for _ in range(10)]

    assert done == [True] + [False] * 9
    assert room.state().item.position == 0


def test_a_press_that_changes_nothing_is_told_to_nobody(room):
    room.open()
    before = room.room.version

    assert not room.press("back")
    assert not room.press("pause")
    assert (room.room.version, room.room.clock) == (before, 0)


def test_the_clock_stands_and_goes_on(room):
    room.open()
    room.press("next")
    room.press("pause", seconds=100)
    room.press("resume", seconds=700)

    assert room.state(700).place.item_time.left_at(NOW + timedelta(seconds=700)) == 500


def test_what_is_left_out_is_kept_as_cut_and_can_be_taken_up_again(room):
    room.open()
    room.press("next")
    story = room.state().items[2].id
    room.press("cut", item_id=story)
    assert [item.state for item in room.state().items] == ["waiting", "waiting", "cut", "waiting"]

    room.press("keep", item_id=story)

    assert [item.state for item in room.state().items] == ["waiting"] * 4


def test_an_item_of_another_meeting_is_not_found(room):
    room.open()
    with pytest.raises(NotFound):
        room.press("cut", item_id=99_999)


def test_a_stretch_is_never_less_than_a_minute_or_more_than_half_an_hour(room):
    room.open()
    room.press("next")
    room.press("stretch", minutes=-40)
    room.press("stretch", minutes=4000)

    assert room.state().place.item_time.left_at(NOW) == (10 + 1 + 30) * 60


def test_a_meeting_without_an_agenda_has_a_room_all_the_same(room):
    room.open()

    assert not room.press("next", templates=[])
    assert room.state().items == ()


def test_whoever_takes_over_leads(room):
    room.open()
    before = room.room.version

    for _ in range(10):
        take_lead(room.session, room.room, by=room.school.people["bjorn"], at=NOW)

    assert room.room.leader.name == "Bjorn"
    assert room.room.version == before + 1


def test_what_was_rehearsed_is_gone_when_the_meeting_begins(room):
    early = NOW - timedelta(hours=2)
    room.open(at=early)
    code = room.room.code
    room.press("next", at=early)
    story = room.state(at=early).items[2].id
    room.press("cut", at=early, item_id=story)
    assert room.state(at=early).item.position == 0

    assert room.state(0).item is None
    assert {part.state for part in room.state(0).parts} == {"waiting"}
    assert room.press("next")

    assert room.state(0).item.position == 0
    assert {item.state for item in room.state(0).items} == {"waiting"}
    assert room.room.code == code


def test_opening_a_rehearsed_room_again_begins_anew(room):
    early = NOW - timedelta(hours=2)
    room.open(at=early)
    room.press("next", at=early)

    room.open(by="bjorn")

    assert (room.room.item_id, room.room.ends_at, room.room.opened_at) == (None, None, NOW)
    assert room.room.led_by == room.school.people["bjorn"]


def test_a_closed_room_takes_no_press_and_has_no_code(room):
    room.open()
    room.press("next")
    close_room(room.session, room.room, at=NOW + timedelta(seconds=60))

    assert (room.room.code, room.room.item_id) == (None, None)
    assert [item.state for item in room.state().items] == ["done", "waiting", "waiting", "waiting"]
    with pytest.raises(Invalid):
        room.press("next")
    with pytest.raises(Invalid):
        take_lead(room.session, room.room, by=room.school.people["bjorn"], at=NOW)


def test_a_room_that_is_opened_again_goes_on_where_it_was(room):
    room.open()
    room.press("next")
    close_room(room.session, room.room, at=NOW + timedelta(seconds=60))
    room.open()

    room.press("next", seconds=70)

    assert room.state().item.position == 1


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_no_room_for_what_is_over(room, state):
    room.meeting.state = state
    room.session.flush()

    with pytest.raises(Invalid):
        room.open()


def test_a_meeting_that_is_cancelled_meanwhile_takes_no_press(room):
    room.open()
    cancel_meeting(room.session, room.meeting, because="", at=NOW)

    with pytest.raises(Invalid):
        room.press("next")


def test_a_team_that_is_merged_meanwhile_loses_nothing(room):
    room.open()
    room.press("next")
    room.school.blue.ended_on = NOW.date()
    room.session.flush()

    assert room.press("next", seconds=10)
    assert room.state().item.position == 1


def test_an_item_that_is_taken_away_meanwhile_leaves_the_others(room):
    room.open()
    room.press("next")
    room.press("next", seconds=10)
    room.session.delete(room.session.get(AgendaItem, room.room.item_id))
    room.session.flush()
    room.session.expire(room.room)

    assert room.press("next", seconds=20)
    assert room.state().item.text == "A story"


def test_every_change_is_told_to_those_who_ask(room):
    before = room.open().version
    bump(room.session, room.meeting.id)
    room.press("next")

    assert room.room.version == before + 2


def test_nothing_is_told_where_no_room_is_open(room):
    bump(room.session, room.meeting.id)

    assert room_of(room.session, room.meeting.id) is None


def test_a_film_is_done_for_those_who_are_here(room):
    people = room.school.people
    with pytest.raises(Invalid):
        watched_together(room.session, room.meeting, "m1-v1", at=NOW)
    note_attendance(room.session, room.meeting, people["anne"], present=True, by=people["anne"], at=NOW)

    for _ in range(10):
        watched_together(room.session, room.meeting, "m1-v1", at=NOW)

    rows = room.session.execute(select(Completion.person_id, Completion.activity_id, Completion.how)).all()
    assert [tuple(row) for row in rows] == [(people["anne"], "m1-v1", "together")]
