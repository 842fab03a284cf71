"""Two keys: nobody becomes a leader by saying so.

To lead a school, or to act for an owner, somebody asks for it, or a leader of the place puts them
forward: the first key. Somebody else who looks after the place turns the second: another of its
leaders, whoever acts for its owner, or an administrator. Neither the person it is about nor the
one who put them forward decides. Whoever stands above a place and wants to give the role to
somebody who has not asked invites them: the giving is then the one key and the accepting the other.

A person has one open request for a role at a place. The person and the one who put them forward
may withdraw it; a withdrawn request is one that they decided themselves. Who is told, and by which
letter, is the web's matter (``web/role_letters.py``).
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core import audit
from courseengine.core.people.memberships import not_over
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest
from courseengine.core.people.operations import add_membership
from courseengine.core.people.queries import has_ended, hold_place, lasts
from courseengine.core.people.roles import LEADING, PlaceKind, Role

MOST_A_DAY = 3
"""how often one person's role at one place is asked for"""


def ask_for_role(
    session: Session,
    *,
    person: Person,
    place: Organisation,
    by: Person,
    at: datetime,
    ends_on: date | None = None,
) -> RoleRequest:
    """Ask to lead the place, for oneself or for somebody there; asking twice is asking once."""
    role = LEADING.get(PlaceKind(place.kind))
    today = day_in_oslo(at)
    if role is None:
        raise Invalid("Nobody leads a place of that kind.", field="place")
    if ends_on is not None and ends_on < today:
        raise Invalid("Choose today or a later day.", field="ends_on")
    hold_place(session, place.id)  # two at once would each find no request
    session.refresh(place)
    if has_ended(place, on=today):
        raise Invalid("%(place)s has closed.", field="place", place=place.name)
    if _leads(session, person, place, role, on=today, until=ends_on):
        raise Invalid("%(name)s has that role already.", field="person", name=person.name)
    waiting = _waiting(session, person, place, role)
    if waiting is not None and waiting.asked_by == by.id:
        return waiting
    if waiting is not None:
        raise Invalid("That is asked for already, and waits for an answer.", field="person")
    _hold_back(session, person, place, at=at)
    return _ask(session, person, place, role, by=by, ends_on=ends_on, at=at)


def put_forward(
    session: Session, person: Person, place: Organisation, role: Role, *, by: Person, ends_on: date | None, at: datetime
) -> RoleRequest | None:
    """What an accepted invitation that nobody vouches for any more leads to: the request that waits, or a new one.

    None for somebody who has the role already.
    """
    hold_place(session, place.id)
    if _leads(session, person, place, role, on=day_in_oslo(at), until=ends_on):
        return None
    waiting = _waiting(session, person, place, role)
    return waiting or _ask(session, person, place, role, by=by, ends_on=ends_on, at=at)


def confirm(session: Session, asked: RoleRequest, *, by: Person, at: datetime) -> Membership:
    """Turn the second key: the person has the role from today."""
    _only_by_others(asked, by)
    hold_place(session, asked.organisation_id)
    _hold_undecided(session, asked)
    session.refresh(asked.organisation)
    today, role = day_in_oslo(at), Role(asked.role)
    if asked.ends_on is not None and asked.ends_on < today:
        raise Invalid("The last day that was asked for has passed.", field="ends_on")
    known = _leads(session, asked.person, asked.organisation, role, on=today, until=asked.ends_on)
    asked.decided_at, asked.decided_by, asked.granted = at, by.id, True
    session.flush()
    return known or add_membership(
        session,
        person=asked.person,
        organisation=asked.organisation,
        role=role,
        ends_on=asked.ends_on,
        at=at,
        granted_by=by,
    )


def refuse(session: Session, asked: RoleRequest, *, by: Person, at: datetime) -> None:
    """Say no; the person may ask again."""
    _only_by_others(asked, by)
    _decide_against(session, asked, by=by, at=at)
    _note(session, audit.Event.ROLE_REFUSED, asked, by=by, at=at)


