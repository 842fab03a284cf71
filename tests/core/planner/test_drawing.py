"""A draft as one would draw it up by hand."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.planner.document import MeetingDate, Slot
from courseengine.core.planner.drawing import default_wishes, draw_up
from courseengine.core.planner.findings import FindingKind, findings
from courseengine.core.planner.moving import drop_meeting, move_meeting, move_module, take_back, unpin
from courseengine.core.planner.school import groups_for, required_templates, working_teams
from courseengine.core.planner.summary import minutes_per_teacher, prework_due
from courseengine.core.school_days.days import DayKind, SchoolDays
from tests.core.planner.world import (
    CECILIE,
    LEADERS,
    RUT,
    START,
    TODAY,
    make_course,
    make_school,
    module,
    team,
    wish,
)

COURSE, SCHOOL = make_course(), make_school()


def draw(wishes=None, school=SCHOOL, *, course=COURSE, kept=None, today=TODAY):
    """A draft of everything, from the middle of August, unless told otherwise."""
    return draw_up(course, wishes or wish(), school, kept=kept, today=today)


def only(*modules, weeks=6, **changed):
    """Wishes for a few modules alone."""
    return wish(modules=modules, weeks=dict.fromkeys(modules, weeks), **changed)


def days(document, module_id="m1"):
    """When a module's meetings are."""
    return [one.day for one in document.meetings if one.module_id == module_id]


def kinds(document, school=SCHOOL, *, course=COURSE, today=TODAY):
    """What does not fit."""
    return Counter(one.kind for one in findings(document, course, school, today=today))


class TestModules:
    def test_open_on_mondays_and_end_on_fridays_of_school_weeks(self):
        assert [(one.module_id, one.opens_on, one.done_by) for one in draw().modules] == [
            ("m0", START, None),
            ("m1", START, date(2026, 9, 25)),
            # the autumn break, week 40, is no school week
            ("m2", date(2026, 10, 5), date(2026, 11, 13)),
            ("m3", date(2026, 11, 16), date(2027, 1, 8)),
        ]

    def test_a_wished_end_gives_the_latest_start(self):
        document = draw(only("m1", "m2", starts_on=None, ends_on=date(2026, 12, 18)))

        assert [(one.opens_on, one.done_by) for one in document.modules] == [
            (date(2026, 9, 21), date(2026, 11, 6)),
            (date(2026, 11, 9), date(2026, 12, 18)),
        ]

    def test_start_and_end_that_do_not_fit_are_told_with_what_would(self):
        document = draw(only("m1", "m2", starts_on=date(2026, 10, 12), ends_on=date(2026, 12, 18)))

        late = next(one for one in findings(document, COURSE, SCHOOL, today=TODAY) if one.kind is FindingKind.ENDS_LATE)
        assert late.values == {"ends_on": date(2026, 12, 18), "weeks": 2, "start_by": date(2026, 9, 21)}

    def test_an_end_that_no_start_from_today_on_reaches(self):
        document = draw(only("m1", "m2", starts_on=None, ends_on=date(2026, 9, 18)))

        assert document.modules[0].opens_on == date(2026, 8, 10)  # the first school week from today on
        late = next(one for one in findings(document, COURSE, SCHOOL, today=TODAY) if one.kind is FindingKind.ENDS_LATE)
        assert late.values["start_by"] is None

    @pytest.mark.parametrize("weeks", [1, 6, 40, 60])
    def test_six_weeks_and_ten_months_are_both_normal(self, weeks):
        opened = draw(only("m1", weeks=weeks)).modules[0]

        mondays = [opened.opens_on + timedelta(weeks=number) for number in range(120)]
        there = [day for day in mondays if day <= opened.done_by and SCHOOL.days.is_school_week(day)]
        assert len(there) == weeks

    def test_a_module_set_by_hand_stays_and_those_after_it_come_after(self):
        by_hand = move_module(draw(), "m2", opens_on=date(2026, 11, 2), done_by=date(2026, 12, 4))

        again = draw(kept=by_hand)

        assert [one.opens_on for one in again.modules] == [START, START, date(2026, 11, 2), date(2026, 12, 7)]
        assert draw(kept=unpin(by_hand, "m2")) == draw()

    def test_one_that_has_opened_stays_open_and_takes_more_weeks_from_where_it_is(self):
        longer = wish(weeks={"m1": 8, "m2": 6, "m3": 6})

        again = draw(longer, kept=draw(), today=date(2026, 9, 1))

        assert again.modules[1].opens_on == START
        assert again.modules[1].done_by == date(2026, 10, 16)  # past the autumn break
        assert again.modules[2].opens_on == date(2026, 10, 19)

    def test_one_that_has_opened_cannot_be_left_out(self):
        with pytest.raises(Invalid, match='"1 Module m1" has opened, so it stays'):
            draw(wish(modules=("m0", "m2", "m3")), kept=draw(), today=date(2026, 9, 1))


