"""What somebody is at a place, compared with what they are to be there: the same, or less of it.

Whoever is something in a team is that at the place too, and a team's leader is in the team. So a
new membership without a team adds nothing to one in a team, and one in a team takes the place of
the same without a team, or of less in that team. Both memberships are of one person at one place.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from courseengine.core.people.roles import Role


class There(Protocol):
    """What a person is at a place, in a team or not."""

    role: str
    team_id: int | None


Some = TypeVar("Some", bound=There)


def already(held: Sequence[Some], role: Role, team_id: int | None) -> Some | None:
    """What makes somebody who is all that ``held`` says this too; the very same before what includes it."""
    roles = (Role.TEACHER, Role.TEAM_LEADER) if role is Role.TEACHER else (role,)
    including = [one for one in held if one.role in roles and team_id in (None, one.team_id)]
    return min(including, key=lambda one: (one.role != role, one.team_id != team_id), default=None)


def replaced(held: Sequence[Some], role: Role, team_id: int | None) -> list[Some]:
    """What a new membership with that role takes the place of: the same without a team, or less in that team."""
    roles = (Role.TEACHER, Role.TEAM_LEADER) if role is Role.TEAM_LEADER else (role,)
    return [one for one in held if one.role in roles and one.team_id in (None, team_id)]
