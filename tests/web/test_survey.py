"""A survey is answered before the module it stands in begins."""

import pytest
from sqlalchemy import select

from courseengine.core.course.activities.survey import Survey
from courseengine.core.progress.models import Completion

SURVEY = "survey-lk20"


@pytest.fixture
def bjorkelia(world):
    """The address of Bjørkelia's course, of which only the leaders' module has opened."""
    return f"/courses/{world.runs['bjorkelia'].public_id}"


def test_it_opens_with_the_meeting_of_its_first_round(as_person, bjorkelia, world, database):
    survey = world.course.activity(SURVEY)
    kjersti = as_person("kjersti")
    assert isinstance(survey, Survey)
    assert (world.course.module_of(SURVEY).id, world.course.module_of(survey.rounds[0]).id) == ("m1", "m0")

    page = kjersti.get(f"{bjorkelia}/activities/{SURVEY}")
    done = kjersti.post(f"{bjorkelia}/activities/{SURVEY}/done", data={"done": "1"})

    assert (page.status_code, done.status_code) == (200, 302)
    assert [text.text for text in survey.items if text.text not in page.text] == []
    with database.reading() as session:
        completions = select(Completion).where(Completion.person_id == world.people["kjersti"].id)
        assert [row.activity_id for row in session.scalars(completions)] == [SURVEY]


def test_what_stands_beside_it_stays_shut(as_person, bjorkelia, world):
    kjersti, module = as_person("kjersti"), world.course.module("m1")

    page = kjersti.get(f"{bjorkelia}/modules/{module.slug}").text

    assert kjersti.get(f"{bjorkelia}/activities/{SURVEY}").status_code == 200
    assert module.goals[0] not in page
    assert [one.id for one in module.activities if one.title in page] == []
    for other in (one.id for one in module.activities if one.audience is None and one.kind in ("video", "text")):
        assert kjersti.get(f"{bjorkelia}/activities/{other}").status_code == 302


@pytest.mark.parametrize("who", ["anne", "hanna", "berit"])
def test_it_is_open_to_those_of_the_school_alone(as_person, bjorkelia, who):
    assert as_person(who).get(f"{bjorkelia}/activities/{SURVEY}").status_code == 404


def test_it_leads_to_nothing_that_is_shut(as_person, bjorkelia, world):
    kjersti, module = as_person("kjersti"), world.course.module("m1")

    page = kjersti.get(f"{bjorkelia}/activities/{SURVEY}").text
    done = kjersti.post(f"{bjorkelia}/activities/{SURVEY}/done", data={"done": "1"})

    assert [one.id for one in module.activities if one.id != SURVEY and one.title in page] == []
    assert done.location == "/"


def test_the_overview_leads_to_it_until_it_is_done(as_person, bjorkelia):
    kjersti, link = as_person("kjersti"), f'href="{bjorkelia}/activities/{SURVEY}"'
    before = kjersti.get("/").text
    assert link in before
    assert "av 17 ferdig" not in before  # the module is shut, and so is how much there is in it

    kjersti.post(f"{bjorkelia}/activities/{SURVEY}/done", data={"done": "1"})

    assert link not in kjersti.get("/").text


def test_no_page_names_what_a_shut_module_holds(as_person, world):
    anne, run = as_person("anne"), world.runs["furulia"].public_id
    shut = [one.title for id_ in ("m3", "m4", "m5") for one in world.course.module(id_).activities]

    pages = [anne.get(f"/courses/{run}/{path}").text for path in ("modules/1-overordnet-del", f"activities/{SURVEY}")]

    assert [title for title in shut for page in pages if title in page] == []
    assert "Runde 2 hører til modulen «Profesjonsfellesskapet»." in pages[1]
