"""Planning in a browser, counted: ``usability`` task 5, and a full-year plan for a school with four teams."""

import re
from datetime import date, timedelta

import pytest

from tests.browser.counting import Counter, tab_stops_to

MOST_FOR_A_YEAR = 12
MOST_FOR_ONE_DATE = 3
MOST_TABS = 12


@pytest.fixture
def counted(site):
    """Somebody whose doings are counted."""

    def visitor(who, **more):
        return Counter(site.visit(who, **more).page)

    return visitor


def menu(reader):
    """The menu's link to the plan; on a phone the menu is opened first, which is not the plan's doing."""
    return reader.page.locator("nav.site-nav a", has_text="Planen")


def test_5_moving_one_modules_date_takes_three(counted):
    cecilie = counted("cecilie")
    cecilie.open("/")

    cecilie.click(menu(cecilie))
    field = cecilie.page.locator("input[name=opens_m3]")
    stops = tab_stops_to(field)
    later = date.fromisoformat(field.input_value()) + timedelta(weeks=1)
    cecilie.fill(field, later.isoformat())
    cecilie.click(cecilie.page.get_by_role("button", name="Publiser"))

    assert cecilie.interactions <= MOST_FOR_ONE_DATE
    assert stops <= MOST_TABS
    assert cecilie.page.locator("input[name=opens_m3]").input_value() == later.isoformat()


@pytest.mark.parametrize("module", ["m4", "m5"])
def test_5_the_other_modules_are_as_near(counted, module):
    cecilie = counted("cecilie")
    cecilie.open("/")
    cecilie.click(menu(cecilie))

    assert tab_stops_to(cecilie.page.locator(f"input[name=opens_{module}]")) <= MOST_TABS


def test_a_leader_new_to_it_plans_a_full_year_for_four_teams(counted):
    marte = counted("marte")
    marte.open("/")

    marte.click(menu(marte))
    marte.click(marte.page.get_by_role("link", name=re.compile("Start: Kompetansepakke")))
    marte.interactions += 1
    marte.page.locator("select[name=weekday]").select_option("2")
    marte.interactions += 1
    marte.page.locator("select[name=every]").select_option("2")
    marte.fill(marte.page.locator("input[name=time]"), "14:30")
    marte.click(marte.page.get_by_role("button", name="Lag planen"))
    proposal = marte.page.locator("main").inner_text()
    marte.click(marte.page.get_by_role("link", name="Se hva som endres, og publiser"))
    marte.click(marte.page.get_by_role("button", name="Publiser"))

    assert "Dette er en kladd" in proposal
    assert marte.interactions <= MOST_FOR_A_YEAR
    page = marte.page.locator("main").inner_text()
    assert "Dette er en kladd" not in page
    marte.page.locator("details.month").evaluate_all("all => all.forEach(one => { one.open = true })")
    planned = marte.page.locator("li[data-kind=meeting]")
    assert planned.count() >= 15
    days = planned.locator(".agenda-minutes").all_inner_texts()
    assert all("onsdag" in day for day in days)


@pytest.mark.parametrize(("who", "width"), [("cecilie", 390), ("cecilie", 1280), ("jonas", 390), ("eva", 1280)])
def test_the_plan_is_calm_and_fits(site, axe, who, width):
    visit = site.visit(who, width=width)
    page = visit.page
    page.goto(plan_of(visit, who))
    controls = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
        ".filter(one => one.checkVisibility()).length"
    )
    problems = axe(page)
    page.set_viewport_size({"width": 320, "height": 640})

    assert controls <= 60
    assert problems == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def plan_of(visit, who):
    """The address of Furulia's plan."""
    if who != "eva":
        return re.search(r"/plans/[\w-]+", visit.context.request.get("/").text())[0]
    courses = re.search(r"/places/[\w-]+/courses", visit.context.request.get("/").text())[0]
    return re.search(r'href="(/plans/[\w-]+)">Furulia', visit.context.request.get(courses).text())[1]


def test_a_meeting_is_moved_by_keyboard_alone(site):
    page = site.visit("cecilie").page
    page.goto("/")
    page.goto(page.locator("nav.site-nav a", has_text="Planen").get_attribute("href"))
    page.locator("li[data-kind=meeting] a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/meetings/**")
    field = page.locator("input[name=place]")
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Aulaen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/changes")

    assert "Lagret i kladden" in page.locator("main").inner_text()
