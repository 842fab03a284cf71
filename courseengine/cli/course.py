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
from courseengine.base.errors import Conflict
from courseengine.base.i18n import LANGUAGES
from courseengine.base.i18n import language as language_of
from courseengine.cli.context import answer, as_json, config, count, database

if TYPE_CHECKING:
    from courseengine.core.course.compiler import Compiled
    from courseengine.core.course.model import Course, Module
    from courseengine.core.course.problems import Problem

_A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
folder = click.argument("folder", metavar="DIR", type=_A_FOLDER)
folders = click.argument("folders", metavar="DIR...", type=_A_FOLDER, nargs=-1, required=True)


@click.group()
def course() -> None:
    """Check, show and publish courses."""


@course.command()
@folders
@click.option("--strict", is_flag=True, help="Let warnings stop it as well.")
@click.option(
    "--information", is_flag=True, help="Also print what is good to know: reading level, what is untranslated."
)
@as_json
def check(folders: tuple[Path, ...], strict: bool, information: bool, json_: bool) -> None:
    """Print everything that is wrong with the courses in DIR...

    A line a problem: path:line: field: what is wrong, what was expected. Exit code 1 when there
    are errors, with --strict also when there are warnings. Several courses are also held against
    each other.
    """
    problems = _problems(folders)
    levels = Counter(problem.level for found in problems.values() for problem in found)
    failed = bool(levels["error"] or (strict and levels["warning"]))
    if json_:
        result = {
            "ok": not failed,
            "errors": levels["error"],
            "warnings": levels["warning"],
            "problems": [{"course": str(folder), **_told(one)} for folder, found in problems.items() for one in found],
        }
        answer("", result, json_=True)
    else:
        for folder, found in problems.items():
            shown = [problem for problem in found if information or problem.level != "information"]
            _print(shown)
            click.echo(f"{folder}: {_summary(found)}", err=bool(shown))
    if failed:
        raise click.exceptions.Exit(1)


def _problems(folders: tuple[Path, ...]) -> dict[Path, list["Problem"]]:
    """What is wrong, course by course; two with one id are wrong too."""
    from courseengine.core.course.problems import Problem

    problems: dict[Path, list[Problem]] = {}
    taken: dict[str, Path] = {}
    for folder in folders:
        compiled = _compiled(folder)
        problems[folder] = compiled.problems
        first = taken.setdefault(compiled.course.id, folder) if compiled.course else folder
        if compiled.course and first != folder:
            message = f'"{compiled.course.id}" is taken by the course in {first}; every course has an id of its own'
            problems[folder] = [Problem("course.yml", 1, "id", message), *compiled.problems]
    return problems


def _summary(problems: Sequence["Problem"]) -> str:
    levels = Counter(problem.level for problem in problems)
    return f"{count(levels['error'], 'error', 'errors')}, {count(levels['warning'], 'warning', 'warnings')}"


@course.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", required=True, help="What it is called.")
@click.option("--id", "id_", help="What runs and commands call it; without it, the name of the folder.")
@click.option(
    "--language", default="nb", show_default=True, type=click.Choice(LANGUAGES), help="What it is written in."
)
@as_json
def new(folder: Path, title: str, id_: str | None, language: str, json_: bool) -> None:
    """Write a small course into DIR to begin from."""
    from courseengine.core.course.starter import start_course

    written = start_course(folder, id_=id_ or folder.name, title=title, language=language_of(language))
    text = f"A course to begin from lies in {folder}. Check it: courseengine course check {folder}"
    answer(text, {"files": [str(path) for path in written]}, json_=json_)


@course.command()
@click.argument("paths", metavar="FILE...", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@as_json
def translated(paths: tuple[Path, ...], json_: bool) -> None:
    """Note in each translation FILE that it says what its original says now.

    A folder means every translation of its course that lies in it. Look them over first: the
    check then stays silent until the original changes again.
    """
    from courseengine.core.course.compiling.stamping import stamp

    changed = [str(path) for path in stamp(paths)]
    answer(f"{count(len(changed), 'translation', 'translations')} marked.", {"changed": changed}, json_=json_)


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
@click.option("--replace", is_flag=True, help="Also when another course of the same id is in use.")
@as_json
def publish(folder: Path, replace: bool, json_: bool) -> None:
    """Put the course in DIR into use; with errors in it, what was published before stays in use."""
    from courseengine.core.course.library import Library
    from courseengine.core.course.publishing import ids_gone, is_another
    from courseengine.core.course.publishing import publish as publish_course

    compiled = _compiled(folder)
    new = _whole(compiled)
    library = Library(config().media_dir)
    with database().writing() as session:
        before = library.newest(session, new.id)
        old = library.course(session, new.id, before, new.language) if before else None
        if old and is_another(old, new) and not replace:
            raise Conflict(
                f'Another course, "{old.title}", is in use as "{new.id}": no module of it is in {folder}. '
                f"Nothing was changed. Give {folder} an id of its own, or say --replace."
            )
        gone = ids_gone(old, new) if old else []
        publication = publish_course(session, compiled, media_dir=config().media_dir, at=clock.now())
        version = publication.version
    if gone:
        lost = "What people did in them no longer counts; what they wrote they still find on their overview."
        click.echo(f"These ids are gone: {', '.join(gone)}. {lost}", err=True)
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
        click.echo(f"{problem}{f' ({problem.level})' if problem.level != 'error' else ''}", err=err)


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
