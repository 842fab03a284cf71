"""What a plan has to know of a school: its teams and who is in them, its days, and who arranges.

It also says which teams a module, and each of its meetings, is for. A module asks for a kind of
team; each person works in it with one of that kind, else with the main one (see
``core/people/working_team.py``), so that a person in a subject team and a grade team is planned
for, and counted, once. A school with one set of teams uses it for everything. Values in, values out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from courseengine.core.course.activities.base import Audience
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.activities.meeting import Meets
from courseengine.core.course.model import Module
from courseengine.core.people.roles import TeamKind
from courseengine.core.people.working_team import ARRANGING, working_team
from courseengine.core.planner.document import PlannedMeeting
from courseengine.core.school_days.days import SchoolDays


@dataclass(frozen=True)
class PlanTeam:
    """A team that meetings are planned for."""

    public_id: str
    name: str
    kind: str
    members: frozenset[int]
    """person ids"""
    main_of: frozenset[int]
    """those of them whose main team it is"""


@dataclass(frozen=True)
class School:
    """A school as it is on the day of planning."""

    teams: tuple[PlanTeam, ...]
    """by name"""
    days: SchoolDays
    arrangers: frozenset[int]
    """its leaders and resource teachers: whoever is called to every joint meeting"""
    place_kind: str
    people: frozenset[int] = frozenset()
    """everybody who takes part or leads there, with or without a team"""
    leaders: frozenset[int] = frozenset()
    waived: frozenset[tuple[str, str, str]] = frozenset()
    """what its teams do without in the run: a team's public id, a module and a template"""
    beside: tuple[PlannedMeeting, ...] = ()
    """what its teams meet about beside the course"""

    def team(self, public_id: str) -> PlanTeam | None:
        """The team of that id, while it is at work."""
        return next((team for team in self.teams if team.public_id == public_id), None)

    def called(self, teams: Iterable[str], *, joint: bool) -> frozenset[int]:
        """Everybody whom a meeting of these teams calls."""
        wanted = set(teams)
        members = frozenset[int]().union(*(team.members for team in self.teams if team.public_id in wanted))
        return members | self.arrangers if joint else members

    def waives(self, team: str, module_id: str) -> frozenset[str]:
        """The templates of a module that a team does without."""
        return frozenset(one for of, module, one in self.waived if (of, module) == (team, module_id))

    def audience(self, audience: Audience) -> frozenset[int]:
        """Who at the school sees what is for this audience."""
        if audience is Audience.EVERYONE:
            return self.people
        return self.leaders if audience is Audience.LEADERS else self.arrangers


_LEADERSHIP_TEAM = {
    Meets.LEADER_GROUP: TeamKind.LEADER_GROUP,
    Meets.RESOURCE_GROUP: TeamKind.RESOURCE_GROUP,
    Meets.LEADER_AND_OWNER: TeamKind.LEADER_GROUP,
}
_OWN_KIND: dict[Meets, str] = {Meets.SUBJECT_TEAM: TeamKind.SUBJECT_TEAM, Meets.GRADE_TEAM: TeamKind.GRADE_TEAM}


def working_teams(school: School, wanted: str | None) -> tuple[PlanTeam, ...]:
    """The teams that work where a module asks for this kind, each person in one of them; also those still empty."""
    at_work = {_works_in(school, person, wanted) for team in school.teams for person in team.members}
    fits = {team.kind for team in school.teams if team.kind == wanted}
    return tuple(
        team
        for team in school.teams
        if team.public_id in at_work
        or (not team.members and (team.kind == wanted or (team.kind not in ARRANGING and not fits)))
    )


def _works_in(school: School, person: int, wanted: str | None) -> str | None:
    held = ((team.kind, person in team.main_of, team.public_id) for team in school.teams if person in team.members)
    return working_team(held, wanted)


@dataclass(frozen=True, slots=True)
class Group:
    """Those who come together in one meeting."""

    teams: tuple[str, ...]
    joint: bool


def groups_for(school: School, module: Module, template: Template) -> tuple[Group, ...]:
    """Who meets in the meetings that a template asks for: one joint meeting, or one a team."""
    if template.meets in _LEADERSHIP_TEAM:
        kind = _LEADERSHIP_TEAM[template.meets]
        return (Group(tuple(team.public_id for team in school.teams if team.kind == kind), joint=True),)
    if template.meets is Meets.STAFF:
        teams = tuple(team.public_id for team in working_teams(school, module.team_kind))
        return (Group(teams, joint=True),) if teams else ()
    own_kind = _OWN_KIND.get(template.meets, module.team_kind)
    return tuple(Group((team.public_id,), joint=False) for team in working_teams(school, own_kind))


def is_for(meeting: PlannedMeeting, activity_id: str, group: Group) -> bool:
    """Whether a meeting is the one that a template asks of a group; one that was called off is not."""
    if meeting.activity_id != activity_id or meeting.joint != group.joint:
        return False
    return (group.joint or meeting.teams == group.teams) and (meeting.state != "cancelled" or meeting.pinned)


def proposed_templates(module: Module, track: str | None) -> tuple[Template, ...]:
    """The templates of the required meetings that are for all who work in the module, in its order."""
    return tuple(
        one
        for one in module.activities
        if isinstance(one, Template)
        and one.is_required
        and module.audience_of(one) is module.audience
        and (one.track is None or one.track == track)
    )


def required_templates(module: Module, track: str | None) -> tuple[Template, ...]:
    """The templates of the meetings each team has to hold, in the module's order, the last one repeated if too few."""
    found = proposed_templates(module, track)
    wanted = module.meetings_required
    return found[:wanted] + found[-1:] * (wanted - len(found))
