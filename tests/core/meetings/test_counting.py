"""Which meetings count, and for what: each module once, the same meeting once, what is done without too."""

import secrets
from datetime import timedelta

import pytest

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.meetings.counting import beginnings
from courseengine.core.meetings.models import MeetingTemplate
from courseengine.core.meetings.queries import meetings_in_module, meetings_of_team, standings_in
from courseengine.core.meetings.timing import Standing
from courseengine.core.meetings.waivers import waive, waivers_of, withdraw
from courseengine.core.progress.queries import BEFORE, PLANNED, WAIVED, marks_of
from courseengine.core.reports.team_facts import State, facts_by_team
from tests.core.meetings.conftest import NOW
from tests.core.reports.courses import M1, plan

SOON = NOW + timedelta(days=1)


def held(school, **changed):
    meeting = school.plan(**changed)
    meeting.state = "held"
    school.session.flush()
    return meeting


def also_for(school, meeting, module_id, activity_id):
    school.session.add(MeetingTemplate(meeting_id=meeting.id, module_id=module_id, activity_id=activity_id))
    school.session.flush()


def do_without(school, activity_id="m1-m1", *, by="anne", reason="We met the whole staff instead", **more):
    waive(
        school.session,
        team_id=school.blue.id,
        run_id=school.run.id,
        module_id="m1",
        activity_ids=(activity_id,),
        reason=reason,
        by=school.people[by],
        at=NOW,
        **({"submit_id": secrets.token_urlsafe()} | more),
    )


def counted(school, team=None):
    team = team or school.blue
    found = standings_in(school.session, school.run.id, at=NOW)
    return {module: dict(number) for (team_id, module), number in found.items() if team_id == team.id}


def marks(school, who="anne"):
    return marks_of(school.session, school.people[who], school.run.id, team_id=school.blue.id)


def test_a_meeting_for_two_modules_counts_in_both(school):
    meeting = held(school)
    also_for(school, meeting, "m2", "m2-m1")
    also_for(school, meeting, "m1", "m1-m2")

    assert counted(school) == {"m1": {Standing.HELD: 1}, "m2": {Standing.HELD: 1}}
    assert dict(marks(school).held) == {"m1": 1, "m2": 1}


def test_a_planned_meeting_for_two_modules_is_planned_in_both(school):
    also_for(school, school.plan(starts_at=SOON), "m2", "m2-m1")

    assert counted(school) == {"m1": {Standing.PLANNED: 1}, "m2": {Standing.PLANNED: 1}}
    assert {key: marks(school)[key] for key in ("m1-m1", "m2-m1")} == {"m1-m1": PLANNED, "m2-m1": PLANNED}


def test_a_template_over_three_meetings_counts_once(school):
    first = held(school)
    second = held(school)
    second.continues_id = first.id
    third = held(school)
    third.continues_id = second.id
    held(school, activity=school.template(id_="m1-m2"))

    assert counted(school) == {"m1": {Standing.HELD: 2}}
    assert marks(school).held["m1"] == 2


def test_what_goes_on_with_a_cancelled_meeting_counts(school):
    first = school.plan()
    first.state = "cancelled"
    second = held(school)
    second.continues_id = first.id
    school.session.flush()

    assert counted(school)["m1"] == {Standing.HELD: 1, Standing.CANCELLED: 1}


def test_meetings_that_go_on_with_each_other_in_a_ring_are_no_trap():
    assert set(beginnings({1: 2, 2: 3, 3: 1}).values()) <= {1, 2, 3}


def test_what_a_team_does_without_counts_for_that_team(school):
    do_without(school)

    assert counted(school) == {"m1": {Standing.WAIVED: 1}}
    assert counted(school, school.green) == {}
    assert (marks(school)["m1-m1"], marks(school).waived["m1"], marks(school).held["m1"]) == (WAIVED, 1, 0)


def test_a_meeting_held_after_all_counts_once(school):
    do_without(school)
    held(school)

    assert counted(school) == {"m1": {Standing.HELD: 1}}
    assert marks(school).waived["m1"] == 0


def test_what_was_planned_after_all_is_planned(school):
    do_without(school)
    school.plan(starts_at=SOON, joint=True, teams=[school.blue.id, school.green.id])

    assert marks(school)["m1-m1"] == PLANNED


def test_a_waiver_is_taken_back(school):
    do_without(school)

    withdraw(school.session, school.blue.id, school.run.id, ("m1-m1",), at=NOW)

    assert counted(school) == {}
    assert waivers_of(school.session, school.blue.id, run_ids=[school.run.id]) == []


def test_two_members_at_once_and_ten_equal_forms_make_one_waiver(school):
    for _ in range(10):
        do_without(school, submit_id="the same")
    do_without(school, by="bjorn", reason="So do I")

    found = waivers_of(school.session, school.blue.id, run_ids=[school.run.id])

    assert [(one.reason, one.waived_by) for one in found] == [("We met the whole staff instead", "Anne")]


def test_somebody_elses_form_is_no_form(school):
    do_without(school, submit_id="the same")

    with pytest.raises(Conflict):
        do_without(school, "m1-m2", by="bjorn", submit_id="the same")


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_a_waiver_says_why_in_short(school, reason):
    with pytest.raises(Invalid):
        do_without(school, reason=reason)

    assert counted(school) == {}


@pytest.mark.parametrize("state", ["held", "planned"])
def test_what_is_held_or_planned_is_not_waived(school, state):
    school.plan().state = state
    school.session.flush()

    with pytest.raises(Invalid):
        do_without(school)


def test_what_others_have_called_is_no_hindrance(school):
    school.plan(joint=True, teams=[school.blue.id, school.green.id])

    do_without(school)

    assert counted(school)["m1"][Standing.WAIVED] == 1


def test_nothing_is_waived_in_a_run_that_has_ended(school):
    school.run.ended_at = NOW

    with pytest.raises(Invalid):
        do_without(school)


def test_a_modules_meetings_are_those_held_for_it_too(school):
    meeting = school.plan()
    also_for(school, meeting, "m2", "m2-m1")
    also_for(school, meeting, "m3", "m3-m1")

    (row,) = meetings_of_team(school.session, school.run.id, school.blue.id)

    assert meetings_in_module(school.session, school.run.id, "m2", school.blue.id) == [row]
    assert [row.is_about(module) for module in ("m1", "m2", "m3", "m4")] == [True, True, True, False]
    assert [row.is_from((id_,)) for id_ in ("m1-m1", "m2-m1", "m2-m2")] == [True, True, False]


def test_what_was_held_before_one_came_is_not_waived(school):
    held(school)

    found = marks_of(
        school.session,
        school.people["anne"],
        school.run.id,
        team_id=school.blue.id,
        came_on=(NOW.date() + timedelta(1)),
    )

    assert found["m1-m1"] == BEFORE


def test_a_team_is_done_with_what_is_held_or_waived(school):
    do_without(school, "m1-m1")
    held(school, activity=school.template(id_="m1-m2"))
    standings = standings_in(school.session, school.run.id, at=NOW)
    module = M1.model_copy(update={"tasks_required": 0})

    facts = facts_by_team(plan(), module, {school.blue.id: plan()}, standings, [], at=NOW)[school.blue.id]

    assert (facts.state, facts.meetings_held, facts.meetings_waived) == (State.DONE, 1, 1)
