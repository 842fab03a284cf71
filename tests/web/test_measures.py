"""The plan of measures: who sees it, who proposes, who decides, and how it is gone through."""

import re
from datetime import date, time

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.audit import AuditLine, Event
from courseengine.core.measures import operations
from courseengine.core.measures.models import Measure
from courseengine.core.measures.operations import Written
from courseengine.core.networks.models import Gathering, Network, NetworkMember
from courseengine.core.people.operations import add_organisation
from tests.web.hostile import MARKUP
from tests.web.pages import page_of, said

SENT = {"theme": "Lesestund", "content": "Ti minutter hver dag", "when": "Våren", "group": "IKT-gruppa"}


@pytest.fixture
def plan(world):
    """The address of a place's plan."""

    def address(key="furulia", more=""):
        return f"/places/{world.places[key].public_id}/measures{more}"

    return address


@pytest.fixture
def one(world):
    """The address of a measure of the demo."""
    return lambda key="proposed", more="": f"/measures/{world.measures[key].public_id}{more}"


@pytest.fixture
def stored(database):
    """The measures with that theme, as they are stored."""

    def found(theme):
        with database.reading() as session:
            return session.scalars(select(Measure).where(Measure.theme == theme).order_by(Measure.id)).all()

    return found


@pytest.fixture
def more_measures(database, world):
    """Adds measures to Furulia's plan."""

    def add(number, year=2026, **more):
        with database.writing() as session:
            school, by = session.merge(world.places["furulia"]), world.people["cecilie"].id
            for index in range(number):
                written = Written(f"Tiltak {year} {index}", **more)
                operations.add_decided(session, school, year, written, by=by, group="", at=world.at)

    return add


@pytest.fixture
def in_september():
    """The day is one in September."""
    clock.start_at(clock.in_oslo(date(2026, 9, 15), time(10)))


@pytest.mark.parametrize(
    ("who", "status"),
    [("cecilie", 200), ("jonas", 200), ("eva", 200), ("anne", 404), ("david", 404), ("farid", 404), ("gro", 404)],
)
def test_a_schools_plan_is_for_those_who_plan_there_and_its_resource_teacher(as_person, plan, who, status):
    client = as_person(who)

    assert client.get(plan()).status_code == status
    assert client.get(plan(more="/new")).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("eva", 200), ("cecilie", 200), ("david", 200), ("jonas", 200), ("anne", 404), ("ylva", 404)]
)
def test_an_owners_plan_is_read_by_its_schools_leaders_too(as_person, plan, who, status):
    assert as_person(who).get(plan("skogvik")).status_code == status


def test_the_plan_says_what_for_whom_when_who_and_how_far(as_person, plan):
    page = as_person("cecilie").get(plan()).text

    for text in (
        "Tiltaksplan 2026/27",
        "Kollegaobservasjon i alle fag",
        "Teamlederne",
        "Innen 30.",
        "Modul 3: Dybdelæring",
    ):
        assert text in page
    assert "Avgjort av Ledergruppa" in page
    assert "Foreslått av Ressursgruppa" in page


def test_whoever_only_proposes_opens_no_measure(as_person, plan, one):
    jonas = as_person("jonas")

    links = page_of(jonas.get(plan())).links

    assert not [link for link in links if link.startswith("/measures/")]
    assert jonas.get(one()).status_code == 404
    assert jonas.post(one(more="/decision"), data={"act": "accept"}).status_code == 404
    assert jonas.get(plan(more="/review")).status_code == 404


def test_a_resource_teacher_proposes_and_cannot_decide_by_the_way(as_person, plan, stored):
    answer = as_person("jonas").post(plan(), data=SENT | {"act": "add"}, follow_redirects=True)

    (measure,) = stored("Lesestund")
    assert said("The measure is proposed.") in answer.text
    assert (measure.status, measure.proposed_for, measure.year) == ("proposed", "IKT-gruppa", 2026)


