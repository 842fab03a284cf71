"""A school begins a course from a short form; an owner lets several begin at once."""

import re
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from courseengine.core.planner.document import read
from courseengine.core.planner.models import PlanDraft
from courseengine.core.runs import dates
from courseengine.core.runs.models import CourseRun, Intake
from courseengine.core.school_days.models import SchoolDay
from tests.web.plan_pages import main_of


@pytest.fixture
def courses(world):
    """The address of a place's courses."""

    def address(place):
        return f"/places/{world.places[place].public_id}/courses"

    return address


@pytest.fixture
def runs(database, world):
    """A place's runs of the first course."""

    def look(place):
        with database.reading() as session:
            at = CourseRun.organisation_id == world.places[place].id
            return session.scalars(select(CourseRun).where(at, CourseRun.course_id == "lk20")).all()

    return look


def filled_in(client, address, **other):
    """What the form sends as it stands, with some of it otherwise."""
    page = client.get(f"{address}/start?course=lk20").text
    sent = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("course", "starts_on", "time")}
    sent["modules"] = re.findall(r'name="modules" value="([^"]+)" checked', page)
    chosen = re.search(r'name="pace" value="([^"]+)" checked', page)
    return {**sent, "pace": chosen[1], "weekday": "1", "every": "2", **other}


@pytest.mark.parametrize(
    ("who", "place", "status"),
    [
        ("marte", "elvelia", 200), ("cecilie", "furulia", 200), ("eva", "furulia", 200), ("eva", "skogvik", 200),
        ("jonas", "furulia", 404), ("anne", "furulia", 404), ("cecilie", "elvelia", 404), ("gro", "furulia", 404),
    ],
)  # fmt: skip
def test_those_who_plan_at_a_place_see_its_courses(as_person, courses, who, place, status):
    assert as_person(who).get(courses(place)).status_code == status
    assert as_person(who).get(f"{courses(place)}/start?course=lk20").status_code == status


def test_a_school_that_has_not_begun_is_offered_what_it_can_start(as_person, courses, world):
    page = as_person("marte").get(courses("elvelia"))

    assert "Start et kurs" in main_of(page)
    assert f"{courses('elvelia')}/start?course=lk20" in page.text


def test_a_course_that_is_not_for_such_a_place_cannot_be_begun(as_person, courses, runs):
    liv, here = as_person("liv"), courses("maurtua")
    wished = filled_in(as_person("marte"), courses("elvelia"))

    assert liv.get(f"{here}/start?course=lk20").location == here
    assert liv.post(f"{here}/start", data=wished).location == here
    assert runs("maurtua") == []


def test_a_course_under_way_is_not_offered_again(as_person, courses):
    page = as_person("cecilie").get(courses("furulia"))

    assert "I gang" in main_of(page)
    assert "/start?course=lk20" not in page.text


@pytest.mark.parametrize(("who", "place", "heads"), [("cecilie", "furulia", "Kurs"), ("eva", "skogvik", "Skole")])
def test_what_is_under_way_is_headed_by_what_it_lists(as_person, courses, who, place, heads):
    running = as_person(who).get(courses(place)).text.partition('id="running"')[2]

    assert running.partition('role="columnheader">')[2].partition("<")[0] == heads


def test_the_form_as_it_stands_gives_a_draft_for_the_whole_year(as_person, courses, runs, database):
    marte = as_person("marte")

    response = marte.post(f"{courses('elvelia')}/start", data=filled_in(marte, courses("elvelia")))

    run = runs("elvelia")[0]
    assert response.location == f"/plans/{run.public_id}"
    assert [one.module_id for one in dates.read(run.dates)] == ["m0", "m1", "m2", "m3", "m4", "m5"]
    with database.reading() as session:
        document = read(session.get(PlanDraft, run.id).document)
    for module in ("m1", "m2", "m3", "m4", "m5"):
        assert len([one for one in document.meetings if one.module_id == module]) >= 3
    assert {one.day.weekday() for one in document.meetings} == {1}
    assert "Dette er en kladd" in main_of(marte.get(response.location))


