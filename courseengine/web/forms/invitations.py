"""Whom a leader invites: addresses as they are pasted, and what they are invited to be."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.people.operations import clean_email, clean_name
from courseengine.core.people.pasting import Problem
from courseengine.core.people.roles import NEEDS_CONFIRMING, Role
from courseengine.web.forms.dates import day_in

MOST_AT_ONCE = 200
MOST_CHARACTERS = 40_000

_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")


class Guest(NamedTuple):
    """One person to invite, and the line they stand on."""

    line: int
    name: str
    email: str


@dataclass(frozen=True)
class InviteForm:
    """The addresses, the role, and perhaps a team or a last day."""

    people: str = ""
    role: str = ""
    team: str = ""
    """a public id; empty for none"""
    until: str = ""
    guests: list[Guest] = field(default_factory=list)
    ends_on: date | None = None
    problems: list[Problem] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, roles: Collection[Role], teams: Collection[str]) -> "InviteForm":
        """Read what was sent; a role or team that is not offered here is none."""
        people = form.get("people", "")
        role, team, until = form.get("role", ""), form.get("team", ""), form.get("until", "").strip()
        errors: dict[str, str] = {}
        if role not in {one.value for one in roles}:
            role, errors["role"] = "", N_("Choose a role.")
        if team and team not in teams:
            team, errors["team"] = "", N_("Choose one of the teams.")
        leads = role in {one.value for one in NEEDS_CONFIRMING}
        ends_on = day_in(until) if until and leads else None
        if until and leads and ends_on is None:
            errors["until"] = N_("Write a date, such as 1.12.2026.")
        guests, problems = read_guests(people)
        if len(people) > MOST_CHARACTERS or len(guests) > MOST_AT_ONCE:
            guests, problems, errors["people"] = [], [], N_("Invite at most 200 at a time.")
        elif not guests and not problems:
            errors["people"] = N_("Write at least one e-mail address.")
        return cls(people, role, team, until, guests, ends_on, problems, errors)


def read_guests(text: str) -> tuple[list[Guest], list[Problem]]:
    """Everybody in a pasted text, each once, and every part of it that is no address.

    One stands on each line, or several with semicolons or commas between, as mail programs put
    them: "Kari Nes <kari@skolen.no>; ola@skolen.no".
    """
    guests: dict[str, Guest] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text[:MOST_CHARACTERS].splitlines(), start=1):
        for part in _parts(line):
            name, email = _name_and_email(part)
            try:
                guest = Guest(number, clean_name(name) if name else "", clean_email(email))
            except Invalid as error:
                problems.append(Problem(number, error.message, error.values))
            else:
                guests.setdefault(guest.email, guest)
    return list(guests.values()), problems


def _parts(line: str) -> list[str]:
    """What stands on a line; a comma in front of an address in angle brackets belongs to the name."""
    parts = [
        piece for part in re.split(r";|(?<=>)\s*,", line) for piece in ([part] if "<" in part else re.split(r",", part))
    ]
    return [part.strip() for part in parts if part.strip()]


def _name_and_email(part: str) -> tuple[str, str]:
    named = _NAMED.fullmatch(part)
    if named:
        return named[1].strip(" \t\"'"), named[2].strip()
    # Out of a spreadsheet: the name in one column, the address in the next.
    *name, email = part.split()
    return (" ".join(name), email) if name and "@" in email and not any("@" in word for word in name) else ("", part)
