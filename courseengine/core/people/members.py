"""Who is in a team, as whoever looks after the team sees them, and as its members do."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.people.models import Membership, Person, Team
from courseengine.core.people.queries import lasts
from courseengine.core.people.roles import Role


class Member(NamedTuple):
    """A member of a team, once, whatever they are in it."""

    id: int
    public_id: str
    name: str
    email: str
    leads: bool
    """the team"""
    main: bool
    """whether it is their main team"""


def members_shown(session: Session, team: Team, *, on: date) -> list[Member]:
    """The team's members that day, by name."""
    found = session.execute(
        select(Person.id, Person.public_id, Person.name, Person.email, Membership.role, Membership.main)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == team.id, lasts(on))
        .order_by(Person.sort_key, Person.id)
    )
    members: dict[int, Member] = {}
    for id_, public_id, name, email, role, main in found:
        before = members.get(id_)
        leads = role == Role.TEAM_LEADER or (before is not None and before.leads)
        is_main = main or (before is not None and before.main)
        members[id_] = Member(id_, public_id, name, email, leads, is_main)
    return list(members.values())


def roles_in(session: Session, team_id: int, *, on: date) -> list[tuple[str, list[Role]]]:
    """The team's members that day by name, each with what they are in it."""
    found = session.execute(
        select(Person.id, Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == team_id, lasts(on))
        .order_by(Person.sort_key, Person.id, Membership.id)
    )
    members: dict[int, tuple[str, list[Role]]] = {}
    for id_, name, role in found:
        members.setdefault(id_, (name, []))[1].append(Role(role))
    return list(members.values())