def test_a_leader_proposes_to_the_owner_who_decides(as_person, plan, stored, database):
    as_person("cecilie").post(plan("skogvik"), data=SENT | {"act": "add"})
    (measure,) = stored("Lesestund")
    assert measure.status == "proposed"

    address = f"/measures/{measure.public_id}/decision"
    assert as_person("cecilie").post(address, data={"act": "accept"}).status_code == 404
    answer = as_person("eva").post(address, data={"act": "accept", "group": "Oppvekst"}, follow_redirects=True)

    assert said("The measure is accepted.") in answer.text
    (measure,) = stored("Lesestund")
    assert (measure.status, measure.decided_in) == ("planned", "Oppvekst")
    with database.reading() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.event == Event.MEASURE_DECIDED.value)).all()[-1]
    assert line.subject == measure.public_id


def test_a_leader_adds_one_as_decided_and_a_double_click_is_one(as_person, plan, stored):
    cecilie = as_person("cecilie")
    for _ in range(2):
        cecilie.post(plan(), data=SENT | {"act": "add", "module": "lk20/m2", "due": "1.2.2027", "year": "2026"})

    (measure,) = stored("Lesestund")
    assert (measure.status, measure.course_id, measure.module_id) == ("planned", "lk20", "m2")
    assert measure.due_on == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"theme": " "}, "Write what it is about."),
        ({"due": "31.2.2027"}, "Write a date, such as 1.12.2026."),
        ({"due": "1.2.2044"}, "That is too far off. Choose a day within three years."),
        ({"year": "1066"}, "Choose a school year."),
        ({"year": "2044"}, "Choose a school year within three years."),
        ({"content": "x" * 2001}, "Write at most %(most)d characters."),
    ],
)
def test_a_bad_measure_comes_back_as_it_was_written(as_person, plan, stored, sent, sentence):
    answer = as_person("cecilie").post(plan(), data=SENT | {"act": "add"} | sent)

    assert answer.status_code == 422
    assert said(sentence, most=2000) in answer.text
    assert "IKT-gruppa" in answer.text
    assert stored("Lesestund") == []


def test_a_module_that_is_not_there_is_left_out(as_person, plan, stored):
    as_person("cecilie").post(plan(), data=SENT | {"module": "lk20/gone", "gathering": "made-up"})

    (measure,) = stored("Lesestund")
    assert (measure.course_id, measure.module_id, measure.gathering_id) == (None, None, None)


def test_a_measure_is_followed_up(as_person, one, world, stored):
    cecilie = as_person("cecilie")
    form = next(form for form in page_of(cecilie.get(one("observation"))).forms if form.action == one("observation"))

    answer = cecilie.post(
        form.action,
        data=form.fields | {"status": "done", "module": "lk20/m3", "content": "To og to."},
        follow_redirects=True,
    )

    assert said("Saved.") in answer.text
    (measure,) = stored("Kollegaobservasjon i alle fag")
    assert (measure.status, measure.responsible, measure.module_id) == ("done", "Teamlederne", "m3")
    assert measure.content.startswith("To og to")


def test_the_second_who_saves_is_told_and_can_save_again(as_person, one, stored):
    cecilie, eva = as_person("cecilie"), as_person("eva")
    form = next(form for form in page_of(cecilie.get(one("observation"))).forms if form.action == one("observation"))
    eva.post(form.action, data=form.fields | {"responsible": "Eva"})

    late = cecilie.post(form.action, data=form.fields | {"responsible": "Cecilie og Jonas"})
    again = next(form for form in page_of(late).forms if form.action == one("observation"))

    assert late.status_code == 409
    assert "Cecilie og Jonas" in late.text
    assert cecilie.post(again.action, data=again.fields).status_code == 302
    assert stored("Kollegaobservasjon i alle fag")[0].responsible == "Cecilie og Jonas"


def test_a_decision_is_made_once_and_says_so(as_person, one):
    cecilie = as_person("cecilie")
    assert cecilie.post(one(more="/decision"), data={"act": "refuse"}).status_code == 302

    late = cecilie.post(one(more="/decision"), data={"act": "accept"})

    assert late.status_code == 409
    assert said("Somebody has decided on this measure already.") in late.text


