"""Two planners at the same moment: nothing of either is lost, and nothing begins twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Conflict
from courseengine.core.people.models import Organisation
from courseengine.core.planner import moving, operations
from courseengine.core.planner.document import read
from courseengine.core.runs.models import CourseRun
from tests.core.planner.conftest import NOW, make_planning
from tests.core.planner.world import make_course, wish

ONLY_WHERE_TWO_WRITE = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True, scope="session")
"""SQLite lets one write at a time."""


@pytest.fixture
def kept(database):
    """A school whose run waits in a draft, for all to see; gives who plans, and the ids of run and neighbour."""
    with database.writing() as session:
        planning = make_planning(session, teams=1)
        return planning.by, planning.run.id, planning.town.bjorkelia.id


def _save(session, run, by, *, days):
    draft = operations.draft_of(session, run)
    moved = moving.shift_from(read(draft.document), "m2", days)
    return operations.save_draft(session, run, moved, seen=draft.version, by=by, at=NOW)


@ONLY_WHERE_TWO_WRITE
def test_a_draft_changed_by_another_meanwhile_is_not_published_as_it_was(database, kept):
    by, run_id, _ = kept
    with database.writing() as session:
        run = session.get_one(CourseRun, run_id)
        seen = operations.draft_of(session, run)
        with database.writing() as other:
            _save(other, other.get_one(CourseRun, run_id), by, days=7)

        with pytest.raises(Conflict):
            operations.publish_draft(session, run, make_course(), seen=seen.version, why="", by=by, at=NOW)


@ONLY_WHERE_TWO_WRITE
def test_a_pause_takes_along_what_another_has_just_saved(database, kept):
    by, run_id, _ = kept
    with database.writing() as session:
        run = session.get_one(CourseRun, run_id)
        before = operations.draft_of(session, run)
        was = next(one.opens_on for one in read(before.document).modules if one.module_id == "m2")
        with database.writing() as other:
            _save(other, other.get_one(CourseRun, run_id), by, days=7)
        operations.pause_run(session, run, make_course(), on=NOW.date(), why="", by=by, at=NOW)

    with database.reading() as session:
        draft = read(operations.draft_of(session, session.get_one(CourseRun, run_id)).document)
    assert draft.paused_on == NOW.date()
    assert (next(one.opens_on for one in draft.modules if one.module_id == "m2") - was).days == 7


def test_of_two_who_begin_a_course_at_once_one_does(database, kept):
    by, _, place_id = kept
    start, course = Barrier(2), make_course()

    def begin(_):
        start.wait()
        with database.writing() as session:
            place = session.get_one(Organisation, place_id)
            operations.start_run(session, place, course, wish(), by=by, at=NOW)

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(begin, number) for number in range(2)]
        refused = [one.exception() for one in done]

    assert sorted(type(one) for one in refused if one) == [Conflict]
    with database.reading() as session:
        runs = select(func.count(CourseRun.id)).where(CourseRun.organisation_id == place_id)
        assert session.scalar(runs) == 1
