"""Universities as partners: a school invites one, or its owner does for all its schools.

The partner then sees the school in outline, as figures, and nothing more; it sees it until the
school or the owner ends it. Nobody at the university has to agree: it is shown something, and
asked for nothing.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core import audit
from courseengine.core.people.models import Organisation, Partnership
from courseengine.core.people.queries import SCHOOLS, has_ended, hold_place, in_use
from courseengine.core.people.roles import PlaceKind

INVITES = (*SCHOOLS, PlaceKind.OWNER.value)
"""The kinds of places that may have a partner."""


def invite_partner(
    session: Session, place: Organisation, university: Organisation, *, by: int, at: datetime
) -> Partnership:
    """Let the university see the place in outline, or an owner's schools."""
    if place.kind not in INVITES or university.kind != PlaceKind.UNIVERSITY:
        raise Invalid("A school or an owner invites a university.", field="university")
    # Two who press at once: the second waits here, and is told.
    hold_place(session, place.id, university.id)
    session.refresh(university)
    if has_ended(university, on=day_in_oslo(at)):
        raise Invalid("%(place)s has closed.", field="university", place=university.name)
    if any(one.university_id == university.id for one in partners_of(session, place)):
        raise Conflict("That university is a partner already.")
    partnership = Partnership(organisation_id=place.id, university_id=university.id, made_by=by, made_at=at)
    session.add(partnership)
    session.flush()
    _note(session, audit.Event.PARTNER_INVITED, partnership, by=by, at=at)
    return partnership


def end_partner(session: Session, partnership: Partnership, *, by: int, at: datetime) -> None:
    """Show the university nothing more, from now on."""
    if partnership.ended_at is None:
        partnership.ended_at, partnership.ended_by = at, by
        _note(session, audit.Event.PARTNER_ENDED, partnership, by=by, at=at)


def partners_of(session: Session, place: Organisation) -> list[Partnership]:
    """The universities the place itself has invited, by name."""
    found = session.scalars(
        select(Partnership)
        .join(Partnership.university)
        .where(Partnership.organisation_id == place.id, Partnership.ended_at.is_(None))
        .options(joinedload(Partnership.university))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return list(found)


def seen_by(session: Session, place: Organisation, scope: Select[Any], *, on: date) -> list[Organisation]:
    """Of the schools in the scope, an owner's own or those that invited the university, in the order of their names."""
    if place.kind == PlaceKind.OWNER:
        its_own = Organisation.parent_id == place.id
    else:
        invited = select(Partnership.organisation_id).where(
            Partnership.university_id == place.id, Partnership.ended_at.is_(None)
        )
        its_own = or_(Organisation.id.in_(invited), Organisation.parent_id.in_(invited))
    found = (
        scope.where(its_own, in_use(on))
        .options(joinedload(Organisation.parent))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return list(session.scalars(found))


def universities(session: Session, *, on: date) -> list[Organisation]:
    """The universities that are there that day, by name."""
    there = (Organisation.kind == PlaceKind.UNIVERSITY.value, in_use(on))
    return list(session.scalars(select(Organisation).where(*there).order_by(Organisation.sort_key, Organisation.id)))


def _note(session: Session, event: audit.Event, partnership: Partnership, *, by: int, at: datetime) -> None:
    audit.record(
        session,
        event,
        at=at,
        actor_id=by,
        organisation_id=partnership.organisation_id,
        subject=f"{partnership.public_id}:{partnership.university_id}",
    )
