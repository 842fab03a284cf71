"""What teams meet about beside the course takes their time: the plan goes round it, and never moves it."""

from dataclasses import replace
from datetime import timedelta

from courseengine.base.clock import in_oslo
from courseengine.core.meetings.operations import plan_meeting
from courseengine.core.planner.document import PlannedMeeting
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.finding import Looked
from courseengine.core.planner.fitting import time_that_fits
from courseengine.core.planner.queries import meetings_of, school_in
from tests.core.planner.conftest import NOW
from tests.core.planner.world import TODAY, make_course, make_school, module, team, wish

COURSE = make_course(module("m1", ("team", "team", "team")))
SCHOOL = make_school(team("A", range(1, 6)), team("B", range(6, 9)))
WISHED = wish(modules=("m1",), weeks={"m1": 6})
PLAN = draw_up(COURSE, WISHED, SCHOOL, kept=None, today=TODAY)


def beside(day, at, teams=("A",)):
    """A meeting of their own."""
    return PlannedMeeting("own", "", "", teams, False, day, at, 45, "", meeting="own")


def of(document, *teams):
    return [one for one in document.meetings if one.teams == teams]


def test_a_plan_is_drawn_round_it_for_those_who_are_there():
    first = of(PLAN, "A")[0]
    busy = replace(SCHOOL, beside=(beside(first.day, first.at),))

    again = draw_up(COURSE, WISHED, busy, kept=None, today=TODAY)

    assert (first.day, first.at) not in [(one.day, one.at) for one in of(again, "A")]
    assert of(again, "B") == of(PLAN, "B")
    assert len(again.meetings) == len(PLAN.meetings)


def test_a_time_that_is_named_is_free_of_it():
    first = of(PLAN, "A")[0]
    moved = replace(first, day=first.day + timedelta(days=1))
    document = replace(PLAN, meetings=tuple(moved if one is first else one for one in PLAN.meetings))
    free, busy = (
        time_that_fits(Looked(document, COURSE, school, today=TODAY, pilot=False), moved)
        for school in (SCHOOL, replace(SCHOOL, beside=(beside(first.day, first.at),)))
    )

    assert free.day == first.day
    assert busy.day != first.day


def test_it_is_read_beside_the_plan(planning):
    day = TODAY + timedelta(days=30)
    own = plan_meeting(
        planning.session,
        run_id=planning.run.id,
        module_id="m1",
        activity=None,
        title="Foreldremøte",
        teams=[planning.teams[0].id],
        starts_at=in_oslo(day, PLAN.meetings[0].at),
        length=45,
        place="",
        by=planning.by,
        submit_id="own",
        joint=False,
        at=NOW,
    )

    found = school_in(planning.session, planning.run, on=TODAY).beside

    assert [(one.key, one.day, one.teams) for one in found] == [(own.public_id, day, (planning.teams[0].public_id,))]
    assert own.public_id not in [one.key for one in meetings_of(planning.session, planning.run)]
