"""Who is at a place, and who of them has never been here: searched, filtered, a page at a time.

It stands with the accounts, since it looks at both rooms: who somebody is, and whether their account
was ever used. That last is all it tells about signing in. A page costs the same three questions
whatever there is; names are sorted by ``Person.sort_key``, so both databases agree.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import ask
from courseengine.base.sorting import norwegian_key
from courseengine.core.accounts.models import Account, Invitation
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.queries import ever_held
from courseengine.core.people.roles import Role

A_PAGE = 20
MOST_WORDS = 5
"""of a search that are looked at"""
LONGEST_SEARCH = 200


class Within(StrEnum):
    """How far a list reaches."""

    PLACE = "place"
    """one place"""
    OWNER = "owner"
    """an owner and the places below it"""
    EVERYWHERE = "everywhere"


class Show(StrEnum):
    """Whom a list shows."""

    HERE = "here"
    """those who are something there today; everywhere: everybody there is"""
    NEVER = "never"
    """those of them who have never signed in"""
    NO_TEAM = "no_team"
    """those of them who should work in a team and are in none"""
    LEFT = "left"
    """those who were something there and are it no longer"""


@dataclass(frozen=True)
class Asked:
    """What is asked for. ``place`` is the place of a list, and may be narrowed by ``school``, one below an owner."""

    within: Within
    place: int = 0
    school: int | None = None
    team: int | None = None
    role: Role | None = None
    show: Show = Show.HERE
    text: str = ""
    page: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """The words that all have to be found."""
        return tuple(self.text[:LONGEST_SEARCH].split()[:MOST_WORDS])


class Holds(NamedTuple):
    """What somebody is, or was, at a place."""

    role: str
    place: str
    place_public_id: str
    team: str | None
    main: bool
    ends_on: date | None


@dataclass(frozen=True)
class Listed:
    """Somebody in a list."""

    public_id: str
    name: str
    email: str
    """empty for somebody who has left the place whose list it is: who is gone is a name and a day there"""
    never_here: bool
    """never signed in; untold, too, of somebody who has left"""
    is_shut_out: bool
    """whether the account has ended; untold, too"""
    holds: tuple[Holds, ...]


@dataclass(frozen=True)
class Listing:
    """A page of a list."""

    people: tuple[Listed, ...]
    page: int
    goes_on: bool
    """whether another page follows"""
    total: int | None
    """None for all of an owner's people: counting thousands takes longer than the rest of the page"""


_today: Any = bindparam("today")
_LASTS = and_(Membership.starts_on <= _today, or_(Membership.ends_on.is_(None), Membership.ends_on >= _today))
_GONE = (Membership.ends_on < _today, ever_held())
_MEANT_FOR_TEAMS = Membership.role.in_((Role.TEACHER.value, Role.RESOURCE_TEACHER.value))


