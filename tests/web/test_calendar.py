"""One's own calendar: what stands in it, for whom, and how often it asks the database."""

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from courseengine.core.meetings.models import Meeting
from courseengine.core.networks.models import Gathering, Network, NetworkMember
from courseengine.core.people.models import Team
from courseengine.core.school_days.models import SchoolDay
from courseengine.web.calendar_page import Wanted, days_shown, month_after, year_in
from tests.web.hostile import LONG, MARKUP, RIGHT_TO_LEFT

MOST_QUERIES = 10
"""twice those of a module page"""
NEXT = "Hva er faget vårt til for?"


@pytest.fixture
def network(database, world):
    """Skogvik's network, which Furulia belongs to, with a gathering on a day, in a week and in a term."""
    with database.writing() as session:
        network = Network(kind="leader", name="Nettverket", organisation_id=world.places["skogvik"].id)
        network.members = [NetworkMember(organisation_id=world.places["furulia"].id, since=world.at)]
        region = Network(kind="region", name="Regionen", organisation_id=world.places["skogvik"].id)
        day = world.day(1)
        common = {"changed_at": world.at, "place": "Rådhuset"}
        session.add_all(
            [
                Gathering(network=network, theme="På en dag", starts_on=day, ends_on=day, begins=time(9), **common),
                Gathering(
                    network=network, theme="I en uke", precision="week",
                    starts_on=day, ends_on=day + timedelta(days=4), **common,
                ),
                Gathering(
                    network=network, theme="I et halvår", precision="term",
                    starts_on=world.day(-60), ends_on=world.day(40), **common,
                ),
                Gathering(network=region, theme="Bare å se", starts_on=day, ends_on=day, **common),
            ]
        )  # fmt: skip
    return network


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2].partition("</main>")[0]))


def month_of(page):
    return page.text.partition('class="month"')[2].partition('id="feed"')[0]


@pytest.mark.both_databases
def test_a_teacher_finds_openings_deadlines_and_meetings_in_one_month(as_person, world, network):
    page = text_of(as_person("anne").get("/calendar"))

    assert "November 2026" in page
    assert NEXT in page
    assert f"Forarbeid ferdig til: {NEXT}" in page
    assert "Modul 2 åpner: Læreplaner for fag" in page
    assert "Frist for modul 1" in page
    assert all(theme in page for theme in ("På en dag", "I en uke", "I et halvår"))


def test_a_gathering_in_a_month_is_named_by_it_and_shown_in_no_other(as_person, database, network):
    with database.writing() as session:
        month = {"precision": "term", "starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 31)}
        own = session.scalars(select(Network).where(Network.name == "Nettverket")).one()
        session.add(Gathering(network=own, theme="I en måned", changed_at=own.members[0].since, **month))
    anne = as_person("anne")

    assert "I en måned Oktober 2026" in text_of(anne.get("/calendar?month=2026-10"))
    assert "I en måned" not in text_of(anne.get("/calendar"))  # its first week begins in October


def test_every_item_leads_to_its_page(as_person, world):
    client = as_person("anne")
    page = month_of(client.get("/calendar"))

    assert f'href="/meetings/{world.meetings["next"].public_id}"' in page
    for href in set(re.findall(r'href="(/[^"]+)"', page)):
        assert client.get(href).status_code == 200, href


@pytest.mark.parametrize("who", ["bjorn", "ingrid", "david", "cecilie", "eva", "farid", "gro", "hanna", "jonas"])
def test_a_teams_own_meeting_stands_in_its_members_calendar_alone(as_person, world, who):
    href = f'href="/meetings/{world.meetings["next"].public_id}"'

    assert (href in as_person(who).get("/calendar?show=all").text) is (who == "bjorn")


def test_a_stranger_signs_in_first(stranger):
    for path in ("/calendar", "/calendar/year", "/calendar/year.pdf"):
        assert "/sign-in" in stranger.get(path).location


def test_the_module_for_leaders_is_not_in_a_teachers_calendar(as_person, world):
    said, year = f"Modul 0 åpner: {world.course.module('m0').title}", "/calendar/year?year=2019"

    assert said in text_of(as_person("cecilie").get(year))
    assert "Modul 0" not in text_of(as_person("anne").get(year))


def test_a_locked_module_shows_its_title_and_nothing_of_its_activities(as_person, world):
    page = as_person("anne").get("/calendar/year").text

    assert world.course.module("m3").title in page
    assert not any(activity.title in page for activity in world.course.module("m3").activities)


def test_what_is_not_ones_own_is_there_when_asked_for(as_person, network):
    mine, everything = as_person("eva").get("/calendar"), as_person("eva").get("/calendar?show=all")

    assert "Bare å se" not in mine.text
    assert "Bare å se" in everything.text
    assert "Furulia skole" in text_of(everything)
    assert "Alt jeg kan se" in mine.text
    assert "Bare mitt" in everything.text


@pytest.mark.parametrize(
    ("kind", "there", "away"),
    [
        ("meetings", NEXT, "Frist for modul"),
        ("deadlines", "Frist for modul", "Modul 2 åpner"),
        ("modules", "Modul 2 åpner", "Frist for modul"),
        ("gatherings", "I en uke", "Modul 2 åpner"),
    ],
)
def test_one_kind_at_a_time(as_person, network, kind, there, away):
    page = text_of(as_person("anne").get(f"/calendar?kind={kind}"))

    assert there in page
    assert away not in page


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=x", "month=0001-01", "month=9999-12", "kind=x", "view=x", "show=x", "year=9999"]
)
def test_an_address_nobody_gave_out_shows_the_usual(as_person, query):
    client = as_person("anne")

    assert "November 2026" in client.get(f"/calendar?{query}").text
    assert "2026–2027" in client.get(f"/calendar/year?{query}").text


