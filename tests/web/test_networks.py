"""The pages of networks and their gatherings."""

import re

import pytest
from sqlalchemy import select

from courseengine.core.networks.models import Gathering, Network, NetworkMember
from courseengine.core.outbox import OutgoingMail
from tests.web.hostile import MARKUP, TEXT

pytestmark = pytest.mark.both_databases


@pytest.fixture
def find(database):
    """The public id of a network or gathering, by its name or theme."""

    def found(name):
        with database.reading() as session:
            for key, said in ((Network.public_id, Network.name), (Gathering.public_id, Gathering.theme)):
                id_ = session.scalar(select(key).where(said == name))
                if id_:
                    return id_
        raise AssertionError(name)

    return found


@pytest.fixture
def stored(database):
    """A row of the database as it is now."""

    def row(kind, **asked):
        with database.reading() as session:
            found = session.scalars(select(kind).filter_by(**asked)).all()
            assert len(found) == 1, found
            return found[0]

    return row


@pytest.fixture
def furulia(world):
    return f"/places/{world.places['furulia'].public_id}/networks"


def sent(**more):
    return {"theme": "Ny samling", "when": "3.12.2026", "organiser": "Furulia", **more}


@pytest.mark.parametrize(("who", "names"), [
    ("anne", ["Fagnettverk i norsk", "Ledernettverket", "Naboskolene", "Skogvik- og Fjellvikregionen"]),
    ("ylva", ["Fagnettverk i norsk", "Ledernettverket", "Skogvik- og Fjellvikregionen"]),
    ("hanna", []),
    ("gro", []),
])  # fmt: skip
def test_one_sees_the_networks_one_belongs_to(as_person, who, names):
    page = as_person(who).get("/networks").text

    assert [
        one
        for one in ("Fagnettverk i norsk", "Ledernettverket", "Naboskolene", "Skogvik- og Fjellvikregionen")
        if one in page
    ] == names


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anne", 200),
        ("cecilie", 200),
        ("david", 200),
        ("eva", 200),
        ("ylva", 404),
        ("farid", 404),
        ("gro", 404),
        ("hanna", 404),
    ],
)
def test_a_network_is_for_its_members_and_those_who_look_after_it(as_person, find, who, status):
    assert as_person(who).get(f"/networks/{find('Naboskolene')}").status_code == status
    assert as_person(who).get(f"/gatherings/{find('Vi viser fram modul 2')}").status_code == status


def test_people_are_named_to_members_and_those_who_look_after_it(as_person, find):
    """Fjellvik and Solli belong to the subject network, and Anne does; David sees it through the region."""
    path = f"/networks/{find('Fagnettverk i norsk')}"

    for who, sees in (("anne", True), ("ylva", True), ("david", False), ("bjorn", False)):
        main = as_person(who).get(path).text.partition("<main")[2]
        assert ("Anne" in main, "1 person" in main) == (sees, not sees), who


def test_a_leader_makes_a_network_and_fills_it(as_person, world, database, furulia, stored):
    cecilie = as_person("cecilie")
    page = cecilie.post(f"{furulia}/new", data={"kind": "teacher", "name": "Programmering", "about": "Vi *koder*"})
    path = page.location
    solli = world.places["solli"]

    cecilie.post(
        f"{path}/members",
        data={"named": "solli skole", "person": "anne@demo.example", "places": world.places["bjorkelia"].public_id},
    )

    network = stored(Network, name="Programmering")
    with database.reading() as session:
        members = session.execute(
            select(NetworkMember.organisation_id, NetworkMember.person_id).where(NetworkMember.network_id == network.id)
        ).all()
    places = {world.places[key].id for key in ("furulia", "bjorkelia")} | {solli.id}
    assert {place for place, _ in members if place} == places
    assert {person for _, person in members if person} == {world.people["anne"].id}
    assert "<em>koder</em>" in cecilie.get(path).text
    assert as_person("ylva").get(path).status_code == 200

    cecilie.post(f"{path}/members/end", data={"member": solli.public_id})
    assert as_person("ylva").get(path).status_code == 404


