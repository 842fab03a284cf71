"""The place of those without a school, who go through a course alone."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.core import audit
from courseengine.core.people.models import Organisation
from courseengine.core.people.operations import clean_name
from courseengine.core.people.roles import PlaceKind

PUBLIC_ID = "no-school"
"""The same in every installation, so that two who are the first in the same moment make one place."""


def place_without_school(session: Session, *, name: str, at: datetime) -> Organisation:
    """The installation's own such place, made under that name when it is first asked for."""
    in_use = or_(Organisation.ends_on.is_(None), Organisation.ends_on >= day_in_oslo(at))
    found = select(Organisation).where(Organisation.kind == PlaceKind.OTHER, in_use).order_by(Organisation.id).limit(1)
    place = session.scalar(found)
    if place:
        return place
    place = Organisation(kind=PlaceKind.OTHER.value, name=clean_name(name), public_id=PUBLIC_ID)
    if not was_added(session, place):
        return session.scalars(select(Organisation).where(Organisation.public_id == PUBLIC_ID)).one()
    audit.record(session, audit.Event.PLACE_MADE, at=at, organisation_id=place.id, subject=place.public_id)
    return place