def test_dates_that_a_school_has_are_pasted(as_person, courses, runs, database):
    marte = as_person("marte")
    pasted = "torsdag 7. januar 2027 kl. 13.00\n14.1.2027 13:00\n2027-01-21 13:00"

    marte.post(
        f"{courses('elvelia')}/start",
        data=filled_in(marte, courses("elvelia"), weekday="", dates=pasted, modules=["m1"]),
    )

    with database.reading() as session:
        document = read(session.get(PlanDraft, runs("elvelia")[0].id).document)
    assert {one.day.isoformat() for one in document.meetings} <= {"2027-01-07", "2027-01-14", "2027-01-21"}
    assert [module.module_id for module in document.modules] == ["m1"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"starts_on": ""}, "Skriv når dere begynner"),
        ({"starts_on": "31.2.2027"}, "Skriv en dato"),
        ({"starts_on": "2026-11-16"}, "Den dagen er forbi"),
        ({"ends_on": "2026-11-18"}, "Den siste dagen er før den første"),
        ({"modules": []}, "Velg minst én modul"),
        ({"weeks": "mange"}, "helt antall uker"),
        ({"weeks": "61"}, "helt antall uker"),
        ({"time": "25:15"}, "Skriv et klokkeslett"),
        ({"dates": "hver tirsdag"}, "Linje 1, «hver tirsdag»"),
        ({"dates": "12.1.2027\n31.2.2027"}, "Linje 2"),
        ({"order_m1": "først"}, "hele tall"),
        ({"counted_from": "2026-12-09"}, "en annen ukedag"),
        ({"counted_from": "i morgen"}, "Skriv en dato"),
        ({"weekday_2": "3", "time_2": "sent"}, "Skriv et klokkeslett"),
    ],
)
def test_wishes_that_cannot_be_are_told_and_kept(as_person, courses, runs, wrong, told):
    marte = as_person("marte")

    sent = filled_in(marte, courses("elvelia"), place="Aulaen", **wrong)
    response = marte.post(f"{courses('elvelia')}/start", data=sent)

    assert response.status_code == 422
    assert told in main_of(response)
    assert 'value="Aulaen"' in response.text
    assert runs("elvelia") == []


def test_more_modules_than_weeks_is_told(as_person, courses, runs):
    marte = as_person("marte")

    sent = filled_in(marte, courses("elvelia"), ends_on="2026-12-18")
    response = marte.post(f"{courses('elvelia')}/start", data=sent)

    assert response.status_code == 422
    assert runs("elvelia") == []


def test_a_second_start_of_the_same_course_is_told(as_person, courses, runs):
    marte = as_person("marte")
    sent = filled_in(marte, courses("elvelia"))

    marte.post(f"{courses('elvelia')}/start", data=sent)
    response = marte.post(f"{courses('elvelia')}/start", data=sent)

    assert response.status_code == 422
    assert "Kurset er alt i gang" in main_of(response)
    assert len(runs("elvelia")) == 1


def test_a_plan_of_ones_own_pace_and_order(as_person, courses, runs):
    marte = as_person("marte")

    sent = filled_in(marte, courses("elvelia"), weeks="3", order_m5="1", order_m1="2", modules=["m1", "m5"])
    marte.post(f"{courses('elvelia')}/start", data=sent)

    assert [one.module_id for one in dates.read(runs("elvelia")[0].dates)] == ["m5", "m1"]


def draft_at(database, runs, place):
    """The draft of a place's newest run."""
    with database.reading() as session:
        return read(session.get(PlanDraft, runs(place)[-1].id).document)


def test_every_other_tuesday_is_the_schools_own_and_a_second_time_is_used_too(as_person, courses, runs, database):
    marte = as_person("marte")
    asked = {"counted_from": "2026-12-08", "weekday_2": "3", "time_2": "13:00", "every_2": "4", "weeks": "8"}

    marte.post(
        f"{courses('elvelia')}/start", data=filled_in(marte, courses("elvelia"), starts_on="2026-11-30", **asked)
    )

    document = draft_at(database, runs, "elvelia")
    slots = [(one.weekday, one.at.hour, one.every, one.counted_from) for one in document.wishes.slots]
    assert slots == [(1, 14, 2, date(2026, 12, 8)), (3, 13, 4, None)]
    tuesdays = {one.day for one in document.meetings if one.day.weekday() == 1 and one.at == time(14, 15)}
    assert tuesdays
    assert {(day - date(2026, 12, 8)).days % 14 for day in tuesdays} == {0}
    assert time(13, 0) in {one.at for one in document.meetings if one.day.weekday() == 3}