def test_a_decision_without_a_choice_is_asked_again(as_person, one):
    answer = as_person("cecilie").post(one(more="/decision"), data={"group": "Ledergruppa"})

    assert answer.status_code == 422
    assert "Ledergruppa" in answer.text


class TestGoingThrough:
    def test_the_page_asks_for_it_in_august_and_september(self, as_person, plan, in_september):
        asked = said("Time to go through last year's measures")

        assert asked in as_person("cecilie").get(plan()).text
        assert asked not in as_person("jonas").get(plan()).text

    def test_at_other_times_it_says_when_that_was_done(self, as_person, plan):
        page = as_person("cecilie").get(plan()).text

        assert said("Time to go through last year's measures") not in page
        assert "Fjorårets tiltak ble gjennomgått 3.\N{NO-BREAK SPACE}september 2026." in page

    @pytest.mark.both_databases
    def test_those_that_are_ticked_are_carried_over_once(self, as_person, plan, stored, more_measures):
        more_measures(3, year=2025)
        cecilie = as_person("cecilie")
        page = cecilie.get(plan(more="/review"))
        ids = re.findall(r'name="measures" value="([^"]+)"', page.text)
        assert len(ids) == 4

        for _ in range(2):
            cecilie.post(plan(more="/review"), data={"measures": ids[:3], "act": "carry_over"})

        texts = ("Tiltak 2025 0", "Tiltak 2025 1", "Tiltak 2025 2", "Ny plan for foreldresamtaler")
        carried = [one for theme in texts for one in stored(theme) if one.year == 2026]
        assert [one.status for one in carried] == ["planned"] * 3
        left = re.findall(r'name="measures" value="([^"]+)"', cecilie.get(plan(more="/review")).text)
        assert left == ids[3:]

    @pytest.mark.parametrize("sent", [{}, {"act": "drop"}, {"measures": "x"}, {"measures": "x", "act": "burn"}])
    def test_without_a_choice_nothing_happens(self, as_person, plan, sent):
        answer = as_person("cecilie").post(plan(more="/review"), data=sent)

        assert answer.status_code == 422
        assert said("Tick at least one measure.") in answer.text

    def test_another_places_measures_are_not_touched(self, as_person, plan, stored, database, world):
        with database.writing() as session:
            place, by = session.merge(world.places["bjorkelia"]), world.people["david"].id
            other = operations.propose(session, place, 2025, Written("Deres"), by=by, group="", at=world.at)
            public_id = other.public_id

        as_person("cecilie").post(plan(more="/review"), data={"measures": public_id, "act": "drop"})

        assert [one.status for one in stored("Deres")] == ["proposed"]


@pytest.mark.both_databases
def test_a_long_plan_can_be_narrowed_and_costs_as_many_questions(as_person, plan, more_measures, count_queries):
    cecilie, counts = as_person("cecilie"), []
    for number in (1, 3, 30):
        more_measures(number, content=f"{number}", module_id="m1", course_id="lk20")
        cecilie.get(plan())
        with count_queries() as statements:
            page = cecilie.get(plan())
        counts.append(len(statements))

    assert len(set(counts)) == 1
    narrowed = [link for link in page_of(page).links if "status=proposed" in link]
    assert "Felles perm med kjernekart" in cecilie.get(narrowed[0]).text
    assert "Kollegaobservasjon i alle fag" not in cecilie.get(narrowed[0]).text


@pytest.mark.parametrize(
    "more",
    ["?year=2025", "?year=", "?year=99999", "?year=9899", "?year=1901", "?year=x", "?status=gone", "?status=done"],
)
def test_any_address_of_a_plan_is_a_page(as_person, plan, more):
    assert as_person("cecilie").get(plan(more=more)).status_code == 200


def test_an_owner_sees_how_far_its_schools_plans_are_and_opens_them(as_person, plan, world):
    page = as_person("eva").get(plan("skogvik"))

    assert plan("furulia", "?year=2026") in page_of(page).links
    assert "Solli skole" not in page.text
    assert said("The schools' plans") not in as_person("cecilie").get(plan("skogvik")).text


