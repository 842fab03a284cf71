"""The dates a school has, as people write and paste them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.errors import Invalid
from courseengine.base.i18n import language
from courseengine.core.planner.document import MeetingDate
from courseengine.web.forms.meeting_dates import MOST_LINES, dates_in

TODAY = date(2026, 11, 26)
USUAL = time(14, 15)
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))


def read(text):
    return dates_in(text, usual=USUAL, today=TODAY)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("12.1.2027 13:00", MeetingDate(date(2027, 1, 12), time(13, 0))),
        ("12.01.27 kl 9.15", MeetingDate(date(2027, 1, 12), time(9, 15))),
        ("tirsdag 12. januar kl. 14.15", MeetingDate(date(2027, 1, 12), USUAL)),
        ("Tirsdag 12. jan. 2027", MeetingDate(date(2027, 1, 12), USUAL)),
        ("2027-01-12 08:30", MeetingDate(date(2027, 1, 12), time(8, 30))),
        ("12.1. 08.30", MeetingDate(date(2027, 1, 12), time(8, 30))),
        ("5. desember", MeetingDate(date(2026, 12, 5), USUAL)),
        ("26.11.", MeetingDate(TODAY, USUAL)),
        ("1/2", MeetingDate(date(2027, 2, 1), USUAL)),
    ],
)
def test_a_day_is_read_as_people_write_it(line, found):
    assert read(line) == (found,)


@pytest.mark.parametrize(
    "line",
    [
        "tirsdag",
        "14:15",
        "31.2.2027",
        "29.2.2027",
        "12.13.2027",
        "uke 40",
        "1.1.2027 25:00",
        "%s",
        "１２．１．２０２７",
    ],
)
def test_what_is_no_day_is_told_with_its_line(line):
    with pytest.raises(Invalid) as refused:
        read(f"12.1.2027\n\n{line}")

    assert refused.value.values["line"] == 3


def test_lines_are_sorted_and_a_day_counts_once():
    assert [one.day.day for one in read("14.1.2027\n12.1.2027\n\n12. januar 2027")] == [12, 14]


def test_there_is_an_end_to_how_many():
    with pytest.raises(Invalid):
        read("12.1.2027\n" * (MOST_LINES + 1))


@given(DAYS, st.times(), st.sampled_from(["{d}.{m}.{y} {t}", "{iso} kl. {t}", "{words} {y} {t}"]))
def test_whatever_is_written_is_read_back(day, at, form):
    at = at.replace(second=0, microsecond=0)
    words = language("nb").day(day, weekday=True).replace("\N{NO-BREAK SPACE}", " ")
    line = form.format(d=day.day, m=day.month, y=day.year, iso=day.isoformat(), words=words, t=f"{at:%H:%M}")

    assert read(line) == (MeetingDate(day, at),)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text):
    try:
        read(text)
    except Invalid as refused:
        assert refused.message  # noqa: PT017  anything but a sentence is a failure
