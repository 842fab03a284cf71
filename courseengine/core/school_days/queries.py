"""The days of a school: its owner's with its own over them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.people.models import Organisation
from courseengine.core.school_days.days import DayKind, SchoolDays
from courseengine.core.school_days.models import SchoolDay


def days_of(session: Session, school: Organisation) -> SchoolDays:
    """Which days people are at work at a school; an owner's own, for an owner."""
    return days_of_all(session, [school])[school.id]


def days_of_all(session: Session, schools: Iterable[Organisation]) -> dict[int, SchoolDays]:
    """The same for several schools, by their ids, in one question."""
    schools = list(schools)
    ids = {id_ for school in schools for id_ in (school.id, school.parent_id) if id_ is not None}
    rows = session.execute(
        select(SchoolDay.organisation_id, SchoolDay.day, SchoolDay.kind).where(SchoolDay.organisation_id.in_(ids))
    )
    written: dict[int, dict[date, DayKind]] = {id_: {} for id_ in ids}
    for place_id, day, kind in rows:
        written[place_id][day] = DayKind(kind)
    return {
        school.id: SchoolDays({**written.get(school.parent_id or 0, {}), **written[school.id]}) for school in schools
    }
