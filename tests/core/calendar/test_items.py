"""What follows from plans, meetings and school days, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.clock import OSLO, day_in_oslo
from courseengine.core.calendar.items import (
    WORKING_DAYS_FOR_PREWORK,
    Group,
    Item,
    ItemKind,
    WrittenDay,
    in_order,
    of_days,
    of_plans,
    prework_due,
    prework_of,
)
from courseengine.core.people.roles import Role
from courseengine.core.policy.actor import Actor, Holding
from courseengine.core.runs.plan import RunFacts, make_plan
from courseengine.core.school_days.days import USUAL, DayKind, SchoolDays
from tests.core.calendar.courses import small_course

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))


def holding(role: Role, place: int = 1) -> Holding:
    return Holding(role, place, None, None, False, "Furulia", "furulia", 9, None, None)


def run(**changed: object) -> RunFacts:
    facts = {
        "id": 1, "public_id": "run", "school_id": 1, "owner_id": 9, "school_name": "Furulia", "place_kind": "school",
        "schedule": "standard", "pace": None, "starts_on": None, "pilot": False,
    }  # fmt: skip
    return RunFacts(**(facts | changed))  # type: ignore[arg-type]  # as above


def items_of(actor: Actor, *plans: object) -> dict[str, Item]:
    return {item.key: item for item in of_plans(actor, plans, at=AT)}  # type: ignore[arg-type]  # plans


TEACHER = Actor(1, "Anne", (holding(Role.TEACHER),))
LEADER = Actor(2, "Cecilie", (holding(Role.SCHOOL_LEADER),))
OWNER = Actor(3, "Eva", (holding(Role.SCHOOL_OWNER, 9),))
STRANGE = Actor(4, "Hanna")


@pytest.fixture(scope="module")
def course():
    return small_course()


def test_a_run_s_own_date_and_the_release_are_two_lines_where_they_differ(course):
    dates = '[["m1","2026-12-07","2026-12-18"],["m2","2027-01-04",null]]'
    found = items_of(TEACHER, make_plan(course, run(dates=dates, pilot=True)))

    assert found["opening-run-m1"].starts_on == date(2026, 12, 7)
    assert found["done-run-m1"].starts_on == date(2026, 12, 18)
    assert found[f"release-{course.id}-m1"].starts_on == course.schedules[course.release]["m1"].opens
    assert "done-run-m2" not in found


def test_where_the_run_follows_the_release_one_line_says_it(course):
    found = items_of(TEACHER, make_plan(course, run()))

    assert "opening-run-m1" in found
    assert f"release-{course.id}-m1" not in found


def test_a_module_for_leaders_is_known_to_leaders_alone(course):
    plan = make_plan(course, run())

    assert "opening-run-m0" in items_of(LEADER, plan)
    assert "opening-run-m1" in items_of(TEACHER, plan)
    assert "opening-run-m0" not in items_of(TEACHER, plan)
    assert items_of(STRANGE, plan) == {}


def test_what_an_owner_sees_at_a_school_is_not_the_owner_s_own(course):
    plan = make_plan(course, run())

    assert not items_of(OWNER, plan)["opening-run-m1"].mine
    assert items_of(OWNER, make_plan(course, None))[f"release-{course.id}-m1"].mine
    assert not any(item.kind is ItemKind.DONE_BY for item in items_of(OWNER, plan).values())


def test_a_paused_run_has_no_date_for_what_has_not_opened(course):
    found = items_of(TEACHER, make_plan(course, run(paused_on=date(2026, 1, 1))))

    assert not any(item.kind is ItemKind.OPENING for item in found.values())


def test_schools_are_named_where_there_are_several(course):
    one, other = make_plan(course, run()), make_plan(course, run(public_id="other", school_id=2, school_name="Solli"))

    assert items_of(OWNER, one)["opening-run-m1"].whose == ""
    assert items_of(OWNER, one, other)["opening-other-m1"].whose == "Solli"


def meeting(course, day: date, activity: str = "m1-m1", **changed: object) -> Item:
    starts_at = datetime(day.year, day.month, day.day, 14, 15, tzinfo=OSLO).astimezone(UTC)
    common = {"public_id": "one", "plan": make_plan(course, run()), "activity_id": activity} | changed
    return Item(ItemKind.MEETING, "meeting-one", "Vi møtes", day, day, starts_at, **common)  # type: ignore[arg-type]


@given(DAYS)
def test_prework_is_due_five_working_days_before_and_never_after(day):
    days = SchoolDays({date(2026, 10, 5) + timedelta(days=number): DayKind.OFF for number in range(5)})
    item = meeting(small_course(), day)
    due = prework_of(TEACHER, item, prework_due(item.starts_on, days), at=AT)

    assert due is not None
    assert due.starts_on < day_in_oslo(item.starts_at)
    between = (due.starts_on + timedelta(days=number) for number in range((day - due.starts_on).days))
    assert sum(days.is_at_work(one) for one in between) == WORKING_DAYS_FOR_PREWORK


@given(DAYS)
def test_what_is_prepared_by_a_day_meets_no_later_than_so_many_working_days_after(day):
    latest = USUAL.working_days_after(day, WORKING_DAYS_FOR_PREWORK)

    assert prework_due(latest) <= day < prework_due(latest + timedelta(days=1))


def test_nothing_is_due_for_a_cancelled_meeting_or_one_without_prework(course):
    day = date(2026, 11, 30)

    assert prework_of(TEACHER, meeting(course, day), day, at=AT) is not None
    assert prework_of(TEACHER, meeting(course, day, cancelled=True), day, at=AT) is None
    assert prework_of(TEACHER, meeting(course, day, activity="m1-t1"), day, at=AT) is None
    assert prework_of(TEACHER, meeting(course, day, activity="nothing"), day, at=AT) is None
    assert prework_of(TEACHER, meeting(course, day, plan=None), day, at=AT) is None
    assert prework_of(STRANGE, meeting(course, day), day, at=AT) is None


def test_days_that_belong_together_are_one_also_across_a_weekend():
    off = WrittenDay(DayKind.OFF, "Juleferie")
    week = [date(2026, 12, 21) + timedelta(days=number) for number in (0, 1, 2, 3, 4, 7, 8)]
    found = list(of_days("furulia", "", dict.fromkeys(week, off)))

    assert [(item.starts_on, item.ends_on) for item in found] == [(week[0], week[-1])]


def test_other_names_other_kinds_and_gaps_are_items_of_their_own():
    monday = date(2026, 10, 5)
    written = {
        monday: WrittenDay(DayKind.OFF, "Høstferie"),
        monday + timedelta(days=1): WrittenDay(DayKind.PLANNING, "Høstferie"),
        monday + timedelta(days=2): WrittenDay(DayKind.OFF, "Fri"),
        monday + timedelta(days=4): WrittenDay(DayKind.OFF, "Fri"),
        monday + timedelta(days=5): WrittenDay(DayKind.ORDINARY, ""),
    }

    found = list(of_days("furulia", "", written))

    assert [item.kind for item in found] == [
        ItemKind.DAY_OFF, ItemKind.PLANNING_DAY, ItemKind.DAY_OFF, ItemKind.DAY_OFF,
    ]  # fmt: skip
    assert {item.group for item in found} == {Group.SCHOOL_DAYS}
    assert len({item.key for item in found}) == 4


@given(
    st.dictionaries(DAYS, st.sampled_from([WrittenDay(kind, name) for kind in DayKind for name in "ab"]), max_size=40)
)
def test_every_day_off_is_in_exactly_one_item(written):
    found = [item for item in of_days("furulia", "", written) if item.kind is ItemKind.DAY_OFF]

    for day, one in written.items():
        assert sum(item.falls_in(day, day) for item in found) == (one.kind is DayKind.OFF)


def test_a_day_is_read_from_what_lasts_longest_to_what_is_latest():
    day = date(2026, 11, 24)
    late, early = (
        Item(ItemKind.MEETING, key, key, day, day, datetime(2026, 11, 24, hour, tzinfo=UTC))
        for key, hour in (("late", 14), ("early", 8))
    )
    whole = Item(ItemKind.OPENING, "whole", "whole", day, day)
    week = Item(ItemKind.GATHERING, "week", "week", day, day + timedelta(days=4))

    assert [item.key for item in in_order([late, early, whole, week])] == ["week", "whole", "early", "late"]
