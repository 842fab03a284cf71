"""What is ahead of a team goes over to its successor, or is cancelled; what is behind it stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import NotFound
from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.audit import AuditLine
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import note_attendance
from courseengine.core.meetings.queries import invited_to
from courseengine.core.meetings.team_changes import ahead_of, end_team, merge_teams
from tests.core.meetings.conftest import NOW

DAY = timedelta(days=1)


def teams_of(session, meeting):
    session.expire_all()
    return [team.name for team in session.get_one(Meeting, meeting.id).teams]


@pytest.fixture
def change(session, school):
    def do(operation, *teams):
        operation(session, *teams, by=school.people["cecilie"], at=NOW)

    return do


def test_a_leader_is_told_what_is_ahead(session, school):
    tomorrow = school.plan(starts_at=NOW + DAY)
    later_today = school.plan(starts_at=NOW + timedelta(hours=2))
    running = school.plan(starts_at=NOW - timedelta(minutes=30))
    forgotten = school.plan(starts_at=NOW - 3 * DAY)
    school.plan(teams=[school.green.id], starts_at=NOW + DAY)

    ahead = ahead_of(session, school.blue, at=NOW)

    assert ahead.planned == (running, later_today, tomorrow)
    assert ahead.not_recorded == (forgotten,)


def test_planned_meetings_go_over_to_the_successor(session, school, change):
    own = school.plan(starts_at=NOW + DAY)
    joint = school.plan(starts_at=NOW + DAY, teams=[school.blue.id, school.green.id], joint=True)
    forgotten = school.plan(starts_at=NOW - 3 * DAY)

    change(merge_teams, school.blue, school.green)

    assert [teams_of(session, one) for one in (own, joint, forgotten)] == [["Green"], ["Green"], ["Blue"]]
    assert {one.name for one in invited_to(session, own)} == {"Anne", "Bjorn", "Inga", "Rut"}


def test_a_meeting_that_was_held_keeps_the_team_of_that_day(session, school, change):
    meeting = school.plan()
    note_attendance(session, meeting, school.people["anne"], present=True, by=school.people["anne"], at=NOW)
    meeting.state = "held"
    session.flush()

    change(merge_teams, school.blue, school.green)

    assert teams_of(session, meeting) == ["Blue"]
    anne = next(one for one in invited_to(session, meeting) if one.name == "Anne")
    assert (anne.team_name, anne.present) == ("Blue", True)


def test_a_team_that_ends_meets_no_more(session, school, change):
    own = school.plan(starts_at=NOW + DAY)
    joint = school.plan(starts_at=NOW + DAY, teams=[school.blue.id, school.green.id], joint=True)
    alone = school.plan(starts_at=NOW + DAY, joint=True)

    change(end_team, school.blue)

    assert [teams_of(session, one) for one in (own, joint, alone)] == [["Blue"], ["Green"], ["Blue"]]
    assert [one.state for one in (own, joint, alone)] == ["cancelled", "planned", "cancelled"]


def test_nobody_plans_for_a_team_that_has_ended(school, change):
    change(end_team, school.blue)

    with pytest.raises(NotFound):
        school.plan()
    assert school.plan(teams=[school.green.id]).teams == [school.green]


@pytest.fixture
def ways_in(session, school):
    """An invitation to lead the blue team, one that was used, and a code."""

    def invitation(number, **more):
        return Invitation(
            token_hash=str(number), email=f"ny{number}@skolen.no", organisation_id=school.place.id, team_id=school.blue.id,
            role="team_leader", made_at=NOW, expires_at=NOW + DAY, **more,
        )  # fmt: skip

    code = JoinCode(
        code="BLUE",
        organisation_id=school.place.id,
        team_id=school.blue.id,
        made_by=school.people["cecilie"],
        made_at=NOW,
    )
    found = invitation(1), invitation(2, used_at=NOW), code
    session.add_all(found)
    session.flush()
    return found


def test_whoever_is_invited_comes_into_the_successor(session, school, change, ways_in):
    open_, used, code = ways_in

    change(merge_teams, school.blue, school.green)
    session.expire_all()

    assert (open_.team_id, open_.role) == (school.green.id, "team_leader")
    assert used.team_id == school.blue.id
    assert code.ended_at == NOW
    ended = select(AuditLine.team_id).where(AuditLine.event == "join_code_ended")
    assert session.scalars(ended).all() == [school.blue.id]


def test_without_a_successor_they_come_to_the_school(session, school, change, ways_in):
    change(end_team, school.blue)
    session.expire_all()

    assert (ways_in[0].team_id, ways_in[0].role) == (None, "teacher")
