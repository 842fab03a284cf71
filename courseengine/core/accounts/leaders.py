"""Who leads a place and gets in, who stands above it, and how somebody stops leading it.

A leader whose account has ended leads nothing, so these questions stand above the room of people.
The last leader of a place does not vanish unnoticed: ending that role is refused with
``LastLeader`` until whoever does it says that they know. Then the place stands in the lists of
places without a leader, and those above it are told.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.core.accounts.models import Account
from courseengine.core.people.memberships import end_on, held_by, is_not_over, not_over
from courseengine.core.people.models import Membership, Organisation, Person
from courseengine.core.people.operations import end_now
from courseengine.core.people.queries import hold_place, in_use, lasts
from courseengine.core.people.roles import LEADING, PlaceKind, Role, TeamKind


class LastLeader(Invalid):
    """Nobody would lead the place after this; whoever does it has to say that they know."""

    def __init__(self, place: Organisation) -> None:
        """Name the place."""
        super().__init__("Nobody else leads %(place)s.", field="last", place=place.name)


_LEADS = or_(*(and_(Organisation.kind == kind.value, Membership.role == role.value) for kind, role in LEADING.items()))
_GETS_IN = ~exists().where(Account.person_id == Membership.person_id, Account.ended_at.is_not(None))


def leaders_of(session: Session, place: Organisation, *, on: date) -> list[Membership]:
    """What those who lead the place that day, or will later, hold there; by name."""
    return list(
        session.scalars(
            select(Membership)
            .join(Membership.person)
            .where(Membership.organisation_id == place.id, _is_leading(place), not_over(on))
            .options(joinedload(Membership.person), joinedload(Membership.team))
            .order_by(Person.sort_key, Person.id, Membership.starts_on, Membership.id)
        )
    )


def leading_today(session: Session, place: Organisation, *, on: date) -> list[Person]:
    """The persons who lead the place that day and get in; by name."""
    return _people(session, Membership.organisation_id == place.id, _is_leading(place), on=on)


def those_above(session: Session, place: Organisation, *, on: date) -> list[Person]:
    """Whoever acts for the place's owner; where nobody does, the administrators."""
    owners = (
        _people(session, Membership.organisation_id == place.parent_id, Membership.role == Role.SCHOOL_OWNER, on=on)
        if place.parent_id
        else []
    )
    return owners or _people(session, Membership.role == Role.ADMIN, on=on)


def deciders(session: Session, place: Organisation, *, on: date, but: Collection[int]) -> list[Person]:
    """Who can turn the second key, the nearest first: the place's leaders, its owner's people, administrators."""
    for found in (leading_today(session, place, on=on), those_above(session, place, on=on)):
        able = [person for person in found if person.id not in but]
        if able:
            return able
    return [person for person in _people(session, Membership.role == Role.ADMIN, on=on) if person.id not in but]


def is_without_leader(on: date) -> ColumnElement[bool]:
    """The condition that a place in use should have a leader and has none who gets in that day."""
    led = (
        exists()
        .where(Membership.organisation_id == Organisation.id, lasts(on), _LEADS, _GETS_IN)
        .correlate(Organisation)
    )
    return and_(Organisation.kind.in_([kind.value for kind in LEADING]), in_use(on), ~led)


def places_without_leader(on: date) -> Select[Organisation]:
    """The places in use that nobody leads that day, by name."""
    return select(Organisation).where(is_without_leader(on)).order_by(Organisation.sort_key, Organisation.id)


def leads_alone(session: Session, place: Organisation, person_id: int, *, on: date) -> bool:
    """Whether nobody else leads the place that day and goes on doing so."""
    return not _others_lead(session, place, person_id, after=on)


def led_alone_by(session: Session, person_id: int, *, on: date, held_still: bool = False) -> list[Organisation]:
    """The places that nobody would lead if this person were gone, by name.

    ``held_still`` is for who is about to end the account: every place the person leads waits for it.
    """
    others = (
        exists()
        .where(
            Membership.organisation_id == Organisation.id,
            Membership.person_id != person_id,
            lasts(on),
            _LEADS,
            _GETS_IN,
        )
        .correlate(Organisation)
    )
    own = (
        exists()
        .where(Membership.organisation_id == Organisation.id, Membership.person_id == person_id, lasts(on), _LEADS)
        .correlate(Organisation)
    )
    if held_still:
        hold_place(session, *session.scalars(select(Organisation.id).where(own)))
    found = select(Organisation).where(in_use(on), own, ~others).order_by(Organisation.sort_key, Organisation.id)
    return list(session.scalars(found))


def stop_leading(
    session: Session,
    place: Organisation,
    person_id: int,
    *,
    last_day: date | None = None,
    even_last: bool,
    by: int | None,
    at: datetime,
) -> bool:
    """End the person's leading of the place, at once or after ``last_day``; gives whether nobody leads it then.

    Their seat in the resource group ends with it. Two leaders who end each
    other in the same moment wait for each other here, so the second is told to be the last.
    """
    hold_place(session, place.id)
    today = day_in_oslo(at)
    is_last = not _others_lead(session, place, person_id, after=last_day or today)
    if is_last and not even_last:
        raise LastLeader(place)
    role = LEADING.get(PlaceKind(place.kind))
    for membership in _not_over(session, place, person_id, today):
        in_the_group = membership.team is not None and membership.team.kind == TeamKind.RESOURCE_GROUP
        if membership.role == role or (in_the_group and membership.role == Role.TEAM_LEADER):
            _end(session, membership, last_day, by=by, at=at)
    return is_last


def leave(
    session: Session, place: Organisation, person_id: int, *, even_last: bool, by: int | None, at: datetime
) -> bool:
    """End everything the person is at the place, at once; gives whether nobody leads it then."""
    hold_place(session, place.id)
    today = day_in_oslo(at)
    role = LEADING.get(PlaceKind(place.kind))
    is_last = False
    if any(one.role == role for one in _not_over(session, place, person_id, today)):
        is_last = stop_leading(session, place, person_id, even_last=even_last, by=by, at=at)
    for membership in _not_over(session, place, person_id, today):
        if membership.role != Role.ADMIN:
            end_now(session, membership, by=by, at=at)
    return is_last


def _end(session: Session, membership: Membership, last_day: date | None, *, by: int | None, at: datetime) -> None:
    if last_day is None or membership.starts_on > last_day:
        end_now(session, membership, by=by, at=at)
    # A deputy's own end is no later for it: to stay longer takes two keys.
    elif membership.ends_on is None or last_day < membership.ends_on:
        end_on(session, membership, last_day, by=by, at=at)


def _others_lead(session: Session, place: Organisation, person_id: int, *, after: date) -> bool:
    """Whether somebody else leads the place and goes on doing so."""
    goes_on = or_(Membership.ends_on.is_(None), Membership.ends_on > after)
    others = select(Membership.id).where(
        Membership.organisation_id == place.id,
        Membership.person_id != person_id,
        Membership.starts_on <= after,
        goes_on,
        _is_leading(place),
        _GETS_IN,
    )
    return session.scalar(others.limit(1)) is not None


def _not_over(session: Session, place: Organisation, person_id: int, on: date) -> list[Membership]:
    return [one for one in held_by(session, person_id, place) if is_not_over(one, on)]


def _is_leading(place: Organisation) -> ColumnElement[bool]:
    return Membership.role == LEADING.get(PlaceKind(place.kind), "")


def _people(session: Session, *conditions: ColumnElement[bool], on: date) -> list[Person]:
    found = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(*conditions, lasts(on), _GETS_IN)
        .order_by(Person.sort_key, Person.id)
    )
    return list(dict.fromkeys(found))
