"""Addresses as they are pasted: out of a mail program, a spreadsheet, or one's head."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.web.forms.invitations import MOST_CHARACTERS, read_guests


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("kari@skolen.no", [(1, "", "kari@skolen.no")]),
        ("Kari Nes <kari@skolen.no>", [(1, "Kari Nes", "kari@skolen.no")]),
        ('"Nes, Kari" <kari@skolen.no>', [(1, "Nes, Kari", "kari@skolen.no")]),
        ("'Kari Nes' < KARI@Skolen.NO >", [(1, "Kari Nes", "kari@skolen.no")]),
        ("<kari@skolen.no>", [(1, "", "kari@skolen.no")]),
        ("Kari Nes\tkari@skolen.no", [(1, "Kari Nes", "kari@skolen.no")]),
        ("a@x.no, b@x.no;c@x.no", [(1, "", "a@x.no"), (1, "", "b@x.no"), (1, "", "c@x.no")]),
        ("A <a@x.no>, B <b@x.no>; C <c@x.no>,", [(1, "A", "a@x.no"), (1, "B", "b@x.no"), (1, "C", "c@x.no")]),
        ("\n\na@x.no\r\n  \r\nb@x.no\n", [(3, "", "a@x.no"), (5, "", "b@x.no")]),
        ("a@x.no\nA@X.NO\nA <a@x.no>", [(1, "", "a@x.no")]),
        ("Åse Ødegård <åse@skolen.no>", [(1, "Åse Ødegård", "åse@skolen.no")]),
        ("", []),
    ],
)
def test_is_read_as_it_was_meant(pasted, expected):
    guests, problems = read_guests(pasted)

    assert ([tuple(guest) for guest in guests], problems) == (expected, [])


@pytest.mark.parametrize(
    ("pasted", "lines"),
    [
        ("kari", [1]),
        ("Kari Nes", [1]),
        ("a@x.no\nkari@\n@skolen.no\nb@x.no", [2, 3]),
        ("Kari <kari@skolen.no> Nes", [1]),
        ("Kari <kari@skolen.no", [1]),
        ("a@x.no b@x.no", [1]),
        ("x" * 201 + " <a@x.no>", [1]),
        ("kari@skolen.no\N{ZERO WIDTH SPACE}", [1]),
    ],
)
def test_what_is_no_address_is_told_with_its_line(pasted, lines):
    _, problems = read_guests(pasted)

    assert [problem.line for problem in problems] == lines


@given(st.text(max_size=300))
def test_nothing_breaks_it(pasted):
    guests, _ = read_guests(pasted)

    assert len({guest.email for guest in guests}) == len(guests)
    assert all("\n" not in guest.name + guest.email for guest in guests)


@pytest.mark.parametrize("piece", ["<", ">", " ", "<>", "< ", "> ", ",", "a@", "@", "a@.", '"'])
def test_nothing_takes_it_long(piece):
    begun = time.perf_counter()

    read_guests(piece * (MOST_CHARACTERS // len(piece)))

    assert time.perf_counter() - begun < 2
