"""Whom a meeting calls, for whoever plans it, and what it may be about: for its form."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import g, url_for

from courseengine.base.errors import NotFound
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.activities.meeting import Meets
from courseengine.core.meetings.calling import LEADERSHIP, teams_offered, teams_proposed
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import templates_met_about
from courseengine.core.people.models import Organisation, Team
from courseengine.core.people.queries import teams_at
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.runs.plan import Plan, PlannedActivity, RunFacts
from courseengine.core.runs.queries import runs_at
from courseengine.web.guard import may
from courseengine.web.meeting_kit import own_team
from courseengine.web.subjects import plan_of
from courseengine.web.words import title_of

USUAL_LENGTH = 60
"""minutes of a meeting that no template proposes"""
Offer = tuple[str, Template]
"""the id of a module, and a template in it"""


@dataclass(frozen=True)
class Calling:
    """Whom the one who asks may call to a meeting, and for what."""

    back: str
    """where one goes who plans nothing"""
    about: str
    """what that page is called"""
    own: tuple[int, str, str] | None
    arranges: bool
    offered: list[Team]
    proposed: list[Team]
    runs: tuple[tuple[RunFacts, str], ...]
    """the runs it may belong to, each with the name of its course"""
    module_id: str = ""
    template: Template | None = None
    """None for a meeting of people's own making"""
    further: tuple[Offer, ...] = ()
    """other templates it may be held for"""
    continues: Meeting | None = None

    @property
    def title(self) -> str:
        """What the form proposes as its title."""
        if self.continues is not None:
            return self.continues.title
        return self.template.title if self.template else ""

    @property
    def length(self) -> int:
        """How long it lasts, as the form proposes."""
        return self.template.length if self.template else USUAL_LENGTH

    @property
    def meets(self) -> Meets:
        """Who comes together."""
        return self.template.meets if self.template else Meets.TEAM

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The teams one may call, for the form."""
        return [(team.public_id, team.name) for team in self.offered]

    @property
    def run_choices(self) -> list[tuple[str, str]]:
        """The courses it may belong to, where there are several."""
        return [(run.public_id, name) for run, name in self.runs]

    @property
    def further_choices(self) -> list[tuple[str, str]]:
        """The other templates, for the form."""
        return [(template.id, title_of(template, g.language)) for _, template in self.further]

    def chosen(self, ticked: Collection[str]) -> list[int]:
        """The teams the meeting is for: those ticked, or one's own."""
        if self.arranges:
            return [team.id for team in self.offered if team.public_id in ticked]
        return [self.own[0]] if self.own else []

    def run_called(self, public_id: str) -> RunFacts | None:
        """The run a form names; the newest where it names none."""
        named = (run for run, _ in self.runs if run.public_id == public_id)
        return next(named, self.runs[0][0] if self.runs and not public_id else None)

    def also_chosen(self, ticked: Collection[str]) -> list[tuple[str, str]]:
        """The further templates that are ticked."""
        return [(module_id, template.id) for module_id, template in self.further if template.id in ticked]

    def following(self, ticked: Collection[str]) -> list[Offer]:
        """The templates that follow in the module, for a series; those that are taken along are not met about twice."""
        return [one for one in self.further if one[0] == self.module_id and one[1].id not in ticked]


def calling_from_template(planned: PlannedActivity, continues: str) -> Calling:
    """Whom one may call to a meeting from a template."""
    template, plan = planned.activity, planned.plan
    run = plan.run
    if not isinstance(template, Template) or run is None:
        raise NotFound
    own = own_team(plan, planned.module.team_kind)
    arranges = may(Action.PLAN_JOINT_MEETING, g.db.get(Organisation, run.school_id))
    if not arranges and own is None:
        raise NotFound
    offered = teams_offered(template.meets, teams_at(g.db, run.school_id)) if arranges else []
    own_id = own[0] if own else None
    return Calling(
        back=url_for("learner.activity", plan=plan.public_id, activity=template.id),
        about=title_of(template, g.language),
        own=own,
        arranges=arranges,
        offered=offered,
        proposed=teams_proposed(template.meets, offered, own_id),
        runs=((run, ""),),
        module_id=planned.module.id,
        template=template,
        further=() if template.meets in LEADERSHIP else tuple(_further(plan, template, own_id)),
        continues=_continued(continues, run_id=run.id, activity_id=template.id),
    )


def calling_own(team: Team, continues: str) -> Calling:
    """Whom one may call to a meeting of the team's own making: the team."""
    return Calling(
        back=url_for("team.team", team=team.public_id),
        about=team.name,
        own=(team.id, team.public_id, team.name),
        arranges=False,
        offered=[],
        proposed=[],
        runs=_runs_at(team.school_id),
        continues=_continued(continues, activity_id=""),
    )


def calling_together(school: Organisation) -> Calling:
    """The teams of the school, for whoever arranges there."""
    teams = teams_at(g.db, school.id)
    return Calling(
        back=url_for("front.front"),
        about="",
        own=None,
        arranges=True,
        offered=teams,
        proposed=teams,
        runs=_runs_at(school.id),
    )


def _runs_at(school_id: int) -> tuple[tuple[RunFacts, str], ...]:
    """The school's runs that last; without any there is nothing to meet in."""
    found = [(run, plan_of(course_id, run)) for course_id, run in runs_at(g.db, [school_id]) if not run.ended]
    if not found:
        raise NotFound
    return tuple((run, title_of(plan.course, g.language) if plan else run.school_name) for run, plan in found)


def _further(plan: Plan, template: Template, team_id: int | None) -> list[Offer]:
    """The templates that come after this one, and those of other open modules: what nobody meets about yet."""
    assert plan.run is not None
    met = templates_met_about(g.db, plan.run.id, team_id) if team_id is not None else set()
    own = plan.course.module_of(template.id)
    found, is_after = [], False
    for module in plan.course.modules:
        for one in module.activities:
            is_after = is_after or one is template or module is not own
            if (
                isinstance(one, Template)
                and one is not template
                and (is_after or module is not own)
                and one.meets not in LEADERSHIP
                and not met.intersection((one.id, *one.formerly))
                and may(Action.DO_ACTIVITY, PlannedActivity(plan, module, one))
            ):
                found.append((module.id, one))
    return found


def _continued(public_id: str, **alike: Any) -> Meeting | None:
    """The meeting that is gone on with: one the reader records, from the same template."""
    if not public_id:
        return None
    found: Meeting | None = g.db.scalar(SCOPES[Action.RECORD_MEETING](g.actor).where(Meeting.public_id == public_id))
    if found is None or any(getattr(found, name) != value for name, value in alike.items()):
        raise NotFound
    return found
