"""Where a meeting does not fit, a time that would is named: following it mends what was found."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.planner import moving
from courseengine.core.planner.document import PlannedDates
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.finding import Looked
from courseengine.core.planner.findings import FindingKind, findings
from courseengine.core.planner.fitting import time_that_fits
from courseengine.core.planner.times import When
from courseengine.core.school_days.days import DayKind, SchoolDays
from tests.core.planner.world import START, TODAY, make_course, make_school, wish

COURSE, SCHOOL = make_course(), make_school()
PLAN = draw_up(COURSE, wish(), SCHOOL, kept=None, today=TODAY)
ITS_OWN = {
    FindingKind.DAY_OFF,
    FindingKind.OUTSIDE_MODULE,
    FindingKind.DOUBLE_BOOKED,
    FindingKind.PREWORK_BEFORE_OPENING,
}


def of(document, key, school=SCHOOL):
    """What is found about one meeting."""
    return [
        one for one in findings(document, COURSE, school, today=TODAY) if one.kind in ITS_OWN and key in one.meetings
    ]


def test_a_meeting_on_a_day_off_is_told_the_nearest_of_the_schools_times():
    meeting = next(one for one in PLAN.meetings if one.activity_id == "m1-m2")
    off = make_school(days=SchoolDays({meeting.day: DayKind.OFF, date(2026, 7, 1): DayKind.OFF}))

    hit = next(
        one for one in of(replace(PLAN, meetings=(meeting,)), meeting.key, off) if one.kind is FindingKind.DAY_OFF
    )

    assert hit.values["fits"] == When(meeting.day - timedelta(weeks=1), time(14, 15))


def test_of_two_at_once_the_one_that_was_not_set_by_hand_is_to_move():
    first, second = next(one for one in PLAN.meetings if one.activity_id == "m1-m1"), PLAN.meetings[-1]
    moved = moving.move_meeting(PLAN, first.key, day=second.day, at=second.at)

    clash = next(one for one in of(moved, first.key) if one.kind is FindingKind.DOUBLE_BOOKED)

    assert clash.values["moves"] != first.key
    assert clash.values["fits"].day != second.day


@given(st.sampled_from(PLAN.meetings), st.integers(1, 400), st.integers(7, 17))
def test_what_is_named_mends_it(meeting, days, hour):
    moved = moving.move_meeting(PLAN, meeting.key, day=TODAY + timedelta(days=days), at=time(hour, 0))

    for one in of(moved, meeting.key):
        if fits := one.values.get("fits"):
            key = one.values.get("moves", meeting.key)
            mended = moving.move_meeting(moved, key, day=fits.day, at=fits.at)
            assert not of(mended, key)


def test_a_module_that_lasts_a_week_has_no_time_for_prework():
    staff = next(one for one in PLAN.meetings if one.activity_id == "m1-m1")
    short = replace(PLAN, modules=(PlannedDates("m1", START, START + timedelta(days=4)),), meetings=(staff,))

    assert time_that_fits(Looked(short, COURSE, SCHOOL, TODAY, False), staff) is None


def test_where_its_teams_meet_at_all_of_those_times_another_day_is_named():
    meeting = next(one for one in PLAN.meetings if one.activity_id == "m1-m2")
    off = make_school(days=SchoolDays({meeting.day: DayKind.OFF, date(2026, 7, 1): DayKind.OFF}))

    hit = next(one for one in of(PLAN, meeting.key, off) if one.kind is FindingKind.DAY_OFF)

    assert hit.values["fits"] == When(meeting.day - timedelta(days=1), time(14, 15))


def test_a_meeting_of_a_module_that_the_plan_has_not_fits_nowhere():
    none = replace(PLAN, modules=())

    assert time_that_fits(Looked(none, COURSE, SCHOOL, TODAY, False), PLAN.meetings[0]) is None


@pytest.mark.parametrize(("today", "start"), [(TODAY, date(2026, 9, 21)), (date(2026, 10, 13), None)])
def test_a_plan_that_has_begun_is_not_told_to_begin_earlier(today, start):
    wishes = wish(
        modules=("m1", "m2"), weeks={"m1": 6, "m2": 6}, starts_on=date(2026, 10, 12), ends_on=date(2026, 12, 18)
    )
    document = draw_up(COURSE, wishes, SCHOOL, kept=None, today=TODAY)

    late = next(one for one in findings(document, COURSE, SCHOOL, today=today) if one.kind is FindingKind.ENDS_LATE)

    assert late.values["start_by"] == start


def test_a_module_that_opens_in_a_break_is_told_the_week_after_it():
    document = moving.move_module(PLAN, "m3", opens_on=date(2026, 12, 28))

    found = findings(document, COURSE, SCHOOL, today=TODAY)

    assert [one.values["fits_from"] for one in found if one.kind is FindingKind.OPENS_ON_DAY_OFF] == [date(2027, 1, 4)]
