"""What earlier meetings left is offered to those who were called to them, until it is on an agenda."""

from datetime import timedelta

import pytest

from courseengine.base.clock import day_in_oslo
from courseengine.core.meetings.agenda import items_of, make_own
from courseengine.core.meetings.left_over import carry_on, left_over, put_on_agenda
from courseengine.core.meetings.models import Decision, FollowUp
from tests.core.meetings.conftest import NOW

LATER = NOW + timedelta(days=7)


@pytest.fixture
def earlier(school):
    """A held meeting of the blue team that came to its first item, with a follow-up and a decision."""
    meeting = school.plan()
    talk, _ = make_own(school.session, meeting, school.template())
    talk.state, talk.left_seconds = "done", -60
    meeting.state = "held"
    made = {"made_by": school.people["anne"], "made_at": NOW}
    follow_up = FollowUp(submit_id="f", meeting_id=meeting.id, text="Ask the parents", owner_id=made["made_by"], **made)
    review = {"review_on": day_in_oslo(LATER)}
    school.session.add_all([follow_up, Decision(meeting_id=meeting.id, text="We read aloud", **review)])
    school.session.flush()
    return meeting


def offered(school, meeting):
    return [(one.kind, one.text) for one in left_over(school.session, meeting)]


def test_it_is_offered_until_it_is_on_the_agenda(school, earlier):
    meeting = school.plan(starts_at=LATER)
    everything = [("follow_up", "Ask the parents"), ("item", "Decide"), ("decision", "We read aloud")]
    assert offered(school, meeting) == everything

    for one in left_over(school.session, meeting):
        for _ in range(2):
            put_on_agenda(school.session, meeting, [school.template()], one.key)

    assert offered(school, meeting) == []
    rows = items_of(school.session, meeting)
    assert [row.text for row in rows] == ["Ask the parents", "Talk", "We read aloud", "Decide", "Decide"]
    assert [row.position for row in rows] == [0, 1, 2, 3, 4]


def test_a_follow_up_comes_back_until_it_is_done_and_an_item_does_not(school, earlier):
    first, second = school.plan(starts_at=LATER), school.plan(starts_at=LATER + timedelta(days=7))
    for one in left_over(school.session, first):
        put_on_agenda(school.session, first, [school.template()], one.key)

    assert offered(school, second) == [("follow_up", "Ask the parents")]
    school.session.query(FollowUp).one().done_at = NOW
    assert offered(school, second) == []


def test_a_decision_waits_for_its_day(school, earlier):
    assert ("decision", "We read aloud") not in offered(school, school.plan(starts_at=LATER - timedelta(days=1)))
    assert ("decision", "We read aloud") in offered(school, school.plan(starts_at=LATER))


def test_a_meeting_recorded_from_paper_left_nothing_behind(school):
    meeting = school.plan()
    make_own(school.session, meeting, school.template())
    meeting.state = "held"

    assert offered(school, school.plan(starts_at=LATER)) == []


def test_others_are_offered_nothing(school, earlier):
    green = school.plan(starts_at=LATER, teams=[school.green.id], by=school.people["inga"])
    both = school.plan(starts_at=LATER, teams=[school.blue.id, school.green.id], joint=True)

    assert offered(school, green) == []
    assert offered(school, both) == []
    put_on_agenda(school.session, green, [], left_over(school.session, school.plan(starts_at=LATER))[0].key)
    assert items_of(school.session, green) == []


def test_what_both_were_called_to_goes_on_with_one_of_them(school):
    joint = school.plan(teams=[school.blue.id, school.green.id], joint=True)
    made = {"made_by": school.people["anne"], "made_at": NOW}
    school.session.add(FollowUp(submit_id="f", meeting_id=joint.id, text="Write to all", owner_id=None, **made))
    school.session.flush()

    assert offered(school, school.plan(starts_at=LATER)) == [("follow_up", "Write to all")]


def test_a_meeting_goes_on_with_what_was_not_reached(school, earlier):
    meeting = school.plan(starts_at=LATER)

    carry_on(school.session, meeting, earlier, [school.template()])

    assert meeting.continues_id == earlier.id
    assert [(row.text, row.minutes, row.decision) for row in items_of(school.session, meeting)] == [
        ("Decide", 15, True)
    ]
    assert ("item", "Decide") not in offered(school, school.plan(starts_at=LATER))


def test_one_that_nobody_followed_on_a_screen_goes_on_with_all_of_it(school):
    earlier, meeting = school.plan(), school.plan(starts_at=LATER)

    carry_on(school.session, meeting, earlier, [school.template()])

    assert items_of(school.session, meeting) == []


def test_who_calls_one_team_together_is_offered_nothing_of_its_own_meetings(school, earlier):
    """Those who arrange it lead the school, and were called to none of them."""
    called = school.plan(starts_at=LATER, by=school.people["cecilie"], joint=True)

    assert offered(school, called) == []
    called.state = "held"
    assert offered(school, school.plan(starts_at=LATER)) != []
