"""What is new and what is gone is marked, and nothing is left out."""

from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.differences import Part, differences, side_by_side

TEXTS = st.text(alphabet="ab \n.", max_size=40)


def test_a_changed_word_is_marked_alone():
    assert differences("Vi prøver dette\ni mars", "Vi prøver noe\ni mars") == [
        Part("same", "Vi prøver "),
        Part("gone", "dette"),
        Part("new", "noe"),
        Part("same", "\ni mars"),
    ]


def test_two_texts_are_marked_where_the_other_differs():
    ours, theirs = side_by_side("en A to", "en B to")

    assert ours == [Part("same", "en "), Part("other", "A"), Part("same", " to")]
    assert theirs == [Part("same", "en "), Part("other", "B"), Part("same", " to")]


def test_long_passages_are_told_apart_as_wholes():
    before, after = "a " * 900, "b " * 900

    assert differences(before, after) == [Part("gone", before), Part("new", after)]


@given(TEXTS, TEXTS)
def test_the_parts_are_both_texts(before, after):
    parts = differences(before, after)

    assert "".join(part.text for part in parts if part.kind != "new") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after
