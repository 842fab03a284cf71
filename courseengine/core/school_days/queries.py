"""The days of a school: its owner's with its own over them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import SCHOOLS, in_use
from courseengine.core.school_days.days import DayKind, SchoolDays
from courseengine.core.school_days.models import SchoolDay
from courseengine.core.school_days.named import Days, NamedDay, named, school_days


def days_of(session: Session, school: Organisation) -> SchoolDays:
    """Which days people are at work at a school; an owner's own, for an owner."""
    return days_of_all(session, [school])[school.id]


def days_of_all(session: Session, schools: Iterable[Organisation]) -> dict[int, SchoolDays]:
    """The same for several schools, by their ids, in one question."""
    return {id_: school_days(own, owners) for id_, (own, owners) in own_and_owners(session, schools).items()}


def named_days(session: Session, school: Organisation, first: date, last: date) -> list[NamedDay]:
    """The days between two that are written, public holidays or usual breaks: kind, name and whose word it is."""
    own, owners = own_and_owners(session, [school])[school.id]
    return named(own, owners, first, last)


def own_and_owners(session: Session, places: Iterable[Organisation]) -> dict[int, tuple[Days, Days]]:
    """What each place has written of its days, and what its owner has, by the place's id."""
    places = list(places)
    written = _written(session, {id_ for place in places for id_ in (place.id, place.parent_id) if id_ is not None})
    return {place.id: (written[place.id], written.get(place.parent_id or 0, {})) for place in places}


def written_at(session: Session, place: Organisation) -> dict[date, tuple[DayKind, str]]:
    """What a place itself has written."""
    return _written(session, {place.id})[place.id]


def schools_below(session: Session, owner: Organisation, *, on: date) -> list[Organisation]:
    """The schools and kindergartens for which an owner's days hold, by name."""
    below = (Organisation.parent_id == owner.id, Organisation.kind.in_(SCHOOLS), in_use(on))
    asked = select(Organisation).where(*below)
    return list(session.scalars(asked.order_by(Organisation.name, Organisation.id)))


def _written(session: Session, ids: Iterable[int]) -> dict[int, dict[date, tuple[DayKind, str]]]:
    ids = list(ids)
    rows = session.execute(
        select(SchoolDay.organisation_id, SchoolDay.day, SchoolDay.kind, SchoolDay.name)
        .where(SchoolDay.organisation_id.in_(ids))
        .order_by(SchoolDay.day)
    )
    written: dict[int, dict[date, tuple[DayKind, str]]] = {id_: {} for id_ in ids}
    for place_id, day, kind, name in rows:
        written[place_id][day] = (DayKind(kind), name)
    return written
