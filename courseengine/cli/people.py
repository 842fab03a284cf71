"""``courseengine people``: the first administrator, a file of people, and passwords.

There are no default accounts. Until somebody is invited, the way in is a password that is made
here: typed, read from a file, or drawn for everybody in an import.
"""

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from courseengine.base import clock
from courseengine.base.cells import plain_cell
from courseengine.base.errors import Invalid
from courseengine.cli.context import answer, as_json, config, count, database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courseengine.core.people.enrolment import Report

NOUNS = {
    "places": ("place", "places"),
    "teams": ("team", "teams"),
    "people": ("person", "people"),
    "memberships": ("membership", "memberships"),
}

password_file = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the password from the first line of a file instead of asking for it.",
)


@click.group()
def people() -> None:
    """Give people a way in."""


@people.command("create-admin")
@click.argument("email")
@click.option("--name", required=True, help="The administrator's name.")
@password_file
@as_json
def create_admin(email: str, name: str, password_file: Path | None, json_: bool) -> None:
    """Make EMAIL an administrator of this installation, with a password."""
    from sqlalchemy import select

    from courseengine.core.accounts.entry import set_password
    from courseengine.core.people.models import Person
    from courseengine.core.people.operations import add_person, clean_email, make_admin

    address = clean_email(email)
    opened = database()
    password = _password(password_file, (name, address, config().product_name))
    with opened.writing() as session:
        person = session.scalar(select(Person).where(Person.email == address))
        known = person is not None
        if person is None:
            person = add_person(session, name=name, email=address, at=clock.now())
        granted = make_admin(session, person, operator=config().product_name, at=clock.now())
        if granted is None:
            raise Invalid(
                "%(email)s is an administrator already. A new password: courseengine people set-password %(email)s",
                email=address,
            )
        set_password(session, person.id, password)
        name = person.name
    text = (
        f"{name} ({address}) is an administrator now, and signs in at {config().base_url}.\n"
        "The first sign-in leads to setting up a second factor: have a telephone with an app for codes at hand."
    )
    answer(text, {"email": address, "name": name, "known_before": known}, json_=json_)


@people.command("set-password")
@click.argument("email")
@password_file
@as_json
def set_password(email: str, password_file: Path | None, json_: bool) -> None:
    """Give EMAIL a new password; it holds from now on, and every session of theirs ends."""
    from courseengine.core.accounts.entry import replace_password
    from courseengine.core.people.queries import person_with

    with database().reading() as session:
        person = person_with(session, email)
    password = _password(password_file, (person.name, person.email, config().product_name))
    with database().writing() as session:
        replace_password(session, person.id, password, at=clock.now())
    answer(f"{person.name} ({person.email}) has a new password.", {"email": person.email}, json_=json_)


@people.command("drop-second-factor")
@click.argument("email")
@as_json
def drop_second_factor(email: str, json_: bool) -> None:
    """Let EMAIL in without a code, after the telephone and the recovery codes were lost. Every session ends.

    Make sure who is asking: whoever asks gets in with the password alone.
    """
    from courseengine.core.accounts.second_factor import is_on, turn_off
    from courseengine.core.accounts.sessions import end_sessions
    from courseengine.core.people.queries import person_with

    with database().writing() as session:
        person = person_with(session, email)
        if not is_on(session, person.id):
            raise Invalid("%(email)s has no second factor.", email=person.email)
        turn_off(session, person.id, at=clock.now(), by=None)
        end_sessions(session, person.id, at=clock.now())
    answer(f"{person.name} ({person.email}) gets in without a code.", {"email": person.email}, json_=json_)


