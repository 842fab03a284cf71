"""A file that was read and looked at is carried out: all of it or nothing, in one transaction.

Every row is judged once more in that transaction. If anything comes out otherwise than it was
shown, nothing is done: whoever said yes said it to something else.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from courseengine.base.errors import Conflict, Invalid
from courseengine.base.i18n import N_
from courseengine.core import audit
from courseengine.core.people.imports.leading import Outcome
from courseengine.core.people.imports.said import Fate, written
from courseengine.core.people.imports.staging import (
    Comparison,
    comparison_for,
    judged,
    kept_rows,
    record_of,
    row_counts,
)
from courseengine.core.people.models import PeopleImport, PeopleImportRow

_EVENTS = {"people": audit.Event.PEOPLE_IMPORTED, "places": audit.Event.PLACES_IMPORTED}


class WorldChanged(Conflict):
    """Something is otherwise than when the file was compared with it."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(N_("Something has changed here since the file was read. Look at it once more."))


def apply(session: Session, file: PeopleImport, *, at: datetime) -> Outcome:
    """Carry the file out; ``WorldChanged`` when it would do something else than was shown."""
    _claim(session, file, at=at)
    counts = row_counts(session, file.id)
    if counts[Fate.REFUSED]:
        raise Invalid(N_("Rows are refused, so nothing can be imported. Mend the file and bring it again."))
    comparison = comparison_for(session, file, at=at)
    for rows in kept_rows(session, file.id):
        _carry_out(session, file, comparison, rows, at=at)
    comparison.finish(session, at=at, by=file.made_by)
    if comparison.last_words():
        raise WorldChanged
    if counts[Fate.CREATED] or counts[Fate.CHANGED]:
        audit.record(
            session,
            _EVENTS[file.what],
            at=at,
            actor_id=file.made_by,
            organisation_id=file.organisation_id,
            subject=file.public_id,
        )
    session.flush()
    return comparison.outcome


def _claim(session: Session, file: PeopleImport, *, at: datetime) -> None:
    """Only one of two who say yes at once carries it out."""
    claimed = session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == file.id, PeopleImport.state == "ready")
        .values(state="done", ended_at=at)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]  # an update's result counts its rows
        raise Conflict(N_("This file has been imported already, or is being read."))


def _carry_out(
    session: Session, file: PeopleImport, comparison: Comparison, rows: Sequence[PeopleImportRow], *, at: datetime
) -> None:
    verdicts = judged(session, file.id, comparison, [record_of(row.line, row.cells) for row in rows])
    for row, verdict in zip(rows, verdicts, strict=True):
        if (row.fate, row.told) != (verdict.fate, written(verdict.said)):
            raise WorldChanged
    comparison.store(session, at=at, by=file.made_by)
