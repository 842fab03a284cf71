"""A new e-mail address: asked for with the password, and in force once somebody who reads it says so."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courseengine.base.errors import Conflict
from courseengine.core import audit
from courseengine.core.accounts.links import end_links, open_link
from courseengine.core.people.models import Person


class Changed(NamedTuple):
    """Whose address it was, and the one before."""

    person: Person
    before: str


def confirm_address(session: Session, token: str, *, at: datetime) -> Changed | None:
    """Take the address of the link; None when the link is over. Links to the old address end with it.

    Raises ``Conflict`` when somebody else has the address; the link still works, should that change.
    """
    link = open_link(session, token, "address", at=at, use=True)
    if link is None or link.email is None:
        return None
    if session.scalar(select(Person.id).where(Person.email == link.email, Person.id != link.person_id)):
        raise Conflict
    person, before = link.person, link.person.email
    try:
        with session.begin_nested():
            person.email = link.email
    except IntegrityError:  # taken in this very moment
        raise Conflict from None
    end_links(session, person.id, at=at)
    audit.record(session, audit.Event.ADDRESS_CHANGED, at=at, actor_id=person.id, person_id=person.id)
    return Changed(person, before)
