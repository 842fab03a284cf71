"""One's own answer, shared with the team and taken back; and what the others share."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.course.activities.base import DoneWhen
from courseengine.core.meeting_room.operations import bump_rooms_of, bump_rooms_reading
from courseengine.core.policy.actions import Action
from courseengine.core.progress import sharing
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.around_answer import ids_of
from courseengine.web.guard import guard, may
from courseengine.web.meeting_kit import own_team, planned_activity
from courseengine.web.subjects import plan_of_run
from courseengine.web.views.learner import activity_url

bp = Blueprint("sharing", __name__)


@bp.post("/courses/<plan>/activities/<activity>/share")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def share(activity: PlannedActivity) -> ResponseReturnValue:
    """Let one's team read what one has written."""
    run_id, (team_id, _id, name) = _shared_in(activity)
    try:
        sharing.share(g.db, g.actor.person_id, run_id, ids_of(activity), team_id=team_id, at=clock.now())
    except Invalid as error:
        flash(g.language.gettext(error.message), "warning")
    else:
        bump_rooms_of(g.db, team_id)
        flash(g.language.gettext("%(team)s can read it now.", team=name), "success")
    return redirect(activity_url(activity.plan, activity.activity.id, _anchor="sharing"))


@bp.post("/courses/<run>/shared/<activity>/take-back")
@guard(Action.SEE_OWN_WORK, run=CourseRun)
def take_back(run: CourseRun, activity: str) -> ResponseReturnValue:
    """Let nobody else read it; also when the run has ended, or the course has the task no more."""
    plan = plan_of_run(run.public_id)
    planned = planned_activity(plan, activity) if plan else None
    ids = ids_of(planned) if planned else (activity,)
    bump_rooms_reading(g.db, g.actor.person_id, run.id, ids)
    sharing.take_back(g.db, g.actor.person_id, run.id, ids)
    flash(g.language.gettext("Only you can read it now."), "success")
    if planned and may(Action.READ_ACTIVITY, planned):
        return redirect(activity_url(planned.plan, planned.activity.id, _anchor="sharing"))
    return redirect(url_for("learner.written", run=run.public_id))


@bp.get("/courses/<plan>/activities/<activity>/shared")
@guard(Action.READ_ACTIVITY, activity=PlannedActivity)
def shared(activity: PlannedActivity) -> ResponseReturnValue:
    """What members of one's team have written to a task and share."""
    run_id, (team_id, _id, name) = _shared_in(activity)
    found = sharing.shared_with(g.db, team_id, run_id, ids_of(activity), on=day_in_oslo(clock.now()))
    return render_template("team/shared.html", planned=activity, team=name, shared=found)


def _shared_in(planned: PlannedActivity) -> tuple[int, tuple[int, str, str]]:
    """The run, and the team one works with there; a task that one answers alone."""
    team, run = own_team(planned.plan, planned.module.team_kind), planned.plan.run
    if planned.activity.done_when is not DoneWhen.DELIVERED or team is None or run is None:
        raise NotFound
    return run.id, team
