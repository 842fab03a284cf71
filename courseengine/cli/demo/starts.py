"""A school that has not begun a course yet: four teams and a leader, for whoever wishes to try how one starts."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from courseengine.base.clock import begins, day_in_oslo
from courseengine.core.accounts.models import Account
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from courseengine.core.people.roles import PlaceKind, Role, TeamKind

if TYPE_CHECKING:
    from courseengine.cli.demo.world import World

SCHOOL = "Elvelia skole"
LEADER = "Marte"
TEAMS = {
    "Småtrinnet": ("Hilde", "Aksel", "Runa"),
    "Mellomtrinnet": ("Sverre", "Tiril", "Mats"),
    "Storetrinnet": ("Sindre", "Odd", "Lise"),
    "Norsk og samfunnsfag": ("Gard", "Ylve", "Jens"),
}


def a_school_that_has_not_begun(session: Session, world: "World") -> None:
    """Make Elvelia, in the municipality that nobody of the cast acts for."""
    school = add_organisation(session, kind=PlaceKind.SCHOOL, name=SCHOOL, parent=world.places["fjellvik"])
    world.places["elvelia"] = school
    _join(session, world, school, LEADER, Role.SCHOOL_LEADER, None)
    for name, people in TEAMS.items():
        team = world.teams[name] = add_team(session, school=school, name=name, kind=TeamKind.TEAM)
        for number, person in enumerate(people):
            _join(session, world, school, person, Role.TEACHER if number else Role.TEAM_LEADER, team)


def _join(session: Session, world: "World", school: Organisation, name: str, role: Role, team: Team | None) -> None:
    person = _person(session, world, name)
    since = day_in_oslo(world.at) - timedelta(days=200)
    add_membership(
        session,
        person=person,
        organisation=school,
        role=role,
        team=team,
        main=team is not None,
        starts_on=since,
        at=world.at,
    )


def _person(session: Session, world: "World", name: str) -> Person:
    key = name.lower()
    person = world.people[key] = add_person(session, name=name, email=f"{key}@demo.example", at=world.at, language="nb")
    session.add(Account(person_id=person.id, first_signed_in_at=begins(world.day(-150))))
    return person
