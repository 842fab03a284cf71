"""Changing the course: whom a change reaches, and that every change is counted, noted and can be taken back."""

from datetime import UTC, datetime

import pytest

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.audit import AuditLine, Event
from courseengine.core.course.compiling.own_activity import OwnText, own_text_in
from courseengine.core.people.operations import add_organisation, add_person
from courseengine.core.runs import adapting
from courseengine.core.runs.adapting import NotCompiled, Whose
from courseengine.core.runs.models import CourseRun, LocalOverride
from courseengine.core.runs.operations import open_run
from courseengine.core.runs.plan import make_plan
from courseengine.core.runs.queries import overrides_of, run_by_public_id
from tests.core.reports.courses import M1, M2, course

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
COURSE = course(M1, M2, dates={})
TEXT = OwnText("text", "Our own", 5, False, "en", "Read this.")


@pytest.fixture
def owner(session):
    return add_organisation(session, kind="owner", name="Storvik")


@pytest.fixture
def by(session):
    return {"by": add_person(session, name="Anne", email="anne@x.example", at=NOW).id, "at": NOW}


@pytest.fixture
def begin(session, owner):
    """Lets a school of the owner, or of another, begin the course."""

    def begin(name, *, below=owner):
        school = add_organisation(session, kind="school", name=name, parent=below)
        return open_run(session, course=COURSE, school=school, schedule="standard", at=NOW)

    return begin


def seen(session, run: CourseRun) -> list[str]:
    """What is in module 1 as the run has it."""
    session.flush()
    session.expire_all()
    facts = run_by_public_id(session, run.public_id)[1]
    changes = overrides_of(session, COURSE.id, run_id=facts.id, owner_id=facts.owner_id) if facts.adapted else ()
    return [one.id for one in make_plan(COURSE, facts, changes).course.modules[0].activities]


ALL = [one.id for one in M1.activities]


def test_a_schools_change_is_its_own_runs_alone(session, begin, by):
    here, there = begin("Furulia"), begin("Bjørkelia")

    adapting.hide(session, Whose(COURSE, run=here), "m1-i3", **by)

    assert "m1-i3" not in seen(session, here)
    assert seen(session, there) == ALL
    assert (here.adapted, there.adapted) == (1, 0)


def test_an_owners_reaches_its_schools_those_that_begin_later_and_nobody_else(session, begin, owner, by):
    other = add_organisation(session, kind="owner", name="Another")
    here, elsewhere = begin("Furulia"), begin("Solli", below=other)

    adapting.hide(session, Whose(COURSE, owner=owner), "m1-i3", **by)

    later = begin("Bjørkelia")
    assert "m1-i3" not in seen(session, here)
    assert "m1-i3" not in seen(session, later)
    assert seen(session, elsewhere) == ALL


def test_a_school_has_the_last_word(session, begin, owner, by):
    here, there = begin("Furulia"), begin("Bjørkelia")
    adapting.hide(session, Whose(COURSE, owner=owner), "m1-i3", **by)

    adapting.show(session, Whose(COURSE, run=here), "m1-i3", **by)

    assert seen(session, here) == ALL
    assert "m1-i3" not in seen(session, there)
    adapting.hide(session, Whose(COURSE, run=here), "m1-i3", **by)
    assert "m1-i3" not in seen(session, here)
    assert [row.kind for row in session.query(LocalOverride)] == ["hide"]


def test_a_school_that_comes_to_an_owner_gets_what_the_owner_changes(session, begin, owner, by):
    other = add_organisation(session, kind="owner", name="Another")
    run = begin("Solli", below=other)
    adapting.hide(session, Whose(COURSE, owner=owner), "m1-i3", **by)
    assert seen(session, run) == ALL

    run.organisation.parent_id = owner.id
    session.flush()
    adapting.follow_owners(session)

    assert "m1-i3" not in seen(session, run)
    run.organisation.parent_id = other.id
    assert seen(session, run) == ALL


