"""``courseengine people``: the first administrator, a file of people, and passwords.

There are no default accounts. Until somebody is invited, the way in is a password that is made
here: typed, read from a file, or drawn for everybody in an import (``people_files.py``).
"""

from pathlib import Path

import click

from courseengine.base import clock
from courseengine.base.errors import Invalid
from courseengine.cli.context import answer, as_json, config, database
from courseengine.cli.people_files import import_people, import_places

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

    from courseengine.core.accounts.operations import set_password
    from courseengine.core.people.models import Person
    from courseengine.core.people.operations import add_person, clean_email, make_admin

    address = clean_email(email)
    opened = database()
    password = _password(password_file)
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
    text = f"{name} ({address}) is an administrator now, and signs in at {config().base_url}."
    answer(text, {"email": address, "name": name, "known_before": known}, json_=json_)


@people.command("set-password")
@click.argument("email")
@password_file
@as_json
def set_password(email: str, password_file: Path | None, json_: bool) -> None:
    """Give EMAIL a new password; it holds from now on, and every session of theirs ends."""
    from courseengine.core.accounts.start import replace_password
    from courseengine.core.people.queries import person_with

    with database().reading() as session:
        person = person_with(session, email)
    password = _password(password_file)
    with database().writing() as session:
        replace_password(session, person.id, password, at=clock.now())
    answer(f"{person.name} ({person.email}) has a new password.", {"email": person.email}, json_=json_)


def _password(file: Path | None) -> str:
    """The new password, typed twice or from a file; one that is too weak is refused with the reason."""
    from courseengine.core.accounts.passwords import problem_with

    if file is None:
        password = str(
            click.prompt("Password (15 characters or more are best)", hide_input=True, confirmation_prompt=True)
        )
    else:
        password = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    problem = problem_with(password)
    if problem:
        raise Invalid(problem)
    return password


for command in (import_people, import_places):
    people.add_command(command)
