"""A team's page, and its meeting from tapping names to the decision."""

import re
from datetime import time

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.meetings.models import Attendance
from courseengine.core.progress.models import Completion
from tests.web.pages import said
from tests.web.team_world import JSON, answer_url, at_the_meeting, hidden, plan_url, when


@pytest.mark.parametrize(
    ("who", "status"), [("anne", 200), ("bjorn", 200), ("ingrid", 404), ("cecilie", 404), ("david", 404), ("gro", 404)]
)
def test_a_teams_page_is_its_members_own(world, as_person, who, status):
    assert as_person(who).get(f"/teams/{world.teams['5.–7. trinn'].public_id}").status_code == status


def test_the_page_says_when_we_meet_how_many_are_ready_and_what_is_held(world, as_person):
    page = as_person("anne").get(f"/teams/{world.teams['5.–7. trinn'].public_id}").text

    assert world.meetings["next"].public_id in page
    assert "Rom 204" in page
    assert re.search(r"\d av 7|\d of 7", page)
    assert "Ragnar" in page


def test_a_meeting_that_was_not_recorded_is_asked_for(world, as_person):
    page = as_person("unni").get(f"/teams/{world.teams['8.–10. trinn'].public_id}").text

    assert f"/meetings/{world.meetings['unrecorded'].public_id}" in page


def test_what_only_arrangers_can_record_is_asked_of_them_alone(world, as_person):
    client = as_person("cecilie")
    form = client.get(plan_url(world, "m2-m3"))
    teams = [world.teams[name].public_id for name in ("1.–4. trinn", "5.–7. trinn")]
    sent = when(world, submit_id=hidden(form, "submit_id"), teams=teams, date=f"{world.day(-1):%Y-%m-%d}")
    url = client.post(plan_url(world, "m2-m3"), data=sent).location

    asked = f'<a class="ds-link" href="{url}">{said("Record it")}'
    assert asked in as_person("jonas").get(f"/teams/{world.teams['1.–4. trinn'].public_id}").text
    assert asked not in as_person("anne").get(f"/teams/{world.teams['5.–7. trinn'].public_id}").text


@pytest.mark.parametrize(
    ("who", "status"), [("anne", 200), ("tor", 200), ("ingrid", 404), ("cecilie", 404), ("david", 404), ("hanna", 404)]
)
def test_a_teams_meeting_is_seen_by_those_invited(world, as_person, who, status):
    assert as_person(who).get(f"/meetings/{world.meetings['next'].public_id}").status_code == status


@pytest.mark.parametrize(("who", "status"), [("anne", 200), ("cecilie", 200), ("jonas", 200), ("david", 404)])
def test_a_joint_meeting_is_seen_by_all_its_teams_and_those_who_arrange(world, as_person, who, status):
    assert as_person(who).get(f"/meetings/{world.meetings['first'].public_id}").status_code == status


def test_before_it_begins_one_prepares_and_records_nothing(world, as_person):
    client = as_person("anne")
    url = f"/meetings/{world.meetings['next'].public_id}"

    page = client.get(url).text

    assert "textarea" not in page
    assert re.search(r"\d (av|of) 7", page)
    assert client.post(f"{url}/record", data={"version": 1, "act": "save", "minutes": "x"}).status_code == 422


def test_in_a_small_team_the_number_of_those_ready_would_be_a_name(world, as_person, database):
    client = as_person("guro")
    form = client.get(plan_url(world, "m2-m1"))

    answer = client.post(plan_url(world, "m2-m1"), data=when(world, submit_id=hidden(form, "submit_id")))

    assert not re.search(r"\d (av|of) 4 ", client.get(answer.location).text)


