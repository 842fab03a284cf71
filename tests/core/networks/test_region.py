"""A region's year comes out of the data as the plan the product was commissioned from has it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.cli.demo.command import content_folders
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.model import Opening
from courseengine.core.networks import spans
from courseengine.core.networks.gatherings import GatheringDraft, make_gathering
from courseengine.core.networks.region import carried, months_of, school_year_of, years_of
from tests.core.town import NOW

IN_2019 = NOW.replace(year=2019, month=8, day=20)


@pytest.fixture(scope="module")
def course():
    """The course that ships."""
    return compile_course(content_folders()[0]).editions["nb"]


@pytest.fixture
def gatherings(session, made, by):
    """The leader network's days and the subject network's months, as the seed has them."""
    leaders, subject = made("leader", "Ledernettverk"), made("subject", "Fagnettverk")
    days = [spans.days(date(*day)) for day in ((2019, 9, 3), (2019, 11, 12), (2020, 2, 6), (2020, 4, 17))]
    months = [spans.month(*month) for month in ((2019, 10), (2020, 1), (2020, 3))]
    meets = [(leaders, "Ledere", one) for one in days]
    meets += [(subject, f"{number}. samling", one) for number, one in enumerate(months, 1)]
    return [
        make_gathering(session, network, GatheringDraft(theme=theme, span=span), by=by, at=IN_2019)
        for network, theme, span in reversed(meets)
    ]


def shown(months):
    """Month → the leaders' days, the modules with the months they take, what the subjects meet about."""
    return {
        (one.first.year, one.first.month): (
            [gathering.starts_on for gathering in one.leaders],
            [
                (taken.module_id, taken.opens_on.month, taken.last_day.month)
                for taken in one.modules
                if not taken.goes_on
            ],
            [gathering.theme for gathering in one.others],
        )
        for one in months
    }


def test_the_seeds_regional_calendar_comes_out_exactly(course, gatherings):
    openings = {module.id: one for module in course.modules if (one := course.schedules["regional"].get(module.id))}

    months = months_of(gatherings, openings, school_year=2019)

    assert shown(months) == {
        (2019, 9): ([date(2019, 9, 3)], [("m0", 9, 10)], []),
        (2019, 10): ([], [], ["1. samling"]),
        (2019, 11): ([date(2019, 11, 12)], [], []),
        (2019, 12): ([], [("m1", 12, 1)], []),
        (2020, 1): ([], [], ["2. samling"]),
        (2020, 2): ([date(2020, 2, 6)], [("m2", 2, 3)], []),
        (2020, 3): ([], [], ["3. samling"]),
        (2020, 4): ([date(2020, 4, 17)], [("m4", 4, 5)], []),
        (2020, 5): ([], [], []),
    }
    assert [taken.module_id for taken in months[-1].modules if taken.goes_on] == ["m4"]
    assert years_of(gatherings, openings) == [2019]


def test_another_school_year_shows_nothing_of_it(course, gatherings):
    assert months_of(gatherings, course.schedules["regional"], school_year=2020) == []


def test_a_schedule_is_carried_to_another_school_year_by_whole_years(course):
    moved = carried(course.schedules["regional"], 2026)

    assert moved["m0"] == Opening(opens=date(2026, 9, 1), done_by=date(2026, 10, 31))
    assert moved["m1"] == Opening(opens=date(2026, 12, 1), done_by=date(2027, 1, 31))
    assert carried(course.schedules["regional"], None) == course.schedules["regional"]
    assert carried({}, 2026) == {}
    leap = {"m": Opening(opens=date(2020, 2, 29))}
    assert carried(leap, 2020)["m"].opens == date(2021, 2, 28)


def test_a_school_year_begins_in_august():
    assert school_year_of(date(2026, 7, 31)) == 2025
    assert school_year_of(date(2026, 8, 1)) == 2026


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=2),
        st.tuples(st.dates(date(2018, 8, 1), date(2021, 7, 31)), st.integers(0, 300)),
        max_size=5,
    )
)
def test_every_module_begins_once_and_goes_on_without_a_gap(dates):
    openings = {
        id_: Opening(opens=day, done_by=date.fromordinal(day.toordinal() + length))
        for id_, (day, length) in dates.items()
    }

    taken = [
        (one.first, entry)
        for year in range(2017, 2024)
        for one in months_of([], openings, school_year=year)
        for entry in one.modules
    ]

    for id_, opening in openings.items():
        months = [first for first, entry in taken if entry.module_id == id_]
        begins = [first for first, entry in taken if entry.module_id == id_ and not entry.goes_on]
        assert begins == [opening.opens.replace(day=1)]
        last = opening.done_by
        assert len(months) == (last.year - opening.opens.year) * 12 + last.month - opening.opens.month + 1
