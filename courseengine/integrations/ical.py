"""iCalendar (RFC 5545): dates as calendar programs read them.

Every event has a UID that never changes (3.8.4.7), a SEQUENCE that rises when it is moved or
cancelled (3.8.7.4), and the instant of its last change as DTSTAMP and LAST-MODIFIED (3.8.7.2,
3.8.7.3), so a program that has it already changes it instead of adding a second one. What is
cancelled says so (3.8.1.11) rather than vanish. Times name Europe/Oslo and its VTIMEZONE stands in
the file (3.6.5); whole days are dates, and their end is the day after (3.6.1). A calendar also says
what it is called and how often it is worth reading (RFC 7986, 5.1 and 5.7; the X- ones are what
Outlook and Apple understand). The library folds lines (3.1) and escapes text (3.3.11).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

from courseengine.base.clock import OSLO

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=4)
"""how often a program may well read a feed anew"""
A_DAY = timedelta(days=1)

_OSLO = icalendar.Timezone.from_ical(
    b"BEGIN:VTIMEZONE\r\nTZID:Europe/Oslo\r\n"
    b"BEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
    b"TZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n"
    b"BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
    b"TZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)
"""The rule of Oslo since 1996. Outlook reads the rule; of a list of dates it takes the first alone."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing in a calendar, in its reader's words."""

    uid: str
    title: str
    first: date
    last: date
    """the last day, which may be the first"""
    changed_at: datetime
    starts_at: datetime | None = None
    """an instant; without it, the event lasts whole days"""
    ends_at: datetime | None = None
    place: str = ""
    text: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False
    is_busy: bool = False
    """whether one is taken up by it; a deadline takes up nobody"""


def calendar(events: Iterable[Event], *, name: str = "", product: str) -> bytes:
    """A file with these events; with a ``name``, one that a program goes on reading."""
    found = icalendar.Calendar()
    found.add("PRODID", f"-//{_line(product)}//calendar//NO")
    found.add("VERSION", "2.0")
    found.add("METHOD", "PUBLISH")
    if name:
        found.add("NAME", _line(name))
        found.add("X-WR-CALNAME", _line(name))
        found.add("X-WR-TIMEZONE", "Europe/Oslo")
        found.add("REFRESH-INTERVAL", icalendar.vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        found.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH))
    entries = [_entry(event) for event in events]
    if any("TZID" in entry["DTSTART"].params for entry in entries):
        found.add_component(_OSLO)
    for entry in entries:
        found.add_component(entry)
    return bytes(found.to_ical())


def _entry(event: Event) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("UID", event.uid)
    entry.add("SUMMARY", _line(event.title))
    entry.add("DTSTAMP", event.changed_at)
    entry.add("LAST-MODIFIED", event.changed_at)
    entry.add("SEQUENCE", event.sequence)
    if event.starts_at is None:
        entry.add("DTSTART", event.first)
        entry.add("DTEND", event.last + A_DAY)
    else:
        entry.add("DTSTART", _wall_time(event.starts_at))
        if event.ends_at is not None and event.ends_at > event.starts_at:
            entry.add("DTEND", _wall_time(event.ends_at))
    for field, text in (("LOCATION", _line(event.place)), ("DESCRIPTION", _plain(event.text)), ("URL", event.url)):
        if text:
            entry.add(field, text)
    entry.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("TRANSP", "OPAQUE" if event.is_busy and not event.cancelled else "TRANSPARENT")
    if event.starts_at is None:
        busy = "BUSY" if event.is_busy and not event.cancelled else "FREE"
        entry.add("X-MICROSOFT-CDO-BUSYSTATUS", busy)
    return entry


def _wall_time(instant: datetime) -> datetime:
    """By the clock in Oslo; the second of a time that comes twice can be said in UTC alone (3.3.5)."""
    local = instant.astimezone(OSLO)
    return instant.astimezone(UTC) if local.fold else local


def _plain(text: str) -> str:
    """Without the control characters that a text may not hold (3.3.11); a line break is one character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one in "\n\t" or (one >= " " and one != "\x7f"))


def _line(text: str) -> str:
    """The same on one line."""
    return " ".join(_plain(text).split())
