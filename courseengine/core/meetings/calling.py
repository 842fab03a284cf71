"""Which teams a meeting calls.

A member plans for the own team, whatever the template says. Leaders and the resource teacher may
call several: the template proposes whom, and they choose. Those whom a leadership template means
are offered alone; where a school has no such team, the meeting has none, and whoever arranges at
the school is invited. Values in, values out.
"""

from collections.abc import Collection, Sequence

from courseengine.core.course.activities.meeting import Meets
from courseengine.core.people.models import Team
from courseengine.core.people.roles import TeamKind

LEADERSHIP = frozenset({Meets.LEADER_GROUP, Meets.RESOURCE_GROUP, Meets.LEADER_AND_OWNER})
"""Those who meet in them need not be a team."""
_THEIR_KIND = {
    Meets.SUBJECT_TEAM: TeamKind.SUBJECT_TEAM,
    Meets.GRADE_TEAM: TeamKind.GRADE_TEAM,
    Meets.LEADER_GROUP: TeamKind.LEADER_GROUP,
    Meets.RESOURCE_GROUP: TeamKind.RESOURCE_GROUP,
    Meets.LEADER_AND_OWNER: TeamKind.LEADER_GROUP,
}
_OF_LEADERS = frozenset({TeamKind.LEADER_GROUP, TeamKind.RESOURCE_GROUP})


def teams_offered(meets: Meets, teams: Sequence[Team]) -> list[Team]:
    """The school's teams that may be called to such a meeting."""
    if meets in LEADERSHIP:
        return [team for team in teams if team.kind == _THEIR_KIND[meets]]
    return [team for team in teams if team.kind not in _OF_LEADERS]


def teams_proposed(meets: Meets, offered: Sequence[Team], own: int | None) -> list[Team]:
    """Those of them that such a meeting is for: the own team, those of a kind, or all."""
    if meets is Meets.TEAM and own is not None:
        found = [team for team in offered if team.id == own]
    else:
        found = [team for team in offered if team.kind == _THEIR_KIND.get(meets, team.kind)]
    return found or list(offered)


def is_joint(meets: Meets, chosen: Collection[int], own: Collection[int]) -> bool:
    """Whether it is called across teams: anything but one's own team meeting by itself."""
    return meets in LEADERSHIP or len(chosen) != 1 or not set(chosen) <= set(own)
