"""How often a page asks the database: as often for a long list as for a short one."""

import dataclasses
from datetime import timedelta

import pytest

from courseengine.core.course.model import Course
from courseengine.core.course.publishing import publish
from courseengine.core.people.operations import add_membership, add_person, add_team
from courseengine.core.people.roles import Role
from courseengine.core.progress.operations import complete, save_answer

pytestmark = pytest.mark.both_databases

MODULE_PAGE = 5
FRONT_PAGE = 8
ACTIVITY_PAGE = 7


@pytest.fixture
def furulia(world):
    """The address of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}"


@pytest.fixture
def asked(as_person, count_queries):
    """How many statements a page takes, once the course is loaded."""

    def count(person, path):
        client = as_person(person)
        assert client.get(path).status_code == 200
        with count_queries() as statements:
            client.get(path)
        return len(statements)

    return count


@pytest.fixture
def republish(compiled, config, database, world):
    """Publishes the course with that many texts in module 1 and nothing else."""

    def with_texts(number):
        main = compiled[0]
        editions = {code: with_only(edition, number) for code, edition in main.editions.items()}
        with database.writing() as session:
            later = world.at + timedelta(minutes=number)
            publish(session, dataclasses.replace(main, editions=editions), media_dir=config.media_dir, at=later)

    return with_texts


def with_only(course: Course, number: int) -> Course:
    """An edition whose module 1 has one section with that many texts."""
    written = course.model_dump(mode="json", exclude={"modules"})
    modules = [module.model_dump(mode="json") for module in course.modules]
    first = next(module for module in modules if module["id"] == "m1")
    text = next(one for part in first["sections"] for one in part["activities"] if one["id"] == "m1-t1")
    texts = [text | {"id": f"m1-t{index}", "prework_for": []} for index in range(1, number + 1)]
    first["sections"] = [first["sections"][1] | {"activities": texts}]
    return Course.model_validate(written | {"modules": modules, "version": f"{number}-texts"})


def test_a_module_page_asks_at_most_five_times(asked, furulia):
    assert asked("anne", f"{furulia}/modules/1-overordnet-del") <= MODULE_PAGE


def test_a_module_page_asks_as_often_for_many_activities_as_for_one(asked, furulia, republish):
    counts = []
    for number in (1, 60):
        republish(number)
        counts.append(asked("anne", f"{furulia}/modules/1-overordnet-del"))

    assert counts[0] == counts[1] <= MODULE_PAGE


def test_a_front_page_asks_as_often_for_many_activities_as_for_one(asked, furulia, republish):
    counts = []
    for number in (1, 60):
        republish(number)
        counts.append(asked("anne", "/"))

    assert counts[0] == counts[1] <= FRONT_PAGE


@pytest.mark.parametrize("page", ["/", "{furulia}/modules/2-lareplaner-for-fag", "{furulia}/activities/m2-t2"])
def test_pages_ask_as_often_after_much_work_as_after_little(asked, furulia, page, database, world):
    path, run = page.format(furulia=furulia), world.runs["furulia"].id

    def work(activities):
        with database.writing() as session:
            for id_ in activities:
                complete(session, world.people["jakob"].id, run, id_, how="read", at=world.at)
            save_answer(session, world.people["jakob"].id, run, "m2-i1", f"{activities}", seen=0, at=world.at)

    before = asked("jakob", path)
    work(["m2-t2", "m2-v2", "m2-v3", "m2-p1", "m2-p2"])

    assert asked("jakob", path) == before


@pytest.mark.parametrize("activity", ["m1-v1", "m1-t1", "m1-i1", "m2-i1", "m2-g1", "m1-m1", "m2-m1", "m1-p1"])
def test_an_activity_asks_few_times(asked, furulia, activity):
    assert asked("anne", f"{furulia}/activities/{activity}") <= ACTIVITY_PAGE


@pytest.mark.parametrize("page", ["/", "{furulia}/modules/1-overordnet-del"])
def test_pages_ask_as_often_for_three_teams_as_for_one(asked, furulia, page, database, world):
    path, counts = page.format(furulia=furulia), []

    for number in range(3):
        with database.writing() as session:
            team = add_team(session, school=world.places["furulia"], name=f"Fag {number}", kind="subject_team")
            person = session.merge(world.people["anne"])
            school = session.merge(world.places["furulia"])
            add_membership(
                session, person=person, organisation=school, role=Role.TEACHER, team=team,
                starts_on=world.day(-9), at=world.at,
            )  # fmt: skip
            colleague = add_person(session, name=f"Kollega {number}", email=f"k{number}@demo.example", at=world.at)
            add_membership(
                session, person=colleague, organisation=school, role=Role.TEACHER, team=team,
                starts_on=world.day(-9), at=world.at,
            )  # fmt: skip
        counts.append(asked("anne", path))

    assert counts[0] == counts[2]


def test_a_file_asks_few_times(asked, furulia):
    assert asked("anne", f"{furulia}/activities/m1-v1/media/m1-v1.jpg") <= 3


@pytest.mark.parametrize("page", ["/", "/courses", "/courses/lk20"])
def test_a_stranger_costs_next_to_nothing(app, world, count_queries, page):
    client = app.test_client()
    client.get(page)

    with count_queries() as statements:
        client.get(page)

    assert len(statements) <= 2
