"""A meeting on a projector: read from the last row, followed without a load, and by the server's clock alone."""

import re
import time

import pytest
from sqlalchemy import select, update

from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meeting_room.operations import close_room, open_room
from courseengine.core.meetings.models import AgendaItem, Decision, Meeting
from courseengine.core.people.models import Person
from tests.browser.conftest import AT

LONG = "Hva betyr dette for undervisningen vår i praksis, og hva gjør vi annerledes allerede fra mandag? " * 3
SCREENS = [(1280, 720), (1024, 768), (1920, 1080), (1280, 800)]
TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), one = walker.currentNode.parentElement;
    if (!text || one.closest(".ds-sr-only, template, script") || !one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    let behind = one;
    while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
    found.push({ text, size: parseFloat(style.fontSize) / innerHeight, color: style.color,
                 behind: behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)",
                 part: one.closest("time, h2, .screen-step")?.nodeName ?? "" });
  }
  return found;
}"""
SCROLLS = """() => [document.scrollingElement, ...document.querySelectorAll("main, main *")]
  .filter((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 80))"""
OUTSIDE = """() => [...document.querySelectorAll("main p, main h1, main h2, main time, main svg, main button")]
  .filter((one) => !one.closest(".ds-sr-only") && one.checkVisibility() && one.textContent.trim())
  .filter((one) => { const box = one.getBoundingClientRect();
                     return box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.left < -1; })
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def room(site):
    """Anne has opened the room of the meeting that is next; every test begins before the first item."""
    with site.database() as database, database.writing() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.submit_id == "demo-next")).one()
        anne = session.scalars(select(Person).where(Person.name == "Anne")).one()
        old = session.get(MeetingRoom, meeting.id)
        if old:
            session.delete(old)
            session.query(AgendaItem).filter_by(meeting_id=meeting.id).delete()
            session.query(Decision).filter_by(meeting_id=meeting.id).delete()
            session.flush()
        opened = open_room(session, meeting, by=anne.id, at=AT)
        return opened.code, f"/s/{meeting.public_id}", meeting.id


@pytest.fixture
def leader(site, room):
    """Anne's window, with what one holds in one's hand."""
    visit = site.visit("anne")
    visit.page.goto(room[1])
    return visit.page