@pytest.mark.parametrize(("form", "field"), [
    ({}, "places"),
    ({"named": "Ingensteds skole"}, "named"),
    ({"person": "Ylva"}, "person"),
    ({"person": "ylva@demo.example"}, "person"),
    ({"person": "hanna@demo.example"}, "person"),
    ({"person": "ingen@demo.example"}, "person"),
    ({"named": "Demouniversitetet"}, "named"),
])  # fmt: skip
def test_a_member_that_cannot_be_is_refused_in_the_same_words_whether_known_or_not(as_person, find, form, field):
    answer = as_person("cecilie").post(f"/networks/{find('Naboskolene')}/members", data=form)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_place_leaves_a_network_that_others_look_after(as_person, world, furulia, find):
    region = find("Skogvik- og Fjellvikregionen")
    assert region in as_person("cecilie").get(furulia).text

    as_person("cecilie").post(f"{furulia}/leave", data={"network": region})

    assert as_person("anne").get(f"/networks/{region}").status_code == 404
    assert region not in as_person("cecilie").get(furulia).text


def test_a_network_is_changed_and_ended(as_person, find, stored, letters):
    path = f"/networks/{find('Naboskolene')}"
    cecilie = as_person("cecilie")
    cecilie.post(f"{path}/change", data={"kind": "teacher", "name": "Nye naboer"})
    assert stored(Network, name="Nye naboer").kind == "teacher"
    assert cecilie.post(f"{path}/change", data={"kind": "teacher", "name": ""}).status_code == 422

    cecilie.post(f"{path}/end")
    assert stored(Gathering, theme="Vi viser fram modul 2").cancelled_at is not None
    assert "Avsluttet" in as_person("anne").get(path).text
    assert cecilie.get(f"{path}/end").status_code == cecilie.get(f"{path}/gatherings/new").status_code == 404
    assert cecilie.post(f"{path}/gatherings/new", data=sent()).status_code == 422
    assert letters() == []  # it was not within two days


@pytest.mark.parametrize("who", ["anne", "david"])
def test_members_do_not_change_a_network(as_person, find, who):
    path = f"/networks/{find('Naboskolene')}"

    for part in ("change", "members", "members/end", "end", "gatherings/new"):
        assert as_person(who).post(f"{path}/{part}", data=sent()).status_code == 404


def test_a_gathering_is_made_with_all_it_says(as_person, find, stored):
    form = sent(
        begins="09:00",
        ends="15:00",
        place="Rom 1",
        link="https://meet.example/a",
        content="**Ta med**",
        target_group="Alle",
        sign_up_by="1.12.2026",
        module="lk20|m2",
    )
    answer = as_person("cecilie").post(f"/networks/{find('Naboskolene')}/gatherings/new", data=form)

    page = as_person("anne").get(answer.location).text
    for said in (
        "Torsdag 3.\N{NO-BREAK SPACE}desember kl. 09:00–15:00",
        "Rom 1",
        "https://meet.example/a",
        "<strong>Ta med</strong>",
        "Modul 2: Læreplaner for fag",
        "Jeg kommer",
    ):
        assert said in page
    row = stored(Gathering, theme="Ny samling")
    assert (row.course_id, row.module_id, row.sequence) == ("lk20", "m2", 0)


@pytest.mark.parametrize(("more", "field"), [
    ({"theme": ""}, "theme"),
    ({"when": ""}, "when"),
    ({"when": "31.2.2027"}, "when"),
    ({"when": "snart"}, "when"),
    ({"when": "3.12.2062"}, "when"),
    ({"when": "5.12.2026–3.12.2026"}, "when"),
    ({"begins": "25:00"}, "begins"),
    ({"ends": "12:00"}, "begins"),
    ({"begins": "12:00", "ends": "11:00"}, "ends"),
    ({"when": "uke 49", "begins": "12:00"}, "begins"),
    ({"link": "http://x.example"}, "link"),
    ({"link": "javascript:alert(1)"}, "link"),
    ({"sign_up_by": "4.12.2026"}, "sign_up_by"),
    ({"sign_up_by": "ikke"}, "sign_up_by"),
    ({"place": "x" * 201}, "place"),
])  # fmt: skip
def test_a_gathering_that_cannot_be_is_refused_and_keeps_what_was_typed(as_person, find, database, more, field):
    answer = as_person("cecilie").post(f"/networks/{find('Naboskolene')}/gatherings/new", data=sent(**more))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="Furulia"' in answer.text
    with database.reading() as session:
        assert session.scalar(select(Gathering).where(Gathering.organiser == "Furulia")) is None


