"""What a team has done together, and when it is behind."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from courseengine.core.course.model import Module
from courseengine.core.meetings.timing import Standing
from courseengine.core.reports.team_facts import (
    Delivery,
    State,
    TeamFacts,
    facts_by_team,
    is_for_everyone,
    last_day,
    own_tasks,
    team_tasks,
)
from tests.core.reports.courses import M0, M1, M1_DONE_BY, M2, plan

NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
TASKS = [Delivery(1, "m1-g1"), Delivery(1, "m1-g2")]


def facts(held=0, deliveries=(), *, module: Module = M1, at: datetime = NOW, **done_by: date) -> TeamFacts:
    meetings = {(1, module.id): Counter({Standing.HELD: held})}
    return facts_by_team(plan(**done_by), module, {1: plan(**done_by)}, meetings, deliveries, at=at)[1]


def oslo(*wall_time: int) -> datetime:
    return datetime(*wall_time, tzinfo=ZoneInfo("Europe/Oslo"))


def test_what_is_asked_of_everybody_leaves_out_the_optional_and_other_tracks():
    assert [task.id for task in team_tasks(plan(), M1)] == ["m1-g1", "m1-g2"]
    assert [task.id for task in own_tasks(plan(), M1)] == ["m1-i1", "m1-i2"]
    assert [is_for_everyone(module) for module in (M0, M1, M2)] == [False, True, True]


def test_a_team_that_has_done_nothing_is_on_plan():
    assert facts() == TeamFacts(
        state=State.ON_PLAN,
        tasks_delivered=0,
        tasks_required=2,
        meetings_held=0,
        meetings_required=2,
        meetings_planned=0,
        meetings_not_recorded=0,
    )


@pytest.mark.parametrize(
    ("meetings", "deliveries", "state"),
    [(2, 2, State.DONE), (1, 2, State.ON_PLAN), (2, 1, State.ON_PLAN)],
)
def test_done_takes_all_tasks_and_all_meetings(meetings, deliveries, state):
    assert facts(meetings, TASKS[:deliveries]).state is state


def test_only_this_teams_and_this_modules_work_counts():
    meetings = {(1, "m2"): Counter({Standing.HELD: 1}), (2, "m1"): Counter({Standing.HELD: 1})}
    deliveries = [Delivery(1, "m1-g3"), Delivery(1, "m2-g1"), Delivery(2, "m1-g1")]

    found = facts_by_team(plan(), M1, {1: plan()}, meetings, deliveries, at=NOW)[1]

    assert (found.meetings_held, found.tasks_delivered) == (0, 0)


def test_planned_and_unrecorded_meetings_are_told_apart_from_held_ones():
    meetings = {(1, "m1"): Counter({Standing.PLANNED: 2, Standing.NOT_RECORDED: 1, Standing.CANCELLED: 5})}

    found = facts_by_team(plan(), M1, {1: plan()}, meetings, [], at=NOW)[1]

    assert (found.meetings_planned, found.meetings_not_recorded, found.meetings_held) == (2, 1, 0)


def test_a_task_delivered_under_an_earlier_id_counts_once():
    assert facts(deliveries=[Delivery(1, "m1-g0"), Delivery(1, "m1-g1")]).tasks_delivered == 1


@pytest.mark.parametrize(
    ("at", "state"), [(oslo(2026, 11, 20, 23, 59), State.ON_PLAN), (oslo(2026, 11, 21, 0, 0), State.BEHIND)]
)
def test_a_team_is_behind_when_the_last_day_is_over(at, state):
    assert facts(at=at, m1=M1_DONE_BY).state is state


def test_a_team_that_is_done_is_never_behind():
    assert facts(2, TASKS, at=oslo(2027, 6, 1), m1=M1_DONE_BY).state is State.DONE


@pytest.mark.parametrize(
    ("at", "state"), [(oslo(2026, 11, 30, 23, 59), State.ON_PLAN), (oslo(2026, 12, 1, 0, 0), State.BEHIND)]
)
def test_without_a_last_day_the_next_opening_decides(at, state):
    assert facts(at=at).state is state


def test_the_last_module_without_a_last_day_is_never_behind():
    assert last_day(plan(), M2) is None
    assert facts(module=M2, at=oslo(2030, 1, 1)).state is State.ON_PLAN


@pytest.mark.parametrize(("paused_on", "state"), [(M1_DONE_BY, State.ON_PLAN), (date(2026, 11, 21), State.BEHIND)])
def test_what_a_paused_run_had_not_reached_waits_with_it(paused_on, state):
    dated = plan(m1=M1_DONE_BY)
    paused = replace(dated, run=replace(dated.run, paused_on=paused_on))

    assert facts_by_team(paused, M1, {1: paused}, {}, [], at=oslo(2027, 1, 4))[1].state is state


def test_a_last_day_before_the_opening_is_no_last_day():
    assert last_day(plan(m1=date(2026, 10, 1)), M1) == date(2026, 11, 30)


def test_a_module_may_ask_for_fewer_tasks():
    fewer = M1.model_copy(update={"tasks_required": 1})

    assert facts(2, TASKS[:1], module=fewer).state is State.DONE
