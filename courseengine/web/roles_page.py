"""What the pages about roles show, put together from a few questions each.

Nothing here tells of progress, answers or sign-ins: these pages say where people belong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from courseengine.core.accounts.leaders import leaders_of, places_without_leader
from courseengine.core.people.memberships import is_not_over, resource_pair
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest
from courseengine.core.people.queries import ever_held
from courseengine.core.people.roles import LEADING, PlaceKind
from courseengine.core.people.roles_asked import waiting_at
from courseengine.core.policy.actions import Action
from courseengine.web.guard import may
from courseengine.web.role_words import role_name, span


class Leader(NamedTuple):
    """Somebody who leads a place, and from when to when."""

    person: Person
    span: str
    is_deputy: bool
    """whether a last day is set"""


@dataclass(frozen=True)
class Pair:
    """Who is in a school's resource group, and who could be."""

    leader: str
    """a public id; empty for nobody"""
    teacher: str
    leaders: list[tuple[str, str]]
    teachers: list[tuple[str, str]]


class Held(NamedTuple):
    """One thing a person is, or was, at a place."""

    id: int
    name: str
    place: Organisation
    team: str
    span: str
    is_main: bool
    leads: bool
    """whether it is the role that leads the place"""
    has_begun: bool


def leaders_at(place: Organisation, *, on: date) -> list[Leader]:
    """Each person who leads the place or will, once."""
    found = leaders_of(g.db, place, on=on)
    return [_leader(list(rows), on) for _, rows in groupby(found, key=lambda one: one.person_id)]


def _leader(rows: list[Membership], on: date) -> Leader:
    ends = [row.ends_on for row in rows]
    last = None if None in ends else max(day for day in ends if day)
    return Leader(rows[0].person, span(min(row.starts_on for row in rows), last, g.language, on=on), last is not None)


def requests_at(place: Organisation) -> list[tuple[RoleRequest, bool]]:
    """What waits at the place, and whether the one who asks decides it."""
    return [(one, may(Action.DECIDE_ROLE, one)) for one in waiting_at(g.db, [place.id])]


def pair_at(school: Organisation, leaders: list[Leader], people: list[Person], *, on: date) -> Pair:
    """The resource group of a school: who is in it, and whom one may choose."""
    leader, teacher = resource_pair(g.db, school, on=on)
    nobody = [("", g.language.gettext("Nobody yet"))]
    return Pair(
        leader.public_id if leader else "",
        teacher.public_id if teacher else "",
        ([] if leader else nobody) + [(one.person.public_id, one.person.name) for one in leaders],
        ([] if teacher else nobody) + [(one.public_id, one.name) for one in people],
    )


def unled_below(owner: Organisation, *, on: date) -> list[Organisation]:
    """The owner's schools without a leader; none for what is no owner."""
    if owner.kind != PlaceKind.OWNER:
        return []
    return list(g.db.scalars(places_without_leader(on).where(Organisation.parent_id == owner.id)))


def held_at(person: Person, place: Organisation, *, on: date) -> tuple[list[Held], list[Held]]:
    """What the person is and was there, and at the places below it; the newest first."""
    here = Organisation.id == place.id
    found = g.db.scalars(
        select(Membership)
        .join(Membership.organisation)
        .where(ever_held(), Membership.person_id == person.id, here | (Organisation.parent_id == place.id))
        .options(joinedload(Membership.team), joinedload(Membership.organisation))
        .order_by(Membership.starts_on.desc(), Membership.id.desc())
    ).all()
    return split(found, on=on)


def split(memberships: Iterable[Membership], *, on: date) -> tuple[list[Held], list[Held]]:
    """What holds or will, and what is over; what never held is asked for by nobody."""
    now: list[Held] = []
    before: list[Held] = []
    for one in memberships:
        (now if is_not_over(one, on) else before).append(_held(one, on))
    return now, before


def _held(membership: Membership, on: date) -> Held:
    place = membership.organisation
    return Held(
        membership.id,
        role_name(membership, g.language),
        place,
        membership.team.name if membership.team else "",
        span(membership.starts_on, membership.ends_on, g.language, on=on),
        membership.main,
        membership.role == LEADING.get(PlaceKind(place.kind)),
        membership.starts_on <= on,
    )
