"""Everybody's every sort of page, under the real Content-Security-Policy.

No page fails, says anything on the console or asks another host for anything; what is watched
is in ``conftest.py``. Of pages that differ only in whose they are, some are opened: everybody's
every link, in every language, is followed without a browser in ``tests/web/test_routes.py``.
"""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from courseengine.base import schema
from courseengine.base.db import connect
from courseengine.cli.demo.command import content_folders, settings
from courseengine.cli.demo.world import build_world
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.publishing import publish
from tests.browser.conftest import AT, serving
from tests.web.foreign import open_foreign
from tests.web.hostile import make_hostile
from tests.web.pages import Trail

EVERYBODY = (None, "anne", "bjorn", "cecilie", "david", "eva", "farid", "gro", "hanna", "liv", "ylva")
CRAWLS = [*((who, "nb") for who in EVERYBODY), ("anne", "nn"), ("cecilie", "en")]
ENOUGH = {None: 5, "gro": 5, "hanna": 5}
"""pages, fewer than which would mean that the crawl does not get anywhere; 15 where nothing is said"""

OF_ONE_SORT = 4
"""pages that differ only in whose they are, or in what is asked for: a log by person, one person after the other"""

LOOK = """() => ({
  lang: document.documentElement.lang,
  links: [...document.querySelectorAll("a[href]:not([download], .letter a)")].map(one => one.getAttribute("href")),
})"""
"""the language of a page and its links, those of a demo's letters aside: they are for whoever got the letter"""


def crawl(visit, code: str, look=lambda page: None) -> set[str]:
    """Open every sort of page that can be reached, and look around there; gives the addresses."""
    page, trail = visit.page, Trail("/", most=OF_ONE_SORT)
    while trail.waiting:
        answer = page.goto(trail.waiting.pop(), wait_until="load")
        found = page.evaluate(LOOK)
        assert answer
        assert (answer.status, found["lang"]) == (200, code), page.url
        look(page)
        for link in found["links"]:
            to = urlsplit(urljoin(page.url, link))
            if to.netloc == here(page) and not re.search(r"\.\w+$", to.path):
                trail.add(to.path + (f"?{to.query}" if to.query else ""))
    return trail.seen


@pytest.fixture(scope="module")
def hostile(browser, tmp_path_factory):
    """A server of a world with hostile names and texts in it, and a course as others write them."""
    folder = tmp_path_factory.mktemp("hostile")
    config, courses = settings(folder), [compile_course(one) for one in content_folders()]
    database = connect(config.database_url)
    schema.upgrade(database)
    with database.writing() as session:
        for compiled in courses:
            publish(session, compiled, media_dir=config.media_dir, at=AT)
        world = build_world(session, *(one.editions["nb"] for one in courses), at=AT)
        make_hostile(session, world)
        open_foreign(session, world, config.media_dir)
    database.engine.dispose()
    with serving(folder, browser) as site:
        yield site


@pytest.mark.parametrize("who", ["anne", "cecilie"])
def test_hostile_names_and_texts_run_nothing_and_break_no_page(hostile, who):
    visit = hostile.visit(who, width=320)

    def look(page) -> None:
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, page.url

    crawl(visit, "nb", look)

    assert visit.wrong == []
    visit.context.close()


def here(page) -> str:
    """The host of a page."""
    return urlsplit(page.url).netloc


@pytest.mark.parametrize(("who", "code"), CRAWLS)
def test_every_link_leads_to_a_page_that_works(site, who, code):
    visit = site.visit(who)
    visit.read_in(code)

    seen = crawl(visit, code)

    assert len(seen) >= ENOUGH.get(who, 15)
