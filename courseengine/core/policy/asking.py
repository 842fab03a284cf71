"""Who asks: whose session it is, what they hold today, and the runs at their places. One query.

Every request asks this, so it brings along what nearly every page needs: the runs of the places
one takes part in, each with the version of its course that is in use.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import ask
from courseengine.core.accounts.models import Account, UserSession
from courseengine.core.accounts.sessions import ADMIN_IDLE, ADMIN_IN_ALL, ADMIN_SEEN_EVERY, IDLE, IN_ALL, SEEN_EVERY
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.course.models import CoursePublication
from courseengine.core.meeting_room.screen import room_with
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.queries import ever_held
from courseengine.core.people.roles import Role
from courseengine.core.policy.actor import Actor, Holding, RunInUse
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.queries import RUN_COLUMNS, facts_of


@dataclass(frozen=True)
class Asking:
    """Somebody with a running session."""

    actor: Actor
    language: str
    is_stale: bool
    """whether it is time to note that the session is in use"""


_VERSION_IN_USE = (
    select(CoursePublication.version)
    .where(CoursePublication.course_id == CourseRun.course_id)
    .order_by(CoursePublication.id.desc())
    .limit(1)
    .correlate(CourseRun)
    .scalar_subquery()
)
_EVER = aliased(Membership)
_SINCE = (
    select(func.min(_EVER.starts_on))
    .where(
        _EVER.person_id == Membership.person_id, _EVER.organisation_id == Membership.organisation_id, ever_held(_EVER)
    )
    .correlate(Membership)
    .scalar_subquery()
)
_BEFORE = (
    select(func.aggregate_strings(cast(_EVER.organisation_id, String), " "))
    .where(_EVER.person_id == Person.id, _EVER.ends_on < bindparam("today"), ever_held(_EVER))
    .correlate(Person)
    .scalar_subquery()
)
_COLUMNS: tuple[Any, ...] = (
    Person.id.label("person_id"),
    Person.name,
    Person.language,
    Membership.role,
    Organisation.id.label("organisation_id"),
    Team.id.label("team_id"),
    Membership.main,
    _SINCE.label("since"),
    _BEFORE.label("before"),
    Organisation.public_id.label("place_public_id"),
    Organisation.parent_id.label("above_id"),
    Team.kind.label("team_kind"),
    Team.name.label("team"),
    Team.public_id.label("team_public_id"),
    *RUN_COLUMNS,
    _VERSION_IN_USE.label("version"),
)


def _with_what_they_hold(people: Any, *, as_admin: Any) -> Any:
    """People who have an account, with what each holds today and the runs there."""
    return (
        people.join(Account, and_(Account.person_id == Person.id, Account.ended_at.is_(None)))
        .outerjoin(
            Membership,
            and_(
                Membership.person_id == Person.id,
                Membership.starts_on <= bindparam("today"),
                or_(Membership.ends_on.is_(None), Membership.ends_on >= bindparam("today")),
                # Whoever runs the installation reaches nothing of it with a password alone.
                or_(Membership.role != Role.ADMIN.value, as_admin),
            ),
        )
        # Whoever is left in a place that has closed, or in a team that has ended, holds nothing of it.
        .outerjoin(
            Organisation,
            and_(
                Organisation.id == Membership.organisation_id,
                or_(Organisation.ends_on.is_(None), Organisation.ends_on >= bindparam("today")),
            ),
        )
        .outerjoin(
            Team,
            and_(
                Team.id == Membership.team_id,
                or_(Team.ended_on.is_(None), Team.ended_on > bindparam("today")),
            ),
        )
        .outerjoin(CourseRun, CourseRun.organisation_id == Organisation.id)
        .order_by(Membership.id, CourseRun.id.desc())
    )


_WHO_ASKS = _with_what_they_hold(
    select(UserSession.seen_at, UserSession.started_at, *_COLUMNS)
    .select_from(UserSession)
    .join(Person, Person.id == UserSession.person_id),
    as_admin=UserSession.strong,
).where(
    UserSession.token_hash == bindparam("token"),
    UserSession.ended_at.is_(None),
    UserSession.seen_at > bindparam("idle_since"),
    UserSession.started_at > bindparam("started_since"),
)
_WITHOUT_SESSION = _with_what_they_hold(select(*_COLUMNS).select_from(Person), as_admin=false()).where(
    Person.id == bindparam("person")
)


def who_asks(session: Session, token: str, *, at: datetime) -> Asking | None:
    """Whose session the token opens; None when it has ended, been idle too long or never was."""
    values = {
        "token": hash_token(token),
        "today": day_in_oslo(at),
        "idle_since": at - IDLE,
        "started_since": at - IN_ALL,
    }
    rows = ask(session, _WHO_ASKS, values).all()
    if not rows:
        return None
    seen_at, started_at = rows[0][:_OF_THE_SESSION]
    actor, language = _made_of(tuple(row[_OF_THE_SESSION:] for row in rows))
    if not actor.is_admin:
        return Asking(actor, language, seen_at < at - SEEN_EVERY)
    if seen_at <= at - ADMIN_IDLE or started_at <= at - ADMIN_IN_ALL:
        return None
    return Asking(actor, language, seen_at < at - ADMIN_SEEN_EVERY)


def person_asks(session: Session, person_id: int, *, at: datetime) -> tuple[Actor, str] | None:
    """Somebody without a session, such as whoever owns an address that a program reads, and their language.

    An administrator's reach takes a second factor, so it is never part of it. None without an account.
    """
    rows = ask(session, _WITHOUT_SESSION, {"person": person_id, "today": day_in_oslo(at)}).all()
    return _made_of(tuple(tuple(row) for row in rows)) if rows else None


def at_a_screen(session: Session, actor: Actor, code: str, *, at: datetime) -> Actor:
    """Who asks, in a browser in which a room's code was typed: they may show its meeting while the room is open."""
    opened = room_with(session, code, at=at)
    return replace(actor, screen=opened.meeting_id) if opened else actor


_OF_THE_SESSION = 2
"""how many of the columns tell of the session; the others make the actor"""
_NAMES = [str(column.key) for column in _WITHOUT_SESSION.selected_columns]


@lru_cache(maxsize=4096)
def _made_of(rows: tuple[tuple[Any, ...], ...]) -> tuple[Actor, str]:
    """The actor and the language in rows without what they tell of the session; the same rows are put together once."""
    named: list[Any] = [SimpleNamespace(**dict(zip(_NAMES, row, strict=True))) for row in rows]
    holdings = dict.fromkeys(_holding(row) for row in named if row.organisation_id)
    runs = {row.run_id: RunInUse(row.course_id, facts_of(row), row.version) for row in named if row.run_id}
    first = named[0]
    before = frozenset(int(id_) for id_ in (first.before or "").split())
    return Actor(first.person_id, first.name, tuple(holdings), tuple(runs.values()), before), first.language


def _holding(row: Any) -> Holding:
    return Holding(
        Role(row.role),
        row.organisation_id,
        row.team_id,
        row.team_kind,
        row.main,
        row.place,
        row.place_public_id,
        row.above_id,
        row.team,
        row.team_public_id,
        row.since,
    )
