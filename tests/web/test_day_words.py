"""What days are called, at the beginning of a sentence and within one."""

from datetime import date

import pytest

from courseengine.base.i18n import language
from courseengine.core.school_days.days import DayKind, public_holiday
from courseengine.core.school_days.named import named
from courseengine.web.day_words import HOLIDAYS, holiday_name, name_of

TWO_AT_ONCE = date(2027, 5, 17)
ASCENSION_ON_LABOUR_DAY = date(2008, 5, 1)


@pytest.mark.parametrize(
    ("code", "day", "name", "within"),
    [
        ("nb", TWO_AT_ONCE, "Grunnlovsdag og andre pinsedag", "grunnlovsdag og andre pinsedag"),
        ("nn", TWO_AT_ONCE, "Grunnlovsdag og andre pinsedag", "grunnlovsdag og andre pinsedag"),
        ("en", TWO_AT_ONCE, "Constitution Day and Whit Monday", "Constitution Day and Whit Monday"),
        (
            "nb",
            ASCENSION_ON_LABOUR_DAY,
            "Kristi himmelfartsdag og arbeidernes dag",
            "Kristi himmelfartsdag og arbeidernes dag",
        ),
        ("nb", date(2027, 5, 6), "Kristi himmelfartsdag", "Kristi himmelfartsdag"),
        ("nb", date(2026, 10, 1), "Høstferie", "høstferie"),
        ("en", date(2026, 10, 1), "Autumn break", "Autumn break"),
    ],
)
def test_only_what_begins_a_sentence_or_is_a_proper_name_has_a_capital(code, day, name, within):
    spoken = language(code)
    (found,) = named({}, {}, day, day)

    assert name_of(found, spoken) == name
    assert name_of(found, spoken, within=True) == within


def test_what_somebody_wrote_stays_as_written():
    (found,) = named({TWO_AT_ONCE: (DayKind.OFF, "17. Mai")}, {}, TWO_AT_ONCE, TWO_AT_ONCE)

    assert name_of(found, language("nb"), within=True) == "17. Mai"


def test_every_public_holiday_has_a_name():
    days = [date.fromordinal(number) for number in range(date(2024, 1, 1).toordinal(), date(2034, 1, 1).toordinal())]

    assert {name for day in days for name in public_holiday(day).split("; ") if name} == set(HOLIDAYS)
    assert holiday_name("", language("nb")) == ""
