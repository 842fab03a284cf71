"""Who works in which team in a module.

A module may ask for a kind of team. A person works in it with a team of that kind, else with the
main one, else with any; so each person counts in one team a module. Teams of leaders and resource
groups work only in modules that ask for them: they arrange the others' work.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from courseengine.core.people.roles import Role, TeamKind

ARRANGING = frozenset({TeamKind.LEADER_GROUP, TeamKind.RESOURCE_GROUP})


class TeamName(NamedTuple):
    """A team, as far as a report names it."""

    id: int
    public_id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """That a person is something at a school, perhaps in a team, between two days."""

    person_id: int
    role: str
    main: bool
    starts_on: date
    ends_on: date | None
    team: TeamName | None

    def lasts(self, on: date) -> bool:
        """Whether it holds that day."""
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)


def people_by_team(
    belongings: Iterable[Belonging], team_kind: str | None, *, on: date
) -> dict[TeamName | None, set[int]]:
    """The persons each team works with in a module, that day; under None those without a team."""
    held: defaultdict[int, list[Belonging]] = defaultdict(list)
    for belonging in belongings:
        if belonging.lasts(on):
            held[belonging.person_id].append(belonging)
    people: defaultdict[TeamName | None, set[int]] = defaultdict(set)
    for person_id, own in held.items():
        people[_working_team(own, team_kind)].add(person_id)
    return dict(people)


def _working_team(own: list[Belonging], team_kind: str | None) -> TeamName | None:
    teams = [
        (team_kind is not None and team.kind != team_kind, not belonging.main, team)
        for belonging in own
        if (team := belonging.team) and (team.kind not in ARRANGING or team.kind == team_kind)
    ]
    return min(teams, key=lambda one: one[:2])[2] if teams else None


def leaders(belongings: Iterable[Belonging], *, on: date) -> set[int]:
    """Those who lead the school that day."""
    return {one.person_id for one in belongings if one.role == Role.SCHOOL_LEADER and one.lasts(on)}
