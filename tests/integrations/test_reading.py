"""A brought file is read in batches: by the worker too, after a fall too, and without filling the memory."""

import gc
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from courseengine.core.people.imports import staging
from courseengine.core.people.imports.applying import apply
from courseengine.core.people.imports.known import Somebody
from courseengine.core.people.imports.records import Record
from courseengine.core.people.imports.rows import Row
from courseengine.core.people.models import PeopleImport, PeopleImportRow, Person
from courseengine.integrations import imports

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)


def people(number: int) -> bytes:
    rows = [f"Skole {n % 40};Trinn {n % 7};Person {n};p{n}@x.no;teacher" for n in range(number)]
    return "\n".join(["school;team;name;email;role", *rows]).encode()


@pytest.fixture
def brought(database, tmp_path):
    """Lays down a file for the worker, and gives its id."""

    def bring(content: bytes, name: str = "p.csv") -> int:
        with database.writing() as session:
            file = staging.bring(session, what="people", file=name, organisation_id=None, by=None, at=AT)
            imports.keep(tmp_path, file.public_id, BytesIO(content))
            return file.id

    return bring


def state(database, import_id: int) -> PeopleImport:
    with database.reading() as session:
        return session.get_one(PeopleImport, import_id)


def test_the_worker_reads_what_waits_and_takes_the_file_away(database, tmp_path, brought):
    first, second = brought(people(1_200)), brought(people(3))

    assert imports.read_next(database, tmp_path, now=lambda: AT) is True
    assert (state(database, first).state, state(database, second).state) == ("ready", "waiting")
    assert imports.read_next(database, tmp_path, now=lambda: AT) is True
    assert imports.read_next(database, tmp_path, now=lambda: AT) is False

    file = state(database, first)
    assert (file.rows_in_all, file.rows_read) == (1_200, 1_200)
    assert list(imports.folder_in(tmp_path).iterdir()) == []


def test_brought_files_are_ours_alone(database, tmp_path, brought):
    brought(b"x")

    (path,) = imports.folder_in(tmp_path).iterdir()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_how_far_it_has_come_can_be_seen_from_outside(database, tmp_path, brought):
    id_ = brought(people(1_200))
    seen = []

    with database.writing() as session:
        file = staging.take(session, at=AT)
    imports.read_through(
        database, tmp_path, file, now=lambda: AT, tell=lambda *_: seen.append(state(database, id_).rows_read)
    )

    assert seen == [500, 1_000, 1_200]


def test_a_reader_that_fell_is_followed_by_the_next(database, tmp_path, brought):
    id_ = brought(people(1_200))
    with database.writing() as session:
        file = staging.take(session, at=AT)

    def fall(read: int, _rows: int) -> None:
        if read == 1_000:
            raise SystemExit

    with pytest.raises(SystemExit):
        imports.read_through(database, tmp_path, file, now=lambda: AT, tell=fall)
    assert (state(database, id_).state, state(database, id_).rows_read) == ("reading", 1_000)
    assert imports.read_next(database, tmp_path, now=lambda: AT) is False

    later = AT + staging.GIVEN_UP_AFTER + timedelta(seconds=1)
    assert imports.read_next(database, tmp_path, now=lambda: later) is True

    assert (state(database, id_).state, state(database, id_).rows_read) == ("ready", 1_200)
    with database.reading() as session:
        lines = session.scalars(select(PeopleImportRow.line)).all()
        assert sorted(lines) == list(range(2, 1_202))


def test_a_reader_who_was_slow_stops_when_another_has_gone_on(database, tmp_path, brought):
    id_ = brought(people(1_200))
    with database.writing() as session:
        file = staging.take(session, at=AT)

    def be_overtaken(read: int, _rows: int) -> None:
        if read == 500:
            with database.writing() as session:
                staging.take(session, at=AT + staging.GIVEN_UP_AFTER * 2)

    imports.read_through(database, tmp_path, file, now=lambda: AT, tell=be_overtaken)

    assert (state(database, id_).state, state(database, id_).rows_read) == ("reading", 0)
    assert len(list(imports.folder_in(tmp_path).iterdir())) == 1


