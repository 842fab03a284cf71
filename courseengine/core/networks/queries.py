"""Questions about networks, their members and gatherings, and about requests for help.

What somebody may see is a scope that the policy gives; it comes as an argument.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from courseengine.base.sorting import norwegian_key
from courseengine.core.accounts.models import Account
from courseengine.core.networks.models import Gathering, HelpRequest, Network, NetworkMember
from courseengine.core.networks.operations import JOINS, REGION
from courseengine.core.people.models import Membership, Organisation, Partnership, Person
from courseengine.core.people.queries import in_use, lasts
from courseengine.core.people.roles import PlaceKind


class Members(NamedTuple):
    """Who belongs to a network, by name; the rows of those who have left are not among them."""

    places: list[NetworkMember]
    people: list[NetworkMember]


def networks_in(session: Session, scope: Select[Any], *, lasting: bool = True) -> list[Network]:
    """The networks of the scope by name, with who looks after them."""
    if lasting:
        scope = scope.where(Network.ended_on.is_(None))
    found = session.scalars(scope.options(joinedload(Network.organisation), joinedload(Network.parent)))
    return _by_name(found.unique())


def looked_after_by(session: Session, place: Organisation) -> list[Network]:
    """The networks that a place looks after, by name, those that have ended too."""
    found = select(Network).where(Network.organisation_id == place.id).options(joinedload(Network.organisation))
    return _by_name(session.scalars(found))


def places_networks(session: Session, place: Organisation) -> list[NetworkMember]:
    """As what a place belongs to networks that others look after, by the name of the network."""
    found = session.scalars(
        select(NetworkMember)
        .join(NetworkMember.network)
        .where(
            NetworkMember.organisation_id == place.id,
            NetworkMember.ended_at.is_(None),
            Network.organisation_id != place.id,
            Network.ended_on.is_(None),
        )
        .options(contains_eager(NetworkMember.network).joinedload(Network.organisation))
    )
    return sorted(found, key=lambda one: (norwegian_key(one.network.name), one.id))


def regions_in(session: Session, scope: Select[Any]) -> list[Network]:
    """The regions of the scope that last, by name."""
    return _by_name(session.scalars(scope.where(Network.kind == REGION, Network.ended_on.is_(None))))


def members_of(session: Session, network: Network) -> Members:
    """Who belongs to it."""
    found = session.scalars(
        select(NetworkMember)
        .where(NetworkMember.network_id == network.id, NetworkMember.ended_at.is_(None))
        .options(
            joinedload(NetworkMember.organisation).joinedload(Organisation.parent), joinedload(NetworkMember.person)
        )
    ).all()
    places = [one for one in found if one.organisation is not None]
    people = [one for one in found if one.person is not None]
    return Members(
        sorted(places, key=lambda one: (one.organisation.sort_key if one.organisation else "", one.id)),
        sorted(people, key=lambda one: (one.person.sort_key if one.person else "", one.id)),
    )


def member_of(session: Session, network: Network, member_id: str) -> NetworkMember | None:
    """The member a form names, by the public id of the place or person."""
    found = select(NetworkMember).where(NetworkMember.network_id == network.id, NetworkMember.ended_at.is_(None))
    place = select(Organisation.id).where(Organisation.public_id == member_id)
    person = select(Person.id).where(Person.public_id == member_id)
    theirs = or_(NetworkMember.organisation_id.in_(place), NetworkMember.person_id.in_(person))
    return session.scalar(found.where(theirs).limit(1))


def membership_of(session: Session, network: Network, person_id: int) -> NetworkMember | None:
    """As what a person belongs to it; None for whoever only sees it by their school."""
    own = (NetworkMember.network_id == network.id, NetworkMember.person_id == person_id)
    return session.scalar(select(NetworkMember).where(*own, NetworkMember.ended_at.is_(None)).limit(1))


def below(session: Session, region: Network, scope: Select[Any]) -> list[Network]:
    """The networks of a region that the scope holds, by name."""
    return networks_in(session, scope.where(Network.parent_id == region.id))


def gatherings_of(session: Session, network_ids: Collection[int], scope: Select[Any]) -> list[Gathering]:
    """The gatherings of these networks that the scope holds, in the order of their dates, with their networks."""
    found = session.scalars(
        scope.where(Gathering.network_id.in_(network_ids))
        .options(joinedload(Gathering.network))
        .order_by(Gathering.starts_on, Gathering.begins, Gathering.id)
    )
    return list(found)


def next_gatherings(session: Session, network_ids: Collection[int], *, on: date) -> dict[int, Gathering]:
    """Network → the first of its gatherings to come that is on."""
    to_come = (
        select(
            Gathering.id,
            func.row_number()
            .over(partition_by=Gathering.network_id, order_by=(Gathering.starts_on, Gathering.id))
            .label("place"),
        )
        .where(Gathering.network_id.in_(network_ids), Gathering.cancelled_at.is_(None), Gathering.ends_on >= on)
        .subquery()
    )
    first = select(to_come.c.id).where(to_come.c.place == 1)
    found = session.scalars(select(Gathering).where(Gathering.id.in_(first)))
    return {one.network_id: one for one in found if one.network_id is not None}


def places_near(session: Session, place: Organisation, *, on: date) -> list[Organisation]:
    """The places one is likely to ask first, by name: the owner, its schools, and their partners."""
    owner_id = place.id if place.kind == PlaceKind.OWNER else place.parent_id
    partners = select(Partnership.university_id).where(
        Partnership.organisation_id.in_([place.id, owner_id or 0]), Partnership.ended_at.is_(None)
    )
    invited = select(Partnership.organisation_id).where(
        Partnership.university_id == place.id, Partnership.ended_at.is_(None)
    )
    near = or_(
        Organisation.id.in_([place.id, owner_id or 0]),
        Organisation.parent_id == (owner_id or 0),
        Organisation.id.in_(partners),
        Organisation.id.in_(invited),
    )
    found = select(Organisation).where(near, in_use(on), Organisation.kind.in_(JOINS))
    return list(session.scalars(found.order_by(Organisation.sort_key, Organisation.id)))


def places_called(session: Session, text: str, *, on: date) -> list[Organisation]:
    """The places in use of that name, or of that organisation number."""
    said = " ".join(text.split())
    named = or_(func.lower(Organisation.name) == said.lower(), Organisation.name == said)
    digits = said.replace(" ", "")
    found = select(Organisation).where(
        or_(named, Organisation.number == digits), in_use(on), Organisation.kind.in_(JOINS)
    )
    return list(session.scalars(found.order_by(Organisation.id)))


def people_of(session: Session, place: Organisation, *, on: date) -> list[Person]:
    """Those who are anything at a place or at one below it, and get in."""
    at = select(Organisation.id).where(or_(Organisation.id == place.id, Organisation.parent_id == place.id))
    here = select(Membership.person_id).where(Membership.organisation_id.in_(at), lasts(on))
    ended = select(Account.person_id).where(Account.ended_at.is_not(None))
    return list(session.scalars(select(Person).where(Person.id.in_(here), Person.id.not_in(ended))))


def asked_by_school(session: Session, school: Organisation) -> list[HelpRequest]:
    """What a school has asked for, the newest first."""
    return _requests(session, select(HelpRequest).where(HelpRequest.school_id == school.id))


def asked_of(
    session: Session, scope: Select[Any], *, universities: Collection[int], person_id: int
) -> list[HelpRequest]:
    """Of the requests in the scope, those that these universities or this person are asked; the newest first."""
    given = or_(HelpRequest.university_id.in_(universities), HelpRequest.person_id == person_id)
    return _requests(session, scope.where(given))


def is_asked(session: Session, *, universities: Collection[int], person_id: int) -> bool:
    """Whether these universities, or this person, have ever been asked for help."""
    given = or_(HelpRequest.university_id.in_(universities), HelpRequest.person_id == person_id)
    return session.scalar(select(HelpRequest.id).where(given).limit(1)) is not None


def universities_first(session: Session, school: Organisation, *, on: date) -> tuple[list[Organisation], int]:
    """The universities one may ask, a school's partners and its owner's before the others, and how many those are."""
    theirs = set(
        session.scalars(
            select(Partnership.university_id).where(
                Partnership.organisation_id.in_([school.id, school.parent_id or 0]), Partnership.ended_at.is_(None)
            )
        )
    )
    there = select(Organisation).where(Organisation.kind == PlaceKind.UNIVERSITY.value, in_use(on))
    found = session.scalars(there.order_by(Organisation.sort_key, Organisation.id)).all()
    return sorted(found, key=lambda one: one.id not in theirs), len([one for one in found if one.id in theirs])


def _requests(session: Session, asked: Select[Any]) -> list[HelpRequest]:
    found = session.scalars(
        asked.options(
            joinedload(HelpRequest.school),
            joinedload(HelpRequest.university),
            joinedload(HelpRequest.person),
            joinedload(HelpRequest.gathering),
        ).order_by(HelpRequest.asked_at.desc(), HelpRequest.id.desc())
    )
    return list(found)


def _by_name(networks: Any) -> list[Network]:
    found: Sequence[Network] = list(networks)
    return sorted(found, key=lambda one: (norwegian_key(one.name), one.id))
