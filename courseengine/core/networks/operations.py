"""Networks are made, changed and ended; places and people join them and leave.

A place's leaders, those who act for an owner and a university's staff look after networks. A member
need not belong to them: a network goes across schools and owners. Whoever was made a member leaves
when they like, since nobody asked them.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import Base
from courseengine.base.errors import Conflict, Invalid
from courseengine.core import audit
from courseengine.core.networks import texts
from courseengine.core.networks.models import Gathering, Network, NetworkMember
from courseengine.core.people.models import Organisation, Person
from courseengine.core.people.queries import SCHOOLS, has_ended, hold_place
from courseengine.core.people.roles import PlaceKind

REGION, COOPERATING = "region", "cooperating"
KINDS = ("leader", "subject", "teacher", COOPERATING, REGION)
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""between which a region's school year lies; what is farther off is no date a calendar has"""
MOST_COOPERATING = 4
"""two to four schools work together as neighbours do; more are a network of another kind"""
JOINS = (*SCHOOLS, PlaceKind.OWNER.value, PlaceKind.UNIVERSITY.value)


@dataclass(frozen=True)
class NetworkDraft:
    """What one says about a network."""

    kind: str
    name: str
    about: str = ""
    parent: Network | None = None
    """the region it belongs to"""
    course_id: str | None = None
    """what a region goes through, with the schedule it follows"""
    schedule: str | None = None
    school_year: int | None = None


def make_network(session: Session, place: Organisation, draft: NetworkDraft, *, by: int, at: datetime) -> Network:
    """Begin a network that the place looks after, and belongs to unless it is a university."""
    hold_place(session, place.id)
    network = Network(organisation=place)
    _write(session, network, draft)
    session.add(network)
    session.flush()
    if place.kind in SCHOOLS or (place.kind == PlaceKind.OWNER and network.kind != COOPERATING):
        _join(session, network, at=at, organisation=place)
    _note(session, audit.Event.NETWORK_MADE, network, by=by, at=at)
    return network


def change_network(
    session: Session, network: Network, draft: NetworkDraft, *, by: int, at: datetime, seen: str = ""
) -> None:
    """Say something else about it. What holds others together stays a region.

    ``seen`` is what it was when the writer began: see ``seen_of``.
    """
    hold_place(session, network.organisation_id)
    session.refresh(network)
    refuse_ended(network)
    if seen and seen != seen_of(network):
        raise Conflict("Somebody else has changed this in the meantime. Look at it before you save again.")
    if draft.kind != network.kind:
        _refuse_kind(session, network, draft.kind)
    _write(session, network, draft)
    _note(session, audit.Event.NETWORK_CHANGED, network, by=by, at=at)


def seen_of(network: Network) -> str:
    """What is said about it, to tell by whether somebody has been faster."""
    region = (network.parent_id, network.course_id, network.schedule, network.school_year)
    return sha256(repr((network.kind, network.name, network.about, *region)).encode()).hexdigest()[:24]


def add_place(session: Session, network: Network, place: Organisation, *, by: int, at: datetime) -> None:
    """Let a place belong to it."""
    hold(session, network)
    refuse_ended(network)
    if place.kind not in JOINS or has_ended(place, on=day_in_oslo(at)):
        raise Invalid("%(place)s cannot be a member.", field="place", place=place.name)
    if network.kind == COOPERATING:
        if place.kind not in SCHOOLS:
            raise Invalid("Only schools and kindergartens cooperate in a network of this kind.", field="place")
        if len(_places_in(session, network) - {place.id}) >= MOST_COOPERATING:
            raise Invalid("Two to four schools cooperate. Choose another kind of network for more.", field="place")
    if place.id not in _places_in(session, network):
        _join(session, network, at=at, organisation=place)
        _note(session, audit.Event.NETWORK_CHANGED, network, by=by, at=at)


def add_person(session: Session, network: Network, person: Person, *, by: int, at: datetime) -> None:
    """Let a person belong to it."""
    hold(session, network)
    refuse_ended(network)
    there = select(NetworkMember.id).where(
        NetworkMember.network_id == network.id,
        NetworkMember.person_id == person.id,
        NetworkMember.ended_at.is_(None),
    )
    if session.scalar(there) is None:
        _join(session, network, at=at, person=person)
        _note(session, audit.Event.NETWORK_CHANGED, network, by=by, at=at, person_id=person.id)


