"""A connection to PostgreSQL that died while nobody used it is replaced, and nobody notices."""

import pytest
from sqlalchemy import text

from courseengine.base import db
from courseengine.base.db import connect

ONLY_THERE = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True, scope="session")
"""SQLite's connections are files of this process."""


def _number(session):
    return session.scalar(text("select pg_backend_pid()"))


@pytest.fixture
def site(database):
    """The same database, through a door with a pool of its own."""
    opened = connect(database.engine.url.render_as_string(hide_password=False))
    yield opened
    opened.engine.dispose()


@ONLY_THERE
def test_one_that_died_is_replaced(site, database, monkeypatch):
    with site.reading() as session:
        first = _number(session)
    with database.writing() as session:
        session.execute(text("select pg_terminate_backend(:number)"), {"number": first})
    monkeypatch.setattr(db, "IDLE", 0)

    with site.reading() as session:
        assert _number(session) != first


@ONLY_THERE
def test_one_that_has_just_been_used_is_not_asked(site, monkeypatch):
    asked = []
    monkeypatch.setattr(site.engine.dialect, "do_ping", lambda connection: asked.append(connection) or True)

    for _ in range(2):
        with site.reading() as session:
            _number(session)
    assert asked == []

    monkeypatch.setattr(db, "IDLE", 0)
    with site.reading() as session:
        _number(session)
    assert len(asked) == 1
