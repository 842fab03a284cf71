"""A calendar's items as events for calendar programs: with names that last, and full addresses."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app

from courseengine.base.clock import day_in_oslo, last_midnight
from courseengine.base.i18n import Language
from courseengine.core.calendar.items import Item, ItemKind
from courseengine.integrations.ical import Event
from courseengine.web.calendar_words import Addresses, Words

BEFORE, AHEAD = timedelta(days=183), timedelta(days=550)
"""how much of the past and of what lies ahead a feed holds"""


def days_fed(at: datetime) -> tuple[date, date]:
    """From which day to which a feed goes."""
    today = day_in_oslo(at)
    return today - BEFORE, today + AHEAD


def events_of(items: list[Item], language: Language, *, at: datetime) -> list[Event]:
    """The items as events.

    What follows from something else, such as the opening of a module, has no change of its own: it
    counts as of the last midnight, so that programs take its newest date.
    """
    base_url = str(current_app.extensions["base_url"])
    host = urlsplit(base_url).hostname or "localhost"
    words, addresses, today = Words(language), Addresses(), last_midnight(at)
    cancelled = language.gettext("Cancelled: %(title)s")
    return [_event(item, words, addresses, base_url, host, cancelled, item.changed_at or today) for item in items]


def _event(
    item: Item, words: Words, addresses: Addresses, base_url: str, host: str, cancelled: str, changed_at: datetime
) -> Event:
    href, title = addresses.of(item), words.title(item)
    return Event(
        uid=f"{item.key}@{host}",
        # Programs that do not show what is cancelled as such show the word.
        title=cancelled % {"title": title} if item.cancelled else title,
        first=item.starts_on,
        last=item.ends_on,
        changed_at=changed_at,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        place=item.place,
        text="\n".join(filter(None, (item.whose, item.link))),
        url=f"{base_url}{href}" if href else "",
        sequence=item.sequence,
        cancelled=item.cancelled,
        is_busy=item.kind is ItemKind.MEETING or (item.kind is ItemKind.GATHERING and item.starts_at is not None),
    )
