"""Every door of the house: each route with an address that is there, and what the policy says about it.

Whoever adds a route adds here what its address and its form are tried with:

- a parameter that is new: its example in ``EXAMPLES``, a thing at Furulia, made in ``_more`` where
  the demo world has none; and in ``ELSEWHERE`` one that is somebody else's
- a route whose parameter has to be of a certain kind: its line in ``SPECIAL``
- a form that needs more than nothing to get past its first refusal: its line in ``SENT``
- a page that everybody may open: its name in ``open_doors.PUBLIC``, and the reason in the commit
- a view that asks a second question before it shows or takes anything: its line in ``ALSO``
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.db import Database
from courseengine.cli.demo.world import World
from courseengine.core.accounts.models import Account, Invitation, JoinCode, UserSession
from courseengine.core.accounts.sessions import start_session
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Membership, Organisation, PeopleImport, Person, RoleRequest
from courseengine.core.people.roles import PlaceKind, Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import STRANGER, Actor
from courseengine.core.policy.asking import who_asks
from courseengine.core.policy.following import Followed
from courseengine.core.policy.rules import may
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule, make_plan
from courseengine.core.runs.queries import run_by_public_id
from tests.web import (
    doors_of_courses,
    doors_of_meetings,
    doors_of_networks,
    doors_of_plans,
    doors_of_rooms,
    doors_of_screens,
)

EVERYBODY = [
    "anne", "berit", "bjorn", "cecilie", "david", "eva", "farid", "gro", "hanna", "jonas", "liv", "wilma", "ylva",
]  # fmt: skip
"""One of each sort: every role at every kind of place, and nobody at all."""

MORE = ["aud", "frode", "kari", "nina", "olav", "otto", "vera", "gro by password"]
"""Those whom the policy tells apart and the demo world has no use for: see ``_more``."""

TEAM_TASK = "m2-g1"
"""What every team with a grade has answered."""

EXAMPLES: dict[str, Callable[["Doors"], object]] = {
    "plan": lambda doors: doors.world.runs["furulia"].public_id,
    "run": lambda doors: doors.world.runs["furulia"].public_id,
    "module": lambda doors: "1-overordnet-del",
    "activity": lambda doors: "m1-t1",
    "name": lambda doors: "m1-v1.mp4",
    "team": lambda doors: doors.world.teams["1.–4. trinn"].public_id,
    "meeting": lambda doors: doors.world.meetings["second"].public_id,
    "answer": lambda doors: doors.answer("1.–4. trinn"),
    "version": lambda doors: 1,
    "token": lambda doors: "made-up",
    "what": lambda doors: "people",
    "public_id": lambda doors: doors.made["session"],
    "school": lambda doors: doors.world.places["furulia"].public_id,
    "place": lambda doors: doors.world.places["furulia"].public_id,
    "person": lambda doors: doors.world.people["ingrid"].public_id,
    "invitation": lambda doors: doors.made["invitation"],
    "asked": lambda doors: doors.made["asked"],
    "file": lambda doors: doors.made["file"],
    "code": lambda doors: doors.made["code"],
    "measure": lambda doors: doors.world.measures["proposed"].public_id,
    "item": lambda doors: doors.world.wheel["halfway"].public_id,
    **doors_of_networks.EXAMPLES,
    **doors_of_courses.EXAMPLES,
    **doors_of_plans.EXAMPLES,
}
"""Parameter → something of Furulia's that is there."""