def end_member(session: Session, member: NetworkMember, *, by: int, at: datetime) -> None:
    """Let a place or a person belong to it no longer."""
    if member.ended_at is None:
        member.ended_at = at
        _note(session, audit.Event.NETWORK_CHANGED, member.network, by=by, at=at, person_id=member.person_id)


def end_network(session: Session, network: Network, *, by: int, at: datetime) -> list[Gathering]:
    """Let it be no more; gives the gatherings that were to come, which are cancelled with it."""
    hold(session, network)
    refuse_ended(network)
    network.ended_on = day_in_oslo(at)
    for one in session.scalars(select(Network).where(Network.parent_id == network.id)):
        one.parent = None
    to_come = session.scalars(
        select(Gathering).where(
            Gathering.network_id == network.id,
            Gathering.cancelled_at.is_(None),
            Gathering.ends_on >= network.ended_on,
        )
    ).all()
    for gathering in to_come:
        gathering.cancelled_at = gathering.changed_at = at
        gathering.sequence += 1
    _note(session, audit.Event.NETWORK_CHANGED, network, by=by, at=at)
    return list(to_come)


def hold(session: Session, row: Base) -> None:
    """Read a row anew, and let whoever else changes it wait until the transaction ends."""
    session.flush()
    session.refresh(row, with_for_update=True)


def refuse_ended(network: Network) -> None:
    """Nothing changes in a network that is no more."""
    if network.ended_on is not None:
        raise Invalid("%(network)s has ended.", network=network.name)


def _write(session: Session, network: Network, draft: NetworkDraft) -> None:
    if draft.kind not in KINDS:
        raise Invalid("Choose what kind of network it is.", field="kind")
    name = texts.needed(draft.name, "Write a name.", field="name")
    place_id = network.organisation_id or network.organisation.id
    same = select(Network.id).where(
        Network.organisation_id == place_id,
        func.lower(Network.name) == func.lower(name),
        Network.ended_on.is_(None),
        Network.id != (network.id or 0),
    )
    with session.no_autoflush:
        if session.scalar(same) is not None:
            raise Invalid("There is a network of that name already.", field="name")
    is_region = draft.kind == REGION
    if draft.parent is not None and (is_region or draft.parent.kind != REGION or draft.parent.ended_on is not None):
        raise Invalid("A network may belong to a region, and a region to none.", field="parent")
    if draft.school_year is not None and not FIRST_YEAR <= draft.school_year <= LAST_YEAR:
        raise Invalid("Choose a school year.", field="school_year")
    network.kind, network.name = draft.kind, name
    network.about = texts.paragraphs(draft.about, field="about")
    network.parent = draft.parent
    network.course_id, network.schedule = (draft.course_id, draft.schedule) if is_region else (None, None)
    network.school_year = draft.school_year if is_region and draft.course_id else None


def _refuse_kind(session: Session, network: Network, kind: str) -> None:
    """A region with networks stays one, and schools that cooperate are not more than they may be."""
    below = select(Network.id).where(Network.parent_id == network.id).limit(1)
    if network.kind == REGION and session.scalar(below) is not None:
        raise Invalid("There are networks in this region: it stays one.", field="kind")
    if kind == COOPERATING:
        places = session.scalars(
            select(Organisation.kind).where(Organisation.id.in_(_places_in(session, network)))
        ).all()
        if len(places) > MOST_COOPERATING or any(one not in SCHOOLS for one in places):
            raise Invalid("Two to four schools cooperate. Choose another kind of network for more.", field="kind")


def _places_in(session: Session, network: Network) -> set[int]:
    found = session.scalars(
        select(NetworkMember.organisation_id).where(
            NetworkMember.network_id == network.id,
            NetworkMember.organisation_id.is_not(None),
            NetworkMember.ended_at.is_(None),
        )
    )
    return {id_ for id_ in found if id_ is not None}


def _join(
    session: Session,
    network: Network,
    *,
    at: datetime,
    organisation: Organisation | None = None,
    person: Person | None = None,
) -> None:
    session.add(NetworkMember(network=network, organisation=organisation, person=person, since=at))
    session.flush()


def _note(
    session: Session, event: audit.Event, network: Network, *, by: int, at: datetime, person_id: int | None = None
) -> None:
    audit.record(
        session,
        event,
        at=at,
        actor_id=by,
        person_id=person_id,
        organisation_id=network.organisation_id,
        subject=network.public_id,
    )
