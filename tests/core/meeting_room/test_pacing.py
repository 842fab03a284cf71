"""A meeting's clock: what is left, where it goes on, and what makes room for the decision."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.meeting_room import pacing
from courseengine.core.meeting_room.pacing import Countdown, Part, Place

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
AGENDA = (
    Part(1, 600),
    Part(2, 1200, cuttable=True, steps=(240, None, 300)),
    Part(3, 300, cuttable=True),
    Part(4, 900, decision=True),
)


def later(seconds):
    return NOW + timedelta(seconds=seconds)


def through(*presses, parts=AGENDA):
    """Where a meeting is after presses, each so many seconds after the one before."""
    place, at = Place(), NOW
    for act, seconds in presses:
        at += timedelta(seconds=seconds)
        place, parts = pressed(act, place, parts, at)
    return place, parts, at


def pressed(act, place, parts, at):
    if act == "pause":
        return pacing.pauses(place, at), parts
    if act == "resume":
        return pacing.resumes(place, at), parts
    if act == "stretch":
        return pacing.stretches(place, 120, at), parts
    if act.startswith("cut"):
        return place, pacing.cuts(parts, int(act[3:]))
    moves = {"next": pacing.goes_on, "back": pacing.goes_back, "step": pacing.takes_next_step}
    moved = moves[act](place, parts, at)
    return moved.place, moved.parts


def test_nothing_is_on_before_the_first_press():
    place, parts, at = through()

    assert not pacing.is_over(place, parts)
    assert pacing.expected_end(place, parts, at) == later(3000)


def test_the_first_item_gets_its_time_and_the_clock_goes():
    place, _, at = through(("next", 0))

    assert (place.item, place.goes, place.item_time.left_at(at)) == (1, True, 600)


def test_going_on_keeps_what_was_left_for_coming_back():
    place, parts, at = through(("next", 0), ("next", 400), ("back", 30))

    assert (place.item, place.item_time.left_at(at)) == (1, 200)
    assert [part.left for part in parts] == [200, 1170, None, None]


def test_an_item_left_backwards_is_not_done():
    _, parts, _ = through(("next", 0), ("next", 10), ("back", 10))

    assert [part.state for part in parts] == ["waiting"] * 4


def test_a_method_begins_with_its_first_step():
    place, _, at = through(("next", 0), ("next", 600))

    assert (place.item, place.step, place.step_time.left_at(at)) == (2, 0, 240)


def test_a_step_without_a_time_has_no_clock():
    place, _, _ = through(("next", 0), ("next", 0), ("step", 240))

    assert (place.step, place.step_time.is_there) == (1, False)


def test_back_goes_through_the_steps_first():
    place, _, at = through(("next", 0), ("next", 0), ("step", 240), ("back", 10))

    assert (place.item, place.step, place.step_time.left_at(at)) == (2, 0, 240)


def test_coming_back_finds_the_step_where_it_was_left():
    place, _, at = through(("next", 0), ("next", 0), ("next", 100), ("back", 5))

    assert (place.item, place.step, place.step_time.left_at(at)) == (2, 0, 140)


def test_after_the_last_step_a_press_for_the_next_changes_nothing():
    before = through(("next", 0), ("next", 0), ("step", 1), ("step", 1))

    after = through(("next", 0), ("next", 0), ("step", 1), ("step", 1), ("step", 0))

    assert after == before


def test_after_the_last_item_it_is_over_and_one_can_go_back():
    place, parts, at = through(*[("next", 1)] * 5)
    back = pacing.goes_back(place, parts, at)

    assert (place, pacing.is_over(place, parts)) == (Place(), True)
    assert pacing.goes_on(place, parts, at).place == Place()
    assert back.place.item == 4


def test_before_the_first_item_back_changes_nothing():
    assert through(("back", 0))[:2] == (Place(), AGENDA)
    assert through(("next", 0), ("back", 5))[:2] == through(("next", 0))[:2]


def test_what_is_left_out_is_passed_by():
    place, _, _ = through(("next", 0), ("cut2", 0), ("next", 10))

    assert place.item == 3


def test_the_item_that_is_on_is_not_left_out():
    place, parts, _ = through(("next", 0), ("next", 10), ("cut2", 0))

    assert (place.item, [part.state for part in parts]) == (2, ["done", "waiting", "waiting", "waiting"])


@pytest.mark.parametrize("item", [1, 4])
def test_what_is_not_starred_and_the_decision_are_not_left_out(item):
    parts = tuple(replace(part, cuttable=part.cuttable or part.decision) for part in AGENDA)

    assert pacing.cuts(parts, item) == parts


def test_an_item_that_is_taken_off_the_agenda_is_no_end():
    place, parts, _ = through(("next", 0), ("next", 10))
    gone = tuple(part for part in parts if part.id != 2)

    assert not pacing.is_over(Place(), gone)
    assert pacing.goes_on(Place(), gone, later(20)).place.item == 3
    assert place.item == 2


def test_a_longer_item_makes_its_step_longer_too():
    place, _, at = through(("next", 0), ("next", 0), ("stretch", 60))

    assert (place.item_time.left_at(at), place.step_time.left_at(at)) == (1260, 300)


def test_a_stretch_after_the_end_begins_at_nothing():
    place, _, at = through(("next", 0), ("stretch", 900))

    assert place.item_time.left_at(at) == 120


def test_nothing_is_proposed_while_there_is_time():
    assert pacing.proposed_cuts(Place(), AGENDA, NOW, later(3000)) == ()


def test_as_little_as_will_do_is_proposed():
    assert [part.id for part in pacing.proposed_cuts(Place(), AGENDA, NOW, later(2800))] == [3]
    assert [part.id for part in pacing.proposed_cuts(Place(), AGENDA, NOW, later(2600))] == [2]
    assert [part.id for part in pacing.proposed_cuts(Place(), AGENDA, NOW, later(1500))] == [2, 3]


def test_all_there_is_is_proposed_where_it_is_not_enough():
    assert [part.id for part in pacing.proposed_cuts(Place(), AGENDA, NOW, later(600))] == [2, 3]


def test_the_decision_begins_early_enough_for_its_minutes():
    place, parts, _ = through(("next", 0))

    assert pacing.begin_decision_by(parts, later(3000)) == later(2100)
    assert place.item == 1
    assert pacing.begin_decision_by(through(*[("next", 1)] * 5)[1], later(3000)) is None


ITEMS = st.builds(
    Part,
    id=st.integers(),
    seconds=st.integers(60, 3600),
    cuttable=st.booleans(),
    decision=st.booleans(),
    steps=st.lists(st.none() | st.integers(60, 900), max_size=4).map(tuple),
)
AGENDAS = st.lists(ITEMS, min_size=1, max_size=8).map(
    lambda parts: tuple(replace(part, id=number) for number, part in enumerate(parts, 1))
)
PRESSES = st.lists(
    st.tuples(
        st.sampled_from(["next", "next", "back", "pause", "resume", "stretch", "step", "cut2", "cut3"]),
        st.integers(0, 2000),
    ),
    max_size=20,
)


@given(AGENDAS, PRESSES, st.lists(st.integers(0, 4000), min_size=1, max_size=5))
def test_no_clock_ever_counts_up_or_below_nothing(parts, presses, waits):
    place, _, at = through(*presses, parts=parts)

    for time in (place.item_time, place.step_time):
        left = [time.left_at(at + timedelta(seconds=wait)) for wait in sorted(waits)]
        assert left == sorted(left, reverse=True)
        assert min(left) >= 0


@given(AGENDAS, PRESSES, st.integers(0, 100_000))
def test_pausing_and_going_on_gives_and_takes_no_time(parts, presses, pause):
    place, _, at = through(*presses, parts=parts)
    place = pacing.resumes(place, at)
    then = at + timedelta(seconds=pause)

    again = pacing.resumes(pacing.pauses(place, at), then)

    assert again.item_time.left_at(then) == place.item_time.left_at(at)
    assert again.step_time.left_at(then) == place.step_time.left_at(at)
    assert pacing.pauses(pacing.pauses(place, at), then) == pacing.pauses(place, at)
    assert pacing.resumes(again, then + timedelta(seconds=9)) == again


@given(AGENDAS, PRESSES)
def test_no_item_is_lost_and_the_decision_is_never_left_out(parts, presses):
    place, after, _ = through(*presses, parts=parts)

    assert [part.id for part in after] == [part.id for part in parts]
    assert [part.id for part in after if part.decision and not part.wanted] == []
    assert place.item is None or next(part for part in after if part.id == place.item).wanted


@given(AGENDAS, PRESSES, st.integers(0, 6000))
def test_what_is_proposed_ends_the_meeting_in_time_if_anything_does(parts, presses, until):
    place, parts, at = through(*presses, parts=parts)
    end = at + timedelta(seconds=until)
    proposed = pacing.proposed_cuts(place, parts, at, end)
    shorter = parts
    for part in proposed:
        shorter = pacing.cuts(shorter, part.id)
    most = parts
    for part in parts:
        if part.id != place.item:
            most = pacing.cuts(most, part.id)

    assert all(part.cuttable and not part.decision for part in proposed)
    if pacing.expected_end(place, most, at) <= end:
        assert pacing.expected_end(place, shorter, at) < end + timedelta(seconds=pacing.TOLERATED)


def test_a_time_that_stands_is_what_was_left():
    going = Countdown(ends_at=later(90))

    assert going.standing(later(30)) == Countdown(left=60)
    assert going.standing(later(300)) == Countdown(left=0)