def test_drawing_it_up_again_keeps_both_times(as_person, courses, runs, database):
    marte = as_person("marte")
    asked = {"counted_from": "2026-12-08", "weekday_2": "3", "time_2": "13:00", "every_2": "4"}
    marte.post(f"{courses('elvelia')}/start", data=filled_in(marte, courses("elvelia"), **asked))
    before = draft_at(database, runs, "elvelia")
    address = f"/plans/{runs('elvelia')[0].public_id}/wishes"

    page = marte.get(address).text
    typed = re.findall(r'<input[^>]* name="(?:time|counted_from)(?:_2)?" value="([^"]*)"', page)
    chosen = re.findall(r'<select[^>]* name="(\w+)".*?value="(\d)" selected', page, re.DOTALL)

    assert typed == ["14:15", "2026-12-08", "13:00", ""]
    assert dict(chosen) == {"weekday": "1", "every": "2", "weekday_2": "3", "every_2": "4"}
    assert before.wishes.slots[1].every == 4


def test_the_form_tells_which_days_are_known_and_leads_to_the_school_calendar(as_person, courses, world, database):
    marte, place = as_person("marte"), world.places["elvelia"]
    with database.writing() as session:
        for day, kind in ((date(2027, 2, 22), "off"), (date(2027, 2, 23), "off"), (date(2027, 1, 4), "planning")):
            session.add(SchoolDay(organisation_id=place.id, day=day, kind=kind, name="", set_at=world.at))

    page = marte.get(f"{courses('elvelia')}/start?course=lk20")

    assert "2 fridager og 1 planleggingsdag er lagt inn" in main_of(page)
    assert f'href="/places/{place.public_id}/days"' in page.text


def test_the_draft_goes_round_the_days_off_and_takes_the_planning_day(as_person, courses, runs, database, world):
    marte, place = as_person("marte"), world.places["elvelia"]
    tuesdays = [date(2026, 12, 1) + timedelta(weeks=week) for week in range(3)]
    with database.writing() as session:
        for day in tuesdays:
            session.add(SchoolDay(organisation_id=place.id, day=day, kind="off", name="", set_at=world.at))
        session.add(
            SchoolDay(organisation_id=place.id, day=date(2026, 12, 10), kind="planning", name="", set_at=world.at)
        )
    sent = filled_in(marte, courses("elvelia"), starts_on="2026-11-30", weeks="3", modules=["m1"], every="1")

    marte.post(f"{courses('elvelia')}/start", data=sent)

    days = [one.day for one in draft_at(database, runs, "elvelia").meetings]
    assert date(2026, 12, 10) in days
    assert not set(days) & set(tuesdays)
    page = main_of(marte.get(f"/plans/{runs('elvelia')[0].public_id}"))
    assert page.count("Planleggingsdag") >= 1


def test_an_end_that_is_too_early_is_told_with_what_would_fit(as_person, courses, runs):
    marte = as_person("marte")
    sent = filled_in(marte, courses("elvelia"), ends_on="2027-03-12", weeks="6", modules=["m1", "m2", "m3"])

    response = marte.post(f"{courses('elvelia')}/start", data=sent, follow_redirects=True)

    told = main_of(response)
    assert "skoleuker etter" in told
    assert "None" not in told


