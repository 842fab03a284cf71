"""Who a session belongs to, in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import ask
from courseengine.core.accounts.models import Account, UserSession
from courseengine.core.accounts.operations import IDLE, IN_ALL, SEEN_EVERY, hash_token
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.roles import Role


class Holding(NamedTuple):
    """One membership that holds today, with what pages need to name it."""

    role: Role
    organisation_id: int
    team_id: int | None
    team_kind: str | None
    main: bool
    place: str
    """the organisation's name"""
    place_public_id: str
    team: str | None
    """the team's name"""
    team_public_id: str | None


@dataclass(frozen=True)
class SessionFacts:
    """Whose session it is, with the memberships that hold today."""

    person_id: int
    name: str
    language: str
    is_stale: bool
    """whether it is time to note that the session is in use"""
    memberships: tuple[Holding, ...]


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
        Organisation.name.label("place"),
        Organisation.public_id.label("place_public_id"),
        Team.kind,
        Team.name.label("team"),
        Team.public_id.label("team_public_id"),
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
    .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
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
    rows = ask(
        session,
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
            Holding(
                Role(row.role),
                row.organisation_id,
                row.team_id,
                row.kind,
                row.main,
                row.place,
                row.place_public_id,
                row.team,
                row.team_public_id,
            )
            for row in rows
            if row.role
        ),
    )
