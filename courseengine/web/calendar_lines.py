"""A calendar's items as lines of a month's page.

A page may hold hundreds, so a line is one string: only what people wrote is escaped, and nothing is
looked up that the page has looked up before.
"""

from collections.abc import Callable

from markupsafe import Markup, escape

from courseengine.core.calendar.items import Item
from courseengine.web.calendar_words import ICONS, Addresses, Words


class Lines:
    """The lines of one page."""

    def __init__(self, words: Words, addresses: Addresses, icon: Callable[[str], Markup]) -> None:
        """Prepare what all lines share."""
        self._words, self._addresses = words, addresses
        self._icons = {kind: str(icon(name)) for kind, name in ICONS.items()}
        self._cancelled = escape(words.cancelled_word)

    def line(self, item: Item) -> str:
        """What is on one day: its hours, what it is, where and whose."""
        hours = self._words.hours(item)
        when = f"<small>{hours}</small> " if hours else ""
        note = f" <small>{escape(self._words.note(item))}</small>" if item.place or item.whose else ""
        cancelled = f" <small>{self._cancelled}</small>" if item.cancelled else ""
        return f"<li>{when}{self._icons[item.kind]} {self._linked(item)}{note}{cancelled}</li>"

    def span(self, item: Item) -> str:
        """What lasts several days: what it is, from when to when, where and whose."""
        return f"<li>{self._icons[item.kind]} {self._linked(item)} <small>{self._about(item)}</small></li>"

    def long(self, item: Item) -> str:
        """What is some time in a term."""
        title = self._linked(item, ' class="ds-link"')
        return f'<li>{title} <small class="muted">{self._about(item)}</small></li>'

    def _linked(self, item: Item, attributes: str = "") -> str:
        # An address is made of ids and slugs, quoted: nothing in it needs to be escaped.
        href, title = self._addresses.of(item), escape(self._words.html_title(item))
        return f'<a{attributes} href="{href}">{title}</a>' if href else str(title)

    def _about(self, item: Item) -> str:
        said = (self._words.days(item), self._words.note(item), self._words.cancelled(item))
        return " · ".join(escape(part) for part in said if part)
