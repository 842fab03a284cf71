"""Commands in the tests: called as a person calls them, on a database of their own."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from courseengine.base.db import Database
from courseengine.cli import context, main
from tests.databases import Databases

ROOT = Path(__file__).parent.parent.parent
Command = Callable[..., Result]


def forget() -> None:
    """Let the next command read its settings and open its database anew."""
    if context.raw_database.cache_info().currsize:
        context.raw_database().engine.dispose()
    for kept in (context.config, context.raw_database, context.database, context.library):
        kept.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Settings of this test alone."""
    monkeypatch.setenv("COURSEENGINE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    forget()
    yield monkeypatch
    forget()


@pytest.fixture
def call(settings: pytest.MonkeyPatch) -> Command:
    """Call a command: ``call("db", "upgrade")``."""

    def run(*arguments: object, typed: str = "") -> Result:
        forget()
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)

    return run


@pytest.fixture
def command(call: Command, settings: pytest.MonkeyPatch, database: Database, databases: Databases) -> Command:
    """Call a command on a database that has its tables and no rows."""
    settings.setenv("COURSEENGINE_DATABASE_URL", databases.url_of(database))
    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small course, to change."""
    return Path(shutil.copytree(ROOT / "tests" / "courses" / "small", tmp_path / "kurs"))


def answered(result: Result) -> Any:
    """What a command that went well answered as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(result: Result) -> str:
    """The sentence of a command that was refused."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    return result.stderr.removeprefix("Error: ").rstrip("\n")