def test_a_list_is_there_without_the_grid(as_person):
    assert 'data-view="list"' in as_person("anne").get("/calendar?view=list").text
    assert 'data-view="month"' in as_person("anne").get("/calendar").text


def test_today_is_marked_once(as_person):
    assert month_of(as_person("anne").get("/calendar")).count("data-today") == 1
    assert "data-today" not in month_of(as_person("anne").get("/calendar?month=2027-03"))


def test_somebody_who_belongs_nowhere_hears_what_would_be_here(as_person):
    assert "Ingenting denne måneden" in as_person("hanna").get("/calendar").text


def test_the_menu_leads_there_for_everybody(as_person, stranger):
    for who in ("anne", "hanna", "gro", "farid"):
        assert 'href="/calendar"' in as_person(who).get("/").text
    assert 'href="/calendar"' not in stranger.get("/").text


def test_school_days_stand_as_one_and_shade_their_days(as_person, database, world):
    monday = world.day(-world.day(0).weekday())
    with database.writing() as session:
        for number in range(5):
            session.add(
                SchoolDay(
                    organisation_id=world.places["skogvik"].id, day=monday + timedelta(days=number),
                    kind="off", name="Høstferie", set_at=world.at,
                )
            )  # fmt: skip
        session.add(
            SchoolDay(
                organisation_id=world.places["furulia"].id, day=monday + timedelta(days=7),
                kind="planning", name="", set_at=world.at,
            )
        )  # fmt: skip

    page = month_of(as_person("anne").get("/calendar"))

    assert page.count("Høstferie") == 1
    assert "Planleggingsdag" in page
    assert "Høstferie" not in as_person("ylva").get("/calendar").text


def test_public_holidays_are_named_in_the_readers_language(as_person):
    assert "Skjærtorsdag" in as_person("anne").get("/calendar?month=2027-03").text


def test_a_cancelled_meeting_says_so_and_asks_no_prework(as_person, database, world):
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).state = "cancelled"

    page = text_of(as_person("anne").get("/calendar"))

    assert "Avlyst" in page
    assert "Forarbeid ferdig" not in page


@pytest.mark.both_databases
def test_three_hundred_items_cost_as_many_questions_as_three(as_person, database, world, network, count_queries):
    client = as_person("anne")
    client.get("/calendar")

    def asked():
        with count_queries() as statements:
            assert client.get("/calendar").status_code == 200
        return len(statements)

    few = asked()
    add_meetings(database, world, 300)

    assert asked() == few <= MOST_QUERIES
    assert month_of(client.get("/calendar")).count("Møte nr.") >= 300


def add_meetings(database, world, number):
    with database.writing() as session:
        team = session.get_one(Team, world.teams["5.–7. trinn"].id)
        for index in range(number):
            session.add(
                Meeting(
                    submit_id=f"many-{index}", run_id=world.runs["furulia"].id, module_id="m2", activity_id="m2-m2",
                    title=f"Møte nr. {index}", starts_at=world.at + timedelta(days=index % 10), length=60,
                    planned_by=world.people["anne"].id, changed_at=world.at, teams=[team],
                )
            )  # fmt: skip


def test_a_year_sheet_lists_the_school_year_month_by_month(as_person):
    page = text_of(as_person("anne").get("/calendar/year?year=2026"))

    assert page.index("August 2026") < page.index("Oktober 2026") < page.index("Juli 2027")


def test_the_sheet_for_the_wall_is_a_pdf_whatever_people_are_called(as_person, database, hostile_world):
    with database.writing() as session:
        for key, title in {"next": f"{MARKUP} #sys.inputs $x$ {RIGHT_TO_LEFT}"[:200], "unrecorded": LONG}.items():
            session.get_one(Meeting, hostile_world.meetings[key].id).title = title

    for who in ("anne", "unni"):
        answer = as_person(who).get("/calendar/year.pdf")
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-")


def test_hostile_titles_stay_text(as_person, database, hostile_world):
    with database.writing() as session:
        session.get_one(Meeting, hostile_world.meetings["next"].id).title = MARKUP

    page = as_person("anne").get("/calendar").text

    assert MARKUP not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "Kalender"), ("nn", "Opne i din eigen kalender"), ("en", "Year sheet")]
)
def test_it_is_read_in_three_languages(as_person, language, words):
    client = as_person("anne")
    client.post("/language", data={"language": language, "next": "/calendar"})

    assert words in client.get("/calendar").text


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_month_is_shown_in_whole_weeks(day):
    first = day.replace(day=1)
    begins, ends = days_shown(first)

    assert (begins.weekday(), ends.weekday()) == (0, 6)
    assert begins <= first
    assert ends >= month_after(first) - timedelta(days=1)
    assert (ends - begins).days + 1 in (28, 35, 42)
    assert month_after(month_after(first), -1) == first


@given(st.text(max_size=8))
def test_no_query_breaks_a_page(text):
    today = date(2026, 11, 17)

    assert (
        2000 <= Wanted.read({"month": text, "kind": text, "show": text, "view": text}, today=today).month.year <= 2100
    )
    assert 2000 <= year_in(text, today=today) < 2100


@pytest.mark.parametrize(("who", "networks", "asked"), [
    ("anne", True, False),
    ("jonas", True, True),
    ("farid", False, True),
    ("hanna", False, False),
])  # fmt: skip
def test_networks_and_requests_are_found_from_the_calendar_by_those_who_have_any(as_person, who, networks, asked):
    page = as_person(who).get("/calendar").text
    main = page[page.index("<main") :]

    assert ('href="/networks"' in main, 'href="/requests"' in main) == (networks, asked)
