"""Everybody who may ask the policy, and one of everything they may ask about.

The actors are made as a request makes them: memberships in the database, a sign-in, and
``who_asks``. So whatever has ended, not begun or was never confirmed is tried as it is met.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, get_type_hints

from sqlalchemy.orm import Session

from courseengine.core.accounts.models import Account, Invitation, JoinCode
from courseengine.core.accounts.sessions import start_session
from courseengine.core.meetings.models import Meeting, MeetingGuest
from courseengine.core.people.models import (
    Membership,
    Organisation,
    Partnership,
    PeopleImport,
    Person,
    RoleRequest,
    Team,
)
from courseengine.core.people.roles import PlaceKind, Role, TeamKind
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import STRANGER, Actor
from courseengine.core.policy.asking import who_asks
from courseengine.core.policy.rules import RULES
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import Plan, make_plan
from courseengine.core.runs.queries import run_by_public_id
from tests.core.policy.at_the_screen import at_the_screen
from tests.core.policy.cast import PEOPLE
from tests.core.policy.course_asked_about import asked_about, course
from tests.core.policy.planning_world import NOW, TODAY, planning_subjects
from tests.core.policy.sharing_world import sharing_subjects

YESTERDAY, TOMORROW, FRIDAY = TODAY - timedelta(days=1), TODAY + timedelta(days=1), date(2026, 11, 27)
LONG_AGO = date(2024, 8, 1)


@dataclass(frozen=True)
class Policy:
    """Who asks, and what about: by the words of ``docs/policy.md``."""

    actors: dict[str, Actor]
    who: dict[str, str]
    """what each of them is, in words"""
    subjects: dict[str, Any]
    session: Session
    world: "World"

    def questions(self) -> list[tuple[Action, str]]:
        """Every action about every subject that its rule is written for."""
        return [
            (action, name)
            for action in Action
            for name, subject in self.subjects.items()
            if type(subject) is _kind_of_subject(action)
        ]


def _kind_of_subject(action: Action) -> type:
    """What a rule says that it answers about: the type of its second argument."""
    hints = get_type_hints(RULES[action])
    kind: type = list(hints.values())[1]
    return kind


@dataclass
class World:
    """Adds rows, and gives them back."""

    session: Session
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Organisation] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    runs: dict[str, CourseRun] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        """Keep a row."""
        self.session.add(row)
        self.session.flush()
        return row

    def place(self, name: str, kind: PlaceKind, parent: str | None = None, ends_on: date | None = None) -> None:
        """A place, below another."""
        above = self.places[parent].id if parent else None
        self.places[name] = self.add(Organisation(name=name, kind=kind.value, parent_id=above, ends_on=ends_on))

    def team(self, name: str, place: str, kind: TeamKind = TeamKind.TEAM, ended_on: date | None = None) -> None:
        """A team at a school."""
        self.teams[name] = self.add(Team(school=self.places[place], kind=kind.value, name=name, ended_on=ended_on))

    def run(self, name: str, place: str, ended_at: datetime | None = None) -> None:
        """A run of the course at a school."""
        opened = {"course_id": "lk20", "schedule": "standard", "pilot": False, "opened_at": NOW, "ended_at": ended_at}
        self.runs[name] = self.add(CourseRun(organisation=self.places[place], **opened))

    def person(self, name: str, who: str, *, ended_at: datetime | None = None) -> Person:
        """Somebody with an account."""
        address = f"p{len(self.people)}@example.org"
        person = self.people[name] = self.add(Person(name=name, email=address, created_at=NOW))
        self.add(Account(person_id=person.id, password_hash=None, ended_at=ended_at))
        self.who[name] = who
        return person

    def joins(
        self,
        name: str,
        role: Role,
        place: str,
        team: str | None = None,
        starts_on: date = LONG_AGO,
        ends_on: date | None = None,
    ) -> Membership:
        """Somebody becomes something at a place."""
        return self.add(
            Membership(
                person=self.people[name],
                organisation=self.places[place],
                team=self.teams[team] if team else None,
                role=role.value,
                main=team is not None,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )

    def asks(self, name: str, *, strong: bool = True) -> Actor:
        """Sign somebody in, and see how far they reach."""
        token = start_session(self.session, self.people[name].id, at=NOW, strong=strong)
        self.session.flush()
        asking = who_asks(self.session, token, at=NOW)
        return asking.actor if asking else STRANGER

    def meeting(self, run: str, *teams: str, state: str, joint: bool = False) -> Meeting:
        """A meeting of these teams."""
        return self.add(
            Meeting(
                submit_id=f"{len(teams)}{state}{joint}{run}",
                run=self.runs[run],
                module_id="m1",
                activity_id="m1-m1",
                title="Meeting",
                joint=joint,
                starts_at=NOW,
                length=60,
                state=state,
                planned_by=self.people["Anne"].id,
                changed_at=NOW,
                teams=[self.teams[team] for team in teams],
            )
        )

    def guests(self, meeting: Meeting, *names: str) -> Meeting:
        """The meeting, with these invited to it by name."""
        for name in names:
            row = MeetingGuest(meeting_id=meeting.id, person_id=self.people[name].id, invited_at=NOW)
            row.invited_by = self.people["Anne"].id
            self.add(row)
        return meeting

    def answer(self, task: str, *, delivered: bool) -> TeamAnswer:
        """What the blue team has written."""
        return self.add(
            TeamAnswer(
                team=self.teams["the blue team"],
                run=self.runs["the run at Furulia"],
                activity_id=task,
                body="We",
                saved_at=NOW,
                saved_by=self.people["Anne"].id,
                delivered_at=NOW if delivered else None,
            )
        )

    def invitation(self, role: Role, place: str, team: str | None = None) -> Invitation:
        """Somebody was asked in."""
        return self.add(
            Invitation(
                token_hash=f"{role} {place}",
                email="new@example.org",
                organisation=self.places[place],
                team=self.teams[team] if team else None,
                role=role.value,
                invited_by=self.people["Gro"].id,
                made_at=NOW,
                expires_at=NOW + timedelta(days=14),
            )
        )

    def partner(self, place: str, university: str, *, ended: bool = False) -> None:
        """A place that has invited a university, and perhaps let it go again."""
        by, ended_at = self.people["Cecilie"].id, NOW if ended else None
        partnership = Partnership(made_by=by, made_at=NOW, ended_at=ended_at)
        partnership.organisation, partnership.university = self.places[place], self.places[university]
        self.add(partnership)

    def code(self, place: str, team: str | None = None) -> JoinCode:
        """A code on a wall."""
        own = self.teams[team] if team else None
        made = JoinCode(code=f"{place} {team}", organisation=self.places[place], team=own, made_at=NOW)
        made.made_by = self.people["Cecilie"].id
        return self.add(made)

    def request(self, name: str, role: Role, place: str, *, by: str = "", decided: bool = False) -> RoleRequest:
        """Somebody asks for a role, or is put forward."""
        return self.add(
            RoleRequest(
                person=self.people[name],
                organisation=self.places[place],
                role=role.value,
                asked_at=NOW,
                asker=self.people[by or name],
                decided_at=NOW if decided else None,
                decided_by=self.people["Eva"].id if decided else None,
                granted=False if decided else None,
            )
        )

    def file(self, by: str, place: str | None) -> PeopleImport:
        """A file that somebody brought."""
        return self.add(
            PeopleImport(
                what="people",
                organisation=self.places[place] if place else None,
                file="people.csv",
                made_by=self.people[by].id,
                made_at=NOW,
                moved_at=NOW,
                state="ready",
            )
        )

    def plan(self, run: str | None) -> Plan:
        """The course at a run, or without one."""
        if run is None:
            return make_plan(course(), None)
        found = run_by_public_id(self.session, self.runs[run].public_id)
        assert found
        return make_plan(course(), found[1])


def make_policy(session: Session) -> Policy:
    """The whole table's world."""
    world = World(session)
    _places(world)
    memberships = _people(world)
    actors = {name: world.asks(name) for name in world.people}
    actors["Gro by password"] = world.asks("Gro", strong=False)
    world.who["Gro by password"] = "the same Gro, in a session that showed no second factor"
    actors["a stranger"] = STRANGER
    world.who["a stranger"] = "somebody who is not signed in"
    subjects = _subjects(world) | memberships
    actors["the screen"] = at_the_screen(world, subjects["a planned meeting of the blue team"])
    world.who["the screen"] = (
        "a browser that is not signed in, where the code of a planned meeting of the blue team was typed"
    )
    return Policy(actors, world.who, subjects, session, world)


