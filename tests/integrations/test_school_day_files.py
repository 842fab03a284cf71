"""A calendar from a file: CSV and iCalendar, also such as nobody means well with."""

import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.people.imports.said import FileRefused
from courseengine.core.school_days.written import read
from courseengine.integrations.school_day_files import MOST_BYTES, MOST_EVENTS, read_file

YEAR = 2026


def event(*lines, name="Fridag"):
    """An event with these lines."""
    return "\r\n".join(["BEGIN:VEVENT", "UID:1@example.org", f"SUMMARY:{name}", *lines, "END:VEVENT"])


def calendar(*events):
    """A calendar file."""
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test", *events, "END:VCALENDAR", ""])
    return text.encode()


def lines(content, year=YEAR):
    return read_file(BytesIO(content), year).lines


def left_out(*lines, name="Fridag"):
    """Why the one event is left out."""
    found = read_file(BytesIO(calendar(event(*lines, name=name))), YEAR)
    assert found.lines == []
    return [str(said) for said in found.left_out]


def refused(content):
    with pytest.raises(FileRefused) as error:
        read_file(BytesIO(content), YEAR)
    return str(error.value)


def test_columns_may_be_named_in_any_order():
    content = "Navn;Type;Fra;Til\nHøstferie uke 40;fri;05.10.2026;09.10.2026\nPlandag;planlegging;13.08.2026;\n"

    assert lines(content.encode()) == [
        "", "05.10.2026;09.10.2026;fri;Høstferie uke 40", "13.08.2026;;planlegging;Plandag",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_without_column_names_is_read_whatever_its_signs(encoding, separator):
    content = f"13.08.2026{separator}planlegging{separator}Første økt på huset\n".encode(encoding)

    [entry] = read(read_file(BytesIO(content), YEAR).text, YEAR).entries
    assert (entry.kind, entry.name, str(entry.days[0])) == ("planning", "Første økt på huset", "2026-08-13")


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (["DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261010"], "2026-10-05;2026-10-09"),
        (["DTSTART;VALUE=DATE:20261005"], "2026-10-05;2026-10-05"),
        (["DTSTART;VALUE=DATE:20261005", "DURATION:P2D"], "2026-10-05;2026-10-06"),
        (["DTSTART:20261005T080000Z", "DTEND:20261005T140000Z"], "2026-10-05;2026-10-05"),
        (["DTSTART:20261004T220000Z", "DTEND:20261005T220000Z"], "2026-10-05;2026-10-05"),
        (["DTSTART;TZID=America/New_York:20261004T200000", "DURATION:PT1H"], "2026-10-05;2026-10-05"),
        (["DTSTART;TZID=W. Europe Standard Time:20261005T000000", "DURATION:P1D"], "2026-10-05;2026-10-05"),
        (["DTSTART;TZID=Nowhere/Land:20261005T080000"], "2026-10-05;2026-10-05"),
        (["DTSTART:20261005T080000"], "2026-10-05;2026-10-05"),
    ],
)
def test_an_event_has_its_days_in_oslo(properties, expected):
    assert lines(calendar(event(*properties))) == [f"{expected};off;Fridag"]


@pytest.mark.parametrize(
    ("name", "category", "word"),
    [
        ("Plandag", "", "planning"),
        ("Høstferie uke 40", "", "off"),
        ("Samling på huset", "CATEGORIES:Planleggingsdager,Annet", "planning"),
        ("Første skoledag", "", "first"),
        ("Foreldremøte", "CATEGORIES:Møter", "?"),
    ],
)
def test_the_name_or_the_category_tells_the_kind_and_else_it_is_asked(name, category, word):
    content = calendar(event("DTSTART;VALUE=DATE:20260813", *filter(None, [category]), name=name))

    assert lines(content) == [f"2026-08-13;2026-08-13;{word};{name}"]
    assert read(lines(content)[0], YEAR).unread == ()


def test_what_is_called_off_is_no_day_and_an_alarm_no_name():
    called_off = event("STATUS:CANCELLED", "DTSTART;VALUE=DATE:20261005")
    alarm = event("DTSTART;VALUE=DATE:20261006", "BEGIN:VALARM", "SUMMARY:Husk", "END:VALARM")

    assert lines(calendar(called_off, alarm)) == ["2026-10-06;2026-10-06;off;Fridag"]


def test_a_yearly_day_comes_in_this_school_year_and_the_next():
    found = read_file(BytesIO(calendar(event("DTSTART;VALUE=DATE:20200518", "RRULE:FREQ=YEARLY"))), YEAR)

    assert found.lines == ["2027-05-18;2027-05-18;off;Fridag", "2028-05-18;2028-05-18;off;Fridag"]
    assert found.elsewhere == 58


