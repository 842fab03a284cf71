"""A school's report: exact about teams, careful about people, in four statements."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from courseengine.core.meetings.models import Meeting, MeetingTeam
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.progress.operations import complete, revoke
from courseengine.core.reports.disclosure import Band
from courseengine.core.reports.school import ModuleReport, SchoolReport, report_on
from courseengine.core.reports.team_facts import State
from courseengine.core.runs.models import CourseRun
from tests.core.reports.courses import M1_DONE_BY, plan

MIDNIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""the beginning of Tuesday 24 November in Oslo"""
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SEPTEMBER = date(2026, 9, 1)


@dataclass
class School:
    """A school whose people and work a test adds to."""

    session: Session
    place: Organisation
    run: CourseRun
    teams: dict[str, Team] = field(default_factory=dict)

    def team(self, name: str, size: int, *, kind: str = "team") -> list[int]:
        """Add a team with that many members."""
        team = self.teams[name] = Team(school_id=self.place.id, kind=kind, name=name)
        self.session.add(team)
        self.session.flush()
        return [self.person(team=name) for _ in range(size)]

    def person(
        self, *, team: str | None = None, role: str = "teacher", starts: date = SEPTEMBER, ends: date | None = None
    ) -> int:
        """Add somebody to the school."""
        person = Person(name="Somebody", email=f"{secrets.token_hex(6)}@example.org", created_at=MIDNIGHT)
        self.session.add(person)
        self.session.flush()
        self.belong(person.id, team=team, role=role, starts=starts, ends=ends)
        return person.id

    def belong(
        self, person_id: int, *, team: str | None, role="teacher", starts=SEPTEMBER, ends=None, main=True
    ) -> None:
        """Make somebody a member."""
        self.session.add(
            Membership(
                person_id=person_id,
                organisation_id=self.place.id,
                team_id=self.teams[team].id if team else None,
                role=role,
                main=main and team is not None,
                starts_on=starts,
                ends_on=ends,
            )
        )
        self.session.flush()

    def do(self, people: list[int], *tasks: str, at: datetime = MIDNIGHT - MINUTE) -> None:
        """Let them deliver tasks of their own: all of module 1's unless told otherwise."""
        for person in people:
            for task in tasks or ("m1-i1", "m1-i2"):
                complete(self.session, person, self.run.id, task, how="delivered", at=at)
        self.session.flush()

    def meet(self, *teams: str, state: str = "held", starts_at: datetime = MIDNIGHT, module: str = "m1") -> None:
        """Add a meeting of an hour."""
        by = self.person()
        meeting = Meeting(
            submit_id=secrets.token_hex(),
            run_id=self.run.id,
            module_id=module,
            activity_id=f"{module}-m1",
            title="Meeting",
            joint=len(teams) > 1,
            starts_at=starts_at,
            length=60,
            state=state,
            planned_by=by,
            changed_at=starts_at,
        )
        self.session.add(meeting)
        self.session.flush()
        self.session.add_all(MeetingTeam(meeting_id=meeting.id, team_id=self.teams[team].id) for team in teams)
        self.session.flush()

    def answer(self, team: str, task: str, *, delivered: bool = True) -> None:
        """Let a team write, and deliver."""
        by = self.person()
        self.session.add(
            TeamAnswer(
                team_id=self.teams[team].id,
                run_id=self.run.id,
                activity_id=task,
                body="We",
                saved_at=MIDNIGHT,
                saved_by=by,
                delivered_at=MIDNIGHT if delivered else None,
                delivered_by=by if delivered else None,
            )
        )
        self.session.flush()

    def report(self, *, at: datetime = NOON) -> SchoolReport:
        """What a leader would see."""
        dated = plan(run_id=self.run.id, school_id=self.place.id, m1=M1_DONE_BY)
        return report_on(self.session, dated, self.place.id, at=at)

    def module_1(self, *, at: datetime = NOON) -> ModuleReport:
        """The same for module 1."""
        return self.report(at=at).modules[0]

    def band(self, team: str, *, at: datetime = NOON) -> Band | None:
        """The band of one team in module 1."""
        shown = self.module_1(at=at).own_work
        return shown.groups.get(self.teams[team].id) if shown else None


@pytest.fixture
def school(session: Session) -> School:
    place = Organisation(kind="school", name="Furulia")
    session.add(place)
    session.flush()
    run = CourseRun(course_id="lk20", organisation_id=place.id, schedule="standard", pilot=False, opened_at=MIDNIGHT)
    session.add(run)
    session.flush()
    return School(session, place, run)


