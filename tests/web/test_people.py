"""The pages where people and teams are looked after: what they show, change and refuse."""

import re
from datetime import timedelta

import pytest
from markupsafe import escape
from sqlalchemy import select

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.core.audit import AuditLine
from courseengine.core.people.models import Membership, Person, Team
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from tests.web.hostile import MARKUP
from tests.web.pages import page_of

FURULIA = "1.–4. trinn"
FIVE = """Matematikk
Ingrid
anne@demo.example
Bjørn <bjorn@demo.example>
Ny Kollega ny.kollega@demo.example
Åse"""


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


def names_on(page):
    """The names in the list of people."""
    table = page.text.rpartition('<table class="matrix"')[2]
    return [name.strip() for name in re.findall(r'role="rowheader">(?:<a[^>]*>)?([^<]+)', table)]


@pytest.mark.parametrize(
    ("who", "status"),
    [("cecilie", 200), ("eva", 200), ("gro", 200), ("david", 404), ("anne", 404), ("jonas", 404), ("farid", 404)],
)
def test_a_schools_people_are_for_those_who_look_after_them(as_person, people_of, manage, who, status):
    client = as_person(who)

    for path in (people_of(), manage(), manage(what="split"), manage(what="merge"), manage(what="end")):
        assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("david", "bjorkelia", 200),
        ("eva", "skogvik", 200),
        ("gro", "skogvik", 200),
        ("cecilie", "skogvik", 404),
        ("eva", "fjellvik", 404),
        ("gro", "university", 200),
        ("farid", "university", 404),
    ],
)
def test_a_places_people_are_for_those_who_look_after_it(as_person, people_of, who, path, status):
    assert as_person(who).get(people_of(path)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("gro", 200), ("eva", 404), ("cecilie", 404)])
def test_everybody_is_for_administrators(world, as_person, who, status):
    assert as_person(who).get("/admin/people").status_code == status


def test_the_menu_leads_there(as_person, people_of):
    def menu(who):
        return page_of(as_person(who).get("/")).links

    assert people_of() in menu("cecilie")
    assert people_of("skogvik") in menu("eva")
    assert not any("/places/" in link for link in menu("anne"))


def test_a_page_has_few_things_to_press(database, world, as_person, people_of):
    with database.writing() as session:
        school, owner = (session.merge(world.places[key]) for key in ("furulia", "skogvik"))
        for number in range(40):
            add_team(session, school=school, name=f"Team {number}")
            add_organisation(session, kind="school", name=f"Skole {number}", parent=owner)
            person = add_person(session, name=f"Person {number}", email=f"p{number}@demo.example", at=world.at)
            add_membership(session, person=person, organisation=school, role="teacher", at=world.at)

    for who, place in (("cecilie", "furulia"), ("eva", "skogvik")):
        text = as_person(who).get(people_of(place, "?page=2&part=2&show=no_team")).text
        main = text.partition("<main")[2].partition("</main>")[0]
        names = 25  # each will lead to the person's own page
        assert len(re.findall(r"<(?:a href|a class|button|textarea|select|summary|input class)", main)) + names <= 60


def test_teams_and_schools_come_in_pages(database, world, as_person, people_of):
    with database.writing() as session:
        for number in range(20):
            add_team(session, school=session.merge(world.places["furulia"]), name=f"Team {number:02}")
    cecilie = as_person("cecilie")

    first, second = (cecilie.get(people_of(more=f"?part={page}")).text for page in (1, 2))

    assert "Team 05</a>" in first
    assert "Team 19</a>" not in first
    assert "Team 05</a>" not in second
    assert "Team 19</a>" in second


def test_an_owner_sees_its_schools(as_person, people_of, database, world):
    with database.writing() as session:
        add_organisation(session, kind="school", name="Uten leder skole", parent=session.merge(world.places["skogvik"]))

    text = as_person("eva").get(people_of("skogvik")).text

    rows = re.findall(r'role="rowheader"><a[^>]*>([^<]+)</a></th>(.*?)</tr>', text)
    assert [(name, re.sub("<[^>]+>", " ", cells).split()) for name, cells in rows] == [
        ("Bjørkelia skole", ["Team", "2", "Folk", "12", "Leder", "Ja"]),
        ("Furulia skole", ["Team", "5", "Folk", "26", "Leder", "Ja"]),
        ("Maurtua barnehage", ["Team", "1", "Folk", "6", "Leder", "Ja"]),
        ("Uten leder skole", ["Team", "0", "Folk", "0", "Leder", "Ingen", "leder"]),
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=øyv", ["Øyvind"]),
        ("q=OYVIND%40", ["Øyvind"]),
        ("show=never", ["Frode", "Nils"]),
        ("show=left", []),
        ("role=resource_teacher", ["Jonas"]),
        ("role=nonsense&show=nonsense&page=x&part=-1&q=Anne", ["Anne"]),
        ("team=nonsense", []),
        ("page=2", ["Åse"]),
        ("page=99999999999", ["Anne"]),
    ],
)
def test_a_leader_finds_people(as_person, people_of, asked, found):
    page = as_person("cecilie").get(people_of(more=f"?{asked}"))

    assert names_on(page)[: len(found) or None] == found or (not found and "Fant ingen" in page.text)
    if asked == "page=2":
        assert names_on(page) == found


def test_a_search_stays_while_one_turns_the_page(as_person, people_of):
    page = as_person("cecilie").get(people_of(more="?q=demo&role=teacher")).text

    assert 'value="demo"' in page
    assert '<option value="teacher" selected>' in page


