"""What holds on every page: few controls, the main thing in sight, no sideways scrolling, nothing for axe."""

import pytest

from tests.browser.conftest import HEIGHTS
from tests.browser.counting import tab_stops_to
from tests.browser.places import PLACES, address
from tests.browser.rules import broken_rules, cut_off, too_small_for_twice_the_text


@pytest.fixture(scope="module")
def windows(served):
    """The windows of this file, used again by whoever comes the same way."""
    opened = {}
    yield opened
    for visit in opened.values():
        visit.context.close()


@pytest.fixture
def come(served, windows):
    """Come to a place, in a window that wide."""

    def to(name, *, width=1280, **more):
        place = PLACES[name]
        way = (place.who, width, *sorted(more.items()))
        if way not in windows:
            windows[way] = served.visit(place.who, width=width, **more)
            served.visits.remove(windows[way])
        visit = windows[way]
        visit.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        visit.page.goto(address(visit, place.path))
        return visit.page

    yield to
    wrong = [what for visit in windows.values() for what in visit.wrong]
    for visit in windows.values():
        visit.wrong.clear()
    assert wrong == []


@pytest.mark.parametrize("name", PLACES)
def test_a_page_keeps_the_rules(come, axe, name):
    page = come(name, width=390)

    assert broken_rules(page, axe, main=PLACES[name].main, controls=PLACES[name].controls) == []


@pytest.mark.parametrize(
    "name", [name for name, place in PLACES.items() if place.main != "main h1" and place.main != "main li"]
)
def test_the_main_thing_is_at_most_fifteen_tab_stops_away(come, name):
    page = come(name)

    assert tab_stops_to(page.locator(PLACES[name].main).first) <= 15


@pytest.mark.parametrize("name", ["text", "task", "front", "module", "meeting", "teams' progress", "plan a meeting"])
@pytest.mark.parametrize("way", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_a_page_is_readable_in_the_dark_and_in_forced_colours(come, axe, name, way):
    page = come(name, **way)

    assert axe(page) == []


@pytest.mark.parametrize("name", [*PLACES])
def test_a_page_stands_twice_the_text_size(come, name):
    page = come(name, width=1280)

    assert too_small_for_twice_the_text(page) == []


@pytest.mark.parametrize("name", ["front", "module", "text", "meeting", "teams' progress"])
def test_a_page_stands_wider_spacing_of_its_text(come, name):
    """WCAG 2.2, 1.4.12."""
    page = come(name, width=390)

    page.evaluate(
        """for (const one of document.querySelectorAll("body *")) {
             one.style.lineHeight = "1.5"; one.style.letterSpacing = "0.12em"; one.style.wordSpacing = "0.16em";
           }"""
    )

    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert cut_off(page) == []


@pytest.mark.parametrize("name", ["front", "module", "task", "meeting", "teams' progress", "sign in"])
def test_targets_are_large_enough(come, name):
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, links in a sentence aside."""
    page = come(name, width=390)

    small = page.evaluate(
        """[...document.querySelectorAll("button, input:not([type=hidden]), select, summary, a.ds-button, nav a")]
           .filter(one => one.offsetParent && !one.closest(".ds-skip-link"))
           .filter(one => { const box = one.getBoundingClientRect(); return box.width < 24 || box.height < 24 })
           .map(one => one.outerHTML.slice(0, 120))"""
    )

    assert small == []


@pytest.mark.parametrize("name", ["front", "module", "plan a meeting", "teams' progress"])
def test_focus_is_always_visible(come, name):
    page = come(name)

    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            """(() => { const one = document.activeElement; if (one === document.body || /date|time/.test(one.type)) return [];
                 const box = one.getBoundingClientRect();
                 const shown = [one, one.closest("li")].some(it => it && getComputedStyle(it).outlineStyle !== "none");
                 const there = box.bottom > 0 && box.top < innerHeight;
                 return shown && there ? [] : [one.outerHTML.slice(0, 120)] })()"""
        )

    assert unseen == []