def test_one_signs_up_and_withdraws_with_one_tap(as_person, find):
    path = f"/gatherings/{find('Vi viser fram modul 2')}"
    bjorn = as_person("bjorn")

    bjorn.post(f"{path}/sign-up")
    assert "4 er påmeldt" in bjorn.get(path).text
    assert "Ingrid" not in bjorn.get(path).text
    assert "Ingrid" in as_person("cecilie").get(path).text
    bjorn.post(f"{path}/sign-up", data={"act": "withdraw"})
    assert "3 er påmeldt" in bjorn.get(path).text


def test_those_who_come_are_mailed_when_it_is_moved_to_tomorrow_or_called_off(
    mailing, as_person, find, database, letters
):
    path = f"/gatherings/{find('Vi viser fram modul 2')}"
    cecilie = as_person("cecilie")
    cecilie.post(f"{path}/sign-up")
    answer = cecilie.post(f"{path}/change", data=sent(when="18.11.2026", begins="14:00"))
    assert answer.status_code == 302, re.findall("field-error.*", answer.text)
    assert sorted(letters()) == [("gathering_moved", name) for name in ("anne", "ingrid", "unni")]
    cecilie.post(f"{path}/change", data=sent(when="18.11.2026", begins="14:00", content="Mer"))
    assert len(letters()) == 3
    cecilie.post(f"{path}/cancel")

    told = letters()
    assert sorted(told[3:]) == [("gathering_cancelled", name) for name in ("anne", "ingrid", "unni")]
    with database.reading() as session:
        mail = session.scalars(select(OutgoingMail)).first()
        assert "kl. 14:00" in mail.values
    assert "avlyst" in as_person("anne").get(path).text
    assert cecilie.get(f"{path}/change").status_code == cecilie.get(f"{path}/cancel").status_code == 404
    assert as_person("bjorn").post(f"{path}/sign-up").status_code == 422


def test_a_gathering_nobody_signed_up_for_is_deleted_and_others_are_not(as_person, find):
    theme, counted = find("2. samling: Kompetansemål"), find("Vi viser fram modul 2")

    assert as_person("cecilie").post(f"/gatherings/{counted}/delete").status_code == 422
    assert as_person("cecilie").post(f"/gatherings/{theme}/delete").status_code == 404
    assert as_person("anne").get(f"/gatherings/{theme}").status_code == 200


def test_a_gathering_of_a_network_that_ended_is_not_moved_into_the_future(as_person, find, database):
    network, gathering = find("Naboskolene"), find("Vi viser fram modul 2")
    with database.writing() as session:
        row = session.scalars(select(Gathering).where(Gathering.public_id == gathering)).one()
        row.starts_on = row.ends_on = row.starts_on.replace(year=2025)
        row.sign_up_by = None
    as_person("cecilie").post(f"/networks/{network}/end")

    assert as_person("cecilie").post(f"/gatherings/{gathering}/change", data=sent()).status_code == 422


def test_a_person_who_is_a_member_leaves_and_one_whose_school_is_does_not(as_person, find, database, world):
    path = f"/networks/{find('Naboskolene')}"
    cecilie, anne = as_person("cecilie"), as_person("anne")
    assert anne.post(f"{path}/leave").status_code == 404
    cecilie.post(f"{path}/members", data={"person": "Anne"})

    assert "Forlat nettverket" in anne.get(path).text
    assert anne.post(f"{path}/leave").status_code == 302

    assert "Forlat nettverket" not in anne.get(path).text
    assert anne.post(f"{path}/leave").status_code == 404


