"""People as one pastes them: a line each, out of a mail, a sheet or one's head.

A line holds a name and an address, an address alone, or the name alone of somebody who is at the
school. Values in, values out: who they are is found in ``core/people/newcomers.py``. Every line
that cannot be read is told with its number; the others are read all the same.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.people.operations import clean_email, clean_name

MOST_LINES = 300
MOST_CHARACTERS = 30_000

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_BULLET = re.compile(r"^\s*(?:[•·*–—-]|\d{1,3}[.)])\s+")


class Problem(NamedTuple):
    """What is wrong with a line, as a sentence to translate."""

    line: int
    message: str
    values: dict[str, object]


class NotTaken(Invalid):
    """A list of people that cannot be taken; ``problems`` has every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep them in the order of the lines."""
        super().__init__("Some lines cannot be read.", field="people")
        self.problems = sorted(problems)


@dataclass(frozen=True)
class Line:
    """One person, as written; one of the two may be empty."""

    number: int
    name: str
    email: str


def read_team(text: str) -> tuple[str, list[Line]]:
    """The name on the first line, and the people on the others."""
    first, lines = _numbered(text)[:1], _numbered(text)[1:]
    if not first:
        raise NotTaken([Problem(1, N_("Write the name of the team on the first line."), {})])
    number, name = first[0]
    problems = []
    if "@" in name:
        problems.append(Problem(number, N_("The name of the team comes first, on a line of its own."), {}))
    else:
        try:
            name = clean_name(name)
        except Invalid as error:
            problems.append(Problem(number, error.message, error.values))
    return name, _read(lines, problems)


def read_people(text: str) -> list[Line]:
    """The people, one a line."""
    return _read(_numbered(text), [])


def _numbered(text: str) -> list[tuple[int, str]]:
    """The lines that hold something, each with its number."""
    if len(text) > MOST_CHARACTERS:
        raise NotTaken([Problem(1, N_("The list is too long. Take %(most)d people at a time."), {"most": MOST_LINES})])
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return [(number, line) for number, line in lines if line]


def _read(lines: list[tuple[int, str]], problems: list[Problem]) -> list[Line]:
    if len(lines) > MOST_LINES:
        too_many = Problem(lines[MOST_LINES][0], N_("Take %(most)d people at a time."), {"most": MOST_LINES})
        raise NotTaken([too_many])
    read = []
    for number, text in lines:
        try:
            read.append(_line(number, text))
        except Invalid as error:
            problems.append(Problem(number, error.message, error.values))
    if problems:
        raise NotTaken(problems)
    return read


def _line(number: int, text: str) -> Line:
    text = _BULLET.sub("", text)
    found = _ADDRESS.findall(text)
    if len(found) > 1:
        raise Invalid("There are two addresses here. Write one person a line.")
    if not found and "@" in text:
        raise Invalid("The address is not complete.")
    name = _ADDRESS.sub(" ", text).replace("mailto:", " ")
    name = re.sub(r"[<>\"();\[\]\t]", " ", name).strip(" ,;:")
    if not name and not found:
        raise Invalid("There is neither a name nor an address here.")
    return Line(number, clean_name(name) if name else "", clean_email(found[0].rstrip(".")) if found else "")
