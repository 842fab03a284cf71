"""A note is its writer's alone until it is shared, and gets into the team's answer once."""

from datetime import timedelta

import pytest

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meeting_room.notes import LONGEST_NOTE, put_into_answer, say_ready, share_note, write_note
from courseengine.core.meeting_room.operations import close_room
from courseengine.core.meeting_room.queries import how_many_are_ready, own_note, room_of, shared_notes
from courseengine.core.progress.team_answers import team_answer
from tests.core.meetings.conftest import NOW


@pytest.fixture
def silence(room):
    """The meeting is where everybody writes alone."""
    room.open()
    room.press("next")
    room.press("next", seconds=10)
    room.item = room.room.item_id
    room.people = room.school.people
    return room


def write(room, text, *, by="anne", **more):
    return write_note(room.session, room.room, room.item, text, by=room.people[by], at=NOW, **more)


def share(room, *, by="anne", **more):
    share_note(room.session, room.room, room.item, by=room.people[by], at=NOW, **more)


def use(room, *, of="anne", by="bjorn"):
    return put_into_answer(
        room.session,
        room.room,
        room.item,
        room.people[of],
        team_id=room.school.blue.id,
        activity_id="m1-g1",
        by=room.people[by],
        at=NOW,
    )


def version_of(room):
    room.session.expire(room.room)
    return room_of(room.session, room.meeting.id).version


def answer(room):
    found = team_answer(room.session, room.school.blue.id, room.school.run.id, ["m1-g1"])
    return found.body if found else None


def test_nobody_else_reads_what_is_not_shared(silence):
    write(silence, "Mine")

    assert own_note(silence.session, silence.item, silence.people["anne"]).text == "Mine"
    assert own_note(silence.session, silence.item, silence.people["bjorn"]) is None
    assert shared_notes(silence.session, silence.item) == []


def test_writing_for_oneself_tells_the_screens_nothing(silence):
    before = version_of(silence)
    write(silence, "Mine")

    assert version_of(silence) == before


def test_two_devices_of_one_person_lose_nothing(silence):
    write(silence, "On the phone")

    assert write(silence, "On the laptop", base="") == "On the phone\n\nOn the laptop"
    assert write(silence, "On the phone, changed", base="On the phone") == ("On the phone, changed\n\nOn the laptop")


def test_a_note_has_a_longest_length(silence):
    assert write(silence, "x" * LONGEST_NOTE)
    with pytest.raises(Invalid):
        write(silence, "x" * (LONGEST_NOTE + 1))
    with pytest.raises(Invalid):
        write(silence, "y" * (LONGEST_NOTE + 1), base="x" * LONGEST_NOTE)


def test_ready_is_counted_once_and_can_be_taken_back(silence):
    for by in ["anne"] * 10 + ["bjorn"]:
        say_ready(silence.session, silence.room, silence.item, by=silence.people[by], at=NOW)
    assert how_many_are_ready(silence.session, silence.item) == 2

    say_ready(silence.session, silence.room, silence.item, ready=False, by=silence.people["anne"], at=NOW)

    assert how_many_are_ready(silence.session, silence.item) == 1


def test_a_shared_note_is_read_and_can_be_taken_back(silence):
    write(silence, "Ours")
    share(silence)
    assert [note.text for note in shared_notes(silence.session, silence.item)] == ["Ours"]

    share(silence, shared=False)

    assert shared_notes(silence.session, silence.item) == []


def test_there_has_to_be_something_to_share(silence):
    with pytest.raises(Invalid):
        share(silence)


def test_a_note_that_is_emptied_is_shared_no_more(silence):
    write(silence, "Ours")
    share(silence)
    write(silence, "")

    assert own_note(silence.session, silence.item, silence.people["anne"]).shared_at is None


def test_ten_presses_put_a_note_into_the_answer_once(silence):
    write(silence, "First")
    share(silence)

    assert [use(silence) for _ in range(10)] == [True] + [False] * 9
    assert answer(silence) == "First"


def test_notes_become_paragraphs_of_the_answer(silence):
    for by, text in (("anne", "First"), ("bjorn", "Second")):
        write(silence, text, by=by)
        share(silence, by=by)
        use(silence, of=by)

    assert answer(silence) == "First\n\nSecond"


def test_what_is_not_shared_cannot_be_put_there_by_anybody(silence):
    write(silence, "Mine")

    with pytest.raises(NotFound):
        use(silence)
    assert answer(silence) is None


def test_an_item_of_another_meeting_is_not_found(silence):
    silence.item = 99_999
    with pytest.raises(NotFound):
        write(silence, "Mine")


def test_nothing_is_written_in_a_rehearsal(room):
    early = NOW - timedelta(hours=2)
    room.open(at=early)
    room.press("next", at=early)

    with pytest.raises(Invalid):
        write_note(room.session, room.room, room.room.item_id, "Mine", by=room.school.people["anne"], at=early)


def test_nothing_is_written_in_a_closed_room(silence):
    close_room(silence.session, silence.room, at=NOW)

    with pytest.raises(Invalid):
        write(silence, "Mine")


def test_what_one_has_shared_is_taken_back_and_deleted_also_when_the_meeting_is_over(silence):
    write(silence, "Ours")
    share(silence)
    close_room(silence.session, silence.room, at=NOW)
    silence.meeting.state = "held"

    share(silence, shared=False)
    assert own_note(silence.session, silence.item, silence.people["anne"]).shared_at is None
    with pytest.raises(Invalid):
        share(silence)

    assert write(silence, "") == ""
    assert own_note(silence.session, silence.item, silence.people["anne"]).text == ""
    with pytest.raises(Invalid):
        share(silence, by="bjorn", shared=False)
