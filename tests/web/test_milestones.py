"""The line of milestones, and the line that says where one is."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import update

from courseengine.core.networks.models import Gathering, Network, NetworkMember
from courseengine.core.runs.models import CourseRun
from tests.web.pages import page_of, said


@pytest.fixture
def line(world):
    """The address of a course's milestones."""
    return lambda key="furulia": f"/courses/{world.runs[key].public_id}/milestones"


def main_of(answer):
    """The words on a page."""
    text = re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2].partition("</main>")[0])
    return " ".join(unescape(text).split())


@pytest.mark.parametrize(
    ("who", "status"),
    [("anne", 200), ("cecilie", 200), ("eva", 200), ("david", 404), ("farid", 404), ("gro", 404), ("hanna", 404)],
)
def test_it_is_for_those_who_follow_the_course(as_person, line, who, status):
    assert as_person(who).get(line()).status_code == status


@pytest.mark.parametrize(("who", "status"), [("eva", 200), ("farid", 200), ("anne", 404), ("gro", 404)])
def test_a_course_without_a_run_is_for_those_who_read_it_so(as_person, who, status):
    assert as_person(who).get("/courses/lk20/milestones").status_code == status


@pytest.mark.both_databases
def test_today_stands_among_what_holds_for_all_and_what_holds_here(as_person, line):
    words = main_of(as_person("anne").get(line()))

    order = [
        "1. november 2019 – 1. mars 2020 5 moduler åpnet for alle",
        "Modul 2: Læreplaner for fag Åpnet hos dere",
        "Tirsdag 17. november 2026 I dag",
        "Neste",
        "Modul 3: Dybdelæring Åpner hos dere",
    ]
    assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)


def test_modules_for_leaders_are_not_there_for_teachers(as_person, line):
    assert "Ledergruppa velger retning" in main_of(as_person("cecilie").get(line()))
    words = main_of(as_person("anne").get(line()))
    assert "Modul 0" not in words
    assert "Ledergruppa velger retning" not in words


def test_ones_own_teams_meetings_are_on_it(as_person, line, world):
    meeting = f"/meetings/{world.meetings['next'].public_id}"

    assert meeting in page_of(as_person("anne").get(line())).links
    assert meeting not in page_of(as_person("ingrid").get(line())).links


@pytest.mark.parametrize(
    ("precision", "days", "words"),
    [
        ("day", (2, 2), "Onsdag 2. desember 2026"),
        ("week", (2, 2), "Uke 49, 2026"),
        ("term", (1, 31), "Desember 2026"),
        ("term", (2, 9), "Høsten 2026"),
    ],
)
def test_gatherings_of_ones_networks_are_on_it_as_exactly_as_they_are_known(
    as_person, line, world, database, precision, days, words
):
    first, last = (date(2026, 12, day) for day in days)
    with database.writing() as session:
        network = Network(kind="teacher", name="Nettverk", organisation_id=world.places["skogvik"].id)
        session.add(network)
        session.flush()
        session.add(NetworkMember(network_id=network.id, organisation_id=world.places["furulia"].id, since=world.at))
        for theme, cancelled in (("Lesing", None), ("Avlyst", world.at)):
            made = Gathering(network_id=network.id, theme=theme, starts_on=first, ends_on=last, changed_at=world.at)
            made.precision, made.cancelled_at = precision, cancelled
            session.add(made)

    anne, ylva = main_of(as_person("anne").get(line())), main_of(as_person("ylva").get(line("solli")))

    assert f"{words} Lesing" in anne.replace("\N{NO-BREAK SPACE}", " ")
    assert "Avlyst" not in anne
    assert "Lesing" not in ylva


@pytest.mark.parametrize("key", ["granli", "solli", "bjorkelia", "maurtua"])
def test_every_sort_of_run_has_its_line(as_person, line, key):
    who = {"granli": "wilma", "solli": "ylva", "bjorkelia": "david", "maurtua": "liv"}[key]

    assert as_person(who).get(line(key)).status_code == 200


class TestWhereWeAre:
    WORDS = "Uke 3 av 5 i modul 2 · neste: modul 3 åpner 7. desember"

    def set_run(self, database, world, **values):
        with database.writing() as session:
            session.execute(update(CourseRun).where(CourseRun.id == world.runs["furulia"].id).values(**values))

    def test_the_first_page_says_it_to_those_who_take_part(self, as_person):
        assert self.WORDS in self.hero(as_person("anne"))
        assert "Uke 3 av 5" not in as_person("eva").get("/").text

    def hero(self, client):
        text = client.get("/").text.replace("\N{NO-BREAK SPACE}", " ")
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())

    def test_leaders_read_it_above_how_the_teams_are_doing(self, as_person, world, line):
        page = as_person("cecilie").get(f"/leader/{world.places['furulia'].public_id}")

        assert self.WORDS in main_of(page).replace("\N{NO-BREAK SPACE}", " ")
        assert line() in page_of(page).links

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("nn", "Veke 3 av 5 i modul 2 · neste: modul 3 opnar 7. desember"),
            ("en", "Week 3 of 5 in module 2 · next: module 3 opens 7 December"),
        ],
    )
    def test_it_is_said_in_the_readers_language(self, as_person, code, words):
        anne = as_person("anne")
        anne.post("/language", data={"language": code})

        assert words in self.hero(anne)

    def test_a_paused_course_says_so(self, as_person, database, world):
        self.set_run(database, world, paused_on=date(2026, 11, 16))

        assert said("The course is paused") in self.hero(as_person("anne"))

    def test_before_the_start_it_says_what_comes(self, as_person):
        assert "Neste: modul 1 åpner 23. november" in self.hero(as_person("kjersti"))
