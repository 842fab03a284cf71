"""What we promise each task costs, counted: ``usability`` tasks 1 to 4, and the weight of a page."""

import re

import pytest
from sqlalchemy import select

from courseengine.core.accounts.operations import set_password
from courseengine.core.people.models import Person
from tests.browser.conftest import Site
from tests.browser.counting import Counter, tab_stops_to

PASSWORD = "sol over Skogvik i mai"
PRESS_DONE = "form[action$='/done']:has(input[name=done][value='1']) button"


@pytest.fixture
def counted(site):
    """Somebody whose doings are counted."""

    def visitor(who=None, **more):
        return Counter(site.visit(who, **more).page)

    return visitor


@pytest.fixture(scope="module", autouse=True)
def registered(served: Site):
    """Anne has a password."""
    with served.database() as database, database.writing() as session:
        anne = session.scalars(select(Person).where(Person.email == "anne@demo.example")).one()
        set_password(session, anne.id, PASSWORD)


@pytest.mark.parametrize("width", [390, 1280])
def test_1_signing_in_takes_three_and_the_next_thing_is_there(counted, width):
    anne = counted(width=width)
    anne.open("/sign-in")

    anne.fill(anne.page.locator("input[name=email]"), "anne@demo.example")
    anne.fill(anne.page.locator("input[name=password]"), PASSWORD)
    anne.click(anne.page.locator("main form button[type=submit]"))
    signed_in, weight = anne.interactions, anne.kilobytes
    next_thing = anne.page.locator("main a.ds-button").first
    anne.forget()
    anne.click(next_thing)

    assert signed_in == 3
    assert weight <= 50
    assert (anne.interactions, anne.loads) == (1, 1)
    assert "/activities/" in anne.page.url


def test_2_opening_reading_done_and_undo_take_three(counted):
    anne = counted("anne")
    anne.open("/")

    anne.click(anne.page.get_by_role("link", name="Seks verdier, seks spørsmål"))
    anne.click(anne.page.locator(PRESS_DONE))
    told = anne.page.locator(".just-done").inner_text()
    anne.click(anne.page.locator(".just-done button"))

    assert anne.interactions == 3
    assert "Seks verdier, seks spørsmål" in told
    assert anne.page.locator(PRESS_DONE).is_visible()


def test_2_after_that_each_activity_takes_one(counted):
    david = counted("david")
    david.open("/")
    david.click(david.page.locator("main a.ds-button").first)
    david.forget()

    titles = [david.page.locator("h1").inner_text()]
    for _ in range(3):
        david.click(david.page.locator(PRESS_DONE))
        titles.append(david.page.locator("h1").inner_text())

    assert david.interactions == 3
    assert len(set(titles)) == 4  # each press led on to the next one


def test_3_writing_delivering_and_reading_again_take_three(counted):
    anne = counted("anne")
    anne.open("/")
    anne.open(address_of(anne, "m1-i2"))

    anne.fill(anne.page.locator("textarea[name=body]"), "Jeg spurte fire elever.")
    anne.click(anne.page.locator("button[name=act][value=deliver]"))
    read_again = anne.page.locator("main .prose", has_text="Jeg spurte fire elever.").is_visible()
    written = anne.interactions
    anne.click(anne.page.locator("form[action$='/answer'] button"))

    assert read_again
    assert written <= 3
    assert anne.interactions - written == 1  # taking back
    assert anne.page.locator("textarea[name=body]").input_value() == "Jeg spurte fire elever."


def test_3_the_draft_saves_itself(counted):
    david = counted("david")
    david.open("/")
    address = address_of(david, "m0-i1")
    david.open(address)

    with david.page.expect_response(re.compile("/answer$")) as saved:
        david.fill(david.page.locator("textarea[name=body]"), "Et utkast som lagrer seg selv.")
    said = david.page.locator("[data-autosave-status]")
    said.filter(has_text="10:").wait_for()
    david.open(address)

    assert saved.value.status == 200
    assert david.interactions == 1
    assert david.page.locator("textarea[name=body]").input_value() == "Et utkast som lagrer seg selv."


def address_of(reader, activity):
    """The address of an activity in the reader's own course."""
    course = re.search(r"/courses/[\w-]+", reader.page.content())[0]
    return f"{course}/activities/{activity}"


@pytest.mark.parametrize("width", [390, 1280])
def test_4_a_leader_reads_which_teams_have_not_done_module_1(counted, width):
    cecilie = counted("cecilie", width=width)
    cecilie.open("/")
    cecilie.forget()

    cecilie.click(cecilie.page.locator("main a[href^='/leader/']").first)

    assert cecilie.interactions <= 1
    sentence = cecilie.page.locator("main li", has_text="5.–7. trinn").first
    assert "Musikk og drama" in sentence.inner_text()
    assert sentence.bounding_box()["y"] < 500  # on the first screen


def test_4_the_leaders_page_is_light(counted):
    cecilie = counted("cecilie")
    cecilie.open("/")
    address = cecilie.page.locator("main a[href^='/leader/']").first.get_attribute("href")
    cecilie.forget()

    cecilie.open(address)

    assert cecilie.kilobytes <= 20


def test_the_first_view_of_a_module_page_is_light(counted):
    anne = counted("anne")
    home = anne.page.request.get("/").text()
    address = re.search(r"/courses/[\w-]+/modules/1-overordnet-del", home)[0]

    anne.open(address)

    assert anne.kilobytes <= 50
    assert anne.requests <= 8


def test_a_later_view_of_a_module_page_is_lighter_still(counted):
    anne = counted("anne")
    anne.open("/")
    address = anne.page.locator("a[href*='/modules/1-']").first.get_attribute("href")
    anne.open(address)
    anne.forget()

    anne.open(address)

    assert anne.kilobytes <= 6


def test_the_main_thing_is_a_few_tab_stops_away(counted):
    anne = counted("anne")
    anne.open("/")
    assert tab_stops_to(anne.page.locator("main a.ds-button").first) <= 15

    anne.open(anne.page.locator("a[href*='/modules/1-']").first.get_attribute("href"))
    assert tab_stops_to(anne.page.locator("main a.ds-button").first) <= 15
