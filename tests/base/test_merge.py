"""Nothing that two people type at the same time is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.merge import Clash, merge

WORDS = st.text(alphabet="abcæøå ", min_size=1, max_size=8).filter(str.strip)
TEXTS = st.lists(WORDS, max_size=6).map("\n\n".join)


@pytest.mark.parametrize(
    ("base", "stored", "written", "expected"),
    [
        ("en\n\nto", "en!\n\nto", "en\n\nto!", "en!\n\nto!"),
        ("en", "en\n\nto", "en\n\ntre", "en\n\nto\n\ntre"),
        ("", "to", "tre", "to\n\ntre"),
        ("en\n\nto\n\ntre", "en\n\ntre", "en\n\nto\n\ntre\n\nfire", "en\n\ntre\n\nfire"),
        ("en", "en", "to", "to"),
        ("en", "to", "en", "to"),
        ("en\n\nto", "null\n\nen\n\nto", "en\n\nto\n\ntre", "null\n\nen\n\nto\n\ntre"),
    ],
)
def test_changes_in_different_places_become_one_text(base, stored, written, expected):
    assert merge(base, stored, written) == (expected, ())


def test_a_place_both_changed_is_told_apart_and_the_rest_is_merged():
    found = merge("en\n\nto\n\ntre", "en A\n\nto\n\ntre", "en B\n\nto\n\ntre!")

    assert found.text == "en A\n\nto\n\ntre!"
    assert found.clashes == (Clash("en A", "en B"),)


def test_what_one_took_away_and_the_other_changed_is_told_apart():
    assert merge("en\n\nto", "to", "en!\n\nto").clashes == (Clash("", "en!"),)
    assert merge("en\n\nto", "en!\n\nto", "to").clashes == (Clash("en!", ""),)


@given(TEXTS, TEXTS, TEXTS)
def test_what_was_written_new_is_in_the_text_or_in_a_clash(base, stored, written):
    found = merge(base, stored, written)
    seen = f"{found.text}\n\n" + "\n\n".join(part for clash in found.clashes for part in clash)

    new = {part for text in (stored, written) for part in text.split("\n\n")} - set(base.split("\n\n"))
    assert new <= set(seen.split("\n\n"))


@given(TEXTS, TEXTS)
def test_writing_alone_changes_nothing_but_what_was_written(base, written):
    assert merge(base, base, written).text == written
    assert merge(base, written, base).text == written
