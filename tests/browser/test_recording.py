"""A meeting is recorded: on paper first and here afterwards, or by tapping names while people come in."""

import time
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Select, func, select

from courseengine.core.meetings.models import Attendance, Meeting
from courseengine.core.people.models import Membership, Person, Team
from courseengine.core.people.operations import add_membership, add_person
from courseengine.core.people.roles import Role
from tests.browser.conftest import AT, Site
from tests.browser.counting import Counter
from tests.browser.places import address
from tests.browser.rules import broken_rules

STAFF = 35
"""how many are called up"""


@pytest.fixture
def unrecorded(site: Site) -> str:
    """A meeting of the team of grades 1–4 that is over and not recorded; its address."""
    with site.database() as database, database.writing() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.state == "planned", Meeting.starts_at < AT)).one()
        meeting.teams = [session.scalars(select(Team).where(Team.name == "1.–4. trinn")).one()]
        return f"/meetings/{meeting.public_id}"


def test_a_meeting_on_paper_is_recorded_with_eight_interactions(site: Site, unrecorded: str, axe):
    visit = site.visit("jonas", width=390)
    counter = Counter(visit.page)
    counter.open(address(visit, "{team}"))
    counter.forget()

    counter.click(visit.page.locator(f"main a[href='{unrecorded}']").first)
    assert broken_rules(visit.page, axe, main="main h2#record-heading") == []
    visit.page.set_viewport_size({"width": 390, "height": 844})
    counter.click(visit.page.locator("button[name=everybody]"))
    there = visit.page.locator("button[aria-pressed=true]")
    counter.press(there.first)
    visit.page.wait_for_selector("button[name=present]")
    counter.fill(visit.page.locator("[name=minutes]:visible"), "Vi snakket om elevarbeid.")
    counter.fill(visit.page.locator("[name=decision]"), "Vi prøver på mandag.")
    counter.press(visit.page.locator("summary", has_text="Hvem har ansvaret"))
    counter.fill(visit.page.locator("[name=decision_due]"), "2026-12-01")
    counter.click(visit.page.locator("button[name=act][value=hold]"))

    assert counter.interactions <= 8
    assert "Vi prøver på mandag." in visit.page.locator("main").inner_text()
    assert axe(visit.page) == []
    with site.database() as database, database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.public_id == unrecorded.split("/")[-1])).one()
        assert (meeting.state, [one.text for one in meeting.decisions]) == ("held", ["Vi prøver på mandag."])


@pytest.fixture
def called(site: Site) -> str:
    """A team of thirty-five, whose meeting begins in five minutes; its address."""
    with site.database() as database, database.writing() as session:
        team = session.scalars(select(Team).where(Team.name == "5.–7. trinn")).one()
        meeting = session.scalars(
            select(Meeting).where(Meeting.teams.any(Team.id == team.id), Meeting.starts_at > AT)
        ).first()
        assert meeting
        meeting.starts_at = AT + timedelta(minutes=5)
        there = session.scalar(select(func.count(Person.id)).where(Person.id.in_(_members(team))))
        for number in range(STAFF - (there or 0)):
            person = add_person(session, name=f"Kollega {number + 1:02}", email=f"kollega{number}@demo.example", at=AT)
            add_membership(
                session, person=person, organisation=team.school, role=Role.TEACHER, team=team,
                main=True, starts_on=AT.date() - timedelta(days=30), at=AT,
            )  # fmt: skip
        return f"/meetings/{meeting.public_id}"


def _members(team: Team) -> Select[int]:
    return select(Membership.person_id).where(Membership.team_id == team.id)


def test_a_roll_call_of_thirty_five_takes_half_a_minute(site: Site, called: str, axe):
    visit = site.visit("anne", width=390)
    page: Page = visit.page
    page.goto(called)
    names = page.locator("[data-roll] button[aria-pressed]")
    assert names.count() == STAFF
    page.locator("[name=minutes]").fill("Skrevet mens folk kom")
    loads: list[str] = []
    page.on("domcontentloaded", lambda one: loads.append(one.url))

    begun = time.monotonic()
    for number in range(STAFF):
        names.nth(number).click()
    expect(page.locator("[data-roll] [aria-pressed=true]")).to_have_count(STAFF)
    taken = time.monotonic() - begun

    assert taken < 30
    assert loads == []
    assert page.locator("[data-roll-there]").inner_text() == f"{STAFF} av {STAFF}"
    assert page.locator("[name=minutes]").input_value() == "Skrevet mens folk kom"
    assert axe(page) == []
    with site.database() as database, database.reading() as session:
        assert (
            session.scalar(
                select(func.count(Attendance.person_id)).join(Meeting).where(Meeting.public_id == called.split("/")[-1])
            )
            == STAFF
        )


def test_a_tap_that_does_not_arrive_is_said_and_shown_as_nothing(site: Site, called: str):
    visit = site.visit("bjorn", width=390)
    visit.page.goto(called)
    name = visit.page.locator("[data-roll] button[name=present], [data-roll] button[name=absent]").first
    before = name.get_attribute("aria-pressed")
    visit.context.set_offline(True)

    name.click()

    expect(visit.page.locator("[data-roll-status]")).not_to_be_empty()
    assert name.get_attribute("aria-pressed") == before
    visit.context.set_offline(False)
    visit.wrong.clear()  # what a browser says about having no contact


def test_names_are_tapped_without_javascript_too(site: Site, called: str):
    visit = site.visit("anne", width=390, java_script_enabled=False)
    visit.page.goto(called)
    name = visit.page.locator("[data-roll] button[aria-pressed]").first
    before = name.get_attribute("aria-pressed")

    with visit.page.expect_navigation():
        name.click()

    assert visit.page.locator("[data-roll] button[aria-pressed]").first.get_attribute("aria-pressed") != before
