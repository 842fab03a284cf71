"""A meeting is moved, cancelled or takes place after all, and those invited hear in time."""

from datetime import time

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.accounts.models import Account
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Person
from courseengine.web.letters import sends_mail
from tests.web.hostile import MARKUP
from tests.web.mail import letters

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def sends(app):
    """An installation that sends mail."""
    before, app.extensions["sends_mail"] = app.extensions["sends_mail"], True
    yield
    app.extensions["sends_mail"] = before


@pytest.fixture
def path(database, world):
    """Of the meeting of Anne's team, which is tomorrow."""
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).starts_at = clock.in_oslo(world.day(1), time(14, 15))
    return f"/meetings/{world.meetings['next'].public_id}"


def to(world, days, **changed):
    return {"date": f"{world.day(days):%Y-%m-%d}", "time": "09:00", "length": "60", "place": "Rom 204"} | changed


@pytest.mark.parametrize(("days", "told"), [(1, True), (9, False)])
def test_a_near_meeting_of_a_team_that_ends_is_mailed_to_those_it_called(
    app, as_person, database, world, path, days, told
):
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).starts_at = clock.in_oslo(world.day(days), time(14, 15))
    team = world.teams["5.–7. trinn"].public_id

    for _ in range(2):
        as_person("cecilie").post(f"/teams/{team}/end")

    sent = [one.to for one in about(app, database, "Et møte er avlyst")]
    assert ("bjorn@demo.example" in sent) == ("anne@demo.example" in sent) == told
    assert len(sent) == len(set(sent))
    assert "ingrid@demo.example" not in sent


def about(app, database, subject):
    return [one for one in letters(app, database) if one.subject == subject]


def test_a_meeting_moved_within_two_days_is_mailed_to_those_invited_but_the_mover(
    app, as_person, database, world, path
):
    as_person("anne").post(f"{path}/move", data=to(world, 3))

    sent = about(app, database, "Et møte er flyttet")
    assert "bjorn@demo.example" in {one.to for one in sent}
    assert "anne@demo.example" not in {one.to for one in sent}
    assert "ingrid@demo.example" not in {one.to for one in sent}
    letter = sent[0]
    assert "Nå: fredag 20.\N{NO-BREAK SPACE}november kl.\N{NO-BREAK SPACE}09:00" in letter.text
    assert "Før: onsdag 18.\N{NO-BREAK SPACE}november kl.\N{NO-BREAK SPACE}14:15" in letter.text
    assert f"{path}/calendar.ics" in letter.text
    assert not any(person.name in letter.text for key, person in world.people.items() if key in ("anne", "bjorn"))


def test_the_same_move_sent_twice_is_one_change_and_one_letter_each(app, as_person, database, world, path):
    for _ in range(2):
        assert as_person("anne").post(f"{path}/move", data=to(world, 3)).status_code == 302

    sent = [one.to for one in about(app, database, "Et møte er flyttet")]
    assert len(sent) == len(set(sent)) > 0
    with database.reading() as session:
        assert session.get_one(Meeting, world.meetings["next"].id).sequence == 1


@pytest.mark.parametrize(("before", "after", "told"), [(2, 9, True), (9, 1, True), (9, 10, False), (9, 3, False)])
def test_near_is_where_it_was_or_where_it_is_now(app, as_person, database, world, path, before, after, told):
    with database.writing() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        meeting.starts_at = clock.in_oslo(world.day(before), time(9, 30))

    as_person("anne").post(f"{path}/move", data=to(world, after))

    assert bool(about(app, database, "Et møte er flyttet")) is told


@pytest.mark.parametrize(("days", "told"), [(1, True), (2, True), (9, False)])
def test_those_invited_hear_of_a_meeting_that_is_deleted_when_it_is_near(
    app, as_person, database, world, path, days, told
):
    with database.writing() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        meeting.starts_at = clock.in_oslo(world.day(days), time(9, 0))

    as_person("anne").post(f"{path}/delete")

    sent = about(app, database, "Et møte er avlyst")
    assert ("bjorn@demo.example" in {one.to for one in sent}) is told
    assert not any(world.meetings["next"].public_id in one.text for one in sent)
    assert as_person("anne").get(path).status_code == 404


def test_a_cancelled_meeting_that_is_deleted_is_told_once(app, as_person, database, path):
    for act in ("cancel", "delete"):
        as_person("anne").post(f"{path}/{act}")

    sent = [one.to for one in about(app, database, "Et møte er avlyst")]
    assert len(sent) == len(set(sent)) > 0


