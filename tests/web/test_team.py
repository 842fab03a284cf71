"""A team plans, prepares, records and holds its meeting, and writes one answer together."""

import re
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.meetings.models import Attendance, Meeting
from courseengine.core.progress.models import Completion, TeamAnswer

JSON = {"Accept": "application/json"}


def at_the_meeting(world, key="next"):
    """Turn the clock to where the meeting has begun."""
    clock.start_at(world.meetings[key].starts_at + timedelta(minutes=5))
    return f"/meetings/{world.meetings[key].public_id}"


def plan_url(world, activity="m1-m1", run="furulia"):
    return f"/courses/{world.runs[run].public_id}/activities/{activity}/meetings/new"


def answer_url(world, activity="m1-g1"):
    return f"/courses/{world.runs['furulia'].public_id}/activities/{activity}/team-answer"


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def when(world, **changed):
    day = world.workday(5)
    return {"date": f"{day:%Y-%m-%d}", "time": "14:15", "length": "60", "place": "Rom 204"} | changed


# the team's page


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
    form = client.get(plan_url(world, "m1-m3"))
    teams = [world.teams[name].public_id for name in ("1.–4. trinn", "5.–7. trinn")]
    sent = when(world, submit_id=hidden(form, "submit_id"), teams=teams, date=f"{world.day(-1):%Y-%m-%d}")
    url = client.post(plan_url(world, "m1-m3"), data=sent).location

    asked = f'<a class="ds-link" href="{url}">Record it'
    assert asked in as_person("jonas").get(f"/teams/{world.teams['1.–4. trinn'].public_id}").text
    assert asked not in as_person("anne").get(f"/teams/{world.teams['5.–7. trinn'].public_id}").text


# planning


def test_a_member_plans_for_the_own_team(world, as_person, database):
    client = as_person("anne")
    form = client.get(plan_url(world, "m1-m3"))

    answer = client.post(plan_url(world, "m1-m3"), data=when(world, submit_id=hidden(form, "submit_id")))

    assert answer.status_code == 302
    with database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.activity_id == "m1-m3")).one()
        assert answer.location == f"/meetings/{meeting.public_id}"
        assert [team.name for team in meeting.teams] == ["5.–7. trinn"]
        assert (meeting.joint, meeting.place, meeting.length) == (False, "Rom 204", 60)
        assert clock.in_oslo(world.workday(5), time(14, 15)) == meeting.starts_at


def test_a_double_click_and_two_tabs_make_one_meeting(world, as_person, database):
    client = as_person("anne")
    sent = when(world, submit_id=hidden(client.get(plan_url(world, "m1-m3")), "submit_id"))

    answers = {client.post(plan_url(world, "m1-m3"), data=sent).location for _ in range(2)}

    assert len(answers) == 1
    with database.reading() as session:
        assert len(session.scalars(select(Meeting).where(Meeting.activity_id == "m1-m3")).all()) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"date": ""}, "date"),
        ({"date": "31.2.2027"}, "date"),
        ({"date": "0202-01-01"}, "date"),
        ({"time": "25:00"}, "time"),
        ({"time": ""}, "time"),
        ({"date": "2027-03-28", "time": "02:30"}, "time"),
        ({"date": "2027-10-31", "time": "02:30"}, "time"),
        ({"length": "an hour"}, "length"),
        ({"length": "4"}, "length"),
        ({"place": "x" * 201}, "place"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_what_was_typed_wrongly_comes_back_with_a_sentence(world, as_person, changed, field):
    client = as_person("anne")
    sent = when(world, submit_id=hidden(client.get(plan_url(world)), "submit_id"), **changed)

    answer = client.post(plan_url(world), data=sent)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert hidden(answer, "submit_id") == sent["submit_id"]


def test_a_date_may_be_written_as_one_says_it(world, as_person):
    client = as_person("anne")
    day = world.workday(5)
    sent = when(world, submit_id=hidden(client.get(plan_url(world)), "submit_id"))
    sent |= {"date": f"{day.day}.{day.month}.{day.year}", "time": "14.15"}

    assert client.post(plan_url(world), data=sent).status_code == 302


def test_a_leader_calls_the_teams_that_are_ticked(world, as_person, database):
    client = as_person("cecilie")
    form = client.get(plan_url(world, "m1-m3"))
    chosen = [world.teams[name].public_id for name in ("1.–4. trinn", "5.–7. trinn")]
    assert all(team.public_id in form.text for name, team in world.teams.items() if name in ("1.–4. trinn",))

    client.post(plan_url(world, "m1-m3"), data=when(world, submit_id=hidden(form, "submit_id"), teams=chosen))

    with database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.activity_id == "m1-m3")).one()
        assert (meeting.joint, {team.public_id for team in meeting.teams}) == (True, set(chosen))


