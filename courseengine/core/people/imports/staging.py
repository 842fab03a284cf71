"""A file on its way: its rows are kept with what will become of them until somebody says yes.

Rows are added batch by batch, each batch in a transaction of whoever reads the file. A reader who
finds that somebody else has gone on with the file stops. What was read can be compared again, when
the installation has changed meanwhile. ``applying.py`` carries it out.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol, TypeVar

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.core.people.imports.comparing import PeopleComparison, Verdict
from courseengine.core.people.imports.known import Known
from courseengine.core.people.imports.leading import Importer, Outcome
from courseengine.core.people.imports.places import PlacesComparison
from courseengine.core.people.imports.records import Record
from courseengine.core.people.imports.said import Fate, FileRefused, Said, read, written
from courseengine.core.people.models import PeopleImport, PeopleImportRow

BATCH = 500
"""rows a transaction"""
GIVEN_UP_AFTER = timedelta(minutes=2)
"""how long a reader may be silent before another one takes the file up"""
_TROUBLE = ""
"""where a record's trouble is kept among its cells: no column has that name"""

T = TypeVar("T")


class Comparison(Protocol):
    """Judges the rows of one file and stores what they change."""

    outcome: Outcome
    """what came of what is stored"""

    def key_of(self, record: Record) -> str:
        """Whom or which place a record is about."""

    def judge(self, session: Session, batch: Sequence[Record], before: Sequence[Record]) -> list[Verdict]:
        """What becomes of each; ``before`` are earlier rows of the file about the same."""

    def last_words(self) -> dict[int, Said]:
        """What shows only when all rows are known: line → why it is refused after all."""

    def store(self, session: Session, *, at: datetime, by: int | None) -> None:
        """Carry out what the last batch changes."""

    def finish(self, session: Session, *, at: datetime, by: int | None) -> None:
        """What can be done only when every row is stored."""


def comparison_for(session: Session, file: PeopleImport, *, at: datetime) -> Comparison:
    """What judges the rows of that file."""
    known, today = Known.at(session, file.organisation_id), day_in_oslo(at)
    if file.what == "places":
        return PlacesComparison(known, today)
    return PeopleComparison(known, today, Importer.of(session, file.made_by, file.organisation_id, on=today))


def bring(
    session: Session, *, what: str, file: str, organisation_id: int | None, by: int | None, at: datetime
) -> PeopleImport:
    """Note that somebody brought a file; the worker may read it."""
    brought = PeopleImport(
        what=what, file=file, organisation_id=organisation_id, made_by=by, made_at=at, moved_at=at, state="waiting"
    )
    session.add(brought)
    session.flush()
    return brought


def has_work(session: Session, *, at: datetime) -> bool:
    """Whether a file waits to be read."""
    return session.scalar(select(PeopleImport.id).where(_due(at)).limit(1)) is not None


def _due(at: datetime) -> ColumnElement[bool]:
    silent = and_(PeopleImport.state == "reading", PeopleImport.moved_at < at - GIVEN_UP_AFTER)
    return or_(PeopleImport.state == "waiting", silent)


def take(session: Session, *, at: datetime, only: int | None = None) -> PeopleImport | None:
    """A file that waits to be read, or whose reader has fallen silent; from its beginning."""
    due = select(PeopleImport).where(_due(at))
    if only is not None:
        due = due.where(PeopleImport.id == only)
    taken = session.scalar(due.order_by(PeopleImport.id).limit(1).with_for_update(skip_locked=True))
    if taken:
        taken.state, taken.rows_read, taken.moved_at = "reading", 0, at
        session.flush()
    return taken


def expect(session: Session, import_id: int, *, rows: int, left_out: int) -> None:
    """Note how many rows there are, so that one can see how far the reading has come."""
    session.execute(
        update(PeopleImport).where(PeopleImport.id == import_id).values(rows_in_all=rows, left_out=left_out)
    )


def stage(
    session: Session, import_id: int, comparison: Comparison, batch: Sequence[Record], *, expected: int, at: datetime
) -> bool:
    """Judge a batch and keep its rows; False when somebody else has gone on with the file."""
    if not _moved(session, import_id, expected, len(batch), at=at):
        return False
    verdicts = judged(session, import_id, comparison, batch)
    kept = PeopleImportRow
    session.execute(delete(kept).where(kept.import_id == import_id, kept.line.between(batch[0].line, batch[-1].line)))
    session.execute(
        insert(kept),
        [
            {"import_id": import_id, "line": verdict.line, "key": verdict.key, "fate": verdict.fate.value,
             "cells": _cells(record), "told": written(verdict.said)}
            for record, verdict in zip(batch, verdicts, strict=True)
        ],
    )  # fmt: skip
    return True


def _moved(session: Session, import_id: int, expected: int, rows: int, *, at: datetime) -> bool:
    moved = session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.state == "reading", PeopleImport.rows_read == expected)
        .values(rows_read=expected + rows, moved_at=at)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]  # an update's result counts its rows


def judged(session: Session, import_id: int, comparison: Comparison, batch: Sequence[Record]) -> list[Verdict]:
    """What becomes of each row of a batch, after those above it."""
    return comparison.judge(session, batch, _earlier(session, import_id, comparison, batch))


def _earlier(session: Session, import_id: int, comparison: Comparison, batch: Sequence[Record]) -> list[Record]:
    """The rows above the batch that are about the same, as far as they were not refused."""
    keys = sorted({comparison.key_of(record) for record in batch})
    kept = PeopleImportRow
    found = session.execute(
        select(kept.line, kept.cells)
        .where(kept.import_id == import_id, kept.key.in_(keys), kept.line < batch[0].line, kept.fate != Fate.REFUSED)
        .order_by(kept.line)
    )
    return [record_of(line, cells) for line, cells in found]


