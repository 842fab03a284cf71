"""How long a municipality takes: ten thousand rows read, compared and carried out, and how much memory.

A process of its own does it, so that its highest mark of memory is that of the import. It does it
for a tenth of the rows as well: the ratio of the two should be ten in time and about one in
memory. The floor is what SQLite needs to take in the same rows without a question.
"""

import multiprocessing
import resource
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from courseengine.base import schema
from courseengine.base.db import Database, connect
from courseengine.core.people.imports import staging
from courseengine.core.people.imports.applying import apply
from courseengine.core.people.models import PeopleImport
from courseengine.integrations import imports

ROWS = 10_000
HEADER = ["owner", "school", "team", "name", "email", "role"]


class Took(NamedTuple):
    """Seconds and megabytes."""

    staged: float
    applied: float
    again: float
    """reading the same file once more, when nothing is to be done"""
    before: float
    """MB of the process before the import"""
    most: float


def people(number: int) -> list[list[str]]:
    """A municipality of schools with teams."""
    return [
        ["Storvik", f"Skole {n % 80}", f"Trinn {n % 560 // 80}", f"Person {n} Etternavn", f"p{n}@x.no", "teacher"]
        for n in range(number)
    ]


def write(path: Path, number: int) -> None:
    """The file, as CSV or as a spreadsheet."""
    rows = [HEADER, *people(number)]
    if path.suffix == ".csv":
        path.write_text("\n".join(";".join(row) for row in rows), "utf-8")
        return
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)


def measure(folder: Path, file: Path, answer: Connection) -> None:
    """Bring the file twice, and say what it took."""
    database = connect(f"sqlite:///{folder / 'bench.db'}")
    schema.upgrade(database)
    _read(folder, database, _small(folder))
    before = _megabytes()
    began = time.perf_counter()
    first = _read(folder, database, file)
    staged = time.perf_counter()
    with database.writing() as session:
        apply(session, session.get_one(PeopleImport, first), at=datetime.now(UTC))
    applied = time.perf_counter()
    _read(folder, database, file)
    again = time.perf_counter()
    answer.send(Took(staged - began, applied - staged, again - applied, before, _megabytes()))


def _small(folder: Path) -> Path:
    """So that what is loaded once is loaded before."""
    path = folder / "small.csv"
    write(path, 10)
    return path


def _read(folder: Path, database: Database, content: Path) -> int:
    at = datetime.now(UTC)
    with database.writing() as session, content.open("rb") as opened:
        file = staging.bring(session, what="people", file=content.name, organisation_id=None, by=None, at=at)
        imports.keep(folder, file.public_id, opened)
        staging.take(session, at=at, only=file.id)
    imports.read_through(database, folder, file, now=lambda: datetime.now(UTC))
    return file.id


def _megabytes() -> float:
    """The highest mark of this process; Linux's ``ru_maxrss`` would begin at that of whoever started it."""
    status = Path("/proc/self/status")
    if status.exists():
        mark = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(mark.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def floor(number: int) -> float:
    """Seconds that SQLite needs to take in as many rows of the same text, in batches, and people and roles of them."""
    with tempfile.TemporaryDirectory() as name:
        connection = sqlite3.connect(Path(name) / "floor.db")
        connection.execute("create table row (id integer primary key, cells text)")
        rows = [(";".join(row),) for row in people(number)]
        began = time.perf_counter()
        for _ in range(3):
            for start in range(0, number, staging.BATCH):
                with connection:
                    connection.executemany("insert into row (cells) values (?)", rows[start : start + staging.BATCH])
        return time.perf_counter() - began


def run() -> None:
    """Print what the two sizes take, as CSV and as a spreadsheet."""
    print(f"\n{'import':<14}{'read s':>8}{'apply s':>9}{'again s':>9}{'× floor':>9}{'MB more':>9}  promise")
    for ending in (".csv", ".xlsx"):
        for number in (ROWS // 10, ROWS):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                file = folder / f"people{ending}"
                write(file, number)
                took = _in_a_process(folder, file)
            ratio = (took.staged + took.applied) / floor(number)
            promise = "< 60 s, bounded memory" if number == ROWS else ""
            print(
                f"{number:>6} {ending[1:]:<7}{took.staged:>8.2f}{took.applied:>9.2f}{took.again:>9.2f}"
                f"{ratio:>9.0f}{took.most - took.before:>9.1f}  {promise}"
            )


def _in_a_process(folder: Path, file: Path) -> Took:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=measure, args=(folder, file, theirs))
    process.start()
    took: Took = ours.recv()
    process.join()
    return took


if __name__ == "__main__":
    run()
