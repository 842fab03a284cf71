"""A team writes one answer together."""

import html
import re

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


def test_what_two_write_in_different_places_is_one_text(world, as_person):
    url = answer_url(world, "m2-g2")
    anne, bjorn = as_person("anne"), as_person("bjorn")
    anne.post(url, data={"body": "En\n\nto", "body_base": ""})

    anne.post(url, data={"body": "En!\n\nto", "body_base": "En\n\nto"})
    answer = bjorn.post(url, data={"body": "En\r\n\r\nto!", "body_base": "En\r\n\r\nto"}, headers=JSON)

    assert (answer.json["text"], "clash" in answer.json) == ("En!\n\nto!", False)


def test_two_texts_that_clash_are_side_by_side_until_one_is_chosen(world, as_person):
    url = answer_url(world)
    anne, bjorn = as_person("anne"), as_person("bjorn")
    anne.post(url, data={"version": 1, "body": "Annes tekst"})

    late = bjorn.post(url, data={"version": 1, "body": "Bjørns tekst", "act": "deliver"}, follow_redirects=True)

    assert late.status_code == 200
    assert "Teksten din er tatt vare på" in late.text
    assert "Levert for hele teamet" not in late.text
    assert "Du og Anne" in late.text
    assert "Du og Bjørn" in anne.get(url.removesuffix("/team-answer")).text
    assert all(f"<mark>{name}</mark>" in late.text for name in ("Annes", "Bjørns"))
    assert bjorn.post(url, data={"version": 1, "body": "Bjørns tekst"}, headers=JSON).json["clash"]
    version = re.search(r'name="version" value="(\d+)"', late.text)[1]
    chosen = {"version": version, "keep": "both", "body_base": "Annes tekst"}
    settled = [anne.post(settle_url(late), data=chosen, follow_redirects=True) for _ in range(10)][-1]
    assert "Annes tekst\n\nBjørns tekst</textarea>" in settled.text
    assert "Du og Bjørn" not in settled.text


def settle_url(page):
    return re.search(r'action="(/team-answers/[^"]+/settle)"', page.text)[1]


def test_a_text_from_before_the_delivery_waits_and_leaders_do_not_read_it(world, as_person):
    url = answer_url(world)
    page = url.removesuffix("/team-answer")
    as_person("anne").post(url, data={"version": 1, "body": "Ferdig", "act": "deliver"})

    late = as_person("bjorn").post(url, data={"version": 1, "body": "Ferdig?", "body_base": "Ferdig"}, headers=JSON)

    assert (late.status_code, late.json["version"], late.json["text"]) == (200, 1, "Ferdig")
    assert "levert mens du skrev" in late.json["clash"]
    shown = as_person("bjorn").get(page)
    assert "levert mens du skrev" in shown.text
    assert settle_url(shown)
    leader = as_person("cecilie").get(
        settle_url(shown).replace("/team-answers", "/leader/answers").removesuffix("/settle")
    )
    assert (leader.status_code, "Ferdig?" in leader.text, "Ferdig" in leader.text) == (200, False, True)


def test_a_form_of_last_week_loses_nothing(world, as_person):
    url = answer_url(world)
    anne, bjorn = as_person("anne"), as_person("bjorn")
    form = bjorn.get(url.removesuffix("/team-answer"))
    base = html.unescape(re.search(r'name="body_base"[^>]*>\n(.*?)</textarea>', form.text, re.DOTALL)[1])
    for text in ("Noe annet", f"Noe annet\n\n{base}", f"{base}\n\nMandag"):
        anne.post(url, data={"version": 1, "body": text, "body_base": base})
    anne.post(url, data={"version": 1, "body": "Alt nytt", "act": "deliver"})

    sent = {"version": hidden(form, "version"), "body": f"{base}\n\nFredag", "body_base": base, "act": "deliver"}
    page = bjorn.post(url, data=sent, follow_redirects=True)

    assert page.status_code == 200
    assert "Fredag" in page.text


def test_the_first_text_by_two_is_both(world, as_person):
    url = answer_url(world, "m2-g2")
    as_person("anne").post(url, data={"version": 0, "body": "Annes tekst", "body_base": ""})

    as_person("bjorn").post(url, data={"version": 0, "body": "Bjørns tekst", "body_base": ""})

    assert "Annes tekst\n\nBjørns tekst</textarea>" in as_person("anne").get(url.removesuffix("/team-answer")).text


def test_an_empty_or_endless_answer_is_refused_and_kept_on_the_page_with_what_it_started_from(world, as_person):
    url = answer_url(world, "m2-g2")
    client = as_person("anne")

    assert client.post(url, data={"version": 0, "body": " ", "act": "deliver"}).status_code == 422
    endless = client.post(url, data={"version": 0, "body": "x" * 50_000, "body_base": "Slik var det"})
    assert endless.status_code == 422
    assert "x" * 50_000 in endless.text
    assert "Slik var det</textarea>" in endless.text


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
    marked = as_person("bjorn").get(history).text
    assert "<ins>" in marked
    assert "<del>" in marked
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
