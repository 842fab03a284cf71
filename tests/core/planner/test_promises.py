"""What holds for every plan, tried with a thousand random ones.

With ``--hypothesis-profile=thorough`` it is many thousands, which takes some minutes.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseengine.base.clock import begins
from courseengine.base.errors import Invalid
from courseengine.core.planner import moving
from courseengine.core.planner.differences import differences, double_booked
from courseengine.core.planner.drawing import draw_up, stays
from courseengine.core.planner.findings import FindingKind, findings
from courseengine.core.planner.openings import opened_by
from courseengine.core.planner.summary import prework_due
from courseengine.core.runs import dates
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import RunFacts, make_plan
from tests.core.planner.plans import COURSE, day_in, drawn, schools, wishes
from tests.core.planner.world import TODAY, make_course, wish

PATIENTLY = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def found(document, school, *kinds: FindingKind, course=COURSE) -> set[str]:
    """The meetings that such findings are about."""
    return {key for one in findings(document, course, school, today=TODAY) if one.kind in kinds for key in one.meetings}


def run_of(document, *, pilot: bool = False) -> RunFacts:
    """A run by such a plan."""
    written = dates.written(dates.ModuleDates(one.module_id, one.opens_on, one.done_by) for one in document.modules)
    return RunFacts(
        id=1,
        public_id="r",
        school_id=1,
        owner_id=None,
        school_name="S",
        place_kind="school",
        schedule=None,
        pace="own",
        starts_on=date(2026, 8, 17),
        pilot=pilot,
        dates=written,
        paused_on=document.paused_on,
    )


@PATIENTLY
@given(drawn())
def test_the_same_wishes_give_the_same_draft_and_drawing_it_again_changes_nothing(plan):
    school, wished, document = plan

    assert draw_up(COURSE, wished, school, kept=None, today=TODAY) == document
    assert draw_up(COURSE, wished, school, kept=document, today=TODAY) == document
    assert not differences(document, document)


@PATIENTLY
@given(drawn())
def test_modules_open_in_order_in_school_weeks_and_do_not_overlap(plan):
    school, wished, document = plan
    taken = [one for one in document.modules if wished.weeks.get(one.module_id)]

    assert [one.module_id for one in document.modules] == list(wished.modules)
    assert all(one.opens_on >= wished.starts_on for one in document.modules)
    assert all(one.opens_on.weekday() == 0 and one.done_by.weekday() == 4 for one in taken)
    assert all(school.days.is_school_week(one.opens_on) for one in taken)
    assert all(before.done_by < after.opens_on for before, after in pairwise(taken))


@PATIENTLY
@given(drawn())
def test_days_off_are_avoided_prework_comes_first_and_nobody_is_in_two_places(plan):
    """What cannot be is left out or told: a finding names every exception."""
    school, _wished, document = plan
    opens = {one.module_id: one.opens_on for one in document.modules}
    too_early = found(document, school, FindingKind.PREWORK_BEFORE_OPENING)

    for one in document.meetings:
        due = prework_due(one, school.days)
        assert school.days.is_at_work(one.day)
        assert due < one.day
        assert due >= opens[one.module_id] or one.key in too_early
        assert one.day > TODAY
    assert double_booked(document, school) == ()


@PATIENTLY
@given(drawn())
def test_every_team_meets_as_often_as_its_module_requires_or_a_finding_says_how_many_are_missing(plan):
    school, _wished, document = plan
    missing = {
        (one.module_id, one.values["team"]): one.values["missing"]
        for one in findings(document, COURSE, school, today=TODAY)
        if one.kind is FindingKind.NOT_PLANNED
    }
    met = Counter((one.module_id, team) for one in document.meetings for team in one.teams)

    for (module_id, team), number in missing.items():
        if team:
            assert met[module_id, team] + number == COURSE.module(module_id).meetings_required


@PATIENTLY
@given(plan=drawn(), data=st.data())
def test_what_is_pinned_held_or_past_never_moves_and_the_rest_goes_round_it(plan, data):
    school, wished, document = plan
    meetings = list(document.meetings)
    for number, one in enumerate(meetings):
        fate = data.draw(st.sampled_from(["free", "free", "pinned", "held", "cancelled", "past", "moved by hand"]))
        there = replace(one, meeting=f"id{number}")
        if fate == "past":
            there = replace(there, day=TODAY - timedelta(days=data.draw(st.integers(0, 30))))
        elif fate == "moved by hand":
            there = replace(there, day=day_in(document, data.draw(st.integers(1, 100))), pinned=True)
        elif fate != "free":
            there = replace(there, pinned=fate == "pinned", state="planned" if fate == "pinned" else fate)
        meetings[number] = there
    kept = replace(document, meetings=tuple(meetings))
    wanted = data.draw(st.just(wished) | wishes())
    wanted = wanted if set(opened_by(kept, TODAY)) <= set(wanted.modules) else wished

    again = draw_up(COURSE, wanted, school, kept=kept, today=TODAY)

    now = {one.key: one for one in again.meetings}
    assert all(now[one.key] == one for one in kept.meetings if stays(one, TODAY))
    assert set(now) >= {one.key for one in kept.meetings}
    drawn_anew = {one.key for one in again.meetings if one.is_ahead and not stays(one, TODAY)}
    assert not any(drawn_anew & set(clash.meetings) for clash in double_booked(again, school))
    assert draw_up(COURSE, wanted, school, kept=again, today=TODAY) == again


@PATIENTLY
@given(plan=drawn(), later=st.integers(0, 300))
def test_a_reckoning_on_a_later_day_shuts_nothing_that_has_opened(plan, later):
    school, wished, document = plan
    today = day_in(document, later)

    again = draw_up(COURSE, wished, school, kept=document, today=today)

    before = {one.module_id: one for one in document.modules}
    assert [one for one in again.modules if before[one.module_id].opens_on <= today] == [
        one for one in document.modules if one.opens_on <= today
    ]
    assert all(one.opens_on >= today for one in again.modules if before[one.module_id].opens_on > today)


@PATIENTLY
@given(
    school=schools(),
    wished=wishes(),
    released=st.dictionaries(st.sampled_from(["m0", "m1", "m2", "m3"]), st.dates(TODAY, date(2027, 6, 1))),
    pilot=st.booleans(),
)
def test_nothing_opens_before_it_is_released_but_for_a_pilot(school, wished, released, pilot):
    course = make_course(released=released)

    document = draw_up(course, wished, school, kept=None, today=TODAY, pilot=pilot)
    plan = make_plan(course, run_of(document, pilot=pilot))

    for one in document.modules:
        if not pilot:
            assert one.opens_on >= released.get(one.module_id, date.min)
        assert plan.openings[one.module_id].opens_on == one.opens_on


@PATIENTLY
@given(drawn(), st.integers(0, 400), st.integers(0, 400))
def test_what_is_open_stays_open(plan, one, other):
    _school, _wished, document = plan
    openings = make_plan(COURSE, run_of(document)).openings.values()
    earlier, later = sorted([one, other])

    for opening in openings:
        if is_open(opening, at=begins(day_in(document, earlier))):
            assert is_open(opening, at=begins(day_in(document, later)))


@PATIENTLY
@given(plan=drawn(), on=st.integers(-20, 250), days=st.integers(0, 120), data=st.data())
def test_pausing_and_resuming_by_n_days_shifts_exactly_n_days(plan, on, days, data):
    _school, _wished, document = plan
    pinned = {one.key: data.draw(st.booleans()) for one in document.meetings}
    document = replace(document, meetings=tuple(replace(one, pinned=pinned[one.key]) for one in document.meetings))
    since, shift = day_in(document, on), timedelta(days=days)

    resumed = moving.resume(moving.pause(document, since), since + shift)

    assert resumed.paused_on is None
    for before, after in zip(document.modules, resumed.modules, strict=True):
        assert after.opens_on - before.opens_on == (shift if before.opens_on >= since else timedelta())
        if before.done_by:
            assert after.done_by - before.done_by == (shift if before.done_by >= since else timedelta())
    now = {one.key: one for one in resumed.meetings}
    for one in document.meetings:
        moves = one.day >= since and not one.pinned
        assert now[one.key].day - one.day == (shift if moves else timedelta())
        assert replace(now[one.key], day=one.day) == one


@PATIENTLY
@given(plan=drawn(), on=st.integers(0, 250), at=st.integers(0, 400))
def test_while_it_is_paused_nothing_more_opens(plan, on, at):
    _school, _wished, document = plan
    since = day_in(document, on)

    openings = make_plan(COURSE, run_of(moving.pause(document, since))).openings

    for one in document.modules:
        opened = is_open(openings[one.module_id], at=begins(day_in(document, at)))
        assert opened == (one.opens_on < since and one.opens_on <= day_in(document, at))


@PATIENTLY
@given(plan=drawn(), days=st.integers(-60, 60).filter(bool), number=st.integers(0, 3))
def test_moving_everything_from_a_module_on_moves_just_that(plan, days, number):
    _school, _wished, document = plan
    first = document.modules[number % len(document.modules)]

    moved = moving.shift_from(document, first.module_id, days)

    after = {one.module_id: one.opens_on for one in moved.modules}
    changed = [one.module_id for one in document.modules if after[one.module_id] != one.opens_on]
    assert first.module_id in changed
    assert all(one.opens_on >= first.opens_on for one in document.modules if one.module_id in changed)
    assert {after[one.module_id] - one.opens_on for one in document.modules} <= {timedelta(days=days), timedelta()}
    assert moving.shift_from(moved, first.module_id, -days).modules == document.modules or days > 0


@pytest.mark.parametrize("weeks", [1, 3, 12])
@PATIENTLY
@given(school=schools(), ends=st.dates(date(2027, 6, 1), date(2027, 12, 31)))
def test_a_wished_end_gives_the_latest_start_that_fits(weeks, school, ends):
    wished = wish(modules=("m1", "m2"), weeks={"m1": weeks, "m2": weeks}, starts_on=None, ends_on=ends)
    document = draw_up(COURSE, wished, school, kept=None, today=TODAY)
    start = document.modules[0].opens_on
    done = max(one.done_by for one in document.modules)

    assert start.weekday() == 0
    assert done <= ends
    try:
        later = draw_up(COURSE, replace(wished, starts_on=start + timedelta(days=7)), school, kept=None, today=TODAY)
    except Invalid:  # there is not even a week for each module
        return
    assert max(one.done_by for one in later.modules) > ends
