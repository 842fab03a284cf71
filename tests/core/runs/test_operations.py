"""Opening a run: what the domain refuses, whoever asks."""

from datetime import UTC, date, datetime

import pytest

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.course.model import Opening, Pace
from courseengine.core.people.operations import add_organisation
from courseengine.core.runs.operations import open_run
from courseengine.core.runs.queries import all_runs, run_by_public_id
from tests.core.reports.courses import M1, M2, course

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
MONDAY = date(2027, 1, 4)
COURSE = course(M1, M2, dates={"m1": Opening(opens=date(2026, 11, 2))}).model_copy(
    update={"paces": {"quick": Pace(title="Quick", weeks={"m1": 2, "m2": 3})}}
)


@pytest.fixture
def furulia(session):
    owner = add_organisation(session, kind="owner", name="Storvik")
    return add_organisation(session, kind="school", name="Furulia", parent=owner)


def test_a_run_is_known_by_its_facts(session, furulia):
    run = open_run(session, course=COURSE, school=furulia, starts_on=MONDAY, pace="quick", at=NOW)

    found = run_by_public_id(session, run.public_id)
    assert found is not None
    course_id, facts = found
    assert course_id == "lk20"
    assert (facts.school_id, facts.owner_id) == (furulia.id, furulia.parent_id)
    assert (facts.starts_on, facts.pace, facts.schedule, facts.pilot) == (MONDAY, "quick", None, False)
    assert all_runs(session) == [(course_id, facts)]


@pytest.mark.parametrize("kind", ["owner", "university", "operator"])
def test_only_schools_and_kindergartens_go_through_a_course(session, kind):
    place = add_organisation(session, kind=kind, name="Sted")

    with pytest.raises(Invalid, match="Sted is no school or kindergarten"):
        open_run(session, course=COURSE, school=place, schedule="standard", at=NOW)


def test_a_kindergarten_does(session):
    place = add_organisation(session, kind="kindergarten", name="Lia barnehage")

    assert open_run(session, course=COURSE, school=place, schedule="standard", at=NOW).schedule == "standard"


@pytest.mark.parametrize("day", [date(2027, 1, 3), date(2027, 1, 5)])
def test_a_run_starts_on_a_monday(session, furulia, day):
    with pytest.raises(Invalid, match="starts on a Monday"):
        open_run(session, course=COURSE, school=furulia, starts_on=day, pace="quick", at=NOW)


def test_a_course_without_paces_says_so(session, furulia):
    without = COURSE.model_copy(update={"paces": {}})

    with pytest.raises(Invalid, match=r'no pace called "quick"\. It has no pace'):
        open_run(session, course=without, school=furulia, starts_on=MONDAY, pace="quick", at=NOW)


def test_a_run_that_has_ended_makes_room_for_the_next(session, furulia):
    first = open_run(session, course=COURSE, school=furulia, schedule="standard", at=NOW)
    with pytest.raises(Conflict, match="since 2026-11-24"):
        open_run(session, course=COURSE, school=furulia, schedule="standard", at=NOW)

    first.ended_at = NOW

    assert open_run(session, course=COURSE, school=furulia, schedule="standard", at=NOW) is not first
