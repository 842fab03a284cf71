"""Who is asking, and how far they reach.

An actor is made from the memberships that hold on a day, and from nothing the request says. What
a role reaches is written here once; the rules read it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from courseengine.core.course.activities.base import Audience
from courseengine.core.people.models import Organisation
from courseengine.core.people.roles import AT_A_SCHOOL, Role
from courseengine.core.people.working_team import working_team
from courseengine.core.runs.plan import RunFacts

TAKES_PART = frozenset({Audience.EVERYONE})
LEADS = frozenset(Audience)
IN_RESOURCE_GROUP = frozenset({Audience.EVERYONE, Audience.LEADERSHIP, Audience.RESOURCE_GROUP})
READS_ALONG = frozenset({Audience.EVERYONE, Audience.LEADERSHIP})


class Holding(NamedTuple):
    """One membership that holds today, with what pages need to name it."""

    role: Role
    organisation_id: int
    team_id: int | None
    team_kind: str | None
    main: bool
    place: str
    """the organisation's name"""
    place_public_id: str
    above_id: int | None
    """the organisation it stands below"""
    team: str | None
    """the team's name"""
    team_public_id: str | None
    since: date | None = None
    """the first day the person ever was anything at the place"""


class RunInUse(NamedTuple):
    """A run at one of the places, and the version of its course that is in use."""

    course_id: str
    run: RunFacts
    version: str | None
    """None while the course is not published"""


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. ``Actor()`` is a stranger."""

    person_id: int = 0
    name: str = ""
    memberships: tuple[Holding, ...] = ()
    runs: tuple[RunInUse, ...] = ()
    """at the places they hold something, the newest first"""
    places_before: frozenset[int] = frozenset()
    """where they held something once, and perhaps no longer do"""
    screen: int | None = None
    """the meeting that this browser may show, since the code of its open room was typed here"""

    schools: frozenset[int] = field(init=False, default=frozenset())
    """where they take part or lead"""
    schools_led: frozenset[int] = field(init=False, default=frozenset())
    schools_resourced: frozenset[int] = field(init=False, default=frozenset())
    """where they are the teacher of the resource group"""
    owners: frozenset[int] = field(init=False, default=frozenset())
    """the owners they act for"""
    teams: frozenset[int] = field(init=False, default=frozenset())
    teams_led: frozenset[int] = field(init=False, default=frozenset())
    universities: frozenset[int] = field(init=False, default=frozenset())
    """where they are on the staff"""
    at_university: bool = field(init=False, default=False)
    is_admin: bool = field(init=False, default=False)
    """in a session that showed a second factor"""
    belongs_to: frozenset[int] = field(init=False, default=frozenset())
    """the places where they hold anything, and those above them"""
    owners_above: frozenset[int] = field(init=False, default=frozenset())
    """the owners of the schools they lead or are the resource teacher of"""
    works_at: frozenset[int] = field(init=False, default=frozenset())
    """where they take part, lead, act or are on the staff: what belongs to such a place belongs to them"""

    def __post_init__(self) -> None:
        """Sort the memberships by what they reach."""

        def places(*roles: Role) -> frozenset[int]:
            return frozenset(holding.organisation_id for holding in self.memberships if holding.role in roles)

        put = object.__setattr__
        put(self, "schools", places(*AT_A_SCHOOL))
        put(self, "schools_led", places(Role.SCHOOL_LEADER))
        put(self, "schools_resourced", places(Role.RESOURCE_TEACHER))
        put(self, "owners", places(Role.SCHOOL_OWNER))
        put(self, "teams", frozenset(holding.team_id for holding in self.memberships if holding.team_id is not None))
        put(
            self,
            "teams_led",
            frozenset(h.team_id for h in self.memberships if h.role is Role.TEAM_LEADER and h.team_id),
        )
        put(self, "universities", places(Role.UNIVERSITY_STAFF))
        put(self, "at_university", bool(self.universities))
        put(self, "is_admin", bool(places(Role.ADMIN)))
        above = frozenset(holding.above_id for holding in self.memberships if holding.above_id is not None)
        put(self, "belongs_to", places(*Role) | above)
        arranges = self.schools_led | self.schools_resourced
        led = (one for one in self.memberships if one.organisation_id in arranges and one.above_id is not None)
        put(self, "owners_above", frozenset(one.above_id for one in led if one.above_id is not None))
        put(self, "works_at", self.schools | self.owners | self.universities)

    @property
    def is_signed_in(self) -> bool:
        """Whether we know who it is."""
        return self.person_id != 0

    def takes_part_in(self, run: RunFacts | None) -> bool:
        """Whether the run is one of their own school's, so that they mark things done in it."""
        return run is not None and run.school_id in self.schools

    def came_to(self, run: RunFacts | None) -> date | None:
        """The day they first came to the school whose run it is, as far as that is known."""
        here = (holding for holding in self.memberships if run is not None and holding.organisation_id == run.school_id)
        return min((holding.since for holding in here if holding.since is not None), default=None)

    def leads(self, run: RunFacts | None) -> bool:
        """Whether they lead the school whose run it is."""
        return run is not None and run.school_id in self.schools_led

    def arranges_at(self, school_id: int) -> bool:
        """Whether they may call a school's teams together: its leaders and its resource teacher."""
        return school_id in self.schools_led or school_id in self.schools_resourced

    def manages(self, place: Organisation) -> bool:
        """Whether they look after a place's people: its leaders, those who act for it or its owner, administrators."""
        return self.is_admin or self.plans_at(place)

    def plans_at(self, place: Organisation) -> bool:
        """Whether they decide on a place's plans: a school's leaders, and those who act for it or its owner."""
        return (
            place.id in self.schools_led
            or place.id in self.owners
            or (place.parent_id is not None and place.parent_id in self.owners)
        )

    def looks_after_networks_of(self, place: Organisation) -> bool:
        """Whether they look after the networks of a place: those who plan there, and a university's staff."""
        return self.plans_at(place) or place.id in self.universities

    def audiences(self, run: RunFacts | None) -> frozenset[Audience]:
        """The audiences they belong to in a run, or in a course without one."""
        if run is None:
            if self.owners:
                return LEADS
            return READS_ALONG if self.at_university else frozenset()
        return LEADS if run.owner_id in self.owners else self.audiences_at_school(run)

    def audiences_at_school(self, run: RunFacts) -> frozenset[Audience]:
        """The audiences they belong to by what they are at the school itself: those they do things for."""
        if run.school_id in self.schools_led:
            return LEADS
        if run.school_id in self.schools_resourced:
            return IN_RESOURCE_GROUP
        return TAKES_PART if run.school_id in self.schools else frozenset()

    def team_in(self, run: RunFacts | None, team_kind: str | None) -> int | None:
        """Their team for a module that asks for ``team_kind``; None without one."""
        if run is None:
            return None
        held = (
            (holding.team_kind, holding.main, holding.team_id)
            for holding in self.memberships
            if holding.team_id is not None and holding.organisation_id == run.school_id
        )
        return working_team(held, team_kind)


STRANGER = Actor()
