"""A team's page, and its meetings: planned, prepared, recorded, held, corrected.

How one is planned is in ``meeting_plans.py``; moved, cancelled or deleted in ``meeting_changes.py``;
recorded in ``recording.py``. What a team writes to a task is in ``team_answers.py``; what it has there
is told here too, for the activity's own page.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import meetings_in_module
from courseengine.core.meetings.timing import Standing
from courseengine.core.meetings.waivers import Waived, waivers_of
from courseengine.core.people.models import Team
from courseengine.core.policy.actions import Action
from courseengine.core.progress.queries import NO_WORK, OwnWork
from courseengine.core.progress.team_answers import TeamText, team_answer
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.alone import WayIn, goes_alone, ids_of, may_be_waived, way_into_a_team
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
    meetings: tuple[Listed, ...] = ()
    plan_href: str | None = None
    """where to plan one; None for those who may not"""
    waived: Waived | None = None
    """why the team does without it"""
    waive_href: str | None = None
    """where the team says that it does without it, or takes that back"""
    kit_href: str | None = None
    """where all teams' meetings are printed, for those who call them together"""
    way_in: WayIn | None = None
    """how to get a team, for those who go through it alone"""
    own: OwnWork = NO_WORK
    """what the one who asks wrote alone"""


def meeting_work(planned: PlannedActivity, own: OwnWork, *, at: datetime) -> MeetingWork:
    """What the one who asks has of a meeting's template."""
    template, plan, run = planned.activity, planned.plan, planned.plan.run
    assert isinstance(template, Template)
    kit = kit_of(template, plan, g.language, {})
    if run is None:
        return MeetingWork(kit)
    team_id, arranges = g.actor.team_in(run, planned.module.team_kind), g.actor.arranges_at(run.school_id)
    rows = meetings_in_module(g.db, run.id, planned.module.id, team_id, arranges=arranges)
    meetings = tuple(Listed(row, row.standing(at=at)) for row in rows if row.is_from(ids_of(template)))
    does, address = may(Action.DO_ACTIVITY, planned), {"plan": plan.public_id, "activity": template.id}
    met = any(one.standing is Standing.HELD for one in meetings)
    waived = waivers_of(g.db, team_id, run_ids=[run.id], activity_ids=ids_of(template)) if team_id and not met else []
    may_waive = does and team_id is not None and not met and may_be_waived(template)
    return MeetingWork(
        kit,
        meetings,
        plan_href=url_for("team.plan", **address) if does and (team_id is not None or arranges) else None,
        waived=waived[0] if waived else None,
        waive_href=url_for("waivers.waiver", **address) if may_waive else None,
        kit_href=url_for("meeting_print.kit", **address) if does and arranges else None,
        way_in=way_into_a_team(plan) if goes_alone(planned) else None,
        own=own,
    )


@dataclass(frozen=True)
class TeamTaskWork:
    """A team task on its own page: whose answer, and what it says."""

    team: str | None
    """the team's name; None for those without one"""
    answer: TeamText | None
    team_id: str = ""
    """the team's public id"""
    beside: tuple[WaitingText, ...] = ()
    """what clashed with it and waits to be looked at"""
    own: OwnWork = NO_WORK
    """what the one who asks wrote alone"""
    way_in: WayIn | None = None
    """how to get a team, for those who do it alone"""

    @property
    def version(self) -> int:
        """Of the answer; 0 when there is none yet."""
        return self.answer.version if self.answer else 0


def team_task_work(planned: PlannedActivity, own: OwnWork = NO_WORK) -> TeamTaskWork:
    """What the one who asks has of a task: the team's answer, and what they wrote without one."""
    team, plan = own_team(planned.plan, planned.module.team_kind), planned.plan
    if team is None or plan.run is None:
        return TeamTaskWork(None, None, own=own, way_in=way_into_a_team(plan) if goes_alone(planned) else None)
    answer = team_answer(g.db, team[0], plan.run.id, ids_of(planned.activity))
    return TeamTaskWork(team[2], answer, team[1], tuple(texts_beside(g.db, answer)) if answer else (), own)


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