def withdraw(session: Session, asked: RoleRequest, *, by: Person, at: datetime) -> None:
    """Take it back: the person it is about, or whoever put them forward."""
    if by.id not in (asked.person_id, asked.asked_by):
        raise Invalid("Only those who asked can take it back.")
    _decide_against(session, asked, by=by, at=at)


def waiting_at(session: Session, place_ids: Collection[int]) -> list[RoleRequest]:
    """What waits for an answer at these places, the oldest first."""
    return list(
        session.scalars(
            select(RoleRequest)
            .where(RoleRequest.organisation_id.in_(place_ids), RoleRequest.decided_at.is_(None))
            .options(
                joinedload(RoleRequest.person), joinedload(RoleRequest.asker), joinedload(RoleRequest.organisation)
            )
            .order_by(RoleRequest.asked_at, RoleRequest.id)
        )
    )


def waiting_for(session: Session, person_id: int) -> list[RoleRequest]:
    """What the person has asked for, or been put forward for, and waits for an answer."""
    return list(
        session.scalars(
            select(RoleRequest)
            .where(RoleRequest.person_id == person_id, RoleRequest.decided_at.is_(None))
            .options(joinedload(RoleRequest.organisation), joinedload(RoleRequest.asker))
            .order_by(RoleRequest.asked_at, RoleRequest.id)
        )
    )


def _waiting(session: Session, person: Person, place: Organisation, role: Role) -> RoleRequest | None:
    return session.scalar(
        select(RoleRequest).where(
            RoleRequest.person_id == person.id,
            RoleRequest.organisation_id == place.id,
            RoleRequest.role == role,
            RoleRequest.decided_at.is_(None),
        )
    )


def _ask(
    session: Session, person: Person, place: Organisation, role: Role, *, by: Person, ends_on: date | None, at: datetime
) -> RoleRequest:
    asked = RoleRequest(
        person=person, organisation=place, role=role.value, ends_on=ends_on, asked_at=at, asker=by, asked_by=by.id
    )
    session.add(asked)
    session.flush()
    _note(session, audit.Event.ROLE_ASKED, asked, by=by, at=at)
    return asked


def _leads(
    session: Session, person: Person, place: Organisation, role: Role, *, on: date, until: date | None
) -> Membership | None:
    """What already makes the person a leader for as long as is asked for; a deputy may ask to stay."""
    as_long = Membership.ends_on.is_(None) if until is None else not_over(until)
    held = select(Membership).where(
        Membership.person_id == person.id,
        Membership.organisation_id == place.id,
        Membership.role == role,
        lasts(on),
        as_long,
    )
    return session.scalars(held.order_by(Membership.id)).first()


def _hold_back(session: Session, person: Person, place: Organisation, *, at: datetime) -> None:
    """Each asking sends letters, so a role is asked for a few times a day at most."""
    lately = select(func.count()).where(
        RoleRequest.person_id == person.id,
        RoleRequest.organisation_id == place.id,
        RoleRequest.asked_at > at - timedelta(days=1),
    )
    if (session.scalar(lately) or 0) >= MOST_A_DAY:
        raise Invalid("That has been asked for several times today. Wait until tomorrow.", field="person")


def _hold_undecided(session: Session, asked: RoleRequest) -> None:
    """Hold the request while it is decided; refuse when somebody else was faster."""
    session.refresh(asked, with_for_update={"of": RoleRequest})
    if asked.decided_at is not None:
        raise Conflict("Somebody else has decided it already.")


def _decide_against(session: Session, asked: RoleRequest, *, by: Person, at: datetime) -> None:
    _hold_undecided(session, asked)
    asked.decided_at, asked.decided_by, asked.granted = at, by.id, False
    session.flush()


def _only_by_others(asked: RoleRequest, by: Person) -> None:
    if by.id in (asked.person_id, asked.asked_by):
        raise Invalid("Somebody else has to decide this.")


def _note(session: Session, event: audit.Event, asked: RoleRequest, *, by: Person, at: datetime) -> None:
    audit.record(
        session,
        event,
        at=at,
        actor_id=by.id,
        person_id=asked.person_id,
        organisation_id=asked.organisation_id,
        subject=f"{asked.organisation.public_id}:{asked.role}",
    )
