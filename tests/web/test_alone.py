"""Somebody without a team does alone what the others do together; it counts for them and for no team."""

import pytest
from sqlalchemy import select

from courseengine.core.people.operations import add_membership
from courseengine.core.people.roles import Role
from courseengine.core.progress.models import Answer, Completion, TeamAnswer
from courseengine.core.progress.team_answers import deliver_team_answer, reopen_team_answer, save_team_answer
from tests.web.hostile import TEXT as HOSTILE
from tests.web.pages import without_tokens
from tests.web.team_world import JSON

TASK, MEETING = "m2-g1", "m2-m3"
TEXT = "Mye å gjøre for én."


@pytest.fixture
def hanna(database, world):
    """Hanna teaches at Furulia, without a team; what she is there."""

    def join(team=None):
        with database.writing() as session:
            add_membership(
                session,
                person=session.merge(world.people["hanna"]),
                organisation=session.merge(world.places["furulia"]),
                role=Role.TEACHER,
                team=session.merge(world.teams[team]) if team else None,
                main=team is not None,
                starts_on=world.day(-1),
                at=world.at,
            )

    join()
    return join


@pytest.fixture
def at_furulia(world):
    return lambda activity: f"/courses/{world.runs['furulia'].public_id}/activities/{activity}"


def send(client, address, act="deliver", body=TEXT, version=0, **more):
    return client.post(f"{address}/answer", data={"act": act, "body": body, "version": version}, **more)


def completion(database, world, activity):
    with database.reading() as session:
        return session.get(Completion, (world.people["hanna"].id, world.runs["furulia"].id, activity))


def test_a_team_task_alone_is_a_private_answer_that_counts(as_person, hanna, at_furulia, database, world):
    client = as_person("hanna")

    page = client.get(at_furulia(TASK)).text
    assert "gjør det alene" in page
    assert 'href="/join"' in page
    assert send(client, at_furulia(TASK)).status_code == 302

    done = completion(database, world, TASK)
    with database.reading() as session:
        theirs = session.scalars(select(TeamAnswer.body)).all()
    assert (done.how, done.team_id, done.revoked_at) == ("delivered", None, None)
    assert TEXT not in theirs
    assert TEXT in client.get(at_furulia(TASK)).text


def test_a_meeting_alone_is_read_and_done(as_person, hanna, at_furulia, database, world):
    client = as_person("hanna")

    page = client.get(at_furulia(MEETING)).text
    assert "går gjennom dette møtet alene" in page
    assert "meetings/new" not in page
    assert "/waiver" not in page
    send(client, at_furulia(MEETING))

    done = completion(database, world, MEETING)
    assert (done.how, done.team_id) == ("by_hand", None)
    assert TEXT in client.get(at_furulia(MEETING)).text


def test_a_meeting_alone_asks_for_no_text(as_person, hanna, at_furulia, database, world):
    assert send(as_person("hanna"), at_furulia(MEETING), body="").status_code == 302

    assert completion(database, world, MEETING).how == "by_hand"


def test_a_task_alone_asks_for_one(as_person, hanna, at_furulia, database, world):
    assert send(as_person("hanna"), at_furulia(TASK), body=" ").status_code == 422

    assert completion(database, world, TASK) is None


@pytest.mark.parametrize("activity", [TASK, MEETING])
def test_a_draft_saves_itself_and_a_late_one_overwrites_nothing(as_person, hanna, at_furulia, activity):
    client, address = as_person("hanna"), at_furulia(activity)

    saved = send(client, address, "save", headers=JSON)
    late = send(client, address, "save", body="Noe annet", version=7)

    assert (saved.json["version"], late.status_code) == (1, 409)
    assert TEXT in late.text
    assert "Noe annet" in late.text
    assert TEXT in client.get(address).text


@pytest.mark.parametrize("activity", [TASK, MEETING])
def test_it_is_taken_back_by_the_person(as_person, hanna, at_furulia, activity, database, world):
    client = as_person("hanna")
    send(client, at_furulia(activity))

    send(client, at_furulia(activity), "take_back")

    assert completion(database, world, activity).revoked_at is not None
    assert TEXT in client.get(at_furulia(activity)).text


