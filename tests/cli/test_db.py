"""Tables are made and looked at by command, on both databases."""

from courseengine.base import schema
from tests.cli.conftest import answered


def test_tables_are_made_once(call, settings, databases, database_kind):
    settings.setenv("COURSEENGINE_DATABASE_URL", databases.url_of(databases.open(database_kind)))
    newest = schema.newest()

    assert "at no step yet" in call("db", "current").output
    assert answered(call("db", "current", "--json")) == {"current": None, "newest": newest}
    assert answered(call("db", "upgrade", "--json"))["taken"] == [step.name for step in schema.revisions()]
    assert call("db", "upgrade").output == f"The database is up to date, at {newest}.\n"
    assert answered(call("db", "current", "--json")) == {"current": newest, "newest": newest}


def test_what_was_done_is_said_in_words(call):
    first = schema.revisions()[0]

    assert f"  {first.name}: {first.does}\n" in call("db", "upgrade").output
