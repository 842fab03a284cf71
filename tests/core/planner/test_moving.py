"""A planner moves something; the old document stays as it was."""

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

import pytest

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.planner import moving
from courseengine.core.planner.differences import concerned, differences, double_booked
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.findings import FindingKind, findings
from courseengine.core.school_days.days import DayKind, SchoolDays
from tests.core.planner.world import CECILIE, RUT, START, TODAY, make_course, make_school, team, wish

COURSE, SCHOOL = make_course(), make_school()
PLAN = draw_up(COURSE, wish(), SCHOOL, kept=None, today=TODAY)
FIRST = PLAN.meetings[0]


def opens(document):
    """Module → when it opens."""
    return {one.module_id: one.opens_on for one in document.modules}


class TestModules:
    def test_moving_one_takes_its_end_along_and_pins_it(self):
        moved = moving.move_module(PLAN, "m2", opens_on=date(2026, 10, 12))

        assert moved.modules[2].done_by == date(2026, 11, 20)
        assert moved.modules[2].pinned
        assert [one for one in moved.modules if one.module_id != "m2"] == [
            one for one in PLAN.modules if one.module_id != "m2"
        ]

    def test_an_end_before_the_start_is_refused(self):
        with pytest.raises(Invalid, match="comes before the start"):
            moving.move_module(PLAN, "m2", opens_on=date(2026, 10, 12), done_by=date(2026, 10, 9))

    def test_a_module_that_is_not_there(self):
        with pytest.raises(NotFound):
            moving.move_module(PLAN, "m9", opens_on=START)

    def test_stretching_moves_all_that_comes_after(self):
        longer = moving.stretch(PLAN, "m1", 2)

        fortnight = timedelta(days=14)
        assert longer.wishes.weeks == {"m1": 8, "m2": 6, "m3": 6}
        assert longer.modules[1].done_by - PLAN.modules[1].done_by == fortnight
        assert {id_: day - opens(PLAN)[id_] for id_, day in opens(longer).items()} == {
            "m0": timedelta(),
            "m1": timedelta(),
            "m2": fortnight,
            "m3": fortnight,
        }
        assert moving.stretch(longer, "m1", -2) == PLAN

    @pytest.mark.parametrize("change", [partial(moving.stretch, weeks=2), partial(moving.shift_from, days=14)])
    def test_what_has_opened_stays_open_when_all_moves(self, change):
        fortnight = timedelta(days=14)
        for today, stays in ((opens(PLAN)["m2"] - timedelta(days=1), set()), (opens(PLAN)["m2"], {"m2"})):
            moved = change(PLAN, "m1", today=today)

            after = {"m2", "m3"} - stays
            assert {id_ for id_ in ("m2", "m3") if opens(moved)[id_] == opens(PLAN)[id_] + fortnight} == after
            assert opens(moved)["m1"] == opens(PLAN)["m1"]
            assert moved.modules[2].done_by == PLAN.modules[2].done_by + fortnight

    @pytest.mark.parametrize(("module", "weeks"), [("m1", -6), ("m1", 55), ("m0", 1)])
    def test_stretching_to_nothing_to_years_or_what_has_no_end_is_refused(self, module, weeks):
        with pytest.raises(Invalid):
            moving.stretch(PLAN, module, weeks)

    @pytest.mark.parametrize("days", [0, 401, -401])
    def test_moving_everything_by_nothing_or_by_years_is_refused(self, days):
        with pytest.raises(Invalid, match="at least 1 and at most 400"):
            moving.shift_from(PLAN, None, days)

    def test_another_order_is_wished_for_and_drawn_up(self):
        other = moving.reorder(PLAN, ["m0", "m3", "m1", "m2"])

        assert [one.module_id for one in other.modules] == ["m0", "m3", "m1", "m2"]
        drawn = draw_up(COURSE, other.wishes, SCHOOL, kept=other, today=TODAY)
        assert opens(drawn)["m3"] == START
        assert FindingKind.ORDER in {one.kind for one in findings(other, COURSE, SCHOOL, today=TODAY)}
        with pytest.raises(Invalid, match="a place of its own"):
            moving.reorder(PLAN, ["m0", "m1"])


