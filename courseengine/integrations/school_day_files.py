"""A school's calendar as a file: CSV, or iCalendar (RFC 5545), turned into the lines one could have written.

Every file ends as text that ``core/school_days/written.py`` reads, a line a day or range, so that it
is looked at, mended and saved like any other. A calendar file may come from anywhere: its size and
its number of events are limited before it is parsed, only the properties of interest are handed
to the parser, event by event, and no recurrence is followed that does not plainly end.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import icalendar

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import N_
from courseengine.core.people.imports.said import FileRefused, Said
from courseengine.core.school_days.days import A_DAY, school_year
from courseengine.core.school_days.spans import LONGEST
from courseengine.core.school_days.written import CELLS, MOST_LINES, word_for
from courseengine.integrations.csv_tables import csv_table

MOST_BYTES, MOST_EVENTS, MOST_TIMES = 2_000_000, 2_000, 60
LONGEST_PROPERTY, LONGEST_TOLD = 5_000, 200
MOST_OF_A_NAME = 2
"""properties of one name that are kept of an event: one that has to stand once and stands twice is noticed"""
READ = ("DTSTART", "DTEND", "DURATION", "SUMMARY", "CATEGORIES", "RRULE", "RDATE", "STATUS")
_FOLDED = re.compile(r"\r?\n[ \t]")
_STEPS = {"DAILY": 1, "WEEKLY": 7}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_COLUMNS = {
    "from": {"dato", "date", "dag", "day", "fra", "frå", "from", "start", "startdato", "start date", "fradato"},
    "to": {"til", "to", "slutt", "end", "sluttdato", "end date", "tildato"},
    "kind": {"kind", "type", "slag", "kategori", "category", "categories"},
    "name": {"name", "navn", "namn", "beskrivelse", "description", "tekst", "text", "merknad", "tittel", "subject"},
}  # fmt: skip


@dataclass
class FileLines:
    """What a file says: as lines, beside what is left out of them and why."""

    lines: list[str] = field(default_factory=list)
    left_out: list[Said] = field(default_factory=list)
    elsewhere: int = 0
    """how many events lie in other school years"""

    @property
    def text(self) -> str:
        """All the lines."""
        return "\n".join(self.lines)


def read_file(content: IO[bytes], year: int) -> FileLines:
    """Read a file for the school year that begins in ``year``; by what is in it, whatever it is called."""
    kept = content.read(MOST_BYTES + 1)
    if len(kept) > MOST_BYTES:
        raise _refused(N_("A school calendar can have %(most)d MB at most. Is it the right file?"), most=2)
    if not kept.strip():
        raise _refused(N_("The file is empty."))
    if b"BEGIN:VCALENDAR" in kept[:1_000].upper():
        return _calendar(kept.decode("utf-8", errors="replace"), year)
    if kept.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or kept.lstrip()[:1] == b"<":
        raise _refused(N_("Only CSV and iCalendar files (.ics) can be read. You can also copy the text and paste it."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "days"
        path.write_bytes(kept)
        return FileLines(list(_table(path)))


def _refused(message: str, **values: str | int) -> FileRefused:
    return FileRefused(Said("file", message, values))


def _table(path: Path) -> Iterator[str]:
    """The rows as lines; under column names that we know, in the order that lines have."""
    order: list[int] | None = None
    for number, (_, cells) in enumerate(csv_table(path, _known)):
        if number >= MOST_LINES:
            raise _refused(N_("This is longer than a school calendar: at most %(lines)d lines."), lines=MOST_LINES)
        if order is None and _known(cells) >= 2:
            order = [place for name in _COLUMNS if (place := _place(cells, _COLUMNS[name])) is not None]
            yield ""
        else:
            chosen = cells if order is None else [cells[place] for place in order if place < len(cells)]
            yield ";".join(map(_cell, chosen)).strip(";")


def _known(cells: Any) -> int:
    return sum(any(_cell(cell).casefold() in names for names in _COLUMNS.values()) for cell in cells)


def _place(cells: Any, names: set[str]) -> int | None:
    return next((place for place, cell in enumerate(cells) if _cell(cell).casefold() in names), None)


def _cell(text: str) -> str:
    return " ".join(CELLS.sub(" ", text).split())


def _calendar(text: str, year: int) -> FileLines:
    found = FileLines()
    for number, properties in enumerate(_events(_FOLDED.sub("", text))):
        if number >= MOST_EVENTS:
            raise _refused(N_("The calendar has more than %(most)d entries. Is it the right file?"), most=MOST_EVENTS)
        _take(properties, year, found)
        if len(found.lines) > MOST_LINES:
            message = N_("There are more than %(most)d entries in these two school years. Is it the right file?")
            raise _refused(message, most=MOST_LINES)
    if not found.lines and not found.left_out and not found.elsewhere:
        raise _refused(N_("There is no entry in the calendar file."))
    found.lines.sort()
    return found


def _events(text: str) -> Iterator[dict[str, list[str]]]:
    """The properties of each event by name, without those of what stands within it, such as an alarm."""
    within: list[str] = []
    properties: dict[str, list[str]] = {}
    for line in text.splitlines():
        name = line[:20].upper().strip()
        if name.startswith("BEGIN:"):
            within.append(name[6:])
            if len(within) > 10:
                raise _refused(N_("The calendar file is damaged. Export it once more."))
            if within[-1] == "VEVENT":
                properties = {}
        elif name.startswith("END:"):
            if within and within[-1] == "VEVENT":
                yield properties
            within = within[:-1]
        elif within[-1:] == ["VEVENT"] and len(line) <= LONGEST_PROPERTY:
            _keep(re.split("[;:]", name)[0], line, properties)


def _keep(name: str, line: str, properties: dict[str, list[str]]) -> None:
    if name in READ and len(properties.setdefault(name, [])) < MOST_OF_A_NAME:
        properties[name].append(line)


def _take(properties: dict[str, list[str]], year: int, found: FileLines) -> None:
    name = ""
    # Categories are only looked through for a word: parsed, a file full of them would take a minute.
    categories = " ".join(line.partition(":")[2][:LONGEST_TOLD] for line in properties.pop("CATEGORIES", ()))
    lines = [line for of_a_name in properties.values() for line in of_a_name]
    try:
        event: Any = icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]))
        name = _cell(str(event.get("SUMMARY", "")))[:80]
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            return
        first, last = _days(event)
        times = list(_times(event, first))
    except _LeftOut as left:
        found.left_out.append(Said("", left.message, {"name": name, **left.values}))
        return
    except (ValueError, AttributeError, TypeError, KeyError, IndexError, OverflowError):
        # The library raises what the text provokes; whatever it is, this one event cannot be read.
        found.left_out.append(Said("", N_("“%(name)s” has no date that can be read."), {"name": name}))
        return
    years, kind = (year, year + 1), word_for(f"{name} {categories}")
    for start in times:
        if school_year(start) not in years and school_year(start + (last - first)) not in years:
            found.elsewhere += 1
        else:
            found.lines.append(";".join([str(start), str(start + (last - first)), kind, name]))


class _LeftOut(Exception):
    """An event that is left out, and why."""

    def __init__(self, message: str, **values: int) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def _days(event: Any) -> tuple[date, date]:
    """The first and the last day; an end is exclusive (3.6.1), and instants count in Oslo."""
    start = event["DTSTART"].dt
    if "DTEND" in event:
        end = event["DTEND"].dt
    else:
        whole = timedelta(0) if isinstance(start, datetime) else A_DAY
        end = start + (event["DURATION"].dt if "DURATION" in event else whole)
    first, last = _day(start), _day(end)
    ends_at_midnight = not isinstance(end, datetime) or _day(end - timedelta(seconds=1)) < last
    if ends_at_midnight and last > first:
        last -= A_DAY
    if last < first:
        raise _LeftOut(N_("“%(name)s” ends before it begins."))
    if (last - first).days >= LONGEST:
        raise _LeftOut(N_("“%(name)s” lasts more than %(most)d days."), most=LONGEST)
    return first, last


def _day(when: date | datetime) -> date:
    if not isinstance(when, datetime):
        return when
    return day_in_oslo(when) if when.tzinfo else when.date()


def _times(event: Any, first: date) -> Iterator[date]:
    """On which days it begins; of a rule only what is plain and ends soon is followed."""
    if "RDATE" in event:
        raise _LeftOut(N_("“%(name)s” is repeated in a way that is not read here. Write its days by hand."))
    if "RRULE" not in event:
        yield first
        return
    rule = {name.upper(): values for name, values in event["RRULE"].items()}
    often = str(rule.pop("FREQ", [""])[0]).upper()
    step, count, until = int(rule.pop("INTERVAL", [1])[0]), rule.pop("COUNT", None), rule.pop("UNTIL", None)
    rule.pop("WKST", None)
    plain = _is_plain(rule, often, first)
    last = _day(until[0]) if until else date.max
    if plain and often == "YEARLY" and step == 1:
        most = min(int(count[0]) if count else MOST_TIMES, MOST_TIMES)
        yield from (day for day in _yearly(first, most) if day <= last)
    elif plain and often in _STEPS and 1 <= step <= 60 and (count or until):
        days = _STEPS[often] * step
        times = int(count[0]) if count else (last - first).days // days + 1
        if times > MOST_TIMES:
            raise _LeftOut(N_("“%(name)s” is repeated more than %(most)d times."), most=MOST_TIMES)
        yield from (first + timedelta(days=days * number) for number in range(times))
    else:
        raise _LeftOut(N_("“%(name)s” is repeated in a way that is not read here. Write its days by hand."))


def _is_plain(rule: dict[str, Any], often: str, first: date) -> bool:
    """Whether what a rule says beyond how often is only the day it begins on."""
    own = {"BYDAY": _WEEKDAYS[first.weekday()] if often == "WEEKLY" else "", "BYMONTH": first.month}
    own["BYMONTHDAY"] = first.day if often == "YEARLY" else ""
    return all([str(one) for one in values] == [str(own.get(name, ""))] for name, values in rule.items())


def _yearly(first: date, most: int) -> Iterator[date]:
    for number in range(most):
        try:
            yield first.replace(year=first.year + number)
        except ValueError:
            continue  # 29 February comes only in leap years (3.3.10)
