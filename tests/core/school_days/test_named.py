"""What days are called and whose word they are."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.school_days.days import A_DAY, USUAL, DayKind, is_usual_break, usual_break
from courseengine.core.school_days.named import Whose, differences, in_rows, named, school_days, turned_off, usual_days

OFF, PLANNING, ORDINARY = DayKind.OFF, DayKind.PLANNING, DayKind.ORDINARY
AUGUST, JULY = date(2026, 8, 1), date(2027, 7, 31)
DAYS = st.dates(AUGUST, JULY)
WRITTEN = st.dictionaries(
    DAYS, st.tuples(st.sampled_from(DayKind), st.sampled_from(["", "Ferie", "Kurs"])), max_size=30
)


def told(own, owners, first=AUGUST, last=JULY):
    return {day.day: (day.kind, day.name, day.whose) for day in named(own, owners, first, last)}


def test_a_places_own_word_goes_before_its_owners_and_both_before_the_law():
    may_17, owners_day = date(2027, 5, 17), date(2027, 5, 18)
    owners = {owners_day: (OFF, "Fri"), may_17: (OFF, "Grunnlovsdag")}

    found = told({may_17: (ORDINARY, "Vi går i tog"), date(2027, 5, 19): (PLANNING, "Kurs")}, owners)

    assert found[may_17] == (ORDINARY, "Vi går i tog", Whose.OWN)
    assert found[owners_day] == (OFF, "Fri", Whose.OWNER)
    assert found[date(2027, 5, 19)] == (PLANNING, "Kurs", Whose.OWN)
    assert found[date(2027, 3, 26)] == (OFF, "Good Friday", Whose.HOLIDAY)
    assert date(2027, 5, 20) not in found


def test_the_usual_breaks_are_told_until_a_day_off_is_entered():
    break_day, monday = date(2026, 9, 28), date(2027, 5, 24)

    assert told({}, {})[break_day] == (OFF, "Autumn break", Whose.USUAL)
    assert told({monday: (PLANNING, "")}, {})[break_day] == (OFF, "Autumn break", Whose.USUAL)
    assert break_day not in told({monday: (OFF, "")}, {})
    assert break_day not in told({}, {monday: (OFF, "")})


def test_the_usual_breaks_have_names():
    days = [date(2026, 8, 3), date(2026, 10, 2), date(2026, 12, 23), date(2027, 2, 22), date(2027, 3, 22)]

    assert [usual_break(day) for day in days] == [
        "Summer holidays", "Autumn break", "Christmas holidays", "Winter break", "Easter holidays",
    ]  # fmt: skip
    assert usual_break(date(2026, 11, 2)) == ""


def test_days_in_a_row_become_one_across_a_weekend_and_no_further():
    days = {date(2026, 9, 28) + A_DAY * number: (OFF, "Ferie") for number in (0, 1, 4, 7, 9)}

    rows = in_rows(named(days, {}, AUGUST, date(2026, 11, 1)))

    assert [(day.day.day, last.day) for day, last in rows] == [(28, 29), (2, 5), (7, 7)]


def test_a_usual_break_that_is_entered_turns_nothing_off_and_a_new_day_off_does():
    before, break_day, new = school_days({}, {}), date(2026, 9, 28), date(2027, 5, 24)

    assert turned_off(before, school_days({break_day: (OFF, "Høstferie")}, {})) == set()
    assert turned_off(before, school_days({new: (OFF, "")}, {})) == {new}
    assert turned_off(school_days({new: (ORDINARY, "")}, {new: (OFF, "")}), school_days({}, {new: (OFF, "")})) == {new}


@given(WRITTEN, WRITTEN)
def test_what_is_told_is_what_holds(own, owners):
    days, found = school_days(own, owners), told(own, owners)

    for number in range((JULY - AUGUST).days + 1):
        day = AUGUST + timedelta(days=number)
        if day in found:
            assert found[day][0] is days.kind(day)
        else:
            assert days.kind(day) is (ORDINARY if day.weekday() < 5 else OFF)


@given(WRITTEN, WRITTEN)
def test_differences_lead_from_one_calendar_to_the_other(before, after):
    new, changed, gone = differences(before, after)

    made = {day: said for day, said in before.items() if day not in gone} | {
        day: after[day] for day in (*new, *changed)
    }
    assert made == after
    assert not {*new} & {*changed}
    assert {*new}.isdisjoint(before)


@given(st.integers(2020, 2040))
def test_the_usual_days_are_those_the_reckoning_takes_off(year):
    for day in usual_days(year):
        assert is_usual_break(day)
        assert not USUAL.is_at_work(day)