def _places(world: World) -> None:
    world.place("the municipality", PlaceKind.OWNER)
    world.place("another municipality", PlaceKind.OWNER)
    for name, kind, owner in (
        ("Furulia", PlaceKind.SCHOOL, "the municipality"),
        ("Bjørkelia", PlaceKind.SCHOOL, "the municipality"),
        ("the kindergarten", PlaceKind.KINDERGARTEN, "the municipality"),
        ("the school of another owner", PlaceKind.SCHOOL, "another municipality"),
    ):
        world.place(name, kind, owner)
    world.place("a school that has closed", PlaceKind.SCHOOL, "the municipality", ends_on=YESTERDAY)
    world.place("the university", PlaceKind.UNIVERSITY)
    world.place("another university", PlaceKind.UNIVERSITY)
    world.place("the place for those without a school", PlaceKind.OTHER)
    world.place("the operator", PlaceKind.OPERATOR)
    world.team("the blue team", "Furulia")
    world.team("the green team", "Furulia")
    world.team("the leader group", "Furulia", TeamKind.LEADER_GROUP)
    world.team("a team that has ended", "Furulia", ended_on=TODAY)
    world.team("the team at Bjørkelia", "Bjørkelia")
    world.team("the team at the kindergarten", "the kindergarten")
    for name, place in (
        ("the run at Furulia", "Furulia"),
        ("the run at Bjørkelia", "Bjørkelia"),
        ("the run at the kindergarten", "the kindergarten"),
        ("the run of those without a school", "the place for those without a school"),
        ("the run at a school that has closed", "a school that has closed"),
    ):
        world.run(name, place)
    world.run("an ended run at Furulia", "Furulia", ended_at=NOW)


