"""Who belonged where on a day, and with whom they work in a module.

Figures are about the day before, so memberships are read with the days they hold.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from courseengine.core.people.roles import Role
from courseengine.core.people.working_team import working_team


class TeamName(NamedTuple):
    """A team, as far as a report names it."""

    id: int
    public_id: str
    name: str
    kind: str


class Belonging(NamedTuple):
    """That a person is something at a school, perhaps in a team, between two days."""

    person_id: int
    role: str
    main: bool
    starts_on: date
    ends_on: date | None
    team: TeamName | None

    def lasts(self, on: date) -> bool:
        """Whether it holds that day."""
        return self.overlaps(on, on)

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it holds on any of the days from first to last."""
        return self.starts_on <= last and (self.ends_on is None or self.ends_on >= max(first, self.starts_on))


ByPerson = dict[int, list[Belonging]]
"""person → what they are at the school on one day"""


def belongings_on(day: date, belongings: Iterable[Belonging]) -> ByPerson:
    """What each person is that day."""
    held: defaultdict[int, list[Belonging]] = defaultdict(list)
    for belonging in belongings:
        if belonging.lasts(day):
            held[belonging.person_id].append(belonging)
    return dict(held)


def there_between(by_person: ByPerson, belongings: Iterable[Belonging], first: date, last: date) -> ByPerson:
    """The same without newcomers: those who were nothing at the school on any day from first to last.

    What they have done since plays no part, so that nobody is seen to be counted because of it.
    """
    there = {one.person_id for one in belongings if one.overlaps(first, last)}
    return {person_id: own for person_id, own in by_person.items() if person_id in there}


def without_leaders(by_person: ByPerson) -> ByPerson:
    """The same without those who lead the school."""
    return {
        person_id: own
        for person_id, own in by_person.items()
        if not any(belonging.role == Role.SCHOOL_LEADER for belonging in own)
    }


def people_by_team(by_person: ByPerson, team_kind: str | None) -> dict[TeamName | None, set[int]]:
    """The persons each team works with in a module; under None those without a team."""
    people: defaultdict[TeamName | None, set[int]] = defaultdict(set)
    for person_id, own in by_person.items():
        people[_working_team(own, team_kind)].add(person_id)
    return dict(people)


def _working_team(own: list[Belonging], team_kind: str | None) -> TeamName | None:
    held = ((team.kind, belonging.main, team) for belonging in own if (team := belonging.team))
    return working_team(held, team_kind)
