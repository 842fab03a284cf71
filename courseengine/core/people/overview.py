"""What a place consists of: a school's teams, an owner's schools, each with how many work there.

Teams and places are few, so they are sorted here, as the Norwegian alphabet has it, and the same on
both databases. People are many: they are listed page by page in ``core/accounts/listing.py``.
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from courseengine.base.db import ask
from courseengine.base.sorting import norwegian_key
from courseengine.core.people.models import Membership, Organisation, Team
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.people.roles import Role

_key = lru_cache(maxsize=8192)(norwegian_key)


class TeamRow(NamedTuple):
    """A team at work, or one that has ended."""

    id: int
    public_id: str
    name: str
    kind: str
    people: int


class PlaceRow(NamedTuple):
    """A place below an owner."""

    id: int
    public_id: str
    name: str
    kind: str


class Staff(NamedTuple):
    """What there is at a place."""

    teams: int
    people: int
    has_leader: bool


class EndedTeam(NamedTuple):
    """A team that was, and what became of it."""

    public_id: str
    name: str
    ended_on: date
    successor: str | None
    successor_public_id: str | None


_HOLDS = and_(
    Membership.starts_on <= bindparam("today"),
    or_(Membership.ends_on.is_(None), Membership.ends_on >= bindparam("today")),
)
_TEAMS = (
    select(Team.id, Team.public_id, Team.name, Team.kind, func.count(Membership.person_id.distinct()))
    .outerjoin(Membership, and_(Membership.team_id == Team.id, _HOLDS))
    .where(Team.school_id == bindparam("school"), Team.ended_on.is_(None))
    .group_by(Team.id)
)
_successor = Team.__table__.alias("successor")
_ENDED = (
    select(Team.public_id, Team.name, Team.ended_on, _successor.c.name, _successor.c.public_id)
    .outerjoin(_successor, _successor.c.id == Team.successor_id)
    .where(Team.school_id == bindparam("school"), Team.ended_on.is_not(None))
    .order_by(Team.ended_on.desc(), Team.id.desc())
)
_PLACES = select(Organisation.id, Organisation.public_id, Organisation.name, Organisation.kind).where(
    Organisation.parent_id == bindparam("owner"),
    or_(Organisation.ends_on.is_(None), Organisation.ends_on >= bindparam("today")),
)
_SCHOOLS = select(Organisation.id, Organisation.public_id, Organisation.name, Organisation.kind).where(
    Organisation.kind.in_(SCHOOLS), or_(Organisation.ends_on.is_(None), Organisation.ends_on >= bindparam("today"))
)
_there = (Membership.organisation_id == Organisation.id, _HOLDS)
_STAFF: Any = select(
    Organisation.id,
    select(func.count(Team.id))
    .where(Team.school_id == Organisation.id, Team.ended_on.is_(None))
    .correlate(Organisation)
    .scalar_subquery(),
    select(func.count(Membership.person_id.distinct())).where(*_there).correlate(Organisation).scalar_subquery(),
    exists().where(*_there, Membership.role == Role.SCHOOL_LEADER.value).correlate(Organisation),
).where(Organisation.id.in_(bindparam("places", expanding=True)))


def teams_with_people(session: Session, school_id: int, *, on: date) -> list[TeamRow]:
    """The teams at work at a school by name, each with how many are in it that day."""
    rows: Any = ask(session, _TEAMS, {"school": school_id, "today": on})
    return sorted((TeamRow(*row) for row in rows), key=lambda row: (_key(row.name), row.id))


def ended_teams(session: Session, school_id: int) -> list[EndedTeam]:
    """The teams a school had, the last to end first."""
    rows: Any = ask(session, _ENDED, {"school": school_id})
    return [EndedTeam(*row) for row in rows]


def places_below(session: Session, owner_id: int, *, on: date) -> list[PlaceRow]:
    """The places that stand below an owner that day, by name."""
    rows: Any = ask(session, _PLACES, {"owner": owner_id, "today": on})
    return sorted((PlaceRow(*row) for row in rows), key=lambda row: (_key(row.name), row.id))


def schools_everywhere(session: Session, *, on: date) -> list[PlaceRow]:
    """The places where people go through a course, by name."""
    rows: Any = ask(session, _SCHOOLS, {"today": on})
    return sorted((PlaceRow(*row) for row in rows), key=lambda row: (_key(row.name), row.id))


def staff_at(session: Session, place_ids: Collection[int], *, on: date) -> dict[int, Staff]:
    """Place → how many teams and people there are that day, and whether somebody leads it."""
    rows: Any = ask(session, _STAFF, {"places": list(place_ids), "today": on})
    return {id_: Staff(teams, people, bool(led)) for id_, teams, people, led in rows}
