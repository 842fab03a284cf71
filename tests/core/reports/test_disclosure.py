"""Bands hide what they promise to hide, whatever the school looks like."""

from collections import defaultdict
from datetime import UTC, date, datetime
from itertools import chain, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.reports.disclosure import SMALLEST_GROUP, Band, Shown, as_of, disclose


def people(count: int, *, start: int = 0) -> set[int]:
    return set(range(start, start + count))


@st.composite
def schools(draw: st.DrawFn, largest: int = 12) -> tuple[dict[str, set[int]], set[int], set[int]]:
    """Teams without a person in common, people without a team, and who of them is done."""
    sizes = draw(st.lists(st.integers(1, largest), max_size=5))
    teams, start = {}, 0
    for number, size in enumerate(sizes):
        teams[f"team {number}"] = people(size, start=start)
        start += size
    others = people(draw(st.integers(0, largest)), start=start)
    everyone = sorted(others.union(*teams.values()))
    done = draw(st.sets(st.sampled_from(everyone))) if everyone else set()
    return teams, others, done


@pytest.mark.parametrize(
    ("done", "band"),
    [(0, Band.FEW), (2, Band.FEW), (3, Band.HALF), (6, Band.HALF), (7, Band.MOST), (9, Band.MOST)],
)
def test_a_group_of_nine_is_shown_in_thirds(done, band):
    assert disclose({"team": people(9)}, set(), people(done)).groups == {"team": band}


@pytest.mark.parametrize(("size", "band"), [(4, Band.HIDDEN), (5, Band.MOST)])
def test_five_is_the_smallest_group(size, band):
    shown = disclose({"team": people(size)}, set(), people(size))

    assert shown == Shown(whole=band, groups={"team": band}, leaves_out=False)


def test_the_whole_leaves_a_small_team_out_and_says_so():
    shown = disclose({"large": people(9), "small": people(4, start=9)}, set(), people(4, start=9))

    assert shown == Shown(whole=Band.FEW, groups={"large": Band.FEW, "small": Band.HIDDEN}, leaves_out=True)


def test_people_without_a_team_count_in_the_whole_when_they_are_five():
    four = disclose({"team": people(5)}, people(4, start=5), people(4, start=5))
    five = disclose({"team": people(5)}, people(5, start=5), people(5, start=5))

    assert (four.whole, four.leaves_out) == (Band.FEW, True)
    assert (five.whole, five.leaves_out) == (Band.HALF, False)


def test_a_school_of_small_teams_is_one_group():
    shown = disclose({"a": people(3), "b": people(3, start=3)}, set(), people(6))

    assert shown == Shown(whole=Band.MOST, groups={"a": Band.HIDDEN, "b": Band.HIDDEN}, leaves_out=False)


def test_a_whole_counted_from_people_would_have_told_that_nobody_has_begun():
    teams = {"a": people(5), "b": people(5, start=5), "c": people(5, start=10)}
    nobody_in_a = {5, 6, 10, 11}
    one_in_a = nobody_in_a | {0}

    assert disclose(teams, set(), nobody_in_a) == disclose(teams, set(), one_in_a)


def test_groups_with_a_person_in_common_are_refused():
    with pytest.raises(ValueError, match="two groups"):
        disclose({"a": people(5), "b": people(5, start=4)}, set(), set())


def test_figures_stand_still_from_midnight_to_midnight_in_oslo():
    before = as_of(datetime(2026, 11, 30, 22, 59, tzinfo=UTC))
    after = as_of(datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    evening = as_of(datetime(2026, 12, 1, 22, 59, tzinfo=UTC))

    assert before.day == date(2026, 11, 29)
    assert after.day == date(2026, 11, 30)
    assert after.instant == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert evening == after


@given(st.integers(SMALLEST_GROUP, 60))
def test_no_band_says_that_all_are_done_or_that_nobody_is(size):
    by_band: dict[Band, set[int]] = {}
    for done in range(size + 1):
        by_band.setdefault(disclose({"team": people(size)}, set(), people(done)).groups["team"], set()).add(done)

    assert set(by_band) == {Band.FEW, Band.HALF, Band.MOST}
    assert all(len(counts) > 1 and counts - {0, size} for counts in by_band.values())


@given(schools())
def test_a_person_can_always_be_taken_for_the_opposite(school):
    """For everyone there is another world with the same picture, in which they are not what they are."""
    teams, others, done = school
    shown = disclose(teams, others, done)

    everyone = others.union(*teams.values())
    for person in everyone:
        exchanged = (done ^ {person, other} for other in everyone if (other in done) != (person in done))
        worlds = chain([done ^ {person}], exchanged)
        assert any(disclose(teams, others, world) == shown for world in worlds)


@given(schools(), st.data())
def test_a_small_team_shows_nothing_beside_a_large_one(school, data):
    teams, others, done = school
    teams = {**teams, "large": people(6, start=1000)}
    small = [members for members in teams.values() if len(members) < SMALLEST_GROUP]
    if len(others) < SMALLEST_GROUP:
        small.append(others)
    hidden = sorted(set().union(*small))
    otherwise = (done - set(hidden)) | data.draw(st.sets(st.sampled_from(hidden)) if hidden else st.just(set()))

    assert disclose(teams, others, otherwise) == disclose(teams, others, done)


@given(schools(largest=7))
def test_no_two_figures_tell_of_a_group_below_five(school):
    """Whatever is combined, added or subtracted, comes from groups of five and more.

    The picture depends on how many in each of them are done, never on who: exchanging people
    within one of them changes nothing, so no part of it can be told from another part.
    """
    teams, others, done = school
    blocks = [group for group in (*teams.values(), others) if len(group) >= SMALLEST_GROUP]
    blocks = blocks or [others.union(*teams.values())]
    shown = disclose(teams, others, done)

    for block in blocks:
        count = len(block & done)
        assert disclose(teams, others, (done - block) | set(sorted(block)[:count])) == shown
        assert disclose(teams, others, (done - block) | set(sorted(block, reverse=True)[:count])) == shown


@pytest.mark.parametrize("sizes", [(5, 5, 5), (5, 6, 7), (9, 4, 5), (8, 3, 3)])
def test_the_whole_narrows_no_teams_band(sizes):
    """Every count a team's own band allows is still possible when the school's band is known too."""
    teams, start = {}, 0
    for number, size in enumerate(sizes):
        teams[number] = people(size, start=start)
        start += size
    alone, together = defaultdict(set), defaultdict(set)
    for counts in product(*(range(size + 1) for size in sizes)):
        done = set(chain.from_iterable(sorted(teams[number])[:count] for number, count in enumerate(counts)))
        shown = disclose(teams, set(), done)
        for number, count in enumerate(counts):
            alone[number, shown.groups[number]].add(count)
            together[number, shown.whole, tuple(shown.groups.values())].add(count)

    for (number, _whole, bands), possible in together.items():
        assert possible == alone[number, bands[number]]
