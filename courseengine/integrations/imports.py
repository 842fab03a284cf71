"""A brought file is read from the disk and compared, batch by batch.

Short files are read while somebody waits; long ones by the worker, each batch in a transaction of
its own, so that nobody waits for the whole and one can see how far it has come. Whoever stops in
the middle leaves a file that the next one takes up from its beginning. The file itself is kept
until it has been read, where only we can read it.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy.orm import Session

from courseengine.base.db import Database
from courseengine.base.i18n import N_
from courseengine.core.people.imports import staging
from courseengine.core.people.imports.records import Record
from courseengine.core.people.imports.said import FileRefused, Said
from courseengine.core.people.models import PeopleImport
from courseengine.integrations.people_files import MOST_BYTES, open_file

log = logging.getLogger(__name__)

SHORT_ROWS = 1_000
SHORT_BYTES = 300_000
"""what is read while somebody waits: well under two seconds"""
LEFT_AFTER = 86_400
"""seconds until a file is taken away that was not read"""


class Source(Protocol):
    """The records of a file; it can be read more than once."""

    left_out: int
    """how many others there were, known when it has been read"""

    def __iter__(self) -> Iterator[Record]:
        """Read it from its beginning."""


Tell = Callable[[int, int], None]
"""is told how many rows have been read, and of how many"""


def folder_in(data_dir: Path) -> Path:
    """Where brought files lie until they have been read."""
    folder = data_dir / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(data_dir: Path, public_id: str, content: IO[bytes]) -> Path:
    """Lay a brought file down, for us alone to read; one byte more than it may have is enough to refuse it."""
    path = folder_in(data_dir) / public_id
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        try:
            left = MOST_BYTES + 1
            while left > 0 and (chunk := content.read(min(left, 1 << 20))):
                out.write(chunk)
                left -= len(chunk)
        except BaseException:  # a full disk, a broken line: nobody comes back to half a file
            discard(data_dir, public_id)
            raise
    return path


def discard(data_dir: Path, public_id: str) -> None:
    """Take a brought file away: it has been read, or nobody wants it any more."""
    folder_in(data_dir).joinpath(public_id).unlink(missing_ok=True)


def sweep(data_dir: Path) -> None:
    """Take away files that nobody came back to, or whose import was never noted. By the disk's own clock."""
    for path in folder_in(data_dir).iterdir():
        with suppress(FileNotFoundError):  # another worker was faster
            if path.stat().st_mtime < time.time() - LEFT_AFTER:
                path.unlink()


def read_at_once(session: Session, data_dir: Path, file: PeopleImport, *, at: datetime) -> None:
    """Read a short file in the transaction of whoever brought it; a long one is left to the worker."""
    path = folder_in(data_dir) / file.public_id
    if path.exists() and SHORT_BYTES < path.stat().st_size <= MOST_BYTES:
        return
    try:
        source = _source(path, file, session)
        rows = _count(source)
        if rows > SHORT_ROWS:
            return
        staging.take(session, at=at, only=file.id)
        staging.expect(session, file.id, rows=rows, left_out=source.left_out)
        comparison = staging.comparison_for(session, file, at=at)
        read = 0
        for batch in staging.batches(source):
            staging.stage(session, file.id, comparison, batch, expected=read, at=at)
            read += len(batch)
        staging.finish(session, file.id, comparison, rows=read, at=at)
    except FileRefused as refused:
        staging.take(session, at=at, only=file.id)
        staging.refuse(session, file.id, refused, at=at)
    session.refresh(file)
    discard(data_dir, file.public_id)


def read_next(database: Database, data_dir: Path, *, now: Callable[[], datetime]) -> bool:
    """The worker's turn: read the file that has waited longest, if one waits."""
    at = now()
    with database.reading() as session:
        if not staging.has_work(session, at=at):
            return False
    with database.writing() as session:
        file = staging.take(session, at=at)
    if file:
        read_through(database, data_dir, file, now=now)
    return file is not None


def read_through(
    database: Database, data_dir: Path, file: PeopleImport, *, now: Callable[[], datetime], tell: Tell | None = None
) -> None:
    """Read a file that was taken, to its end; stops when somebody else has gone on with it."""
    path = folder_in(data_dir) / file.public_id
    try:
        with database.reading() as session:
            source = _source(path, file, session)
            if not _stage_all(database, file, source, now=now, tell=tell):
                if not staging.is_wanted(session, file.id):
                    discard(data_dir, file.public_id)
                return
    except FileRefused as refused:
        with database.writing() as session:
            staging.refuse(session, file.id, refused, at=now())
    except Exception as error:
        # The type alone: a message may carry what stands in the file. Read again, it would only fail again.
        log.error("import %d: %s", file.id, type(error).__name__)
        message = N_("The file cannot be read, and the fault may be ours. Tell whoever runs this site.")
        with database.writing() as session:
            staging.refuse(session, file.id, FileRefused(Said("", message)), at=now())
    discard(data_dir, file.public_id)


def _stage_all(
    database: Database, file: PeopleImport, source: Source, *, now: Callable[[], datetime], tell: Tell | None
) -> bool:
    rows, read = _count(source), 0
    with database.writing() as session:
        staging.expect(session, file.id, rows=rows, left_out=source.left_out)
        comparison = staging.comparison_for(session, file, at=now())
    for batch in staging.batches(source):
        with database.writing() as session:
            if not staging.stage(session, file.id, comparison, batch, expected=read, at=now()):
                return False
        read += len(batch)
        if tell:
            tell(read, rows)
    with database.writing() as session:
        staging.finish(session, file.id, comparison, rows=read, at=now())
    return True


def _source(path: Path, file: PeopleImport, session: Session) -> Source:
    """The file; when it has been read already, the rows that are kept of it."""
    return open_file(path, file.file, what=file.what) if path.exists() else _Kept(session, file.id, file.left_out)


def _count(source: Source) -> int:
    rows = sum(1 for _ in source)
    if not rows:
        raise FileRefused(Said("", N_("There is nobody in the file, and no place.")))
    return rows


@dataclass
class _Kept:
    """The rows of a file that was read once."""

    session: Session
    import_id: int
    left_out: int

    def __iter__(self) -> Iterator[Record]:
        for batch in staging.kept_records(self.session, self.import_id):
            yield from batch
