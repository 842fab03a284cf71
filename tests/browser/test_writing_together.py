"""Two members of a team write in one text at the same moment, near and far from the server."""

import re

import pytest
from sqlalchemy import func, select, update

from courseengine.core.accounts.models import UserSession
from courseengine.core.progress.answer_versions import waiting_of
from courseengine.core.progress.models import TeamAnswer
from tests.browser.meetings import write_over

BASE = "Vi begynner i det små.\n\nAlle prøver det samme."


@pytest.fixture
def stored(served):
    """What the server has of the team's answer: the text, and what waits beside it."""

    def look():
        with served.database() as database, database.reading() as session:
            answer = session.scalars(select(TeamAnswer).where(TeamAnswer.activity_id == "m2-g2")).one()
            return answer.body, [one.body for one in waiting_of(session, answer.id)]

    return look


@pytest.fixture
def together(site, served):
    """Anne and Bjørn, each with the page open on which the same text stands."""
    anne, bjorn = site.visit("anne", width=390), site.visit("bjorn")
    for visit in (anne, bjorn):
        visit.page.clock.install()
        visit.page.goto("/")
    course = re.search(r"/courses/[\w-]+", anne.page.content())[0]
    address = f"{course}/activities/m2-g2"
    with served.database() as database, database.writing() as session:
        for answer in session.scalars(select(TeamAnswer).where(TeamAnswer.activity_id == "m2-g2")):
            session.delete(answer)
    anne.page.goto(address)
    text(anne.page).fill(BASE)
    press(anne.page, "save")
    bjorn.page.goto(address)
    return anne, bjorn


def text(page):
    return page.locator("textarea[name=body]")


def press(page, act):
    with page.expect_navigation():
        page.locator(f"button[name=act][value={act}]").click()


def pause(*pages):
    for page in pages:
        page.clock.fast_forward(2000)


def says(page, words):
    page.locator("[data-autosave-status]", has_text=words).wait_for()


def saved(page):
    """The server has said so since the last letter."""
    page.locator("[data-autosave-status][data-state=saved]").wait_for()


def test_what_two_write_at_the_same_moment_is_one_text(together, stored):
    anne, bjorn = (visit.page for visit in together)

    write_over(text(anne), "i det små", "i det minste")
    write_over(text(bjorn), "det samme", "noe nytt")
    pause(anne, bjorn)
    saved(anne)
    saved(bjorn)

    assert stored() == ("Vi begynner i det minste.\n\nAlle prøver noe nytt.", [])
    where = "one => [one.selectionStart, document.activeElement === one]"
    assert text(anne).evaluate(where) == [len("Vi begynner i det minste"), True]
    write_over(text(anne), "minste", "aller minste")
    pause(anne)
    anne.locator("h1").click()
    saved(anne)
    anne.wait_for_function("document.querySelector('textarea[name=body]').value.includes('noe nytt')")
    assert stored() == ("Vi begynner i det aller minste.\n\nAlle prøver noe nytt.", [])


def test_what_a_page_that_follows_is_told_comes_in_where_nobody_writes_unless_it_is_older(together):
    bjorn = together[1].page
    write_over(text(bjorn), "i det små", "i dag")
    pause(bjorn)
    bjorn.locator("h1").click()
    saved(bjorn)
    told = """(area, [version, text]) => {
        area.form.querySelector("[name=version]").setAttribute("value", version);
        area.textContent = text;
    }"""

    text(bjorn).evaluate(told, ["1", "Fra i går"])
    assert text(bjorn).input_value() == "Vi begynner i dag.\n\nAlle prøver det samme."
    text(bjorn).evaluate(told, ["9", "Fra i morgen"])
    bjorn.wait_for_function("document.querySelector('textarea[name=body]').value === 'Fra i morgen'")
    assert bjorn.locator("textarea[name=body_base]").input_value() == "Fra i morgen"