def test_teams_are_listed_by_name_with_what_they_did_together(school):
    school.team("science", 5)
    school.team("Grade 5", 5)
    school.meet("Grade 5", "science")
    school.meet("Grade 5")
    school.meet("science", state="planned", starts_at=NOON + MINUTE)
    school.meet("science", state="cancelled")
    for task in ("m1-g1", "m1-g2"):
        school.answer("Grade 5", task)
    school.answer("science", "m1-g1", delivered=False)

    report = school.report()
    grade_5, science = (report.modules[0].facts[team.id] for team in report.teams)

    assert [team.name for team in report.teams] == ["Grade 5", "science"]
    assert (grade_5.meetings_held, grade_5.tasks_delivered, grade_5.state) == (2, 2, State.DONE)
    assert (science.meetings_held, science.meetings_planned, science.tasks_delivered) == (1, 1, 0)
    assert science.state is State.BEHIND


def test_only_open_modules_for_everyone_are_in_it(school):
    school.team("Grade 5", 5)

    november, december = school.report(), school.report(at=datetime(2026, 11, 30, 23, 0, tzinfo=UTC))

    assert [one.module.id for one in november.modules] == ["m1"]
    assert [module.id for module, _ in november.coming] == ["m2"]
    assert [one.module.id for one in december.modules] == ["m1", "m2"]


def test_a_module_shows_the_teams_that_work_in_it(school):
    members = school.team("Grade 5", 6)
    school.teams["Science"] = Team(school_id=school.place.id, kind="subject_team", name="Science")
    school.session.add(school.teams["Science"])
    school.session.flush()
    for person in members[:5]:
        school.belong(person, team="Science", main=False)

    module_1, module_2 = school.report(at=datetime(2026, 12, 1, 12, tzinfo=UTC)).modules

    assert set(module_1.facts) == {school.teams["Grade 5"].id}
    assert set(module_2.facts) == {school.teams["Science"].id, school.teams["Grade 5"].id}
    assert module_2.own_work is None


def test_done_alone_takes_all_required_tasks(school):
    members = school.team("Grade 5", 5)
    school.do(members, "m1-i1")

    assert school.band("Grade 5") is Band.FEW

    school.do(members, "m1-old")

    assert school.band("Grade 5") is Band.MOST


@pytest.mark.parametrize(("at", "band"), [(MIDNIGHT - MINUTE, Band.MOST), (MIDNIGHT, Band.FEW)])
def test_what_is_done_counts_from_the_next_midnight(school, at, band):
    school.do(school.team("Grade 5", 5), at=at)

    assert school.band("Grade 5") is band
    assert school.band("Grade 5", at=MIDNIGHT + timedelta(days=1)) is Band.MOST


@pytest.mark.parametrize(("at", "band"), [(MIDNIGHT - MINUTE, Band.FEW), (MIDNIGHT, Band.MOST)])
def test_what_is_taken_back_counts_until_midnight(school, at, band):
    members = school.team("Grade 5", 5)
    school.do(members, at=MIDNIGHT - timedelta(days=3))
    for person in members:
        revoke(school.session, person, school.run.id, "m1-i1", at=at)

    assert school.band("Grade 5") is band


def test_taking_back_and_doing_again_on_one_day_moves_nothing(school):
    members = school.team("Grade 5", 5)
    school.do(members, at=MIDNIGHT - timedelta(days=3))
    seen = [school.band("Grade 5")]
    for person in members:
        revoke(school.session, person, school.run.id, "m1-i1", at=NOON)
    school.session.expire_all()
    seen.append(school.band("Grade 5", at=NOON + MINUTE))
    school.do(members, "m1-i1", at=NOON + MINUTE)
    seen.append(school.band("Grade 5", at=NOON + 2 * MINUTE))

    assert seen == [Band.MOST] * 3
    assert school.band("Grade 5", at=NOON + timedelta(days=1)) is Band.MOST


