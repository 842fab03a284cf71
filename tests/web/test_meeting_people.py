"""Who comes to a meeting, who does what, who cannot come, and who catches up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine import jobs
from courseengine.core.meetings.models import Apology, CaughtUp, Meeting, MeetingDuty, MeetingGuest
from courseengine.core.progress.models import Completion
from tests.web.mail import letters
from tests.web.team_world import at_the_meeting


@pytest.fixture
def sends(app):
    """An installation that sends mail."""
    before, app.extensions["sends_mail"] = app.extensions["sends_mail"], True
    app.extensions.pop("asked_at", None)
    yield
    app.extensions["sends_mail"] = before


def url(world, key="next"):
    return f"/meetings/{world.meetings[key].public_id}"


def guest_of(world, database, who, key="next"):
    with database.writing() as session:
        row = MeetingGuest(meeting_id=world.meetings[key].id, person_id=world.people[who].id, invited_at=world.at)
        row.invited_by = world.people["anne"].id
        session.add(row)


def test_duties_are_proposed_and_changed_with_one_choice(world, as_person, database):
    client, bjorn = as_person("anne"), world.people["bjorn"]
    assert "(foreslått)" in client.get(url(world)).text

    for _ in range(2):
        assert client.post(f"{url(world)}/duties", data={"recorder": bjorn.public_id}).status_code == 302

    with database.reading() as session:
        rows = session.scalars(select(MeetingDuty).where(MeetingDuty.meeting_id == world.meetings["next"].id)).all()
        assert [(row.duty, row.person_id) for row in rows] == [("recorder", bjorn.id)]
    elsewhere = world.people["ylva"].public_id
    assert client.post(f"{url(world)}/duties", data={"recorder": elsewhere}).status_code == 404


def test_a_guest_sees_the_meeting_in_every_place_and_records_nothing(app, world, as_person, database, sends):
    client, path = as_person("anne"), url(world)
    assert as_person("ingrid").get(path).status_code == 404
    ingrid = world.people["ingrid"].public_id

    for _ in range(2):
        assert client.post(f"{path}/guests", data={"person": ingrid, "guests": "Kari fra PPT"}).status_code == 302

    (letter,) = letters(app, database)
    assert path in letter.text
    guest = as_person("ingrid")
    page = guest.get(path)
    assert page.status_code == 200
    assert "Kari fra PPT" in page.text
    assert f"{path}/agenda" not in page.text
    assert path in guest.get("/").text
    assert path in guest.get(f"/calendar?month={world.meetings['next'].starts_at:%Y-%m}").text
    assert guest.get(f"{path}/calendar.ics").status_code == 200
    assert guest.post(f"{path}/duties", data={}).status_code == 404
    assert guest.post(f"{path}/attendance", data={"present": ingrid}).status_code == 404

    client.post(f"{path}/guests", data={"gone": ingrid})
    assert as_person("ingrid").get(path).status_code == 404


def test_a_guest_is_noted_as_there(world, as_person, database):
    guest_of(world, database, "ingrid")
    path = at_the_meeting(world)
    client = as_person("anne")

    answer = client.post(f"{path}/attendance", data={"present": world.people["ingrid"].public_id})

    assert answer.status_code == 302
    assert 'aria-pressed="true"' in client.get(answer.location).text


def test_nobody_from_another_school_is_invited(world, as_person):
    sent = {"person": world.people["ylva"].public_id}

    assert as_person("anne").post(f"{url(world)}/guests", data=sent).status_code == 404


def test_whoever_cannot_come_says_so_to_those_invited(world, as_person, database):
    client, path = as_person("bjorn"), url(world)
    long = client.post(f"{path}/apology", data={"note": "x" * 301})
    assert (long.status_code, 'href="#note"' in long.text, "x" * 301 in long.text) == (422, True, True)

    for _ in range(2):
        assert client.post(f"{path}/apology", data={"note": "Tannlegen"}).status_code == 302

    assert "Tannlegen" in as_person("anne").get(path).text
    with database.reading() as session:
        own = select(Apology).where(Apology.person_id == world.people["bjorn"].id)
        assert len(session.scalars(own).all()) == 1
    client.post(f"{path}/apology", data={"act": "come"})
    assert "Tannlegen" not in client.get(path).text


def test_whoever_was_not_there_catches_up(world, as_person, database):
    path = url(world, "second")
    guest_of(world, database, "anne", "second")
    client = as_person("anne")
    assert client.post(f"{path}/catch-up", data={"line": " "}).status_code == 422

    for _ in range(2):
        assert client.post(f"{path}/catch-up", data={"line": "Dette prøver jeg også"}).status_code == 302

    assert "Dette prøver jeg også" in as_person("ingrid").get(path).text
    with database.reading() as session:
        done = session.get_one(Completion, (world.people["anne"].id, world.runs["furulia"].id, "m2-m1"))
        assert done.how == "by_hand"
    client.post(f"{path}/catch-up", data={"act": "back"})
    with database.reading() as session:
        assert session.scalars(select(CaughtUp).where(CaughtUp.person_id == world.people["anne"].id)).all() == []


def test_whoever_was_there_has_nothing_to_catch_up_with(world, as_person):
    answer = as_person("ingrid").post(f"{url(world, 'second')}/catch-up", data={"line": "Jeg var der"})

    assert answer.status_code == 422


@pytest.mark.both_databases
def test_the_worker_asks_once_about_what_is_not_recorded(app, world, database, sends):
    for days in (0, 1, 30):
        jobs.ask_about_meetings(app, world.at + timedelta(days=days))

    with database.reading() as session:
        assert session.get_one(Meeting, world.meetings["unrecorded"].id).asked_at == world.at
    about = [one for one in letters(app, database) if world.meetings["unrecorded"].public_id in one.text]
    assert len({one.to for one in about}) == len(about) >= 1
    assert all(world.meetings["unrecorded"].title in one.text for one in about)


def test_an_installation_without_mail_asks_nobody(app, world, database):
    app.extensions.pop("asked_at", None)

    assert not jobs.ask_about_meetings(app, world.at)
    with database.reading() as session:
        assert session.get_one(Meeting, world.meetings["unrecorded"].id).asked_at is None
