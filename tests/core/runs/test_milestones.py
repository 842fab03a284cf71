"""The milestones of a plan: what holds for all, and what holds here."""

import dataclasses
from datetime import date

from courseengine.core.runs.milestones import MilestoneKind, milestones_of
from courseengine.core.runs.plan import RunFacts, make_plan
from tests.core.runs.test_plan import course

RUN = RunFacts(1, "r", 1, None, "Furulia", "school", None, "calm", date(2026, 8, 17), pilot=False)
ALL = ("m0", "m1", "m2")


def told(plan, modules=ALL):
    return [(one.day, one.kind.value, one.module_id, one.national) for one in milestones_of(plan, modules)]


def test_a_course_without_a_run_has_the_national_days():
    assert told(make_plan(course(), None)) == [
        (date(2019, 9, 15), "released", "m0", True),
        (date(2019, 11, 1), "released", "m1", True),
        (date(2019, 12, 1), "released", "m2", True),
    ]


def test_a_run_has_its_own_days_beside_them():
    found = told(make_plan(course(), RUN), ["m1"])

    assert found == [
        (date(2019, 11, 1), "released", "m1", True),
        (date(2026, 8, 17), "opens", "m1", False),
        (date(2026, 9, 18), "done_by", "m1", False),
    ]


def test_a_pilot_on_a_schedule_has_that_schedules_days_for_all_and_they_are_said_once():
    pilot = dataclasses.replace(RUN, schedule="early", pace=None, starts_on=None, pilot=True)

    assert told(make_plan(course(), pilot), ["m1"]) == [
        (date(2019, 8, 9), "released", "m1", True),
        (date(2019, 9, 25), "done_by", "m1", False),
    ]


def test_what_opens_for_all_after_the_school_would_have_opened_it_is_said_once():
    early = dataclasses.replace(RUN, schedule="early", pace=None, starts_on=None)

    kinds = [one.kind for one in milestones_of(make_plan(course(), early), ["m1"])]

    assert kinds == [MilestoneKind.DONE_BY, MilestoneKind.RELEASED]


def test_modules_one_does_not_see_have_no_day():
    assert {one[2] for one in told(make_plan(course(), RUN), ["m2", "gone"])} == {"m2"}


def test_a_course_released_at_once_has_only_local_days():
    assert {one[3] for one in told(make_plan(course(release=None), RUN))} == {False}