def test_an_extra_field_calls_nobody(world, as_person, database):
    client = as_person("bjorn")
    sent = when(world, submit_id=hidden(client.get(plan_url(world, "m1-m3")), "submit_id"))

    client.post(plan_url(world, "m1-m3"), data=sent | {"teams": [world.teams["1.–4. trinn"].public_id]})

    with database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.activity_id == "m1-m3")).one()
        assert [team.name for team in meeting.teams] == ["5.–7. trinn"]


def test_leaders_meet_without_a_team(world, as_person, database):
    client = as_person("cecilie")
    sent = when(world, submit_id=hidden(client.get(plan_url(world, "m0-m1")), "submit_id"))

    answer = client.post(plan_url(world, "m0-m1"), data=sent)

    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Cecilie" in page
    assert "Jonas" in page
    assert as_person("jonas").get(answer.location).status_code == 200
    assert as_person("ingrid").get(answer.location).status_code == 404


@pytest.mark.parametrize(
    ("who", "activity", "status"),
    [
        ("anne", "m1-m1", 200),
        ("cecilie", "m0-m1", 200),
        ("anne", "m0-m1", 404),
        ("anne", "m1-g1", 404),
        ("david", "m1-m1", 404),
        ("eva", "m1-m1", 404),
        ("farid", "m1-m1", 404),
    ],
)
def test_those_plan_who_take_part(world, as_person, who, activity, status):
    assert as_person(who).get(plan_url(world, activity)).status_code == status


# the meeting's page


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
    form = client.get(plan_url(world, "m1-m2"))

    answer = client.post(plan_url(world, "m1-m2"), data=when(world, submit_id=hidden(form, "submit_id")))

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
            select(Completion).where(Completion.activity_id == "m1-m2", Completion.how == "together")
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


def test_two_recorders_meet_a_page_with_both_texts(world, as_person):
    url = at_the_meeting(world)
    as_person("anne").post(f"{url}/record", data={"version": 1, "minutes": "Annes tekst"})

    late = as_person("bjorn").post(f"{url}/record", data={"version": 1, "minutes": "Bjørns tekst"})

    assert late.status_code == 409
    assert "Annes tekst" in late.text
    assert "Bjørns tekst" in late.text
    again = {"version": hidden(late, "version"), "minutes": "Begges tekst"}
    assert as_person("bjorn").post(f"{url}/record", data=again).status_code == 302
    history = as_person("anne").get(f"{url}/history").text
    assert "Annes tekst" in history
    assert "Begges tekst" in history


def test_a_refused_form_remembers_what_its_writer_had_seen(world, as_person):
    url = at_the_meeting(world)
    client = as_person("bjorn")
    client.post(f"{url}/attendance", data={"present": world.people["bjorn"].public_id})

    refused = client.post(f"{url}/record", data={"version": 1, "minutes": "Bjørns tekst", "act": "hold"})
    as_person("anne").post(f"{url}/record", data={"version": 1, "minutes": "Annes tekst"})
    mended = {"version": hidden(refused, "version"), "minutes": "Bjørns tekst", "decision": "Ja", "act": "hold"}

    assert (refused.status_code, client.post(f"{url}/record", data=mended).status_code) == (422, 409)


