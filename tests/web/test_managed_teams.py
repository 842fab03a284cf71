"""Teams are made, filled, led, renamed, split, merged and ended on their pages."""

import re

import pytest
from sqlalchemy import select

from courseengine.base.clock import day_in_oslo
from courseengine.core.accounts.models import Invitation
from courseengine.core.outbox import OutgoingMail
from courseengine.core.people.models import Membership, Person, Team
from tests.web.pages import page_of, said

FURULIA = "1.–4. trinn"
FIVE = """Matematikk
Ingrid
anne@demo.example
Bjørn <bjorn@demo.example>
Ny Kollega ny.kollega@demo.example
Åse"""


@pytest.fixture(autouse=True)
def _mail(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "sends_mail", True)


@pytest.fixture
def people_of(world):
    """The address of a place's people."""

    def address(key="furulia", more=""):
        return f"/places/{world.places[key].public_id}/people{more}"

    return address


@pytest.fixture
def manage(world):
    """An address below a team."""

    def address(team=FURULIA, what="manage"):
        return f"/teams/{world.teams[team].public_id}/{what}"

    return address


@pytest.fixture
def members(database, world):
    """Who is in a team today, by name."""

    def names(name, school="furulia"):
        with database.reading() as session:
            rows = session.execute(
                select(Person.name, Membership.ends_on)
                .join(Membership, Membership.person_id == Person.id)
                .join(Team, Team.id == Membership.team_id)
                .where(Team.name == name, Team.school_id == world.places[school].id)
                .order_by(Person.sort_key)
            )
            return [name for name, ends_on in rows if ends_on is None or ends_on >= day_in_oslo(world.at)]

    return names


@pytest.fixture
def tick(world):
    """What the form of a team's members sends."""

    def sent(act, *names):
        return {"act": act, "people": [world.people[name].public_id for name in names]}

    return sent


def test_a_new_team_is_made_of_a_list(as_person, people_of, world, members):
    cecilie = as_person("cecilie")
    action = f"/places/{world.places['furulia'].public_id}/teams"

    response = cecilie.post(action, data={"list": FIVE}, follow_redirects=True)

    assert response.status_code == 200
    assert members("Matematikk") == ["Anne", "Bjørn", "Ingrid", "Åse"]
    assert "Teamet er opprettet." in response.text
    assert said("%(num)d invitation is on its way.", num=1) in response.text


def test_somebody_new_and_somebody_with_an_account_get_the_same_invitation(
    as_person, people_of, manage, members, database, world
):
    """David leads another school, and is told to nobody here."""
    cecilie, answers = as_person("cecilie"), []
    for email in ("david@demo.example", "ny@demo.example"):
        cecilie.post(manage("Musikk og drama", "people"), data={"list": f"Noen {email}"})
        answers.append(cecilie.get(manage("Musikk og drama")).text)
    team = world.teams["Musikk og drama"]

    assert members("Musikk og drama") == ["Guro", "Henrik", "Ida", "Jakob"]
    assert "David" not in answers[0]
    assert [re.sub(r'(nonce|value)="[^"]*"', "", page) for page in answers[:1]] == [
        re.sub(r'(nonce|value)="[^"]*"', "", page) for page in answers[1:]
    ]
    with database.reading() as session:
        found = session.scalars(select(Invitation).where(Invitation.team_id == team.id).order_by(Invitation.id))
        assert [(one.email, one.name, one.role) for one in found] == [
            ("david@demo.example", "Noen", "teacher"),
            ("ny@demo.example", "Noen", "teacher"),
        ]
        mails = session.scalars(
            select(OutgoingMail.message).where(OutgoingMail.email.in_(["david@demo.example", "ny@demo.example"]))
        )
        assert list(mails) == ["invitation", "invitation"]


def test_without_mail_both_are_told_the_same(app, as_person, manage, members, monkeypatch):
    monkeypatch.setitem(app.extensions, "sends_mail", False)
    sent = "david@demo.example\nny@demo.example"

    response = as_person("cecilie").post(manage("Musikk og drama", "people"), data={"list": sent})

    assert response.status_code == 422
    message = "Nobody here has the address %(email)s. Whoever runs the installation can add them with a file."
    for line, email in enumerate(sent.split(), start=1):
        assert f"{line}: {said(message, email=email)}" in response.text
    assert members("Musikk og drama") == ["Guro", "Henrik", "Ida", "Jakob"]


