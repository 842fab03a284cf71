"""Who is meant by the lines of a list, and how those who are new come to be.

Somebody at the school is known by address, or by name where one alone has it. Whoever is not at
the school needs both: an address alone would tell a stranger's name to whoever tries addresses.
Nobody is added while there is a line that cannot be taken.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.operations import LONGEST_EMAIL
from courseengine.core.people.pasting import Line, NotTaken, Problem
from courseengine.core.people.queries import lasts
from courseengine.core.people.teams import make_team, put_in


def make_team_of(
    session: Session, school: Organisation, name: str, lines: Sequence[Line], *, language: str, by: int, at: datetime
) -> Team:
    """Make a team of the people in a list, or refuse it with every reason."""
    people = people_meant(session, school, lines, language=language, at=at)
    try:
        team = make_team(session, school, name=name, by=by, at=at)
    except Invalid as error:
        raise NotTaken([Problem(1, error.message, error.values)]) from None
    put_in(session, team, people, by=by, at=at)
    return team


def people_meant(
    session: Session, school: Organisation, lines: Sequence[Line], *, language: str, at: datetime
) -> list[Person]:
    """The people in a list, each once; those nobody knew are added, with the language of whoever adds them."""
    here = _people_at(session, school, at)
    known = {person.email: person for person in here}
    known |= _with_address(session, {line.email for line in lines} - known.keys())
    at_school = {person.id for person in here}
    problems: list[Problem] = []
    meant: list[Person | Line] = []
    new: dict[str, Line] = {}
    for line in lines:
        found = _found(line, here, known, at_school, new)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            meant.append(found)
    if problems:
        raise NotTaken(problems)
    people = [one if isinstance(one, Person) else _add(session, one, language, at) for one in meant]
    return list(dict.fromkeys(people))


def _found(
    line: Line, here: list[Person], known: dict[str, Person], at_school: set[int], new: dict[str, Line]
) -> Person | Line | Problem | None:
    """Who it is; the line itself for somebody new, nothing for somebody new who stands there twice."""
    if not line.email:
        return _called(line, here)
    person = known.get(line.email)
    if person is not None and (line.name or person.id in at_school):
        return person
    if not line.name:
        message = N_("Nobody here has the address %(email)s. Write the name before it.")
        return Problem(line.number, message, {"email": line.email})
    before = new.setdefault(line.email, line)
    if before.name.casefold() != line.name.casefold():
        message = N_("Line %(line)d has the same address and another name.")
        return Problem(line.number, message, {"line": before.number})
    return line if before is line else None


def _called(line: Line, here: list[Person]) -> Person | Problem:
    named = [person for person in here if person.name.casefold() == line.name.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        message = N_('Several people here are called "%(name)s". Write the address.')
    else:
        message = N_('Nobody here is called "%(name)s". Write the address after the name.')
    return Problem(line.number, message, {"name": line.name})


def _people_at(session: Session, school: Organisation, at: datetime) -> list[Person]:
    theirs = select(Membership.person_id).where(Membership.organisation_id == school.id, lasts(day_in_oslo(at)))
    return list(session.scalars(select(Person).where(Person.id.in_(theirs))))


def _with_address(session: Session, addresses: set[str]) -> dict[str, Person]:
    asked = [address for address in addresses if 0 < len(address) <= LONGEST_EMAIL]
    return {person.email: person for person in session.scalars(select(Person).where(Person.email.in_(asked)))}


def _add(session: Session, line: Line, language: str, at: datetime) -> Person:
    person = Person(name=line.name, email=line.email, language=language, created_at=at)
    if was_added(session, person):
        return person
    # Somebody else added them in the same moment.
    return session.scalars(select(Person).where(Person.email == line.email)).one()
