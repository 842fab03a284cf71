"""What every test may ask for.

``session`` is one transaction that is rolled back: for operations and queries. ``database`` is
for what opens sessions of its own; it is emptied afterwards. Both run on SQLite and on PostgreSQL.
``databases`` makes more of them, for a world that is costly to make and is copied.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from hypothesis import settings
from sqlalchemy import event
from sqlalchemy.orm import Session

from courseengine.base.db import Database
from tests.databases import KINDS, Databases, empty

settings.register_profile("courseengine", deadline=None)  # a busy machine is no failure
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("courseengine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that make films where the programs for it are missing; `make test` gets them as root."""
    if shutil.which("ffmpeg") and shutil.which("espeak-ng"):
        return
    left_out = [item for item in items if item.get_closest_marker("makes_media")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases with this release's tables."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.take_away()


@pytest.fixture(scope="session", params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database a test runs on: each test that asks runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def shared_database(databases: Databases, database_kind: str) -> Database:
    """One database of each kind, which tests leave as empty as they found it."""
    return databases.fresh(database_kind)


@pytest.fixture
def database(shared_database: Database) -> Iterator[Database]:
    """A database without a row, for what opens its own sessions."""
    yield shared_database
    empty(shared_database)


@pytest.fixture
def session(shared_database: Database) -> Iterator[Session]:
    """One transaction that is rolled back when the test is over; a commit in it is a savepoint."""
    with shared_database.engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        transaction.rollback()


@pytest.fixture
def statements(shared_database: Database) -> Callable[[], AbstractContextManager[list[str]]]:
    """Counts the questions to the database: ``with`` it open, every one is noted in a list."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")):
                asked.append(statement)

        event.listen(shared_database.engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(shared_database.engine, "before_cursor_execute", note)

    return counting