def test_a_list_with_problems_comes_back_with_each(as_person, world, members, database):
    action = f"/places/{world.places['furulia'].public_id}/teams"
    text = "Matematikk\nIngen Her\nNy Kollega ny@demo.example\nNy K. ny@demo.example"

    response = as_person("cecilie").post(action, data={"list": text})

    assert response.status_code == 422
    assert page_of(response).form("/teams").fields["list"] == text
    assert "Linje 2: Ingen her heter «Ingen Her». Skriv adressen etter navnet." in response.text
    assert "Linje 4: " + said("Line %(line)d has the same address and another name.", line=3) in response.text
    with database.reading() as session:
        assert session.scalar(select(Invitation).where(Invitation.email == "ny@demo.example")) is None


@pytest.mark.parametrize("place", ["skogvik", "university"])
def test_teams_are_made_where_people_work_in_teams(as_person, world, place):
    action = f"/places/{world.places[place].public_id}/teams"

    assert as_person("gro").post(action, data={"list": FIVE}).status_code == 404


def test_people_are_added_by_name_and_address(as_person, manage, members):
    cecilie, path = as_person("cecilie"), manage("Musikk og drama", "people")

    response = cecilie.post(path, data={"list": "Anne\nNy"})
    assert response.status_code == 422
    assert "Linje 2:" in response.text
    assert cecilie.post(path, data={"list": " "}).status_code == 422
    assert cecilie.post(path, data={"list": "Anne\nNy ny@demo.example"}).status_code == 302

    assert members("Musikk og drama") == ["Anne", "Guro", "Henrik", "Ida", "Jakob"]
    assert "Anne" in members("5.–7. trinn")


def test_one_thing_is_done_to_those_who_are_ticked(as_person, manage, members, tick, database, world):
    cecilie, path = as_person("cecilie"), manage("Musikk og drama", "members")

    assert cecilie.post(path, data=tick("out", "henrik", "ida")).status_code == 302
    assert cecilie.post(path, data=tick("lead", "jakob")).status_code == 302
    assert cecilie.post(path, data=tick("no_lead", "guro")).status_code == 302
    page = cecilie.get(manage("Musikk og drama")).text

    assert members("Musikk og drama") == ["Guro", "Jakob"]
    assert re.search(r"Jakob\s+<span[^>]*>Leder</span>", page)
    assert not re.search(r"Guro\s+<span[^>]*>Leder</span>", page)


def test_the_main_team_changes(as_person, manage, tick, world):
    cecilie = as_person("cecilie")
    cecilie.post(manage("Musikk og drama", "people"), data={"list": "Anne"})
    assert "Har et annet hovedteam" in cecilie.get(manage("Musikk og drama")).text

    cecilie.post(manage("Musikk og drama", "members"), data=tick("main", "anne"))

    assert "Har et annet hovedteam" not in cecilie.get(manage("Musikk og drama")).text
    assert "Har et annet hovedteam" in cecilie.get(manage("5.–7. trinn")).text
    assert f'href="/teams/{world.teams["Musikk og drama"].public_id}"' in as_person("anne").get("/").text


@pytest.mark.parametrize("sent", [{}, {"act": "out"}, {"act": "nonsense", "people": ["ingrid"]}])
def test_nothing_is_done_to_nobody(as_person, manage, world, sent):
    people = [world.people[name].public_id for name in sent.get("people", [])]

    response = as_person("cecilie").post(manage(what="members"), data=sent | {"people": people})

    assert response.status_code == 422
    assert "Kryss av for minst én person først." in response.text


def test_somebody_of_another_team_is_not_touched(as_person, manage, tick, members):
    response = as_person("cecilie").post(manage("Musikk og drama", "members"), data=tick("out", "anne"))

    assert response.status_code == 422
    assert "Anne" in members("5.–7. trinn")


