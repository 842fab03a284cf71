"""From a leader's list of addresses, and from a code on the wall, to a teacher's first page.

Walked at two widths with axe on every page, once without JavaScript, and once by keyboard alone.
"""

import re

import pytest

PASSWORD = "gul stol under bordet"


@pytest.fixture
def invitations(site):
    """Opens the page of invitations of Cecilie's school; gives the window."""

    def come(**how):
        visit = site.visit("cecilie", **how)
        school = re.search(r"/leader/([\w-]+)", visit.context.request.get("/").text())[1]
        visit.page.goto(f"/places/{school}/invitations")
        return visit

    return come


@pytest.fixture
def looked(axe):
    """Axe finds nothing, and nothing scrolls sideways, also in a narrow window."""

    def look(page, *, scripts=True):
        if not scripts:
            return
        assert axe(page) == []
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
        page.set_viewport_size(before)

    return look


def letter_to(visit, email):
    """Where the button of the newest letter to somebody leads."""
    visit.page.goto("/demo/mail")
    letter = visit.page.locator(".card", has_text=email).first
    return letter.locator("a[href*='/invitations/']").get_attribute("href")


@pytest.mark.parametrize(
    ("width", "scripts"), [(390, True), (1280, True), (390, False)], ids=["phone", "desk", "without scripts"]
)
def test_somebody_invited_comes_in(site, invitations, looked, width, scripts):
    email = f"ny{width}{scripts}@skolen.example".lower()
    leader = invitations(width=width, java_script_enabled=scripts)
    page = leader.page
    looked(page, scripts=scripts)

    page.fill("[name=people]", "ikke en adresse")
    page.click("form.invite button")
    looked(page, scripts=scripts)
    assert "Linje 1" in page.locator(".ds-error-summary").inner_text()
    page.fill("[name=people]", f"Ny Lærer <{email}>")
    page.select_option("[name=team]", label="5.–7. trinn")
    page.click("form.invite button")
    looked(page, scripts=scripts)
    assert email in page.locator("table").inner_text()

    guest = site.visit(width=width, java_script_enabled=scripts)
    link = letter_to(guest, email)
    looked(guest.page, scripts=scripts)
    guest.page.goto(link)
    looked(guest.page, scripts=scripts)
    assert guest.page.locator("[name=name]").input_value() == "Ny Lærer"
    guest.page.fill("[name=password]", PASSWORD)
    guest.page.locator("form:has([name=password]) button").click()
    guest.page.wait_for_url(re.compile(r"/$"))
    assert "Velkommen til Furulia skole." in guest.page.locator(".notices").inner_text()

    site.visit(width=width)
    late = site.visits[-1].page
    late.goto(link)
    looked(late, scripts=True)
    assert "brukt allerede" in late.locator("main").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_code_on_the_wall_lets_in(site, invitations, looked, width):
    leader = invitations(width=width)
    leader.page.locator("a.join-code").first.click()
    looked(leader.page)
    code = leader.page.locator(".poster .join-code").inner_text()
    leader.page.emulate_media(media="print")
    assert leader.page.locator("svg.qr").bounding_box()["width"] > 300
    assert not leader.page.locator("[data-print]").is_visible()

    teacher = site.visit(width=width)
    teacher.page.goto("/join")
    looked(teacher.page)
    teacher.page.fill("[name=code]", "feil")
    teacher.page.click("main form button")
    looked(teacher.page)
    teacher.page.fill("[name=code]", code.upper())
    teacher.page.click("main form button")
    looked(teacher.page)
    teacher.page.fill("[name=name]", "Nora")
    teacher.page.fill("[name=email]", f"nora{width}@skolen.example")
    teacher.page.click("main form button")
    looked(teacher.page)
    assert "/join/sent" in teacher.page.url

    assert letter_to(teacher, f"nora{width}@skolen.example")
    known = site.visit("hanna", width=width)
    known.page.goto(f"/join/{code}")
    looked(known.page)


def test_all_of_it_by_keyboard(site, invitations):
    leader = invitations()
    page = leader.page
    page.locator("[name=people]").focus()
    page.keyboard.type("tast@skolen.example")
    for _ in range(3):  # role, team, the button: a teacher has no last day
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "tast@skolen.example" in page.locator("table").inner_text()

    guest = site.visit()
    guest.page.goto(letter_to(guest, "tast@skolen.example"))
    guest.page.locator("[name=name]").focus()
    guest.page.keyboard.type("Tast")
    guest.page.keyboard.press("Tab")
    guest.page.keyboard.type("kort")
    with guest.page.expect_navigation():
        guest.page.keyboard.press("Enter")
    assert guest.page.evaluate("document.activeElement.className") == "ds-error-summary"
    guest.page.locator("[name=password]").focus()
    guest.page.keyboard.type(PASSWORD)
    with guest.page.expect_navigation():
        guest.page.keyboard.press("Enter")
    assert "Velkommen" in guest.page.locator(".notices").inner_text()


def test_a_deputys_last_day_is_asked_for_where_somebody_leads(invitations):
    page = invitations().page
    assert not page.locator("[name=until]").is_visible()

    page.select_option("[name=role]", "school_leader")

    assert page.locator("[name=until]").is_visible()
