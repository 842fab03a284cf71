"""Questions about a place's plan of measures."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.core.measures.models import Measure
from courseengine.core.measures.status import NOT_DONE, SHOWN, Status, first_review_day
from courseengine.core.people.models import Organisation


def measures_of(session: Session, place: Organisation, year: int, status: Status | None = None) -> list[Measure]:
    """A place's measures of a school year: what one works on first, then by the day they should be done."""
    asked = select(Measure).where(Measure.organisation_id == place.id, Measure.year == year)
    if status is not None:
        asked = asked.where(Measure.status == status.value)
    found = session.scalars(asked.options(joinedload(Measure.gathering)))
    return sorted(found, key=_place_in_plan)


def _place_in_plan(measure: Measure) -> tuple[int, date, int]:
    return SHOWN.index(Status(measure.status)), measure.due_on or date.max, measure.id


def counts(session: Session, place: Organisation, year: int) -> Counter[Status]:
    """How many of them stand where."""
    asked = select(Measure.status, func.count()).where(Measure.organisation_id == place.id, Measure.year == year)
    return Counter({Status(status): number for status, number in session.execute(asked.group_by(Measure.status))})


def counts_at(session: Session, places: Collection[int], year: int) -> dict[int, Counter[Status]]:
    """The same for several places, by their ids."""
    asked = select(Measure.organisation_id, Measure.status, func.count()).where(
        Measure.organisation_id.in_(places), Measure.year == year
    )
    found: dict[int, Counter[Status]] = {place: Counter() for place in places}
    for place, status, number in session.execute(asked.group_by(Measure.organisation_id, Measure.status)):
        found[place][Status(status)] = number
    return found


def years_with_measures(session: Session, place: Organisation) -> list[int]:
    """The school years a place has measures for, the earliest first."""
    asked = select(Measure.year).where(Measure.organisation_id == place.id).distinct().order_by(Measure.year)
    return list(session.scalars(asked))


def to_go_through(session: Session, place: Organisation, year: int) -> list[Measure]:
    """What was not done in a school year that is over, and has not been gone through since."""
    since = first_review_day(year)
    asked = select(Measure).where(
        Measure.organisation_id == place.id,
        Measure.year == year,
        Measure.status.in_([status.value for status in NOT_DONE]),
        or_(Measure.reviewed_on.is_(None), Measure.reviewed_on < since),
    )
    return sorted(session.scalars(asked), key=_place_in_plan)


def reviewed_on(session: Session, place: Organisation, year: int) -> date | None:
    """When a school year's measures were last gone through."""
    asked = select(func.max(Measure.reviewed_on)).where(Measure.organisation_id == place.id, Measure.year == year)
    return session.scalar(asked)


def carried_on(session: Session, measures: Collection[int]) -> set[int]:
    """Which of these measures, by id, go on in a later year."""
    asked = select(Measure.carried_from_id).where(Measure.carried_from_id.in_(measures))
    return {id_ for id_ in session.scalars(asked) if id_ is not None}