def test_whoever_joins_or_leaves_today_changes_no_figure_today(school):
    members = school.team("Grade 5", 4)
    school.do(members)
    joining = school.person()
    school.belong(joining, team="Grade 5", starts=date(2026, 11, 24))
    school.do([joining])
    leaving = school.team("Grade 6", 4)
    school.do([*leaving, school.person(team="Grade 6", ends=date(2026, 11, 23))])

    assert (school.band("Grade 5"), school.band("Grade 6")) == (Band.HIDDEN, Band.MOST)
    tomorrow = NOON + timedelta(days=1)
    assert (school.band("Grade 5", at=tomorrow), school.band("Grade 6", at=tomorrow)) == (Band.MOST, Band.HIDDEN)


@pytest.mark.parametrize(("came", "band"), [(M1_DONE_BY, Band.MOST), (M1_DONE_BY + DAY, Band.HIDDEN)])
def test_whoever_came_after_the_last_day_is_not_counted_in_the_module(school, came, band):
    school.do([*school.team("Grade 5", 4), school.person(team="Grade 5", starts=came)])

    assert school.band("Grade 5") is band
    assert school.module_1().own_work.whole is band


def test_a_newcomer_who_has_done_it_is_not_seen_to_have(school):
    school.do(school.team("Grade 5", 4))
    newcomer = school.person(team="Grade 5", starts=M1_DONE_BY + DAY)
    before = school.module_1().own_work
    school.do([newcomer])

    assert school.module_1().own_work == before


def test_a_newcomer_neither_lowers_nor_raises_a_band(school):
    school.do(school.team("Grade 5", 5)[:3])
    for _ in range(4):
        school.person(team="Grade 5", starts=M1_DONE_BY + DAY)
    school.do([school.person(team="Grade 5", starts=M1_DONE_BY + DAY)])

    assert school.band("Grade 5") is Band.HALF


def test_whoever_only_changed_teams_is_no_newcomer(school):
    members = school.team("Grade 5", 4)
    school.team("Grade 6", 0)
    moving = school.person(team="Grade 6", ends=date(2026, 11, 22))
    school.belong(moving, team="Grade 5", starts=date(2026, 11, 23))
    school.do([*members, moving])

    assert school.band("Grade 5") is Band.MOST


def test_whoever_had_left_and_came_back_after_the_last_day_is_a_newcomer(school):
    members = school.team("Grade 5", 4)
    back = school.person(team="Grade 5", starts=date(2025, 9, 1), ends=date(2026, 6, 30))
    school.belong(back, team="Grade 5", starts=M1_DONE_BY + DAY)
    school.do([*members, back])

    assert school.band("Grade 5") is Band.HIDDEN


def test_while_a_module_is_under_way_everybody_counts(school):
    school.do([*school.team("Grade 5", 4), school.person(team="Grade 5", starts=date(2026, 11, 12))])

    assert school.band("Grade 5", at=datetime(2026, 11, 14, 12, tzinfo=UTC)) is Band.FEW


def test_whoever_leads_the_school_is_not_counted(school):
    school.do(school.team("Grade 5", 4))
    school.do([school.person(team="Grade 5", role="school_leader")])

    assert school.band("Grade 5") is Band.HIDDEN
    assert school.module_1().own_work.whole is Band.HIDDEN


def test_another_schools_people_and_runs_are_not_in_it(school, session):
    elsewhere = Organisation(kind="school", name="Bjørkelia")
    session.add(elsewhere)
    session.flush()
    run = CourseRun(
        course_id="lk20", organisation_id=elsewhere.id, schedule="standard", pilot=False, opened_at=MIDNIGHT
    )
    session.add(run)
    session.flush()
    other = School(session, elsewhere, run)
    other.do(other.team("Grade 5", 9))
    other.meet("Grade 5")
    school.team("Grade 5", 5)

    report = school.report()

    assert [team.id for team in report.teams] == [school.teams["Grade 5"].id]
    assert [facts.meetings_held for facts in report.modules[0].facts.values()] == [0]
    assert report.modules[0].own_work.whole is Band.FEW


@pytest.fixture
def statements(session: Session) -> Callable[[], int]:
    """How many statements the session's connection has run since the last asking."""
    ran: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *told: ran.append(told[2]))

    def count() -> int:
        so_far = len(ran)
        ran.clear()
        return so_far

    return count


@pytest.mark.parametrize(("teams", "size"), [(1, 3), (6, 10)])
def test_three_people_cost_as_many_statements_as_sixty(school, statements, teams, size):
    for number in range(teams):
        school.do(school.team(f"Grade {number}", size))
        school.meet(f"Grade {number}")
    statements()

    school.report()

    assert statements() == 4
