"""A plan that is moved during the day moves no figure about people before the next midnight."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from courseengine.core.planner.document import Document, PlannedDates, written
from courseengine.core.planner.models import PlanVersion
from courseengine.core.planner.queries import dates_at
from courseengine.core.reports.disclosure import Band
from courseengine.core.reports.school import report_on
from courseengine.core.runs import dates
from courseengine.core.runs.dates import ModuleDates
from courseengine.core.runs.plan import make_plan
from tests.core.planner.world import wish
from tests.core.reports.courses import M1_DONE_BY, plan
from tests.core.reports.test_school import DAY, MIDNIGHT, MINUTE, NOON, School, school

__all__ = ["school"]

OPENS = date(2026, 10, 5)
EARLY, MOVED = M1_DONE_BY, M1_DONE_BY + 60 * DAY


def document(done_by: date) -> str:
    """A plan in which module 1 is to be done by then."""
    return written(Document(wish(), (PlannedDates("m1", OPENS, done_by),)))


@pytest.fixture
def publish(school: School):
    """Moves the end of module 1."""
    number = 0

    def published(before: date, after: date, *, at, undone_at=None) -> None:
        nonlocal number
        number += 1
        by = school.person()
        school.session.add(
            PlanVersion(
                run_id=school.run.id,
                number=number,
                document=document(after),
                before=document(before),
                why="",
                published_by=by,
                published_at=at,
                undone_at=undone_at,
                undone_by=by if undone_at else None,
            )
        )
        school.session.flush()

    return published


def band(school: School, done_by: date, *, at=NOON) -> Band:
    """The band of Grade 5, when module 1 is now to be done by then."""
    usual = plan(run_id=school.run.id, school_id=school.place.id)
    moved = replace(usual.run, dates=dates.written([ModuleDates("m1", OPENS, done_by)]))
    dated = make_plan(usual.course, moved)
    shown = report_on(school.session, dated, school.place.id, at=at).modules[0].own_work
    return shown.groups[school.teams["Grade 5"].id]


def four_and_a_newcomer(school: School) -> None:
    """Counted with the newcomer they are five, and most have done it."""
    school.do([*school.team("Grade 5", 4), school.person(team="Grade 5", starts=M1_DONE_BY + DAY)])


def test_moving_the_last_day_counts_from_the_next_midnight(school, publish):
    four_and_a_newcomer(school)
    assert band(school, EARLY) is Band.HIDDEN

    publish(EARLY, MOVED, at=NOON - MINUTE)

    assert band(school, MOVED) is Band.HIDDEN
    assert band(school, MOVED, at=MIDNIGHT + DAY) is Band.MOST


def test_moving_it_to_and_fro_shows_nothing_in_between(school, publish):
    four_and_a_newcomer(school)
    publish(EARLY, MOVED, at=NOON - 3 * MINUTE)
    publish(MOVED, EARLY, at=NOON - 2 * MINUTE)
    publish(EARLY, MOVED, at=NOON - MINUTE)

    assert {band(school, MOVED), band(school, EARLY)} == {Band.HIDDEN}


def test_undoing_todays_or_yesterdays_plan_moves_nothing_today(school, publish):
    four_and_a_newcomer(school)
    publish(EARLY, MOVED, at=MIDNIGHT - DAY, undone_at=NOON - MINUTE)

    assert band(school, EARLY) is Band.MOST
    assert band(school, EARLY, at=MIDNIGHT + DAY) is Band.HIDDEN


@pytest.mark.parametrize(("at", "done_by"), [(MIDNIGHT - MINUTE, None), (MIDNIGHT, EARLY), (NOON, EARLY)])
def test_the_dates_at_midnight_are_those_before_the_first_change_of_the_day(school, publish, at, done_by):
    publish(EARLY, MOVED, at=at)
    publish(MOVED, EARLY + timedelta(days=7), at=NOON + MINUTE)
    before = MOVED if done_by is None else done_by

    assert dates.read(dates_at(school.session, school.run.id, at=MIDNIGHT)) == (ModuleDates("m1", OPENS, before),)
    assert dates_at(school.session, school.run.id, at=NOON + 2 * MINUTE) is None