class TestMeetings:
    def test_moving_one_pins_it_and_keeps_the_rest(self):
        moved = moving.move_meeting(PLAN, FIRST.key, day=date(2026, 9, 2), at=time(8, 30), place="  Aula ")

        after = next(one for one in moved.meetings if one.key == FIRST.key)
        assert after == replace(FIRST, day=date(2026, 9, 2), at=time(8, 30), place="Aula", pinned=True)
        assert len(moved.meetings) == len(PLAN.meetings)

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"length": 4}, "from 5 to 480 minutes"),
            ({"length": 481}, "from 5 to 480 minutes"),
            ({"place": "x" * 201}, "room for 200"),
            ({"day": date(2027, 3, 28), "at": time(2, 30)}, "The clocks change"),
            ({"day": date(2026, 10, 25), "at": time(2, 30)}, "The clocks change"),
        ],
    )
    def test_what_cannot_be_is_refused(self, changed, sentence):
        asked = {"day": FIRST.day, "at": FIRST.at} | changed

        with pytest.raises(Invalid, match=sentence):
            moving.move_meeting(PLAN, FIRST.key, **asked)

    @pytest.mark.parametrize(("state", "sentence"), [("held", "has been held"), ("cancelled", "is cancelled")])
    def test_what_was_held_or_cancelled_does_not_move(self, state, sentence):
        there = replace(PLAN, meetings=(replace(FIRST, state=state), *PLAN.meetings[1:]))

        with pytest.raises(Invalid, match=sentence):
            moving.move_meeting(there, FIRST.key, day=FIRST.day, at=FIRST.at)
        with pytest.raises(Invalid, match=sentence):
            moving.drop_meeting(there, FIRST.key)
        with pytest.raises(Invalid, match="not let go"):
            moving.take_back(there, FIRST.key)

    def test_one_more_by_hand(self):
        asked = {"module_id": "m1", "activity_id": "m1-m1", "teams": ["A"], "joint": False}
        when = {"day": date(2026, 9, 3), "at": time(9, 0), "length": 45}

        more = moving.add_meeting(moving.add_meeting(PLAN, **asked, **when), **asked, **when)

        new = [one for one in more.meetings if one.key.startswith("by-hand")]
        assert [(one.key, one.pinned, one.teams) for one in new] == [
            ("by-hand.1", True, ("A",)),
            ("by-hand.2", True, ("A",)),
        ]
        with pytest.raises(Invalid, match="at least one team"):
            moving.add_meeting(PLAN, **(asked | {"teams": []}), **when)


class TestDifferences:
    def test_nothing_that_people_notice_is_no_difference(self):
        pinned = replace(PLAN, meetings=tuple(replace(one, pinned=True) for one in PLAN.meetings))

        assert not differences(PLAN, pinned)

    def test_moved_added_and_let_go(self):
        moved = moving.move_meeting(PLAN, FIRST.key, day=date(2026, 9, 2), at=time(8, 30))
        more = moving.add_meeting(
            moving.drop_meeting(moved, PLAN.meetings[1].key),
            module_id="m1",
            activity_id="m1-m1",
            teams=["A"],
            joint=False,
            day=date(2026, 9, 3),
            at=time(9, 0),
            length=45,
        )

        found = differences(PLAN, more)

        told = {one.key: (one.before is not None, one.after is not None) for one in found.meetings}
        assert told == {FIRST.key: (True, True), PLAN.meetings[1].key: (True, False), "by-hand.1": (False, True)}

    def test_a_leaders_module_concerns_those_who_see_it(self):
        found = differences(PLAN, moving.move_module(PLAN, "m0", opens_on=date(2026, 8, 24)))

        assert set(concerned(found, SCHOOL, COURSE)) == {CECILIE, RUT}

    def test_a_module_for_everyone_concerns_everyone(self):
        found = differences(PLAN, moving.move_module(PLAN, "m2", opens_on=date(2026, 10, 12)))

        assert set(concerned(found, SCHOOL, COURSE)) == SCHOOL.people

    def test_two_meetings_at_once_are_a_clash_only_for_whoever_is_in_both(self):
        school = make_school(team("A", [1, 2]), team("B", [2, 3]))
        plan = replace(PLAN, meetings=())
        for name, at in (("A", time(14, 0)), ("B", time(14, 59)), ("B", time(15, 0))):
            plan = moving.add_meeting(
                plan, module_id="m1", activity_id="m1-m1", teams=[name], joint=False, day=START, at=at, length=60
            )

        clashes = double_booked(plan, school)

        assert [(one.meetings, one.people) for one in clashes] == [
            (("by-hand.1", "by-hand.2"), {2}),
            (("by-hand.2", "by-hand.3"), {2, 3}),
        ]