@people.command("make-leader")
@click.argument("email")
@click.argument("school")
@as_json
def make_leader(email: str, school: str, json_: bool) -> None:
    """Let EMAIL lead SCHOOL, a name or an organisation number: the first leader, whom nobody there can confirm."""
    from courseengine.base.clock import day_in_oslo
    from courseengine.core.accounts.leaders import leading_today
    from courseengine.core.people.operations import add_membership
    from courseengine.core.people.queries import hold_still, person_with, school_called
    from courseengine.core.people.roles import Role

    at = clock.now()
    with database().writing() as session:
        person, place = person_with(session, email), school_called(session, school)
        hold_still(session, place)
        leaders = leading_today(session, place, on=day_in_oslo(at))
        if leaders:
            raise Invalid(
                "%(name)s has leaders: %(leaders)s. They confirm others on the page about leaders.",
                name=place.name,
                leaders=", ".join(leader.email for leader in leaders),
            )
        add_membership(session, person=person, organisation=place, role=Role.SCHOOL_LEADER, at=at)
    text = f"{person.name} ({person.email}) leads {place.name} now."
    answer(text, {"email": person.email, "school": place.name}, json_=json_)


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would happen, and change nothing.")
@click.option(
    "--passwords",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw a start password for everybody in the file who has none, and write them to this new file.",
)
@as_json
def import_(file: Path, dry_run: bool, passwords: Path | None, json_: bool) -> None:
    """Import places, teams and people from FILE, a CSV file. All of it or nothing.

    docs/getting-started.md lists the columns. Importing a file again changes nothing; an import
    takes nobody away.
    """
    from courseengine.core.people.enrolment import import_people
    from courseengine.core.people.importer import MOST_BYTES, Refused, read_people

    if passwords and passwords.exists():
        raise Invalid("%(file)s exists already. Name a new file for the passwords.", file=passwords)
    try:
        with file.open("rb") as opened:
            rows = read_people(file.name, opened.read(MOST_BYTES + 1))
        with _kept_only_if_done(passwords), database().writing() as session:
            report = import_people(session, file.name, rows, at=clock.now())
            drawn = _draw_passwords(session, report, passwords, dry_run=dry_run)
            if dry_run:
                session.rollback()
    except Refused as refused:
        if json_:
            click.echo(json.dumps({"problems": refused.problems}, ensure_ascii=False, indent=2))
        else:
            click.echo(str(refused), err=True)
        raise click.exceptions.Exit(1) from None
    result = {**report.counts(), "passwords": drawn, "dry_run": dry_run}
    answer(_told(report, passwords, drawn, dry_run=dry_run), result, json_=json_)


def _password(file: Path | None, about: tuple[str, ...]) -> str:
    """The new password, typed twice or from a file; one that is too weak is refused with the reason.

    ``about`` is what others know of the person, and would try first.
    """
    from courseengine.core.accounts.passwords import problem_with

    if file is None:
        password = str(
            click.prompt("Password (15 characters or more are best)", hide_input=True, confirmation_prompt=True)
        )
    else:
        password = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    problem = problem_with(password, about=about)
    if problem:
        raise Invalid(problem)
    return password


def _draw_passwords(session: "Session", report: "Report", file: Path | None, *, dry_run: bool) -> int:
    """Draw and write them before the transaction ends: no password exists that stands nowhere."""
    from courseengine.core.accounts.entry import set_password
    from courseengine.core.accounts.start import draw_password, without_password

    if file is None:
        return 0
    persons = without_password(session, [person.id for person in report.people.values()])
    if dry_run or not persons:
        return len(persons)
    drawn = [(person, draw_password()) for person in persons]
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


def _told(report: "Report", passwords: Path | None, drawn: int, *, dry_run: bool) -> str:
    counts = report.counts()
    lines = [
        f"{count(sum(fates.values()), *NOUNS[what])}: "
        f"{fates['created']} created, {fates['changed']} changed, {fates['unchanged']} unchanged"
        for what, fates in counts.items()
    ]
    if passwords is None:
        pass
    elif not drawn:
        lines.append("Everybody has a password already; no file was written.")
    elif dry_run:
        lines.append(f"{count(drawn, 'start password', 'start passwords')} would be written to {passwords}.")
    else:
        lines.append(
            f"{count(drawn, 'start password', 'start passwords')}: see {passwords}. Hand them out, then delete it."
        )
    if dry_run:
        lines.append("This was a dry run: nothing was changed.")
    return "\n".join(lines)
