"""What an installation holds, for whoever runs it: courses and places. Nothing here counts people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from courseengine.base.sorting import norwegian_key
from courseengine.core.accounts.leaders import is_without_leader
from courseengine.core.course.models import CoursePublication
from courseengine.core.people.models import Organisation, Team
from courseengine.core.people.queries import in_use
from courseengine.core.people.roles import PlaceKind

PAGE = 30
"""places on a page of the list"""


class Published(NamedTuple):
    """The newest version of a course."""

    course_id: str
    version: str
    published_at: datetime


class Place(NamedTuple):
    """A place in the list: with the one it stands below, and how many teams are at work there."""

    public_id: str
    kind: str
    name: str
    number: str | None
    ends_on: date | None
    below: str | None
    """the name of the place it stands below"""
    teams: int


@dataclass(frozen=True)
class PlacesPage:
    """One page of the list."""

    places: list[Place]
    found: int
    """how many there are in all"""


def courses_published(session: Session) -> list[Published]:
    """The courses in use, by id."""
    newest = select(func.max(CoursePublication.id)).group_by(CoursePublication.course_id)
    found = session.execute(
        select(CoursePublication.course_id, CoursePublication.version, CoursePublication.published_at)
        .where(CoursePublication.id.in_(newest))
        .order_by(CoursePublication.course_id)
    )
    return [Published(*row) for row in found]


def places_by_kind(session: Session, *, on: date) -> dict[str, int]:
    """How many places of each kind are in use."""
    counted = select(Organisation.kind, func.count()).where(in_use(on)).group_by(Organisation.kind)
    return {str(kind): int(number) for kind, number in session.execute(counted)}


def count_without_leader(session: Session, *, on: date) -> int:
    """How many places in use nobody leads."""
    return session.scalar(select(func.count()).select_from(Organisation).where(is_without_leader(on))) or 0


def places(
    session: Session, *, text: str, kind: str, unled: bool, closed: bool, page: int, on: date, size: int = PAGE
) -> PlacesPage:
    """A page of the places whose name or number holds the text, by name; the first page is 1.

    Whoever runs the installation is none of them.
    """
    conditions = [_holds(text)] if text.strip() else []
    if kind:
        conditions.append(Organisation.kind == kind)
    if unled:
        conditions.append(is_without_leader(on))
    conditions.append(~in_use(on) if closed else in_use(on))
    conditions.append(Organisation.kind != PlaceKind.OPERATOR)
    found = session.scalar(select(func.count()).select_from(Organisation).where(*conditions)) or 0
    above = aliased(Organisation)
    teams = select(func.count()).where(Team.school_id == Organisation.id, Team.ended_on.is_(None)).scalar_subquery()
    rows = session.execute(
        select(
            Organisation.public_id,
            Organisation.kind,
            Organisation.name,
            Organisation.number,
            Organisation.ends_on,
            above.name,
            teams,
        )
        .outerjoin(above, above.id == Organisation.parent_id)
        .where(*conditions)
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return PlacesPage([Place(*row) for row in rows], found)


def _holds(text: str) -> ColumnElement[bool]:
    """The name holds it, however it is written; or the number begins with it."""
    digits = "".join(text.split())
    number = Organisation.number.startswith(digits, autoescape=True)
    key = norwegian_key(text)  # letters, digits and spaces: nothing that LIKE reads as a sign
    return or_(Organisation.sort_key.contains(key), number) if key else number
