"""A school asks for help on a page, whoever is asked answers on another, and nobody else knows."""

import json

import pytest
from sqlalchemy import select

from courseengine.core.networks.models import Gathering, HelpRequest
from courseengine.core.outbox import OutgoingMail
from tests.web.hostile import MARKUP, TEXT

pytestmark = pytest.mark.both_databases

WAITING, AGREED = "Hvordan lese elevenes svar sammen", "Programmering for nybegynnere"


@pytest.fixture
def path(database):
    """The address of a request, by its theme."""

    def found(theme):
        with database.reading() as session:
            return f"/requests/{session.scalars(select(HelpRequest.public_id).where(HelpRequest.theme == theme)).one()}"

    return found


@pytest.fixture
def furulia(world):
    return f"/places/{world.places['furulia'].public_id}/requests"


@pytest.fixture
def form(world):
    """What a school sends, with some of it other than usual."""

    def sent(**more):
        usual = {
            "whom": world.places["university"].public_id,
            "kind": "course",
            "theme": "Vurdering",
            "first_date": "2026-12-03",
        }
        return {**usual, **more}

    return sent


def data_of(database, message):
    with database.reading() as session:
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.message == message)).all()
        return [(mail.email.partition("@")[0], json.loads(mail.values)) for mail in mails]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("cecilie", 200),
        ("jonas", 200),
        ("farid", 200),
        ("anne", 404),
        ("david", 404),
        ("eva", 404),
        ("ylva", 404),
        ("gro", 404),
    ],
)
def test_a_request_is_for_both_sides(as_person, path, who, status):
    assert as_person(who).get(path(WAITING)).status_code == status


@pytest.mark.parametrize("who", ["anne", "david", "eva", "farid", "gro"])
def test_only_the_schools_own_ask_for_it(as_person, furulia, form, who):
    for page in (furulia, f"{furulia}/new"):
        assert as_person(who).get(page).status_code == 404
    assert as_person(who).post(f"{furulia}/new", data=form()).status_code == 404


def test_a_school_asks_and_the_university_says_yes(mailing, as_person, database, world, furulia, form):
    cecilie, farid = as_person("cecilie"), as_person("farid")
    asked = cecilie.post(f"{furulia}/new", data=form(second_date="10.12.2026", wish="Kom **gjerne**")).location
    told = data_of(database, "help_asked")
    assert [name for name, _ in told] == ["farid"]
    assert told[0][1]["link"].endswith(asked)
    assert "Vurdering" in farid.get("/requests").text

    answer = farid.post(
        f"{asked}/answer",
        data={
            "act": "accept",
            "day": "2026-12-10",
            "begins": "12:00",
            "ends": "14:00",
            "place": "Aulaen",
            "word": "Vi gleder oss",
        },
    )

    assert answer.status_code == 302
    assert [(name, values["when"]) for name, values in data_of(database, "help_answered")] == [
        ("cecilie", "torsdag 10.\N{NO-BREAK SPACE}desember kl. 12:00–14:00")
    ]
    assert "Vi gleder oss" in cecilie.get(asked).text
    with database.reading() as session:
        gathering = session.scalars(select(Gathering).where(Gathering.theme == "Vurdering")).one()
    for who, status in (("cecilie", 200), ("jonas", 200), ("farid", 200), ("anne", 404), ("david", 404), ("eva", 404)):
        assert as_person(who).get(f"/gatherings/{gathering.public_id}").status_code == status, who
    late = farid.post(f"{asked}/answer", data={"act": "refuse", "word": "Likevel ikke"})
    assert (late.status_code, "Likevel ikke" in late.text) == (422, True)
    assert farid.get(f"/gatherings/{gathering.public_id}/change").status_code == 200
    assert cecilie.get(f"/gatherings/{gathering.public_id}/change").status_code == 404


def test_a_no_is_told_with_its_word(mailing, as_person, database, path):
    farid, asked = as_person("farid"), path(WAITING)
    assert farid.post(f"{asked}/answer", data={"act": "refuse"}).status_code == 422

    farid.post(f"{asked}/answer", data={"act": "refuse", "word": "Vi har ikke tid før jul"})

    assert [(name, values["when"]) for name, values in data_of(database, "help_answered")] == [("cecilie", "")]
    assert "ikke tid før jul" in as_person("cecilie").get(asked).text


def test_a_person_at_a_school_of_the_same_owner_is_asked_and_answers(mailing, as_person, database, furulia, form):
    asked = (
        as_person("cecilie")
        .post(f"{furulia}/new", data=form(whom="person", person="david", first_date="2026-12-04"))
        .location
    )

    assert [name for name, _ in data_of(database, "help_asked")] == ["david"]
    assert as_person("farid").get(asked).status_code == 404
    assert as_person("david").post(f"{asked}/answer", data={"act": "accept", "day": "2026-12-04"}).status_code == 302


