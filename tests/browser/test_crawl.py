"""Everybody's every link, under the real Content-Security-Policy.

No page fails, says anything on the console or asks another host for anything; what is watched
is in ``conftest.py``. Everybody's every link in every language is also followed without a
browser, in ``tests/web/test_routes.py``.
"""

import re
from urllib.parse import urljoin, urlsplit

import pytest

EVERYBODY = (None, "anne", "bjorn", "cecilie", "david", "eva", "farid", "gro", "hanna")
CRAWLS = [*((who, "nb") for who in EVERYBODY), ("anne", "nn"), ("cecilie", "en")]
ENOUGH = {None: 5, "gro": 5, "hanna": 5}
"""pages, fewer than which would mean that the crawl does not get anywhere; 15 where nothing is said"""

LOOK = """() => ({
  lang: document.documentElement.lang,
  links: [...document.querySelectorAll("a[href]")].map(one => one.getAttribute("href")),
})"""


def crawl(visit, code: str) -> set[str]:
    """Open everything that can be reached; gives the addresses."""
    page, waiting, seen = visit.page, ["/"], {"/"}
    while waiting:
        answer = page.goto(waiting.pop(), wait_until="load")
        found = page.evaluate(LOOK)
        assert answer
        assert (answer.status, found["lang"]) == (200, code), page.url
        links = [urlsplit(urljoin(page.url, link)) for link in found["links"]]
        ours = {link.path + (f"?{link.query}" if link.query else "") for link in links if link.netloc == here(page)}
        waiting += [link for link in ours - seen if not re.search(r"\.\w+$", link)]
        seen |= ours
    return seen


def here(page) -> str:
    """The host of a page."""
    return urlsplit(page.url).netloc


@pytest.mark.parametrize(("who", "code"), CRAWLS)
def test_every_link_leads_to_a_page_that_works(site, who, code):
    visit = site.visit(who)
    visit.read_in(code)

    seen = crawl(visit, code)

    assert len(seen) >= ENOUGH.get(who, 15)
