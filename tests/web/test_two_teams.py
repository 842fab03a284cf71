"""Somebody in a subject team and a grade team, from the start of a course to the calendar and the counts."""

import re
from collections import Counter
from datetime import timedelta

import pytest
import vobject
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Team
from courseengine.core.people.operations import add_membership
from courseengine.core.people.roles import Role
from courseengine.core.planner.queries import current
from tests.web.plan_pages import main_of, seen_on, send
from tests.web.test_starts import filled_in

NORWEGIAN, GRADE = "Norsk", "1.–4. trinn"


@pytest.fixture
def teams(database, world):
    """Hanna is in both of Elvelia's teams; the grade team is her main one."""
    with database.writing() as session:
        school, hanna = session.merge(world.places["elvelia"]), session.merge(world.people["hanna"])
        made = {}
        for name, kind in ((GRADE, "grade_team"), (NORWEGIAN, "subject_team")):
            made[name] = Team(name=name, kind=kind, school_id=school.id)
            session.add(made[name])
            session.flush()
            add_membership(
                session,
                person=hanna,
                organisation=school,
                role=Role.TEACHER,
                team=made[name],
                starts_on=world.day(-60),
                at=world.at,
            )
        return {name: team.public_id for name, team in made.items()}


@pytest.fixture
def plan(as_person, world, teams):
    """The address of Elvelia's plan, started from the form and published."""
    marte, place = as_person("marte"), f"/places/{world.places['elvelia'].public_id}/courses"
    address = marte.post(f"{place}/start", data=filled_in(marte, place)).location
    assert send(marte, f"{address}/changes").status_code == 302
    return address


def feed_of(client, stranger):
    """What a calendar program reads at somebody's address: key → event."""
    page = client.get("/calendar").text
    address = re.search(r'id="address" value="https?://[^/]+(/feeds/[^"]+)"', page)[1]
    found = vobject.readOne(stranger.get(address).text).vevent_list
    return {str(one.uid.value).partition("@")[0]: one for one in found}


@pytest.mark.both_databases
def test_plan_calendar_and_counts_agree(as_person, stranger, database, world, teams, plan):
    with database.reading() as session:
        run = world.places["elvelia"].id
        rows = session.scalars(select(Meeting).where(Meeting.run.has(organisation_id=run))).unique().all()
        called = [
            row
            for row in rows
            if row.state == "planned" and any(team.public_id in teams.values() for team in row.teams)
        ]
        by_module = Counter((row.module_id, team.name) for row in called for team in row.teams)
        keys = {f"meeting-{row.public_id}" for row in called}
        starts = [row.starts_at for row in called]

    # the plan: the team that works in a module has its three meetings, and nobody is in two places
    assert len(starts) == len(set(starts))
    for module in ("m1", "m2", "m3", "m4", "m5"):
        assert max(number for (id_, _team), number in by_module.items() if id_ == module) == 3
    assert "skal to steder" not in main_of(as_person("marte").get(plan))

    # the calendar: each meeting once
    hanna = as_person("hanna")
    assert {key for key in feed_of(hanna, stranger) if key.startswith("meeting-")} == keys
    months = {f"{start:%Y-%m}" for start in starts}
    pages = {month: hanna.get(f"/calendar?month={month}&view=list&kind=meetings").text for month in months}
    there = {found for page in pages.values() for found in re.findall(r'href="/meetings/([^"/]+)"', page)}
    assert {f"meeting-{id_}" for id_ in there} == keys

    # the counts, when module 2 has opened: the leader's picture has the same teams, and the subject team's meetings
    first = min(row.starts_at for row in called if row.module_id == "m2")
    clock.start_at(first - timedelta(days=1))
    report = as_person("marte").get(f"/leader/{world.places['elvelia'].public_id}")
    rows = {name: row for row in re.findall(r"<tr.*?</tr>", report.text, re.DOTALL) for name in teams if name in row}
    assert set(rows) == {GRADE, NORWEGIAN}


def test_a_whole_staff_meeting_stands_once_in_the_calendar_of_somebody_in_two_teams(
    as_person, stranger, database, plan, teams
):
    with database.reading() as session:
        joint = session.scalars(select(Meeting).where(Meeting.joint, Meeting.module_id == "m1")).unique()
        keys = [
            f"meeting-{one.public_id}" for one in joint if {team.public_id for team in one.teams} & set(teams.values())
        ]

    feed = feed_of(as_person("hanna"), stranger)

    assert len(keys) == 3
    assert set(keys) <= set(feed)
    starts = [feed[key].dtstart.value for key in keys]
    assert [one for one in feed.values() if one.dtstart.value in starts] == [feed[key] for key in feed if key in keys]


def test_what_is_moved_and_cancelled_replaces_what_a_program_has(as_person, stranger, database, plan, teams, compiled):
    hanna, marte = as_person("hanna"), as_person("marte")
    kept = feed_of(hanna, stranger)
    with database.reading() as session:
        ahead = session.scalars(select(Meeting).where(Meeting.module_id == "m2").order_by(Meeting.starts_at)).unique()
        moved, dropped = [one for one in ahead if {team.public_id for team in one.teams} & set(teams.values())][:2]
        holds = current(session, session.merge(moved.run), compiled[0].editions["nb"])
    address = {one.meeting: f"{plan}/meetings/{one.key}" for one in holds.meetings}
    day = moved.starts_at.date() + timedelta(days=1)
    sent = {"date": day.isoformat(), "time": "13:00", "length": "60", "place": ""}

    assert send(marte, address[moved.public_id], act="move", keys=moved.public_id, **sent).status_code == 302
    assert send(marte, address[dropped.public_id], act="drop", keys=dropped.public_id).status_code == 302
    assert send(marte, f"{plan}/changes").status_code == 302
    after = feed_of(hanna, stranger)

    # A program that merges by name has what it had, and nothing twice: what is gone from the feed is a deadline.
    merged = {**kept, **after}
    meetings = {key for key in merged if key.startswith("meeting-")}
    assert meetings == {key for key in kept if key.startswith("meeting-")}
    was, is_ = (feed[f"meeting-{moved.public_id}"] for feed in (kept, after))
    assert int(is_.sequence.value) > int(was.sequence.value)
    assert is_.dtstart.value.date() == day
    cancelled = after[f"meeting-{dropped.public_id}"]
    assert cancelled.status.value == "CANCELLED"
    assert int(cancelled.sequence.value) > int(kept[f"meeting-{dropped.public_id}"].sequence.value)


def test_a_team_that_ends_is_told_of_in_the_plan_and_planned_for_no_more(as_person, world, teams, plan):
    marte = as_person("marte")
    send_end = f"/teams/{teams[NORWEGIAN]}/end"

    assert marte.post(send_end).status_code in (302, 200)
    page = main_of(marte.get(plan))
    seen = seen_on(marte, f"{plan}/wishes")

    assert seen
    assert marte.get(plan).status_code == 200
    assert f"({NORWEGIAN})" not in page
