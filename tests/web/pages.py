"""Reading pages as a browser does: their forms, their links, and everything reachable from a page."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from courseengine.base.i18n import language


@dataclass
class Form:
    """A form with what is filled in: what a browser would send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    """without its buttons and what is not ticked"""
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page(HTMLParser):
    """What is on a page."""

    path: str = "/"
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """addresses of our own, without what follows a ``#``"""
    elsewhere: list[str] = field(default_factory=list)
    """addresses at other hosts that a browser would fetch by itself or that one may click"""
    handlers: list[str] = field(default_factory=list)
    """attributes that would run code"""
    controls: int = 0
    """what one can act on"""

    def __post_init__(self) -> None:
        """Begin."""
        super().__init__(convert_charrefs=True)
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one can act on."""
        given = {name: value or "" for name, value in attrs}
        self.handlers += [name for name in given if name.startswith("on")]
        name = given.get("name", "")
        if tag == "form":
            action = urljoin(self.path, given.get("action", self.path))
            self.forms.append(Form(action, given.get("method", "get")))
        for attribute in ("href", "src", "poster"):
            if attribute in given:
                self._note(given[attribute])
        if tag in ("button", "summary", "select", "textarea") or (tag == "a" and "href" in given):
            self.controls += 1
        if tag == "input" and given.get("type") != "hidden":
            self.controls += 1
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            form.fields[name] = given.get("value", "on" if "checked" in given else "")
        elif tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area = name
            form.fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        """A text field ends."""
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        """What stands in a text field; the first line break is the field's own."""
        if self._area is not None:
            fields = self.forms[-1].fields
            fields[self._area] += data if fields[self._area] else data.removeprefix("\n")

    def _note(self, address: str) -> None:
        whole = urlsplit(urljoin(f"http://localhost{self.path}", address))
        if whole.scheme in ("http", "https") and whole.netloc == "localhost":
            self.links.append(whole.path + (f"?{whole.query}" if whole.query else ""))
        elif whole.scheme in ("http", "https"):
            self.elsewhere.append(address)

    def form(self, ending: str) -> Form:
        """The form whose address ends like that."""
        return next(form for form in self.forms if form.action.endswith(ending))


def page_of(response: TestResponse) -> Page:
    """Read a response."""
    page = Page(response.request.path)
    page.feed(response.text)
    return page


TURNED = re.compile(r"[?&](month|year)=|^/calendar\?.*&")
"""Pages one turns to without end, and two filters of a calendar at once: a crawl opens the first of each page."""

PUBLIC_ID = re.compile(r"(?<=/)[\w-]{12}(?=/|$)")


class Trail:
    """What a crawl has still to open: each address once, and where told so only so many of one sort."""

    def __init__(self, start: str, *, most: int | None = None) -> None:
        """Begin somewhere; ``most`` is how many pages of one sort are opened, all where nothing is said."""
        self.waiting, self.seen = [start], {start}
        self._most = most
        self._turned: set[str] = set()
        self._sorts: Counter[str] = Counter()

    def add(self, link: str) -> None:
        """Take a link, unless it leads where the crawl has been, turns pages, or leads to more of the same."""
        if link in self.seen or link.startswith("/static/"):
            return
        if TURNED.search(link):
            page = link.partition("?")[0]
            if page in self._turned:
                return
            self._turned.add(page)
        self.seen.add(link)
        self._sorts[sort_of(link)] += 1
        if self._most is None or self._sorts[sort_of(link)] <= self._most:
            self.waiting.append(link)


def sort_of(link: str) -> str:
    """The sort of page behind an address: whose it is and what is asked does not matter."""
    path, _, query = link.partition("?")
    return PUBLIC_ID.sub("*", path) + "?" + "&".join(sorted(one.partition("=")[0] for one in query.split("&")))


def crawl(client: FlaskClient, start: str = "/") -> Iterator[tuple[str, TestResponse]]:
    """Every address that can be reached by links, each once, with its response."""
    trail = Trail(start)
    while trail.waiting:
        path = trail.waiting.pop()
        response = client.get(path)
        yield path, response
        if response.status_code in (301, 302, 303):
            found = [response.headers["Location"]]
        else:
            found = page_of(response).links if response.mimetype == "text/html" else []
        for link in found:
            trail.add(link)


def without_tokens(text: str) -> str:
    """A page without what is new in every response."""
    return re.sub(r'(name="csrf_token" value="|name="csrf-token" content=")[^"]+', r"\1", text)


def said(message: str, code: str = "nb", **values: object) -> str:
    """A message of ours, as it is read in that language."""
    return language(code).gettext(message, **values)
