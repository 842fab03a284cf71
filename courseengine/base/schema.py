"""Which tables the database has, and how it gets those of this release.

Migrations are files in ``migrations/versions``, one a change, named by their date; the name is
the revision. An upgrade takes a lock, so that two at once wait for each other, and is one
transaction: all of it or nothing. They import no models, since they must say the same in years.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from courseengine.base.db import Database
from courseengine.base.errors import Conflict, Invalid

ADVISORY_LOCK = 7_305_031_913
"""The number PostgreSQL knows our upgrade lock by; it only has to be ours alone."""


@dataclass(frozen=True)
class Revision:
    """One step of the tables: its name and what it does."""

    name: str
    does: str


def revisions() -> list[Revision]:
    """All steps, the oldest first."""
    steps = ScriptDirectory.from_config(_settings()).walk_revisions()
    return [Revision(step.revision, step.doc) for step in reversed(list(steps))]


def current(database: Database) -> str | None:
    """The newest step the database has taken; None for an empty one."""
    with database.engine.connect() as connection:
        return _current(connection)


@cache
def newest() -> str:
    """The step this release works on."""
    return revisions()[-1].name


def check(database: Database) -> None:
    """Refuse a database whose tables are not those of this release; the sentence names the command."""
    found = current(database)
    if found == newest():
        return
    if found is not None and found not in {step.name for step in revisions()}:
        raise Invalid(
            'The database is at "%(found)s", which this release does not know. Install the release that made it.',
            found=found,
        )
    if found is None:
        raise Invalid("The database has no tables yet. Make them with: courseengine db upgrade")
    raise Invalid("The database is older than this release. Bring it up to date with: courseengine db upgrade")


def upgrade(database: Database, to: str = "head") -> list[Revision]:
    """Take every step that is missing, and give those that were taken."""
    return _migrate(database, to, command.upgrade)


def downgrade(database: Database, to: str = "base") -> None:
    """Go back to an earlier step. What the later ones kept is lost."""
    _migrate(database, to, command.downgrade)


def _migrate(database: Database, to: str, move: Callable[[AlembicConfig, str], None]) -> list[Revision]:
    with database.engine.connect() as connection:
        _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                _lock(connection)
                before = _current(connection)
                settings = _settings()
                settings.attributes["connection"] = connection
                move(settings, to)
                _look_for_strays(connection)
                after = _current(connection)
        finally:
            _foreign_keys(connection, on=True)
    names = [step.name for step in revisions()]
    first, last = (names.index(name) + 1 if name in names else 0 for name in (before, after))
    return revisions()[first:last]


def _settings() -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    return settings


def _folder() -> Path:
    package = Path(__file__).parent.parent
    installed = package / "migrations"  # a wheel carries them inside the package
    return installed if installed.is_dir() else package.parent / "migrations"


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _lock(connection: Connection) -> None:
    """On SQLite the transaction itself is the lock, since it begins as a writer's."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text("set local lock_timeout = '60s'"))
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite rebuilds a table to change it; with foreign keys on, that would delete what points at it.

    The switch does nothing inside a transaction, so it is thrown on the driver's connection.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _look_for_strays(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        stray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if stray is not None:
            raise Conflict(f"A row of {stray[0]} would point at nothing. Nothing was changed.")
