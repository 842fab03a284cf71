"""Pages that come only after something was sent: a preview, a draft, what it changes, undoing, next year's course."""

import re
from datetime import date, timedelta

import pytest

from tests.browser.places import address
from tests.browser.rules import broken_rules, too_small_for_twice_the_text

DAYS = """Høstferie: 5.–9. oktober 2026
Planleggingsdag 16. november 2026
Juleferie 21. desember 2026 – 1. januar 2027
Vinterferie uke 8
Overnattingstur på Storfjellet, kanskje
17. november 2026: planleggingsdag
"""


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request):
    """Whether the telephone runs JavaScript."""
    return request.param


@pytest.fixture
def come(site, scripts):
    """Somebody with a telephone, with JavaScript and without."""
    return lambda who: site.visit(who, width=390, java_script_enabled=scripts)


@pytest.fixture
def axe(axe, scripts):
    """Axe is a script itself, and waits for ever where none run."""
    return axe if scripts else lambda page: []


def keeps_the_rules(page, axe, **more):
    broken = broken_rules(page, axe, **{"controls": 60, **more})
    broken += too_small_for_twice_the_text(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 390, "height": 844})
    assert broken == [], page.url


def button(page, name):
    return page.locator("main").get_by_role("button", name=name, exact=True)


def later(page, module):
    """Move when a module opens by a week."""
    field = page.locator(f"input[name=opens_{module}]")
    field.fill((date.fromisoformat(field.input_value()) + timedelta(weeks=1)).isoformat())


def test_days_are_seen_before_they_are_saved(come, axe):
    visit = come("cecilie")
    page = visit.page
    page.goto(address(visit, "{place}/days/enter"))
    page.locator("main textarea").first.fill(DAYS)
    page.locator("main form:has(textarea) button").first.click()
    page.wait_for_load_state()

    assert page.locator("h1").inner_text() == "Ingenting er lagret ennå"
    keeps_the_rules(page, axe, main="main h1")
    assert page.locator("button[value=save]").is_visible()


def test_days_nobody_understands_come_back_with_what_was_written(come, axe):
    visit = come("cecilie")
    page = visit.page
    page.goto(address(visit, "{place}/days/enter"))
    page.locator("main textarea").first.fill("tull og tøys")
    page.locator("main form:has(textarea) button").first.click()
    page.wait_for_load_state()

    assert "tull og tøys" in page.locator("main textarea").first.input_value()
    keeps_the_rules(page, axe, main="main h1")


def test_a_draft_is_proposed_seen_published_and_undone(come, axe):
    jonas, cecilie = come("jonas"), come("cecilie")
    page, plan = jonas.page, address(jonas, "{plan}")
    page.goto(plan)
    later(page, "m5")
    button(page, "Lagre i kladden").click()
    page.wait_for_url("**/changes")
    keeps_the_rules(page, axe, main="main h1")
    page.goto(plan)
    keeps_the_rules(page, axe, main="main a.ds-button")

    page = cecilie.page
    page.goto(plan)
    keeps_the_rules(page, axe, main="main a.ds-button")
    page.goto(f"{plan}/changes")
    keeps_the_rules(page, axe, main="main h1")
    button(page, "Publiser").click()
    page.wait_for_url(f"**{plan}")
    page.goto(f"{plan}/undo")
    keeps_the_rules(page, axe, main="main form button")
    button(page, "Angre").click()
    page.wait_for_url(f"**{plan}")
    assert not page.get_by_role("link", name="Angre", exact=True).count()


@pytest.mark.parametrize("scripts", [True])
def test_next_years_course_begins_from_one_that_has_ended(come, axe):
    visit = come("liv")
    page, plan = visit.page, address(visit, "{plan}")
    page.goto(f"{plan}/end")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{plan}")
    keeps_the_rules(page, axe, main="main h1")
    page.goto(f"{plan}/next")
    keeps_the_rules(page, axe, main="main input[name=on]")
    page.locator("main input[name=on]").fill("2027-09-01")
    button(page, "Lag planen").click()
    page.wait_for_url(re.compile(r"/plans/[\w-]+$"))

    assert not page.url.endswith(plan)
    keeps_the_rules(page, axe, main="main input[type=date]")