def test_a_cancelled_meeting_stays_and_says_why(app, as_person, database, world, path):
    client = as_person("bjorn")
    assert "Hvorfor det er avlyst" in client.get(f"{path}/cancel").text

    answer = client.post(f"{path}/cancel", data={"because": f"Influensa {MARKUP}"}, follow_redirects=True)

    assert "Møtet er avlyst" in answer.text
    assert MARKUP not in answer.text
    assert "Planlegg det på nytt" in answer.text
    letter = about(app, database, "Et møte er avlyst")[0]
    assert "Influensa" in letter.text
    assert MARKUP not in letter.html


def test_cancelling_twice_is_one_change(app, as_person, database, world, path):
    for because in ("Influensa", "Noe annet"):
        assert as_person("anne").post(f"{path}/cancel", data={"because": because}).status_code == 302

    with database.reading() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        assert (meeting.state, meeting.sequence, meeting.cancelled_because) == ("cancelled", 1, "Influensa")
    sent = [one.to for one in about(app, database, "Et møte er avlyst")]
    assert len(sent) == len(set(sent))


def test_a_cancelled_meeting_takes_place_after_all(app, as_person, database, world, path):
    client = as_person("anne")
    client.post(f"{path}/cancel", data={})

    answer = client.post(f"{path}/restore", follow_redirects=True)

    assert "Møtet blir holdt likevel" in answer.text
    assert about(app, database, "Et møte blir holdt likevel")
    with database.reading() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        assert (meeting.state, meeting.sequence, meeting.cancelled_because) == ("planned", 2, "")


def test_a_reason_as_long_as_a_book_is_refused_and_kept(as_person, path, database, world):
    answer = as_person("anne").post(f"{path}/cancel", data={"because": "x" * 501})

    assert answer.status_code == 422
    assert "x" * 501 in answer.text
    with database.reading() as session:
        assert session.get_one(Meeting, world.meetings["next"].id).state == "planned"


@pytest.mark.parametrize(("who", "status"), [("bjorn", 200), ("ingrid", 404), ("cecilie", 404), ("hanna", 404)])
def test_those_who_record_a_meeting_cancel_it(as_person, path, who, status):
    assert as_person(who).get(f"{path}/cancel").status_code == status
    assert as_person(who).post(f"{path}/cancel").status_code == (302 if status == 200 else 404)


def test_a_cancelled_meeting_is_neither_moved_nor_recorded(as_person, path, world):
    client = as_person("anne")
    client.post(f"{path}/cancel")
    clock.start_at(clock.in_oslo(world.day(1), time(14, 20)))
    client = as_person("anne")

    assert client.post(f"{path}/move", data=to(world, 4)).status_code == 422
    assert client.post(f"{path}/record", data={"minutes": "x", "version": "1", "act": "save"}).status_code == 422
    assert "Hvem er her?" not in client.get(path).text


def test_a_held_meeting_is_not_cancelled(as_person, world):
    path = f"/meetings/{world.meetings['second'].public_id}"

    assert as_person("ingrid").post(f"{path}/cancel").status_code == 422


def test_the_team_plans_anew_what_was_cancelled(as_person, path, world):
    client, team = as_person("anne"), f"/teams/{world.teams['5.–7. trinn'].public_id}"
    plan = f"/courses/{world.runs['furulia'].public_id}/activities/m2-m1/meetings/new"
    assert plan not in client.get(team).text

    client.post(f"{path}/cancel")

    page = client.get(team).text
    assert plan in page
    assert "Avlyst" in page
    assert "Ingen møter er planlagt" in page or "Planlegg:" in page
    template = client.get(f"/courses/{world.runs['furulia'].public_id}/activities/m2-m1").text
    assert "Avlyst" in template
    assert plan in template


def test_whoever_has_left_or_has_another_language_is_written_to_rightly(app, as_person, database, world, path):
    with database.writing() as session:
        session.scalars(select(Person).where(Person.id == world.people["bjorn"].id)).one().language = "nn"
        session.get_one(Account, world.people["jakob"].id).ended_at = world.at

    as_person("anne").post(f"{path}/cancel")

    found = {one.to: one for one in letters(app, database)}
    assert found["bjorn@demo.example"].subject == "Eit møte er avlyst"
    assert "jakob@demo.example" not in found


def test_nothing_is_written_where_no_mail_is_sent(app, as_person, database, path):
    app.extensions["sends_mail"] = False
    with app.app_context():
        assert not sends_mail()

    as_person("anne").post(f"{path}/cancel")

    assert letters(app, database) == []