def test_a_team_is_renamed_and_a_late_name_is_told(as_person, manage):
    cecilie, path = as_person("cecilie"), manage("Musikk og drama")
    seen = page_of(cecilie.get(path)).form("/manage").fields["seen"]

    first = cecilie.post(path, data={"name": "Estetiske fag", "kind": "subject_team", "seen": seen})
    late = cecilie.post(path, data={"name": "Musikk", "kind": "team", "seen": seen})

    assert first.status_code == 302
    assert late.status_code == 409
    assert "Noen andre har gitt teamet nytt navn" in late.text
    assert "Estetiske fag" in cecilie.get(path).text


@pytest.mark.parametrize(
    "sent", [{"name": "", "kind": "team"}, {"name": "Ny", "kind": "x"}, {"name": FURULIA, "kind": "team"}, {}]
)
def test_a_name_that_cannot_be_is_told_and_nothing_changes(as_person, manage, sent):
    cecilie, path = as_person("cecilie"), manage("Musikk og drama")

    response = cecilie.post(path, data={"seen": "team:Musikk og drama"} | sent)

    assert response.status_code == 422
    assert "<h1" in response.text
    assert re.search(r"<h1[^>]*>Musikk og drama</h1>", response.text)
    assert "ds-error-summary" in response.text


def test_a_team_is_split(as_person, manage, members, world):
    cecilie, path = as_person("cecilie"), manage(what="split")
    people = [world.people[name].public_id for name in ("kari", "lars")]

    assert cecilie.post(path, data={"name": "", "people": people}).status_code == 422
    assert cecilie.post(path, data={"name": "Småtrinnet"}).status_code == 422
    assert cecilie.post(path, data={"name": "Småtrinnet", "people": people}).status_code == 302

    assert members("Småtrinnet") == ["Kari", "Lars"]
    assert members(FURULIA) == ["Ingrid", "Jonas", "Mina", "Nils"]


def test_a_merge_says_what_happens_and_does_it(as_person, manage, members, world, database):
    cecilie, path = as_person("cecilie"), manage("5.–7. trinn", "merge")

    asked = cecilie.get(path).text
    assert "7 personer er i det andre teamet fra i dag." in asked
    assert "1 planlagt møte går over til det andre teamet:" in asked
    assert cecilie.post(path, data={"into": "nonsense"}).status_code == 422
    other = world.teams["Musikk og drama"].public_id
    done = cecilie.post(path, data={"into": other}, follow_redirects=True)

    assert done.request.path == f"/teams/{other}/manage"
    assert len(members("Musikk og drama")) == 11
    assert cecilie.get(path).status_code == 404
    anne = as_person("anne")
    meeting = f"/meetings/{world.meetings['next'].public_id}"
    assert anne.get(meeting).status_code == 200
    assert "Musikk og drama" in anne.get("/").text or other in anne.get("/").text


def test_an_unrecorded_meeting_is_told_before_it_is_too_late(as_person, manage):
    text = as_person("cecilie").get(manage("8.–10. trinn", "merge")).text

    assert "1 møte er ikke ført" in text
    assert "Ble det holdt, må teamet føre det først." in text


def test_a_team_ends_and_what_it_did_is_still_read(as_person, manage, members, world, people_of):
    cecilie = as_person("cecilie")
    assert "6 personer går ut av teamet, men er fortsatt ved skolen." in cecilie.get(manage(what="end")).text

    cecilie.post(manage(what="end"))
    ended = cecilie.get(f"/places/{world.places['furulia'].public_id}/ended-teams")
    leader = f"/leader/teams/{world.teams[FURULIA].public_id}"

    assert members(FURULIA) == []
    assert leader in page_of(ended).links
    assert world.meetings["second"].title in cecilie.get(leader).text
    assert FURULIA not in cecilie.get(people_of()).text
    assert as_person("ingrid").get(f"/teams/{world.teams[FURULIA].public_id}").status_code == 404
    assert "/leader/teams/" not in as_person("eva").get(ended.request.path).text


def test_an_ended_team_is_called_to_no_meeting(as_person, manage, world):
    cecilie = as_person("cecilie")
    plan = f"/courses/{world.runs['furulia'].public_id}/activities/m2-m3/meetings/new"
    assert FURULIA in cecilie.get(plan).text

    cecilie.post(manage(what="end"), follow_redirects=True)

    assert FURULIA not in cecilie.get(plan).text
    assert FURULIA not in cecilie.get(f"/leader/{world.places['furulia'].public_id}").text
