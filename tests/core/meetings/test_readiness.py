"""Ready is who has done all the prework; of an inner list one is enough."""

import pytest

from courseengine.core.meetings.readiness import all_of, how_many_ready, is_ready

PREWORK = ("m1-i1", ("m1-v1", "m1-p1"))


@pytest.mark.parametrize(
    ("done", "ready"),
    [
        (set(), False),
        ({"m1-i1"}, False),
        ({"m1-v1", "m1-p1"}, False),
        ({"m1-i1", "m1-v1"}, True),
        ({"m1-i1", "m1-p1"}, True),
        ({"m1-i1", "m1-p1", "m1-t1"}, True),
    ],
)
def test_ready_is_all_of_it_or_one_of_each_list(done, ready):
    assert is_ready(PREWORK, done) is ready


def test_how_many_is_a_number():
    assert how_many_ready(PREWORK, [{"m1-i1", "m1-v1"}, {"m1-i1"}, set()]) == 1


def test_without_prework_everybody_is_ready():
    assert how_many_ready((), [set(), set()]) == 2


def test_all_of_it_in_order():
    assert all_of(PREWORK) == ["m1-i1", "m1-v1", "m1-p1"]
