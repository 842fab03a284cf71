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

    from courseengine.core.accounts.entry import replace_password
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
        replace_password(session, person.id, password, at=clock.now())
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
    from courseengine.core.people.queries import hold_place, person_with, school_called
    from courseengine.core.people.roles import Role

    at = clock.now()
    with database().writing() as session:
        person, place = person_with(session, email), school_called(session, school)
        hold_place(session, place.id)
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


for command in (import_people, import_places):
    people.add_command(command)
