"""The application on the demo world, and people who are signed in to it.

The world is built once a kind of database and copied for every test, so a test may change what
it likes. Its clock stands at ``AT``, in the middle of a working day, and runs on from there; the
demo command sets it the same way. Tests run on SQLite; those marked ``both_databases`` run on
PostgreSQL as well. CSRF tokens are checked only where a test asks for ``with_csrf``.
"""

import dataclasses
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from courseengine.app import create_app
from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.cli.demo.command import content_folders
from courseengine.cli.demo.world import World, build_world
from courseengine.config import Config
from courseengine.core.accounts import invitations
from courseengine.core.accounts.sessions import start_session
from courseengine.core.course.compiler import Compiled, compile_course
from courseengine.core.course.publishing import publish
from courseengine.core.meetings.models import Meeting
from courseengine.core.outbox import OutgoingMail
from courseengine.core.people.operations import add_membership
from courseengine.core.people.roles import Role
from tests.databases import KINDS, Databases
from tests.web.hostile import make_hostile

AT = clock.in_oslo(datetime(2026, 11, 17).date(), datetime(2026, 11, 17, 10, 0).time())  # noqa: DTZ001  a wall time
"""A Tuesday morning: Furulia works on module 2, and module 3 opens before Christmas."""

Hands = Callable[[str], FlaskClient]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kind" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("kind", KINDS, indirect=True)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database the test runs on."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Nothing: pytest-flask's own would lend one ``g`` to all the requests of a test."""


@pytest.fixture(autouse=True)
def at() -> Iterator[datetime]:
    """The instant the test begins at."""
    clock.start_at(AT)
    yield AT
    clock._shift = timedelta()


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The settings of a small installation on this machine."""
    folder = tmp_path_factory.mktemp("installation")
    return Config(data_dir=folder, secret_key="only for tests, but long enough to sign with")


@pytest.fixture(scope="session")
def app(config: Config) -> Flask:
    """The application; ``world`` gives it a database for each test."""
    app = create_app(config)
    app.config.update(TESTING=False, WTF_CSRF_ENABLED=False)  # errors become pages, as they do for readers
    return app


@pytest.fixture(scope="session")
def compiled() -> list[Compiled]:
    """The courses that ship."""
    return [compile_course(folder) for folder in content_folders()]


@dataclass
class Worlds:
    """Builds each kind of world once, and lends copies."""

    databases: Databases
    compiled: list[Compiled]
    config: Config

    def __post_init__(self) -> None:
        """Nothing is built until somebody asks."""
        self._built: dict[tuple[str, bool], tuple[str, World]] = {}

    def copy(self, kind: str, *, hostile: bool = False) -> tuple[Database, World]:
        """A database with the world in it, for one test."""
        if (kind, hostile) not in self._built:
            self._built[kind, hostile] = self._build(kind, hostile=hostile)
        name, world = self._built[kind, hostile]
        return self.databases.open(kind, like=name), world

    def _build(self, kind: str, *, hostile: bool) -> tuple[str, World]:
        database = self.databases.fresh(kind)
        with database.writing() as session:
            for compiled in self.compiled:
                assert compiled.editions, [one for one in compiled.problems if one.level == "error"]
                publish(session, compiled, media_dir=self.config.media_dir, at=AT)
            world = build_world(session, *(compiled.editions["nb"] for compiled in self.compiled), at=AT)
            if hostile:
                make_hostile(session, world)
        database.engine.dispose()
        return self.databases.name_of(database), world


@pytest.fixture(scope="session")
def worlds(databases: Databases, compiled: list[Compiled], config: Config) -> Worlds:
    """The worlds there are."""
    return Worlds(databases, compiled, config)


@pytest.fixture
def world(app: Flask, worlds: Worlds, databases: Databases, kind: str) -> Iterator[World]:
    """The demo world, in a database of the test's own."""
    with _lent(app, databases, *worlds.copy(kind)) as world:
        yield world


