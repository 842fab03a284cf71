"""Questions about runs: their facts, and what each does otherwise than the course."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from courseengine.base.db import ask
from courseengine.core.people.models import Organisation
from courseengine.core.runs.adaptation import Override
from courseengine.core.runs.models import CourseRun, LocalOverride, OpeningException
from courseengine.core.runs.plan import OpensOtherwise, RunFacts

RUN_COLUMNS: tuple[Any, ...] = (
    CourseRun.id.label("run_id"),
    CourseRun.public_id.label("run_public_id"),
    CourseRun.course_id,
    CourseRun.schedule,
    CourseRun.pace,
    CourseRun.starts_on,
    CourseRun.pilot,
    CourseRun.feedback_by,
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
        feedback_by=row.feedback_by,
        ended=row.ended_at is not None,
        dates=row.dates,
        paused_on=row.paused_on,
        has_exceptions=row.has_exceptions,
        adapted=row.adapted,
    )


_THEIRS: Any = (
    select(LocalOverride)
    .where(
        LocalOverride.course_id == bindparam("course"),
        or_(LocalOverride.run_id == bindparam("run"), LocalOverride.organisation_id == bindparam("owner")),
    )
    .order_by(LocalOverride.id)
)
_OVERRIDES: Any = _THEIRS.where(LocalOverride.ended_at.is_(None))
_EXCEPTIONS: Any = select(
    OpeningException.module_id, OpeningException.opens_on, OpeningException.person_id, OpeningException.why
).where(
    OpeningException.run_id == bindparam("run"),
    OpeningException.ended_at.is_(None),
    or_(
        OpeningException.person_id == bindparam("person"),
        OpeningException.team_id.in_(bindparam("teams", expanding=True)),
    ),
)


_EXCEPTIONS_OF_TEAMS: Any = select(
    OpeningException.module_id, OpeningException.opens_on, OpeningException.team_id, OpeningException.why
).where(
    OpeningException.run_id == bindparam("run"),
    OpeningException.ended_at.is_(None),
    OpeningException.team_id.is_not(None),
)


def overrides_of(session: Session, course_id: str, *, run_id: int | None, owner_id: int | None) -> tuple[Override, ...]:
    """What a run, and the owner above it, do otherwise than the course."""
    asked = {"course": course_id, "run": run_id or 0, "owner": owner_id or 0}
    return tuple(_override(row) for row in session.scalars(_OVERRIDES, asked))


def overrides_at(
    session: Session, course_id: str, *, run_id: int, owner_id: int | None, at: datetime
) -> tuple[Override, ...] | None:
    """The same as it was at an instant; None where nothing has changed since."""
    rows = session.scalars(_THEIRS, {"course": course_id, "run": run_id, "owner": owner_id or 0}).all()
    if all(row.made_at < at and row.ended_at is None for row in rows):
        return None
    return tuple(_override(row) for row in rows if row.made_at < at and (row.ended_at is None or row.ended_at >= at))


def _override(row: LocalOverride) -> Override:
    return Override(
        activity_id=row.activity_id,
        kind=row.kind,
        module_id=row.module_id,
        section_id=row.section_id,
        place_in=row.place_in,
        source=row.source,
        of_owner=row.organisation_id is not None,
        key=row.public_id,
    )


def exceptions_for(
    session: Session, run_id: int, *, person_id: int, team_ids: Collection[int]
) -> tuple[OpensOtherwise, ...]:
    """What opens at another time in a run for a person, or for one of these teams."""
    rows = ask(session, _EXCEPTIONS, {"run": run_id, "person": person_id, "teams": list(team_ids)})
    return tuple(OpensOtherwise(row.module_id, row.opens_on, row.person_id is not None, row.why) for row in rows)


def exceptions_of_teams(session: Session, run_id: int) -> dict[int, list[OpensOtherwise]]:
    """What opens at another time in a run for teams, team by team."""
    found: dict[int, list[OpensOtherwise]] = {}
    for row in session.execute(_EXCEPTIONS_OF_TEAMS, {"run": run_id}):
        found.setdefault(row.team_id, []).append(OpensOtherwise(row.module_id, row.opens_on, False, row.why))
    return found
