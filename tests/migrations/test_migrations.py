"""The tables that migrations make are those of the models, and the way back works too."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from courseengine.base import schema
from courseengine.base.db import Database
from courseengine.base.errors import Conflict, Invalid
from tests.databases import Databases, tables


@pytest.fixture
def new(databases: Databases, database_kind: str) -> Database:
    return databases.open(database_kind)


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, tables()))


def names(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def checks(database: Database) -> set[tuple[str, str | None]]:
    inspector = inspect(database.engine)
    return {(name, check["name"]) for name in names(database) for check in inspector.get_check_constraints(name)}


def test_the_tables_are_those_of_the_models(new):
    schema.upgrade(new)

    assert differences(new) == []
    assert names(new) - {"alembic_version"} == set(tables().tables)
    assert checks(new) == {
        (table.name, str(constraint.name))
        for table in tables().tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def test_there_and_back_and_there_again(new):
    steps = schema.upgrade(new)
    schema.downgrade(new)

    assert names(new) - {"alembic_version"} == set()

    assert schema.upgrade(new) == steps == schema.revisions()
    assert differences(new) == []


def test_a_second_upgrade_takes_no_step(new):
    schema.upgrade(new)

    assert schema.upgrade(new) == []


def test_two_upgrades_at_once_wait_for_each_other(new):
    taken: list[int] = []

    def upgrade() -> None:
        taken.append(len(schema.upgrade(new)))

    threads = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [0, len(schema.revisions())]


def test_an_upgrade_that_fails_leaves_nothing_behind(new):
    with new.engine.begin() as connection:  # the last table is in the way
        connection.execute(text("create table team_answer_version (id integer)"))

    with pytest.raises(Exception, match="team_answer_version"):
        schema.upgrade(new)

    assert names(new) - {"alembic_version"} == {"team_answer_version"}
    assert schema.current(new) is None


def test_foreign_keys_hold_after_an_upgrade(new):
    schema.upgrade(new)

    with pytest.raises(Exception, match=r"(?i)foreign key"), new.engine.begin() as connection:
        connection.execute(text("insert into team (public_id, school_id, kind, name) values ('a', 99, 'team', 'A')"))


def test_a_database_without_tables_is_refused_with_the_command(new):
    with pytest.raises(Invalid, match="courseengine db upgrade"):
        schema.check(new)

    schema.upgrade(new)
    schema.check(new)


def test_a_database_of_a_later_release_is_refused(new):
    schema.upgrade(new)
    with new.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '2099_01_01_later'"))

    with pytest.raises(Invalid, match='"2099_01_01_later", which this release does not know'):
        schema.check(new)


def test_a_row_that_would_point_at_nothing_stops_the_upgrade(databases):
    new = databases.open("sqlite")
    with new.engine.connect() as connection:
        connection.connection.driver_connection.executescript(
            "PRAGMA foreign_keys=OFF; create table a (id integer primary key);"
            "create table b (a_id integer references a (id)); insert into b values (7);"
        )

    with pytest.raises(Conflict, match="A row of b"):
        schema.upgrade(new)

    assert names(new) == {"a", "b"}


def test_migrations_are_named_by_their_date_and_say_what_they_do():
    for step in schema.revisions():
        assert len(step.name) <= 32
        assert step.name[:4].isdigit()
        assert step.does.endswith(".")