def test_a_new_team_is_made_of_a_list(as_person, people_of, world, members):
    cecilie = as_person("cecilie")
    action = f"/places/{world.places['furulia'].public_id}/teams"

    response = cecilie.post(action, data={"list": FIVE}, follow_redirects=True)

    assert response.status_code == 200
    assert members("Matematikk") == ["Anne", "Bjørn", "Ingrid", "Ny Kollega", "Åse"]
    assert "Teamet er opprettet." in response.text
    assert "1 person kan ikke logge inn ennå" in response.text
    assert "Ny Kollega" in response.text


def test_a_list_with_problems_comes_back_with_each(as_person, world, members, database):
    action = f"/places/{world.places['furulia'].public_id}/teams"
    text = "Matematikk\nIngen Her\nNy Kollega ny@demo.example\nper@ukjent.example"

    response = as_person("cecilie").post(action, data={"list": text})

    assert response.status_code == 422
    assert page_of(response).form("/teams").fields["list"] == text
    assert "Linje 2: Ingen her heter «Ingen Her». Skriv adressen etter navnet." in response.text
    assert "Linje 4: Ingen her har adressen per@ukjent.example. Skriv navnet foran." in response.text
    with database.reading() as session:
        assert session.scalar(select(Person).where(Person.email == "ny@demo.example")) is None


@pytest.mark.parametrize("place", ["skogvik", "university"])
def test_teams_are_made_where_people_work_in_teams(as_person, world, place):
    action = f"/places/{world.places[place].public_id}/teams"

    assert as_person("gro").post(action, data={"list": FIVE}).status_code == 404


def test_people_are_added_by_name_and_address(as_person, manage, members):
    cecilie, path = as_person("cecilie"), manage("Musikk og drama", "people")

    response = cecilie.post(path, data={"list": "Anne\nny@demo.example"})
    assert response.status_code == 422
    assert "Linje 2:" in response.text
    assert cecilie.post(path, data={"list": " "}).status_code == 422
    assert cecilie.post(path, data={"list": "Anne\nNy ny@demo.example"}).status_code == 302

    assert members("Musikk og drama") == ["Anne", "Guro", "Henrik", "Ida", "Jakob", "Ny"]
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


def listed(database):
    """Who looked at which place's people, as the log has it."""
    with database.reading() as session:
        lines = select(AuditLine.actor_id, AuditLine.organisation_id).where(AuditLine.event == "people_listed")
        return session.execute(lines.order_by(AuditLine.id)).all()


def test_looking_at_named_people_leaves_a_line_an_hour(as_person, people_of, manage, world, database):
    eva, gro = as_person("eva"), as_person("gro")
    for path in (
        people_of("skogvik"),
        people_of("skogvik", "?q=anne"),
        people_of(),
        manage(),
        people_of(more="?page=2"),
    ):
        assert eva.get(path).status_code == 200
    gro.get("/admin/people?q=x")
    gro.get("/admin/people")
    as_person("cecilie").get(people_of())
    who = {name: world.people[name].id for name in ("eva", "gro")}
    once = [
        (who["eva"], world.places["skogvik"].id),
        (who["eva"], world.places["furulia"].id),
        (who["gro"], None),
    ]
    assert listed(database) == once

    clock.start_at(world.at + timedelta(minutes=61))
    gro.get("/admin/people")

    assert listed(database) == [*once, once[-1]]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("cecilie", "/places/{furulia}/people"),
        ("cecilie", "/places/{furulia}/people?q=demo&show=never"),
        ("cecilie", "/teams/{team}/manage"),
        ("cecilie", "/teams/{team}/merge"),
        ("eva", "/places/{skogvik}/people"),
        ("gro", "/admin/people"),
    ],
)
def test_pages_ask_as_often_for_thirty_as_for_one(as_person, world, database, count_queries, who, path):
    keys = {key: place.public_id for key, place in world.places.items()} | {"team": world.teams[FURULIA].public_id}
    client, address, counts = as_person(who), path.format(**keys), []

    for number in range(2):
        client.get(address)
        with count_queries() as statements:
            assert client.get(address).status_code == 200
        counts.append(len(statements))
        with database.writing() as session:
            school, owner = (session.merge(world.places[key]) for key in ("furulia", "skogvik"))
            for extra in range(30 if number == 0 else 0):
                add_organisation(session, kind="school", name=f"Skole {extra}", parent=owner)
                team = add_team(session, school=school, name=f"Team {extra}")
                person = add_person(session, name=f"Per {extra}", email=f"per{extra}@demo.example", at=world.at)
                for one in (team, session.merge(world.teams[FURULIA])):
                    add_membership(session, person=person, organisation=school, team=one, role="teacher", at=world.at)

    assert counts[0] == counts[1] <= 9


def test_names_that_try_to_be_code_are_names(hostile_world, as_person):
    world = hostile_world
    cecilie = as_person("cecilie")
    place, team = (one.public_id for one in (world.places["furulia"], world.teams["hostile"]))
    paths = [f"/places/{place}/people", *(f"/teams/{team}/{what}" for what in ("manage", "split", "merge", "end"))]

    for path in paths:
        page = cecilie.get(path)
        assert page.status_code == 200
        assert MARKUP not in page.text
        assert str(escape(MARKUP)).replace("&#34;", "&quot;") in page.text or "&lt;script&gt;" in page.text
    assert "&lt;script&gt;" in as_person("gro").get("/admin/people?q=%3Cscript").text
