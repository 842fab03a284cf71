"""What a run does otherwise changes no figure about people before the next midnight; a team goes by its own dates."""

from dataclasses import replace
from datetime import date

import pytest

from courseengine.core.course.compiling.own_activity import OwnText
from courseengine.core.reports.disclosure import Band
from courseengine.core.reports.school import report_on
from courseengine.core.reports.team_facts import State
from courseengine.core.runs import adapting
from courseengine.core.runs.adapting import Whose
from courseengine.core.runs.models import OpeningException
from courseengine.core.runs.plan import make_plan
from courseengine.core.runs.queries import overrides_of
from tests.core.reports.courses import M1, M1_DONE_BY, plan
from tests.core.reports.test_school import DAY, MIDNIGHT, MINUTE, NOON, School, school

__all__ = ["school"]

OWN = OwnText("individual_task", "Ours", 5, True, "en", "Write.")


@pytest.fixture
def whose(school: School) -> Whose:
    """The run's own course."""
    return Whose(_usual(school).course, run=school.run)


def _usual(school: School):
    return plan(run_id=school.run.id, school_id=school.place.id, m1=M1_DONE_BY)


def band(school: School, *, at) -> Band:
    """The band of Grade 5, asked by the plan as it is now."""
    school.session.flush()
    usual = _usual(school)
    changes = overrides_of(school.session, usual.course.id, run_id=school.run.id, owner_id=None)
    now = make_plan(usual.course, replace(usual.run, adapted=school.run.adapted), changes)
    shown = report_on(school.session, now, school.place.id, at=at).modules[0].own_work
    return shown.groups[school.teams["Grade 5"].id]


def five_of_whom_most_have_done_the_first(school: School) -> None:
    school.do(school.team("Grade 5", 5)[:4], "m1-i1")


def test_hiding_a_task_counts_from_the_next_midnight_and_showing_it_as_well(school, whose):
    five_of_whom_most_have_done_the_first(school)
    by = {"by": school.person()}
    assert band(school, at=NOON - 2 * MINUTE) is Band.FEW

    adapting.hide(school.session, whose, "m1-i2", at=NOON - MINUTE, **by)

    assert band(school, at=NOON) is Band.FEW
    assert band(school, at=MIDNIGHT + DAY) is Band.MOST
    adapting.show(school.session, whose, "m1-i2", at=NOON + DAY, **by)
    assert band(school, at=NOON + DAY) is Band.MOST
    assert band(school, at=MIDNIGHT + 2 * DAY) is Band.FEW


def test_hiding_and_showing_to_and_fro_shows_nothing_in_between(school, whose):
    five_of_whom_most_have_done_the_first(school)
    by, seen = {"by": school.person()}, set()

    for minutes in range(4):
        change = adapting.hide if minutes % 2 == 0 else adapting.show
        change(school.session, whose, "m1-i2", at=NOON + minutes * MINUTE, **by)
        seen.add(band(school, at=NOON + minutes * MINUTE))

    assert seen == {Band.FEW}


def test_an_own_task_added_rewritten_or_taken_away_counts_from_the_next_midnight(school, whose):
    school.do(school.team("Grade 5", 5))
    by, required = {"by": school.person()}, OWN
    row = adapting.write_own(school.session, whose, M1, "A", required, at=NOON, **by)
    assert [band(school, at=at) for at in (NOON, MIDNIGHT + DAY)] == [Band.MOST, Band.FEW]

    adapting.rewrite_own(school.session, whose, row, "A", replace(OWN, required=False), at=NOON + DAY, **by)
    assert [band(school, at=at) for at in (NOON + DAY, MIDNIGHT + 2 * DAY)] == [Band.FEW, Band.MOST]

    adapting.rewrite_own(school.session, whose, row, "A", required, at=NOON + 2 * DAY, **by)
    adapting.remove_own(school.session, whose, row, at=NOON + 3 * DAY, **by)
    assert [band(school, at=at) for at in (NOON + 3 * DAY, MIDNIGHT + 4 * DAY)] == [Band.FEW, Band.MOST]


def test_a_team_with_a_later_time_of_its_own_is_not_behind_before_that(school):
    for name in ("Grade 5", "Grade 6"):
        school.team(name, 5)
    later = OpeningException(run_id=school.run.id, module_id="m1", team_id=school.teams["Grade 6"].id)
    later.opens_on, later.why, later.made_by, later.made_at = date(2026, 11, 25), "Away", school.person(), MIDNIGHT
    school.session.add(later)
    school.session.flush()
    usual = _usual(school)
    assert NOON.date() > M1_DONE_BY

    own = make_plan(usual.course, replace(usual.run, has_exceptions=True))
    states = {name: own_state(school, own, name) for name in school.teams}

    assert states == {"Grade 5": State.BEHIND, "Grade 6": State.ON_PLAN}


def own_state(school: School, own, name: str) -> State:
    """How a team is doing in module 1."""
    return report_on(school.session, own, school.place.id, at=NOON).modules[0].facts[school.teams[name].id].state
