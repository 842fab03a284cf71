"""A text that only adds keeps everything of the one before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.revisions import only_adds, plain_lines


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        ("", "one", True),
        ("one", "one two", True),
        ("two", "one two", True),
        ("one three", "one two three", True),
        ("one", "one", True),
        ("aa", "aaa", True),
        ("one", "", False),
        ("one", "two", False),
        ("one two", "one too", False),
        ("ab", "ba", False),
    ],
)
def test_only_adds(before, after, adds):
    assert only_adds(before, after) is adds


@given(st.text(), st.text(), st.text())
def test_putting_something_in_anywhere_only_adds(start, put_in, end):
    assert only_adds(start + end, start + put_in + end)


def test_line_breaks_of_browsers_are_ours():
    assert plain_lines("one\r\ntwo\rthree \n\n") == "one\ntwo\nthree"
