"""Moments in which a page must not lose its reader: a menu, an error, two windows that disagree."""


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
        address = f"{course}/activities/m1-i2"
        page.goto(address)

    for page, text in zip(windows, ("Fra det ene vinduet.", "Fra det andre vinduet."), strict=True):
        page.locator("textarea[name=body]").fill(text)
        with page.expect_navigation():
            page.locator("button[name=act][value=save]").click()

    shown = windows[1].locator("main").inner_text()
    assert "Fra det ene vinduet." in shown
    assert "Fra det andre vinduet." in shown + windows[1].locator("textarea[name=body]").input_value()
    assert axe(windows[1]) == []
