"""Somebody without a team goes through a course alone, and a team does without a meeting; what is printed fits."""

import re

import pytest
from sqlalchemy import select

from courseengine.core.people.models import Organisation, Person
from courseengine.core.people.operations import add_membership
from courseengine.core.people.roles import Role
from tests.browser.conftest import AT
from tests.browser.places import address
from tests.browser.rules import broken_rules

NEEDED = "main form button[value=deliver]"


@pytest.fixture(scope="module")
def without_a_team(served):
    """Hanna begins at Furulia, and nobody has put her in a team yet."""
    with served.database() as database, database.writing() as session:
        hanna = session.scalars(select(Person).where(Person.name == "Hanna")).one()
        school = session.scalars(select(Organisation).where(Organisation.name == "Furulia skole")).one()
        add_membership(session, person=hanna, organisation=school, role=Role.TEACHER, at=AT)


def test_a_team_task_and_a_meeting_alone(site, without_a_team):
    visit = site.visit("hanna", width=390)
    page = visit.page

    page.goto(address(visit, "{course}/activities/m2-g1"))
    page.get_by_role("textbox").fill("Jeg kartla kjerneelementene alene.")
    page.get_by_text(re.compile(r"^Lagret")).wait_for()
    page.get_by_role("button", name="Lever", exact=True).click()
    page.get_by_text("Bare du kan lese dette").wait_for()

    page.goto(address(visit, "{course}/activities/m2-m3"))
    page.get_by_role("button", name="Jeg har gått gjennom det").click()
    page.get_by_text("Ferdig").first.wait_for()


@pytest.mark.parametrize("activity", ["m2-g2", "m2-m2"])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_going_alone_keeps_the_rules(site, without_a_team, axe, activity, language):
    visit = site.visit("hanna", width=390)
    visit.read_in(language)
    visit.page.goto(address(visit, f"{{course}}/activities/{activity}"))

    assert visit.page.locator(NEEDED).count() == 1
    assert broken_rules(visit.page, axe, main="main .note") == []


@pytest.mark.parametrize(("who", "path"), [("anne", "{meeting}/print"), ("cecilie", "{course}/activities/m2-m1/kit")])
def test_a_sheet_of_paper_holds_what_is_needed_and_no_more(site, who, path):
    visit = site.visit(who)
    visit.page.goto(address(visit, path))
    sheets = visit.page.locator(".paper").count()

    printed = visit.page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "12mm"))

    assert sheets <= printed.count(b"/Type /Page\n") <= 2 * sheets
    visit.page.emulate_media(media="print")
    assert visit.page.locator("header.site-header, .breadcrumbs, main button").filter(visible=True).count() == 0
