"""What commands stand on: the settings, the database, the courses in use, and how they answer.

Everything is opened on first use, so that a command which needs no database asks for none.
"""

import json
import os
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from courseengine.base.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courseengine.base.db import Database
    from courseengine.config import Config
    from courseengine.core.course.library import Library
    from courseengine.core.course.model import Course

as_json = click.option("--json", "json_", is_flag=True, help="Print the result as JSON.")
"""The option every command has that prints a result."""


@cache
def config() -> "Config":
    """The settings, from the environment."""
    from courseengine.config import Config

    return Config.read(os.environ)


@cache
def raw_database() -> "Database":
    """The database, whatever state its tables are in."""
    from courseengine.base.db import connect

    try:
        return connect(config().database_url, synchronous=config().sqlite_synchronous)
    except ModuleNotFoundError:
        raise Invalid("PostgreSQL needs a driver. Install it: pip install 'courseengine[postgres]'") from None


@cache
def database() -> "Database":
    """The database, with the tables this release works on."""
    from courseengine.base.schema import check

    opened = raw_database()
    check(opened)
    return opened


@cache
def library() -> "Library":
    """The published courses in use."""
    from courseengine.core.course.library import Library

    return Library(config().media_dir)


def published(session: "Session", course_id: str) -> "Course":
    """A published course as it is now, in bokmål where it is offered in it."""
    version = library().newest(session, course_id)
    if version is None:
        raise NotFound(f'There is no published course with the id "{course_id}". {_instead(session, course_id)}')
    return library().course(session, course_id, version, "nb")


def _instead(session: "Session", course_id: str) -> str:
    from courseengine.core.course.library import current_versions

    there = sorted(current_versions(session))
    near = get_close_matches(course_id, there, n=1)
    if near:
        return f'Did you mean "{near[0]}"?'
    return f"There are: {', '.join(there)}." if there else "Publish one: courseengine course publish DIR"


def answer(text: str, result: Any, *, json_: bool) -> None:
    """Say what happened: in words, or as JSON when that was asked for."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=2) if json_ else text)


def count(number: int, one: str, many: str) -> str:
    """A number and its noun: "1 team", "3 teams"."""
    return f"{number} {one if number == 1 else many}"


def sentence_for(error: Exception) -> str | None:
    """What to tell somebody about an error they can do something about; None for one of ours."""
    from sqlalchemy import exc

    from courseengine.base.errors import DomainError

    if isinstance(error, DomainError):
        return str(error) or "There is no such thing."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    if isinstance(error, exc.OperationalError):
        return f"The database does not answer: {_first_line(error.orig)}"
    return None


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]
