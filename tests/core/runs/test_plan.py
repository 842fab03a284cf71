"""A course with dates: the later of the release and the run's own, and only a pilot before it."""

import dataclasses
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.course.activities.survey import Statement, Survey
from courseengine.core.course.activities.text import Text
from courseengine.core.course.model import CertificateRule, Course, Module, Pace, Section, Track
from courseengine.core.course.model import Opening as CourseOpening
from courseengine.core.runs.plan import Because, Opening, Plan, PlannedActivity, RunFacts, make_plan
from courseengine.core.school_days.days import USUAL

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
    return RunFacts(id=1, public_id="r", school_id=1, owner_id=None, school_name="S", place_kind="school", **facts)


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

    mondays = list(islice(USUAL.school_weeks(start), 22))

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
    assert USUAL.is_school_week(monday) is not off


def test_a_plan_that_leaves_modules_out_has_a_course_without_them():
    whole = course()
    assert whole.module("m1")

    plan = make_plan(whole, run(dates='[["m2","2026-11-02",null],["m0","2026-11-09",null]]'))

    assert [module.id for module in plan.course.modules] == ["m2", "m0"]
    assert plan.course.module("m1") is None
    assert list(plan.openings) == ["m2", "m0"]


def with_survey(whole: Course, *rounds: str, module: str = "m1") -> Course:
    """The course with a meeting in every module, m0-m1 and so on, and a survey in one of them."""
    survey = Survey(kind="survey", id="s", title="S", minutes=5, items=(Statement(id="a", text="A"),), rounds=rounds)

    def filled(one: Module) -> Module:
        meeting = Meeting.model_construct(id=f"{one.id}-m1", kind="meeting", title="M", agenda=(), formerly=())
        activities = (meeting, survey) if one.id == module else (meeting,)
        return one.model_copy(update={"sections": (Section.model_construct(id="A", title="A", activities=activities),)})

    return whole.model_copy(update={"modules": tuple(filled(one) for one in whole.modules)})


def opening_of(whole: Course, facts: RunFacts | None, id_: str = "s") -> Opening:
    """When an activity opens."""
    plan = make_plan(whole, facts)
    activity, place = whole.activity(id_), whole.module_of(id_)
    assert activity
    assert place
    return PlannedActivity(plan, place, activity).opening


class TestWhatOpensWithAMeeting:
    """A survey opens with the module of the meeting its first round opens with, where that opens before its own."""

    calm = run(pace="calm", starts_on=date(2026, 11, 2))

    def test_elsewhere_before_its_own_module(self):
        whole = with_survey(course(), "m1-m1", module="m2")

        assert opening_of(whole, self.calm) == make_plan(whole, self.calm).openings["m1"]
        assert opening_of(whole, self.calm).opens_on == date(2026, 11, 2)
        assert opening_of(whole, self.calm, "m2-m1").opens_on == date(2026, 12, 7)

    def test_elsewhere_after_its_own_module(self):
        whole = with_survey(course(), "m2-m1", module="m1")

        assert opening_of(whole, self.calm) == make_plan(whole, self.calm).openings["m1"]

    def test_in_its_own_module(self):
        whole = with_survey(course(), "m2-m1", "m1-m1", module="m2")

        assert opening_of(whole, self.calm).opens_on == date(2026, 12, 7)

    def test_only_the_first_round_opens_it(self):
        whole = with_survey(course(), "m1-m1", "m0-m1", module="m2")

        assert opening_of(whole, self.calm) == make_plan(whole, self.calm).openings["m1"]

    def test_nowhere(self):
        whole = with_survey(course(), module="m2")

        assert opening_of(whole, self.calm) == make_plan(whole, self.calm).openings["m2"]

    def test_in_a_module_that_nobody_dates(self):
        """The one of the two that has a date opens it; without any it stays shut."""
        facts = run(schedule="early", pilot=True)  # which dates m1 alone
        undated = Opening(None, Because.UNDATED)

        assert opening_of(with_survey(course(release=None), "m2-m1", module="m1"), facts).opens_on == date(2019, 8, 9)
        assert opening_of(with_survey(course(release=None), "m1-m1", module="m2"), facts).opens_on == date(2019, 8, 9)
        assert opening_of(with_survey(course(release=None), "m0-m1", module="m2"), facts) == undated
        assert opening_of(with_survey(course(release=None), "m2-m1", module="m2"), facts) == undated
        assert opening_of(with_survey(course(release=None), module="m2"), facts) == undated

    def test_in_a_module_that_opens_with_the_release(self):
        whole = with_survey(course(), "m0-m1")

        assert opening_of(whole, self.calm) == Opening(date(2019, 9, 15), Because.RELEASE)
        assert opening_of(whole, None) == Opening(date(2019, 9, 15), Because.RELEASE)

    def test_where_everything_is_open(self):
        assert opening_of(with_survey(course(release=None), "m0-m1"), None) == Opening(None, Because.ALWAYS)


class TestTracks:
    """What is for one kind of place is no part of a plan for another."""

    def plan(self, place: str | None) -> Plan:
        whole = course().model_copy(update={"tracks": {"b": Track(title="B", places=("kindergarten",))}})
        facts = dataclasses.replace(run(pace="calm", starts_on=RELEASED), place_kind=place) if place else None
        return make_plan(whole, facts)

    @pytest.mark.parametrize(
        ("place", "track", "has"),
        [
            ("kindergarten", "b", {"b": True, "gone": False, None: True}),
            ("school", None, {"b": False, "gone": False, None: True}),
            (None, None, {"b": True, "gone": True, None: True}),
        ],
    )
    def test_a_plan_has_what_is_for_all_and_what_is_on_its_track(self, place, track, has):
        plan = self.plan(place)

        texts = [Text(kind="text", id="t", title="T", minutes=1, track=one) for one in ("b", "gone", None)]
        assert plan.track == track
        assert {text.track: plan.has(text) for text in texts} == has
