"""How somebody comes to belong somewhere by a way in: an invitation, a code.

Whoever is something there already does not become it twice, and what a new membership takes the
place of ends: somebody without a team who joins one is from now on in that team, and was without
one until yesterday.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.operations import add_membership, end_now
from courseengine.core.people.queries import hold_place, lasts
from courseengine.core.people.roles import Role


def is_that_already(
    session: Session,
    person_id: int,
    place: Organisation,
    role: Role,
    team: Team | None,
    *,
    on: date,
    ends_on: date | None = None,
) -> bool:
    """Whether the person is that at the place already, for at least as long."""
    there = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.organisation_id == place.id,
        Membership.role.in_(_includes(role)),
        lasts(on),
        or_(Membership.ends_on.is_(None), Membership.ends_on >= (ends_on or date.max)),
    )
    if team:
        there = there.where(Membership.team_id == team.id)
    return session.scalar(there.limit(1)) is not None


def belong(
    session: Session,
    person: Person,
    place: Organisation,
    role: Role,
    *,
    at: datetime,
    team: Team | None = None,
    ends_on: date | None = None,
    granted_by: Person | None = None,
) -> Membership | None:
    """Make the person that, from today; None for somebody who is that already."""
    today = day_in_oslo(at)
    # Two ways in may lead to the same place in the same moment: the second one waits here, and finds the first.
    hold_place(session, place.id)
    for one in (place, team) if team else (place,):
        session.refresh(one)
    if is_that_already(session, person.id, place, role, team, on=today, ends_on=ends_on):
        return None
    for membership in session.scalars(_replaced(person, place, role, team, on=today)):
        end_now(session, membership, by=granted_by.id if granted_by else None, at=at)
    session.flush()
    has_main = session.scalar(
        select(Membership.id)
        .where(
            Membership.person_id == person.id,
            Membership.organisation_id == place.id,
            Membership.main,
            lasts(today),
        )
        .limit(1)
    )
    return add_membership(
        session,
        person=person,
        organisation=place,
        role=role,
        team=team,
        main=team is not None and has_main is None,
        ends_on=ends_on,
        granted_by=granted_by,
        at=at,
    )


def _includes(role: Role) -> tuple[Role, ...]:
    """What whoever has the role is besides, or instead: a team's leader is in the team."""
    return (Role.TEACHER, Role.TEAM_LEADER) if role is Role.TEACHER else (role,)


def _replaced(person: Person, place: Organisation, role: Role, team: Team | None, *, on: date) -> Select[Membership]:
    """What a new membership takes the place of: the same without a team, or less in the same one."""
    roles = (Role.TEACHER, Role.TEAM_LEADER) if role is Role.TEAM_LEADER else (role,)
    where: ColumnElement[bool] = Membership.team_id.is_(None)
    if team:
        where = or_(where, Membership.team_id == team.id)
    return select(Membership).where(
        Membership.person_id == person.id,
        Membership.organisation_id == place.id,
        Membership.role.in_(roles),
        where,
        lasts(on),
    )