def test_a_late_and_unfinished_form_hears_of_the_other_text_first(world, as_person):
    url = at_the_meeting(world)
    as_person("anne").post(f"{url}/record", data={"version": 1, "minutes": "Annes tekst"})

    late = as_person("bjorn").post(f"{url}/record", data={"version": 1, "minutes": "Bjørns tekst", "act": "hold"})

    assert late.status_code == 409


def test_a_long_history_comes_page_by_page(world, as_person):
    url = at_the_meeting(world)
    for version in range(1, 13):
        writer = as_person("anne" if version % 2 else "bjorn")
        writer.post(f"{url}/record", data={"version": version, "minutes": f"Tekst nummer {version}."})

    first = as_person("anne").get(f"{url}/history").text
    older = re.search(r'href="([^"]+before=\d+)"', first)[1]

    assert first.count("<details") == 10
    assert "Tekst nummer 1." in as_person("anne").get(older).text


def test_a_late_draft_is_told_quietly(world, as_person):
    url = at_the_meeting(world)
    as_person("anne").post(f"{url}/record", data={"version": 1, "minutes": "Annes tekst"})

    late = as_person("bjorn").post(f"{url}/record", data={"version": 1, "minutes": "Bjørns tekst"}, headers=JSON)

    assert (late.status_code, late.is_json) == (409, True)


def test_a_held_meeting_is_corrected_with_its_history(world, as_person):
    url = f"/meetings/{world.meetings['second'].public_id}"
    client = as_person("jonas")
    form = client.get(f"{url}/minutes")

    saved = client.post(
        f"{url}/record", data={"version": hidden(form, "version"), "minutes": "Rettet", "decision": "Tirsdag"}
    )

    assert saved.status_code == 302
    assert "Rettet" in client.get(url).text
    assert "dilemmakort" in client.get(f"{url}/history").text


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
    form = client.get(plan_url(world, "m1-m3"))
    teams = [team.public_id for name, team in world.teams.items() if "trinn" in name and name[0].isdigit()]
    url = client.post(
        plan_url(world, "m1-m3"), data=when(world, submit_id=hidden(form, "submit_id"), teams=teams)
    ).location
    clock.start_at(clock.in_oslo(world.workday(5), time(14, 20)))

    client = as_person("cecilie")  # the session has run out in the days between
    page = client.get(url).text
    assert page.count("aria-pressed") == 6
    turned = client.post(f"{url}/attendance", data={"version": 1, "minutes": "Skrevet", "group": "2"})
    page = client.get(turned.location).text

    assert page.count("aria-pressed") == 8
    assert "Skrevet" in page


# moving and deleting


def test_a_meeting_is_moved_and_stays_the_same(world, as_person, database):
    url = f"/meetings/{world.meetings['next'].public_id}"
    client = as_person("bjorn")
    assert 'value="14:15"' in client.get(f"{url}/move").text

    moved = client.post(f"{url}/move", data=when(world, time="08:00", place="Biblioteket"))

    assert moved.location == url
    page = client.get(url).text
    assert "08:00" in page
    assert "Biblioteket" in page
    assert client.post(f"{url}/move", data=when(world, time="x")).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("anne", 302), ("bjorn", 404), ("cecilie", 404)])
def test_the_teams_leader_deletes_a_planned_meeting(world, as_person, database, who, status):
    url = f"/meetings/{world.meetings['next'].public_id}/delete"
    client = as_person(who)

    assert client.get(url).status_code == (200 if status == 302 else 404)
    assert client.post(url).status_code == status
    with database.reading() as session:
        assert (session.get(Meeting, world.meetings["next"].id) is None) == (status == 302)


def test_a_held_meeting_is_not_there_to_be_deleted(world, as_person):
    url = f"/meetings/{world.meetings['second'].public_id}/delete"

    assert as_person("ingrid").post(url).status_code == 404


