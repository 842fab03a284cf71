"""Somebody in a subject team and a grade team, and a whole-staff meeting, come out right in plan and counts."""

from collections import Counter
from datetime import date, timedelta

import pytest

from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import invited_to, meetings_in_module, standings_in
from courseengine.core.meetings.timing import Standing
from courseengine.core.planner import operations
from courseengine.core.planner.document import read
from courseengine.core.planner.findings import FindingKind, findings
from courseengine.core.planner.queries import school_at
from tests.core.planner.conftest import NOW
from tests.core.planner.world import TODAY, make_course, wish
from tests.core.town import build_town

LONG_AGO = date(2026, 1, 1)
EVERYBODY = {"Anne", "Bjørn", "Ingrid", "Ola", "Cecilie"}


class Furulia:
    """Two subject teams and two grade teams; each teacher is in one of each, Ola in no subject team."""

    def __init__(self, session):
        self.session = session
        town = build_town(session)
        self.place = town.furulia
        self.teams = {
            name: town.team(name, kind=kind)
            for name, kind in (
                ("Norsk", "subject_team"),
                ("Matematikk", "subject_team"),
                ("1.–4. trinn", "grade_team"),
                ("5.–7. trinn", "grade_team"),
            )
        }
        self.people = {}
        for name, subject, grade in (
            ("Anne", "Norsk", "1.–4. trinn"),
            ("Bjørn", "Norsk", "5.–7. trinn"),
            ("Ingrid", "Matematikk", "1.–4. trinn"),
            ("Ola", None, "5.–7. trinn"),
        ):
            self.people[name] = person = town.person(name)
            town.belongs(person, town.furulia, team=self.teams[grade], starts_on=LONG_AGO)
            if subject:
                town.belongs(person, town.furulia, team=self.teams[subject], starts_on=LONG_AGO)
        self.people["Cecilie"] = town.person("Cecilie")
        town.belongs(self.people["Cecilie"], town.furulia, "school_leader", starts_on=LONG_AGO)
        self.course = make_course()
        session.flush()
        by = self.people["Cecilie"].id
        self.run = operations.start_run(session, town.furulia, self.course, wish(), by=by, at=NOW)
        self.document = read(operations.draft_of(session, self.run).document)
        operations.publish(session, self.run, self.course, self.document, seen=1, why="", by=by, at=NOW)

    def planned(self):
        """(team, module) → how many meetings are planned."""
        names = {team.id: name for name, team in self.teams.items()}
        found = standings_in(self.session, self.run.id, at=NOW)
        return {(names[team], module): count[Standing.PLANNED] for (team, module), count in found.items()}


@pytest.fixture
def furulia(session):
    return Furulia(session)


def test_each_team_that_works_in_a_module_has_the_meetings_it_requires(furulia):
    """Ola is in no subject team, so the grade team stands in for one in module 2."""
    planned = furulia.planned()

    grades, subjects = ("1.–4. trinn", "5.–7. trinn"), ("Norsk", "Matematikk")
    for team in grades:
        assert (planned[team, "m1"], planned[team, "m3"]) == (3, 3)
    for team in subjects:
        assert planned[team, "m2"] == 3
        assert {module for name, module in planned if name == team and module != "m0"} == {"m2"}


def test_every_team_counted_in_the_leaders_picture_is_planned_for(furulia):
    """So no team is shown as lacking a meeting that nobody planned."""
    school = school_at(furulia.session, furulia.place, on=TODAY)

    kinds = {one.kind for one in findings(furulia.document, furulia.course, school, today=TODAY)}

    assert not kinds & {FindingKind.NOT_PLANNED, FindingKind.WITHOUT_TEAM, FindingKind.DOUBLE_BOOKED}


def test_a_whole_staff_meeting_is_one_meeting_that_calls_each_person_once(furulia):
    rows = meetings_in_module(furulia.session, furulia.run.id, "m1", None, arranges=True)
    staff = [row for row in rows if row.activity_id == "m1-m1"]
    assert len(staff) == 1

    meeting = furulia.session.get(Meeting, staff[0].id)
    invited = Counter(one.name for one in invited_to(furulia.session, meeting))

    assert invited == dict.fromkeys(EVERYBODY, 1)


def test_nobody_is_called_to_two_meetings_at_once(furulia):
    called = Counter()
    school = school_at(furulia.session, furulia.place, on=TODAY)
    for one in furulia.document.meetings:
        for person in school.called(one.teams, joint=one.joint):
            called[person, one.day, one.at] += 1

    assert set(called.values()) == {1}
    assert min(day for _person, day, _at in called) > TODAY + timedelta(days=7)