TEAMS: list[tuple[str, Role, str, str]] = [
    ("Anne", Role.TEAM_LEADER, "Furulia", "the blue team"),
    ("Ingrid", Role.TEACHER, "Furulia", "the green team"),
    ("Petra", Role.TEACHER, "Furulia", "a team that has ended"),
    ("Tor", Role.TEACHER, "Furulia", "the blue team"),
    ("Tor", Role.TEACHER, "Bjørkelia", "the team at Bjørkelia"),
    ("Randi", Role.TEACHER, "Furulia", "the green team"),
    ("David", Role.SCHOOL_LEADER, "Bjørkelia", "the team at Bjørkelia"),
    ("Liv", Role.SCHOOL_LEADER, "the kindergarten", "the team at the kindergarten"),
    ("Mona", Role.TEACHER, "Furulia", "the green team"),
]
ALONE: list[tuple[str, Role, str]] = [
    ("Aud", Role.TEACHER, "Furulia"),
    ("Randi", Role.RESOURCE_TEACHER, "Furulia"),
    ("Sverre", Role.SCHOOL_LEADER, "a school that has closed"),
    ("Frode", Role.SCHOOL_OWNER, "another municipality"),
    ("Mona", Role.SCHOOL_OWNER, "the municipality"),
    ("Mona", Role.UNIVERSITY_STAFF, "the university"),
    ("Sigrid", Role.UNIVERSITY_STAFF, "another university"),
    ("Nina", Role.SCHOOL_LEADER, "Furulia"),
]


def _people(world: World) -> dict[str, Membership]:
    """Everybody and what they are; gives the memberships that are asked about."""
    for name, who in PEOPLE.items():
        world.person(name, who, ended_at=NOW if name == "Nina" else None)
    for name, role, place, team in TEAMS:
        world.joins(name, role, place, team)
    for name, role, place in ALONE:
        world.joins(name, role, place)
    leads, joins = Role.SCHOOL_LEADER, world.joins
    joins("Vera", leads, "Furulia", ends_on=FRIDAY)
    joins("Kari", leads, "Furulia", starts_on=TOMORROW)
    return {
        "Bjørn's work in the blue team": joins("Bjørn", Role.TEACHER, "Furulia", "the blue team"),
        "Cecilie's leading of Furulia": joins("Cecilie", leads, "Furulia", "the leader group"),
        "Olav's leading of Furulia, which has ended": joins("Olav", leads, "Furulia", ends_on=YESTERDAY),
        "Eva's acting for the municipality": joins("Eva", Role.SCHOOL_OWNER, "the municipality"),
        "Farid's work at the university": joins("Farid", Role.UNIVERSITY_STAFF, "the university"),
        "Otto's going alone": joins("Otto", Role.TEACHER, "the place for those without a school"),
        "Gro's running of the installation": joins("Gro", Role.ADMIN, "the operator"),
    }


