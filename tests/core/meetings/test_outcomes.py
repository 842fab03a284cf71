"""Decisions and follow-ups: made once by each form, changed and taken away with their history, done and undone."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.meetings.models import Decision, FollowUp
from courseengine.core.meetings.outcomes import MOST, Wanted, change, found_in, note_done, put, take_away
from courseengine.core.meetings.recording import LONGEST_DECISION, Minutes, hold_meeting, minutes_versions
from tests.core.meetings.conftest import NOW
from tests.core.meetings.test_operations import come

FRIDAY = date(2026, 11, 27)
KINDS = (Decision, FollowUp)


@pytest.fixture
def meeting(school):
    """One that goes on, with Anne there."""
    made = school.plan()
    come(school, made, "anne")
    return made


def write(school, meeting, kind, text, *, by="anne", submit_id="", **more):
    wanted = Wanted(text, **more)
    return put(school.session, meeting, kind, wanted, by=school.people[by], at=NOW, submit_id=submit_id)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_makes_one_and_says_last_what_it_is(school, meeting, kind):
    for text in ("We", "We try", "We try it", "We try it"):
        write(school, meeting, kind, text, submit_id="the-form")
    row = write(school, meeting, kind, "We try it", submit_id="the-form", owner_id=school.people["bjorn"])

    assert school.session.scalar(select(func.count(kind.id))) == 1
    assert (row.text, row.owner.name) == ("We try it", "Bjorn")
    assert write(school, meeting, kind, " ", submit_id="the-form") is None
    assert school.session.scalar(select(func.count(kind.id))) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_makes_none_and_anothers_form_is_refused(school, meeting, kind):
    assert write(school, meeting, kind, "  ", submit_id="empty") is None
    write(school, meeting, kind, "We try it", submit_id="the-form")

    with pytest.raises(Conflict):
        write(school, school.plan(), kind, "Something else", submit_id="the-form")


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_changed_and_taken_away_with_its_history(school, meeting, kind):
    row = write(school, meeting, kind, "We try it", owner_id=school.people["anne"], due_on=FRIDAY)
    anne = school.people["anne"]

    change(school.session, meeting, row, Wanted("We do it", school.people["bjorn"], FRIDAY), by=anne, at=NOW)
    take_away(school.session, meeting, row, by=anne, at=NOW)

    name = "decisions" if kind is Decision else "follow_ups"
    history = [json.loads(one.outcomes)[name] for one in minutes_versions(school.session, meeting.id)]
    told = {"due": "2026-11-27", "review": None}
    assert history == [
        [],
        [{"text": "We do it", "owner": school.people["bjorn"]} | told],
        [{"text": "We try it", "owner": school.people["anne"]} | told],
    ]
    with pytest.raises(NotFound):
        found_in(school.session, meeting, kind, row.public_id)


def test_what_is_not_changed_makes_no_version(school, meeting):
    row = write(school, meeting, Decision, "We try it", review_on=FRIDAY)
    before = meeting.version

    change(school.session, meeting, row, Wanted("We try it\r\n", review_on=FRIDAY), by=school.people["anne"], at=NOW)

    assert meeting.version == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"text": "x" * (LONGEST_DECISION + 1)}, "text"),
        ({"text": "x", "owner": "inga"}, "owner"),
        ({"text": "x", "due_on": NOW.date() + timedelta(days=401)}, "due"),
        ({"text": "x", "review_on": NOW.date() - timedelta(days=401)}, "review"),
    ],
)
def test_what_cannot_be_is_refused(school, meeting, kind, wanted, field):
    asked = {key: value for key, value in wanted.items() if key != "owner"}

    with pytest.raises(Invalid) as refused:
        write(school, meeting, kind, **asked, owner_id=school.people.get(wanted.get("owner")))
    assert refused.value.field == field


def test_whoever_sees_to_it_may_go_on_when_they_are_invited_no_longer(school, meeting):
    row = write(school, meeting, Decision, "We try it")
    row.owner_id = school.people["inga"]
    school.session.flush()

    change(school.session, meeting, row, Wanted("We do it", school.people["inga"]), by=school.people["anne"], at=NOW)

    assert (row.text, row.owner_id) == ("We do it", school.people["inga"])


def test_the_last_decision_of_a_held_meeting_stays(school, meeting):
    anne = school.people["anne"]
    first, second = (write(school, meeting, Decision, text) for text in ("One", "Two"))
    hold_meeting(school.session, meeting, anne, Minutes(), at=NOW)

    take_away(school.session, meeting, first, by=anne, at=NOW)
    with pytest.raises(Invalid):
        take_away(school.session, meeting, second, by=anne, at=NOW)


def test_nothing_is_decided_before_it_begins_or_when_it_is_cancelled(school):
    ahead, off = school.plan(starts_at=NOW + timedelta(hours=1)), school.plan()
    off.state = "cancelled"

    for meeting, said in ((ahead, "has not begun"), (off, "cancelled")):
        with pytest.raises(Invalid, match=said):
            write(school, meeting, Decision, "x")


def test_a_follow_up_is_done_once_and_after_all_not(school, meeting):
    row = write(school, meeting, FollowUp, "Ask the pupils")

    note_done(school.session, row, done=True, by=school.people["anne"], at=NOW)
    note_done(school.session, row, done=True, by=school.people["bjorn"], at=NOW + timedelta(hours=1))
    assert (row.done_by, row.done_at) == (school.people["anne"], NOW)

    note_done(school.session, row, done=False, by=school.people["bjorn"], at=NOW)
    assert (row.done_by, row.done_at) == (None, None)
    school.run.ended_at = NOW
    with pytest.raises(Invalid, match="has ended"):
        note_done(school.session, row, done=True, by=school.people["anne"], at=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_room_for_so_many_and_no_more(school, meeting, kind):
    for number in range(MOST):
        write(school, meeting, kind, f"We try {number}", submit_id=f"form-{number}")

    with pytest.raises(Invalid):
        write(school, meeting, kind, "One more", submit_id="one-more")
    assert write(school, meeting, kind, "We try it after all", submit_id="form-0")
