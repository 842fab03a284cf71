"""A module at another time for some: never before the release, and never away from who has begun."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.clock import begins
from courseengine.base.errors import Invalid
from courseengine.core.audit import AuditLine, Event
from courseengine.core.course.model import Opening as CourseOpening
from courseengine.core.people.operations import add_organisation, add_person, add_team
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.exceptions import exceptions_in, open_otherwise, take_back
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.operations import open_run
from courseengine.core.runs.plan import Because, OpensOtherwise, RunFacts, excepted, make_plan
from courseengine.core.runs.queries import exceptions_for, run_by_public_id
from tests.core.reports.courses import M1, M2, course

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OPENS, RELEASED = date(2026, 12, 7), date(2026, 12, 1)
DATES = {"m1": CourseOpening(opens=date(2026, 11, 2)), "m2": CourseOpening(opens=OPENS)}
COURSE = course(M1, M2, dates=DATES).model_copy(
    update={
        "release": "all",
        "schedules": {"standard": DATES, "all": {"m2": CourseOpening(opens=RELEASED)}},
    }
)


@pytest.fixture
def school(session):
    owner = add_organisation(session, kind="owner", name="Storvik")
    return add_organisation(session, kind="school", name="Furulia", parent=owner)


@pytest.fixture
def run(session, school):
    return open_run(session, course=COURSE, school=school, schedule="standard", at=NOW)


@pytest.fixture
def team(session, school):
    return add_team(session, school=school, name="Trinn 1", kind="team")


@pytest.fixture
def anne(session):
    return add_person(session, name="Anne", email="anne@x.example", at=NOW)


@pytest.fixture
def decide(session, run, anne):
    """Lets a module open on another day for somebody."""

    def decide(whom, day, *, module="m2", why="Away", begun=False):
        plan = make_plan(COURSE, run_by_public_id(session, run.public_id)[1])
        return open_otherwise(session, run, plan, module, whom, opens_on=day, why=why, begun=begun, by=anne.id, at=NOW)

    return decide


def seen(session, run, *, person=0, teams=()):
    """Module 2 as somebody has it."""
    facts = run_by_public_id(session, run.public_id)[1]
    found = exceptions_for(session, run.id, person_id=person, team_ids=teams) if facts.has_exceptions else ()
    return excepted(make_plan(COURSE, facts), found).openings["m2"]


def test_those_it_concerns_have_another_day_and_are_told_why(session, run, team, decide):
    decide(team, RELEASED, why="They were ahead")
    session.flush()

    theirs = seen(session, run, teams=[team.id])
    assert (theirs.opens_on, theirs.because, theirs.why) == (RELEASED, Because.TEAM, "They were ahead")
    assert seen(session, run) == seen(session, run, person=99)
    assert seen(session, run).opens_on == OPENS


def test_a_persons_own_goes_before_the_teams(session, run, team, anne, decide):
    decide(team, RELEASED)
    decide(anne, OPENS + timedelta(days=9))

    theirs = seen(session, run, person=anne.id, teams=[team.id])

    assert (theirs.opens_on, theirs.because) == (OPENS + timedelta(days=9), Because.PERSON)


def test_taken_back_it_opens_as_for_all_and_the_row_stays(session, run, team, decide):
    made = decide(team, RELEASED)
    take_back(session, made, by=1, at=NOW)

    assert seen(session, run, teams=[team.id]).opens_on == OPENS
    assert (exceptions_in(session, run), run.has_exceptions, made.ended_at) == ([], False, NOW)
    take_back(session, made, by=1, at=NOW + timedelta(days=1))
    assert made.ended_at == NOW


def test_a_new_decision_is_instead_of_the_one_before(session, run, team, decide):
    decide(team, RELEASED)
    decide(team, RELEASED + timedelta(days=1))

    assert [one.opens_on for one in exceptions_in(session, run)] == [RELEASED + timedelta(days=1)]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"day": RELEASED - timedelta(days=1)}, "opens_on", r"opens for everybody on 1\.12\.2026"),
        ({"day": OPENS}, "opens_on", "that day already"),
        ({"day": date(2036, 1, 1)}, "opens_on", "too far away"),
        ({"day": OPENS + timedelta(days=1), "begun": True}, "opens_on", "what is begun stays open"),
        ({"day": RELEASED, "why": " "}, "why", "Write why"),
        ({"day": RELEASED, "why": "x" * 301}, "why", "at most 300"),
        ({"day": RELEASED, "module": "m9"}, "module", "Choose a module"),
    ],
)
def test_what_cannot_be_is_refused(session, run, team, decide, changes, field, said):
    with pytest.raises(Invalid, match=said) as refused:
        decide(team, **changes)

    assert refused.value.field == field
    assert exceptions_in(session, run) == []


def test_only_a_pilot_opens_before_the_release(session, run, team, decide):
    run.pilot = True
    session.flush()

    decide(team, RELEASED - timedelta(days=20))

    assert seen(session, run, teams=[team.id]).opens_on == RELEASED - timedelta(days=20)


def test_who_decided_for_whom_is_noted(session, run, anne, decide):
    decide(anne, RELEASED)

    line = session.query(AuditLine).filter_by(event=Event.OPENING_MOVED.value).one()
    assert (line.actor_id, line.person_id, line.organisation_id) == (anne.id, anne.id, run.organisation_id)


days = st.dates(date(2026, 10, 1), date(2027, 3, 1))
others = st.lists(
    st.builds(OpensOtherwise, st.sampled_from(["m1", "m2", "m9"]), days, st.booleans(), st.just("x")), max_size=5
)


def facts(*, pilot=False, paused_on=None) -> RunFacts:
    return RunFacts(1, "run", 1, None, "Furulia", "school", "standard", None, None, pilot, paused_on=paused_on)


@given(others, days, st.booleans(), st.integers(0, 200))
def test_opening_is_monotone_and_never_before_the_release_without_a_pilot(found, day, pilot, later):
    plan = excepted(make_plan(COURSE, facts(pilot=pilot)), found)
    at = begins(day)

    for opening in plan.openings.values():
        assert is_open(opening, at=at) <= is_open(opening, at=at + timedelta(hours=later))
    if not pilot:
        assert not is_open(plan.openings["m2"], at=begins(RELEASED) - timedelta(seconds=1))


@given(others, days)
def test_what_is_paused_stays_shut(found, day):
    usual = make_plan(COURSE, facts(paused_on=date(2026, 12, 2)))

    assert excepted(usual, found).openings["m2"].because is Because.PAUSED


def test_a_run_without_any_is_as_it_was(session, run: CourseRun):
    plan = make_plan(COURSE, run_by_public_id(session, run.public_id)[1])

    assert excepted(plan, ()) is plan
