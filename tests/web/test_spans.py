"""When a gathering is: read as people write it, and said as people read it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.i18n import language
from courseengine.core.networks import spans
from courseengine.core.networks.spans import Precision, Span
from courseengine.web.forms.spans import span_in
from courseengine.web.span_words import typed_words, when_words

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
SPANS = st.one_of(
    DAYS.map(spans.days),
    st.tuples(DAYS, st.integers(0, 300)).map(lambda one: spans.days(one[0], one[0] + timedelta(days=one[1]))),
    DAYS.map(lambda day: spans.week(*day.isocalendar()[:2])),
    DAYS.map(lambda day: spans.month(day.year, day.month)),
    st.integers(2020, 2035).map(spans.autumn),
    st.integers(2020, 2035).map(spans.spring),
)


def read(text, begins="", ends=""):
    return span_in(text, begins, ends, today=TODAY)


def day(first, last=None):
    return spans.days(date.fromisoformat(first), date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3.9.2026", day("2026-09-03")),
        ("2026-12-01", day("2026-12-01")),
        ("1.12.26", day("2026-12-01")),
        ("3. september", day("2027-09-03")),
        ("24. november", day("2026-11-24")),
        ("23. november", day("2027-11-23")),
        ("torsdag 3. desember 2026", day("2026-12-03")),
        ("Thursday 3 December", day("2026-12-03")),
        ("laurdag 5. desember", day("2026-12-05")),
        ("29. februar", day("2028-02-29")),
        ("3.–5. desember", day("2026-12-03", "2026-12-05")),
        ("3.-4.12.2026", day("2026-12-03", "2026-12-04")),
        ("fra 1. desember til 3. desember", day("2026-12-01", "2026-12-03")),
        ("1.10.2026–15.11.2026", day("2026-10-01", "2026-11-15")),
        ("15. desember - 10. januar 2027", day("2026-12-15", "2027-01-10")),
        ("2026-12-01 - 2026-12-15", day("2026-12-01", "2026-12-15")),
        ("uke 49", spans.week(2026, 49)),
        ("Veke 6", spans.week(2027, 6)),
        ("week 41 2026", spans.week(2026, 41)),
        ("Oktober", spans.month(2027, 10)),
        ("oktober 2026", spans.month(2026, 10)),
        ("november", spans.month(2026, 11)),
        ("mai 2027", spans.month(2027, 5)),
        ("høsten 2026", spans.autumn(2026)),
        ("hausten", spans.autumn(2026)),
        ("våren", spans.spring(2027)),
        ("spring 2027", spans.spring(2027)),
        ("sept/okt 2026", day("2026-09-01", "2026-10-31")),
        ("des/jan", day("2026-12-01", "2027-01-31")),
    ],
)
def test_it_is_read_as_people_write_it(text, span):
    assert read(text) == (span, {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "snart",
        "31.2.2027",
        "30. februar",
        "uke 53 2027",
        "uke 60",
        "3/9",
        "99",
        "oktoberfest",
        "høsten 0000",
        "uke 52 9999",
        "x" * 10_000,
        "1.1.2026–",
        "–",
        "mellom",
    ],
)
def test_what_is_unclear_is_refused(text):
    span, errors = read(text)

    assert span is None
    assert list(errors) == ["when"]


def test_times_are_read_as_people_write_them():
    assert read("3.12.2026", "kl. 9", "15.30")[0] == Span(
        Precision.DAY, date(2026, 12, 3), date(2026, 12, 3), time(9), time(15, 30)
    )
    assert read("3.12.2026", "24:00", "")[1].keys() == {"begins"}
    assert read("snart", "", "tre")[1].keys() == {"when", "ends"}


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    span, errors = read(text, text[:5], text[-5:])

    assert (span is None) == bool(errors)


@given(SPANS, st.sampled_from(["nb", "nn", "en"]))
def test_what_a_form_shows_is_read_again_as_the_same(span, code):
    assert read(typed_words(span, language(code))) == (span, {})


@pytest.mark.parametrize(
    ("span", "nb", "en"),
    [
        (day("2026-12-03"), "torsdag 3. desember", "Thursday 3 December"),
        (day("2027-09-03"), "fredag 3. september 2027", "Friday 3 September 2027"),
        (
            Span(Precision.DAY, date(2026, 12, 3), date(2026, 12, 3), time(9), time(15)),
            "torsdag 3. desember kl. 09:00–15:00",
            "Thursday 3 December, 09:00–15:00",
        ),
        (day("2026-12-03", "2026-12-04"), "3. desember til 4. desember", "3 December to 4 December"),
        (spans.week(2027, 6), "uke 6", "week 6"),
        (spans.week(2027, 41), "uke 41 2027", "week 41 2027"),
        (spans.month(2026, 10), "oktober 2026", "October 2026"),
        (spans.autumn(2026), "høsten 2026", "autumn 2026"),
        (spans.spring(2027), "våren 2027", "spring 2027"),
        (day("2026-12-01", "2027-01-15"), "mellom 1. desember og 15. januar", "between 1 December and 15 January"),
    ],
)
def test_it_is_said_as_people_read_it(span, nb, en):
    said = [when_words(span, language(code), at=NOON).replace("\N{NO-BREAK SPACE}", " ") for code in ("nb", "en")]

    assert said == [nb, en]


def test_nynorsk_has_its_own_words():
    said = [when_words(span, language("nn"), at=NOON) for span in (spans.week(2027, 6), spans.autumn(2026))]

    assert said == ["veke 6", "hausten 2026"]
