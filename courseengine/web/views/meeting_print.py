"""Meetings on paper: one for those invited, and all teams' from a template for those who help them."""

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import NotFound
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.guard import guard, may
from courseengine.web.meeting_page import meeting_page
from courseengine.web.meeting_paper import paper_of, papers_of

bp = Blueprint("meeting_print", __name__)


@bp.get("/meetings/<meeting>/print")
@guard(Action.SEE_MEETING, meeting=Meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """The agenda, the invited and room to write, for a meeting without a screen."""
    page = meeting_page(meeting, at=clock.now())
    back = url_for("team.meeting", meeting=meeting.public_id)
    return render_template("team/paper.html", title=page.title, papers=[paper_of(page)], back=back, kit=None)


@bp.get("/courses/<plan>/activities/<activity>/kit")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def kit(activity: PlannedActivity) -> ResponseReturnValue:
    """All teams' meetings from a template at once, for leaders and the resource teacher."""
    plan, template = activity.plan, activity.activity
    if plan.run is None or not isinstance(template, Template):
        raise NotFound
    if not may(Action.PLAN_JOINT_MEETING, g.db.get(Organisation, plan.run.school_id)):
        raise NotFound
    papers = papers_of(activity, at=clock.now())
    back = url_for("learner.activity", plan=plan.public_id, activity=template.id)
    return render_template("team/paper.html", title=template.title, papers=papers, back=back, kit=template)