def test_ones_own_is_added_changed_moved_and_taken_away(session, begin, by):
    run = begin("Furulia")
    whose = Whose(COURSE, run=run)

    row = adapting.write_own(session, whose, M1, "A", TEXT, **by)
    assert seen(session, run) == [*ALL, row.activity_id]
    adapting.rewrite_own(session, whose, row, "A", OwnText("text", "Other", 9, True, "en", "That."), **by)
    assert own_text_in(row.source).title == "Other"
    adapting.move(session, whose, row.activity_id, up=True, seen=frozenset(ALL), **by)
    assert seen(session, run) == [*ALL[:-1], row.activity_id, ALL[-1]]
    adapting.put_back(session, whose, M1, **by)
    assert seen(session, run) == [*ALL, row.activity_id]

    adapting.remove_own(session, whose, row, **by)

    assert seen(session, run) == ALL
    assert session.query(LocalOverride).count() == 0
    assert run.adapted == 5


def test_the_same_form_sent_twice_is_one_activity(session, begin, by):
    whose = Whose(COURSE, run=begin("Furulia"))

    rows = [adapting.write_own(session, whose, M1, "A", TEXT, **by) for _ in range(2)]

    assert rows[0] is rows[1]
    assert whose.run.adapted == 1


def test_a_kind_never_changes_since_what_people_did_hangs_on_it(session, begin, by):
    whose = Whose(COURSE, run=begin("Furulia"))
    row = adapting.write_own(session, whose, M1, "A", TEXT, **by)

    with pytest.raises(Invalid, match="cannot change"):
        adapting.rewrite_own(session, whose, row, "A", OwnText("team_task", "x", 5, False, "en", "x"), **by)


@pytest.mark.parametrize(("section", "text", "error"), [("Z", TEXT, Invalid), ("A", None, NotCompiled)])
def test_what_is_not_right_is_not_kept(session, begin, by, section, text, error):
    run = begin("Furulia")

    with pytest.raises(error):
        adapting.write_own(
            session, Whose(COURSE, run=run), M1, section, text or OwnText("text", "x", 5, False, "en", "<b>"), **by
        )

    assert (session.query(LocalOverride).count(), run.adapted) == (0, 0)


def test_an_owners_own_is_not_a_schools_to_change(session, begin, owner, by):
    run = begin("Furulia")
    row = adapting.write_own(session, Whose(COURSE, owner=owner), M1, "A", TEXT, **by)

    assert row.activity_id in seen(session, run)
    with pytest.raises(NotFound):
        adapting.own_row(session, Whose(COURSE, run=run), row.activity_id)


def test_what_is_not_there_is_not_found(session, begin, by):
    with pytest.raises(NotFound):
        adapting.hide(session, Whose(COURSE, run=begin("Furulia")), "nothing", **by)


def test_next_years_run_begins_with_what_the_last_one_did_otherwise(session, begin, by):
    before = begin("Furulia")
    whose = Whose(COURSE, run=before)
    adapting.hide(session, whose, "m1-i3", **by)
    row = adapting.write_own(session, whose, M1, "A", TEXT, **by)
    adapting.move(session, whose, row.activity_id, up=True, seen=frozenset(ALL), **by)
    before.ended_at = NOW
    after = open_run(session, course=COURSE, school=before.organisation, schedule="standard", at=NOW)

    adapting.carry_over(session, before, after)

    then, now = seen(session, before), seen(session, after)
    assert [id_ for id_ in now if id_ in ALL] == [id_ for id_ in then if id_ in ALL]
    assert now.index(next(id_ for id_ in now if id_ not in ALL)) == then.index(row.activity_id)
    assert row.activity_id not in now


def test_every_change_is_noted(session, begin, owner, by):
    run = begin("Furulia")
    adapting.hide(session, Whose(COURSE, run=run), "m1-i3", **by)
    adapting.hide(session, Whose(COURSE, owner=owner), "m1-i1", **by)
    session.flush()

    lines = session.query(AuditLine).filter_by(event=Event.RUN_ADAPTED.value).order_by(AuditLine.id)

    assert [(line.actor_id, line.organisation_id) for line in lines] == [
        (by["by"], run.organisation_id),
        (by["by"], owner.id),
    ]
