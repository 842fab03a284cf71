"""A meeting's room on two telephones: by keyboard, with axe, narrow, and without a script."""

import pytest

from tests.browser.meetings import begins_now
from tests.browser.rules import broken_rules

ITEMS = (
    {"minutes": 20, "text": "Runden", "method": "IGP", "activity_id": "m2-g1"},
    {"minutes": 5, "text": "En historie", "cuttable": True},
    {"minutes": 35, "text": "Beslutning", "decision": True},
)


@pytest.fixture
def room(served):
    """The room of a meeting that begins now, which nobody has opened yet; gives its address."""
    with served.database() as database, database.writing() as session:
        return f"/meetings/{begins_now(session, ITEMS).public_id}/room"


def press(page, what):
    """Go to a button by keyboard and press it; a script sends it without a load."""
    page.locator(what).first.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status in (200, 302)):
        page.keyboard.press("Enter")
    page.wait_for_load_state()


def begin(page, room):
    """Open the room, and begin with the first item."""
    page.goto(room)
    press(page, "form[action$='/room/open'] button")
    press(page, "#press button[value=next]")
    page.locator("#now h2", has_text="Runden").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_meeting_is_walked_through_by_keyboard_alone(site, room, axe, scripts):
    anne, bjorn = (site.visit(who, width=390, java_script_enabled=scripts).page for who in ("anne", "bjorn"))
    look = axe if scripts else lambda page: []
    text = f"Mitt poeng ({scripts})"

    begin(anne, room)
    assert anne.locator("#now [data-clock]").count() == 2
    assert look(anne) == []

    bjorn.goto(room)
    bjorn.locator("#note textarea[name=text]").fill(text)
    press(bjorn, "#note button[value=ready]")
    bjorn.locator("#note button[value=unready]").wait_for()
    assert bjorn.locator("#note textarea[name=text]").input_value() == text
    assert look(bjorn) == []
    anne.goto(room)
    assert text not in anne.content()

    press(anne, "#press button[value=next_step]")
    bjorn.goto(room)
    press(bjorn, "#note button[value=share]")
    anne.goto(room)
    assert text in anne.locator("#note .room-shared").inner_text()
    press(anne, "#note form[action$='/use'] button")
    anne.goto(room)
    assert text in anne.locator("#answer textarea[name=body]").input_value()
    assert look(anne) == []

    press(bjorn, "form[action$='/room/lead'] button")
    bjorn.locator("#press form").wait_for()
    anne.goto(room)
    assert anne.locator("#press form").count() == 0


def test_the_room_breaks_no_rule_on_a_narrow_screen(site, room, axe):
    page = site.visit("anne", width=390).page
    page.goto(room)
    assert broken_rules(page, axe, main="main form[action$='/room/open'] button") == []

    page.set_viewport_size({"width": 390, "height": 844})
    begin(page, room)
    assert broken_rules(page, axe, main="#press button[value=next_step]", controls=60) == []


def test_a_note_saves_itself(site, room):
    begin(site.visit("anne", width=390).page, room)
    page = site.visit("bjorn", width=390).page
    page.goto(room)

    page.locator("#note textarea[name=text]").fill("Lagret av seg selv")
    page.locator("#note [data-autosave-status][data-state=saved]").wait_for()

    page.reload()
    assert page.locator("#note textarea[name=text]").input_value() == "Lagret av seg selv"


def test_telephones_follow_without_being_loaded_and_keep_what_is_being_written(site, room):
    anne, bjorn = (site.visit(who, width=390).page for who in ("anne", "bjorn"))
    anne.goto(room)
    bjorn.goto(room)
    bjorn.evaluate("window.stayed = true")

    press(anne, "form[action$='/room/open'] button")
    anne.locator("#press-act-next").click()
    bjorn.locator("#now h2", has_text="Runden").wait_for()
    field = bjorn.locator("#note textarea[name=text]")
    field.press_sequentially("Halvveis i en set")
    anne.locator("#press-act-next_step").click()
    bjorn.locator("#now li[aria-current]", has_text="Gå sammen").wait_for()
    assert field.input_value() == "Halvveis i en set"
    field.press_sequentially("ning")
    bjorn.locator("#note [data-autosave-status][data-state=saved]").wait_for()
    assert bjorn.evaluate("document.activeElement.name") == "text"

    bjorn.locator("h1").click()
    bjorn.locator("#note button[value=share]").wait_for()
    bjorn.locator("#take-over").click()
    anne.locator("#take-over").wait_for()
    assert bjorn.evaluate("window.stayed")
    bjorn.reload()
    assert field.input_value() == "Halvveis i en setning"


def test_ready_and_share_come_without_a_load(site, room):
    anne, bjorn = (site.visit(who, width=390).page for who in ("anne", "bjorn"))
    begin(anne, room)
    bjorn.goto(room)
    bjorn.evaluate("window.stayed = true")

    bjorn.locator("#note textarea[name=text]").press_sequentially("Min tanke")
    bjorn.locator("#note button[value=ready]").click()
    bjorn.locator("#note button[value=unready]").wait_for()
    assert bjorn.locator("#note textarea[name=text]").input_value() == "Min tanke"
    assert bjorn.evaluate("document.activeElement.value") == "unready"
    anne.locator("#note", has_text="1 er klar").wait_for()

    anne.locator("#press-act-next_step").click()
    bjorn.locator("#note button[value=share]").click()
    anne.locator("#note .room-shared", has_text="Min tanke").wait_for()
    bjorn.locator("#note button[value=unshare]").wait_for()
    bjorn.locator("#note button[value=unshare]").click()
    bjorn.locator("#note button[value=share]").wait_for()
    anne.locator("#note .room-shared").wait_for(state="detached")
    assert bjorn.evaluate("window.stayed")


def test_an_answer_that_was_delivered_meanwhile_stands_beside_what_is_saved_in_the_room(site, room):
    anne, bjorn = (site.visit(who, width=390).page for who in ("anne", "bjorn"))
    begin(anne, room)
    bjorn.goto(room)
    bjorn.route("**/room/live", lambda route: route.fulfill(status=304))  # he has not heard of it yet
    sent = []
    bjorn.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    anne.goto(anne.locator("#answer a", has_text="Til oppgaven").get_attribute("href"))
    anne.locator("textarea[name=body]").fill("Vi er ferdige")
    anne.locator("button[name=act][value=deliver]").click()
    anne.get_by_text("Levert").first.wait_for()

    bjorn.locator("#answer textarea[name=body]").fill("Jeg var ikke ferdig")
    bjorn.locator("#answer-save").click()
    bjorn.locator("#answer a", has_text="Se begge tekstene").click()
    bjorn.get_by_text("Jeg var ikke ferdig").first.wait_for()

    assert len(sent) == 1
    assert "Vi er ferdige" in bjorn.locator("main").inner_text()


def test_a_decision_sent_twice_because_its_answer_was_lost_is_made_once(site, room):
    anne = site.visit("anne", width=390)
    page, lost = anne.page, []
    page.goto(room)

    def once(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/record", once)
    page.locator("#record textarea[name=decision]").fill("Vi prøver i to uker")
    for _ in range(100):
        page.wait_for_timeout(100)
        if lost:
            break
    page.reload()
    page.locator("#record [data-autosave-status][data-state=saved]").wait_for()
    page.reload()

    assert len(lost) == 1
    assert page.locator("#record li", has_text="Vi prøver i to uker").count() == 1
    anne.wrong[:] = [one for one in anne.wrong if "ERR_FAILED" not in one]
