"""Undoing a plan, and pausing one and going on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from courseengine.base.clock import in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core.audit import Event
from courseengine.core.meetings.operations import move_meeting
from courseengine.core.planner import moving, operations
from courseengine.core.planner.differences import differences
from courseengine.core.planner.document import read
from courseengine.core.planner.publishing import as_undone
from courseengine.core.runs import dates
from tests.core.planner.conftest import LATER, NOW, first


class TestUndoing:
    """The plan before comes back, for whatever nobody has touched since."""

    def test_brings_back_dates_times_and_what_was_cancelled(self, published):
        plan = published.current()
        moved = moving.shift_from(moving.drop_meeting(plan, first(plan).key), "m2", 14)
        published.publish(moved, at=LATER)

        undone = published.undo(at=LATER + timedelta(hours=1))

        now = published.current()
        assert now.modules == plan.modules
        assert [replace(one, sequence=0) for one in now.meetings] == [replace(one, sequence=0) for one in plan.meetings]
        assert dates.read(published.run.dates)[2].opens_on == plan.modules[2].opens_on
        assert published.row(first(plan).meeting).sequence == 2
        assert undone.version.undone_by == published.by
        assert published.holds() == 2
        assert published.told()[-1] == Event.RUN_PLAN_UNDONE

    def test_cancels_what_the_plan_had_made(self, planning):
        planning.publish(planning.draft())

        undone = planning.undo(at=LATER)

        assert {row.state for row in planning.rows()} == {"cancelled"}
        assert len(undone.differences.meetings) == len(planning.rows())
        assert planning.holds() == 1

    def test_leaves_alone_what_somebody_has_touched(self, published):
        plan = published.current()
        one = first(plan)
        theirs = in_oslo(date(2026, 9, 30), time(12, 0))
        published.publish(moving.shift_from(plan, "m1", 7), at=LATER)
        move_meeting(published.session, published.row(one.meeting), starts_at=theirs, length=45, place="", at=LATER)
        published.session.flush()

        published.undo(at=LATER)

        assert published.row(one.meeting).starts_at == theirs
        other = first(plan, "m1-m3")
        assert published.row(other.meeting).starts_at == in_oslo(other.day, other.at)

    def test_brings_nothing_back_to_a_time_that_has_passed(self, published):
        plan = published.current()
        moved, dropped, later = first(plan, "m1-m1"), first(plan, "m1-m2"), first(plan, "m1-m3")
        changed = moving.move_meeting(plan, moved.key, day=later.day, at=time(9, 0))
        for one in (dropped, later):
            changed = moving.drop_meeting(changed, one.key)
        published.publish(changed, at=LATER)
        after_two = in_oslo(dropped.day, dropped.at)

        published.undo(at=after_two)

        assert published.row(moved.meeting).starts_at == in_oslo(later.day, time(9, 0))
        assert published.row(dropped.meeting).state == "cancelled"
        assert (published.row(later.meeting).state, published.row(later.meeting).starts_at) == (
            "planned",
            in_oslo(later.day, later.at),
        )

    def test_a_meeting_comes_back_until_its_time(self, published):
        plan = published.current()
        published.publish(moving.drop_meeting(plan, first(plan).key), at=LATER)

        published.undo(at=in_oslo(first(plan).day, first(plan).at) - timedelta(minutes=1))

        assert published.row(first(plan).meeting).state == "planned"

    def test_what_has_opened_meanwhile_stays_open(self, published):
        plan = published.current()
        earlier = date(2026, 9, 28)
        published.publish(moving.move_module(plan, "m2", opens_on=earlier), at=LATER)

        published.undo(at=in_oslo(earlier, time(0, 0)))

        assert {one.module_id: one.opens_on for one in dates.read(published.run.dates)} == {
            one.module_id: earlier if one.module_id == "m2" else one.opens_on for one in plan.modules
        }

    def test_what_it_would_leave_is_what_it_leaves(self, published):
        plan = published.current()
        changed = moving.drop_meeting(moving.shift_from(plan, "m1", 7), first(plan, "m2-m2").key)
        new = {"module_id": "m3", "activity_id": "m3-m1", "teams": (), "joint": True, "length": 60}
        published.publish(moving.add_meeting(changed, **new, day=date(2026, 12, 1), at=time(8, 0)), at=LATER)
        one = published.row(first(plan, "m1-m2").meeting)
        theirs = in_oslo(date(2026, 9, 30), time(12, 0))
        move_meeting(published.session, one, starts_at=theirs, length=45, place="", at=LATER)
        newest = operations.plan_that_holds(published.session, published.run)
        at = in_oslo(date(2026, 9, 2), time(8, 0))
        holds = published.current()

        expected = differences(holds, as_undone(published.session, newest, published.course, at=at))
        found = published.undo(at=at).differences

        def told(changes):
            return {
                (change.before and change.before.meeting, change.after and (change.after.day, change.after.at))
                for change in changes.meetings
            }

        assert told(found) == told(expected)
        assert found.modules == expected.modules
        assert one.public_id not in {meeting for meeting, _ in told(found)}
        assert len(found.meetings) > 3

    def test_only_the_newest_and_only_once(self, published):
        older = operations.plan_that_holds(published.session, published.run)
        published.publish(moving.shift_from(published.current(), None, 7), at=LATER)
        newest = operations.plan_that_holds(published.session, published.run)
        asked = {"by": published.by, "at": LATER}

        with pytest.raises(Conflict, match="later plan"):
            operations.undo(published.session, older, published.course, **asked)
        operations.undo(published.session, newest, published.course, **asked)
        with pytest.raises(Conflict, match="already"):
            operations.undo(published.session, newest, published.course, **asked)
        assert published.holds() == older.number

    def test_what_was_undone_can_be_published_again(self, planning):
        draft = planning.draft()
        planning.publish(draft)
        planning.undo(at=LATER)

        planning.publish(draft, at=LATER)

        assert len(planning.rows(state="planned")) == len(draft.meetings)
        assert [one.number for one in operations.versions_of(planning.session, planning.run)] == [3, 2, 1]


class TestPausing:
    """Nothing more opens; and on resuming all moves by the days of the pause."""

    PAUSED, RESUMED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC), datetime(2026, 9, 15, 8, 0, tzinfo=UTC)

    def pause(self, published, on=date(2026, 9, 1), at=PAUSED):
        return operations.pause_run(
            published.session, published.run, published.course, on=on, why="Illness", by=published.by, at=at
        )

    def resume(self, published, on=date(2026, 9, 15), at=RESUMED):
        return operations.resume_run(
            published.session, published.run, published.course, on=on, why="", by=published.by, at=at
        )

    def test_the_run_is_paused_and_goes_on(self, published):
        plan = published.current()

        self.pause(published)
        assert published.run.paused_on == date(2026, 9, 1)
        resumed = self.resume(published)

        assert published.run.paused_on is None
        fortnight = timedelta(days=14)
        now = {one.key: one for one in published.current().meetings}
        for one in plan.meetings:
            assert now[one.key].day == one.day + (fortnight if one.day >= date(2026, 9, 1) else timedelta())
        assert [change.module_id for change in resumed.differences.modules] == ["m1", "m2", "m3"]
        assert published.told()[-2:] == [Event.RUN_PAUSED, Event.RUN_RESUMED]

    def test_a_draft_goes_along(self, published):
        draft = operations.begin_draft(published.session, published.run, published.course, by=published.by, at=NOW)
        one = first(read(draft.document), "m3-m1")
        document = moving.move_meeting(read(draft.document), one.key, day=one.day, at=time(8, 0))
        operations.save_draft(published.session, published.run, document, seen=1, by=published.by, at=NOW)

        self.pause(published)
        self.resume(published)
        saved = operations.draft_of(published.session, published.run)
        operations.publish_draft(
            published.session,
            published.run,
            published.course,
            seen=saved.version,
            why="",
            by=published.by,
            at=self.RESUMED,
        )

        assert published.row(one.meeting).starts_at == in_oslo(one.day, time(8, 0))

    @pytest.mark.parametrize("on", [date(2026, 8, 31), date(2020, 1, 1)])
    def test_not_in_the_past(self, published, on):
        with pytest.raises(Invalid, match="has passed"):
            self.pause(published, on=on)

    def test_not_twice_and_not_before_it_was_paused(self, published):
        with pytest.raises(Invalid, match="not paused"):
            self.resume(published)
        self.pause(published, on=date(2026, 9, 20))
        with pytest.raises(Invalid, match="paused already"):
            self.pause(published)
        with pytest.raises(Invalid, match="Go on from that day"):
            self.resume(published)

    def test_a_pause_can_be_undone(self, published):
        self.pause(published)

        published.undo(at=self.PAUSED)

        assert published.run.paused_on is None
