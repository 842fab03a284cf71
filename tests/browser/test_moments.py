"""Moments in which a page must not lose its reader, or what they wrote."""

import pytest
from sqlalchemy import func, select, update

from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import UserSession
from courseengine.core.people.models import Person
from tests.browser.places import PLACES, address
from tests.web.hostile import TEXT

PASSWORD = "sol over Skogvik i mai"


def test_a_menu_opens_and_closes_by_keyboard(site):
    page = site.visit("anne", width=390).page
    page.goto("/")

    page.locator(".site-menu-link").focus()
    page.keyboard.press("Enter")
    inside = page.locator("dialog[open] a").first
    inside.wait_for()
    page.keyboard.press("Escape")

    assert not page.locator("dialog[open]").count()
    assert page.locator(".site-menu-link").evaluate("one => one === document.activeElement")


def test_an_error_takes_focus_and_names_the_field(site, axe):
    page = site.visit(width=390).page
    page.goto("/sign-in")

    page.locator("input[name=email]").fill("anne@demo.example")
    page.locator("input[name=password]").fill("feil")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()

    assert page.evaluate("document.activeElement.matches('[data-focus], [data-focus] *')")
    assert page.locator("input[aria-invalid=true]").count() == 1
    assert axe(page) == []


def test_two_windows_that_disagree_show_both_texts(site, axe):
    windows = [site.visit("anne", width=390).page for _ in range(2)]
    address = None
    for page in windows:
        page.goto("/")
        course = page.locator("a[href*='/modules/1-']").first.get_attribute("href").split("/modules/")[0]
        address = f"{course}/activities/m2-i1"
        page.goto(address)

    for page, text in zip(windows, ("Fra det ene vinduet.", "Fra det andre vinduet."), strict=True):
        page.locator("textarea[name=body]").fill(text)
        with page.expect_navigation():
            page.locator("button[name=act][value=save]").click()

    shown = windows[1].locator("main").inner_text()
    assert "Fra det ene vinduet." in shown
    assert "Fra det andre vinduet." in shown + windows[1].locator("textarea[name=body]").input_value()
    assert axe(windows[1]) == []


@pytest.fixture
def registered(served):
    """Anne has a password."""
    with served.database() as database, database.writing() as session:
        anne = session.scalars(select(Person).where(Person.email == "anne@demo.example")).one()
        set_password(session, anne.id, PASSWORD)


def sign_out_everywhere(served):
    """End every session on the server; the browsers keep their cookies."""
    with served.database() as database, database.writing() as session:
        session.execute(update(UserSession).values(ended_at=func.coalesce(UserSession.ended_at, UserSession.seen_at)))


def send(page):
    """Send what is written, or else the form there is."""
    answer = page.locator("main form:has(textarea[name=body]) button[type=submit]")
    (answer if answer.count() else page.locator("main form button[type=submit]")).last.click()


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_being_written_survives_the_end_of_the_session(site, served, scripts):
    visit = site.visit("anne", java_script_enabled=scripts)
    page, text = visit.page, f"Dette skrev jeg mens jeg ble logget ut ({scripts})."
    task = address(visit, PLACES["task"].path)
    page.goto(task)

    sign_out_everywhere(served)
    page.locator("textarea[name=body]").fill(text)
    for _ in range(4):  # the sign-in, and perhaps a page that was out of date
        if page.locator("input[name=password]").is_visible():
            page.locator("input[name=email]").fill("anne@demo.example")
            page.locator("input[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            send(page)
        if page.url.endswith(task):
            break

    assert page.url.endswith(task)
    assert page.locator("textarea[name=body]").input_value() == text


@pytest.mark.parametrize("scripts", [True, False])
def test_without_a_cookie_the_text_is_shown_to_be_copied(site, scripts):
    visit = site.visit("anne", java_script_enabled=scripts)
    page, text = visit.page, f"Dette skrev jeg uten informasjonskapsel ({scripts})."
    page.goto(address(visit, PLACES["task"].path))

    visit.context.clear_cookies()
    page.locator("textarea[name=body]").fill(text)
    with page.expect_navigation():
        send(page)

    assert page.locator("input[name=password]").is_visible()
    assert page.locator("textarea").input_value() == text


def test_a_text_that_tries_to_be_code_stays_a_text(site, axe):
    visit = site.visit("bjorn")
    page = visit.page
    page.goto(address(visit, PLACES["team task"].path))

    page.locator("textarea[name=body]").fill(TEXT)
    with page.expect_navigation():
        page.locator("button[name=act][value=save]").click()
    page.goto(address(visit, PLACES["team task"].path))
    page.locator("main a", has_text="Historikk").first.click()
    page.wait_for_load_state("networkidle")

    assert "window.hacked" in page.locator("main").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280
    assert axe(page) == []
