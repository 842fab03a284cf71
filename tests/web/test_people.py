"""The pages where people and teams are looked after: what they show, and to whom."""

import re
from datetime import timedelta

import pytest
from markupsafe import escape
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.audit import AuditLine
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from tests.web.hostile import MARKUP
from tests.web.pages import page_of

FURULIA = "1.–4. trinn"


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
    wheel = people_of().replace("/people", "/wheel")
    assert [link for link in menu("anne") if "/places/" in link] == [wheel]


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
        assert len(re.findall(r"<(?:a href|a class|button|textarea|select|summary|input class)", main)) <= 60


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
        ("Furulia skole", ["Team", "5", "Folk", "27", "Leder", "Ja"]),
        ("Maurtua barnehage", ["Team", "1", "Folk", "7", "Leder", "Ja"]),
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
        ("page=2", ["Tor", "Unni", "Vegard", "Wenche", "Yngve", "Øyvind", "Åse"]),
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
    as_person("gro").get("/admin/people")  # an administrator who was away for an hour is signed out

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
