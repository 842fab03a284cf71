"""A whole meeting with a projector and two telephones, all at once: from the door to the leader's page."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from courseengine.core.progress.models import TeamAnswer
from tests.browser.conftest import Site
from tests.browser.meetings import begins_now, write_over
from tests.browser.places import address

ITEMS = (
    {"minutes": 20, "text": "Runden", "method": "IGP", "activity_id": "m2-g1"},
    {"minutes": 10, "text": "Beslutning", "decision": True},
)
BEFORE = "Vi begynner i det små.\n\nAlle prøver det samme."
POINT = "Vi rydder bort ett hefte"


@pytest.fixture
def meeting(site: Site) -> str:
    """A meeting that begins now; its address."""
    with site.database() as database, database.writing() as session:
        meeting = begins_now(session, ITEMS)
        answer = session.scalars(
            select(TeamAnswer).where(TeamAnswer.activity_id == "m2-g1", TeamAnswer.team_id == meeting.teams[0].id)
        ).one()
        answer.body, answer.delivered_at, answer.delivered_by = BEFORE, None, None
        return f"/meetings/{meeting.public_id}"


def note(page: Page):
    return page.locator("#note textarea[name=text]")


def answer(page: Page):
    return page.locator("#answer textarea[name=body]")


def saved(page: Page, form: str) -> None:
    page.locator(f"{form} [data-autosave-status][data-state=saved]").wait_for()


def open_the_room(laptop: Page, meeting: str) -> str:
    """The facilitator opens the room and shows it on the wall; gives what the square on the wall says."""
    laptop.goto(f"{meeting}/room")
    laptop.get_by_role("button", name="Åpne møterommet").click()
    laptop.get_by_role("link", name="Vis på skjerm").click()
    laptop.wait_for_url("**/s/*")
    return re.search(r"/k/\w+", laptop.locator("svg.qr").get_attribute("aria-label"))[0]


def check_in(phone: Page, scanned: str) -> None:
    """As the square on the screen leads a telephone, and on to the room."""
    phone.goto(scanned)
    phone.get_by_role("button", name="Jeg er her").click()
    phone.get_by_role("link", name="Til møtet").click()
    phone.wait_for_url("**/room")


def met(leader: Page) -> list[str]:
    """How many meetings of each module the team has held, as its leader reads it."""
    return re.findall(r"(\d) av \d møter", leader.locator("main tr", has_text="5.–7. trinn").first.inner_text())


def think_in_silence(wall: Page, bjorn: Page, anne: Page) -> None:
    """Each writes for themselves and says so; the wall counts and names nobody."""
    wall.keyboard.press("PageDown")
    for page in (wall, bjorn, anne):
        page.locator("h2", has_text="Runden").wait_for()
    for number, (phone, text) in enumerate([(bjorn, POINT), (anne, "Mitt eget")], 1):
        note(phone).fill(text)
        saved(phone, "#note")
        phone.locator("#note button[value=ready]").click()
        expect(wall.locator("main")).to_contain_text(f"{number} av 2 klare")
    assert POINT not in wall.content() + anne.content()


def go_round(wall: Page, bjorn: Page, anne: Page) -> None:
    """What one shares is on the wall without a name, and with one tap in the team's answer."""
    wall.keyboard.press("PageDown")
    wall.locator(".screen-step", has_text="Gå sammen").wait_for()
    bjorn.locator("#note button[value=share]").click()
    expect(wall.locator("main")).to_contain_text(POINT)
    assert "Bjørn" not in wall.content()
    anne.locator("#note").get_by_role("button", name="Ta med i svaret").click()
    for phone in (bjorn, anne):
        expect(answer(phone)).to_have_value(f"{BEFORE}\n\n{POINT}")


def write_together(bjorn: Page, anne: Page) -> None:
    """Two change the answer at the same moment, in different places."""
    write_over(answer(anne), "i det små", "i det minste")
    write_over(answer(bjorn), "det samme", "noe nytt")
    saved(anne, "#answer")
    saved(bjorn, "#answer")
    for phone in (bjorn, anne):
        phone.locator("h1").click()
        expect(answer(phone)).to_have_value(f"Vi begynner i det minste.\n\nAlle prøver noe nytt.\n\n{POINT}")


def decide(wall: Page, bjorn: Page) -> None:
    """One of those with a telephone writes down what is decided, and the wall shows it."""
    before = wall.locator(".screen-step").inner_text()
    wall.keyboard.press("PageDown")
    expect(wall.locator(".screen-step")).not_to_have_text(before)
    wall.keyboard.press("PageDown")
    wall.locator("#screen-next", has_text="Neste punkt").wait_for()
    wall.keyboard.press("PageDown")
    wall.locator("h2", has_text="Beslutning").wait_for()
    bjorn.locator("#now h2", has_text="Beslutning").wait_for()
    bjorn.locator("[name=decision]").fill("Vi rydder på mandag.")
    bjorn.locator("summary", has_text="Hvem har ansvaret").click()
    bjorn.locator("button[name=act][value=decision]").click()
    bjorn.wait_for_load_state()
    wall.locator("#screen-decision").click()
    expect(wall.locator(".screen-text")).to_have_text("Vi rydder på mandag.")
    bjorn.locator("summary", has_text="Legg til noe å følge opp").click()
    bjorn.locator("[name=follow_up]").fill("Spør biblioteket")
    bjorn.locator("button[name=act][value=follow_up]").click()
    bjorn.wait_for_load_state()


def test_a_whole_meeting_is_held_with_a_projector_and_two_telephones(site: Site, meeting: str, axe):
    wall, led = site.visit("anne").page, site.visit("cecilie")
    bjorn, anne = (site.visit(who, width=390).page for who in ("bjorn", "anne"))
    leader, address_of_leader = led.page, address(led, "{leader}")
    leader.goto(address_of_leader)
    assert met(leader) == ["3", "0"]
    scanned = open_the_room(wall, meeting)
    for phone in (bjorn, anne):
        check_in(phone, scanned)
    expect(wall.locator("main")).to_contain_text("2 er her")
    wall.evaluate("window.stayed = true")

    think_in_silence(wall, bjorn, anne)
    assert [found for page in (wall, bjorn) for found in axe(page)] == []
    go_round(wall, bjorn, anne)
    write_together(bjorn, anne)
    assert axe(anne) == []
    decide(wall, bjorn)
    assert wall.evaluate("window.stayed")
    bjorn.locator("button[name=act][value=hold]").click()

    expect(bjorn.locator("main")).to_contain_text("Vi rydder på mandag.")
    anne.locator("#lead", has_text="Møtet er holdt").wait_for()
    expect(wall.locator("svg.qr")).to_have_count(0)
    leader.reload()
    assert met(leader) == ["3", "1"]
    leader.goto(f"{address_of_leader}/follow-ups")
    expect(leader.locator("main")).to_contain_text("Spør biblioteket")
    expect(leader.locator("main")).to_contain_text("Vi rydder på mandag.")
