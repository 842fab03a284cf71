"""What an installation holds, for whoever runs it: courses and places. Nothing here counts people."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from courseengine.core.course.models import CoursePublication
from courseengine.core.people.models import Organisation, Team


class Published(NamedTuple):
    """The newest version of a course."""

    course_id: str
    version: str
    published_at: datetime


class Place(NamedTuple):
    """An organisation, below whom it stands, and how many teams work there."""

    kind: str
    name: str
    number: str | None
    parent_id: int | None
    id: int
    teams: int
    below: str = ""
    """the name of the place it stands below"""


def courses_published(session: Session) -> list[Published]:
    """The courses in use, by id."""
    newest = select(func.max(CoursePublication.id)).group_by(CoursePublication.course_id)
    found = session.execute(
        select(CoursePublication.course_id, CoursePublication.version, CoursePublication.published_at)
        .where(CoursePublication.id.in_(newest))
        .order_by(CoursePublication.course_id)
    )
    return [Published(*row) for row in found]


def places(session: Session) -> list[Place]:
    """All places, each owner followed by its schools, by name."""
    found = session.execute(
        select(
            Organisation.kind,
            Organisation.name,
            Organisation.number,
            Organisation.parent_id,
            Organisation.id,
            func.count(Team.id),
        )
        .outerjoin(Team, and_(Team.school_id == Organisation.id, Team.ended_on.is_(None)))
        .group_by(Organisation.id)
    )
    by_id = {place.id: place for place in (Place(*row) for row in found)}
    above = {place.id: by_id[place.parent_id].name for place in by_id.values() if place.parent_id}
    return [
        place._replace(below=above.get(place.id, ""))
        for place in sorted(by_id.values(), key=lambda place: _line(place, by_id))
    ]


def _line(place: Place, by_id: dict[int, Place]) -> list[tuple[str, int]]:
    """The names from the top down to the place; a name alone would mix two owners that share it."""
    above = by_id.get(place.parent_id) if place.parent_id else None
    own = (place.name.casefold(), place.id)
    return [*_line(above, by_id), own] if above else [own]