def typed(site, code, **more):
    """A projector: nobody is signed in, and the code is typed."""
    visit = site.visit(**more)
    visit.page.goto("/s")
    visit.page.get_by_label("Koden til møtet").fill(code.upper())
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/s/*")
    return visit


def until(page, what, seconds=3.0):
    """Asked from outside, since the page's own policy lets no expression be run in it again and again."""
    began = time.monotonic()
    while not page.evaluate(what):
        assert time.monotonic() - began < seconds, what
        page.wait_for_timeout(50)
    return time.monotonic() - began


def luminance(color):
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seconds_shown(page):
    minutes, _, seconds = page.locator("time[data-clock]").inner_text().partition(":")
    return int(minutes) * 60 + int(seconds)


def agree(one, other):
    """Whether both count down alike; read once more where the machine was busy between the two."""
    for _ in range(5):
        if abs(seconds_shown(one) - seconds_shown(other)) <= 1:
            return True
        one.wait_for_timeout(500)
    return False


def test_a_code_typed_at_a_projector_shows_the_meeting(site, room, axe):
    screen = typed(site, room[0]).page

    assert screen.url.endswith(room[1])
    assert screen.locator("header, nav, footer, form").count() == 0
    assert axe(screen) == []


def test_a_clicker_moves_every_screen_within_two_seconds_without_a_load(site, room, leader):
    screens = [typed(site, room[0]).page for _ in range(2)]
    for screen in screens:
        screen.evaluate("window.same = true")
    leader.evaluate("window.same = true")

    leader.keyboard.press("PageDown")
    for page in (*screens, leader):
        assert until(page, "document.querySelector('.screen-head').innerText.includes('Punkt 1 av')") < 2.5
    leader.keyboard.press("PageDown")
    until(screens[0], "document.querySelector('.screen-head').innerText.includes('Punkt 2 av')")
    leader.keyboard.press("PageUp")
    until(screens[0], "document.querySelector('.screen-head').innerText.includes('Punkt 1 av')")

    assert all(page.evaluate("window.same") for page in (*screens, leader))


@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("shows", ["", "decision"])
def test_it_is_read_from_the_last_row(site, room, leader, axe, width, height, shows):
    leader.keyboard.press("PageDown")
    until(leader, "document.querySelector('.screen-head').innerText.includes('Punkt 1 av')")
    with site.database() as database, database.writing() as session:
        session.execute(update(AgendaItem).where(AgendaItem.meeting_id == room[2]).values(text=LONG, method="IGP"))
        session.add(Decision(meeting_id=room[2], text=f"{LONG}\n\n- {LONG}\n\n## {LONG}\n\n{LONG}"))
        newer = {"shown": shows, "step": 0, "version": MeetingRoom.version + 1}
        session.execute(update(MeetingRoom).where(MeetingRoom.meeting_id == room[2]).values(**newer))
    for page in (typed(site, room[0]).page, leader):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(room[1])
        texts = page.evaluate(TEXTS)

        assert [one for one in texts if one["size"] < 0.04 - 1e-4] == []
        assert [one for one in texts if one["part"] in ("H2", "P") and one["size"] < 0.06] == []
        assert [one["size"] >= 0.15 for one in texts if one["part"] == "TIME"] == [True]
        assert [one for one in texts if contrast(one["color"], one["behind"]) < 7] == []
        assert page.evaluate(SCROLLS) == []
        assert page.evaluate(OUTSIDE) == []
        assert axe(page) == []


@pytest.mark.parametrize("wrong", [-600_000, 600_000])
def test_clocks_ten_minutes_wrong_count_down_alike(site, room, leader, wrong):
    leader.keyboard.press("PageDown")
    until(leader, "document.querySelector('time[data-clock]') !== null")
    other = site.visit()
    other.context.add_init_script(f"const now = Date.now; Date.now = () => now() + {wrong};")
    other.page.goto("/s")
    other.page.get_by_label("Koden til møtet").fill(room[0])
    other.page.keyboard.press("Enter")
    other.page.wait_for_timeout(2500)

    assert agree(other.page, leader)


def test_a_telephone_that_has_slept_shows_the_right_time_again(site, room, leader):
    leader.keyboard.press("PageDown")
    until(leader, "document.querySelector('time[data-clock]') !== null")
    phone = site.visit("bjorn", width=390)
    phone.context.add_init_script(
        """let slept = 0; const now = performance.now.bind(performance);
           performance.now = () => now() - slept; window.sleep = (time) => { slept += time; };"""
    )
    phone.page.goto(room[1])
    phone.page.wait_for_timeout(1500)

    phone.page.evaluate("window.sleep(60000); document.dispatchEvent(new Event('visibilitychange'))")
    phone.page.wait_for_timeout(700)

    assert agree(phone.page, leader)


def test_no_clock_counts_up_or_below_nothing(site, room, leader):
    leader.keyboard.press("PageDown")
    until(leader, "document.querySelector('time[data-clock]') !== null")
    leader.evaluate("document.querySelector('time[data-clock]').dataset.ends = 1")
    leader.wait_for_timeout(500)

    assert leader.locator("time[data-clock]").inner_text() == "0:00"


def test_ten_seconds_without_contact_are_said_calmly(site, room):
    visit = typed(site, room[0])
    contact = visit.page.locator("[data-contact]")
    visit.page.wait_for_timeout(1500)
    visit.context.set_offline(True)

    visit.page.wait_for_timeout(7500)
    assert contact.inner_text() == ""
    visit.page.wait_for_timeout(4500)
    assert "Ingen kontakt med tjeneren" in contact.inner_text()
    visit.context.set_offline(False)
    until(visit.page, "document.querySelector('[data-contact]').textContent === 'Kontakt igjen.'", 8)
    visit.wrong[:] = [what for what in visit.wrong if "ERR_INTERNET_DISCONNECTED" not in what]


def test_an_update_leaves_alone_what_somebody_writes(site, room, leader):
    screen = typed(site, room[0]).page
    screen.evaluate(
        """() => { const area = document.createElement("textarea"); area.setAttribute("aria-label", "x");
                   document.querySelector("[data-live=now]").prepend(area); area.focus(); }"""
    )
    screen.keyboard.type("Halvskrevet")

    leader.keyboard.press("PageDown")
    until(screen, "document.querySelector('.screen-head').innerText.includes('Punkt 1 av')")

    assert screen.evaluate("document.activeElement.value") == "Halvskrevet"
    assert screen.evaluate("document.activeElement.selectionStart") == 11
    screen.evaluate("document.activeElement.value = ''; document.activeElement.blur()")
    until(screen, "document.querySelector('[data-live=now] textarea') === null")


def test_focus_stays_on_what_was_pressed(site, room, leader):
    leader.locator("#screen-next").focus()
    leader.keyboard.press("Enter")
    until(leader, "document.querySelector('.screen-head').innerText.includes('Punkt 1 av')")

    assert leader.evaluate("document.activeElement.id") == "screen-next"
    assert leader.locator("#screen-next").inner_text() == "Neste punkt"


def test_what_changes_is_read_out_once(site, room, leader):
    screen = typed(site, room[0]).page
    leader.keyboard.press("PageDown")
    until(screen, "document.querySelector('[data-said]').textContent !== ''")
    heard = screen.evaluate(
        """() => new Promise((done) => { let times = 0;
             new MutationObserver(() => { times += 1; }).observe(
               document.querySelector("[data-said]"), { childList: true, characterData: true, subtree: true });
             setTimeout(() => done(times), 3000); })"""
    )

    assert heard == 0
    assert screen.locator("[role=status][data-said]").inner_text() in screen.locator("h2").inner_text()


def test_a_page_nobody_sees_asks_nothing(site, room):
    screen = typed(site, room[0]).page
    asked = []
    screen.on("request", lambda request: asked.append(request.url))
    screen.evaluate(
        """Object.defineProperty(document, "hidden", { get: () => window.away ?? true, configurable: true });
           document.dispatchEvent(new Event("visibilitychange"))"""
    )
    screen.wait_for_timeout(600)
    asked.clear()
    screen.wait_for_timeout(3000)
    assert asked == []

    screen.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    screen.wait_for_timeout(500)
    assert len(asked) == 1


def test_a_screen_whose_meeting_is_over_asks_for_the_next_code(site, room):
    screen = typed(site, room[0]).page
    with site.database() as database, database.writing() as session:
        close_room(session, session.get_one(MeetingRoom, room[2]), at=AT)

    screen.wait_for_url("**/s?over=1", timeout=4000)
    screen.get_by_label("Koden til møtet").wait_for()


def test_it_is_there_without_a_script(site, room):
    page = site.visit("anne", java_script_enabled=False).page
    page.goto(room[1])

    page.get_by_role("button", name="Begynn").click()

    assert "Punkt 1 av" in page.locator(".screen-head").inner_text()
    assert re.fullmatch(r"\d+:\d\d", page.locator("time[data-clock]").inner_text())


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_telephone_nothing_is_cut_off_sideways(site, room, leader, width, axe):
    leader.keyboard.press("PageDown")
    until(leader, "document.querySelector('time[data-clock]') !== null")
    page = typed(site, room[0], width=width).page

    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert axe(page) == []


def test_one_tap_says_that_one_is_here(site, room, axe):
    with site.database() as database, database.writing() as session:
        session.get_one(Meeting, room[2]).starts_at = AT  # only on its own day one says that one is here
    page = site.visit("bjorn", width=390).page
    page.goto(f"/k/{room[0]}")
    assert axe(page) == []

    page.get_by_role("button", name="Jeg er her").click()

    page.get_by_text("Du er notert som til stede").wait_for()
    assert axe(page) == []
