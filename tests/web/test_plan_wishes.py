"""Other wishes for a plan that is there: the times that stay, what is gone round, and what cannot be."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from courseengine.core.planner.document import Slot, read, written
from courseengine.core.planner.models import PlanDraft
from tests.web.plan_pages import main_of, opening_on, seen_on, send

pytestmark = pytest.mark.both_databases


@pytest.fixture
def plan(world):
    """The address of Furulia's plan."""
    return f"/plans/{world.runs['furulia'].public_id}"


@pytest.mark.parametrize(("weekday", "times"), [("2", 2), ("", 0)])
def test_the_other_times_of_a_week_stay_when_one_is_changed(as_person, database, plan, world, weekday, times):
    cecilie = as_person("cecilie")
    _with_three_times(database, world, cecilie, plan)
    form = cecilie.get(f"{plan}/wishes")
    assert "Dere møtes også fredag kl." in main_of(form)
    modules = re.findall(r'name="modules" value="([^"]+)" checked', form.text)
    starts_on = re.search(r'name="starts_on" value="([^"]+)"', form.text)[1]

    wished = {"starts_on": starts_on, "modules": modules, "weekday": weekday, "time": "14:30", "every": "1"}
    response = send(cecilie, f"{plan}/wishes", pace="six_months", **wished)

    assert response.status_code == 302
    with database.reading() as session:
        slots = read(session.get(PlanDraft, world.runs["furulia"].id).document).wishes.slots
    assert [one.weekday for one in slots] == [2, 4][:times]  # the second time of the form was sent empty
    assert all(one.counted_from == date(2026, 11, 6) for one in slots[1:])


def _with_three_times(database, world, cecilie, plan):
    """A draft whose wishes have three fixed times: the form shows two."""
    send(cecilie, plan, opens_m3=(opening_on(cecilie, plan) + timedelta(weeks=1)).isoformat(), act="save")
    slots = (Slot(1, time(14, 15)), Slot(3, time(13, 0)), Slot(4, time(13, 0), 2, date(2026, 11, 6)))
    with database.writing() as session:
        draft = session.get(PlanDraft, world.runs["furulia"].id)
        document = read(draft.document)
        draft.document = written(replace(document, wishes=replace(document.wishes, slots=slots)))


def test_a_new_draft_from_other_wishes_goes_round_what_has_been(as_person, plan):
    cecilie = as_person("cecilie")
    form = cecilie.get(f"{plan}/wishes").text
    seen = re.search(r'name="seen" value="([^"]+)"', form)[1]
    modules = re.findall(r'name="modules" value="([^"]+)" checked', form)
    wished = {"seen": seen, "starts_on": re.search(r'name="starts_on" value="([^"]+)"', form)[1], "pace": "six_months"}

    sent = {**wished, "modules": modules, "weekday": "2", "time": "14:30", "every": "1", "place": "Biblioteket"}
    response = cecilie.post(f"{plan}/wishes", data=sent)

    assert response.status_code == 302
    page = main_of(cecilie.get(plan))
    assert "Biblioteket" in page
    assert "Kl. 14:30" in page
    assert "Holdt" in page


def test_wishes_that_cannot_be_are_told_and_kept(as_person, plan):
    cecilie = as_person("cecilie")

    response = send(
        cecilie, f"{plan}/wishes", starts_on="2026-09-21", ends_on="2026-09-01", pace="six_months", place="Aulaen"
    )

    assert response.status_code == 422
    assert "Velg minst én modul." in main_of(response)
    assert 'value="Aulaen"' in response.text


def test_the_plan_of_many_meetings_asks_as_seldom_as_that_of_few(as_person, plan, count_queries):
    cecilie = as_person("cecilie")

    def asked():
        cecilie.get(plan)
        with count_queries() as statements:
            cecilie.get(plan)
        return len(statements)

    few = asked()
    form = cecilie.get(f"{plan}/wishes").text
    modules = re.findall(r'name="modules" value="([^"]+)" checked', form)
    starts_on = re.search(r'name="starts_on" value="([^"]+)"', form)[1]
    sent = {
        "starts_on": starts_on,
        "pace": "six_months",
        "modules": modules,
        "weekday": "1",
        "time": "14:15",
        "every": "1",
    }
    cecilie.post(f"{plan}/wishes", data={"seen": seen_on(cecilie, f"{plan}/wishes"), **sent})
    send(cecilie, f"{plan}/changes")

    assert cecilie.get(plan).text.count('data-kind="meeting"') >= 20
    assert asked() <= few + 1  # what was published has a publisher
    assert few <= 20