SPECIAL: dict[str, dict[str, Callable[["Doors"], object]]] = {
    **doors_of_courses.SPECIAL,
    **doors_of_meetings.SPECIAL,
    **doors_of_plans.SPECIAL,
    **doors_of_screens.SPECIAL,
    "learner.answer": {"activity": lambda doors: "m2-i1"},
    "learner.media": {"activity": lambda doors: "m1-v1"},
    "learner.position": {"activity": lambda doors: "m1-v1"},
    "learner.ticks": {"activity": lambda doors: "m0-s1"},
    "leader.answer": {"answer": lambda doors: doors.answer("8.–10. trinn")},
    "outline.schools": {"place": lambda doors: doors.world.places["skogvik"].public_id},
    "people.end_now": {"team": lambda doors: doors.world.teams["Musikk og drama"].public_id},
    "roles.stop": {"person": lambda doors: doors.world.people["cecilie"].public_id},
    "roles.stopped": {"person": lambda doors: doors.world.people["cecilie"].public_id},
    "team.cancelled": {"meeting": lambda doors: doors.world.meetings["next"].public_id},
    "team.delete": {"meeting": lambda doors: doors.world.meetings["next"].public_id},
    "team.deleted": {"meeting": lambda doors: doors.world.meetings["next"].public_id},
    "team.make_plan": {"activity": lambda doors: "m2-m3"},
    "team.plan": {"activity": lambda doors: "m2-m3"},
    "team_answers.save": {"activity": lambda doors: TEAM_TASK},
    **doors_of_networks.SPECIAL,
}
"""Endpoint → the parameters that have to be of a certain kind there."""

ELSEWHERE: dict[str, Callable[["Doors"], object]] = {
    "person": lambda doors: doors.world.people["ylva"].public_id,
    "team": lambda doors: doors.world.teams[TEAM_ELSEWHERE].public_id,
    "place": lambda doors: doors.world.places["solli"].public_id,
    "item": lambda doors: doors.world.wheel["elsewhere"].public_id,
}
"""Parameter → something of another owner's, for addresses that name two things."""

TEAM_ELSEWHERE = "Hele skolen"

SENT: dict[str, Callable[["Doors"], dict[str, str]]] = {
    **doors_of_screens.SENT,
    "learner.position": lambda doors: {"position": "3"},
    "school_days.take_out": lambda doors: {"first": "2027-03-12", "last": "2027-03-12"},
    "roles.withdrawn": lambda doors: {"asked": doors.made["asked"]},
    "team.attendance": lambda doors: {"present": doors.world.people["ingrid"].public_id},
    "team_answers.restore": lambda doors: {"version": "1"},
    **doors_of_rooms.SENT,
    "team_answers.settle_texts": lambda doors: {"version": "1", "keep": "stored"},
}
"""Endpoint → what its form sends."""


def _leads_there(actor: Actor, thing: Any) -> bool:
    """The pages under ``/leader`` are leaders' alone, even where others read the same text elsewhere."""
    school = thing.team.school if isinstance(thing, TeamAnswer) else thing.run.organisation
    return may(actor, Action.SEE_TEAM_PROGRESS, school, at=clock.now())


def _works_in_a_team(actor: Actor, planned: PlannedActivity) -> bool:
    """A team's task and a team's meeting are for those who have a team in the module."""
    return actor.team_in(planned.plan.run, planned.module.team_kind) is not None


def _calls_teams_together(actor: Actor, planned: PlannedActivity) -> bool:
    """A meeting of several teams is called by those who have none, too."""
    run = planned.plan.run
    return _works_in_a_team(actor, planned) or (run is not None and actor.arranges_at(run.school_id))


def _is_cecilies(actor: Actor, _thing: None) -> bool:
    """Whose session it is that is ended."""
    return actor.name == "Cecilie"


def _asked(actor: Actor, _thing: None) -> bool:
    """Whoever asked for a role takes it back."""
    return actor.name == "Anne"


ALSO: dict[str, Callable[[Actor, Any], bool]] = {
    **doors_of_plans.ALSO,
    **doors_of_rooms.ALSO,
    **doors_of_screens.ALSO,
    "leader.answer": _leads_there,
    "leader.minutes": _leads_there,
    "own.end_one": _is_cecilies,
    "roles.withdrawn": _asked,
    "team.make_plan": _calls_teams_together,
    "team.plan": _calls_teams_together,
    "team_answers.save": _works_in_a_team,
    **doors_of_networks.ALSO,
}
"""Endpoint → what the view asks besides, before it shows or takes anything."""


@dataclass(frozen=True)
class Door:
    """One route with one method."""

    rule: Rule
    method: str
    action: Action | None
    """None for what everybody may open"""
    name: str | None
    """the parameter that the guard loads the thing by"""
    kind: type | None

    def __str__(self) -> str:
        """As a failure names it."""
        return f"{self.method} {self.rule.rule} ({self.rule.endpoint})"

    @property
    def of_the_thing(self) -> set[str]:
        """The parameters that together name the thing the policy is asked about."""
        if self.kind in (PlannedModule, PlannedActivity):
            return {"plan", str(self.name)}
        return {self.name} if self.name else set()


