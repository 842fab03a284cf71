"""Series, meetings for several templates, and those of people's own making."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Invalid
from courseengine.core.meetings.asking import take_unrecorded, who_can_say
from courseengine.core.meetings.duties import give_duties
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import note_attendance
from courseengine.core.meetings.planning import Wish, plan_following, plan_wish, series
from courseengine.core.meetings.queries import invited_to, templates_met_about
from courseengine.core.people.models import Membership
from courseengine.core.progress.meetings_held import hold
from courseengine.core.progress.models import Completion
from courseengine.core.school_days.days import DayKind, SchoolDays
from tests.core.meetings.conftest import NOW

MONDAY = datetime(2026, 10, 19, 12, 15, tzinfo=UTC)
OFF = SchoolDays({date(2026, 11, 2): DayKind.OFF})


def wish(school, **changed):
    asked = {"run_id": school.run.id, "teams": [school.blue.id], "starts_at": NOW - timedelta(hours=1), "length": 60}
    return Wish(**(asked | {"place": "", "link": "", "title": "Ours", "joint": False} | changed))


def plan(school, wanted, submit_id="a-form"):
    return plan_wish(school.session, wanted, by=school.people["anne"], submit_id=submit_id, at=NOW)


def done(school, name):
    return set(
        school.session.scalars(select(Completion.activity_id).where(Completion.person_id == school.people[name]))
    )


def hold_with(school, meeting, name):
    note_attendance(school.session, meeting, school.people[name], present=True, by=school.people["anne"], at=NOW)
    written = {"decision": "Yes", "no_decision_because": "", "minutes": ""}
    hold(school.session, meeting, school.people["anne"], **written, seen=meeting.version, at=NOW)


def test_a_series_keeps_the_hour_and_goes_round_days_off():
    starts, left_out = series(MONDAY, OFF, times=4, weeks=1)

    # Summer time ends on 25 October: a quarter past two in Oslo is 13:15 afterwards.
    assert starts == [datetime(2026, month, day, 13, 15, tzinfo=UTC) for month, day in ((10, 26), (11, 9), (11, 16))]
    assert left_out == [datetime(2026, 11, 2, 13, 15, tzinfo=UTC)]


@pytest.mark.parametrize(("times", "weeks"), [(0, 1), (21, 1), (2, 0), (2, 9)])
def test_a_series_has_its_limits(times, weeks):
    with pytest.raises(Invalid):
        series(MONDAY, OFF, times=times, weeks=weeks)


def test_one_meeting_is_a_series_of_one():
    assert series(MONDAY, OFF, times=1, weeks=1) == ([], [])


def test_the_same_form_sent_twice_makes_one_series(school):
    starts, _ = series(NOW, OFF, times=3, weeks=2)
    for _ in range(2):
        plan(school, wish(school))
        made = plan_following(
            school.session, wish(school), starts, by=school.people["anne"], submit_id="a-form", at=NOW
        )

    assert [one.title for one in made] == ["Ours", "Ours"]
    assert school.session.scalar(select(func.count(Meeting.id))) == 3


def test_a_series_from_a_template_goes_on_with_those_that_follow(school):
    second = school.template(id_="m1-m2")
    wanted = wish(school, module_id="m1", template=school.template(), following=[("m1", second)])
    starts, _ = series(NOW, OFF, times=4, weeks=1)
    plan(school, wanted)

    made = plan_following(school.session, wanted, starts, by=school.people["anne"], submit_id="a-form", at=NOW)

    assert [(one.activity_id, one.title) for one in made] == [("m1-m2", "What we promise")]


def test_a_meeting_for_two_templates_is_done_for_both(school):
    both = wish(school, module_id="m1", template=school.template(), also=[("m2", "m2-m1"), ("m1", "m1-m1")])
    meeting = plan(school, both)
    hold_with(school, meeting, "anne")

    assert [(one.module_id, one.activity_id) for one in meeting.also] == [("m2", "m2-m1")]
    assert done(school, "anne") == {"m1-m1", "m2-m1"}
    assert templates_met_about(school.session, school.run.id, school.blue.id) == {"m1-m1", "m2-m1"}
    assert templates_met_about(school.session, school.run.id, school.green.id) == set()


def test_a_meeting_of_their_own_making_is_held_and_done_for_nothing(school):
    meeting = plan(school, wish(school))
    hold_with(school, meeting, "anne")

    assert (meeting.module_id, meeting.activity_id, meeting.state) == ("", "", "held")
    assert done(school, "anne") == set()


@pytest.mark.parametrize(("changed", "field"), [({"title": " "}, "title"), ({"link": "http://meet.example"}, "link")])
def test_a_meeting_of_their_own_making_says_what_it_is_about_and_where(school, changed, field):
    with pytest.raises(Invalid) as refused:
        plan(school, wish(school, **changed))

    assert refused.value.field == field


def test_what_nobody_has_recorded_is_asked_about_once_after_three_days(school):
    meeting = school.plan(starts_at=NOW - timedelta(days=3, minutes=60))

    assert take_unrecorded(school.session, at=NOW - timedelta(seconds=1)) == []
    assert take_unrecorded(school.session, at=NOW) == [meeting]
    assert take_unrecorded(school.session, at=NOW + timedelta(days=1)) == []


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_what_is_recorded_or_called_off_is_not_asked_about(school, state):
    school.plan(starts_at=NOW - timedelta(days=5)).state = state

    assert take_unrecorded(school.session, at=NOW) == []


def test_what_is_long_over_is_not_brought_up(school):
    school.plan(starts_at=NOW - timedelta(days=31))

    assert take_unrecorded(school.session, at=NOW) == []


def test_those_who_can_say_are_asked(school):
    meeting = school.plan(starts_at=NOW + timedelta(days=1))
    people, asked = school.people, (school.session, meeting)
    assert who_can_say(*asked, at=NOW) == {people["anne"], people["bjorn"], people["rut"]}

    give_duties(*asked, invited_to(*asked), {"recorder": people["bjorn"]})
    assert who_can_say(*asked, at=NOW) == {people["bjorn"]}
    own = (Membership.person_id == people["anne"], Membership.team_id == school.blue.id)
    school.session.scalars(select(Membership).where(*own)).one().role = "team_leader"
    school.session.flush()
    assert who_can_say(*asked, at=NOW) == {people["anne"], people["bjorn"]}

    joint = school.plan(starts_at=NOW - timedelta(days=4), teams=[school.blue.id, school.green.id], joint=True)
    assert who_can_say(school.session, joint, at=NOW) == {people["rut"], people["cecilie"]}
