"""The languages: a code nobody declared costs nothing, and dates read as one writes them."""

from datetime import date

import pytest

from courseengine.base.i18n import best_language, language


@pytest.mark.parametrize("code", ["x", "", "nb-NO", "x" * 4000])
def test_a_code_nobody_declared_is_bokmål_and_is_not_kept(code):
    assert language(code) is language("nb")


@pytest.mark.parametrize(
    ("accepted", "code"),
    [("nn-NO,nb;q=0.8", "nn"), ("no", "nb"), ("sv,en-GB;q=0.7", "en"), ("", "nb"), ("fi", "nb"), (";;,", "nb")],
)
def test_the_browser_says_which_language(accepted, code):
    assert best_language(accepted) == code


@pytest.mark.parametrize(
    ("code", "text"), [("nb", "tirsdag 1. desember"), ("nn", "tysdag 1. desember"), ("en", "Tuesday 1 December")]
)
def test_a_day_reads_as_one_writes_it(code, text):
    assert language(code).day(date(2026, 12, 1), weekday=True).replace("\N{NO-BREAK SPACE}", " ") == text