def test_a_team_meets_from_tapping_names_to_the_decision(world, as_person, database):
    url = at_the_meeting(world)
    client = as_person("bjorn")
    for name in ("anne", "bjorn"):
        page = client.get(url)
        tapped = {"version": hidden(page, "version"), "minutes": f"{name} kom", "decision": "", "act": "save"}
        noted = client.post(f"{url}/attendance", data=tapped | {"present": world.people[name].public_id})
        assert noted.status_code == 302

    page = client.get(url)
    assert "bjorn kom" in page.text
    assert page.text.count('aria-pressed="true"') == 2
    held = client.post(
        f"{url}/record",
        data={"version": hidden(page, "version"), "minutes": "Vi snakket.", "decision": "Mandag.", "act": "hold"},
    )

    assert held.status_code == 302
    page = client.get(url).text
    assert "Mandag." in page
    assert "Anne, Bjørn" in page
    with database.reading() as session:
        done = session.scalars(
            select(Completion).where(Completion.activity_id == "m2-m1", Completion.how == "together")
        )
        team = world.teams["5.–7. trinn"].id
        assert {row.person_id for row in done if row.team_id == team} == {
            world.people["anne"].id,
            world.people["bjorn"].id,
        }


def test_a_tap_is_taken_back(world, as_person, database):
    url = at_the_meeting(world)
    client, anne = as_person("bjorn"), world.people["anne"]

    for what in ("present", "present", "absent"):
        client.post(f"{url}/attendance", data={what: anne.public_id})

    with database.reading() as session:
        assert session.get(Attendance, (world.meetings["next"].id, anne.id)) is None


def test_nobody_who_was_not_invited_is_noted(world, as_person):
    url = at_the_meeting(world)

    for stranger in ("ingrid", "hanna", "cecilie"):
        answer = as_person("bjorn").post(f"{url}/attendance", data={"present": world.people[stranger].public_id})
        assert answer.status_code == 404


@pytest.mark.parametrize(("sent", "field"), [({"decision": "Mandag."}, "present"), ({}, "present")])
def test_holding_says_what_is_missing_and_loses_nothing(world, as_person, sent, field):
    url = at_the_meeting(world)

    answer = as_person("bjorn").post(f"{url}/record", data={"version": 1, "minutes": "Langt.", "act": "hold"} | sent)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Langt." in answer.text


def test_without_a_decision_one_says_why(world, as_person):
    url = at_the_meeting(world)
    client = as_person("bjorn")
    client.post(f"{url}/attendance", data={"present": world.people["bjorn"].public_id})

    refused = client.post(f"{url}/record", data={"version": 1, "act": "hold"})
    held = client.post(f"{url}/record", data={"version": 1, "act": "hold", "no_decision_because": "Tida gikk."})

    assert (refused.status_code, held.status_code) == (422, 302)
    assert 'href="#decision"' in refused.text
    assert "Tida gikk." in client.get(url).text


def test_a_draft_saves_itself(world, as_person):
    url = at_the_meeting(world)
    client = as_person("bjorn")

    answer = client.post(f"{url}/record", data={"version": 1, "minutes": "Vi"}, headers=JSON)

    assert answer.json["version"] == 2
    assert "Vi" in client.get(url).text


def test_a_long_history_comes_page_by_page(world, as_person):
    url = at_the_meeting(world)
    for version in range(1, 13):
        writer = as_person("anne" if version % 2 else "bjorn")
        writer.post(f"{url}/record", data={"version": version, "minutes": f"Tekst nummer {version}."})

    first = as_person("anne").get(f"{url}/history").text
    older = re.search(r'href="([^"]+before=\d+)"', first)[1]

    assert first.count("<details") == 10
    assert "Tekst nummer 1." in as_person("anne").get(older).text


def test_a_held_meeting_is_corrected_with_its_history(world, as_person):
    url = f"/meetings/{world.meetings['second'].public_id}"
    client = as_person("jonas")
    form = client.get(f"{url}/minutes")

    saved = client.post(
        f"{url}/record", data={"version": hidden(form, "version"), "minutes": "Rettet", "decision": "Tirsdag"}
    )

    assert saved.status_code == 302
    assert "Rettet" in client.get(url).text
    assert "relevansteksten" in client.get(f"{url}/history").text


def test_in_a_held_meeting_others_are_added_and_never_taken_off(world, as_person):
    url = f"/meetings/{world.meetings['second'].public_id}/attendance"
    mina, nils = world.people["mina"].public_id, world.people["nils"].public_id

    assert as_person("ingrid").post(url, data={"present": mina}).status_code == 302
    assert as_person("ingrid").post(url, data={"absent": nils}).status_code == 422
    assert as_person("nils").post(url, data={"absent": nils}).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("anne", 404), ("cecilie", 200), ("jonas", 200)])
