"""The calendar as municipalities publish it, in words, lines and tables."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from courseengine.base.errors import Invalid
from courseengine.base.i18n import language
from courseengine.core.school_days.days import A_DAY, DayKind, public_holiday
from courseengine.core.school_days.tokens import MONTHS, WEEKDAYS
from courseengine.core.school_days.written import MOST_LINES, MOST_SIGNS, days_in, read

YEAR = 2026
OFF, PLANNING, ORDINARY = DayKind.OFF, DayKind.PLANNING, DayKind.ORDINARY


def days(first, last):
    """Monday to Friday between two days, the way they are written: "28.9."."""
    start, end = (_day(one) for one in (first, last))
    every = [start + A_DAY * number for number in range((end - start).days + 1)]
    return [day for day in every if day.weekday() < 5 or start == end]


def _day(text):
    day, month = (int(part) for part in text.strip(".").split("."))
    return date(YEAR if month > 7 else YEAR + 1, month, day)


def only(line, year=YEAR):
    """The one entry of a line."""
    written = read(line, year)
    assert written.unread == ()
    [entry] = written.entries
    return entry.kind, entry.name, list(entry.days)


def problem(text, year=YEAR):
    """The one thing that was not understood: its line, its sentence, and the words and days in it."""
    [unread] = read(text, year).unread
    return unread.line, unread.message, [str(value) for value in unread.values.values()]


@pytest.mark.parametrize(
    ("line", "kind", "name", "expected"),
    [
        ("Høstferie uke 40", OFF, "Høstferie", days("28.9.", "2.10.")),
        ("Høstferie: 28. september – 2. oktober", OFF, "Høstferie", days("28.9.", "2.10.")),
        ("Haustferie veke 40", OFF, "Haustferie", days("28.9.", "2.10.")),
        ("Autumn break, week 40", OFF, "Autumn break", days("28.9.", "2.10.")),
        ("Høstferien starter 28. september og slutter 2. oktober", OFF, "Høstferie", days("28.9.", "2.10.")),
        ("Planleggingsdager 13. og 14. august", PLANNING, "Planleggingsdag", days("13.8.", "14.8.")),
        ("Planleggingsdagar 13. og 14. august", PLANNING, "Planleggingsdag", days("13.8.", "14.8.")),
        ("Planning days: August 13 and 14", PLANNING, "Planning days", days("13.8.", "14.8.")),
        ("Planleggingsdag 2: 13. august", PLANNING, "Planleggingsdag 2", days("13.8.", "13.8.")),
        ("Juleferie fra og med 21. desember til og med 3. januar", OFF, "Juleferie", days("21.12.", "3.1.")),
        ("Juleferie f.o.m. 21.12. t.o.m. 3.1.", OFF, "Juleferie", days("21.12.", "3.1.")),
        ("Juleferie uke 52–53", OFF, "Juleferie", days("21.12.", "1.1.")),
        ("Juleferie uke 52–1", OFF, "Juleferie", days("21.12.", "8.1.")),
        ("Vinterferie uke 8 (22.–26. februar)", OFF, "Vinterferie", days("22.2.", "26.2.")),
        ("Vinterferie\tUke 8\t22.–26. februar\t5", OFF, "Vinterferie", days("22.2.", "26.2.")),
        ("Februar\t22.–26.\tVinterferie\t15", OFF, "Vinterferie", days("22.2.", "26.2.")),
        ("Skolefri 2. og 3. november", OFF, "Skolefri", days("2.11.", "3.11.")),
        ("Skulefri 18. mai", OFF, "Skulefri", days("18.5.", "18.5.")),
        ("Fridag 18. mai", OFF, "Fridag", days("18.5.", "18.5.")),
        ("Inneklemt dag: fredag 7. mai", OFF, "Inneklemt dag", days("7.5.", "7.5.")),
        ("Elevfri dag 4. januar 2027", PLANNING, "Elevfri dag", days("4.1.", "4.1.")),
        ("Fri 17/8-18/8", OFF, "Fri", days("17.8.", "18.8.")),
        ("Fri 2026-08-17", OFF, "Fri", days("17.8.", "17.8.")),
        ("Vanlig skoledag 17. august", ORDINARY, "Vanlig skoledag", days("17.8.", "17.8.")),
        ("Første skoledag etter jul: mandag 4. januar", ORDINARY, "Første skoledag etter jul", days("4.1.", "4.1.")),
        ("Fri for 10. trinn tirsdag 18. mai kl. 8–12", OFF, "Fri for 10. trinn kl. 8–12", days("18.5.", "18.5.")),
        (
            "Påskeferie: mandag 22. mars - mandag 29. mars 2027 (begge dager inkludert)",
            OFF,
            "Påskeferie",
            days("22.3.", "29.3."),
        ),
        ("Oktober: Høstferie uke 40 (28/9 - 2/10). 17 skoledager", OFF, "Høstferie", days("28.9.", "2.10.")),
        (
            "Mandag 16. november er elevfri dag / planleggingsdag",
            PLANNING,
            "Elevfri dag / planleggingsdag",
            days("16.11.", "16.11."),
        ),
        ("13.08.2026;Planleggingsdag", PLANNING, "Planleggingsdag", days("13.8.", "13.8.")),
        ("2026-10-05;2026-10-09;off;Høstferie uke 40", OFF, "Høstferie uke 40", days("5.10.", "9.10.")),
        ("torsdag 13. august\tplanlegging\tMed SFO", PLANNING, "Med SFO", days("13.8.", "13.8.")),
    ],
)
def test_a_line_is_read(line, kind, name, expected):
    assert only(line) == (kind, name, expected)


def test_dates_in_a_list_are_each_their_own():
    assert only("13.08, 14.08 og 16.11: planleggingsdager") == (
        PLANNING,
        "Planleggingsdag",
        [date(2026, 8, 13), date(2026, 8, 14), date(2026, 11, 16)],
    )


def test_holidays_that_are_named_beside_their_dates_are_days_off_like_the_rest():
    assert only("Fridager: 6. mai (Kristi himmelfartsdag), 7. mai, 17. mai (2. pinsedag)") == (
        OFF,
        "Fridag",
        [date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 17)],
    )


def test_running_text_may_tell_of_several_sorts_of_days():
    written = read("Høstferien er i uke 40, vinterferien i uke 8. Mandag 4. januar er planleggingsdag.", YEAR)

    assert written.entries == ()
    assert [unread.message for unread in written.unread] == [
        "It tells of several sorts of days. Write each on a line of its own."
    ]
    found = read("Høstferien er i uke 40, og vinterferien i uke 8.", YEAR).entries
    assert [(entry.name, entry.days[0]) for entry in found] == [
        ("Høstferie", date(2026, 9, 28)),
        ("Vinterferie", date(2027, 2, 22)),
    ]


def test_the_first_and_the_last_day_of_school_bound_the_summer():
    written = read("Skoleåret starter mandag 17. august 2026 og slutter fredag 18. juni 2027.", YEAR)

    found = days_in(written)

    assert found[date(2026, 8, 17)] == (ORDINARY, "Skoleåret starter")
    assert found[date(2027, 6, 18)] == (ORDINARY, "Siste skoledag")
    summer = sorted(day for day, (kind, name) in found.items() if (kind, name) == (OFF, "Sommerferie"))
    assert summer == [*days("3.8.", "14.8."), *days("21.6.", "30.7.")]


def test_planning_days_before_the_first_day_of_school_stay_planning_days():
    found = days_in(read("Første skoledag 17. august\nPlanleggingsdager 13. og 14. august", YEAR))

    assert [found[date(2026, 8, day)][0] for day in (12, 13, 14, 17)] == [OFF, PLANNING, PLANNING, ORDINARY]


def test_what_has_no_kind_is_asked_about_and_left_out_until_it_is_answered():
    written = read("Foreldremøte 3. september\nSFO stengt uke 40\nIkke fri 18. mai", YEAR)

    assert [entry.name for entry in written.asked] == ["Foreldremøte", "SFO stengt", "Ikke fri"]
    assert days_in(written) == {}
    answers = {written.asked[0].key: PLANNING}
    assert days_in(written, answers) == {date(2026, 9, 3): (PLANNING, "Foreldremøte")}


def test_a_public_holiday_needs_no_word_of_its_own():
    assert only("17. mai")[0] is OFF


def test_headings_and_empty_lines_say_nothing():
    assert read("Skoleruta 2026/2027\n\nHøsten 2026\nMåned\tDato\tMerknad\n---\nAugust\n", YEAR) == read("", YEAR)


@pytest.mark.parametrize(
    ("line", "message", "said"),
    [
        ("Fri tirsdag 17. august", "The line says %(weekday)s, but that date is %(weekday_of)s. Mend one of them.",
         ["tirsdag", "2026-08-17"]),
        ("Fri 29. februar", "There is no %(text)s in %(year)d.", ["29. februar", "2027"]),
        ("Fri 31.4.", "There is no %(text)s in %(year)d.", ["31.4", "2027"]),
        ("Fri 17.5.2031", "The year %(year)d is too far from the school year you chose.", ["2031"]),
        ("Fri uke 54", "There is no week %(week)d in that school year.", ["54"]),
        ("Vinterferie uke 8 (1.–5. mars)",
         "Week %(week)d is %(first)s to %(last)s, but the line also says %(other)s. Mend one of them.",
         ["8", "2027-02-22", "2027-02-26", "2027-03-01"]),
        ("Skolerute 2025-26", "It speaks of the school year %(years)s, and you chose %(year)d–%(next)d.",
         ["2025-26", "2026", "2027"]),
        ("Rektor ønsker velkommen", "There is no date in it.", []),
        ("Vinterferie fra 19. februar", "It says from when, but not until when. Write both days.", []),
        ("Juleferie til 3. januar", "It says until when, but not from when. Write both days.", []),
        ("Fri 5.–2. mars", "It ends on %(last)s, before it begins on %(first)s. Write the years, too.",
         ["2027-03-02", "2027-03-05"]),
        ("Ferie 1.8.2026–1.3.2027", "From %(first)s to %(last)s is more than %(most)d days. Is it typed wrongly?",
         ["2026-08-01", "2027-03-01", "100"]),
        ("Fri 13. august, 8–12", "Which month is “%(text)s” in? Write it beside the number.", ["8"]),
        ("Fri uke 41–40", "Weeks %(first)d to %(last)d go backwards.", ["41", "40"]),
        ("Fri 1. mai mars", "“%(text)s” names two months for one day.", ["1. mai mars"]),
        ("Første skoledag 17.–18. august",
         "The first and the last day of school are one day each. Write each on a line of its own.", []),
    ],
)  # fmt: skip
def test_what_is_unclear_is_said_and_not_guessed(line, message, said):
    assert problem(line) == (1, message, said)


def test_29_february_is_there_in_a_leap_year():
    assert only("Fri 29. februar", 2027) == (OFF, "Fri", [date(2028, 2, 29)])


@pytest.mark.parametrize(("year", "has"), [(2026, True), (2025, False)])
def test_week_53_is_there_in_some_years(year, has):
    assert bool(read("Fri uke 53", year).entries) == has


def test_week_31_may_be_at_either_end_of_a_school_year():
    assert problem("Fri uke 31", 2025) == (
        1, "Week %(week)d comes twice in the school year. Write the dates.", ["31"],
    )  # fmt: skip


def test_lines_that_contradict_each_other_are_told_and_the_first_one_holds():
    written = read("Høstferie uke 40\n\nPlanleggingsdag 2. oktober", YEAR)

    [unread] = written.unread
    assert (unread.line, unread.values) == (3, {"line": 1, "day": date(2026, 10, 2)})
    assert days_in(written)[date(2026, 10, 2)] == (OFF, "Høstferie")


@pytest.mark.parametrize("text", ["x" * (MOST_SIGNS + 1), "\n" * (MOST_LINES + 1)])
def test_what_is_longer_than_a_calendar_is_refused(text):
    with pytest.raises(Invalid) as refused:
        read(text, YEAR)
    assert refused.value.field == "text"


IN_THE_YEAR = st.dates(date(2026, 8, 1), date(2027, 7, 31))
ANY_YEAR = st.integers(2020, 2040)
NB, NN, EN = language("nb"), language("nn"), language("en")
WAYS = [
    lambda day: f"{day.day}. {NB.day(day).split()[1]}",
    lambda day: NB.day(day, weekday=True),
    lambda day: NN.day(day, weekday=True),
    lambda day: NN.day(day, year=True),
    lambda day: EN.day(day, weekday=True, year=True),
    lambda day: f"{day.day}.{day.month}.",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d.%m.%y}",
    lambda day: f"{day.day}/{day.month}",
    lambda day: day.isoformat(),
    lambda day: f"{day:%d}. {MONTHS[day.month - 1].split('|')[-1]}.",
]
NAMES = [
    ("Planleggingsdag", PLANNING),
    ("Fridag", OFF),
    ("Skulefri", OFF),
    ("Vanlig skoledag", ORDINARY),
    ("Staff day", PLANNING),
]
ONE = st.sampled_from(WAYS)


@given(IN_THE_YEAR, ONE, st.sampled_from(NAMES), st.sampled_from(["%s %s", "%s: %s", "%s – %s", "%s (%s)"]))
def test_a_day_is_read_back_however_it_is_written(day, way, named, form):
    name, kind = named

    assert only(form % (name, way(day))) == (kind, name, [day])


@given(
    IN_THE_YEAR,
    st.integers(1, 40),
    ONE,
    ONE,
    st.sampled_from(["%s – %s", "%s-%s", "fra %s til og med %s", "%s til %s"]),
)
def test_a_range_is_read_back_however_its_ends_are_written(first, length, one, other, form):
    last = first + timedelta(days=length)
    assume(last < date(2027, 8, 1))

    kind, _, found = only("Ferie " + form % (one(first), other(last)))

    every = [first + A_DAY * number for number in range(length + 1)]
    assert (kind, found) == (OFF, [day for day in every if day.weekday() < 5] or every)


@given(st.lists(IN_THE_YEAR, min_size=2, max_size=5, unique=True), ONE)
def test_a_list_is_read_back(listed, way):
    text = ", ".join(map(way, listed[:-1])) + f" og {way(listed[-1])}"

    kind, _, found = only(f"Planleggingsdager: {text}")

    assert kind is PLANNING
    assert set(found) == set(listed) or all(public_holiday(day) for day in set(listed) ^ set(found))


@given(ANY_YEAR, st.integers(1, 53))
def test_a_week_lies_in_the_school_year_and_has_its_number(year, week):
    for entry in read(f"Ferie uke {week}", year).entries:
        assert {day.isocalendar().week for day in entry.days} == {week}
        assert any(date(year, 8, 1) <= day <= date(year + 1, 7, 31) for day in entry.days)


@given(IN_THE_YEAR, st.integers(0, 6))
def test_a_weekday_is_the_dates_own_or_a_problem(day, weekday):
    line = f"Fri {WEEKDAYS[weekday].split('|')[0]} {day.day}. {MONTHS[day.month - 1].split('|')[0]}"

    assert bool(read(line, YEAR).unread) == (day.weekday() != weekday)


WORDS = ["uke", "veke", "week", "fra", "til", "og", "med", "–", "-", ",", ".", ":", "(", ")", "\t", ";", "|", "\n", "/"]
WORDS += ["ferie", "planleggingsdag", "fri", "første skoledag", "siste skoledag", "skolen starter", "slutter", "ikke"]
WORDS += ["1.", "31.", "0", "99", "2026", "9999", "2026/27", "13.8.", "0.0.", "99.99.9999", "2026-02-30", "mai", "jul"]
WORDS += ["mandag", "søndag", "fre.", "kl. 8–12", "\u00a0", "²", "٣", "😀", "trinn", "off", "?"]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=200), ANY_YEAR)
@example("skole" * 200 + "!", YEAR)
@example("ferie" * 200, YEAR)
@example("uke 1" + ", 1" * 300, YEAR)
@example("(" * 1000, YEAR)
def test_nothing_that_can_be_written_breaks_the_reader(text, year):
    written = read(text, year)

    for entry in written.entries:
        assert entry.days
        assert len(entry.name) <= 80
    days_in(written, {entry.key: OFF for entry in written.asked})
