"""``courseengine course``: what authors and operators do with a course folder.

Checking and showing need no database. Publishing compiles first and changes nothing when there
are errors.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from courseengine.base import clock
from courseengine.cli.context import answer, as_json, config, count, database

if TYPE_CHECKING:
    from courseengine.core.course.compiler import Compiled
    from courseengine.core.course.model import Course, Module
    from courseengine.core.course.problems import Problem

folder = click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group()
def course() -> None:
    """Check, show and publish courses."""


@course.command()
@folder
@click.option("--strict", is_flag=True, help="Let warnings stop it as well.")
@as_json
def check(folder: Path, strict: bool, json_: bool) -> None:
    """Print everything that is wrong with the course in DIR.

    A line a problem: path:line: field: what is wrong, what was expected. Exit code 1 when there
    are errors, with --strict also when there are warnings.
    """
    compiled = _compiled(folder)
    levels = Counter(problem.level for problem in compiled.problems)
    failed = bool(levels["error"] or (strict and levels["warning"]))
    if json_:
        result = {
            "ok": not failed,
            "errors": levels["error"],
            "warnings": levels["warning"],
            "problems": [_told(problem) for problem in compiled.problems],
        }
        answer("", result, json_=True)
    else:
        _print(compiled.problems)
        summary = f"{count(levels['error'], 'error', 'errors')}, {count(levels['warning'], 'warning', 'warnings')}"
        click.echo(f"{folder}: {summary}", err=bool(compiled.problems))
    if failed:
        raise click.exceptions.Exit(1)


@course.command()
@folder
@as_json
def show(folder: Path, json_: bool) -> None:
    """Print the outline of the course in DIR, with minutes per module."""
    shown = _whole(_compiled(folder))
    result = {
        "id": shown.id,
        "title": shown.title,
        "language": shown.language,
        "languages": list(shown.languages),
        "version": shown.version,
        "modules": [_module(module) for module in shown.modules],
    }
    answer("\n".join(_outline(shown)), result, json_=json_)


@course.command()
@folder
@as_json
def publish(folder: Path, json_: bool) -> None:
    """Put the course in DIR into use; with errors in it, what was published before stays in use."""
    from courseengine.core.course.library import Library
    from courseengine.core.course.publishing import ids_gone
    from courseengine.core.course.publishing import publish as publish_course

    compiled = _compiled(folder)
    new = _whole(compiled)
    library = Library(config().media_dir)
    with database().writing() as session:
        before = library.newest(session, new.id)
        gone = ids_gone(library.course(session, new.id, before, new.language), new) if before else []
        publication = publish_course(session, compiled, media_dir=config().media_dir, at=clock.now())
        version = publication.version
    if gone:
        click.echo(f"These ids are gone, and what people did in them is not shown: {', '.join(gone)}", err=True)
    changed = version != before
    text = f'"{new.title}" is published, version {version}.' if changed else f'"{new.title}" is in use as it is.'
    result = {"course": new.id, "version": version, "changed": changed, "gone": gone}
    answer(text, result, json_=json_)


@course.command()
@click.option("--into", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Renew them in this page.")
def fields(into: Path | None) -> None:
    """Print the tables of fields that docs/authoring.md holds, from the classes themselves."""
    from courseengine.core.course.compiling.field_tables import tables, with_tables

    if into is None:
        click.echo(tables())
    else:
        into.write_text(with_tables(into.read_text("utf-8")), "utf-8")


def _compiled(folder: Path) -> "Compiled":
    from courseengine.core.course.compiler import compile_course

    return compile_course(folder)


def _whole(compiled: "Compiled") -> "Course":
    """The course; with errors, what they are and the end."""
    if compiled.course is None:
        errors = [problem for problem in compiled.problems if problem.level == "error"]
        _print(errors, err=True)
        raise click.ClickException(f"The course has {count(len(errors), 'error', 'errors')}. Nothing was changed.")
    return compiled.course


def _print(problems: Sequence["Problem"], *, err: bool = False) -> None:
    for problem in problems:
        click.echo(f"{problem}{' (warning)' if problem.level == 'warning' else ''}", err=err)


def _told(problem: "Problem") -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "field": problem.field,
        "message": problem.message,
        "level": problem.level,
    }


def _module(module: "Module") -> dict[str, Any]:
    return {
        "id": module.id,
        "number": module.number,
        "slug": module.slug,
        "title": module.title,
        "minutes": _minutes(module),
        "activities": [
            {
                "id": activity.id,
                "kind": activity.kind,
                "title": activity.title,
                "minutes": activity.minutes,
                "section": activity.section,
                "audience": module.audience_of(activity).value,
            }
            for activity in module.activities
        ],
    }


def _outline(shown: "Course") -> list[str]:
    lines = [f"{shown.title} ({shown.id}), version {shown.version}"]
    for module in shown.modules:
        lines += ["", f"{module.name}: {count(_minutes(module), 'minute', 'minutes')}"]
        for section in module.sections:
            lines.append(f"  {section.id}  {section.title}")
            for activity in section.activities:
                minutes = f"{activity.minutes} min" if activity.minutes else ""
                lines.append(f"    {activity.id:10} {activity.kind:16} {minutes:>8}  {activity.title}")
    return lines


def _minutes(module: "Module") -> int:
    return sum(activity.minutes or 0 for activity in module.activities)
