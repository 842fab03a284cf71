"""``courseengine people import`` and ``import-places``: the same files as on the site, for the whole installation.

A file is read, compared and carried out by the code behind the pages; here it is all done at once.
What is refused is listed with its row, and nothing is done.
"""

import csv
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from courseengine.base import clock
from courseengine.base.cells import plain_cell
from courseengine.base.errors import Invalid
from courseengine.cli.context import answer, as_json, config, count, database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courseengine.core.people.models import PeopleImport

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would happen, and change nothing.")


class Drawn(NamedTuple):
    """Start passwords: how many, and the file they stand in."""

    number: int
    file: Path | None


@click.command("import")
@file_argument
@dry_run_option
@click.option(
    "--passwords",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw a start password for everybody in the file who has none, and write them to this new file.",
)
@as_json
def import_people(file: Path, dry_run: bool, passwords: Path | None, json_: bool) -> None:
    """Import places, teams and people from FILE: CSV, xlsx or OneRoster. All of it or nothing.

    docs/imports.md lists the columns. Importing a file again changes nothing; an import takes
    nobody away.
    """
    if passwords and passwords.exists():
        raise Invalid("%(file)s exists already. Name a new file for the passwords.", file=passwords)
    with _read(file, "people", dry_run=dry_run, json_=json_) as brought:
        drawn = _carry_out(brought, dry_run=dry_run, passwords=passwords)
        _tell(brought, dry_run=dry_run, drawn=drawn, json_=json_)


@click.command("import-places")
@file_argument
@dry_run_option
@as_json
def import_places(file: Path, dry_run: bool, json_: bool) -> None:
    """Import owners, schools and kindergartens from FILE, a register as CSV or xlsx. All of it or nothing.

    docs/imports.md lists the columns. Nothing is deleted: what has closed gets its last day.
    """
    with _read(file, "places", dry_run=dry_run, json_=json_) as brought:
        drawn = _carry_out(brought, dry_run=dry_run, passwords=None)
        _tell(brought, dry_run=dry_run, drawn=drawn, json_=json_)


@contextmanager
def _read(file: Path, what: str, *, dry_run: bool, json_: bool) -> Iterator["PeopleImport"]:
    """Read and compare the file; nothing of it stays when it is refused or only tried."""
    from courseengine.core.people.imports import staging
    from courseengine.integrations import imports

    data_dir, at = config().data_dir, clock.now()
    with database().writing() as session, file.open("rb") as content:
        brought = staging.bring(session, what=what, file=file.name, organisation_id=None, by=None, at=at)
        imports.keep(data_dir, brought.public_id, content)
        staging.take(session, at=at, only=brought.id)
    kept = False
    try:
        imports.read_through(database(), data_dir, brought, now=clock.now, tell=_progress)
        problems = _problems(brought)
        if problems:
            _refuse(problems, json_=json_)
        yield brought
        kept = not dry_run
    finally:
        imports.discard(data_dir, brought.public_id)
        if not kept:
            with database().writing() as session:
                staging.forget(session, brought.id)


def _progress(read: int, rows: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{read} of {rows} rows", err=True, nl=read == rows)


def _problems(brought: "PeopleImport") -> list[str]:
    """What is wrong with the file, or with each of its rows."""
    from courseengine.core.people.imports import staging
    from courseengine.core.people.imports.said import Fate, read
    from courseengine.core.people.models import PeopleImport, PeopleImportRow

    with database().reading() as session:
        file = session.get_one(PeopleImport, brought.id)
        if file.state == "refused":
            return [f"{file.file}: {said}" for said in read(file.problem)]
        refused = staging.kept_rows(session, brought.id, PeopleImportRow.fate == Fate.REFUSED.value)
        return [f"{brought.file}:{row.line}: {said}" for rows in refused for row in rows for said in read(row.told)]


def _refuse(problems: list[str], *, json_: bool) -> None:
    if json_:
        click.echo(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*problems, "Nothing was imported."]), err=True)
    raise click.exceptions.Exit(1)


def _carry_out(brought: "PeopleImport", *, dry_run: bool, passwords: Path | None) -> Drawn:
    from courseengine.core.accounts.welcome import number_without_password
    from courseengine.core.people.imports.applying import apply
    from courseengine.core.people.models import Organisation, PeopleImport
    from courseengine.core.runs.adapting import follow_owners
    from courseengine.core.runs.operations import end_runs_at

    if dry_run:
        with database().reading() as session:
            return Drawn(number_without_password(session, brought.id) if passwords else 0, passwords)
    with _kept_only_if_done(passwords), database().writing() as session:
        at = clock.now()
        for place_id in apply(session, session.get_one(PeopleImport, brought.id), at=at).over:
            end_runs_at(session, session.get_one(Organisation, place_id), at=at)
        follow_owners(session)
        return Drawn(_draw_passwords(session, brought.id, passwords) if passwords else 0, passwords)


def _draw_passwords(session: "Session", import_id: int, file: Path) -> int:
    """Draw and write them before the transaction ends: no password exists that stands nowhere."""
    from courseengine.core.accounts.entry import set_password
    from courseengine.core.accounts.start import draw_password
    from courseengine.core.accounts.welcome import without_password

    drawn = [(person, draw_password()) for person in without_password(session, import_id)]
    if not drawn:
        return 0
    for person, password in drawn:
        set_password(session, person.id, password)
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="", encoding="utf-8-sig"
    ) as out:
        writer = csv.writer(out)
        writer.writerow(["name", "email", "password"])
        writer.writerows([plain_cell(person.name), plain_cell(person.email), password] for person, password in drawn)
    return len(drawn)


@contextmanager
def _kept_only_if_done(file: Path | None) -> Iterator[None]:
    """Take the file away again when what it tells of did not happen."""
    try:
        yield
    except BaseException:
        if file:
            file.unlink(missing_ok=True)
        raise


def _tell(brought: "PeopleImport", *, dry_run: bool, drawn: Drawn, json_: bool) -> None:
    from courseengine.core.people.imports import staging
    from courseengine.core.people.imports.said import Fate
    from courseengine.core.people.models import PeopleImport

    with database().reading() as session:
        counts = staging.row_counts(session, brought.id)
        left_out = session.get_one(PeopleImport, brought.id).left_out
    counted = {fate.value: number for fate, number in counts.items() if fate is not Fate.REFUSED}
    result = {"rows": counted, "left_out": left_out, "passwords": drawn.number, "dry_run": dry_run}
    lines = [
        f"{count(sum(counted.values()), 'row', 'rows')}: {counted['created']} with something new, "
        f"{counted['changed']} changed, {counted['unchanged']} as it was."
    ]
    if left_out:
        lines.append(f"{count(left_out, 'row was', 'rows were')} left out: they are about nobody who belongs here.")
    lines += _told_of(drawn, dry_run=dry_run)
    answer("\n".join(lines), result, json_=json_)


def _told_of(drawn: Drawn, *, dry_run: bool) -> list[str]:
    passwords = count(drawn.number, "start password", "start passwords")
    lines = []
    if drawn.file and not drawn.number:
        lines.append("Everybody has a password already; no file was written.")
    elif drawn.file and dry_run:
        lines.append(f"{passwords} would be written to {drawn.file}.")
    elif drawn.file:
        lines.append(f"{passwords}: see {drawn.file}. Hand them out, then delete it.")
    if dry_run:
        lines.append("This was a dry run: nothing was changed.")
    return lines
