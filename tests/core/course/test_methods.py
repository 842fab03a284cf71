"""The steps of a method in the time an agenda gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.course.methods import TimedStep, timed
from courseengine.core.course.model import MethodStep


def step(minutes: int | None = None, *, text: str = "x", repeated: bool = False) -> MethodStep:
    return MethodStep(text=text, minutes=minutes, repeated=repeated)


ALONE, ROUND, CHOICE, PLENARY = step(4, text="a"), step(text="b"), step(text="c"), step(5, text="d")
WELCOME, TALK, MOVE, SUM = step(text="a"), step(12, text="b", repeated=True), step(2, text="c", repeated=True), step()
IGP, CAFE = (ALONE, ROUND, CHOICE, PLENARY), (WELCOME, TALK, MOVE, SUM)

durations = st.none() | st.integers(1, 240)
methods = st.lists(st.builds(step, durations, repeated=st.booleans()), max_size=8).map(tuple)
times = st.integers(1, 400)


def minutes_of(timed_steps: list[TimedStep]) -> list[int | None]:
    return [one.minutes for one in timed_steps]


def test_steps_that_say_how_long_they_take_take_that_long_and_the_others_share_the_rest():
    assert timed(IGP, 30) == [
        TimedStep(ALONE, 4, None),
        TimedStep(ROUND, 11, None),
        TimedStep(CHOICE, 10, None),
        TimedStep(PLENARY, 5, None),
    ]


def test_steps_are_gone_through_again_in_every_round_there_is_time_for():
    shown = timed(CAFE, 60)

    assert [one.step for one in shown] == [WELCOME, *[TALK, MOVE] * 4, SUM]
    assert minutes_of(shown) == [2, *[12, 2] * 4, 2]
    assert [one.round for one in shown] == [None, 1, 1, 2, 2, 3, 3, 4, 4, None]


@pytest.mark.parametrize(("minutes", "rounds"), [(1, 1), (27, 1), (28, 2), (41, 2), (42, 3)])
def test_a_round_is_whole_and_there_is_at_least_one(minutes, rounds):
    assert sum(one.step is TALK for one in timed(CAFE, minutes)) == rounds


def test_one_round_is_not_counted():
    assert {one.round for one in timed(CAFE, 20)} == {None}


def test_what_is_not_repeated_comes_off_before_the_rounds_are_counted():
    shown = timed((step(10), TALK, step(10)), 45)

    assert minutes_of(shown) == [10, 12, 12, 10]
    assert [one.round for one in shown] == [None, 1, 2, None]


def test_a_repeated_step_without_minutes_stretches_in_a_single_round():
    assert timed((step(4), step(repeated=True)), 20) == [
        TimedStep(step(4), 4, None),
        TimedStep(step(repeated=True), 16, None),
    ]


def test_when_the_time_is_too_short_all_are_shortened_alike_and_nothing_is_left_to_share():
    assert minutes_of(timed((step(12), step(), step(6)), 9)) == [6, None, 3]
    assert minutes_of(timed(CAFE, 7)) == [None, 6, 1, None]


def test_too_short_for_a_minute_each_some_have_none():
    assert minutes_of(timed((step(10), step(10), step(10)), 2)) == [1, 1, None]


def test_what_cannot_stretch_leaves_time_over():
    assert minutes_of(timed((step(4), step(5)), 30)) == [4, 5]


def test_without_a_time_the_steps_are_as_they_are_written():
    assert timed(CAFE, None) == [
        TimedStep(WELCOME, None, None),
        TimedStep(TALK, 12, None),
        TimedStep(MOVE, 2, None),
        TimedStep(SUM, None, None),
    ]


def test_a_method_without_steps_has_none():
    assert timed((), 30) == timed((), None) == []


@given(methods, times)
def test_the_minutes_add_up_whenever_a_step_can_stretch(steps, minutes):
    total = sum(one or 0 for one in minutes_of(timed(steps, minutes)))

    assert total <= minutes
    if any(one.minutes is None for one in steps):
        assert total == minutes


@given(methods, times)
def test_minutes_that_are_said_are_kept_where_there_is_time_for_all_of_them(steps, minutes):
    shown = timed(steps, minutes)

    asked = sum(one.step.minutes or 0 for one in shown)
    kept = all(one.minutes == one.step.minutes for one in shown if one.step.minutes)
    assert kept or asked > minutes
    assert all(one.minutes <= one.step.minutes for one in shown if one.step.minutes and one.minutes)


@given(methods, times)
def test_no_step_is_forgotten_and_each_round_is_all_of_its_steps_in_order(steps, minutes):
    together = sorted(steps, key=lambda one: one.repeated)  # those that are repeated stand together

    shown = timed(tuple(together), minutes)

    again = [one for one in together if one.repeated]
    assert [one.step for one in shown if not one.step.repeated] == [one for one in together if not one.repeated]
    in_rounds = [one.step for one in shown if one.step.repeated]
    assert in_rounds == again * (len(in_rounds) // max(1, len(again)))


@given(methods, st.integers(1, 60), st.integers(1, 60))
def test_steps_that_share_the_rest_differ_by_a_minute_at_most(steps, minutes, more):
    asked = sum(one.minutes or 0 for one in steps)
    shared = [one.minutes or 0 for one in timed(steps, asked + minutes + more) if one.step.minutes is None]

    assert not shared or max(shared) - min(shared) <= 1


def test_repeated_steps_that_stand_apart_are_one_round():
    steps = (
        MethodStep(text="a", minutes=4, repeated=True),
        MethodStep(text="x"),
        MethodStep(text="b", minutes=6, repeated=True),
    )

    assert [(one.step.text, one.round) for one in timed(steps, 30)] == [
        ("a", 1),
        ("b", 1),
        ("a", 2),
        ("b", 2),
        ("a", 3),
        ("b", 3),
        ("x", None),
    ]
