"""Nothing that two people type at the same time is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.merge import Clash, Taken, keep_both, keep_written, merge, take

WORDS = st.text(alphabet="abcæøå ", min_size=1, max_size=8).filter(str.strip)
TEXTS = st.lists(WORDS, max_size=6).map("\n\n".join)
OTHERS = st.lists(WORDS, max_size=6, unique=True).map("\n\n".join)
"""without a paragraph that comes twice, which nobody can tell from one that was sent twice"""


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


def test_where_two_clash_either_or_both_can_be_kept():
    texts = ("en\n\nto\n\ntre", "en A\n\nto\n\ntre!", "en B\n\nto\n\ntre")

    assert keep_written(*texts) == "en B\n\nto\n\ntre!"
    assert keep_both(*texts) == "en A\n\nen B\n\nto\n\ntre!"


def test_what_merges_stands_and_what_clashes_waits_beside_it():
    assert take("en\n\nto", "en!\n\nto", "en\n\nto!", limit=99) == Taken("en!\n\nto!", None, None)
    assert take("en\n\nto", "A\n\nto", "B\n\nto!", limit=99) == Taken("A\n\nto!", "B\n\nto!", None)


def test_whoever_goes_on_from_a_text_that_waits_changes_that_one():
    first = take("en", "A", "B", limit=99)
    assert first == Taken("A", "B", None)

    assert take("B", "A", "B og mer", waiting=["B"], limit=99) == Taken("A", "B og mer", 0)
    assert take("A", "A", "C", waiting=["B"], limit=99) == Taken("C", None, None)
    assert take("en", "A", "C", waiting=["B"], limit=99) == Taken("A", "C", None)


def test_a_text_that_is_kept_apart_changes_nothing():
    assert take("en", "en", "to", apart=True, limit=99) == Taken("en", "to", None)
    assert take("en", "en", "en", apart=True, limit=99) == Taken("en", None, None)


def test_two_texts_too_long_together_wait_beside_each_other():
    assert take("", "a" * 6, "b" * 6, limit=10) == Taken("a" * 6, "b" * 6, None)


@given(OTHERS, OTHERS, OTHERS)
def test_sending_the_same_again_changes_nothing(base, stored, written):
    once = take(base, stored, written, limit=999)
    again = take(base, once.text, written, waiting=[once.beside] if once.beside else [], limit=999)

    assert again.text == once.text
    assert again.beside == once.beside
