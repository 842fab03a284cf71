"""A team's shared answer: saved, delivered for all, opened again, and its history."""

from http import HTTPStatus

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.course.activities.base import DoneWhen
from courseengine.core.policy.actions import Action
from courseengine.core.progress import team_answers
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.forms.team import TeamAnswerForm, version_in
from courseengine.web.guard import guard
from courseengine.web.meeting_kit import own_team, planned_activity
from courseengine.web.subjects import plan_of_run
from courseengine.web.views.learner import activity_page, activity_url
from courseengine.web.views.team import A_PAGE, team_task_work

bp = Blueprint("team_answers", __name__)


@bp.post("/courses/<plan>/activities/<activity>/team-answer")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def save(activity: PlannedActivity) -> ResponseReturnValue:
    """Save the team's answer; deliver it for all when asked to."""
    task, form, at = _task(activity), TeamAnswerForm.read(request.form), clock.now()
    by = g.actor.person_id
    try:
        version = team_answers.save_team_answer(g.db, **task, body=form.body, seen=form.version, by=by, at=at)
        if form.act == "deliver":
            team_answers.deliver_team_answer(g.db, **task, by=by, at=at)
            flash(g.language.gettext("Delivered for the whole team."), "success")
    except Invalid as error:
        sentence = g.language.gettext(error.message, **error.values)
        return _refused(
            activity, sentence, HTTPStatus.UNPROCESSABLE_ENTITY, written=form.body, seen=form.version, error=sentence
        )
    except Conflict as error:
        sentence = g.language.gettext(str(error))
        return _refused(activity, sentence, HTTPStatus.CONFLICT, written=form.body, clash=form.body)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(version=version, saved=g.language.clock(at))
    return redirect(activity_url(activity.plan, activity.activity.id))


def _task(planned: PlannedActivity) -> dict[str, object]:
    """Whose answer it is, and to what: the stored one keeps the id it was written under."""
    team, run = own_team(planned.plan, planned.module.team_kind), planned.plan.run
    if planned.activity.done_when is not DoneWhen.TEAM_DELIVERED or team is None or run is None:
        raise NotFound
    stored = team_task_work(planned).answer
    activity_id = stored.activity_id if stored else planned.activity.id
    return {"team_id": team[0], "run_id": run.id, "activity_id": activity_id}


def _refused(planned: PlannedActivity, sentence: str, status: HTTPStatus, **page: object) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence), status
    return activity_page(planned, **page), status


@bp.post("/team-answers/<answer>/reopen")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def reopen(answer: TeamAnswer) -> ResponseReturnValue:
    """Make a delivered answer a draft again."""
    planned = _place_of(answer)
    team_answers.reopen_team_answer(g.db, answer, at=clock.now())
    flash(g.language.gettext("The answer is a draft again."), "success")
    return redirect(activity_url(planned.plan, planned.activity.id))


@bp.get("/team-answers/<answer>/history")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def history(answer: TeamAnswer) -> ResponseReturnValue:
    """Everything the team has written here, the latest first; also when the course has the task no more."""
    before = version_in(request.args, "before")
    found = team_answers.versions_of(g.db, answer, before=before, limit=A_PAGE + 1)
    older = found[A_PAGE - 1].version if len(found) > A_PAGE else None
    return render_template(
        "team/answer_history.html",
        answer=answer,
        planned=_place_if_any(answer),
        versions=found[:A_PAGE],
        older=older,
    )


@bp.post("/team-answers/<answer>/restore")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def restore(answer: TeamAnswer) -> ResponseReturnValue:
    """Make an earlier text the newest one."""
    planned = _place_of(answer)
    version = version_in(request.form, "version")
    if version is None:
        raise NotFound
    team_answers.restore_version(g.db, answer, version, by=g.actor.person_id, at=clock.now())
    flash(g.language.gettext("The earlier text is back."), "success")
    return redirect(activity_url(planned.plan, planned.activity.id))


def _place_of(answer: TeamAnswer) -> PlannedActivity:
    """The task it answers, at its place in the plan."""
    planned = _place_if_any(answer)
    if planned is None:
        raise NotFound
    return planned


def _place_if_any(answer: TeamAnswer) -> PlannedActivity | None:
    """The same; None when the course has lost the task."""
    plan = plan_of_run(answer.run.public_id)
    return planned_activity(plan, answer.activity_id) if plan else None
