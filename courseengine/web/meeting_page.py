"""What the page of a meeting shows, put together for the one who asks.

Who comes, who cannot and who does what is in ``meeting_people.py``.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import g, url_for

from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.model import Module
from courseengine.core.meetings.agenda import agenda_of, templates_of
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import Minutes
from courseengine.core.meetings.queries import Invited, invited_to
from courseengine.core.meetings.readiness import all_of, how_many_ready
from courseengine.core.meetings.timing import Standing, ends_at, may_be_recorded, standing
from courseengine.core.policy.actions import Action
from courseengine.core.progress.meetings_held import done_by_each
from courseengine.core.progress.queries import marks_of
from courseengine.core.reports.disclosure import SMALLEST_GROUP
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule
from courseengine.web.guard import may
from courseengine.web.meeting_kit import Kit, agenda_shown, kit_of
from courseengine.web.meeting_people import MeetingPeople, meeting_people
from courseengine.web.subjects import plan_of_run
from courseengine.web.words import meeting_title, title_of


@dataclass(frozen=True)
class Group:
    """Those of one team who are invited."""

    name: str
    """empty for those who arrange a joint meeting; of guests, what they are called together"""
    people: tuple[Invited, ...]
    key: int = 0
    is_open: bool = True
    """whether its names are on the page: one team at a time, so that a staff of sixty is no wall of buttons"""

    @property
    def present(self) -> int:
        """How many of them are there."""
        return sum(one.present for one in self.people)


@dataclass(frozen=True)
class MeetingPage:
    """A meeting with everything around it."""

    meeting: Meeting
    title: str
    planned: PlannedModule | None
    """its place in the course; None when the course has lost it"""
    kit: Kit | None
    agenda: tuple[dict[str, object], ...]
    length: int
    """of the agenda, in minutes; what is cut takes none"""
    also: tuple[str, ...]
    """the titles of the further templates it is held for"""
    is_lost: bool
    """whether the course no longer has what it was planned from"""
    continued: Meeting | None
    """the meeting it goes on with, for those who see that"""
    continue_href: str
    """where it is gone on with another day; empty where nothing can be planned from the same"""
    people: MeetingPeople
    groups: tuple[Group, ...]
    ready: tuple[int, int] | None
    """how many of how many have done the prework; None for leaders, and in a small group, where a number is a name"""
    written: Minutes
    standing: Standing
    has_begun: bool
    ends_at: datetime

    @property
    def present(self) -> int:
        """How many are there."""
        return sum(group.present for group in self.groups)

    @property
    def too_long(self) -> int:
        """By how many minutes the agenda is longer than the meeting."""
        return max(0, self.length - self.meeting.length)

    @property
    def is_held(self) -> bool:
        """Whether it is recorded as held."""
        return self.standing is Standing.HELD


def meeting_page(meeting: Meeting, *, at: datetime, group: int | None = None) -> MeetingPage:
    """Put the page together; ``group`` is the one whose names are wanted."""
    plan = plan_of_run(meeting.run.public_id)
    module = plan.course.module(meeting.module_id) if plan else None
    # A meeting that is planned keeps its agenda, also when the school has hidden what it was planned from.
    templates = templates_of(meeting, plan)
    template = next((one for one in templates if meeting.activity_id in (one.id, *one.formerly)), None)
    agenda = agenda_of(g.db, meeting, plan)
    invited = invited_to(g.db, meeting)
    kit = None
    if plan and module and template:
        team_id = g.actor.team_in(plan.run, module.team_kind)
        marks = marks_of(g.db, g.actor.person_id, meeting.run_id, team_id=team_id)
        kit = kit_of(template, plan, g.language, marks, starts_at=meeting.starts_at)
    return MeetingPage(
        meeting=meeting,
        title=meeting_title(meeting.title, meeting.activity_id, plan.course, g.language) if plan else meeting.title,
        planned=PlannedModule(plan, module) if plan and module else None,
        kit=kit,
        agenda=agenda_shown(agenda, plan, g.language, meeting.starts_at),
        length=sum(line.minutes for line in agenda if line.state != "cut"),
        also=tuple(title_of(one, g.language) for one in templates if one is not template),
        is_lost=bool(plan and meeting.activity_id and template is None),
        continued=meeting.continues if meeting.continues and may(Action.SEE_MEETING, meeting.continues) else None,
        continue_href=_continue_href(meeting, plan, module, template),
        people=meeting_people(meeting, invited, at=at),
        groups=groups_of(invited, wanted=group),
        ready=_ready(plan, template, meeting, invited) if plan and template else None,
        written=Minutes.of(meeting),
        standing=standing(meeting.state, meeting.starts_at, meeting.length, at=at),
        has_begun=may_be_recorded(meeting.starts_at, at=at),
        ends_at=ends_at(meeting.starts_at, meeting.length),
    )


def _continue_href(meeting: Meeting, plan: Plan | None, module: Module | None, template: Template | None) -> str:
    if plan and module and template and may(Action.DO_ACTIVITY, PlannedActivity(plan, module, template)):
        return url_for("team.plan", plan=plan.public_id, activity=template.id, continues=meeting.public_id)
    own = next((team for team in meeting.teams if may(Action.WORK_IN_TEAM, team)), None)
    if own and not meeting.joint and not meeting.activity_id:
        return url_for("team.plan_own", team=own.public_id, continues=meeting.public_id)
    return ""


def groups_of(invited: list[Invited], *, wanted: int | None = None) -> tuple[Group, ...]:
    """Those invited, by team; the wanted group is open, or one's own, or the first."""
    guests = g.language.gettext("Guests")
    by_team = groupby(invited, key=lambda one: guests if one.is_guest else one.team_name)
    teams = [(name, tuple(people)) for name, people in by_team]
    own = (key for key, (_, people) in enumerate(teams) if any(one.team_id in g.actor.teams for one in people))
    opened = wanted if wanted is not None and 0 <= wanted < len(teams) else next(own, 0)
    return tuple(Group(name, people, key, key == opened) for key, (name, people) in enumerate(teams))


def _sees_bands_only(meeting: Meeting) -> bool:
    """A number of people is for those who prepare together; who leads or arranges never gets one."""
    school_id = meeting.run.organisation_id
    return g.actor.arranges_at(school_id) if meeting.joint else school_id in g.actor.schools_led


def _ready(plan: Plan, template: Template, meeting: Meeting, invited: list[Invited]) -> tuple[int, int] | None:
    invited = [one for one in invited if not one.is_guest]
    if not template.prework or len(invited) < SMALLEST_GROUP or meeting.state != "planned" or _sees_bands_only(meeting):
        return None
    wanted = (activity for id_ in all_of(template.prework) if (activity := plan.course.activity(id_)))
    known = {id_: activity.id for activity in wanted for id_ in (activity.id, *activity.formerly)}
    done = done_by_each(g.db, [one.person_id for one in invited], meeting.run_id, known)
    return how_many_ready(template.prework, done.values()), len(invited)