def _subjects(world: World) -> dict[str, Any]:
    """One of everything else, by the words of the page."""
    leads, acts = Role.SCHOOL_LEADER, Role.SCHOOL_OWNER
    blue, planned = "the blue team", planning_subjects(world)
    world.partner("Furulia", "the university")
    world.partner("the kindergarten", "the university", ended=True)
    of_the_course = (
        asked_about(world.plan("the run at Furulia"), "at Furulia")
        | asked_about(world.plan("the run at the kindergarten"), "at the kindergarten")
        | asked_about(world.plan(None), "without a run")
    )
    over = asked_about(world.plan("an ended run at Furulia"), "in an ended run")
    closed = asked_about(world.plan("the run at a school that has closed"), "at a school that has closed")
    return (
        of_the_course
        | {name: one for name, one in over.items() if name.startswith(("a task in an open module in", "an open"))}
        | {name: one for name, one in closed.items() if name.startswith(("a task in an open module at", "an open"))}
        | planned
        | sharing_subjects(world, planned)
        | world.runs
        | world.teams
        | world.places
        | {
            "the blue team's draft": world.answer("m1-g1", delivered=False),
            "the blue team's delivered answer": world.answer("m1-g2", delivered=True),
            "a planned meeting of the blue team": world.meeting("the run at Furulia", blue, state="planned"),
            "a held meeting of the blue team": world.meeting("the run at Furulia", blue, state="held"),
            "a planned joint meeting of the blue team": world.meeting(
                "the run at Furulia", blue, state="planned", joint=True
            ),
            "a held joint meeting of the blue team": world.meeting(
                "the run at Furulia", blue, state="held", joint=True
            ),
            "a held meeting of the blue team with guests from the green team and from Bjørkelia": world.guests(
                world.meeting("an ended run at Furulia", blue, state="held"), "Ingrid", "David"
            ),
            "a held meeting at Bjørkelia": world.meeting("the run at Bjørkelia", "the team at Bjørkelia", state="held"),
            "an invitation to teach at Furulia": world.invitation(Role.TEACHER, "Furulia", blue),
            "an invitation to lead Furulia": world.invitation(leads, "Furulia"),
            "an invitation to act for the municipality": world.invitation(acts, "the municipality"),
            "an invitation to the university": world.invitation(Role.UNIVERSITY_STAFF, "the university"),
            "Furulia's code": world.code("Furulia"),
            "the blue team's code": world.code("Furulia", blue),
            "the code of those without a school": world.code("the place for those without a school"),
            "Bjørn's wish to lead Furulia": world.request("Bjørn", leads, "Furulia"),
            "Cecilie's proposal that Anne leads Furulia": world.request("Anne", leads, "Furulia", by="Cecilie"),
            "Vera's wish to lead Furulia for longer": world.request("Vera", leads, "Furulia"),
            "Gro's proposal that Ingrid leads Furulia": world.request("Ingrid", leads, "Furulia", by="Gro"),
            "Cecilie's wish to act for the municipality": world.request("Cecilie", acts, "the municipality"),
            "a wish to lead Furulia that was refused": world.request("Aud", leads, "Furulia", decided=True),
            "Cecilie's file for Furulia": world.file("Cecilie", "Furulia"),
            "Olav's file for Furulia": world.file("Olav", "Furulia"),
            "Eva's file for the municipality": world.file("Eva", "the municipality"),
            "Gro's file for the installation": world.file("Gro", None),
            **{name: world.people[name] for name in ("Bjørn", "Gro")},
            "the installation, or oneself": None,
        }
    )
