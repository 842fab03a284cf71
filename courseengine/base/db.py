"""How we speak to the database: base class, column types, connection.

SQLite and PostgreSQL serve alike. A reading session runs in autocommit; a session that may write
begins with ``BEGIN IMMEDIATE`` on SQLite, since a transaction that has read first and then wants
to write fails at once when another writer was faster, whatever the busy timeout.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    DateTime,
    Engine,
    Executable,
    MetaData,
    String,
    create_engine,
    event,
    false,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware on the way in, UTC and aware on the way out. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; give it back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


SortKey = String().with_variant(String(collation="C"), "postgresql")
"""Text that is compared byte by byte on both databases."""


@dataclass(frozen=True)
class Privacy:
    """What a table holds about people, why, and how long it stays."""

    holds: str
    why: str
    until: str


NOTHING_PERSONAL = Privacy(holds="nothing", why="-", until="-")


class Base(DeclarativeBase):
    """Every table. Each says what it holds about people in ``privacy``."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UTCDateTime, str: String}
    privacy: ClassVar[Privacy]


def public_id() -> str:
    """A random id for addresses: 12 characters, 72 bits, says nothing about its row."""
    return secrets.token_urlsafe(9)


_CONNECTION, _USED = "connection", "used"
IDLE = 5
"""seconds without use after which a connection to PostgreSQL is asked whether it still lives"""


class Database:
    """The one door to the database: an engine, and sessions that read or write."""

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine made by ``connect``."""
        self.engine = engine
        self._write = sessionmaker(engine, expire_on_commit=False)
        if engine.dialect.name == "sqlite":
            # Not isolation_level="AUTOCOMMIT": the dialect would ask a PRAGMA at every return to the pool.
            self._reading = engine.execution_options(reading=True)
        else:
            self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for questions, in autocommit: no transaction is held open."""
        with (
            self._reading.connect() as connection,
            Session(connection, expire_on_commit=False, info={_CONNECTION: connection}) as session,
        ):
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for a change: leaving commits, raising rolls back."""
        with self._write() as session, session.begin():
            yield session


def ask(session: Session, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Put a question of plain columns, past the ORM: the busiest pages ask this way.

    The session's own ``execute`` costs three times as much for the same rows.
    """
    connection: Connection = session.info.get(_CONNECTION) or session.connection()
    return connection.execute(statement, values)


def among(column: ColumnElement[Any] | InstrumentedAttribute[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a column is one of these.

    Most people are at one place and lead none: what can never hold is left out of the question, and
    a list of one is no list, which takes the database library less time to put.
    """
    if not ids:
        return false()
    return column == next(iter(ids)) if len(ids) == 1 else column.in_(ids)


def was_added(session: Session, row: Base) -> bool:
    """Add a row, unless somebody else added the same one in the same moment; the session goes on either way."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def connect(url: str, *, synchronous: str = "FULL") -> Database:
    """Open ``url`` (``sqlite:///…`` or ``postgresql://…``) with the settings we rely on."""
    if url.startswith("sqlite"):
        engine = create_engine(url, max_overflow=-1)  # the server's threads are the limit
        _prepare_sqlite(engine, synchronous)
    else:
        engine = create_engine(
            url,
            max_overflow=-1,  # the server's threads are the limit
            connect_args={
                "connect_timeout": 5,
                "options": "-c statement_timeout=10000 -c lock_timeout=3000 -c timezone=utc",
            },
        )
        _ask_the_idle(engine)
    return Database(engine)


def _ask_the_idle(engine: Engine) -> None:
    """Ask a connection that has lain idle whether it still lives; those in use have just shown it.

    What ``pool_pre_ping`` does at every checkout is a third question to every two of a busy page.
    """

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_USED] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask_it(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        used = record.info.get(_USED)
        if used is not None and monotonic() - used > IDLE:
            try:
                engine.dialect.do_ping(connection)
            except Exception as error:
                raise DisconnectionError from error


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in (
            "busy_timeout=5000",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "cache_size=-64000",
            "mmap_size=268435456",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
