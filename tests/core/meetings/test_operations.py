"""Meetings are planned once, recorded when they have begun, and end in a decision."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.meetings.models import Attendance, Meeting
from courseengine.core.meetings.operations import delete_meeting, move_meeting, note_attendance
from courseengine.core.meetings.recording import Minutes, hold_meeting, save_minutes
from tests.core.meetings.conftest import NOW, School


def come(school: School, meeting: Meeting, *names: str) -> None:
    for name in names:
        note_attendance(school.session, meeting, school.people[name], present=True, by=school.people["anne"], at=NOW)


def hold(school: School, meeting: Meeting) -> None:
    hold_meeting(school.session, meeting, school.people["anne"], Minutes("We talked.", "We ran out of time."), at=NOW)


def test_the_same_form_sent_twice_makes_one_meeting(school):
    first = school.plan(submit_id="the-same-form")
    second = school.plan(submit_id="the-same-form")

    assert second.id == first.id
    assert school.session.scalar(select(func.count(Meeting.id))) == 1


def test_another_persons_form_is_not_answered_with_their_meeting(school):
    school.plan(submit_id="the-same-form")

    with pytest.raises(Conflict):
        school.plan(submit_id="the-same-form", by=school.people["inga"])


def test_two_forms_make_two_meetings(school):
    assert school.plan(submit_id="one-form").id != school.plan(submit_id="another-form").id


def test_a_meeting_takes_its_title_from_the_template_unless_it_has_its_own(school):
    assert school.plan().title == "What we promise"
    assert school.plan(title="  Our values  ").title == "Our values"


def test_teams_of_another_school_are_not_found(school):
    with pytest.raises(NotFound):
        school.plan(teams=[school.green.id + 1000])


def test_a_team_plans_for_itself_alone(school):
    with pytest.raises(Invalid) as refused:
        school.plan(teams=[school.blue.id, school.green.id])

    assert refused.value.field == "teams"
    assert len(school.plan(teams=[school.blue.id, school.green.id], joint=True).teams) == 2


@pytest.mark.parametrize(("meets", "works"), [("leader_group", True), ("leader_and_owner", True), ("staff", False)])
def test_only_leaders_meet_without_a_team(school, meets, works):
    def plan():
        return school.plan(teams=[], joint=True, activity=school.template(meets))

    if works:
        assert plan().teams == []
    else:
        with pytest.raises(Invalid):
            plan()


@pytest.mark.parametrize(("length", "works"), [(4, False), (5, True), (480, True), (481, False)])
def test_a_meeting_lasts_a_sensible_time(school, length, works):
    if works:
        assert school.plan(length=length).length == length
    else:
        with pytest.raises(Invalid, match="from 5 to 480 minutes"):
            school.plan(length=length)


@pytest.mark.parametrize(("days", "works"), [(-400, True), (-401, False), (400, True), (401, False)])
def test_a_year_that_was_typed_wrongly_is_refused(school, days, works):
    if works:
        assert school.plan(starts_at=NOW + timedelta(days=days)).id
    else:
        with pytest.raises(Invalid, match="Check the year"):
            school.plan(starts_at=NOW + timedelta(days=days))


def test_a_moved_meeting_stays_the_same_meeting(school):
    meeting = school.plan()
    before = meeting.public_id

    move_meeting(school.session, meeting, starts_at=NOW + timedelta(days=2), length=90, place="Room 1", at=NOW)

    assert (meeting.public_id, meeting.length, meeting.place) == (before, 90, "Room 1")
    assert meeting.starts_at == NOW + timedelta(days=2)


@pytest.mark.parametrize(("minutes", "works"), [(16, False), (15, True), (0, True), (-60, True)])
def test_a_meeting_is_recorded_from_a_quarter_before_it_starts(school, minutes, works):
    meeting = school.plan(starts_at=NOW + timedelta(minutes=minutes))

    if works:
        come(school, meeting, "anne")
        hold(school, meeting)
        assert meeting.state == "held"
    else:
        with pytest.raises(Invalid, match="has not begun"):
            come(school, meeting, "anne")
        with pytest.raises(Invalid, match="has not begun"):
            hold(school, meeting)
        with pytest.raises(Invalid, match="has not begun"):
            save_minutes(school.session, meeting, school.people["anne"], Minutes("x"), at=NOW)


def test_a_held_meeting_is_neither_moved_nor_deleted(school):
    meeting = school.plan()
    come(school, meeting, "anne")
    hold(school, meeting)

    with pytest.raises(Invalid, match="has been held"):
        move_meeting(school.session, meeting, starts_at=NOW, length=60, place="", at=NOW)
    with pytest.raises(Invalid, match="has been held"):
        delete_meeting(school.session, meeting)


def test_a_planned_meeting_is_deleted_with_what_was_noted_in_it(school):
    meeting = school.plan()
    come(school, meeting, "anne")
    save_minutes(school.session, meeting, school.people["anne"], Minutes("One", "Two"), at=NOW)

    delete_meeting(school.session, meeting)

    assert school.session.scalar(select(func.count()).select_from(Attendance)) == 0
    assert school.session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_only_those_invited_are_noted(school):
    meeting = school.plan()

    come(school, meeting, "bjorn", "rut")
    for stranger in ("inga", "cecilie", "hanna"):
        with pytest.raises(NotFound):
            come(school, meeting, stranger)

    assert present(school, meeting) == {"bjorn", "rut"}


def test_those_who_arrange_a_joint_meeting_are_invited_without_a_team(school):
    meeting = school.plan(teams=[school.green.id], joint=True)

    come(school, meeting, "inga", "cecilie", "rut")

    teams = {row.person_id: row.team_id for row in school.session.scalars(select(Attendance))}
    assert teams == {
        school.people["inga"]: school.green.id,
        school.people["cecilie"]: None,
        school.people["rut"]: None,
    }


def test_a_tap_twice_is_one_and_a_tap_can_be_taken_back(school):
    meeting = school.plan()

    come(school, meeting, "anne", "anne", "bjorn")
    assert present(school, meeting) == {"anne", "bjorn"}

    note_attendance(school.session, meeting, school.people["bjorn"], present=False, by=school.people["anne"], at=NOW)
    assert present(school, meeting) == {"anne"}


def test_in_a_held_meeting_somebody_forgotten_is_added_and_only_oneself_taken_off(school):
    meeting = school.plan()
    come(school, meeting, "anne")
    hold(school, meeting)
    come(school, meeting, "bjorn")

    def leave(name: str, by: str) -> None:
        note_attendance(school.session, meeting, school.people[name], present=False, by=school.people[by], at=NOW)

    with pytest.raises(Invalid, match="Only the person"):
        leave("bjorn", by="anne")
    leave("bjorn", by="bjorn")
    with pytest.raises(Invalid, match="at least one"):
        leave("anne", by="anne")
    assert present(school, meeting) == {"anne"}


def test_nothing_is_changed_in_a_run_that_has_ended(school):
    meeting = school.plan()
    come(school, meeting, "anne")
    school.run.ended_at = NOW

    for change in (
        lambda: school.plan(),
        lambda: hold(school, meeting),
        lambda: come(school, meeting, "bjorn"),
        lambda: delete_meeting(school.session, meeting),
        lambda: save_minutes(school.session, meeting, school.people["anne"], Minutes("x"), at=NOW),
    ):
        with pytest.raises(Invalid, match="has ended"):
            change()


def present(school: School, meeting: Meeting) -> set[str]:
    rows = school.session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting.id))
    names = {id_: name for name, id_ in school.people.items()}
    return {names[id_] for id_ in rows}