@dataclass
class Doors:
    """The doors of an application on the demo world, and the people who try them."""

    app: Flask
    world: World
    database: Database
    made: dict[str, str] = field(default_factory=dict)
    """what the demo world has none of → its public id"""
    more: dict[str, int] = field(default_factory=dict)
    """those whom it has not → their id"""

    def __post_init__(self) -> None:
        """Add what the demo world lacks."""
        with self.database.writing() as session:
            _more(self, session)

    def every(self, *methods: str) -> list[Door]:
        """All routes, with each of these methods that they have."""
        found = []
        for rule in self.app.url_map.iter_rules():
            view = self.app.view_functions[rule.endpoint]
            about = getattr(view, "asks_about", (None, None))
            for method in sorted((rule.methods or set()) & set(methods)):
                found.append(Door(rule, method, getattr(view, "guarded_by", None), *about))
        return found

    def guarded(self, *methods: str) -> list[Door]:
        """Those with a lock."""
        return [door for door in self.every(*methods) if door.action is not None]

    def values(self, door: Door) -> dict[str, Any]:
        """What its address is made of."""
        special = SPECIAL.get(door.rule.endpoint, {})
        missing = door.rule.arguments - special.keys() - EXAMPLES.keys()
        assert not missing, (
            f"{door} is tried with no <{'>, <'.join(sorted(missing))}> yet:"
            " add an example to EXAMPLES, or for this route alone to SPECIAL, in tests/web/doors.py."
        )
        return {name: (special.get(name) or EXAMPLES[name])(self) for name in door.rule.arguments}

    def path(self, door: Door, **other: object) -> str:
        """An address of it, with some parts of it other than usual."""
        values = self.values(door) | other
        return self.app.url_map.bind("localhost").build(door.rule.endpoint, values, door.method)

    def sent(self, door: Door) -> dict[str, str]:
        """What its form sends."""
        return SENT[door.rule.endpoint](self) if door.rule.endpoint in SENT else {}

    def sign_in(self, who: str | None) -> "Hands":
        """Somebody of the world, of those added, or nobody."""
        client = self.app.test_client()
        token = ""
        if who:
            strong = who != "gro by password"
            person_id = self.more.get(who) or self.world.people[who.split()[0]].id
            with self.database.writing() as session:
                token = start_session(session, person_id, at=clock.now(), strong=strong)
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
        return Hands(self, client, token)

    def answer(self, team: str) -> str:
        """The public id of what the team wrote."""
        with self.database.reading() as session:
            found = select(TeamAnswer.public_id).where(
                TeamAnswer.activity_id == TEAM_TASK, TeamAnswer.team_id == self.world.teams[team].id
            )
            return session.execute(found).scalar_one()

    def thing(self, session: Session, door: Door, values: dict[str, Any]) -> Any:
        """What the address names, for whoever asks: found by its id alone, which no view does. None for none."""
        if door.kind is None:
            return None
        if door.kind not in (Plan, PlannedModule, PlannedActivity):
            kind: Any = Meeting if door.kind is Followed else door.kind  # what a guard loads has a public id
            return session.scalar(select(kind).where(kind.public_id == values[door.name]))
        found = run_by_public_id(session, values["plan"])
        plan = make_plan(self.world.course, found[1]) if found else None
        if not plan or door.kind is Plan:
            return plan
        if door.kind is PlannedModule:
            module = plan.course.module(values["module"])
            return module and PlannedModule(plan, module)
        activity, module = plan.course.activity(values["activity"]), plan.course.module_of(values["activity"])
        return activity and module and PlannedActivity(plan, module, activity)


