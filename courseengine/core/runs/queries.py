"""Questions about runs. Each gives ``RunFacts``, which is all a plan needs."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from courseengine.base.db import ask
from courseengine.core.people.models import Organisation
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import RunFacts

RUN_COLUMNS: tuple[Any, ...] = (
    CourseRun.id.label("run_id"),
    CourseRun.public_id.label("run_public_id"),
    CourseRun.course_id,
    CourseRun.schedule,
    CourseRun.pace,
    CourseRun.starts_on,
    CourseRun.pilot,
    CourseRun.ended_at,
    CourseRun.dates,
    CourseRun.paused_on,
    CourseRun.has_exceptions,
    CourseRun.adapted,
    Organisation.name.label("place"),
    Organisation.kind.label("place_kind"),
    Organisation.parent_id.label("owner_id"),
)
"""What ``facts_of`` reads of a run and its place, beside ``organisation_id``."""

RUNS: Any = select(CourseRun.organisation_id, *RUN_COLUMNS).join(
    Organisation, Organisation.id == CourseRun.organisation_id
)

_BY_PUBLIC_ID = RUNS.where(CourseRun.public_id == bindparam("public_id"))


def run_by_public_id(session: Session, public_id: str) -> tuple[str, RunFacts] | None:
    """The course id and the facts of one run."""
    row = ask(session, _BY_PUBLIC_ID, {"public_id": public_id}).one_or_none()
    return (row.course_id, facts_of(row)) if row else None


def runs_at(session: Session, organisation_ids: Iterable[int]) -> list[tuple[str, RunFacts]]:
    """The course ids and facts of the runs at these places, the newest first."""
    ids = list(organisation_ids)
    if not ids:
        return []
    rows = session.execute(RUNS.where(CourseRun.organisation_id.in_(ids)).order_by(CourseRun.id.desc()))
    return [(row.course_id, facts_of(row)) for row in rows]


def runs_below(session: Session, owner_ids: Iterable[int]) -> list[tuple[str, RunFacts]]:
    """The course ids and facts of the runs that last at the schools of these owners, school by school."""
    ids = list(owner_ids)
    if not ids:
        return []
    lasting = RUNS.where(Organisation.parent_id.in_(ids), CourseRun.ended_at.is_(None))
    rows = session.execute(lasting.order_by(Organisation.name, CourseRun.id))
    return [(row.course_id, facts_of(row)) for row in rows]


def all_runs(session: Session) -> list[tuple[str, RunFacts]]:
    """The course ids and facts of every run, school by school: for whoever runs the installation."""
    rows = session.execute(RUNS.order_by(Organisation.name, CourseRun.id))
    return [(row.course_id, facts_of(row)) for row in rows]


def facts_of(row: Row[Any]) -> RunFacts:
    """A row with ``RUN_COLUMNS`` as the facts a plan needs."""
    return RunFacts(
        id=row.run_id,
        public_id=row.run_public_id,
        school_id=row.organisation_id,
        owner_id=row.owner_id,
        school_name=row.place,
        place_kind=row.place_kind,
        schedule=row.schedule,
        pace=row.pace,
        starts_on=row.starts_on,
        pilot=row.pilot,
        ended=row.ended_at is not None,
        dates=row.dates,
        paused_on=row.paused_on,
        has_exceptions=row.has_exceptions,
        adapted=row.adapted,
    )
