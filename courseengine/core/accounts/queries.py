"""Who a session belongs to, in one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.core.accounts.models import Account, UserSession
from courseengine.core.accounts.operations import IDLE, IN_ALL, SEEN_EVERY, hash_token
from courseengine.core.people.models import Membership, Person, Team
from courseengine.core.people.roles import Role


@dataclass(frozen=True)
class SessionFacts:
    """Whose session it is, with the memberships that hold today."""

    person_id: int
    name: str
    language: str
    is_stale: bool
    """whether it is time to note that the session is in use"""
    memberships: tuple[tuple[Role, int, int | None, str | None, bool], ...]
    """role, organisation, team, the team's kind, whether it is the main team"""


_QUERY = (
    select(
        UserSession.seen_at,
        Person.id,
        Person.name,
        Person.language,
        Membership.role,
        Membership.organisation_id,
        Membership.team_id,
        Membership.main,
        Team.kind,
    )
    .select_from(UserSession)
    .join(Person, Person.id == UserSession.person_id)
    .join(Account, and_(Account.person_id == Person.id, Account.ended_at.is_(None)))
    .outerjoin(
        Membership,
        and_(
            Membership.person_id == Person.id,
            Membership.starts_on <= bindparam("today"),
            or_(Membership.ends_on.is_(None), Membership.ends_on >= bindparam("today")),
        ),
    )
    .outerjoin(Team, Team.id == Membership.team_id)
    .where(
        UserSession.token_hash == bindparam("token"),
        UserSession.ended_at.is_(None),
        UserSession.seen_at > bindparam("idle_since"),
        UserSession.started_at > bindparam("started_since"),
    )
    .order_by(Membership.id)
)


def session_by_token(session: Session, token: str, *, at: datetime) -> SessionFacts | None:
    """Whose session the token opens; None when it has ended, been idle too long or never was."""
    rows = session.execute(
        _QUERY,
        {
            "token": hash_token(token),
            "today": day_in_oslo(at),
            "idle_since": at - IDLE,
            "started_since": at - IN_ALL,
        },
    ).all()
    if not rows:
        return None
    first = rows[0]
    return SessionFacts(
        person_id=first.id,
        name=first.name,
        language=first.language,
        is_stale=first.seen_at < at - SEEN_EVERY,
        memberships=tuple(
            (Role(row.role), row.organisation_id, row.team_id, row.kind, row.main) for row in rows if row.role
        ),
    )