class TestFindings:
    def kinds(self, document, school=SCHOOL, course=COURSE, **more):
        return {one.kind for one in findings(document, course, school, today=TODAY, **more)}

    def test_a_meeting_moved_to_a_day_off_or_out_of_its_module(self):
        staff = next(one for one in PLAN.meetings if one.activity_id == "m1-m1")
        document = moving.move_meeting(PLAN, staff.key, day=date(2026, 12, 25), at=time(9, 0))

        assert {FindingKind.DAY_OFF, FindingKind.OUTSIDE_MODULE} <= self.kinds(document)

    def test_a_day_off_that_is_added_later_shows_what_it_hits(self):
        off = make_school(days=SchoolDays({FIRST.day: DayKind.OFF, date(2026, 7, 1): DayKind.OFF}))

        hit = [one for one in findings(PLAN, COURSE, off, today=TODAY) if one.kind is FindingKind.DAY_OFF]

        assert FIRST.key in {key for one in hit for key in one.meetings}

    def test_a_team_a_module_or_a_meeting_that_is_no_more(self):
        fewer = make_school(*SCHOOL.teams[:2])
        course = make_course(*COURSE.modules[:3])

        assert FindingKind.TEAM_GONE in self.kinds(PLAN, fewer)
        assert {FindingKind.MODULE_GONE, FindingKind.TEMPLATE_GONE} <= self.kinds(PLAN, course=course)

    def test_people_in_no_team_are_counted_not_named(self):
        school = replace(SCHOOL, people=SCHOOL.people | {77, 78})

        found = [one for one in findings(PLAN, COURSE, school, today=TODAY) if one.kind is FindingKind.WITHOUT_TEAM]

        assert [one.values for one in found] == [{"people": 2}]

    def test_a_module_before_its_release_but_for_a_pilot(self):
        course = make_course(released={"m1": date(2026, 9, 1)})

        assert FindingKind.BEFORE_RELEASE in self.kinds(PLAN, course=course)
        assert FindingKind.BEFORE_RELEASE not in self.kinds(PLAN, course=course, pilot=True)

    def test_modules_that_overlap_or_open_when_nobody_is_there(self):
        early = moving.move_module(PLAN, "m2", opens_on=date(2026, 9, 21))
        in_holidays = moving.move_module(PLAN, "m3", opens_on=date(2026, 12, 28))

        assert FindingKind.OVERLAP in self.kinds(early)
        assert FindingKind.OPENS_ON_DAY_OFF in self.kinds(in_holidays)

    def test_what_is_behind_is_not_found_fault_with(self):
        assert findings(PLAN, COURSE, make_school(*SCHOOL.teams[:1]), today=date(2028, 1, 1)) == ()

    def test_an_impossible_time_in_a_stored_draft(self):
        document = replace(PLAN, meetings=(replace(FIRST, day=date(2027, 3, 28), at=time(2, 30)),))

        assert FindingKind.IMPOSSIBLE_TIME in self.kinds(document)
