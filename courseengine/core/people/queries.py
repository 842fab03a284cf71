"""Questions about who is here.

A membership lasts while its first day has come and its last day has not passed; the day is an
argument.
"""

from collections.abc import Collection
from datetime import date
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.errors import Conflict, NotFound
from courseengine.base.sorting import norwegian_key
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.roles import PlaceKind, Role

SCHOOLS = (PlaceKind.SCHOOL.value, PlaceKind.KINDERGARTEN.value, PlaceKind.OTHER.value)
"""The kinds of places where people go through a course."""


def lasts(on: date) -> ColumnElement[bool]:
    """The condition that a membership holds that day."""
    return and_(Membership.starts_on <= on, or_(Membership.ends_on.is_(None), Membership.ends_on >= on))


def ever_held(of: Any = Membership) -> ColumnElement[bool]:
    """The condition that a membership holds, will hold or did: one that ended before it began never was."""
    return or_(of.ends_on.is_(None), of.ends_on >= of.starts_on)


def in_use(on: date) -> ColumnElement[bool]:
    """The condition that a place has not ended before that day."""
    return or_(Organisation.ends_on.is_(None), Organisation.ends_on >= on)


def has_ended(place: Organisation, *, on: date) -> bool:
    """The same question about one place: whether its last day has passed."""
    return place.ends_on is not None and place.ends_on < on


def hold_place(session: Session, *place_ids: int) -> None:
    """Hold places until the transaction ends: whoever else changes their teams, or who is what there, waits.

    Several are taken in the order of their ids, so that two who need the same do not wait for each other. Somebody
    who only refers to a place does not wait: its key does not change. What was read before is read anew after it.
    """
    asked = select(Organisation.id).where(Organisation.id.in_(place_ids)).order_by(Organisation.id)
    session.execute(asked.with_for_update(key_share=True))


def person_with(session: Session, email: str) -> Person:
    """The person with that address."""
    address = email.strip().lower()
    person = session.scalar(select(Person).where(Person.email == address))
    if person is None:
        raise NotFound(f"There is no person with the address {address}.")
    return person


def school_called(session: Session, name_or_number: str) -> Organisation:
    """The school or kindergarten of that name or organisation number."""
    asked = " ".join(name_or_number.split())
    schools = session.scalars(select(Organisation).where(Organisation.kind.in_(SCHOOLS))).all()
    digits = asked.replace(" ", "")
    found = [school for school in schools if digits == school.number or asked.casefold() == school.name.casefold()]
    if len(found) > 1:
        raise Conflict(f"Several schools are called {asked}. Give the organisation number instead.")
    if found:
        return found[0]
    near = get_close_matches(asked.casefold(), [school.name.casefold() for school in schools], n=1)
    mean = next((school.name for school in schools if near and school.name.casefold() == near[0]), None)
    hint = f' Did you mean "{mean}"?' if mean else ""
    raise NotFound(f'There is no school called "{asked}".{hint}')


def people_at(session: Session, place: Organisation, *, on: date) -> list[Person]:
    """Those who are anything at the place that day, by name."""
    here = select(Membership.person_id).where(Membership.organisation_id == place.id, lasts(on))
    return list(session.scalars(select(Person).where(Person.id.in_(here)).order_by(Person.sort_key, Person.id)))


def person_at(session: Session, place: Organisation, public_id: str) -> Person | None:
    """The person of that id who is or was something at the place, or at one below it."""
    below = select(Organisation.id).where(or_(Organisation.id == place.id, Organisation.parent_id == place.id))
    here = select(Membership.person_id).where(Membership.organisation_id.in_(below), ever_held())
    return session.scalar(select(Person).where(Person.public_id == public_id, Person.id.in_(here)))


def people_with(session: Session, ids: Collection[int]) -> list[Person]:
    """The people of these ids, by name."""
    found = select(Person).where(Person.id.in_(ids)).order_by(Person.sort_key, Person.id)
    return list(session.scalars(found)) if ids else []


def places_with(session: Session, ids: Collection[int]) -> list[Organisation]:
    """The places of these ids, by name."""
    places = session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return sorted(places, key=lambda place: (norwegian_key(place.name), place.id))


def members_of(session: Session, team_id: int, *, on: date) -> list[Person]:
    """Those who belong to the team that day, by name."""
    found = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == team_id, lasts(on))
        .order_by(Person.sort_key, Person.id)
    )
    return list(dict.fromkeys(found))


def teams_at(session: Session, school_id: int) -> list[Team]:
    """The teams at work at a school, by name."""
    teams = session.scalars(select(Team).where(Team.school_id == school_id, Team.ended_on.is_(None)))
    return sorted(teams, key=lambda team: (norwegian_key(team.name), team.id))


def is_administrator(session: Session, person_id: int, *, on: date) -> bool:
    """Whether the person runs the installation that day, however they signed in."""
    held = (Membership.person_id == person_id, Membership.role == Role.ADMIN, lasts(on))
    return session.scalar(select(Membership.id).where(*held).limit(1)) is not None


def all_memberships_of(session: Session, person_id: int) -> list[Membership]:
    """Everything the person is and was, what lasts first; what ended on its first day never was."""
    found = session.scalars(
        select(Membership)
        .where(Membership.person_id == person_id, ever_held())
        .options(joinedload(Membership.organisation), joinedload(Membership.team))
        .order_by(Membership.ends_on.desc().nulls_first(), Membership.starts_on.desc(), Membership.id)
    )
    return list(found)
