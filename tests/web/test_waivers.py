"""A team does without a meeting: who says so, who reads why, and what it counts for."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from courseengine.core.meetings.models import Waiver
from tests.web.team_world import hidden, when

REASON = "Vi møttes på tvers av trinn i stedet."


@pytest.fixture
def address(world):
    return f"/courses/{world.runs['furulia'].public_id}/activities/m2-m3/waiver"


@pytest.fixture
def team(world):
    return world.teams["5.–7. trinn"].public_id


def waive(client, address, reason=REASON):
    page = client.get(address)
    return client.post(address, data={"reason": reason, "submit_id": hidden(page, "submit_id")})


def test_a_waiver_counts_and_is_seen_by_the_team_and_its_leaders(as_person, world, address, team):
    assert waive(as_person("anne"), address).status_code == 302

    task = as_person("bjorn").get(address.removesuffix("/waiver"))
    own = as_person("anne").get(f"/teams/{team}")
    leaders = as_person("cecilie").get(f"/leader/teams/{team}")
    school = as_person("cecilie").get(f"/leader/{world.places['furulia'].public_id}")

    assert REASON in task.text
    assert "1 fritak" in own.text
    assert REASON in leaders.text
    assert "Anne" not in leaders.text.split("<main", 1)[1]
    assert "1 fritak" in school.text


@pytest.mark.both_databases
def test_of_members_who_say_it_at_once_one_is_noted(as_person, address, database):
    hands = [as_person(who) for who in ("anne", "bjorn") * 4]
    forms = [hidden(one.get(address), "submit_id") for one in hands]

    with ThreadPoolExecutor(8) as pool:
        sent = pool.map(lambda one, form: one.post(address, data={"reason": REASON, "submit_id": form}), hands, forms)
        assert {one.status_code for one in sent} == {302}

    with database.reading() as session:
        assert session.scalar(select(func.count(Waiver.id)).where(Waiver.reason == REASON)) == 1


def test_a_module_says_what_the_team_does_without(as_person, world, address):
    waive(as_person("anne"), address)

    page = as_person("anne").get(f"/courses/{world.runs['furulia'].public_id}/modules/2-lareplaner-for-fag")

    assert "1 fritak" in page.text


def test_a_waiver_is_taken_back_by_any_member(as_person, address, team):
    waive(as_person("anne"), address)

    as_person("bjorn").post(f"{address}/withdraw")

    assert REASON not in as_person("anne").get(address.removesuffix("/waiver")).text
    assert REASON not in as_person("cecilie").get(f"/leader/teams/{team}").text


def test_ten_equal_forms_are_one_waiver(as_person, address, database, world):
    client = as_person("anne")
    form = {"reason": REASON, "submit_id": hidden(client.get(address), "submit_id")}

    sent = [client.post(address, data=form).status_code for _ in range(10)]

    with database.reading() as session:
        assert (sent, session.query(Waiver).count()) == ([302] * 10, 1)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_waiver_without_a_reason_is_refused_and_keeps_what_was_written(as_person, address, reason):
    page = waive(as_person("anne"), address, reason)

    assert page.status_code == 422
    assert f"\n{reason}</textarea>" in page.text


def test_a_form_of_somebody_elses_making_is_refused(as_person, address):
    assert as_person("anne").post(address, data={"reason": REASON, "submit_id": "x"}).status_code == 422


def test_a_planned_meeting_is_cancelled_first(as_person, world, address):
    client = as_person("anne")
    planning = address.replace("waiver", "meetings/new")
    form = {"title": "", "submit_id": hidden(client.get(planning), "submit_id")} | when(world)
    client.post(planning, data=form)

    assert waive(client, address).status_code == 422


@pytest.mark.parametrize("activity", ["m2-g1", "m2-t1"])
def test_only_a_meeting_is_waived(as_person, world, activity):
    path = f"/courses/{world.runs['furulia'].public_id}/activities/{activity}/waiver"

    assert as_person("anne").get(path).status_code == 404


@pytest.mark.parametrize("who", ["cecilie", "david", "eva", "farid", "gro", "hanna"])
def test_nobody_but_a_team_waives_its_meetings(as_person, address, who, world, database):
    sent = {"reason": REASON, "submit_id": "a-form-of-nobodys"}
    status = as_person(who).post(address, data=sent).status_code

    with database.reading() as session:
        mine = [row.team_id for row in session.query(Waiver)]
    assert status == 404 or mine == [world.teams["Ledergruppa"].id]


@pytest.mark.parametrize("who", ["david", "eva", "farid", "gro"])
def test_no_other_place_reads_why(as_person, address, team, who):
    waive(as_person("anne"), address)

    assert as_person(who).get(f"/leader/teams/{team}").status_code == 404


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_what_is_written_stays_text(as_person, address, team, language):
    waive(as_person("anne"), address, '<b onclick="x">=1+1</b>\u202etxt')

    for client, path in (
        (as_person("anne"), address),
        (as_person("anne"), address.removesuffix("/waiver")),
        (as_person("cecilie"), f"/leader/teams/{team}"),
    ):
        client.set_cookie("language", language)
        assert "<b onclick" not in client.get(path).text
