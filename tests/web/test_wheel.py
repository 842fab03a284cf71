"""The annual wheel: who sees and changes it, its picture and its list, and the year after."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from courseengine.base.i18n import language
from courseengine.core.measures.models import WheelItem
from courseengine.core.runs.models import CourseRun
from courseengine.web.measure_words import days_words
from courseengine.web.wheel_picture import picture_of
from tests.web.pages import page_of, said

SENT = {"title": "Fagdag", "phase": "carry_out", "first": "8.9.2026", "last": "", "responsible": "Anne"}
TASK = "m5-g2"


@pytest.fixture
def wheel(world):
    """The address of a school's wheel."""

    def address(key="furulia", more=""):
        return f"/places/{world.places[key].public_id}/wheel{more}"

    return address


@pytest.fixture
def stored(database):
    """The things in a wheel with that title."""

    def found(title="Fagdag"):
        with database.reading() as session:
            return session.scalars(select(WheelItem).where(WheelItem.title == title).order_by(WheelItem.id)).all()

    return found


@pytest.mark.parametrize(
    ("who", "sees", "changes"),
    [
        ("cecilie", 200, 302),
        ("jonas", 200, 302),
        ("anne", 200, 404),
        ("eva", 200, 404),
        ("david", 404, 404),
        ("farid", 404, 404),
        ("gro", 404, 404),
    ],
)
def test_all_at_the_school_see_it_and_those_who_arrange_change_it(as_person, wheel, who, sees, changes):
    client = as_person(who)

    assert client.get(wheel()).status_code == sees
    assert client.post(wheel(), data=SENT).status_code == changes
    assert client.post(wheel(more="/next-year"), data={"year": "2026"}).status_code == changes


def test_an_owner_has_none(as_person, wheel):
    assert as_person("eva").get(wheel("skogvik")).status_code == 404


def test_it_is_a_picture_and_a_list_by_month(as_person, wheel):
    page = as_person("anne").get(wheel()).text

    assert 'viewBox="0 0 420 420" role="img"' in page
    assert "<desc" in page
    assert page.partition('class="wheel"')[2].partition("</svg>")[0].count("<path") == 11
    assert "Elevstemmer: ti minutter i alle klasser" in page
    assert "September 2026" in page
    assert "Modul 3: Dybdelæring åpner" in page
    assert "Lederstøtte" not in page.partition("<main")[2]


def test_something_is_put_in_and_a_double_click_is_one(as_person, wheel, stored):
    cecilie = as_person("cecilie")
    for _ in range(2):
        answer = cecilie.post(wheel(), data=SENT, follow_redirects=True)

    (item,) = stored()
    assert (item.starts_on, item.ends_on, item.phase) == (date(2026, 9, 8), date(2026, 9, 8), "carry_out")
    assert "8.\N{NO-BREAK SPACE}september (uke 37)" in answer.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"title": " "}, "Write what it is about."),
        ({"phase": "dance"}, "Choose which part of the year's work it is."),
        ({"first": "31.2.2027"}, "Write a date, such as 1.12.2026."),
        ({"last": "8.9."}, "Write a date, such as 1.12.2026."),
        ({"last": "7.9.2026"}, "The last day comes before the first. Choose a later one."),
        (
            {"last": "1.8.2027"},
            "It ends in the school year in which it begins: choose a day up to 31 July.",
        ),
        ({"first": "8.9.2044"}, "That is too far off. Choose a day within three years."),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_written(as_person, wheel, stored, sent, sentence):
    answer = as_person("cecilie").post(wheel(), data=SENT | sent)

    assert answer.status_code == 422
    assert said(sentence) in answer.text.replace("&#39;", "'")
    assert 'value="Anne"' in answer.text
    assert stored() == []


def test_a_thing_is_changed_and_taken_out(as_person, wheel, stored, world):
    cecilie = as_person("cecilie")
    cecilie.post(wheel(), data=SENT)
    address = wheel(more=f"/{stored()[0].public_id}")
    form = next(form for form in page_of(cecilie.get(address)).forms if "title" in form.fields)
    assert form.fields["first"] == "2026-09-08"

    cecilie.post(address, data=form.fields | {"phase": "plan", "last": "2026-09-09"})
    assert stored()[0].ends_on == date(2026, 9, 9)
    assert cecilie.post(address, data=form.fields | {"first": ""}).status_code == 422
    cecilie.post(address, data={"act": "delete"})

    assert stored() == []
    assert cecilie.get(address).status_code == 404


def test_whoever_saves_over_a_colleagues_change_is_told_first(as_person, wheel, stored):
    cecilie = as_person("cecilie")
    cecilie.post(wheel(), data=SENT)
    address = wheel(more=f"/{stored()[0].public_id}")
    form = next(form for form in page_of(cecilie.get(address)).forms if "title" in form.fields)
    cecilie.post(address, data=form.fields | {"phase": "plan", "responsible": "Kollegaen"})

    late = cecilie.post(address, data=form.fields | {"phase": "plan", "responsible": "Meg"})

    assert (late.status_code, 'value="Meg"' in late.text, stored()[0].responsible) == (409, True, "Kollegaen")
    again = next(form for form in page_of(late).forms if "title" in form.fields)
    cecilie.post(address, data=again.fields | {"phase": "plan"})
    assert stored()[0].responsible == "Meg"