def people_listed(session: Session, asked: Asked, *, at: datetime) -> Listing:
    """A page of the people asked for, by name. One beyond the last is the last, where they are counted."""
    shape = _Shape.of(asked)
    values = _values(asked, at)
    total = None if shape == _ALL_OF_AN_OWNER else ask(session, _count(shape), values).scalar_one()
    page = asked.page if total is None else max(1, min(asked.page, -(-total // A_PAGE)))
    found = ask(session, _page(shape), values | {"skip": (page - 1) * A_PAGE}).all()
    rows = found[:A_PAGE]
    held = _held(session, asked, [row.id for row in rows], at)
    people = (_listed(row, tuple(held[row.id]), knows=_knows(shape)) for row in rows)
    return Listing(tuple(people), page, len(found) > A_PAGE, total)


def _knows(shape: "_Shape") -> bool:
    """Whether the list's reader is told of addresses and accounts: not of those who have left the place."""
    return shape.show is not Show.LEFT or shape.within is Within.EVERYWHERE


def _listed(row: Any, holds: tuple[Holds, ...], *, knows: bool) -> Listed:
    if not knows:
        return Listed(row.public_id, row.name, "", False, False, holds)
    return Listed(row.public_id, row.name, row.email, row.never_here, row.is_shut_out, holds)


def without_a_way_in(session: Session, person_ids: Collection[int], *, at: datetime) -> set[int]:
    """Those who have never been here, have no password, and wait for no invitation."""
    found = session.scalars(
        select(Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Person.id.in_(person_ids),
            Account.first_signed_in_at.is_(None),
            Account.password_hash.is_(None),
            ~exists().where(
                Invitation.email == Person.email,
                Invitation.used_at.is_(None),
                Invitation.withdrawn_at.is_(None),
                Invitation.expires_at > at,
            ),
        )
    )
    return set(found)


class _Shape(NamedTuple):
    """What a statement's text depends on, so that it is put together once."""

    within: Within
    by_school: bool
    by_team: bool
    by_role: bool
    show: Show
    words: tuple[bool, ...]
    """whether each word has something in it that is sorted by"""

    @classmethod
    def of(cls, asked: Asked) -> "_Shape":
        return cls(
            asked.within,
            asked.school is not None,
            asked.team is not None,
            asked.role is not None,
            asked.show,
            tuple(bool(norwegian_key(word)) for word in asked.words),
        )

    @property
    def by_membership(self) -> bool:
        """Whether one has to be something somewhere to be in the list."""
        narrowed = self.by_school or self.by_team or self.by_role
        return self.within is not Within.EVERYWHERE or narrowed or self.show is Show.NO_TEAM


_ALL_OF_AN_OWNER = _Shape(Within.OWNER, False, False, False, Show.HERE, ())


def _values(asked: Asked, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {
        "today": day_in_oslo(at),
        "place": asked.place,
        "school": asked.school,
        "team": asked.team,
        "role": asked.role.value if asked.role else None,
        "many": A_PAGE + 1,
    }
    for number, word in enumerate(asked.words):
        values[f"key{number}"] = f"%{norwegian_key(word)}%"
        values[f"word{number}"] = f"%{_escaped(word.lower())}%"
    return values


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@lru_cache(maxsize=512)
def _page(shape: _Shape) -> Any:
    return (
        select(
            Person.id,
            Person.public_id,
            Person.name,
            Person.email,
            Account.first_signed_in_at.is_(None).label("never_here"),
            Account.ended_at.is_not(None).label("is_shut_out"),
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(*_conditions(shape))
        .order_by(Person.sort_key, Person.id)
        .limit(bindparam("many"))
        .offset(bindparam("skip"))
    )


@lru_cache(maxsize=512)
def _count(shape: _Shape) -> Any:
    if shape.by_membership and shape.show is Show.HERE and not shape.words:
        return select(func.count(Membership.person_id.distinct())).where(*_belonging(shape), _LASTS)
    return select(func.count(Person.id)).outerjoin(Account, Account.person_id == Person.id).where(*_conditions(shape))


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    conditions = [_found(number, has_key, by_address=_knows(shape)) for number, has_key in enumerate(shape.words)]
    if shape.show is Show.LEFT:
        return [*conditions, _has_left(shape)]
    if shape.show is Show.NEVER:
        conditions.append(Account.first_signed_in_at.is_(None))
    if shape.show is Show.NO_TEAM:
        in_a_team = Membership.__table__.alias("in_a_team")
        at_work = and_(
            in_a_team.c.person_id == Membership.person_id,
            in_a_team.c.organisation_id == Membership.organisation_id,
            in_a_team.c.team_id.is_not(None),
            in_a_team.c.starts_on <= _today,
            or_(in_a_team.c.ends_on.is_(None), in_a_team.c.ends_on >= _today),
        )
        alone = (Membership.team_id.is_(None), _MEANT_FOR_TEAMS, not_(exists().where(at_work)))
        return [*conditions, _is_among(shape, _LASTS, *alone)]
    if shape.by_membership:
        conditions.append(_is_among(shape, _LASTS))
    return conditions


def _found(number: int, has_key: bool, *, by_address: bool) -> ColumnElement[bool]:
    """A word is a part of the name, as it is written or as it is sorted, or of the address."""
    word: Any = bindparam(f"word{number}")
    as_written = [func.lower(Person.name).like(word, escape="\\")]
    if by_address:
        as_written.append(Person.email.like(word, escape="\\"))
    key: Any = bindparam(f"key{number}")
    return or_(Person.sort_key.like(key), *as_written) if has_key else or_(*as_written)


def _has_left(shape: _Shape) -> ColumnElement[bool]:
    gone = and_(not_(_is_among(shape, _LASTS)), _is_among(shape, *_GONE))
    return or_(gone, Account.ended_at.is_not(None)) if not shape.by_membership else gone


def _is_among(shape: _Shape, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the person has a membership like that.

    A place has few of all people, so they are looked up and sorted; an owner has most of them, so
    people are looked through as they are sorted until a page is full.
    """
    if shape.within is Within.PLACE or shape.by_school or shape.by_team:
        return Person.id.in_(select(Membership.person_id).where(*_belonging(shape), *conditions))
    return exists().where(Membership.person_id == Person.id, *_belonging(shape), *conditions).correlate(Person)


def _belonging(shape: _Shape) -> list[ColumnElement[bool]]:
    return [
        *_reach(shape),
        *([Membership.team_id == bindparam("team")] if shape.by_team else []),
        *([Membership.role == bindparam("role")] if shape.by_role else []),
    ]


def _reach(shape: _Shape) -> list[ColumnElement[bool]]:
    at_school = [Membership.organisation_id == bindparam("school")] if shape.by_school else []
    if shape.within is Within.PLACE:
        return [Membership.organisation_id == bindparam("place"), *at_school]
    if shape.within is Within.OWNER:
        return [Membership.organisation_id.in_(_OWNED), *at_school]
    return at_school or [true()]


_OWNED = select(Organisation.id).where(
    or_(Organisation.id == bindparam("place"), Organisation.parent_id == bindparam("place"))
)


@lru_cache(maxsize=2)
def _holdings(*, left: bool) -> Any:
    return (
        select(
            Membership.person_id,
            Organisation.id,
            Organisation.parent_id,
            Membership.role,
            Organisation.name,
            Organisation.public_id,
            Team.name,
            Membership.main,
            Membership.ends_on,
        )
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(
            Membership.person_id.in_(bindparam("people", expanding=True)),
            *(_GONE if left else (_LASTS,)),
        )
        .order_by(Membership.main.desc(), Membership.ends_on.desc() if left else Membership.id, Membership.id)
    )


def _held(session: Session, asked: Asked, people: list[int], at: datetime) -> dict[int, list[Holds]]:
    """What each of them is, within the list's reach; of those who have left, what they were last."""
    held: defaultdict[int, list[Holds]] = defaultdict(list)
    left = asked.show is Show.LEFT
    rows: Any = ask(session, _holdings(left=left), {"people": people, "today": day_in_oslo(at)})
    for person_id, place, above, *holds in rows:
        # Sorted out here: asked for by place, the database would look through the places first.
        if _reaches(asked, place, above) and not (left and held[person_id]):
            held[person_id].append(Holds(*holds))
    return held


def _reaches(asked: Asked, place: int, above: int | None) -> bool:
    """Whether a list says what somebody is at that place."""
    if asked.within is Within.EVERYWHERE:
        return True
    return place == asked.place or (asked.within is Within.OWNER and above == asked.place)
