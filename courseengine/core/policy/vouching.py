"""Whether an inviter can still turn the first key.

An invitation is accepted up to two weeks after it was made. What it leads to is asked of the
policy then, with the inviter as they are on that day and not as they were.
"""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.core.accounts.entry import may_enter
from courseengine.core.accounts.models import Account, Invitation
from courseengine.core.people.models import Membership, Organisation, Team
from courseengine.core.people.queries import in_use, lasts
from courseengine.core.people.roles import Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor, Holding
from courseengine.core.policy.rules import may


def still_vouched_for(session: Session, invitation: Invitation, *, at: datetime) -> bool:
    """Whether the inviter still manages the place's people; nobody vouches for whoever asked by themselves."""
    if invitation.inviter is None:
        return False
    account = session.get(Account, invitation.inviter.id)
    if account is None or not may_enter(account):
        return False
    actor = actor_on_paper(session, invitation.inviter.id, invitation.inviter.name, at=at)
    return may(actor, Action.MANAGE_PEOPLE, invitation.organisation, at=at)


def actor_on_paper(session: Session, person_id: int, name: str, *, at: datetime) -> Actor:
    """Somebody as they are that day, without a session: for asking the policy about them, never for showing pages."""
    today = day_in_oslo(at)
    rows = session.execute(
        select(Membership, Organisation, Team)
        .join(Organisation, and_(Organisation.id == Membership.organisation_id, in_use(today)))
        .outerjoin(Team, and_(Team.id == Membership.team_id, or_(Team.ended_on.is_(None), Team.ended_on > today)))
        .where(Membership.person_id == person_id, lasts(today))
        .order_by(Membership.id)
    )
    return Actor(person_id, name, tuple(_holding(*row) for row in rows))


def _holding(membership: Membership, place: Organisation, team: Team | None) -> Holding:
    return Holding(
        Role(membership.role),
        place.id,
        team.id if team else None,
        team.kind if team else None,
        membership.main,
        place.name,
        place.public_id,
        place.parent_id,
        team.name if team else None,
        team.public_id if team else None,
    )