def test_a_short_series_is_followed():
    start = "DTSTART;VALUE=DATE:20261005"
    expected = [f"2026-10-{day:02};2026-10-{day:02};off;Fridag" for day in (5, 12, 19)]

    assert lines(calendar(event(start, "RRULE:FREQ=WEEKLY;COUNT=3"))) == expected
    assert lines(calendar(event(start, "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261025"))) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=SECONDLY;COUNT=999999999", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0;COUNT=5", "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=5", "FREQ=YEARLY;BYSECOND=1,2,3", "FREQ=MONTHLY",
        "FREQ=YEARLY;INTERVAL=-1",
    ],
)  # fmt: skip
def test_a_series_that_is_not_plain_is_left_out_with_a_sentence(rule):
    assert left_out("DTSTART;VALUE=DATE:20261005", f"RRULE:{rule}") == [
        "“Fridag” is repeated in a way that is not read here. Write its days by hand."
    ]


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=999999999", "FREQ=DAILY;UNTIL=99991231"])
def test_an_endless_series_is_left_out_with_a_sentence(rule):
    assert left_out("DTSTART;VALUE=DATE:20261005", f"RRULE:{rule}") == ["“Fridag” is repeated more than 60 times."]


@pytest.mark.parametrize(
    ("properties", "sentence"),
    [
        (["DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:30261005"], "“Fridag” lasts more than 100 days."),
        (["DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261001"], "“Fridag” ends before it begins."),
        (["DTSTART;VALUE=DATE:20260231"], "“Fridag” has no date that can be read."),
        (["DTSTART:99991231T235959Z", "DURATION:P9999W"], "“Fridag” has no date that can be read."),
        ([], "“Fridag” has no date that can be read."),
        (["DTSTART;VALUE=DATE:20261005", "RDATE;VALUE=DATE:20261006"],
         "“Fridag” is repeated in a way that is not read here. Write its days by hand."),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_meant_is_left_out_with_a_sentence(properties, sentence):
    assert left_out(*properties) == [sentence]


def test_a_zone_of_the_files_own_is_never_reckoned():
    zone = ["BEGIN:VTIMEZONE", "TZID:Evil", "BEGIN:STANDARD", "DTSTART:16010101T000000", "RRULE:FREQ=SECONDLY"]
    zone += ["TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"]

    begun = time.monotonic()
    assert lines(calendar(*zone, event("DTSTART;TZID=Evil:20261005T080000"))) == ["2026-10-05;2026-10-05;off;Fridag"]
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (MOST_BYTES + 1), "A school calendar can have 2 MB at most. Is it the right file?"),
        (calendar(*[event("DTSTART;VALUE=DATE:20200101")] * (MOST_EVENTS + 1)),
         f"The calendar has more than {MOST_EVENTS} entries. Is it the right file?"),
        (calendar(*[event("DTSTART;VALUE=DATE:20261005")] * 700),
         "There are more than 600 entries in these two school years. Is it the right file?"),
        (calendar(*["BEGIN:VEVENT"] * 5_000), "The calendar file is damaged. Export it once more."),
        (calendar(), "There is no entry in the calendar file."),
        (b" \n", "The file is empty."),
        (b"PK\x03\x04...", "Only CSV and iCalendar files (.ics) can be read. You can also copy the text and paste it."),
        (b"<html>", "Only CSV and iCalendar files (.ics) can be read. You can also copy the text and paste it."),
        (b"\n" * 700 + b"13.08.2026;fri\n" * 700, "This is longer than a school calendar: at most 600 lines."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_school_calendar_is_refused_with_a_sentence(content, sentence):
    assert refused(content).endswith(sentence)


@pytest.mark.parametrize(
    "lines",
    [
        ["CATEGORIES:" + "a," * 2000] * 400,
        ["DTSTART:20261005T000000Z"] * 60_000,
        ["RDATE:" + ",".join(["20261005T000000Z"] * 280)] * 350,
    ],
)
def test_an_event_that_says_the_same_a_thousand_times_costs_no_time(lines):
    begun = time.monotonic()
    read_file(BytesIO(calendar(event("DTSTART;VALUE=DATE:20261005", *lines))), YEAR)
    assert time.monotonic() - begun < 1


def test_a_calendar_of_too_many_repeated_days_is_refused_before_they_are_reckoned():
    daily = event("DTSTART;VALUE=DATE:20261005", "RRULE:FREQ=DAILY;COUNT=60")

    begun = time.monotonic()
    assert "more than 600 entries" in refused(calendar(*[daily] * 1_999))
    assert time.monotonic() - begun < 1


PIECES = ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "DTSTART:", "DTSTART;VALUE=DATE:20261005", " x"]
PIECES += [
    "DTEND:x",
    "DTEND;VALUE=DATE:20261006",
    "RRULE:",
    "RRULE:FREQ=YEARLY",
    "RRULE:FREQ=DAILY;COUNT=x",
    "DURATION:P",
]
PIECES += [
    "DURATION:-P1D",
    "SUMMARY;x=:;|\\n\t",
    "CATEGORIES",
    "CATEGORIES:;",
    "STATUS",
    "DTSTART;TZID=:20261005T080000",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=20))
def test_nothing_in_a_calendar_file_breaks_the_reader(pieces):
    try:
        found = read_file(BytesIO(calendar(event(*pieces), *pieces)), YEAR)
    except FileRefused:
        return
    read(found.text, YEAR)
