"""The whole story, as it is lived: a teacher, her team, their leader, and those who are refused.

Walked at two widths with axe on every page, once without JavaScript, and once with nothing but a
keyboard. Each walk has a server of its own, since it changes what the next one would meet.
"""

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from courseengine.core.accounts.entry import set_password
from courseengine.core.people.models import Person
from tests.browser.conftest import Site, serving

PASSWORD = "sol over Skogvik i mai"
READ = "Progresjon: same kjerne, ny høgd"
ANSWER = "Dagboka er kjent, dialektene er nye, og diktaten må bort."
TEAM_ANSWER = "Vi har koblet seks temaer til kjerneelementene."
MINUTES = "Vi begynte stille. Alle hadde med to elevarbeider."
DECISION = "Vi bruker de samme kriteriene til jul."


@pytest.fixture
def served(template, browser, tmp_path) -> Iterator[Site]:
    """A server for one walk, with passwords for those who sign in."""
    folder = tmp_path / "world"
    shutil.copytree(template, folder)
    with serving(folder, browser) as site:
        with site.database() as database, database.writing() as session:
            for person in session.scalars(select(Person).where(Person.name.in_(("Anne", "Cecilie", "David", "Hanna")))):
                set_password(session, person.id, PASSWORD)
        yield site


class Walker:
    """Somebody on their way, who looks around on every page."""

    def __init__(self, visit, look) -> None:
        self.page = visit.page
        self.look = look

    def at(self, *, path: str, shows: str = "") -> None:
        """Arrive: at the right page, which shows what it should, and nothing for axe to say."""
        assert path in self.page.url
        if shows:
            assert shows in self.page.locator("main").inner_text()
        assert self.look(self.page) == []

    def press(self, what: str, *, text: str | None = None) -> None:
        """Press something that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(what, has_text=text).first.click()

    def tap(self, what: str, becomes: str, *, text: str) -> None:
        """Tap something that changes where it is; without JavaScript by way of a page."""
        self.page.locator(what, has_text=text).click()
        self.page.locator(becomes, has_text=text).wait_for()

    def write(self, field: str, text: str) -> None:
        """Fill a field in."""
        self.page.locator(f"[name={field}]:visible").fill(text)

    def unfold(self, what: str) -> None:
        """Open what is folded under a heading."""
        for folded in self.page.locator("main details:not([open]) > summary", has_text=what).all():
            folded.click()

    def menu(self, address: str) -> None:
        """Go by the menu, which on a phone is at the foot of the page or in a dialog."""
        if self.page.locator(".site-menu-link").is_visible():
            self.page.locator(".site-menu-link").click()
            self.press(f"#menu a[href^='{address}']")
        else:
            self.press(f".site-nav a[href^='{address}']")

    def sign_in(self, person: str) -> None:
        """With address and password."""
        self.page.goto("/")
        self.press("main a[href='/sign-in']")
        self.write("email", f"{person}@demo.example")
        self.write("password", PASSWORD)
        self.press("main form button[type=submit]")


def as_teacher(anne: Walker) -> None:
    """Reads, marks done, writes and delivers."""
    anne.page.goto("/")
    anne.at(path="/")
    anne.page.goto("/sign-in")
    anne.at(path="/sign-in")
    anne.sign_in("anne")
    anne.at(path="/", shows="Furulia skole")
    anne.press("main a", text="Kjent, nytt, må bort")
    anne.at(path="/activities/m2-i1")
    anne.press("nav a", text="Modul 2")
    anne.at(path="/modules/2-lareplaner-for-fag", shows=READ)
    anne.press("main a", text=READ)
    anne.at(path="/activities/m2-t2")
    anne.press("form[action$='/done'] button")
    anne.at(path="/activities/m2-p2", shows=READ)
    anne.press("nav a", text="Modul 2")
    anne.press("main a", text="Kjent, nytt, må bort")
    anne.write("body", ANSWER)
    anne.press("button[name=act][value=deliver]")
    anne.at(path="/activities/m2-i1", shows=ANSWER)


def in_the_team(anne: Walker) -> str:
    """Plans a meeting, holds it, and delivers the team's answer; gives the meeting's address."""
    anne.menu("/teams/")
    anne.at(path="/teams/", shows="Bjørn")
    anne.unfold("Modul 2")
    anne.press("main a[href*='m2-m3/meetings/new']")
    anne.at(path="/meetings/new")
    anne.write("date", "2026-11-17")
    anne.write("time", "09:50")
    anne.press("main form button[type=submit]")
    anne.at(path="/meetings/", shows="Elevarbeid på bordet")
    for name in ("Anne", "Bjørn", "Ola"):
        anne.tap("button[name=present]", "button[name=absent]", text=name)
    anne.write("minutes", MINUTES)
    anne.write("decision", DECISION)
    anne.press("button[name=act][value=hold]")
    anne.at(path="/meetings/", shows=DECISION)
    meeting = anne.page.url
    anne.menu("/teams/")
    anne.unfold("Modul 2")
    anne.press("main a", text="Kjernekartet")
    anne.write("body", TEAM_ANSWER)
    anne.press("button[name=act][value=deliver]")
    anne.at(path="/activities/m2-g1", shows=TEAM_ANSWER)
    return meeting


def as_leader(cecilie: Walker) -> str:
    """Sees what the team has done, and nothing of anybody's own; gives the page's address."""
    cecilie.sign_in("cecilie")
    cecilie.menu("/leader/")
    progress = cecilie.page.url
    cecilie.at(path="/leader/", shows="5.–7. trinn")
    cecilie.press("main a", text="5.–7. trinn")
    cecilie.at(path="/leader/teams/", shows="Elevarbeid på bordet")
    cecilie.press("main a", text="Elevarbeid på bordet")
    cecilie.at(path="/leader/meetings/", shows=DECISION)
    cecilie.page.go_back()
    cecilie.press("main a", text="Kjernekartet")
    cecilie.at(path="/leader/answers/", shows=TEAM_ANSWER)
    for address in ("/", progress):
        cecilie.page.goto(address)
        assert ANSWER not in cecilie.page.content()
    return progress


def refused(walker: Walker, person: str, addresses: list[str]) -> None:
    """Finds that there is no such page."""
    walker.sign_in(person)
    for address in addresses:
        answer = walker.page.goto(address)
        assert answer
        assert answer.status == 404
        assert walker.look(walker.page) == []


def walk(site: Site, look, **way) -> None:
    """The story from beginning to end."""
    anne = Walker(site.visit(**way), look)
    as_teacher(anne)
    own = anne.page.url
    meeting = in_the_team(anne)
    progress = as_leader(Walker(site.visit(**way), look))
    refused(Walker(site.visit(**way), look), "david", [meeting, own, progress])
    refused(Walker(site.visit(**way), look), "hanna", [meeting, own, progress])
    stranger = Walker(site.visit(**way), look)
    stranger.page.goto(meeting)
    stranger.at(path="/sign-in?next=/meetings/")


@pytest.mark.parametrize("width", [390, 1280])
def test_is_walked_from_teacher_to_team_to_leader(site, axe, width):
    walk(site, axe, width=width)


def test_is_walked_without_javascript(site):
    walk(site, lambda page: [], width=390, java_script_enabled=False)


def test_is_walked_by_keyboard(site):
    page = site.visit().page
    page.goto("/sign-in")

    def tab_to(selector: str, text: str | None = None, *, most: int = 25) -> None:
        """Tab until it has focus, past the skip link and the menu."""
        wanted = page.locator(selector, has_text=text).first
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # to the content
        for _ in range(most):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")

    def enter(key: str = "Enter") -> None:
        with page.expect_navigation():
            page.keyboard.press(key)

    tab_to("input[name=email]")
    page.keyboard.type("anne@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enter()
    tab_to("main a[href*='/modules/2-']")
    enter()
    tab_to("main a", READ)
    enter()
    tab_to("form[action$='/m2-t2/done'] button")
    enter("Space")
    tab_to(".just-done button")
    enter()
    assert page.url.endswith("/activities/m2-t2")
    page.goto(page.url.replace("m2-t2", "m2-i1"))
    tab_to("textarea[name=body]")
    page.keyboard.press("Control+A")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Tab")
    enter()
    assert ANSWER in page.locator("main .prose").last.inner_text()
