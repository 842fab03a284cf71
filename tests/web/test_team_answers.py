"""A team writes one answer together."""

import pytest
from sqlalchemy import select

from courseengine.core.progress.models import Completion, TeamAnswer
from tests.web.team_world import JSON, answer_url, hidden, plan_url


def written_by(world, team):
    """The question for a team's answer to the task of ``answer_url``."""
    return select(TeamAnswer).where(TeamAnswer.team_id == world.teams[team].id, TeamAnswer.activity_id == "m2-g1")


def test_the_team_writes_one_answer_and_delivers_it_for_all(world, as_person, database):
    anne, bjorn = as_person("anne"), as_person("bjorn")
    url = answer_url(world)
    page = anne.get(url.removesuffix("/team-answer"))
    assert "norsk på 6. trinn" in page.text

    delivered = bjorn.post(url, data={"version": hidden(page, "version"), "body": "Ferdig.", "act": "deliver"})

    assert delivered.status_code == 302
    assert "Ferdig." in anne.get(url.removesuffix("/team-answer")).text
    with database.reading() as session:
        team = world.teams["5.–7. trinn"].id
        done = session.scalars(select(Completion).where(Completion.activity_id == "m2-g1", Completion.team_id == team))
        assert len(done.all()) == 7


def test_a_team_answer_saves_itself(world, as_person):
    url = answer_url(world)

    answer = as_person("anne").post(url, data={"version": 1, "body": "Nytt"}, headers=JSON)

    assert answer.json["version"] == 2


def test_two_editors_meet_a_page_with_both_texts_and_can_save_again(world, as_person):
    url = answer_url(world)
    as_person("anne").post(url, data={"version": 1, "body": "Annes tekst"})

    late = as_person("bjorn").post(url, data={"version": 1, "body": "Bjørns tekst", "act": "deliver"})

    assert late.status_code == 409
    assert "Annes tekst" in late.text
    assert "Bjørns tekst" in late.text
    again = {"version": hidden(late, "version"), "body": "Begges tekst"}
    assert as_person("bjorn").post(url, data=again).status_code == 302
    assert as_person("bjorn").post(url, data={"version": 1, "body": "Sent"}, headers=JSON).status_code == 409


def test_the_first_text_by_two_is_a_page_with_both_too(world, as_person):
    url = answer_url(world, "m2-g2")
    as_person("anne").post(url, data={"version": 0, "body": "Annes tekst"})

    assert as_person("bjorn").post(url, data={"version": 0, "body": "Bjørns tekst"}).status_code == 409


def test_an_empty_or_endless_answer_is_refused_and_kept_on_the_page(world, as_person):
    url = answer_url(world, "m2-g2")
    client = as_person("anne")

    assert client.post(url, data={"version": 0, "body": " ", "act": "deliver"}).status_code == 422
    endless = client.post(url, data={"version": 0, "body": "x" * 50_000})
    assert endless.status_code == 422
    assert "x" * 50_000 in endless.text
    as_person("bjorn").post(url, data={"version": 0, "body": "Kort"})
    shortened = {"version": hidden(endless, "version"), "body": "Kortere"}
    assert client.post(url, data=shortened).status_code == 409


def test_a_delivered_answer_is_opened_again_by_its_team(world, as_person, database):
    with database.reading() as session:
        answer = session.scalars(written_by(world, "1.–4. trinn")).one()
    url = f"/team-answers/{answer.public_id}/reopen"

    assert as_person("anne").post(url).status_code == 404
    assert as_person("cecilie").post(url).status_code == 404
    assert as_person("mina").post(url).status_code == 302
    with database.reading() as session:
        assert session.get_one(TeamAnswer, answer.id).delivered_at is None


def test_history_is_for_the_team_and_brings_texts_back(world, as_person, database):
    url = answer_url(world)
    as_person("anne").post(url, data={"version": 1, "body": "Alt er borte"})
    with database.reading() as session:
        answer = session.scalars(written_by(world, "5.–7. trinn")).one()
    history = f"/team-answers/{answer.public_id}/history"

    assert "norsk på 6. trinn" in as_person("bjorn").get(history).text
    for other in ("cecilie", "ingrid", "david"):
        assert as_person(other).get(history).status_code == 404
    restored = as_person("bjorn").post(f"/team-answers/{answer.public_id}/restore", data={"version": 1})
    assert restored.status_code == 302
    assert "norsk på 6. trinn" in as_person("anne").get(url.removesuffix("/team-answer")).text
    assert as_person("bjorn").post(f"/team-answers/{answer.public_id}/restore", data={"version": 99}).status_code == 404


@pytest.mark.parametrize("who", ["cecilie", "david", "eva", "farid", "gro", "hanna"])
def test_only_the_team_writes_its_answer(world, as_person, who):
    assert as_person(who).post(answer_url(world), data={"version": 1, "body": "x"}).status_code == 404


def test_without_a_team_there_is_a_sentence_and_no_form(world, as_person):
    page = as_person("cecilie").get(answer_url(world).removesuffix("/team-answer"))

    assert page.status_code == 200
    assert "team-answer" not in page.text


def test_a_template_shows_what_it_supplies_and_the_meeting_planned_from_it(world, as_person):
    url = f"/courses/{world.runs['furulia'].public_id}/activities/m2-m1"

    assert f"/meetings/{world.meetings['next'].public_id}" in as_person("anne").get(url).text
    assert plan_url(world, "m2-m1") in as_person("guro").get(url).text
    assert as_person("farid").get(url.replace(world.runs["furulia"].public_id, "lk20")).status_code == 200
