"""Publishing a plan: what it does to the run and its meetings, once; and undoing it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from courseengine.base.clock import in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core.audit import Event
from courseengine.core.meetings.operations import (
    delete_meeting,
    move_meeting,
    note_attendance,
)
from courseengine.core.meetings.recording import Minutes, hold_meeting
from courseengine.core.planner import moving, operations
from courseengine.core.planner.document import read
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.queries import school_of
from courseengine.core.runs import dates
from tests.core.planner.conftest import LATER, NOW, first, make_planning
from tests.core.planner.world import TODAY, wish


def test_publishing_gives_the_run_its_dates_and_makes_the_meetings(planning):
    draft = planning.draft()

    made = planning.publish(draft, why="  As we agreed  in the  staff meeting ")

    assert [(one.module_id, one.opens_on, one.done_by) for one in draft.modules] == list(dates.read(planning.run.dates))
    rows = planning.rows()
    assert [(row.activity_id, row.starts_at, row.length) for row in rows] == [
        (one.activity_id, in_oslo(one.day, one.at), one.length) for one in draft.meetings
    ]
    assert {(row.state, row.sequence, row.pinned, row.planned_by) for row in rows} == {
        ("planned", 0, False, planning.by)
    }
    assert (made.version.number, made.version.why) == (2, "As we agreed in the staff meeting")
    assert operations.draft_of(planning.session, planning.run) is None
    assert planning.told() == [Event.RUN_OPENED, Event.RUN_PLANNED]


def test_the_plan_that_holds_is_what_was_published(planning):
    draft = planning.draft()

    planning.publish(draft)

    now = planning.current()
    assert now.wishes == draft.wishes
    assert now.modules == draft.modules
    assert {(one.activity_id, one.teams, one.day, one.at) for one in now.meetings} == {
        (one.activity_id, one.teams, one.day, one.at) for one in draft.meetings
    }
    assert len(now.meetings) == len(draft.meetings)
    assert all(one.meeting == one.key for one in now.meetings)


def test_a_joint_meeting_is_planned_once_for_all_teams(published):
    staff = [row for row in published.rows() if row.activity_id == "m1-m1"]

    assert len(staff) == 1
    assert staff[0].joint
    assert {team.name for team in staff[0].teams} == {"Team 0", "Team 1", "Team 2"}


def test_drawing_up_and_publishing_again_changes_nothing(published):
    school = school_of(published.session, published.run, on=TODAY)
    before = [(row.public_id, row.sequence, row.changed_at) for row in published.rows()]

    again = draw_up(published.course, wish(), school, kept=published.current(), today=TODAY)
    made = published.publish(again, at=LATER)

    assert not made.differences
    assert made.personal == {}
    assert [(row.public_id, row.sequence, row.changed_at) for row in published.rows()] == before


def test_a_meeting_keeps_its_identity_when_it_is_moved(published):
    plan = published.current()
    one = first(plan)

    made = published.publish(moving.move_meeting(plan, one.key, day=one.day, at=time(8, 0), place="Room 2"), at=LATER)

    row = published.row(one.meeting)
    assert (row.starts_at, row.place, row.pinned) == (in_oslo(one.day, time(8, 0)), "Room 2", True)
    assert (row.sequence, row.changed_at, row.state) == (1, LATER, "planned")
    assert [change.key for change in made.differences.meetings] == [one.key]


def test_each_person_hears_of_their_own_changes_alone(published):
    plan = published.current()
    mine = next(one for one in plan.meetings if one.teams == (published.teams[0].public_id,))

    made = published.publish(moving.move_meeting(plan, mine.key, day=mine.day, at=time(8, 0)))

    assert set(made.personal) == {person.id for person in published.teachers[0]}
    assert all(one.modules == () for one in made.personal.values())


def test_what_the_draft_lets_go_is_cancelled_and_not_deleted(published):
    plan = published.current()
    one = first(plan)

    made = published.publish(moving.drop_meeting(plan, one.key), at=LATER)

    row = published.row(one.meeting)
    assert (row.state, row.sequence, row.changed_at) == ("cancelled", 1, LATER)
    assert [(change.before is None, change.after is None) for change in made.differences.meetings] == [(False, True)]
    assert len(published.rows()) == len(plan.meetings)


def test_a_module_that_is_left_out_takes_its_meetings_along(published):
    school = school_of(published.session, published.run, on=TODAY)
    fewer = wish(modules=("m0", "m1", "m2"))

    published.publish(draw_up(published.course, fewer, school, kept=published.current(), today=TODAY))

    assert {row.state for row in published.rows(module_id="m3")} == {"cancelled"}
    assert {row.state for row in published.rows(module_id="m2")} == {"planned"}
    assert [one.module_id for one in dates.read(published.run.dates)] == ["m0", "m1", "m2"]


def test_a_held_meeting_stays_as_it_is_whatever_a_draft_says(published):
    plan = published.current()
    one = first(plan)
    draft = moving.move_meeting(plan, one.key, day=one.day + timedelta(days=7), at=one.at)
    row = hold(published, one)

    published.publish(draft, at=row.held_at)

    assert published.row(one.meeting).starts_at == in_oslo(one.day, one.at)
    assert published.row(one.meeting).state == "held"
    with pytest.raises(Invalid, match="has been held"):
        moving.move_meeting(published.current(), one.key, day=one.day, at=time(8, 0))


def hold(planning, one):
    """Somebody records a meeting as held."""
    row = planning.row(one.meeting)
    at = row.starts_at + timedelta(hours=1)
    note_attendance(planning.session, row, planning.by, present=True, by=planning.by, at=at)
    hold_meeting(planning.session, row, planning.by, Minutes("", "We only began."), at=at)
    return row


def test_what_a_team_moved_meanwhile_stays_where_the_team_put_it(published):
    plan = published.current()
    one, theirs = first(plan), in_oslo(date(2026, 9, 30), time(12, 0))
    move_meeting(published.session, published.row(one.meeting), starts_at=theirs, length=45, place="Outdoors", at=LATER)

    published.publish(moving.move_meeting(plan, one.key, day=one.day, at=time(8, 0)), at=LATER)

    row = published.row(one.meeting)
    assert (row.starts_at, row.place, row.sequence) == (theirs, "Outdoors", 1)


def test_what_a_team_deleted_or_planned_meanwhile_is_left_alone(published):
    plan = published.current()
    one, other = first(plan), first(plan, "m1-m3")
    delete_meeting(published.session, published.row(one.meeting))
    published.session.expire_all()

    published.publish(moving.move_meeting(plan, other.key, day=other.day, at=time(8, 0)), at=LATER)

    assert one.meeting not in {row.public_id for row in published.rows()}
    assert published.row(other.meeting).sequence == 1


def test_the_same_form_sent_twice_has_one_effect(published):
    draft = operations.begin_draft(published.session, published.run, published.course, by=published.by, at=NOW)
    document = moving.drop_meeting(read(draft.document), first(read(draft.document)).key)
    saved = operations.save_draft(
        published.session, published.run, document, seen=draft.version, by=published.by, at=NOW
    )
    asked = {"seen": saved.version, "why": "", "by": published.by, "at": LATER}

    operations.publish_draft(published.session, published.run, published.course, **asked)
    before = [(row.public_id, row.sequence) for row in published.rows()]

    with pytest.raises(Conflict):
        operations.publish_draft(published.session, published.run, published.course, **asked)
    with pytest.raises(Conflict):
        published.publish(document, seen=draft.based_on)
    assert [(row.public_id, row.sequence) for row in published.rows()] == before


def test_a_draft_that_somebody_else_changed_is_not_published_unseen(planning):
    draft = operations.draft_of(planning.session, planning.run)
    seen = draft.version
    operations.save_draft(
        planning.session, planning.run, moving.pause(planning.draft(), TODAY), seen=seen, by=planning.by, at=NOW
    )

    with pytest.raises(Conflict):
        operations.publish_draft(
            planning.session, planning.run, planning.course, seen=seen, why="", by=planning.by, at=NOW
        )
    with pytest.raises(Conflict):
        operations.save_draft(planning.session, planning.run, planning.current(), seen=seen, by=planning.by, at=NOW)


def test_two_who_begin_a_draft_share_it(published):
    asked = {"by": published.by, "at": NOW}

    one = operations.begin_draft(published.session, published.run, published.course, **asked)
    other = operations.begin_draft(published.session, published.run, published.course, **asked)

    assert one is other
    operations.drop_draft(published.session, published.run)
    assert operations.draft_of(published.session, published.run) is None


class TestRefused:
    """A sentence says what is wrong and how to mend it; nothing changes."""

    @pytest.fixture(autouse=True)
    def nothing_changes(self, planning):
        before = planning.run.dates
        yield
        planning.session.refresh(planning.run)
        assert planning.run.dates == before
        assert planning.rows() == []

    def test_a_plan_without_modules(self, planning):
        with pytest.raises(Invalid, match="at least one module"):
            planning.publish(replace(planning.draft(), modules=()))

    def test_a_module_that_the_course_has_lost(self, planning):
        planning.course = planning.course.model_copy(update={"modules": planning.course.modules[:-1]})

        with pytest.raises(Invalid, match='no module "m3" any more'):
            planning.publish(planning.draft())

    def test_a_team_that_is_no_more(self, planning):
        planning.teams[0].ended_on = TODAY

        with pytest.raises(Invalid, match="a team that is no more"):
            planning.publish(planning.draft())

    def test_a_new_meeting_in_the_past(self, planning):
        with pytest.raises(Invalid, match="that day has passed"):
            planning.publish(planning.draft(), at=NOW + timedelta(days=60))

    @pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
    def test_a_time_that_is_not_there_or_comes_twice(self, planning, day):
        draft = planning.draft()
        moved = replace(draft.meetings[0], day=day, at=time(2, 30))

        with pytest.raises(Invalid, match="The clocks change"):
            planning.publish(replace(draft, meetings=(moved,)))

    def test_a_reason_without_end(self, planning):
        with pytest.raises(Invalid, match="room for 500"):
            planning.publish(planning.draft(), why="x" * 501)

    def test_a_run_that_has_ended(self, planning):
        draft = planning.draft()
        operations.end_run(planning.session, planning.run, by=planning.by, at=NOW)

        with pytest.raises(Invalid, match="has ended"):
            planning.publish(draft)


PUBLISHED, REPLANNED = 24, 26
"""statements"""


@pytest.mark.parametrize("teams", [2, 17])
def test_publishing_costs_as_many_questions_for_few_meetings_as_for_many(session, statements, teams):
    """Seventy people in seventeen teams have seventy-six meetings."""
    planning = make_planning(session, teams=teams, members=4)
    draft = planning.draft()
    with statements() as first_time:
        planning.publish(draft)
    school = school_of(session, planning.run, on=TODAY)
    with statements() as replanned:
        document = draw_up(
            planning.course,
            wish(weeks=dict.fromkeys(("m1", "m2", "m3"), 8)),
            school,
            kept=planning.current(),
            today=TODAY,
        )
        published = planning.publish(document, at=LATER)

    assert len(planning.rows()) == {2: 16, 17: 76}[teams]
    assert len(published.differences.meetings) > teams
    assert (len(first_time), len(replanned)) == (PUBLISHED, REPLANNED)


class TestWhatHasOpened:
    """It stays open, whatever is published."""

    def test_is_not_shut_again(self, published):
        opened = published.current().modules[1].opens_on
        moved = moving.move_module(published.current(), "m1", opens_on=opened + timedelta(days=7))

        with pytest.raises(Invalid, match="what has opened stays open"):
            published.publish(moved, at=in_oslo(opened, time(0, 0)))
        published.publish(moved, at=in_oslo(opened, time(0, 0)) - timedelta(seconds=1))

    def test_is_not_left_out(self, published):
        plan = published.current()
        opened = plan.modules[1].opens_on
        without = replace(plan, modules=tuple(one for one in plan.modules if one.module_id != "m1"))

        with pytest.raises(Invalid, match="it stays in the plan"):
            published.publish(without, at=in_oslo(opened, time(0, 0)))
        published.publish(without, at=in_oslo(opened, time(0, 0)) - timedelta(seconds=1))

    def test_stays_so_in_a_draft_that_was_begun_before(self, published):
        opened = published.current().modules[1].opens_on
        asked = {"by": published.by, "at": NOW}
        draft = operations.begin_draft(published.session, published.run, published.course, **asked)
        moved = moving.move_module(read(draft.document), "m1", opens_on=opened + timedelta(days=7))
        draft = operations.save_draft(published.session, published.run, moved, seen=draft.version, **asked)

        then = {"seen": draft.version, "why": "", "by": published.by, "at": in_oslo(opened, time(8, 0))}
        operations.publish_draft(published.session, published.run, published.course, **then)

        assert published.current().modules[1].opens_on == opened