@pytest.fixture
def hostile_world(app: Flask, worlds: Worlds, databases: Databases, kind: str) -> Iterator[World]:
    """The same with names and texts that try to be code, formulas or very long: see ``hostile.py``."""
    with _lent(app, databases, *worlds.copy(kind, hostile=True)) as world:
        yield world


@contextmanager
def _lent(app: Flask, databases: Databases, database: Database, world: World) -> Iterator[World]:
    before = app.extensions["database"]
    app.extensions["database"] = database
    for kept in ("plans", "screens", "rooms"):
        app.extensions[kept].clear()  # a copy's runs look like those of the last test, and may be changed otherwise
    yield world
    app.extensions["database"] = before
    databases.drop(database)


@pytest.fixture
def database(app: Flask, world: World) -> Database:
    """The database of the test, for looking behind the pages."""
    found: Database = app.extensions["database"]
    return found


@pytest.fixture
def stranger(app: Flask, request: pytest.FixtureRequest) -> FlaskClient:
    """Somebody who is not signed in."""
    _need_world(request)
    return app.test_client()


@pytest.fixture
def as_person(app: Flask, request: pytest.FixtureRequest) -> Hands:
    """Signs somebody of the world in, by their first name in lower case: ``as_person("anne")``."""
    world = _need_world(request)

    def signed_in(key: str) -> FlaskClient:
        client = app.test_client()
        with app.extensions["database"].writing() as session:
            token = start_session(session, world.people[key].id, at=clock.now(), strong=True)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    return signed_in


def _need_world(request: pytest.FixtureRequest) -> World:
    hostile = "hostile_world" in request.fixturenames
    world: World = request.getfixturevalue("hostile_world" if hostile else "world")
    return world


@pytest.fixture
def with_csrf(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSRF tokens are checked, as they are outside the tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def csrf(client: FlaskClient, path: str = "/sign-in") -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path, follow_redirects=True).text)
    assert found, f"no form on {path}"
    return found[1]


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements that reach the database within a ``with``."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []
        engine = app.extensions["database"].engine

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def letters(database):
    """Who has been written to since, and what: message and address."""

    def sent():
        with database.reading() as session:
            rows = session.execute(select(OutgoingMail.message, OutgoingMail.email).order_by(OutgoingMail.id))
            return [(message, email.partition("@")[0]) for message, email in rows]

    return sent


@pytest.fixture
def lead_too(database, world):
    """Lets somebody else lead Furulia as well."""

    def make(key, **more):
        with database.writing() as session:
            add_membership(
                session,
                person=session.merge(world.people[key]),
                organisation=session.merge(world.places["furulia"]),
                role=Role.SCHOOL_LEADER,
                at=world.at,
                **more,
            )

    return make


@pytest.fixture
def republish(compiled, config, database, world):
    """Publishes a course that ships once more, with something about it changed."""

    def published(id_, **changed):
        course, version = next(one for one in compiled if one.course.id == id_), secrets.token_hex(16)
        editions = {
            code: edition.model_copy(update=changed | {"version": version}) for code, edition in course.editions.items()
        }
        with database.writing() as session:
            again = dataclasses.replace(course, editions=editions)
            publish(session, again, media_dir=config.media_dir, at=world.at + timedelta(minutes=1))

    return published


@pytest.fixture
def mailing(app, monkeypatch):
    """An installation that sends mail."""
    monkeypatch.setitem(app.extensions, "sends_mail", True)


@pytest.fixture
def nothing_to_ask(database):
    """Teams have been asked about what they have not recorded: the worker has no more to ask."""
    with database.writing() as session:
        session.execute(update(Meeting).values(asked_at=AT))


@pytest.fixture
def invited(database, world):
    """Invites somebody to Furulia; gives the path of the link."""

    def make(email="ny@demo.example", role=Role.TEACHER, *, by="cecilie", team=None, at=AT, place="furulia", **more):
        with database.writing() as session:
            _, token = invitations.invite(
                session, session.merge(world.places[place]), email, role, by=session.merge(world.people[by]),
                team=session.merge(world.teams[team]) if team else None, at=at, language="nb", **more,
            )  # fmt: skip
        return f"/invitations/{token}"

    return make
