"""Who is meant by the lines of a list: people of the school, and guests who are invited to it.

Somebody at the school is known by address, or by name where one alone has it. Whoever has another
address is a guest: they get an invitation, and nothing of them is made, told or looked up before
they accept it, so that nobody learns by a list who has an account, or makes others belong. Where no
mail is sent nobody can be invited, and a list holds people of the school only. Nobody is added while
there is a line that cannot be taken.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.pasting import Line, NotTaken, Problem
from courseengine.core.people.queries import people_at
from courseengine.core.people.teams import make_team, put_in


class Meant(NamedTuple):
    """Whom a list means, each once."""

    people: list[Person]
    guests: list[Line]
    """those who are not at the school"""


def make_team_of(session: Session, school: Organisation, name: str, meant: Meant, *, by: int, at: datetime) -> Team:
    """Make a team of those in a list who are at the school; a name that is taken is a problem of its line."""
    try:
        team = make_team(session, school, name=name, by=by, at=at)
    except Invalid as error:
        raise NotTaken([Problem(1, error.message, error.values)]) from None
    put_in(session, team, meant.people, by=by, at=at)
    return team


def people_meant(
    session: Session, school: Organisation, lines: Sequence[Line], *, may_invite: bool, at: datetime
) -> Meant:
    """Whom a list means, or every line of it that cannot be taken."""
    here = people_at(session, school, on=day_in_oslo(at))
    by_address = {person.email: person for person in here}
    problems: list[Problem] = []
    people: list[Person] = []
    guests: dict[str, Line] = {}
    for line in lines:
        found = by_address.get(line.email) if line.email else _called(line, here)
        if found is None:
            found = _guest(line, guests, may_invite=may_invite)
        if isinstance(found, Problem):
            problems.append(found)
        elif isinstance(found, Person):
            people.append(found)
    if problems:
        raise NotTaken(problems)
    return Meant(list(dict.fromkeys(people)), list(guests.values()))


def _guest(line: Line, guests: dict[str, Line], *, may_invite: bool) -> Problem | None:
    """Note whoever is to be invited; somebody may stand there twice."""
    if not may_invite:
        message = N_("Nobody here has the address %(email)s. Whoever runs the installation can add them with a file.")
        return Problem(line.number, message, {"email": line.email})
    before = guests.setdefault(line.email, line)
    if before.name.casefold() != line.name.casefold():
        message = N_("Line %(line)d has the same address and another name.")
        return Problem(line.number, message, {"line": before.number})
    return None


def _called(line: Line, here: list[Person]) -> Person | Problem:
    named = [person for person in here if person.name.casefold() == line.name.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        message = N_('Several people here are called "%(name)s". Write the address.')
    else:
        message = N_('Nobody here is called "%(name)s". Write the address after the name.')
    return Problem(line.number, message, {"name": line.name})