def test_two_who_change_the_same_place_see_both_texts_and_keep_both_with_one_tap(together, stored, axe):
    anne, bjorn = (visit.page for visit in together)

    write_over(text(anne), "i det små", "i klasserommet")
    pause(anne)
    saved(anne)
    write_over(text(bjorn), "i det små", "på trinnet")
    pause(bjorn)
    says(bjorn, "Anne endret det samme stedet")
    assert "på trinnet" in text(bjorn).input_value()
    with bjorn.expect_navigation():
        bjorn.get_by_role("link", name="Se begge tekstene").click()
    anne.reload()

    for page in (anne, bjorn):
        both = page.locator(".clash").inner_text()
        assert ("i klasserommet" in both, "på trinnet" in both) == (True, True)
        assert axe(page) == []
    assert anne.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with anne.expect_navigation():
        anne.get_by_role("button", name="Behold begge og sett dem sammen").click()
    assert stored() == ("Vi begynner i klasserommet.\n\nVi begynner på trinnet.\n\nAlle prøver det samme.", [])
    assert not anne.locator(".clash").count()


def test_ten_minutes_without_contact_are_said_calmly_and_lose_nothing(together, stored):
    anne, bjorn = together
    bjorn.context.set_offline(True)
    bjorn.wrong.clear()

    write_over(text(bjorn.page), "det samme", "det på sin måte")
    pause(bjorn.page)
    assert bjorn.page.locator("[data-autosave-status]").inner_text() == "Ikke lagret ennå"
    bjorn.page.clock.fast_forward(11_000)
    says(bjorn.page, "Ingen kontakt med tjeneren akkurat nå")
    bjorn.page.locator("button[name=act][value=deliver]").click()
    bjorn.page.clock.fast_forward(10 * 60_000)
    write_over(text(anne.page), "i det små", "med én time")
    pause(anne.page)
    saved(anne.page)
    bjorn.context.set_offline(False)
    pause(bjorn.page)
    bjorn.page.clock.fast_forward(5000)

    saved(bjorn.page)
    assert stored() == ("Vi begynner med én time.\n\nAlle prøver det på sin måte.", [])
    bjorn.wrong[:] = [one for one in bjorn.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_page_that_was_closed_without_contact_sends_what_it_kept_when_it_is_opened_again(together, stored):
    anne, bjorn = together
    address = bjorn.page.url
    bjorn.context.set_offline(True)
    write_over(text(bjorn.page), "det samme", "det i mars")
    pause(bjorn.page)
    bjorn.page.close()
    bjorn.context.set_offline(False)
    bjorn.wrong.clear()
    write_over(text(anne.page), "i det små", "i april")
    press(anne.page, "deliver")

    bjorn.page = bjorn.context.new_page()
    bjorn.page.goto(address)
    bjorn.page.locator(".clash").wait_for()

    assert "Svaret ble levert mens du skrev" in bjorn.page.locator("main").inner_text()
    assert stored() == (
        "Vi begynner i april.\n\nAlle prøver det samme.",
        ["Vi begynner i april.\n\nAlle prøver det i mars."],
    )
    with bjorn.page.expect_navigation():
        bjorn.page.get_by_role("button", name="Behold denne: Det du skrev").click()
    assert stored() == ("Vi begynner i april.\n\nAlle prøver det i mars.", [])


def test_signed_out_and_in_again_in_another_tab_the_text_goes_on(together, served, stored):
    anne, bjorn = together
    with served.database() as database, database.writing() as session:
        session.execute(update(UserSession).values(ended_at=func.coalesce(UserSession.ended_at, UserSession.seen_at)))

    write_over(text(bjorn.page), "det samme", "det hver fredag")
    pause(bjorn.page)
    says(bjorn.page, "Du er logget ut")
    anne.become("anne")
    anne.page.reload()
    write_over(text(anne.page), "i det små", "i juni")
    press(anne.page, "save")
    bjorn.become("bjorn")
    write_over(text(bjorn.page), "hver fredag", "hver eneste fredag")
    pause(bjorn.page)
    saved(bjorn.page)

    assert stored() == ("Vi begynner i juni.\n\nAlle prøver det hver eneste fredag.", [])