# the shared answer


def test_the_team_writes_one_answer_and_delivers_it_for_all(world, as_person, database):
    anne, bjorn = as_person("anne"), as_person("bjorn")
    url = answer_url(world)
    page = anne.get(url.removesuffix("/team-answer"))
    assert "årsplanen for 3. trinn" in page.text

    delivered = bjorn.post(url, data={"version": hidden(page, "version"), "body": "Ferdig.", "act": "deliver"})

    assert delivered.status_code == 302
    assert "Ferdig." in anne.get(url.removesuffix("/team-answer")).text
    with database.reading() as session:
        team = world.teams["5.–7. trinn"].id
        done = session.scalars(select(Completion).where(Completion.activity_id == "m1-g1", Completion.team_id == team))
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
    url = answer_url(world, "m1-g2")
    as_person("anne").post(url, data={"version": 0, "body": "Annes tekst"})

    assert as_person("bjorn").post(url, data={"version": 0, "body": "Bjørns tekst"}).status_code == 409


def test_an_empty_or_endless_answer_is_refused_and_kept_on_the_page(world, as_person):
    url = answer_url(world, "m1-g2")
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
        answer = session.scalars(select(TeamAnswer).where(TeamAnswer.team_id == world.teams["1.–4. trinn"].id)).one()
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
        answer = session.scalars(select(TeamAnswer).where(TeamAnswer.team_id == world.teams["5.–7. trinn"].id)).one()
    history = f"/team-answers/{answer.public_id}/history"

    assert "årsplanen for 3. trinn" in as_person("bjorn").get(history).text
    for other in ("cecilie", "ingrid", "david"):
        assert as_person(other).get(history).status_code == 404
    restored = as_person("bjorn").post(f"/team-answers/{answer.public_id}/restore", data={"version": 1})
    assert restored.status_code == 302
    assert "årsplanen for 3. trinn" in as_person("anne").get(url.removesuffix("/team-answer")).text
    assert as_person("bjorn").post(f"/team-answers/{answer.public_id}/restore", data={"version": 99}).status_code == 404


@pytest.mark.parametrize("who", ["cecilie", "david", "eva", "farid", "gro", "hanna"])
def test_only_the_team_writes_its_answer(world, as_person, who):
    assert as_person(who).post(answer_url(world), data={"version": 1, "body": "x"}).status_code == 404


def test_without_a_team_there_is_a_sentence_and_no_form(world, as_person):
    page = as_person("cecilie").get(answer_url(world).removesuffix("/team-answer"))

    assert page.status_code == 200
    assert "team-answer" not in page.text


def test_a_template_shows_what_it_supplies_and_the_meeting_planned_from_it(world, as_person):
    url = f"/courses/{world.runs['furulia'].public_id}/activities/m1-m2"

    assert f"/meetings/{world.meetings['next'].public_id}" in as_person("anne").get(url).text
    assert plan_url(world, "m1-m2") in as_person("guro").get(url).text
    assert as_person("farid").get(url.replace(world.runs["furulia"].public_id, "lk20")).status_code == 200


# what people write


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
        plan_url(world, "m1-m3"),
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
    assert client.post(f"{url}/record", data={"version": 1, "minutes": "Sent", "decision": "x"}).status_code == 409


def test_a_team_page_costs_the_same_whatever_the_number_of_meetings(world, as_person, count_queries):
    client = as_person("anne")
    url = f"/teams/{world.teams['5.–7. trinn'].public_id}"
    client.get(url)
    with count_queries() as before:
        client.get(url)

    for activity in ("m1-m3", "m1-m3", "m1-m1"):
        form = client.get(plan_url(world, activity))
        client.post(plan_url(world, activity), data=when(world, submit_id=hidden(form, "submit_id")))
    with count_queries() as after:
        client.get(url)

    assert len(after) == len(before)