@dataclass
class Hands:
    """Somebody who tries doors."""

    doors: Doors
    client: FlaskClient
    token: str

    def try_door(self, door: Door, *, method: str = "", json: bool = False, **other: object) -> TestResponse:
        """Ask for an address of it, as a page or as a script does."""
        headers = {"Accept": "application/json"} if json else {}
        sent = None if door.method == "GET" else self.doors.sent(door)
        path = self.doors.path(door, **other)
        return self.client.open(path, method=method or door.method, data=sent, headers=headers)

    def try_unknown(self, door: Door, *, method: str, json: bool) -> TestResponse:
        """Ask for an address that no route has, as long as the door's own."""
        headers = {"Accept": "application/json"} if json else {}
        return self.client.open(f"{self.doors.path(door)[:-3]}zzz", method=method, headers=headers)

    @property
    def is_stranger(self) -> bool:
        """Whether they are not signed in, or no longer."""
        with self.doors.database.reading() as session:
            return not self._actor(session, clock.now()).is_signed_in

    def may(self, door: Door) -> bool:
        """What the policy says, asked beside the application: about this person, this thing, now."""
        at = clock.now()
        with self.doors.database.reading() as session:
            actor = self._actor(session, at)
            thing = self.doors.thing(session, door, self.doors.values(door))
            if door.action is None or (door.kind and thing is None) or not actor.is_signed_in:
                return door.action is None
            also = ALSO.get(door.rule.endpoint)
            return may(actor, door.action, thing, at=at) and (also is None or also(actor, thing))

    def _actor(self, session: Session, at: datetime) -> Actor:
        asking = who_asks(session, self.token, at=at) if self.token else None
        return asking.actor if asking else STRANGER


def _more(doors: Doors, session: Session) -> None:
    """People and things of sorts that the demo world lacks."""
    world, at, today = doors.world, clock.now(), day_in_oslo(clock.now())
    other = Organisation(name="Uten skole", kind=PlaceKind.OTHER.value)
    session.add(other)
    session.flush()
    furulia, fjellvik = world.places["furulia"].id, world.places["fjellvik"].id
    long_ago, leads = today - timedelta(days=99), Role.SCHOOL_LEADER
    for key, role, place, starts_on, ends_on in (
        ("aud", Role.TEACHER, furulia, long_ago, None),
        ("frode", Role.SCHOOL_OWNER, fjellvik, long_ago, None),
        ("kari", leads, furulia, today + timedelta(days=1), None),
        ("nina", leads, furulia, long_ago, None),
        ("olav", leads, furulia, long_ago, today - timedelta(days=1)),
        ("otto", Role.TEACHER, other.id, long_ago, None),
        ("vera", leads, furulia, long_ago, today),
    ):
        person = Person(name=key.title(), email=f"{key}@more.example", created_at=at)
        session.add(person)
        session.flush()
        session.add(Account(person_id=person.id, ended_at=at if key == "nina" else None))
        row = {"person_id": person.id, "organisation_id": place, "role": role.value}
        session.add(Membership(**row, starts_on=starts_on, ends_on=ends_on))
        doors.more[key] = person.id
    _more_things(doors, session, at)


def _more_things(doors: Doors, session: Session, at: datetime) -> None:
    people, furulia = doors.world.people, doors.world.places["furulia"].id
    cecilie, later = people["cecilie"].id, at + timedelta(days=14)
    invitation = Invitation(
        token_hash="invited", email="new@more.example", organisation_id=furulia, role=Role.TEACHER.value
    )
    invitation.invited_by, invitation.made_at, invitation.expires_at = cecilie, at, later
    asked = RoleRequest(person_id=people["anne"].id, organisation_id=furulia, role=Role.SCHOOL_LEADER.value)
    asked.asked_at, asked.asked_by = at, people["anne"].id
    file = PeopleImport(what="people", organisation_id=furulia, file="people.csv", made_by=cecilie, state="ready")
    file.made_at = file.moved_at = at
    code = JoinCode(code="FURULIA", organisation_id=furulia, made_by=cecilie, made_at=at)
    session.add_all([invitation, asked, file, code])
    doors_of_courses.add_owners_own(session, doors.world, at)
    doors_of_plans.publish_a_plan(session, doors.world, at)
    doors_of_screens.open_a_room(session, doors.world, at)
    session.flush()
    doors.made = {
        "invitation": invitation.public_id,
        "asked": asked.public_id,
        "file": file.public_id,
        "code": code.public_id,
    }
    start_session(session, cecilie, at=at)
    session.flush()
    own = select(UserSession.public_id).where(UserSession.person_id == cecilie)
    doors.made["session"] = session.scalars(own).one()
