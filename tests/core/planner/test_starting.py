"""A run is started, ended, and started again next year; an owner starts many at once."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from courseengine.base.clock import begins
from courseengine.base.errors import Conflict, Invalid
from courseengine.core.audit import Event
from courseengine.core.people.teams import merge_team
from courseengine.core.planner import operations
from courseengine.core.planner.document import read
from courseengine.core.planner.next_year import a_year_on, same_week
from courseengine.core.runs import dates
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.operations import open_run
from courseengine.core.school_days.models import SchoolDay
from tests.core.planner.conftest import NOW
from tests.core.planner.world import START, TODAY, make_course, wish

JUNE = datetime(2027, 6, 21, 9, 0, tzinfo=UTC)


def asked(planning, **changed):
    """What every operation wants to know."""
    return {"by": planning.by, "at": NOW} | changed


class TestStarting:
    """Dates hold at once; meetings wait in a draft."""

    def test_the_opening_dates_hold_and_the_meetings_wait(self, planning):
        opened = dates.read(planning.run.dates)

        assert [one.module_id for one in opened] == ["m0", "m1", "m2", "m3"]
        assert opened[1].opens_on == START
        assert planning.run.starts_on == START
        assert planning.rows() == []
        assert len(planning.draft().meetings) == 20
        assert planning.current().modules == planning.draft().modules
        assert planning.told() == [Event.RUN_OPENED]

    def test_a_school_goes_through_a_course_once_at_a_time(self, planning):
        with pytest.raises(Conflict, match="has been going through"):
            operations.start_run(planning.session, planning.town.furulia, planning.course, wish(), **asked(planning))

    def test_a_pilot_opens_before_the_release(self, planning):
        course = make_course(released={"m1": date(2027, 1, 4)})
        place = planning.town.bjorkelia

        run = operations.start_run(planning.session, place, course, wish(), pilot=True, **asked(planning))

        assert run.pilot
        assert dates.read(run.dates)[1].opens_on == START

    def test_undoing_the_start_changes_nothing(self, planning):
        before = planning.run.dates

        planning.undo()

        assert planning.run.dates == before
        assert [one.module_id for one in planning.current().modules] == ["m0", "m1", "m2", "m3"]

    @pytest.mark.parametrize(
        ("wishes", "sentence"),
        [
            (wish(modules=()), "at least one module"),
            (wish(modules=("m1", "m9")), 'no module "m9" any more'),
            (wish(modules=("m1", "m1")), "taken once"),
            (wish(starts_on=None), "Say when you begin"),
            (wish(starts_on=TODAY - timedelta(days=1)), "has passed"),
            (wish(starts_on=START, ends_on=START - timedelta(days=1)), "comes before the start"),
            (wish(starts_on=None, ends_on=TODAY - timedelta(days=1)), "has passed"),
            (wish(starts_on=START, ends_on=date(2026, 9, 1)), "too few school weeks: 2"),
            (wish(starts_on=date(2062, 8, 17)), "Check the year"),
            (wish(weeks={"m1": 61}), "from 1 to 60 weeks"),
        ],
    )
    def test_wishes_that_cannot_be_are_refused_and_nothing_changes(self, planning, wishes, sentence):
        with pytest.raises(Invalid, match=sentence):
            operations.start_run(planning.session, planning.town.bjorkelia, planning.course, wishes, **asked(planning))
        assert planning.session.scalars(select(CourseRun)).all() == [planning.run]


class TestEnding:
    """All of it stays to be read."""

    def test_what_is_ahead_is_cancelled_and_told(self, published):
        past = published.rows()[0]
        at = past.starts_at + timedelta(hours=2)

        told = operations.end_run(published.session, published.run, by=published.by, at=at)

        published.session.expire_all()
        assert published.run.ended_at == at
        assert [row.state for row in published.rows()] == ["planned"] + ["cancelled"] * 19
        assert {person.id for team in published.teachers for person in team} <= set(told)
        assert published.current().modules
        assert published.told()[-1] == Event.RUN_ENDED
        assert operations.draft_of(published.session, published.run) is None

    def test_twice_is_once(self, published):
        operations.end_run(published.session, published.run, **asked(published))
        before = len(published.told())

        assert operations.end_run(published.session, published.run, **asked(published)) == {}
        assert len(published.told()) == before


class TestNextYear:
    """By week and weekday, past the days off."""

    def next(self, published, starts_on=date(2027, 8, 23), at=JUNE):
        return operations.start_next(
            published.session, published.run, published.course, starts_on=starts_on, by=published.by, at=at
        )

    def test_every_day_keeps_its_week_and_weekday(self, published):
        old = published.current()
        operations.end_run(published.session, published.run, by=published.by, at=JUNE)

        run = self.next(published)

        new = read(operations.draft_of(published.session, run).document)
        assert run.previous_id == published.run.id
        assert [one.opens_on for one in new.modules] == [a_year_on(one.opens_on) for one in old.modules]
        assert [a_year_on(one.day) for one in old.meetings] == [one.day for one in new.meetings]
        assert {one.meeting for one in new.meetings} == {None}
        assert {one.pinned for one in new.meetings} == {False}
        assert [one.opens_on for one in dates.read(run.dates)] == [one.opens_on for one in new.modules]

    def test_a_meeting_that_would_be_on_a_day_off_is_a_week_later(self, published):
        old = published.current()
        operations.end_run(published.session, published.run, by=published.by, at=JUNE)
        off = a_year_on(old.meetings[0].day)
        published.session.add(
            SchoolDay(organisation_id=published.town.furulia.id, day=off, kind="off", name="Kurs", set_at=JUNE)
        )
        published.session.flush()

        new = read(operations.draft_of(published.session, self.next(published)).document)

        same = next(one for one in new.meetings if one.activity_id == old.meetings[0].activity_id)
        assert same.day == off + timedelta(days=7)

    def test_teams_that_are_no_more_and_modules_that_are_gone_are_left_out(self, published):
        operations.end_run(published.session, published.run, by=published.by, at=JUNE)
        gone = published.teams[0]
        gone.ended_on = date(2027, 6, 18)
        published.course = make_course(*published.course.modules[:3])

        new = read(operations.draft_of(published.session, self.next(published)).document)

        assert [one.module_id for one in new.modules] == ["m0", "m1", "m2"]
        assert not any(gone.public_id in one.teams for one in new.meetings)
        assert {one.module_id for one in new.meetings} == {"m0", "m1", "m2"}

    def test_a_merged_team_is_followed_and_has_each_meeting_once(self, published):
        operations.end_run(published.session, published.run, by=published.by, at=JUNE)
        first, second, third = published.teams
        merge_team(published.session, first, second, by=published.by, at=JUNE)
        merge_team(published.session, second, third, by=published.by, at=JUNE)

        new = read(operations.draft_of(published.session, self.next(published)).document)

        old = {(one.activity_id, a_year_on(one.day)) for one in published.current().meetings}
        assert {(one.activity_id, one.day) for one in new.meetings} == old
        assert {one.teams for one in new.meetings} == {(third.public_id,), ()}
        assert len(new.meetings) == len({one.activity_id for one in new.meetings})

    def test_a_team_that_took_over_gets_what_it_had_not(self, published):
        first, second, third = published.teams
        for meeting in published.rows():
            if not meeting.joint and [team.id for team in meeting.teams] == [third.id]:
                meeting.state = "cancelled"
        operations.end_run(published.session, published.run, by=published.by, at=JUNE)
        merge_team(published.session, second, third, by=published.by, at=JUNE)

        new = read(operations.draft_of(published.session, self.next(published)).document)

        teams = Counter(one.teams for one in new.meetings if not one.joint)
        assert teams[first.public_id,] == teams[third.public_id,] > 0
        assert set(teams) == {(first.public_id,), (third.public_id,)}

    def test_not_while_this_year_lasts_and_not_in_the_past(self, published):
        with pytest.raises(Conflict, match="not over yet"):
            self.next(published)
        operations.end_run(published.session, published.run, by=published.by, at=JUNE)
        with pytest.raises(Invalid, match="has passed"):
            self.next(published, starts_on=date(2027, 6, 14))


class TestTakingIn:
    """An owner starts many schools at once: all of them or none."""

    def take_in(self, planning, *schools, name="2026–27"):
        return operations.take_in(
            planning.session, planning.town.owner, schools, planning.course, wish(), name=name, **asked(planning)
        )

    def test_each_school_begins_with_its_own_days_and_a_draft(self, planning):
        operations.end_run(planning.session, planning.run, **asked(planning))

        intake = self.take_in(planning, planning.town.furulia, planning.town.bjorkelia)

        runs = planning.session.scalars(select(CourseRun).where(CourseRun.intake_id == intake.id)).all()
        assert [run.organisation.name for run in runs] == ["Furulia", "Bjørkelia"]
        assert {dates.read(run.dates)[1].opens_on for run in runs} == {START}
        drafts = [operations.draft_of(planning.session, run) for run in runs]
        assert [len(read(draft.document).meetings) for draft in drafts] == [20, 2]

    @pytest.mark.parametrize(("name", "sentence"), [("  ", "Give it a name"), ("x" * 121, "at most 120")])
    def test_it_has_a_name(self, planning, name, sentence):
        with pytest.raises(Invalid, match=sentence):
            self.take_in(planning, planning.town.bjorkelia, name=name)

    def test_no_school_another_owners_and_one_that_has_begun_are_refused(self, planning):
        with pytest.raises(Invalid, match="at least one school"):
            self.take_in(planning)
        with pytest.raises(Invalid, match="does not belong"):
            self.take_in(planning, planning.town.owner)
        with pytest.raises(Conflict, match="Furulia has been going through"):
            self.take_in(planning, planning.town.furulia)


class TestAYearOn:
    """The same week and weekday; a year of 53 weeks is no trap."""

    @given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
    def test_week_and_weekday_stay(self, day):
        after = a_year_on(day)

        assert after.weekday() == day.weekday()
        assert after.isocalendar().year == day.isocalendar().year + 1
        assert after.isocalendar().week == day.isocalendar().week or day.isocalendar().week == 53

    @pytest.mark.parametrize(
        ("start", "day", "after"),
        [
            (date(2027, 8, 23), date(2026, 10, 13), date(2027, 10, 19)),  # week 42
            (date(2027, 8, 23), date(2027, 1, 12), date(2028, 1, 11)),  # week 2, after a year of 53 weeks
            (date(2027, 9, 6), date(2026, 10, 13), date(2027, 11, 2)),  # two weeks later, as the start is
        ],
    )
    def test_what_began_in_august_begins_in_the_week_of_the_new_start(self, start, day, after):
        assert same_week(date(2026, 8, 17), start)(day) == after

    @given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 300), st.integers(0, 300))
    def test_the_order_of_days_stays(self, start, one, other):
        carried = same_week(start, start + timedelta(weeks=52))
        first, last = sorted([one, other])

        assert carried(start + timedelta(days=first)) <= carried(start + timedelta(days=last))


def test_a_run_that_never_published_a_plan_has_one_all_the_same(planning, session):
    """Its schedule's or its pace's dates are where its planner begins."""
    run = open_run(
        session, course=planning.course, school=planning.town.bjorkelia, pace="calm", starts_on=START, at=NOW
    )

    document = operations.current(session, run, planning.course)

    assert [(one.module_id, one.opens_on) for one in document.modules][:2] == [("m0", START), ("m1", START)]
    assert document.wishes.weeks == {"m1": 8, "m2": 8, "m3": 8}
    assert begins(document.modules[1].opens_on).hour == 22
    assert operations.plan_that_holds(session, run) is None
