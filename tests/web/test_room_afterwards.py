"""What a meeting is not about is marked for nobody, and what one wrote in it stays one's own when it is over."""

import pytest
from sqlalchemy import select

from courseengine.core.meeting_room.models import RoomNote
from courseengine.core.progress.models import Completion
from tests.web.test_room import Room, main


@pytest.fixture
def room(world, as_person):
    """The meeting has begun, and nobody has opened the room."""
    return Room(world, as_person)


def test_a_film_the_meeting_is_not_about_is_marked_for_nobody(room, world, database):
    room.open()
    room._hands("anne").post(f"{room.url}/attendance", data={"present": world.people["tor"].public_id})

    assert room.post("watched", film="m1-v1").status_code == 404

    with database.reading() as session:
        assert (
            session.scalars(
                select(Completion).where(Completion.how == "together", Completion.activity_id == "m1-v1")
            ).all()
            == []
        )


def test_what_one_wrote_for_oneself_can_be_deleted_when_the_meeting_is_over(room, database):
    room.to_the_silence()
    room.write("Bare mitt")
    item = room.item()
    room.post("close", "anne")
    assert "Bare mitt" in main(room.get("bjorn"))

    for _ in range(2):
        assert room.post("note", "bjorn", item=item, text="").status_code == 302

    assert "Bare mitt" not in main(room.get("bjorn"))
    with database.reading() as session:
        assert [note.text for note in session.scalars(select(RoomNote))] == [""]