@pytest.mark.parametrize(("more", "field"), [
    ({"whom": ""}, "whom"),
    ({"whom": "made-up"}, "whom"),
    ({"whom": "person"}, "person"),
    ({"whom": "person", "person": "Ylva"}, "person"),
    ({"whom": "person", "person": "Ingen Slik"}, "person"),
    ({"whom": "person", "person": "cecilie@demo.example"}, "person"),
    ({"kind": ""}, "kind"),
    ({"theme": ""}, "theme"),
    ({"first_date": ""}, "first_date"),
    ({"first_date": "31.2.2027"}, "first_date"),
    ({"first_date": "2026-11-16"}, "first_date"),
    ({"first_date": "2028-01-01"}, "first_date"),
    ({"second_date": "2026-12-03"}, "second_date"),
    ({"second_date": "2026-12-02"}, "second_date"),
    ({"second_date": "snart"}, "second_date"),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused_and_kept(as_person, furulia, form, letters, more, field):
    answer = as_person("cecilie").post(f"{furulia}/new", data=form(wish="Behold meg", **more))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Behold meg" in answer.text
    assert letters() == []


@pytest.mark.parametrize(("form", "field"), [
    ({}, "act"),
    ({"act": "accept"}, "day"),
    ({"act": "accept", "day": "2026-12-25"}, "day"),
    ({"act": "accept", "day": "FIRST", "begins": "30:00"}, "begins"),
    ({"act": "accept", "day": "FIRST", "begins": "12:00", "ends": "11:00"}, "ends"),
    ({"act": "accept", "day": "FIRST", "place": "x" * 300}, "place"),
])  # fmt: skip
def test_an_answer_that_cannot_be_is_refused(as_person, world, path, form, field):
    sent = {name: world.workday(20).isoformat() if text == "FIRST" else text for name, text in form.items()}
    answer = as_person("farid").post(f"{path(WAITING)}/answer", data={**sent, "word": "Behold meg"})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Behold meg" in answer.text


def test_a_school_takes_it_back_and_the_asked_cannot(mailing, as_person, database, path):
    asked = path(WAITING)
    assert as_person("farid").post(f"{asked}/withdraw").status_code == 404

    as_person("jonas").post(f"{asked}/withdraw")

    as_person("jonas").post(f"{asked}/withdraw")
    assert [name for name, _ in data_of(database, "help_taken_back")] == ["farid"]
    assert "Trukket" in as_person("farid").get(asked).text
    late = as_person("farid").post(f"{asked}/answer", data={"act": "refuse", "word": "Det passer ikke"})
    assert late.status_code == 422
    assert "Det passer ikke" in late.text
    assert as_person("david").post(f"{path(AGREED)}/withdraw").status_code == 422


def test_nobody_answers_what_somebody_else_is_asked(as_person, path):
    sent = {"act": "refuse", "word": "Nei"}

    assert as_person("cecilie").post(f"{path(WAITING)}/answer", data=sent).status_code == 404
    assert as_person("anne").post(f"{path(AGREED)}/answer", data=sent).status_code == 404


def test_both_sides_hear_when_what_they_agreed_on_is_moved_or_called_off_however_far_off(
    mailing, as_person, database, furulia, form
):
    cecilie, farid = as_person("cecilie"), as_person("farid")
    asked = cecilie.post(f"{furulia}/new", data=form()).location
    farid.post(f"{asked}/answer", data={"act": "accept", "day": "2026-12-03"})
    with database.reading() as session:
        gathering = session.scalars(select(Gathering.public_id).where(Gathering.theme == "Vurdering")).one()

    farid.post(f"/gatherings/{gathering}/change", data={"theme": "Vurdering", "when": "10.12.2026"})
    farid.post(f"/gatherings/{gathering}/cancel")

    for message in ("gathering_moved", "gathering_cancelled"):
        assert [name for name, _ in data_of(database, message)] == ["cecilie"]


def test_one_sees_only_what_one_is_asked(as_person):
    assert AGREED in as_person("jonas").get("/requests").text
    assert WAITING not in as_person("jonas").get("/requests").text
    for who in ("anne", "cecilie", "hanna"):
        page = as_person(who).get("/requests").text
        assert AGREED not in page
        assert WAITING not in page


def test_the_lists_cost_the_same_however_long(as_person, count_queries, furulia, form):
    cecilie, farid = as_person("cecilie"), as_person("farid")

    def asked():
        counts = []
        for client, page in ((cecilie, furulia), (farid, "/requests")):
            client.get(page)
            with count_queries() as statements:
                client.get(page)
            counts.append(len(statements))
        return counts

    before = asked()
    for number in range(3):
        cecilie.post(f"{furulia}/new", data=form(theme=f"T{number}"))
    assert asked() == before
    assert max(before) <= 8


def test_hostile_words_are_words(as_person, furulia, form):
    asked = as_person("cecilie").post(f"{furulia}/new", data=form(theme=MARKUP, wish=TEXT[:3000])).location
    as_person("farid").post(f"{asked}/answer", data={"act": "refuse", "word": TEXT[:3000]})

    for who, where in (("cecilie", asked), ("cecilie", furulia), ("farid", "/requests")):
        main = as_person(who).get(where).text.partition("<main")[2]
        assert "<script>window" not in main
        assert "<img" not in main
        assert 'href="javascript' not in main
