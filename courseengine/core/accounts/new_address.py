"""A new e-mail address: asked for with the password, and in force once somebody who reads it says so.

An administrator may propose one, too (``ending.change_person``). The account is then opened by no
link to a new password for three days, so that whoever it belongs to has the time to say no.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courseengine.base.errors import Conflict
from courseengine.core import audit
from courseengine.core.accounts.entry import was_ever_used
from courseengine.core.accounts.links import end_links, open_link
from courseengine.core.people.models import Person

NO_RESET = timedelta(hours=72)


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
    by = _proposed_by(session, person.id, link.made_at) or person.id
    audit.record(session, audit.Event.ADDRESS_CHANGED, at=at, actor_id=by, person_id=person.id)
    return Changed(person, before)


def may_reset(session: Session, person_id: int, *, at: datetime) -> bool:
    """Whether a link to a new password may be sent: not to an address that somebody else gave to an account in use."""
    line = audit.AuditLine
    moved = select(line.id).where(
        line.event == audit.Event.ADDRESS_CHANGED,
        line.person_id == person_id,
        line.actor_id != person_id,
        line.at > at - NO_RESET,
    )
    return session.scalar(moved.limit(1)) is None or not was_ever_used(session, person_id)


def _proposed_by(session: Session, person_id: int, made_at: datetime) -> int | None:
    """Who proposed the address of a link that was made then; None when it was the person."""
    line = audit.AuditLine
    proposed = select(line.actor_id).where(
        line.event == audit.Event.ADDRESS_PROPOSED, line.person_id == person_id, line.at == made_at
    )
    return session.scalar(proposed.limit(1))
