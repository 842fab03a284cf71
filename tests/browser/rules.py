"""What holds on every page, asked of the page a browser stands on."""

from collections.abc import Callable

from playwright.sync_api import Page

FIRST_SCREEN = 844
NARROW = 320

CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, video[controls], audio[controls]"

COUNT = "what => [...document.querySelectorAll(what)].filter(one => one.checkVisibility()).length"


def broken_rules(page: Page, axe: Callable[[Page], list[str]], *, main: str, controls: int = 40) -> list[str]:
    """What a page in a narrow window does that none may; it is left as narrow as a window gets."""
    wrong = []
    found = page.evaluate(COUNT, CONTROLS)
    if found > controls:
        wrong.append(f"{found} controls")
    box = page.locator(main).first.bounding_box()
    if box is None or box["y"] >= FIRST_SCREEN:
        wrong.append(f"{main} is not on the first screen: {box}")
    if page.locator("h1").count() != 1:
        wrong.append("not one h1")
    if not page.title().endswith(" – Kompetansepakken"):
        wrong.append(f"title: {page.title()}")
    wrong += axe(page)
    page.set_viewport_size({"width": NARROW, "height": 640})
    sideways = page.evaluate("document.scrollingElement.scrollWidth")
    if sideways > NARROW:
        wrong.append(f"{sideways} pixels wide")
    return wrong


def too_small_for_twice_the_text(page: Page) -> list[str]:
    """What does not hold when the text is twice as large, in a wide window."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    sideways = page.evaluate("document.scrollingElement.scrollWidth")
    return ([f"{sideways} pixels wide"] if sideways > 1280 else []) + cut_off(page)


def cut_off(page: Page) -> list[str]:
    """What hides a part of its text."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("a, button, h1, h2, h3, p, li, td, th, span, label")]
           .filter(one => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1
                          && !one.closest(".ds-sr-only, .ds-skip-link, [hidden]") && one.clientWidth > 1)
           .map(one => one.outerHTML.slice(0, 120))"""
    )
    return found
