"""A course with dates: the later of the release and the run's own, and only a pilot before it."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.course.model import CertificateRule, Course, Module, Pace
from courseengine.core.course.model import Opening as CourseOpening
from courseengine.core.runs.plan import Because, Opening, RunFacts, make_plan
from courseengine.core.runs.school_year import is_off, school_weeks

RELEASED = date(2019, 12, 1)


def module(id_: str) -> Module:
    return Module(
        id=id_,
        number=int(id_[1:]),
        slug=id_,
        title=id_,
        purpose="",
        goals=(),
        audience="everyone",
        team_kind=None,
        meetings_required=3,
        tasks_required=None,
        sections=(),
        body="",
        language="nb",
    )


def course(*, release: str | None = "standard") -> Course:
    return Course(
        id="c",
        title="C",
        purpose="",
        language="nb",
        languages=("nb",),
        edition="nb",
        modules=(module("m0"), module("m1"), module("m2")),
        schedules={
            "standard": {
                "m0": CourseOpening(opens=date(2019, 9, 15)),
                "m1": CourseOpening(opens=date(2019, 11, 1)),
                "m2": CourseOpening(opens=RELEASED),
            },
            "early": {"m1": CourseOpening(opens=date(2019, 8, 9), done_by=date(2019, 9, 25))},
        },
        release=release,
        paces={"calm": Pace(title="Calm", weeks={"m1": 5, "m2": 5})},
        methods={},
        certificate=CertificateRule(),
        licence="",
        version="1",
    )


def run(**dates: object) -> RunFacts:
    facts = {"schedule": None, "pace": None, "starts_on": None, "pilot": False, **dates}
    return RunFacts(id=1, public_id="r", school_id=1, owner_id=None, school_name="S", **facts)


def test_without_a_run_a_course_opens_as_it_is_released():
    assert make_plan(course(), None).openings["m2"] == Opening(RELEASED, Because.RELEASE)


def test_without_release_dates_and_without_a_run_everything_is_open():
    assert make_plan(course(release=None), None).openings["m2"] == Opening(None, Because.ALWAYS)


def test_a_run_that_starts_early_waits_for_the_release():
    plan = make_plan(course(), run(pace="calm", starts_on=date(2019, 9, 2)))

    assert plan.openings["m2"].opens_on == RELEASED
    assert plan.openings["m2"].because is Because.RELEASE


def test_a_run_that_starts_late_has_its_own_dates():
    plan = make_plan(course(), run(pace="calm", starts_on=date(2026, 11, 2)))

    assert plan.openings["m1"] == Opening(date(2026, 11, 2), Because.RUN, date(2026, 12, 4))
    assert plan.openings["m2"].opens_on == date(2026, 12, 7)


def test_only_a_pilot_opens_before_the_release():
    early = make_plan(course(), run(schedule="early"))
    pilot = make_plan(course(), run(schedule="early", pilot=True))

    assert early.openings["m1"].opens_on == date(2019, 11, 1)
    assert pilot.openings["m1"] == Opening(date(2019, 8, 9), Because.RUN, date(2019, 9, 25))


def test_a_module_that_the_run_does_not_name_follows_the_release():
    plan = make_plan(course(), run(schedule="early", pilot=True))

    assert plan.openings["m2"] == Opening(RELEASED, Because.RELEASE)


def test_a_module_that_nobody_dates_stays_shut():
    plan = make_plan(course(release=None), run(schedule="early"))

    assert plan.openings["m2"] == Opening(None, Because.UNDATED)


@given(st.dates(date(2015, 1, 1), date(2040, 1, 1)))
def test_no_run_but_a_pilot_opens_before_the_release(day):
    monday = day - timedelta(days=day.weekday())
    plan = make_plan(course(), run(pace="calm", starts_on=monday))

    assert all(plan.openings[id_].opens_on >= opening.opens for id_, opening in course().schedules["standard"].items())


def test_twenty_two_school_weeks_from_november_2019_are_twenty_six_of_the_calendar():
    start = date(2019, 11, 4)

    mondays = list(islice(school_weeks(start), 22))

    assert (mondays[-1] - start).days // 7 + 1 == 26


@pytest.mark.parametrize(
    ("monday", "off"),
    [
        (date(2026, 9, 28), True),  # week 40
        (date(2026, 12, 21), True),  # Christmas Day
        (date(2026, 12, 28), True),  # New Year's Day
        (date(2027, 2, 22), True),  # week 8
        (date(2027, 3, 22), True),  # Maundy Thursday
        (date(2026, 12, 14), False),
        (date(2027, 1, 4), False),
        (date(2027, 3, 29), False),
    ],
)
def test_the_usual_breaks_are_off(monday, off):
    assert is_off(monday) is off
