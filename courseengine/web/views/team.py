"""A team's page, and its meetings: planned, prepared, recorded, held, corrected.

How one is planned is in ``meeting_plans.py``; moved, cancelled or deleted in ``meeting_changes.py``;
recorded in ``recording.py``. What a team writes to a task is in ``team_answers.py``; what it has there
is told here too, for the activity's own page.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from courseengine.base import clock
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import meetings_in_module
from courseengine.core.people.models import Team
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.progress.team_answers import TeamText, team_answer
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.answer_texts import texts_beside
from courseengine.web.guard import guard, may
from courseengine.web.meeting_kit import Kit, kit_of, own_team
from courseengine.web.meeting_page import meeting_page
from courseengine.web.shared_texts import WaitingText
from courseengine.web.team_page import Listed, team_page

bp = Blueprint("team", __name__)

A_PAGE = 10
"""versions of a text on one page of its history"""


@dataclass(frozen=True)
class MeetingWork:
    """A template on its own page: what it supplies, and the meetings planned from it."""

    kit: Kit
    meetings: tuple[Listed, ...]
    plan_href: str | None
    """where to plan one; None for those who may not"""


def meeting_work(session: Session, actor: Actor, planned: PlannedActivity, at: datetime) -> MeetingWork:
    """What the one who asks has of a meeting's template."""
    template, plan = planned.activity, planned.plan
    assert isinstance(template, Template)
    kit = kit_of(template, plan, g.language, {})
    if plan.run is None:
        return MeetingWork(kit, (), None)
    team_id, arranges = actor.team_in(plan.run, planned.module.team_kind), actor.arranges_at(plan.run.school_id)
    rows = meetings_in_module(session, plan.run.id, planned.module.id, team_id, arranges=arranges)
    own = tuple(
        Listed(row, row.standing(at=at)) for row in rows if row.activity_id in (template.id, *template.formerly)
    )
    may_plan = may(Action.DO_ACTIVITY, planned) and (team_id is not None or arranges)
    href = url_for("team.plan", plan=plan.public_id, activity=template.id) if may_plan else None
    return MeetingWork(kit, own, href)


@dataclass(frozen=True)
class TeamTaskWork:
    """A team task on its own page: whose answer, and what it says."""

    team: str | None
    """the team's name; None for those without one"""
    answer: TeamText | None
    beside: tuple[WaitingText, ...] = ()
    """what clashed with it and waits to be looked at"""

    @property
    def version(self) -> int:
        """Of the answer; 0 when there is none yet."""
        return self.answer.version if self.answer else 0


def team_task_work(session: Session, actor: Actor, planned: PlannedActivity) -> TeamTaskWork:
    """What the team of the one who asks has of a task."""
    team = own_team(planned.plan, planned.module.team_kind)
    if team is None or planned.plan.run is None:
        return TeamTaskWork(None, None)
    ids = (planned.activity.id, *planned.activity.formerly)
    answer = team_answer(session, team[0], planned.plan.run.id, ids)
    return TeamTaskWork(team[2], answer, tuple(texts_beside(session, answer)) if answer else ())


@bp.get("/teams/<team>")
@guard(Action.WORK_IN_TEAM, team=Team)
def team(team: Team) -> ResponseReturnValue:
    """Where the team is, and what is next."""
    at = clock.now()
    page = team_page(team, at=at)
    following = g.db.get(Meeting, page.next.id) if page.next else None
    return render_template("team/team.html", page=page, next=meeting_page(following, at=at) if following else None)


@bp.get("/meetings/<meeting>")
@guard(Action.SEE_MEETING, meeting=Meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """When, where, what to prepare, who is there and what is decided."""
    page = meeting_page(meeting, at=clock.now(), group=request.args.get("group", type=int))
    return render_template("team/meeting.html", page=page)
