"""A task that the course no longer has: what people wrote to it stays theirs, and readable."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.course.model import Course
from courseengine.core.course.publishing import publish
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.progress.operations import save_answer

GONE = {"m2-i1", "m2-g1"}


@pytest.fixture
def published(compiled, world, database, config):
    """The world after the course was published without a task of one's own and one of the team's."""
    editions = {language: without(edition) for language, edition in compiled[0].editions.items()}
    with database.writing() as session:
        publish(session, replace(compiled[0], editions=editions), media_dir=config.media_dir, at=clock.now())
    return world


def without(course: Course) -> Course:
    modules = tuple(
        module.model_copy(
            update={
                "sections": tuple(
                    section.model_copy(update={"activities": tuple(a for a in section.activities if a.id not in GONE)})
                    for section in module.sections
                )
            }
        )
        for module in course.modules
    )
    # Through JSON, so that nothing of the whole course is remembered.
    return Course.model_validate_json(course.model_copy(update={"modules": modules, "version": "1"}).model_dump_json())


def written(world) -> str:
    return f"/courses/{world.runs['furulia'].public_id}/written"


def test_one_place_shows_all_of_ones_own_texts(world, as_person):
    page = as_person("anne").get(written(world)).text

    assert "En time med verdibriller" in page
    assert "Kjent, nytt, må bort" in page
    assert "Mattetimen på tirsdag." in page


def test_a_lost_tasks_answer_is_there_for_its_writer(published, as_person):
    page = as_person("anne").get(written(published)).text

    assert "Kjent, nytt, må bort" not in page
    assert "En oppgave som ikke er der lenger" in page
    assert "Å utforske dialekter i nærmiljøet" in page


@pytest.mark.parametrize("who", ["bjorn", "cecilie", "jonas"])
def test_it_is_there_for_nobody_else(published, as_person, who):
    text = "Mattetimen på tirsdag. Bare Annes."
    anne = as_person("anne")
    anne.post(
        f"/courses/{published.runs['furulia'].public_id}/activities/m2-i2/answer",
        data={"body": text, "act": "save", "version": "0"},
    )

    assert text in anne.get(written(published)).text
    assert text not in as_person(who).get(written(published)).text


@pytest.mark.parametrize("who", ["david", "eva", "farid", "gro", "hanna", "liv"])
def test_there_is_no_such_page_elsewhere(published, as_person, who):
    assert as_person(who).get(written(published)).status_code == 404


def test_the_team_finds_its_answer_too(published, database, as_person):
    with database.reading() as session:
        wanted = (TeamAnswer.activity_id == "m2-g1", TeamAnswer.team_id == published.teams["5.–7. trinn"].id)
        answer = session.scalars(select(TeamAnswer).where(*wanted)).one().public_id
    bjorn = as_person("bjorn")

    assert f"/team-answers/{answer}/history" in bjorn.get(written(published)).text
    page = bjorn.get(f"/team-answers/{answer}/history").text
    assert "Vi er i gang med norsk på 6. trinn." in page
    assert "Kurset har ikke lenger denne oppgaven." in page
    assert as_person("ingrid").get(f"/team-answers/{answer}/history").status_code == 404


def test_a_task_of_the_leaders_is_not_named_to_one_who_leads_no_more(world, database, as_person):
    with database.writing() as session:
        save_answer(
            session,
            world.people["anne"].id,
            world.runs["furulia"].id,
            "m0-i1",
            "Fra da jeg ledet.",
            seen=0,
            at=world.at,
        )

    page = as_person("anne").get(written(world)).text

    assert "Fra da jeg ledet." in page
    assert "En oppgave som ikke er der lenger" in page
    assert world.course.activity("m0-i1").title not in page