def test_a_leader_comes_from_the_schools_plan_to_the_owners(as_person, plan):
    assert plan("skogvik") in page_of(as_person("cecilie").get(plan())).links


@pytest.mark.both_databases
def test_an_owner_of_many_schools_asks_as_often_as_one_of_few(as_person, plan, database, world, count_queries):
    eva, counts = as_person("eva"), []
    for number in (0, 1, 5):
        with database.writing() as session:
            for index in range(number):
                owner = session.merge(world.places["skogvik"])
                add_organisation(session, kind="school", name=f"Skole {number} {index}", parent=owner)
        eva.get(plan("skogvik"))
        with count_queries() as statements:
            assert eva.get(plan("skogvik")).status_code == 200
        counts.append(len(statements))

    assert len(set(counts)) == 1


class TestAGathering:
    @pytest.fixture
    def gathering(self, database, world):
        """One of a network that Furulia is in."""
        with database.writing() as session:
            network = Network(kind="leader", name="Nettverk", organisation_id=world.places["skogvik"].id)
            session.add(network)
            session.flush()
            member = NetworkMember(network_id=network.id, organisation_id=world.places["furulia"].id, since=world.at)
            day = world.day(20)
            found = Gathering(network_id=network.id, theme="Lesing", starts_on=day, ends_on=day, changed_at=world.at)
            session.add_all([member, found])
            session.flush()
            return found.public_id

    @pytest.mark.both_databases
    def test_a_measure_is_linked_to_one(self, as_person, plan, stored, gathering):
        cecilie = as_person("cecilie")
        assert "Lesing" in cecilie.get(plan(more="/new")).text

        cecilie.post(plan(), data=SENT | {"act": "add", "gathering": gathering})

        assert stored("Lesestund")[0].gathering_id is not None
        assert "Lesing" in cecilie.get(plan()).text

    def test_one_that_the_writer_does_not_see_is_not_shown_and_stays(
        self, as_person, plan, stored, gathering, database, world
    ):
        as_person("cecilie").post(plan(), data=SENT | {"act": "add", "gathering": gathering})
        with database.writing() as session:
            network = session.scalars(select(Network).where(Network.name == "Nettverk")).one()
            network.organisation_id = world.places["solli"].id
            session.scalars(
                select(NetworkMember).where(NetworkMember.network_id == network.id)
            ).one().ended_at = world.at
        cecilie = as_person("cecilie")
        address = f"/measures/{stored('Lesestund')[0].public_id}"
        assert "Lesing" not in cecilie.get(plan()).text

        form = next(form for form in page_of(cecilie.get(address)).forms if form.action == address)
        assert cecilie.post(address, data=form.fields | {"when": "Høsten"}).status_code == 302

        (measure,) = stored("Lesestund")
        assert measure.when == "Høsten"
        assert measure.gathering_id is not None

    def test_it_is_unlinked_by_whoever_sees_it(self, as_person, plan, stored, gathering):
        cecilie = as_person("cecilie")
        cecilie.post(plan(), data=SENT | {"act": "add", "gathering": gathering})
        address = f"/measures/{stored('Lesestund')[0].public_id}"

        form = next(form for form in page_of(cecilie.get(address)).forms if form.action == address)
        cecilie.post(address, data=form.fields | {"gathering": ""})

        assert stored("Lesestund")[0].gathering_id is None


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_hostile_texts_are_only_text(hostile_world, as_person, code):
    cecilie = as_person("cecilie")
    cecilie.post("/language", data={"language": code})
    place = hostile_world.places["furulia"].public_id
    with_markup = next(
        link for link in page_of(cecilie.get(f"/places/{place}/measures")).links if link.startswith("/measures/")
    )

    for path in (
        f"/places/{place}/measures",
        f"/places/{place}/measures/review",
        f"/places/{place}/wheel",
        with_markup,
    ):
        answer = cecilie.get(path)
        assert answer.status_code == 200
        assert MARKUP not in answer.text
        assert "7331*7" in answer.text or "53743067" not in answer.text
