"""Saying that one is here, by a code on the screen: one tap, and not for everybody."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base import clock
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meeting_room.operations import close_room, open_room
from courseengine.core.meetings.models import Attendance, Meeting
from courseengine.core.meetings.operations import move_meeting
from tests.web.pages import without_tokens
from tests.web.team_world import at_the_meeting


@pytest.fixture
def opened(world, database):
    """Opens the room, now."""

    def open_it(key="next"):
        with database.writing() as session:
            meeting = session.get_one(Meeting, world.meetings[key].id)
            return open_room(session, meeting, by=world.people["anne"].id, at=clock.now())

    return open_it


@pytest.fixture
def there(world, database):
    """Who is noted as there, and since when."""

    def asked():
        with database.reading() as session:
            rows = select(Attendance.person_id, Attendance.noted_at).where(
                Attendance.meeting_id == world.meetings["next"].id
            )
            return dict(tuple(row) for row in session.execute(rows))

    return asked


@pytest.fixture
def address(world, opened):
    """Where the square leads, the meeting having begun."""
    at_the_meeting(world)
    return f"/k/{opened().code}"


def test_one_tap_notes_it(as_person, address, there, world):
    bjorn = as_person("bjorn")
    page = bjorn.get(address)

    assert "Jeg er her" in page.text
    assert there() == {}
    for _ in range(10):
        answer = bjorn.post(address)

    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert list(there()) == [world.people["bjorn"].id]
    assert "Du er notert som til stede" in bjorn.get(address).text


def test_the_screens_hear_of_it(as_person, address, database, world):
    def version():
        with database.reading() as session:
            return session.scalar(select(MeetingRoom.version))

    before = version()

    as_person("bjorn").post(address)

    assert version() > before


def test_a_typed_code_leads_to_the_same(as_person, address):
    answer = as_person("bjorn").post("/s", data={"code": address[3:].upper(), "act": "here"})

    assert answer.headers["Location"] == address


def test_signing_in_on_the_way_leads_back(stranger, address, there):
    assert stranger.get(address).headers["Location"] == f"/sign-in?next={address}"
    typed = stranger.post("/s", data={"code": address[3:], "act": "here"})
    assert typed.headers["Location"] == f"/sign-in?next={address}"
    assert stranger.post(address).status_code == 401
    assert there() == {}


@pytest.mark.parametrize("who", ["hanna", "ingrid", "cecilie", "david", "gro"])
def test_whoever_is_not_invited_finds_nothing(as_person, address, there, who):
    client = as_person(who)

    right, wrong = client.get(address), client.get("/k/feilen")

    assert right.status_code == wrong.status_code == client.post(address).status_code == 404
    assert "Ingen møter som du er invitert til" in right.text
    assert without_tokens(right.text.replace(address, "")) == without_tokens(wrong.text.replace("/k/feilen", ""))
    assert there() == {}


def test_it_is_kept_until_the_start_and_counts_from_then(as_person, opened, there, world):
    starts_at = world.meetings["next"].starts_at
    clock.start_at(starts_at - timedelta(hours=1))
    address = f"/k/{opened().code}"
    anne = as_person("anne")

    anne.post(address)

    assert there() == {world.people["anne"].id: starts_at}
    assert "Det gjelder fra" in anne.get(address).text


def test_nothing_of_a_rehearsal_days_before_is_kept(as_person, opened, there, world):
    clock.start_at(world.meetings["next"].starts_at - timedelta(days=2))
    address = f"/k/{opened().code}"

    answer = as_person("anne").post(address)

    assert "Si at du er her på møtedagen." in answer.text
    assert there() == {}


def test_too_early_for_a_time_that_no_longer_holds_is_forgotten(as_person, opened, there, world, database):
    starts_at = world.meetings["next"].starts_at
    clock.start_at(starts_at - timedelta(hours=1))
    as_person("anne").post(f"/k/{opened().code}")
    assert there() != {}

    with database.writing() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        later = starts_at + timedelta(days=7)
        move_meeting(session, meeting, starts_at=later, length=60, place="", at=clock.now())

    assert there() == {}


@pytest.mark.parametrize("over", ["closed", "held", "cancelled"])
def test_it_is_over_with_the_meeting(as_person, address, there, database, world, over):
    bjorn = as_person("bjorn")
    assert bjorn.get(address).status_code == 200
    with database.writing() as session:
        found = session.get_one(MeetingRoom, world.meetings["next"].id)
        if over == "closed":
            close_room(session, found, at=clock.now())
        else:
            found.meeting.state = over

    assert bjorn.post(address).status_code == bjorn.get(address).status_code == 404
    assert there() == {}


@pytest.mark.both_databases
def test_nobody_invited_is_held_back_by_those_who_guess(as_person, address, stranger, there, database, world):
    wrong = [as_person("hanna").get("/k/feilen").status_code for _ in range(12)]
    assert wrong[-1] == 429

    assert as_person("bjorn").post(address).status_code == 302
    with database.reading() as session:
        assert session.scalar(
            select(func.count())
            .select_from(Attendance)
            .where(Attendance.noted_at >= clock.now() - timedelta(minutes=1))
        )
