"""Which of a person's teams works in a module.

A module may ask for a kind of team. A person works in it with a team of that kind, else with the
main one, else with any; so each person counts in one team a module. Teams of leaders and resource
groups work only in modules that ask for them: they arrange the others' work.
"""

from collections.abc import Iterable
from typing import TypeVar

from courseengine.core.people.roles import TeamKind

T = TypeVar("T")

ARRANGING = frozenset({TeamKind.LEADER_GROUP, TeamKind.RESOURCE_GROUP})


def working_team(held: Iterable[tuple[str | None, bool, T]], wanted: str | None) -> T | None:
    """The team among (kind, whether it is the main one, team) that works where ``wanted`` is asked for."""
    fitting = [one for one in held if one[0] not in ARRANGING or one[0] == wanted]
    if not fitting:
        return None
    return min(fitting, key=lambda one: (wanted is not None and one[0] != wanted, not one[1]))[2]
