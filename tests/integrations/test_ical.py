"""What we write as iCalendar, read back by two libraries that are not ours."""

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from ics import Calendar

from courseengine.base.clock import OSLO
from courseengine.integrations.ical import Event, calendar
from tests.instants import oslo

CHANGED = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def event(**changed: object) -> Event:
    common = {"uid": "one@host", "title": "Møte", "first": date(2026, 11, 24), "last": date(2026, 11, 24)}
    return Event(**(common | {"changed_at": CHANGED} | changed))  # type: ignore[arg-type]  # as above


def written(*events: Event, name: str = "") -> str:
    return calendar(events, name=name, product="Product").decode()


def timed(starts_at: datetime, minutes: int = 60) -> Event:
    return event(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "starts_at",
    [
        oslo(2026, 3, 29, 1, 59),
        oslo(2026, 3, 29, 3, 0),
        oslo(2026, 10, 25, 1, 59),
        oslo(2026, 10, 25, 2, 0),
        oslo(2026, 10, 25, 2, 59, 0),
        oslo(2026, 10, 25, 2, 30).replace(fold=1),
        oslo(2026, 10, 25, 3, 0),
        oslo(2026, 12, 31, 23, 59),
        oslo(2031, 7, 1, 12, 0),
    ],
)
def test_both_parsers_find_the_exact_instant_around_the_clock_changes(starts_at):
    text = written(timed(starts_at.astimezone(UTC)))

    one, other = vobject.readOne(text).vevent, next(iter(Calendar(text).events))

    assert one.dtstart.value.astimezone(UTC) == starts_at.astimezone(UTC) == other.begin.datetime.astimezone(UTC)
    assert one.dtend.value.astimezone(UTC) - one.dtstart.value.astimezone(UTC) == timedelta(hours=1)
    assert other.end.datetime.astimezone(UTC) - other.begin.datetime.astimezone(UTC) == timedelta(hours=1)


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2037, 12, 31)))  # noqa: DTZ001  made aware below
def test_every_instant_comes_back(naive):
    starts_at = naive.replace(microsecond=0, tzinfo=UTC)

    found = vobject.readOne(written(timed(starts_at))).vevent

    assert found.dtstart.value.astimezone(UTC) == starts_at


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2037, 12, 31)))  # noqa: DTZ001  made aware below
def test_the_rule_that_is_written_is_that_of_oslo(naive):
    instant = naive.replace(microsecond=0, second=0, tzinfo=UTC)
    zone = vobject.readOne(written(timed(oslo(2026, 7, 1, 12)))).vtimezone.gettzinfo()

    assert instant.astimezone(zone).utcoffset() == instant.astimezone(OSLO).utcoffset()


def test_a_time_names_oslo_and_the_file_says_what_that_is():
    text = written(timed(oslo(2026, 11, 24, 14, 15)))

    assert "DTSTART;TZID=Europe/Oslo:20261124T141500\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_whole_days_are_dates_that_end_the_day_after():
    text = written(event(last=date(2026, 11, 28)))

    assert "DTSTART;VALUE=DATE:20261124\r\n" in text
    assert "DTEND;VALUE=DATE:20261129\r\n" in text
    assert "VTIMEZONE" not in text
    assert next(iter(Calendar(text).events)).all_day


def test_a_feed_says_what_it_is_called_and_how_often_it_is_worth_reading():
    text = written(event(), name="Kalender")

    for line in (
        "METHOD:PUBLISH", "NAME:Kalender", "X-WR-CALNAME:Kalender", "VERSION:2.0",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H",
    ):  # fmt: skip
        assert f"{line}\r\n" in text
    assert "REFRESH-INTERVAL" not in written(event())


def test_an_event_says_which_change_it_is():
    text = written(event(sequence=3, cancelled=True, is_busy=True))

    for line in (
        "UID:one@host", "SEQUENCE:3", "DTSTAMP:20261101T120000Z", "LAST-MODIFIED:20261101T120000Z",
        "STATUS:CANCELLED", "TRANSP:TRANSPARENT",
    ):  # fmt: skip
        assert f"{line}\r\n" in text
    assert "TRANSP:OPAQUE\r\n" in written(event(is_busy=True))


def test_nobody_is_named_and_nothing_rings():
    text = written(event(place="Rom 204", text="Teamet", url="https://host.example/meetings/1"), name="Kalender")

    assert not any(word in text for word in ("ATTENDEE", "ORGANIZER", "VALARM"))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=300)


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_the_file_or_leaves_its_field(title, place, text):
    found = calendar([event(title=title, place=place, text=text)], product="Product")

    assert all(len(line) <= 75 for line in found.split(b"\r\n"))
    assert found.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    parsed = vobject.readOne(found.decode())
    assert len(parsed.vevent_list) == 1
    assert parsed.vevent.uid.value == "one@host"
    assert parsed.vevent.dtstart.value == date(2026, 11, 24)


@pytest.mark.parametrize("text", ["a;b", "a,b", "a\\b", 'a"b', "æøå — “”", "יעל שרה", "=1+1", "BEGIN:VALARM"])
def test_what_is_written_is_what_is_read(text):
    found = written(event(title=text, place=text))

    assert vobject.readOne(found).vevent.summary.value == text
    assert next(iter(Calendar(found).events)).location == text


def test_a_backslash_before_an_n_is_no_line_break():
    assert vobject.readOne(written(event(title="C:\\nytt"))).vevent.summary.value == "C:\\nytt"


def test_a_calendar_without_events_is_one_all_the_same():
    assert Calendar(written(name="Kalender")).events == set()
