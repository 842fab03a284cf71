"""A meeting is moved or cancelled, and takes place after all; calendars hear of each change once."""

from datetime import timedelta

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.meetings.operations import cancel_meeting, delete_meeting, move_meeting, restore_meeting
from courseengine.core.meetings.recording import Minutes, save_minutes
from tests.core.meetings.conftest import NOW
from tests.core.meetings.test_operations import come, hold

LATER = NOW + timedelta(days=1)


def test_moving_to_where_it_is_changes_nothing(school):
    meeting = school.plan(starts_at=LATER)
    planned_at, same = meeting.changed_at, {"starts_at": LATER, "length": 60, "place": "Room 204"}

    assert not move_meeting(school.session, meeting, **same, at=NOW)
    assert (meeting.sequence, meeting.changed_at) == (0, planned_at)
    assert move_meeting(school.session, meeting, **(same | {"place": "Room 1"}), at=NOW)
    assert (meeting.sequence, meeting.pinned, meeting.changed_at) == (1, True, NOW)


def test_a_cancelled_meeting_stays_with_its_reason_and_can_come_back(school):
    meeting = school.plan(starts_at=LATER)

    assert cancel_meeting(school.session, meeting, because=" Flu ", at=NOW)
    assert not cancel_meeting(school.session, meeting, because="Snow", at=LATER)
    assert (meeting.state, meeting.cancelled_because, meeting.sequence, meeting.changed_at) == (
        "cancelled", "Flu", 1, NOW,
    )  # fmt: skip
    assert restore_meeting(school.session, meeting, at=LATER)
    assert not restore_meeting(school.session, meeting, at=LATER)
    assert (meeting.state, meeting.cancelled_because, meeting.sequence) == ("planned", "", 2)


def test_a_cancelled_meeting_is_neither_moved_recorded_held_nor_deleted(school):
    meeting = school.plan()
    come(school, meeting, "anne")
    cancel_meeting(school.session, meeting, because="", at=NOW)

    for change in (
        lambda: move_meeting(school.session, meeting, starts_at=LATER, length=60, place="", at=NOW),
        lambda: come(school, meeting, "bjorn"),
        lambda: save_minutes(school.session, meeting, school.people["anne"], Minutes("x"), at=NOW),
        lambda: hold(school, meeting),
        lambda: delete_meeting(school.session, meeting),
    ):
        with pytest.raises(Invalid, match="cancelled"):
            change()


def test_a_held_meeting_and_one_of_an_ended_run_are_not_cancelled(school):
    held = school.plan()
    come(school, held, "anne")
    hold(school, held)
    with pytest.raises(Invalid, match="has been held"):
        cancel_meeting(school.session, held, because="", at=NOW)

    planned = school.plan(starts_at=LATER)
    school.run.ended_at = NOW
    with pytest.raises(Invalid, match="has ended"):
        cancel_meeting(school.session, planned, because="", at=NOW)


def test_a_meeting_of_a_team_that_has_ended_does_not_come_back(school):
    meeting = school.plan(starts_at=LATER)
    cancel_meeting(school.session, meeting, because="", at=NOW)
    school.blue.ended_on = NOW.date()

    with pytest.raises(Invalid, match="The team has ended"):
        restore_meeting(school.session, meeting, at=NOW)


def test_a_reason_that_is_too_long_is_refused(school):
    meeting = school.plan(starts_at=LATER)

    with pytest.raises(Invalid):
        cancel_meeting(school.session, meeting, because="x" * 501, at=NOW)
    assert meeting.state == "planned"