class TestMeetings:
    def test_are_spread_evenly_at_the_schools_time(self):
        document = draw(only("m1"))

        assert days(document) == [date(2026, 8, 25), date(2026, 9, 8), date(2026, 9, 22)]
        assert {(one.at, one.length, one.joint) for one in document.meetings} == {(time(14, 15), 60, True)}
        assert kinds(document) == {}

    def test_every_other_week_is_every_other_week_through_the_holidays(self):
        slot = Slot(1, time(14, 15), every=2, counted_from=date(2026, 8, 18))

        eight_weeks = wish(slots=(slot,), weeks={"m1": 8, "m2": 8, "m3": 8})
        found = [day for id_ in ("m1", "m2", "m3") for day in days(draw(eight_weeks), id_)]

        assert {(day - date(2026, 8, 18)).days % 14 for day in found} == {0}

    def test_dates_the_school_already_has_go_before_its_weekly_time(self):
        have = [date(2026, 8, 27), date(2026, 9, 9), date(2026, 9, 17)]

        document = draw(only("m1", dates=tuple(MeetingDate(day, time(15, 0)) for day in have)))

        assert days(document) == have
        assert {one.at for one in document.meetings} == {time(15, 0)}

    def test_a_planning_day_nearby_is_taken_first_for_the_whole_staff(self):
        planning = SchoolDays({date(2026, 9, 4): DayKind.PLANNING})

        document = draw(only("m1"), make_school(days=planning))

        assert days(document) == [date(2026, 8, 25), date(2026, 9, 4), date(2026, 9, 22)]

    def test_a_planning_day_is_not_for_one_team(self):
        planning = SchoolDays({date(2026, 9, 4): DayKind.PLANNING})
        course = make_course(module("m1", ("team", "team", "team")))

        assert date(2026, 9, 4) not in days(draw(only("m1"), make_school(days=planning), course=course))

    def test_a_day_off_is_avoided(self):
        off = SchoolDays({date(2026, 9, 8): DayKind.OFF, date(2026, 7, 1): DayKind.OFF})

        assert days(draw(only("m1"), make_school(days=off))) == [
            date(2026, 8, 25),
            date(2026, 9, 15),
            date(2026, 9, 22),
        ]

    def test_prework_is_due_five_working_days_before_and_not_before_the_module_opens(self):
        planned = draw(only("m1")).meetings[0]

        assert prework_due(planned, SCHOOL.days) == date(2026, 8, 18)
        assert prework_due(planned, SCHOOL.days) >= START

    def test_where_there_is_no_time_for_prework_a_finding_says_from_when_there_would_be(self):
        document = draw(only("m1", weeks=1))

        early = [
            one
            for one in findings(document, COURSE, SCHOOL, today=TODAY)
            if one.kind is FindingKind.PREWORK_BEFORE_OPENING
        ]
        assert len(days(document)) == 3
        assert len(early) == 3
        assert {one.values["fits_from"] for one in early} == {date(2026, 8, 24)}

    def test_what_fits_nowhere_is_left_out_and_said(self):
        seven = make_course(module("m1", ("staff",) * 7, required=7))

        document = draw(only("m1", weeks=1), course=seven)

        assert len(days(document)) == 4
        assert kinds(document, course=seven)[FindingKind.NOT_PLANNED] == 3

    def test_one_more_than_the_module_proposes_is_the_last_one_again(self):
        course = make_course(module("m1", ("staff", "team"), required=3))

        document = draw(only("m1"), course=course)

        assert Counter(one.activity_id for one in document.meetings) == {"m1-m1": 1, "m1-m2": 6}
        assert kinds(document, course=course) == {FindingKind.FEWER_TEMPLATES: 1}

    def test_what_was_let_go_by_hand_stays_so_until_it_is_taken_back(self):
        document = draw(only("m1"))
        key = document.meetings[1].key

        again = draw(only("m1"), kept=drop_meeting(document, key))

        assert [one.state for one in again.meetings] == ["planned", "dropped", "planned"]
        assert kinds(again)[FindingKind.NOT_PLANNED] == 3
        assert [one.state for one in take_back(again, key).meetings] == ["planned"] * 3

    def test_the_rest_goes_round_what_was_set_by_hand(self):
        document = draw(only("m1"))
        middle = document.meetings[1]
        moved = move_meeting(document, middle.key, day=date(2026, 8, 26), at=time(9, 0))

        again = draw(only("m1"), kept=moved)

        assert days(again) == [date(2026, 8, 25), date(2026, 8, 26), date(2026, 9, 22)]

    def test_a_meeting_that_is_there_keeps_its_identity(self):
        there = replace(
            draw(only("m1")),
            meetings=tuple(
                replace(one, key=f"id-{number}", meeting=f"id-{number}")
                for number, one in enumerate(draw(only("m1")).meetings)
            ),
        )

        again = draw(only("m1", starts_on=date(2026, 8, 31)), kept=there)

        assert [(one.meeting, one.activity_id) for one in again.meetings] == [
            ("id-0", "m1-m1"),
            ("id-1", "m1-m2"),
            ("id-2", "m1-m3"),
        ]
        assert days(again)[0] == date(2026, 9, 8)