def finish(session: Session, import_id: int, comparison: Comparison, *, rows: int, at: datetime) -> None:
    """All rows are there: now somebody can look at them."""
    late = [
        {"import_id": import_id, "line": line, "fate": Fate.REFUSED.value, "told": written([said])}
        for line, said in comparison.last_words().items()
    ]
    if late:
        session.execute(update(PeopleImportRow), late)
    session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.state == "reading", PeopleImport.rows_read == rows)
        .values(state="ready", rows_in_all=rows, moved_at=at)
    )


def refuse(session: Session, import_id: int, refused: FileRefused, *, at: datetime) -> None:
    """The file cannot be read; nothing of it is taken."""
    session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == import_id))
    session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.state == "reading")
        .values(state="refused", problem=written(refused.said), ended_at=at)
    )


def compare_again(session: Session, file: PeopleImport, *, at: datetime) -> None:
    """Back to the worker's line: what was read is compared with what is here now."""
    file.state, file.rows_read, file.moved_at = "waiting", 0, at
    session.flush()


def drop(session: Session, file: PeopleImport, *, at: datetime) -> None:
    """Somebody says no: nothing of it is kept but that it was brought. What is done stays done."""
    going = (PeopleImport.id == file.id, PeopleImport.state != "done")
    dropped = session.execute(update(PeopleImport).where(*going).values(state="dropped", ended_at=at))
    if dropped.rowcount:  # type: ignore[attr-defined]  # an update's result counts its rows
        session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == file.id))
    session.refresh(file)


def is_wanted(session: Session, import_id: int) -> bool:
    """Whether somebody may still read or carry out the file: nobody has dropped or forgotten it."""
    going = (PeopleImport.id == import_id, PeopleImport.ended_at.is_(None))
    return session.scalar(select(PeopleImport.id).where(*going)) is not None


def hold(session: Session, file: PeopleImport) -> None:
    """Let nobody else go on with it until this transaction is over."""
    session.execute(select(PeopleImport.id).where(PeopleImport.id == file.id).with_for_update())


def unfinished(session: Session, *, by: int, organisation_id: int | None) -> Sequence[PeopleImport]:
    """What somebody brought to a place and has not carried out; only the newest file of each is looked at."""
    asked = select(PeopleImport).where(PeopleImport.made_by == by, PeopleImport.ended_at.is_(None))
    here = PeopleImport.organisation_id
    asked = asked.where(here.is_(None) if organisation_id is None else here == organisation_id)
    return session.scalars(asked).all()


def page_of_rows(session: Session, import_id: int, fate: Fate, *, page: int, size: int) -> Sequence[PeopleImportRow]:
    """Some rows with that fate, in the order of the file."""
    asked = (
        select(PeopleImportRow)
        .where(PeopleImportRow.import_id == import_id, PeopleImportRow.fate == fate.value)
        .order_by(PeopleImportRow.line)
        .limit(size)
        .offset((page - 1) * size)
    )
    return session.scalars(asked).all()


def forget(session: Session, import_id: int) -> None:
    """As if nobody had brought it."""
    session.execute(delete(PeopleImport).where(PeopleImport.id == import_id))


def kept_records(session: Session, import_id: int) -> Iterator[list[Record]]:
    """The rows of a file that was read, some hundred at a time; they may be judged anew meanwhile."""
    kept, last = PeopleImportRow, 0
    asked = select(kept.line, kept.cells).where(kept.import_id == import_id).order_by(kept.line).limit(BATCH)
    while rows := session.execute(asked.where(kept.line > last)).all():
        last = rows[-1].line
        yield [record_of(line, cells) for line, cells in rows]


def kept_rows(
    session: Session, import_id: int, *conditions: ColumnElement[bool], size: int = BATCH
) -> Iterator[Sequence[PeopleImportRow]]:
    """The kept rows themselves, in the order of the file; each batch is forgotten when the next is asked for."""
    last = 0
    while True:
        rows = session.scalars(
            select(PeopleImportRow)
            .where(PeopleImportRow.import_id == import_id, PeopleImportRow.line > last, *conditions)
            .order_by(PeopleImportRow.line)
            .limit(size)
        ).all()
        if not rows:
            return
        last = rows[-1].line
        yield rows
        for row in rows:
            session.expunge(row)


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Some at a time."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def row_counts(session: Session, import_id: int) -> dict[Fate, int]:
    """How many rows have each fate."""
    counted = session.execute(
        select(PeopleImportRow.fate, func.count())
        .where(PeopleImportRow.import_id == import_id)
        .group_by(PeopleImportRow.fate)
    )
    found = {Fate(fate): number for fate, number in counted}
    return {fate: found.get(fate, 0) for fate in Fate}


def number_touched(session: Session, import_id: int) -> int:
    """How many people, or places, the file would make or change."""
    touched = PeopleImportRow.fate.in_((Fate.CREATED.value, Fate.CHANGED.value))
    counted = select(func.count(PeopleImportRow.key.distinct())).where(PeopleImportRow.import_id == import_id, touched)
    return session.scalar(counted) or 0


def cells_of(row: PeopleImportRow) -> dict[str, str]:
    """The cells of a kept row under their columns."""
    cells: dict[str, str] = json.loads(row.cells)
    cells.pop(_TROUBLE, None)
    return cells


def _cells(record: Record) -> str:
    trouble = {_TROUBLE: written([record.trouble])} if record.trouble else {}
    return json.dumps({**record.cells, **trouble}, ensure_ascii=False)


def record_of(line: int, kept: str) -> Record:
    """The record a kept row was made of."""
    cells: dict[str, str] = json.loads(kept)
    trouble = read(cells.pop(_TROUBLE, ""))
    return Record(line, cells, trouble[0] if trouble else None)
