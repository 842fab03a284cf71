"""What two rows have in common is found as difflib finds it, and quickly also where somebody means harm."""

import time
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.differences import differences, side_by_side
from courseengine.base.matching import LONGEST, opcodes
from courseengine.base.merge import merge, take
from courseengine.base.text import ANSWER_LENGTH

ROWS = st.lists(st.sampled_from("abc"), max_size=30)


def applied(before, after, codes):
    """What becomes of the first row by the codes, where what is said to be alike comes from it."""
    parts = [before[old:end] if tag == "equal" else after[new:last] for tag, old, end, new, last in codes]
    return [piece for part in parts for piece in part]


@given(ROWS, ROWS)
def test_what_is_short_is_matched_as_difflib_does(before, after):
    assert opcodes(before, after) == SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a", "b"] * 900, ["b", "a", "a"] * 600),
        (["x", *"ab" * 2000], ["x", *"ba" * 2500, "y"]),
        (["x"] * 3000, ["x"] * 3001),
        ([], ["x"] * (LONGEST + 1)),
    ],
)
def test_what_is_long_is_matched_truly(before, after):
    assert applied(before, after, opcodes(before, after)) == after


def crafted(*pieces, between):
    """A text as long as may be, of the same few pieces again and again."""
    one = between.join(pieces) + between
    return (one * (ANSWER_LENGTH // len(one) + 1))[:ANSWER_LENGTH]


@pytest.mark.parametrize("between", ["\n\n", "\n", " "])
def test_no_text_takes_long_to_merge_or_to_mark(between):
    base, stored, written = (
        crafted(*pieces, between=between) for pieces in (("a", "b"), ("b", "a", "a"), ("a", "b", "b", "a"))
    )
    begun = time.process_time()

    take(base, stored, written, waiting=[stored, written] * 10, limit=ANSWER_LENGTH)
    merge(base * 40, stored, written)  # what a form says it started from is checked by nobody
    side_by_side(stored, written)
    differences(base, written)

    assert time.process_time() - begun < 5


def test_many_paragraphs_that_are_all_new_are_not_compared_one_by_one():
    base = "\n\n".join("abc"[n % 3] * (9 + n % 11) + str(n) for n in range(900))
    stored = "\n\n".join("xyz"[n % 3] * (9 + n % 11) for n in range(899))
    begun = time.process_time()

    assert merge(base, stored, base + "!").clashes

    assert time.process_time() - begun < 2