def test_somebody_stops_it_while_it_is_read(database, tmp_path, brought):
    id_ = brought(people(1_200))
    with database.writing() as session:
        file = staging.take(session, at=AT)

    def stop(_read: int, _rows: int) -> None:
        with database.writing() as session:
            staging.drop(session, session.get_one(PeopleImport, id_), at=AT)

    imports.read_through(database, tmp_path, file, now=lambda: AT, tell=stop)

    assert state(database, id_).state == "dropped"
    assert list(imports.folder_in(tmp_path).iterdir()) == []


def test_what_nobody_foresaw_refuses_the_file_and_is_logged_without_a_word_of_it(
    database, tmp_path, brought, monkeypatch, caplog
):
    def fail(*_args, **_more):
        raise KeyError("kari@x.no")

    id_ = brought(people(3))
    monkeypatch.setattr(imports, "open_file", fail)

    assert imports.read_next(database, tmp_path, now=lambda: AT) is True

    file = state(database, id_)
    assert (file.state, "The file cannot be read, and the fault may be ours." in file.problem) == ("refused", True)
    assert [record.getMessage() for record in caplog.records] == [f"import {id_}: KeyError"]
    assert list(imports.folder_in(tmp_path).iterdir()) == []


def test_half_a_file_is_not_kept(tmp_path):
    class Broken(BytesIO):
        def read(self, _size=-1):
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        imports.keep(tmp_path, "p", Broken())

    assert list(imports.folder_in(tmp_path).iterdir()) == []


def test_what_was_left_is_swept_away_after_a_day(tmp_path):
    old, new = (imports.keep(tmp_path, name, BytesIO(b"x")) for name in ("old", "new"))
    os.utime(old, (0, 0))

    imports.sweep(tmp_path)

    assert list(imports.folder_in(tmp_path).iterdir()) == [new]


def test_a_file_that_cannot_be_read_is_refused_as_a_whole(database, tmp_path, brought):
    id_ = brought(people(1_200).replace(b"Person 900;", b'"Person 900;'))

    imports.read_next(database, tmp_path, now=lambda: AT)

    file = state(database, id_)
    assert (file.state, "The quotation marks in the row that begins in line %(line)d" in file.problem) == (
        "refused",
        True,
    )
    with database.reading() as session:
        assert session.scalars(select(PeopleImportRow)).all() == []


def test_what_was_read_can_be_compared_again_without_the_file(database, tmp_path, brought):
    id_ = brought(people(1_200))
    imports.read_next(database, tmp_path, now=lambda: AT)
    with database.writing() as session:
        session.add(Person(name="Annen", email="p7@x.no", created_at=AT))
        staging.compare_again(session, session.get_one(PeopleImport, id_), at=AT)

    imports.read_next(database, tmp_path, now=lambda: AT)

    assert state(database, id_).state == "ready"
    with database.reading() as session:
        row = session.get_one(PeopleImportRow, (id_, 9))
        assert "Annen" in row.told
    with database.writing() as session:
        apply(session, session.get_one(PeopleImport, id_), at=AT)
        assert session.scalars(select(Person.name).where(Person.email == "p7@x.no")).one() == "Person 7"


def test_memory_does_not_grow_with_the_rows(database, tmp_path, brought):
    def alive() -> Counter:
        gc.collect()
        kinds = (Row, Record, Somebody, PeopleImportRow)
        return Counter(type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, kinds))

    most: Counter = Counter()
    id_ = brought(people(6_000))
    with database.writing() as session:
        file = staging.take(session, at=AT)

    imports.read_through(database, tmp_path, file, now=lambda: AT, tell=lambda *_: most.__ior__(alive()))

    assert state(database, id_).rows_read == 6_000
    assert most["Record"] <= 2 * staging.BATCH
    assert most["Row"] + most["Somebody"] + most["PeopleImportRow"] <= 2 * staging.BATCH
