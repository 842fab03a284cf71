"""Letters about who leads a place: asked for, given, refused, told to the others, and when nobody is left.

Each is laid in the outbox in the transaction of what it tells about, in its reader's language.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import language
from courseengine.core.accounts.leaders import deciders, leading_today, those_above
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest
from courseengine.web.letters import address_of, write_to


def tell_deciders(session: Session, asked: RoleRequest, *, at: datetime) -> None:
    """Tell those who can turn the second key that it waits for them."""
    involved = {asked.person_id, asked.asked_by}
    for reader in deciders(session, asked.organisation, on=day_in_oslo(at), but=involved):
        _write(
            session,
            "role_asked",
            reader,
            asked.organisation,
            at=at,
            name=asked.person.name,
            asked_by=asked.asker.name if asked.asked_by != asked.person_id else "",
            until=_until(asked.ends_on, reader),
        )


def tell_decided(session: Session, asked: RoleRequest, *, by: int, at: datetime) -> None:
    """Tell the person what was decided; and of a new leader the others who lead the place."""
    place, person = asked.organisation, asked.person
    until = _until(asked.ends_on, person)
    _write(session, "role_granted" if asked.granted else "role_refused", person, place, at=at, until=until)
    if asked.granted:
        _tell_others(session, place, person, asked.ends_on, but={person.id, by}, by=by, at=at)


def tell_of_new_leader(
    session: Session, membership: Membership, *, by: int | None, at: datetime, but: Collection[int] = ()
) -> None:
    """Tell the others who lead the place of somebody whom ``by`` invited or brought in a file."""
    person, place = membership.person, membership.organisation
    _tell_others(session, place, person, membership.ends_on, but={person.id, *but}, by=by, at=at)


def _tell_others(
    session: Session,
    place: Organisation,
    person: Person,
    ends_on: date | None,
    *,
    but: set[int],
    by: int | None,
    at: datetime,
) -> None:
    """Tell somebody besides ``by``, whose doing it was: where nobody else leads the place, those above it."""
    today = day_in_oslo(at)
    readers = [reader for reader in leading_today(session, place, on=today) if reader.id not in but]
    if all(reader.id == by for reader in readers):
        readers += [reader for reader in those_above(session, place, on=today) if reader.id not in but | {by}]
    for reader in readers:
        _write(session, "leader_new", reader, place, at=at, name=person.name, until=_until(ends_on, reader))


def tell_without_leader(session: Session, place: Organisation, *, after: date | None, at: datetime) -> None:
    """Tell those above a place that nobody leads it any more, or will not after a day."""
    for reader in those_above(session, place, on=day_in_oslo(at)):
        _write(session, "without_leader", reader, place, at=at, until=_until(after, reader))


def _write(session: Session, message: str, reader: Person, place: Organisation, *, at: datetime, **values: str) -> None:
    write_to(
        session,
        message,
        email=reader.email,
        language=reader.language,
        at=at,
        place=place.name,
        # Whoever was refused may not see the place's page.
        link=address_of("roles.own") if message == "role_refused" else address_of("roles.roles", place=place.public_id),
        **values,
    )


def _until(day: date | None, reader: Person) -> str:
    return language(reader.language).day(day, year=True) if day else ""