class TestAnOwner:
    """Eva acts for Skogvik, which owns Furulia, Bjørkelia and a kindergarten."""

    @pytest.fixture(autouse=True)
    def over_at_bjorkelia(self, as_person, world):
        as_person("eva").post(f"/plans/{world.runs['bjorkelia'].public_id}/end")

    def test_sees_its_schools_runs_in_one_list(self, as_person, courses):
        page = main_of(as_person("eva").get(courses("skogvik")))

        assert "Furulia skole" in page
        assert "Maurtua barnehage" in page
        assert "Kompetansepakke for læreplanverket, Bjørkelia skole" in page

    def test_lets_the_schools_that_are_ticked_begin(self, as_person, courses, runs, database, world):
        eva = as_person("eva")
        bjorkelia = world.places["bjorkelia"].public_id

        sent = filled_in(eva, courses("skogvik"), name="Høsten", schools=[bjorkelia], weekday="1")
        response = eva.post(f"{courses('skogvik')}/start", data=sent, follow_redirects=True)

        assert "1 skole er i gang" in main_of(response)
        new = [run for run in runs("bjorkelia") if run.ended_at is None]
        assert len(new) == 1
        with database.reading() as session:
            assert session.get_one(Intake, new[0].intake_id).name == "Høsten"

    @pytest.mark.parametrize(
        ("wrong", "told"), [({"schools": []}, "Velg minst én skole"), ({"name": ""}, "høyst 120 tegn")]
    )
    def test_is_told_what_is_missing(self, as_person, courses, runs, world, wrong, told):
        eva = as_person("eva")
        right = {"name": "Høsten", "schools": [world.places["bjorkelia"].public_id]}

        sent = filled_in(eva, courses("skogvik"), **{**right, **wrong})
        response = eva.post(f"{courses('skogvik')}/start", data=sent)

        assert response.status_code == 422
        assert told in main_of(response) or "at most 120" in main_of(response)
        assert all(run.ended_at for run in runs("bjorkelia"))

    def test_hears_which_school_it_does_not_fit_and_no_school_begins(self, as_person, courses, runs, database, world):
        eva, places = as_person("eva"), world.places
        eva.post(f"/plans/{world.runs['furulia'].public_id}/end")
        with database.writing() as session:
            for number in range(120):
                day = date(2026, 11, 20) + timedelta(days=number)
                session.add(
                    SchoolDay(organisation_id=places["bjorkelia"].id, day=day, kind="off", name="", set_at=world.at)
                )
        schools = [places["furulia"].public_id, places["bjorkelia"].public_id]

        sent = filled_in(eva, courses("skogvik"), name="Høsten", schools=schools, ends_on="2027-03-12", weeks="2")
        response = eva.post(f"{courses('skogvik')}/start", data=sent)

        assert response.status_code == 422
        assert "Bjørkelia skole kan ikke begynne slik, så ingen skoler er i gang" in main_of(response)
        assert all(run.ended_at for place in ("furulia", "bjorkelia") for run in runs(place))
        with database.reading() as session:
            assert session.scalars(select(Intake)).all() == []

    def test_each_school_goes_round_its_own_days_off(self, as_person, courses, runs, database, world):
        eva, places = as_person("eva"), world.places
        eva.post(f"/plans/{world.runs['furulia'].public_id}/end")
        with database.writing() as session:
            for number in range(5):
                day = date(2027, 1, 11) + timedelta(days=number)
                session.add(
                    SchoolDay(organisation_id=places["bjorkelia"].id, day=day, kind="off", name="", set_at=world.at)
                )
        schools = [places["furulia"].public_id, places["bjorkelia"].public_id]

        eva.post(
            f"{courses('skogvik')}/start",
            data=filled_in(
                eva, courses("skogvik"), name="Våren", schools=schools, starts_on="2027-01-11", modules=["m1"]
            ),
        )

        opens = [dates.read(runs(place)[-1].dates)[0].opens_on for place in ("furulia", "bjorkelia")]
        assert opens == [date(2027, 1, 11), date(2027, 1, 18)]

    def test_cannot_reach_another_owners_school(self, as_person, courses, runs, world):
        eva = as_person("eva")

        sent = filled_in(eva, courses("skogvik"), name="Høsten", schools=[world.places["elvelia"].public_id])

        assert eva.post(f"{courses('skogvik')}/start", data=sent).status_code == 422
        assert runs("elvelia") == []
