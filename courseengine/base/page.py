"""The page a text is rendered for: what it needs to know, and what is found on the way.

Markdown extensions see only the Markdown object, so the object carries the page. What they find
(boxes, links, headings, raw HTML, attribute lists) is what ``proof.py`` compares with the source.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from markdown import Markdown

PREFIX = "t-"
"""Every id in a text begins so: a text cannot take an id that the page itself uses."""


def _untranslated(message: str) -> str:
    return message


def _unchanged(target: str) -> str | None:
    return target


@dataclass
class Page:
    """One rendering of one text."""

    name: str = ""
    """sets the ids of this text apart from other texts on the same page"""
    gettext: Callable[[str], str] = _untranslated
    address: Callable[[str], str | None] = _unchanged
    """where a link within the course leads; None for nowhere"""
    boxes: list[str] = field(default_factory=list)
    """the names of the boxes made, in the order of making"""
    links: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    """source and alternative text"""
    ids: set[str] = field(default_factory=set)
    """what a link within the text may lead to"""
    headings: list[tuple[int, str]] = field(default_factory=list)
    """level and text"""
    html: list[str] = field(default_factory=list)
    """tags somebody wrote by hand"""
    attributes: list[tuple[str, str]] = field(default_factory=list)
    """attribute lists that cannot be used, and why"""

    @property
    def prefix(self) -> str:
        """What ids in this text begin with."""
        return f"{PREFIX}{self.name}-" if self.name else PREFIX


class PagedMarkdown(Markdown):
    """A Markdown object that knows which page it is rendering."""

    page: Page = Page()


def page_of(md: Markdown) -> Page:
    """The page ``md`` is rendering; a page nobody reads, for a Markdown object that knows none."""
    return md.page if isinstance(md, PagedMarkdown) else Page()
