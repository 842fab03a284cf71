"""A pasted list becomes people, or every line that is wrong is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.people.pasting import MOST_CHARACTERS, MOST_LINES, NotTaken, read_people, read_team

KARI = ("Kari Nordmann", "kari@skolen.no")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Kari Nordmann kari@skolen.no", KARI),
        ("Kari Nordmann <Kari@Skolen.no>", KARI),
        ('"Kari Nordmann" <kari@skolen.no>;', KARI),
        ("Kari Nordmann, kari@skolen.no", KARI),
        ("Kari Nordmann\tkari@skolen.no", KARI),
        ("Kari  Nordmann;kari@skolen.no", KARI),
        ("kari@skolen.no Kari Nordmann", KARI),
        ("Kari Nordmann mailto:kari@skolen.no", KARI),
        ("- Kari Nordmann kari@skolen.no", KARI),
        ("• Kari Nordmann kari@skolen.no.", KARI),
        ("3. Kari Nordmann kari@skolen.no", KARI),
        ("kari@skolen.no", ("", "kari@skolen.no")),
        ("<kari@skolen.no>", ("", "kari@skolen.no")),
        ("Kari Nordmann", ("Kari Nordmann", "")),
        ("יעל שרה הכהן", ("יעל שרה הכהן", "")),
    ],
)
def test_a_line_is_read_as_people_write_it(text, read):
    (line,) = read_people(text)

    assert (line.name, line.email) == read


def test_the_first_line_is_the_name_of_the_team():
    name, lines = read_team("\r\n  5. trinn \r\n\r\nKari Nordmann\r\nola@skolen.no\r\n")

    assert name == "5. trinn"
    assert [(line.number, line.name, line.email) for line in lines] == [
        (4, "Kari Nordmann", ""),
        (5, "", "ola@skolen.no"),
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1]),
        ("\n \n", [1]),
        ("Kari kari@skolen.no", [1]),
        (f"{'x' * 201}", [1]),
        ("Norsk\nKari kari@skolen.no, ola@skolen.no\nOla\nPer @ skolen", [2, 4]),
        ("Norsk\nkari@skolen", [2]),
        (f"Norsk\n{'x' * 201}", [2]),
        ("kari@skolen.no\nkari@skolen", [1, 2]),
        ("Norsk\n" + "Kari\n" * (MOST_LINES + 1), [MOST_LINES + 2]),
        ("x" * (MOST_CHARACTERS + 1), [1]),
        ("Trinn 5–7\n- )\nKari Nordmann kari@skolen.no", [2]),
    ],
)
def test_every_line_that_is_wrong_is_told(text, numbers):
    with pytest.raises(NotTaken) as refused:
        read_team(text)

    assert [problem.line for problem in refused.value.problems] == numbers


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_told(text):
    try:
        lines = read_people(text)
    except NotTaken as refused:
        lines = []
        problems = refused.problems
    else:
        problems = []

    assert all(line.name or line.email for line in lines)
    assert all(problem.message % problem.values for problem in problems)
