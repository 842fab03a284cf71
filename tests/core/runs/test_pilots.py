"""A school asks to pilot a course, somebody decides, and the run goes on as the same one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.audit import AuditLine
from courseengine.core.course.model import Opening, Pace
from courseengine.core.people.operations import add_organisation, add_person
from courseengine.core.progress.operations import complete
from courseengine.core.progress.queries import marks_of
from courseengine.core.runs import pilots
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.models import CourseRun, PilotApplication
from courseengine.core.runs.operations import open_run
from courseengine.core.runs.pilots import PilotDates
from courseengine.core.runs.plan import make_plan
from courseengine.core.runs.queries import run_by_public_id
from tests.core.reports.courses import M1, M2, course

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EARLY, RELEASED, UNTIL = date(2026, 11, 2), date(2027, 2, 1), date(2027, 1, 15)
COURSE = course(M1, M2, dates={}).model_copy(
    update={
        "release": "all",
        "schedules": {
            "all": {id_: Opening(opens=RELEASED) for id_ in ("m1", "m2")},
            "pilot": {id_: Opening(opens=EARLY) for id_ in ("m1", "m2")},
        },
        "paces": {"quick": Pace(title="Quick", weeks={"m1": 2, "m2": 3})},
    }
)
PILOT = PilotDates(schedule="pilot")


@pytest.fixture
def school(session):
    owner = add_organisation(session, kind="owner", name="Storvik")
    return add_organisation(session, kind="school", name="Furulia", parent=owner)


@pytest.fixture
def anne(session):
    return add_person(session, name="Anne", email="anne@x.example", at=NOW)


@pytest.fixture
def ask(session, school, anne):
    def ask(why="We are curious"):
        return pilots.ask_for_pilot(session, school, COURSE, why=why, by=anne.id, at=NOW)

    return ask


@pytest.fixture
def grant(session, anne):
    def grant(asked, dates=PILOT, *, until=UNTIL):
        return pilots.grant(session, asked, COURSE, dates, feedback_by=until, by=anne.id, at=NOW)

    return grant


def opened(session, run, *, at):
    plan = make_plan(COURSE, run_by_public_id(session, run.public_id)[1])
    return {id_ for id_, opening in plan.openings.items() if is_open(opening, at=at)}


def test_granted_a_run_opens_before_the_release(session, ask, grant):
    asked = ask()

    run = grant(asked)

    assert opened(session, run, at=NOW) == {"m1", "m2"}
    assert (asked.granted, asked.run_id, run.pilot, run.feedback_by) == (True, run.id, True, UNTIL)
    events = [line.event for line in session.query(AuditLine).order_by(AuditLine.id)]
    assert [event for event in events if "pilot" in event] == ["pilot_asked", "pilot_decided"]


def test_the_run_a_school_has_becomes_the_pilot_with_all_that_is_done_in_it(session, school, ask, grant, anne):
    run = open_run(session, course=COURSE, school=school, schedule="all", at=NOW)
    complete(session, anne.id, run.id, "m1-i1", how="delivered", at=NOW)
    assert opened(session, run, at=NOW) == set()

    assert grant(ask()) is run

    assert opened(session, run, at=NOW) == {"m1", "m2"}
    assert marks_of(session, anne.id, run.id, team_id=None) == {"m1-i1": "done"}
    assert session.query(CourseRun).count() == 1


def test_when_the_course_opens_for_all_it_is_the_same_run_with_the_same_progress(session, ask, grant, anne):
    run = grant(ask())
    complete(session, anne.id, run.id, "m1-i1", how="delivered", at=NOW)

    later = NOW + timedelta(days=200)

    assert opened(session, run, at=later) == {"m1", "m2"}
    run.pilot = False
    session.flush()
    assert opened(session, run, at=later) == {"m1", "m2"}
    assert marks_of(session, anne.id, run.id, team_id=None) == {"m1-i1": "done"}


def test_a_school_may_keep_its_own_dates(session, school, ask, grant):
    run = open_run(session, course=COURSE, school=school, pace="quick", starts_on=date(2026, 11, 23), at=NOW)

    grant(ask(), PilotDates(keep=True))

    assert (run.pace, run.starts_on, run.schedule) == ("quick", date(2026, 11, 23), None)
    assert opened(session, run, at=NOW) == {"m1"}


@pytest.mark.parametrize(
    ("dates", "until", "field"),
    [
        (PilotDates(keep=True), UNTIL, "dates"),
        (PilotDates(schedule="nothing"), UNTIL, "schedule"),
        (PilotDates(pace="quick", starts_on=date(2026, 12, 1)), UNTIL, "starts_on"),
        (PilotDates(pace="slow", starts_on=date(2026, 11, 30)), UNTIL, "pace"),
        (PILOT, date(2026, 11, 24), "feedback_by"),
        (PILOT, date(2036, 1, 1), "feedback_by"),
    ],
)
def test_what_cannot_be_is_refused(ask, grant, dates, until, field):
    asked = ask()

    with pytest.raises(Invalid) as refused:
        grant(asked, dates, until=until)

    assert refused.value.field == field
    assert asked.decided_at is None


def test_a_published_plan_is_kept(session, school, ask, grant):
    run = open_run(session, course=COURSE, school=school, schedule="all", at=NOW)
    run.dates = '[["m1","2026-12-01",null]]'

    with pytest.raises(Invalid, match="plan of its own"):
        grant(ask())


def test_one_asks_once_at_a_time_and_not_for_what_one_pilots(session, ask, grant):
    first = ask()
    with pytest.raises(Invalid, match="not been answered"):
        ask()
    grant(first)

    with pytest.raises(Invalid, match="pilots this course already"):
        ask()


def test_refused_one_may_ask_again(session, ask, anne):
    first = ask()
    pilots.refuse(session, first, by=anne.id, at=NOW)

    assert (first.granted, first.run_id) == (False, None)
    assert ask() is not first
    with pytest.raises(NotFound):
        pilots.refuse(session, first, by=anne.id, at=NOW)


@pytest.mark.parametrize("why", ["", " \n", "x" * 2001])
def test_one_says_why(ask, why):
    with pytest.raises(Invalid):
        ask(why)


def test_an_owner_is_no_school(session, anne):
    owner = add_organisation(session, kind="owner", name="Storvik")

    with pytest.raises(NotFound):
        pilots.ask_for_pilot(session, owner, COURSE, why="Why", by=anne.id, at=NOW)


def test_feedback_is_about_a_module_or_the_course(session, ask, grant, anne):
    run = grant(ask())
    told = {"by": anne.id, "at": NOW}
    for _ in range(2):  # sent twice
        pilots.give_feedback(session, run, COURSE, module_id="m1", text=" Good ", **told)
    pilots.give_feedback(session, run, COURSE, module_id=None, text="Long", **told)

    assert [(one.module_id, one.text) for one in pilots.feedback_in(session, run)] == [(None, "Long"), ("m1", "Good")]
    assert len(pilots.all_feedback(session, limit=9)) == 2
    for wrong in ({"module_id": "m9", "text": "x"}, {"module_id": None, "text": " "}):
        with pytest.raises(Invalid):
            pilots.give_feedback(session, run, COURSE, **wrong, **told)
    run.pilot = False
    with pytest.raises(NotFound):
        pilots.give_feedback(session, run, COURSE, module_id=None, text="x", **told)


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True, scope="session")
def test_of_two_who_answer_at_once_one_does(database):
    with database.writing() as session:
        school = add_organisation(session, kind="school", name="Furulia")
        by = add_person(session, name="Anne", email="anne@x.example", at=NOW).id
        asked_id = pilots.ask_for_pilot(session, school, COURSE, why="Curious", by=by, at=NOW).id

    with database.writing() as session:
        asked = session.get_one(PilotApplication, asked_id)
        with database.writing() as other:
            pilots.refuse(other, other.get_one(PilotApplication, asked_id), by=by, at=NOW)

        with pytest.raises(NotFound):
            pilots.grant(session, asked, COURSE, PILOT, feedback_by=UNTIL, by=by, at=NOW)

    with database.reading() as session:
        assert session.get_one(PilotApplication, asked_id).granted is False
        assert session.scalars(select(CourseRun)).all() == []
