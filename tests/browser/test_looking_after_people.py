"""A leader looks after a school's people, and somebody looks after their own account.

Walked on a phone and on a desk with axe on every page, once without JavaScript, and once by
keyboard alone.
"""

import re
from datetime import timedelta
from time import monotonic

import pytest
from pyotp import TOTP
from sqlalchemy import func, select

from courseengine.core.accounts.models import UserSession

TEAM = "Realfag {}\nAnne\nBjørn\nIngrid"


@pytest.fixture
def looked(axe):
    """Axe finds nothing, and nothing scrolls sideways."""

    def look(page, *, scripts=True):
        if scripts:
            assert axe(page) == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth") if scripts else True

    return look


def place_of(visit):
    """The address of the school that somebody manages."""
    return re.search(r"/places/[\w-]+(?=/people)", visit.context.request.get("/").text())[0]


@pytest.mark.parametrize(
    ("width", "scripts"), [(390, True), (1280, True), (390, False)], ids=["phone", "desk", "without scripts"]
)
def test_a_team_is_made_split_and_ended(site, looked, width, scripts):
    visit = site.visit("cecilie", width=width, java_script_enabled=scripts)
    page = visit.page
    page.goto(f"{place_of(visit)}/people")
    looked(page, scripts=scripts)

    page.fill("[name=list]", "Realfag\nIngen som heter dette")
    page.click("form:has([name=list]) button")
    looked(page, scripts=scripts)
    assert "Linje 2" in page.locator(".ds-error-summary").inner_text()
    page.fill("[name=list]", TEAM.format(f"{width}{scripts}"))
    page.click("form:has([name=list]) button")
    looked(page, scripts=scripts)
    assert page.locator("fieldset#people label").count() == 3

    page.click("a[href$='/split']")
    looked(page, scripts=scripts)
    page.fill("[name=name]", f"Kjemi {width}{scripts}")
    page.locator("main input[type=checkbox]").first.check()
    page.click("main form button[type=submit]")
    looked(page, scripts=scripts)
    page.goto(f"{place_of(visit)}/people")
    page.click(f"main a:text-is('Realfag {width}{scripts}')")
    page.click("a[href$='/end']")
    looked(page, scripts=scripts)
    page.click("main form button[type=submit]")
    looked(page, scripts=scripts)
    assert page.locator(f"main a:text-is('Realfag {width}{scripts}')").count() == 0


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)], ids=["phone", "without scripts"])
def test_a_role_is_asked_for_and_decided_by_another(site, looked, width, scripts):
    asks = site.visit("bjorn" if scripts else "anne", width=width, java_script_enabled=scripts)
    asks.page.goto("/account/roles")
    looked(asks.page, scripts=scripts)
    asks.page.click("form:has([name=place]) button")
    looked(asks.page, scripts=scripts)

    decides = site.visit("cecilie", width=width, java_script_enabled=scripts)
    decides.page.goto(f"{place_of(decides)}/roles")
    looked(decides.page, scripts=scripts)
    name = "Bjørn" if scripts else "Anne"
    card = decides.page.locator(".card", has_text=f"{name} vil lede")
    card.get_by_role("button", name="Si nei").click()
    looked(decides.page, scripts=scripts)
    assert decides.page.locator(".card", has_text=f"{name} vil lede").count() == 0


def test_a_second_factor_is_set_up_by_keyboard(site, looked):
    visit, then = site.visit("farid"), monotonic()
    with site.database() as database, database.reading() as session:
        signed_in = session.scalar(select(func.max(UserSession.started_at)))  # by the server's own clock
    page = visit.page
    page.goto("/account/second-factor")
    looked(page)
    page.locator("details summary").focus()
    page.keyboard.press("Enter")
    key = page.locator("code.key").inner_text().replace(" ", "")

    page.locator("[name=code]").focus()
    page.keyboard.type("000000" if TOTP(key).now() != "000000" else "111111")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "ds-error-summary"
    page.locator("[name=code]").focus()
    page.keyboard.type(TOTP(key).at(signed_in + timedelta(seconds=monotonic() - then)))
    with page.expect_navigation():
        page.keyboard.press("Enter")

    looked(page)
    assert page.locator(".codes li").count() == 10


def test_a_team_is_filled_and_led_by_keyboard(site):
    visit = site.visit("cecilie")
    page = visit.page
    page.goto(f"{place_of(visit)}/people")
    page.locator("[name=list]").focus()
    page.keyboard.type("Tastatur\nAnne\nBjørn")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.locator("main input[type=checkbox]").first.focus()
    page.keyboard.press("Space")
    page.locator("button[value=lead]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Leder" in page.locator("fieldset#people label").first.inner_text()
