"""What we promise each task costs, counted: ``usability`` tasks 1 to 4, 6 and 8, and the weight of a page."""

import re

import pytest
from sqlalchemy import select

from courseengine.core.accounts.entry import set_password
from courseengine.core.people.models import Organisation, Person
from courseengine.core.progress.operations import complete
from courseengine.core.runs.models import CourseRun
from tests.browser.conftest import AT, Site
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


@pytest.fixture
def reading(served: Site):
    """A text is what comes next for Anne in one of her courses."""
    with served.database() as database, database.writing() as session:
        anne = session.scalars(select(Person).where(Person.email == "anne@demo.example")).one()
        run = session.scalars(
            select(CourseRun)
            .join(Organisation)
            .where(CourseRun.course_id == "dd", Organisation.name == "Furulia skole")
        ).one()
        for id_ in ("survey-dd", "dd1-v1"):
            complete(session, anne.id, run.id, id_, how="by_hand", at=AT)


@pytest.mark.usefixtures("reading")
def test_2_opening_reading_done_and_undo_take_three(counted):
    anne = counted("anne")
    anne.open("/")

    anne.click(anne.page.get_by_role("link", name="Dømmekraft i fagene"))
    anne.click(anne.page.locator(PRESS_DONE))
    told = anne.page.locator(".just-done").inner_text()
    anne.click(anne.page.locator(".just-done button"))

    assert anne.interactions == 3
    assert "Dømmekraft i fagene" in told
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
    anne.open(address_of(anne, "m2-i1"))

    anne.fill(anne.page.locator("textarea[name=body]"), "Bokmeldingen må bort.")
    anne.click(anne.page.locator("button[name=act][value=deliver]"))
    read_again = anne.page.locator("main .prose", has_text="Bokmeldingen må bort.").is_visible()
    written = anne.interactions
    anne.click(anne.page.locator("form[action$='/answer'] button"))

    assert read_again
    assert written <= 3
    assert anne.interactions - written == 1  # taking back
    assert anne.page.locator("textarea[name=body]").input_value() == "Bokmeldingen må bort."


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
def test_4_a_leader_reads_which_teams_have_not_done_a_module(counted, width):
    cecilie = counted("cecilie", width=width)
    cecilie.open("/")
    cecilie.forget()

    cecilie.click(cecilie.page.locator("main a[href^='/leader/']").first)

    assert cecilie.interactions <= 1
    first, second = (cecilie.page.locator("main li").nth(place) for place in range(2))
    assert "Modul 1: 3 av 4 team" in first.inner_text()
    assert "Musikk og drama" in first.inner_text()
    assert "5.–7. trinn" not in first.inner_text()
    assert "Musikk og drama" in second.inner_text()
    assert "5.–7. trinn" in second.inner_text()
    assert second.bounding_box()["y"] < 500  # on the first screen


def test_4_the_leaders_page_is_light(counted):
    cecilie = counted("cecilie")
    cecilie.open("/")
    address = cecilie.page.locator("main a[href^='/leader/']").first.get_attribute("href")
    cecilie.forget()

    cecilie.open(address)

    assert cecilie.kilobytes <= 20


NEW_TEAM = """Realfag
Ingrid
anne@demo.example
Bjørn <bjorn@demo.example>
Guro
Åse"""


def test_6_a_leader_makes_a_team_of_five_by_pasting(counted):
    cecilie = counted("cecilie")
    cecilie.open("/")

    cecilie.click(cecilie.page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Folk og team"))
    stops = tab_stops_to(cecilie.page.locator("textarea[name=list]"))
    cecilie.fill(cecilie.page.locator("textarea[name=list]"), NEW_TEAM)
    cecilie.click(cecilie.page.get_by_role("button", name="Opprett teamet"))

    assert cecilie.interactions == 3
    assert stops + 1 <= 12  # the button is the next stop
    assert cecilie.page.locator("h1").inner_text() == "Realfag"
    members = cecilie.page.locator("fieldset#people label").all_inner_texts()
    assert [name.split("\n")[0].strip() for name in members] == [
        "Anne Har et annet hovedteam",
        "Bjørn Har et annet hovedteam",
        "Guro Har et annet hovedteam",
        "Ingrid Har et annet hovedteam",
        "Åse Har et annet hovedteam",
    ]


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

    anne.open(anne.page.locator("a[href*='/modules/2-']").first.get_attribute("href"))
    assert tab_stops_to(anne.page.locator("main a.ds-button").first) <= 15


@pytest.mark.parametrize("width", [390, 1280])
def test_8_having_the_calendar_in_one_s_own_takes_one_or_two(counted, width):
    anne = counted("anne", width=width)
    anne.open("/calendar")

    opens = anne.page.locator("main a[href^='webcal:']")
    field, stops = anne.page.locator("main input[readonly]"), tab_stops_to(opens)
    anne.press(anne.page.locator("[data-copy]"))

    assert opens.count() == 1
    assert opens.get_attribute("href").partition("://")[2] == field.input_value().partition("://")[2]
    assert anne.interactions <= 2
    assert stops <= 15