class TestWhoMeets:
    """The module's kind of team and the template's ``meets`` decide."""

    SUBJECTS = make_school(
        team("Norwegian", [1, 2, 3], "subject_team", main=[]),
        team("Maths", [3, 4, 5], "subject_team", main=[]),
        team("Grade 1", [1, 4], "grade_team"),
        team("Grade 2", [2, 3, 5], "grade_team"),
        team("Leaders", [CECILIE], "leader_group"),
        team("Resource", [CECILIE, RUT], "resource_group"),
    )

    def test_a_person_in_two_kinds_of_teams_works_in_one_a_module(self):
        assert [one.name for one in working_teams(self.SUBJECTS, "subject_team")] == ["Norwegian", "Maths"]
        assert [one.name for one in working_teams(self.SUBJECTS, "grade_team")] == ["Grade 1", "Grade 2"]
        assert [one.name for one in working_teams(self.SUBJECTS, None)] == ["Grade 1", "Grade 2"]

    def test_one_set_of_teams_is_used_for_everything(self):
        assert [one.name for one in working_teams(SCHOOL, "subject_team")] == ["A", "B", "C"]

    def test_a_team_that_is_still_empty_is_planned_for(self):
        school = make_school(team("A", [1, 2]), team("New", []))

        assert [one.name for one in working_teams(school, None)] == ["A", "New"]

    def test_every_person_is_called_three_times_a_module_and_to_the_staff_once(self):
        """Person 1 is in a subject team and a grade team, person 3 in two subject teams."""
        document = draw(school=self.SUBJECTS)
        called = Counter(
            (person, one.module_id)
            for one in document.meetings
            for person in self.SUBJECTS.called(one.teams, joint=one.joint)
        )

        for person in (1, 2, 4, 5):
            assert [called[person, id_] for id_ in ("m1", "m2", "m3")] == [3, 3, 3]
        assert called[3, "m2"] == 5  # in both subject teams, and once with all
        assert next(one for one in document.meetings if one.activity_id == "m1-m1").teams == ("Grade 1", "Grade 2")

    def test_teams_share_a_time_unless_somebody_is_in_both(self):
        document = draw(only("m2"), self.SUBJECTS)
        first_round = [one for one in document.meetings if one.activity_id == "m2-m1"]

        assert len({one.day for one in first_round}) == 2
        assert len({one.day for one in draw(only("m2")).meetings if one.activity_id == "m2-m1"}) == 1

    def test_leaders_meet_in_their_own_groups(self):
        groups = [
            group for one in required_templates(LEADERS, None) for group in groups_for(self.SUBJECTS, LEADERS, one)
        ]

        assert [(group.teams, group.joint) for group in groups] == [
            (("Leaders",), True),
            (("Resource",), True),
            (("Grade 1", "Grade 2", "Leaders"), True),
        ]

    def test_without_such_a_group_whoever_arranges_meets(self):
        document = draw(only("m0", weeks=6))

        assert [(one.activity_id, one.teams) for one in document.meetings][:2] == [("m0-m1", ()), ("m0-m2", ())]
        assert SCHOOL.called((), joint=True) == {CECILIE, RUT}

    def test_a_school_without_teams_hears_that_it_has_none(self):
        school = replace(SCHOOL, teams=())

        document = draw(only("m1", "m2"), school)

        assert kinds(document, school)[FindingKind.NO_TEAMS] == 2