def test_a_joint_meeting_is_recorded_by_those_who_arrange_it(world, as_person, who, status):
    url = f"/meetings/{world.meetings['first'].public_id}"

    assert as_person(who).get(f"{url}/minutes").status_code == status


def test_a_joint_meeting_shows_one_team_at_a_time(world, as_person):
    client = as_person("cecilie")
    form = client.get(plan_url(world, "m2-m3"))
    teams = [team.public_id for name, team in world.teams.items() if "trinn" in name and name[0].isdigit()]
    url = client.post(
        plan_url(world, "m2-m3"), data=when(world, submit_id=hidden(form, "submit_id"), teams=teams)
    ).location
    clock.start_at(clock.in_oslo(world.workday(5), time(14, 20)))

    client = as_person("cecilie")  # the session has run out in the days between
    page = client.get(url).text
    assert page.count("aria-pressed") == 6
    turned = client.post(f"{url}/attendance", data={"version": 1, "minutes": "Skrevet", "group": "2"})
    page = client.get(turned.location).text

    assert page.count("aria-pressed") == 9
    assert "Skrevet" in page


@pytest.mark.parametrize("key", ["markup", "long"])
def test_what_people_write_shows_as_text(hostile_world, as_person, key):
    client, world = as_person(key), hostile_world
    meeting = f"/meetings/{world.meetings['hostile'].public_id}"
    with_texts = [
        f"/teams/{world.teams['hostile'].public_id}",
        meeting,
        f"{meeting}/minutes",
        f"{meeting}/history",
        answer_url(world).removesuffix("/team-answer"),
        plan_url(world, "m2-m3"),
    ]

    for url in with_texts:
        page = client.get(url)
        assert page.status_code == 200, url
        assert "&lt;script&gt;" in page.text, url
        assert "<script>window" not in page.text, url


@pytest.mark.both_databases
def test_a_meeting_is_planned_recorded_and_held_on_both_databases(world, as_person):
    url = at_the_meeting(world)
    client = as_person("bjorn")

    client.post(f"{url}/attendance", data={"present": world.people["bjorn"].public_id})
    held = client.post(f"{url}/record", data={"version": 1, "minutes": "Vi", "decision": "Ja", "act": "hold"})

    assert held.status_code == 302
    assert client.post(f"{url}/record", data={"version": 1, "minutes": "Sent", "minutes_base": ""}).status_code == 302
    page = client.get(url).text
    assert page.index("Vi</p>") < page.index("Sent</p>")


def test_a_team_page_costs_the_same_whatever_the_number_of_meetings(world, as_person, count_queries):
    client = as_person("anne")
    url = f"/teams/{world.teams['5.–7. trinn'].public_id}"
    client.get(url)
    with count_queries() as before:
        client.get(url)

    for activity in ("m2-m3", "m2-m3", "m1-m1"):
        form = client.get(plan_url(world, activity))
        client.post(plan_url(world, activity), data=when(world, submit_id=hidden(form, "submit_id")))
    with count_queries() as after:
        client.get(url)

    assert len(after) == len(before)


def test_a_team_in_two_courses_begins_with_the_one_it_meets_about(world, as_person):
    page = as_person("anne").get(f"/teams/{world.teams['5.–7. trinn'].public_id}").text

    first, *folded = re.findall(r'(?:id="current">|<summary>)(.*?)</', page)
    assert first == "Modul 2: Læreplaner for fag"
    name, course = re.fullmatch(r'<span>(.*) <small class="muted">(.*) · 0 av 1 møter holdt', folded[-1]).groups()
    assert (name, course) == ("Modul 1: Se barnets digitale hverdag", "Digital dømmekraft i barnehage og skole")


def test_what_leaders_do_first_is_not_next_for_another_team_of_a_resource_teacher(world, as_person):
    page = as_person("jonas").get(f"/teams/{world.teams['1.–4. trinn'].public_id}").text

    first, *folded = re.findall(r'(?:id="current">|<summary>)(.*?)</', page)
    assert "Modul 2" in first
    assert any("Modul 0" in one for one in folded)