def test_ten_equal_forms_have_one_effect(as_person, hanna, at_furulia, database, world):
    client = as_person("hanna")

    for _ in range(10):
        send(client, at_furulia(MEETING))

    with database.reading() as session:
        rows = session.scalars(select(Answer).where(Answer.person_id == world.people["hanna"].id)).all()
    assert [(row.body, row.version) for row in rows] == [(TEXT, 1)]


@pytest.mark.parametrize("activity", [TASK, MEETING])
def test_who_has_a_team_does_not_go_alone(as_person, at_furulia, activity):
    page = as_person("anne").get(at_furulia(activity))

    assert 'id="alone"' not in page.text
    assert "Du er ikke i et team her" not in page.text
    assert send(as_person("anne"), at_furulia(activity)).status_code == 404


@pytest.mark.parametrize("who", ["david", "eva", "farid", "gro"])
def test_who_does_not_take_part_goes_nowhere(as_person, at_furulia, who):
    assert send(as_person(who), at_furulia(TASK)).status_code == 404


def test_a_leaders_meeting_needs_no_team(as_person, hanna, at_furulia, database, world):
    """A leader group meets as it is; nobody goes through its meetings alone."""
    with database.writing() as session:
        add_membership(
            session,
            person=session.merge(world.people["hanna"]),
            organisation=session.merge(world.places["furulia"]),
            role=Role.SCHOOL_LEADER,
            at=world.at,
        )
    client = as_person("hanna")

    assert send(client, at_furulia("m0-m1")).status_code == 404
    page = client.get(at_furulia(MEETING)).text
    assert "Du kan sette deg selv i et team." in page
    assert f"/places/{world.places['furulia'].public_id}/people" in page


def test_nothing_is_lost_when_they_join_a_team(as_person, hanna, at_furulia, database, world):
    client = as_person("hanna")
    for activity in (TASK, MEETING):
        send(client, at_furulia(activity))

    hanna("5.–7. trinn")
    team = {"team_id": world.teams["5.–7. trinn"].id, "run_id": world.runs["furulia"].id, "activity_id": TASK}
    with database.writing() as session:
        by = world.people["anne"].id
        answer = session.scalars(select(TeamAnswer).filter_by(**team)).one()
        save_team_answer(session, **team, body="Vårt", seen=answer.version, by=by, at=world.at)
        deliver_team_answer(session, **team, by=by, at=world.at)
        reopen_team_answer(session, answer, at=world.at)

    for activity in (TASK, MEETING):
        assert completion(database, world, activity).revoked_at is None
        page = client.get(at_furulia(activity)).text
        assert "Det du skrev alene" in page
        assert TEXT in page
    assert TEXT in client.get(f"/courses/{world.runs['furulia'].public_id}/written").text
    assert TEXT not in as_person("bjorn").get(at_furulia(TASK)).text


def test_what_is_done_alone_counts_for_no_team(as_person, hanna, at_furulia, world):
    def picture():
        page = as_person("cecilie").get(f"/leader/{world.places['furulia'].public_id}")
        return without_tokens(page.text)

    before = picture()
    for activity in (TASK, MEETING, "m2-m1", "m2-m2"):
        send(as_person("hanna"), at_furulia(activity))

    assert picture() == before


def test_a_module_is_done_by_somebody_alone(as_person, hanna, at_furulia, world):
    address = f"/courses/{world.runs['furulia'].public_id}/modules/2-lareplaner-for-fag"
    client = as_person("hanna")
    before = client.get(address).text.count('data-color="success"')

    send(client, at_furulia(MEETING))

    page = client.get(address).text
    assert page.count('data-color="success"') == before + 1
    assert "møter holdt" not in page


def test_hostile_texts_stay_text(as_person, hanna, at_furulia):
    client = as_person("hanna")
    send(client, at_furulia(MEETING), body=HOSTILE)

    page = client.get(at_furulia(MEETING)).text

    assert "<script>window" not in page
    assert 'href="javascript' not in page