def test_the_form_shows_what_is_stored_so_that_saving_changes_nothing(as_person, find, stored):
    path = f"/gatherings/{find('Å lede profesjonsfellesskapet')}"
    eva = as_person("eva")
    page = eva.get(f"{path}/change").text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))

    eva.post(f"{path}/change", data=fields)

    assert stored(Gathering, theme="Å lede profesjonsfellesskapet").sequence == 0


def test_the_region_shows_three_columns_by_month_of_both_owners(as_person, find):
    page = as_person("cecilie").get(f"/networks/{find('Skogvik- og Fjellvikregionen')}").text
    table = page[page.index('class="matrix"') : page.index("Nettverk i regionen")]
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in table.split("<tr")[2:]]

    months = [
        "September 2026",
        "Oktober 2026",
        "November 2026",
        "Desember 2026",
        "Januar 2027",
        "Februar 2027",
        "Mars 2027",
        "April 2027",
        "Mai 2027",
    ]
    assert [next(one for one in months if one in row) for row in rows] == months
    assert "Å lede profesjonsfellesskapet" in rows[0]
    assert "September–oktober: Modul 0: Lederstøtte" in rows[0]
    assert "1. samling: Kjerneelementer" in rows[1]
    assert "Desember–januar: Modul 1" in rows[3]
    assert "fortsetter" in rows[4]


def test_a_teacher_does_not_see_the_leaders_module_in_the_region(as_person, find):
    page = as_person("anne").get(f"/networks/{find('Skogvik- og Fjellvikregionen')}").text

    assert "Modul 1" in page
    assert "Modul 0" not in page


def test_the_pages_cost_the_same_however_much_there_is(as_person, find, count_queries, furulia):
    region, network = find("Skogvik- og Fjellvikregionen"), find("Naboskolene")
    cecilie, eva = as_person("cecilie"), as_person("eva")

    def asked():
        counts = []
        for client, path in (
            (cecilie, "/networks"),
            (cecilie, furulia),
            (cecilie, f"/networks/{region}"),
            (cecilie, f"/networks/{network}"),
        ):
            client.get(path)
            with count_queries() as statements:
                assert client.get(path).status_code == 200
            counts.append(len(statements))
        return counts

    before = asked()
    for number in range(3):
        cecilie.post(f"{furulia}/new", data={"kind": "subject", "name": f"Fag {number}", "parent": region})
        cecilie.post(f"/networks/{network}/gatherings/new", data=sent(theme=f"T{number}"))
        eva.post(f"/networks/{region}/gatherings/new", data=sent(theme=f"R{number}"))

    assert asked() == before
    assert max(before) <= 14


@pytest.mark.parametrize("code", ["nn", "en"])
def test_the_pages_are_there_in_every_language(as_person, find, furulia, code):
    client = as_person("cecilie")
    client.post("/language", data={"language": code, "next": "/"})

    for path in (
        "/networks",
        furulia,
        f"{furulia}/new",
        f"/networks/{find('Naboskolene')}",
        f"/gatherings/{find('Vi viser fram modul 2')}",
    ):
        assert client.get(path).status_code == 200


def test_hostile_words_are_words(as_person, find, furulia):
    cecilie = as_person("cecilie")
    path = cecilie.post(f"{furulia}/new", data={"kind": "teacher", "name": MARKUP, "about": TEXT[:1500]}).location
    made = cecilie.post(
        f"{path}/gatherings/new", data=sent(theme=MARKUP, content=TEXT[:3000], place=MARKUP, target_group=MARKUP)
    )

    for where in (
        path,
        made.location,
        "/networks",
        furulia,
        f"{made.location}/change",
        f"{made.location}/cancel",
        f"{path}/change",
        f"{path}/end",
    ):
        page = cecilie.get(where)
        assert page.status_code == 200, where
        main = page.text.partition("<main")[2]
        assert "<script>window" not in main
        assert "<img" not in main
        assert 'href="javascript' not in main
