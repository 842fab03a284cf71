"""A dictionary that forgets everything when it is full."""

from courseengine.base.bounded import Bounded


def test_a_full_one_begins_anew_and_a_known_key_takes_no_room():
    kept = Bounded(2)
    kept["a"], kept["b"], kept["b"] = 1, 2, 3
    assert kept == {"a": 1, "b": 3}

    kept["c"] = 4
    assert kept == {"c": 4}