def test_another_schools_thing_is_not_there(as_person, wheel, world):
    elsewhere = world.wheel["elsewhere"].public_id

    assert as_person("cecilie").get(wheel(more=f"/{elsewhere}")).status_code == 404
    assert as_person("cecilie").post(wheel(more=f"/{elsewhere}"), data={"act": "delete"}).status_code == 404


@pytest.mark.both_databases
def test_it_is_carried_over_once(as_person, wheel, stored):
    cecilie = as_person("cecilie")
    cecilie.post(wheel(), data=SENT)

    first = cecilie.post(wheel(more="/next-year"), data={"year": "2026"}, follow_redirects=True)
    second = cecilie.post(wheel(more="/next-year"), data={"year": "2026"}, follow_redirects=True)

    assert "12 punkter er videreført." in first.text
    assert said("Everything was carried over already.") in second.text
    assert [item.starts_on for item in stored()] == [date(2026, 9, 8), date(2027, 9, 14)]
    assert "2027/28" in first.text


@pytest.mark.parametrize("year", ["", "x", "2044", "99999"])
def test_a_year_that_cannot_be_carried_over_is_refused(as_person, wheel, year):
    assert as_person("cecilie").post(wheel(more="/next-year"), data={"year": year}).status_code == 422


@pytest.mark.parametrize("more", ["?year=2025", "?year=1901", "?year=9899", "?year=x"])
def test_any_year_is_a_page(as_person, wheel, more):
    assert as_person("anne").get(wheel(more=more)).status_code == 200


def test_the_task_that_fills_it_and_the_wheel_lead_to_each_other(as_person, wheel, world, database):
    with database.writing() as session:
        run: CourseRun = session.merge(world.runs["furulia"])
        run.pace, run.starts_on, run.schedule = None, None, "standard"
    task = f"/courses/{world.runs['furulia'].public_id}/activities/{TASK}"
    for who, words in (
        ("anne", "What the teams agree on goes into the annual wheel."),
        ("cecilie", "What you agree on goes into the annual wheel."),
    ):
        client = as_person(who)
        assert said(words) in client.get(task).text
        assert wheel() in page_of(client.get(task)).links
        assert task in page_of(client.get(wheel())).links


def test_a_task_that_has_not_opened_is_not_linked_to(as_person, wheel):
    assert TASK not in as_person("anne").get(wheel()).text


def test_a_full_wheel_costs_as_many_questions_as_one_with_little_in_it(as_person, wheel, count_queries):
    cecilie, counts = as_person("cecilie"), []
    cecilie.get(wheel())  # the first one reads the course
    for number in (1, 3, 12):
        for index in range(number):
            cecilie.post(wheel(), data=SENT | {"title": f"Fagdag {number} {index}"})
        with count_queries() as statements:
            cecilie.get(wheel())
        counts.append(len(statements))

    assert len(set(counts)) == 1


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_months_and_phases_are_in_the_readers_language(code):
    item = WheelItem(phase="map", title="x", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))

    picture = picture_of([item], 2026, language(code), today=date(2026, 11, 24))

    assert len({month.text for month in picture.months}) == 12
    assert picture.rings[0].name == said("Map", code)
    assert picture.today is not None


def test_a_single_day_is_seen_also_at_the_edges_of_the_year():
    edges = [date(2026, 8, 1), date(2026, 12, 24), date(2027, 7, 31)]
    items = [WheelItem(phase="map", title="x", starts_on=day, ends_on=day) for day in edges]

    (ring, *others) = picture_of(items, 2026, language("nb"), today=date(2030, 1, 1)).rings

    for arc in ring.arcs:
        x, y, to_x, to_y = (float(part) for part in re.findall(r"-?[\d.]+", arc.replace("A166 166 0 0 1 ", " ")))
        assert abs(x - to_x) + abs(y - to_y) > 10
    assert [other.arcs for other in others] == [()] * 4


def test_a_whole_year_is_almost_a_whole_turn():
    item = WheelItem(phase="map", title="x", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))

    (arc,) = picture_of([item], 2026, language("nb"), today=date(2030, 1, 1)).rings[0].arcs

    assert "0 1 1" in arc


@pytest.mark.parametrize(
    ("first", "last", "code", "words"),
    [
        (date(2026, 9, 8), date(2026, 9, 8), "nb", "8. september (uke 37)"),
        (date(2026, 9, 7), date(2026, 9, 11), "nn", "7.–11. september (veke 37)"),
        (date(2026, 9, 28), date(2026, 10, 2), "nb", "28. september – 2. oktober (uke 40)"),
        (date(2026, 12, 28), date(2027, 1, 8), "en", "28 December – 8 January (weeks 53–1)"),
        (date(2026, 9, 7), date(2026, 9, 18), "en", "7–18 September (weeks 37–38)"),
    ],
)
def test_days_are_said_with_their_weeks(first, last, code, words):
    assert days_words(first, last, language(code)).replace("\N{NO-BREAK SPACE}", " ") == words