class TestTheDefault:
    def test_is_the_slowest_pace_from_the_next_school_week_on_tuesdays(self):
        wishes = default_wishes(COURSE, SCHOOL, today=TODAY)

        assert wishes.modules == ("m0", "m1", "m2", "m3")
        assert wishes.weeks == {"m1": 8, "m2": 8, "m3": 8}
        assert wishes.starts_on == date(2026, 8, 10)
        assert wishes.slots == (Slot(1, time(14, 15)),)
        assert kinds(draw(wishes)) == {}

    def test_without_a_pace_it_is_six_weeks_a_module(self):
        course = COURSE.model_copy(update={"paces": {}})

        assert default_wishes(course, SCHOOL, today=TODAY).weeks == {"m1": 6, "m2": 6, "m3": 6}


def test_the_time_of_a_teacher_is_what_the_modules_take():
    time_needed = minutes_per_teacher(draw(), COURSE)

    assert list(time_needed.modules) == ["m1", "m2", "m3"]
    one = time_needed.modules["m1"]
    assert (one.alone, one.meetings, one.minutes) == (60, 180, 240)
    assert time_needed.total.minutes == 720
    assert minutes_per_teacher(replace(draw(), meetings=()), COURSE) == time_needed


@pytest.mark.parametrize("slot", [Slot(9, time(9, 0)), Slot(1, time(9, 0), every=0), Slot(1, time(9, 0), every=9)])
def test_a_time_that_never_comes_round_is_refused(slot):
    with pytest.raises(Invalid, match="A fixed time"):
        draw(wish(slots=(slot,)))


def test_a_time_at_the_weekend_or_on_a_day_off_is_told_and_not_used():
    document = draw(
        only(
            "m1", slots=(Slot(5, time(10, 0)), Slot(1, time(14, 15))), dates=(MeetingDate(date(2026, 8, 22), time(9)),)
        )
    )

    assert all(SCHOOL.days.is_at_work(day) for day in days(document))
    assert kinds(document) == {FindingKind.SLOT_OFF: 1, FindingKind.DATE_OFF: 1}
