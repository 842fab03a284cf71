"""What a team says to itself about its answer."""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, request
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.policy.actions import Action
from courseengine.core.progress.begun import begun
from courseengine.core.progress.comments import add_comment, remove_comment
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.around_answer import place_of, task_of
from courseengine.web.forms.around import CommentForm
from courseengine.web.guard import guard
from courseengine.web.views.learner import activity_page, activity_url

bp = Blueprint("team_comments", __name__)


@bp.post("/courses/<plan>/activities/<activity>/comments")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def add(activity: PlannedActivity) -> ResponseReturnValue:
    """Say something to the team."""
    task, by, at = task_of(activity), g.actor.person_id, clock.now()
    try:
        form = CommentForm.read(request.form)
        add_comment(g.db, begun(g.db, **task, by=by, at=at), text=form.text, submit_id=form.submit_id, by=by, at=at)
    except Invalid as error:
        sentence = g.language.gettext(error.message, **error.values)
        typed = {"text": request.form.get("text", "")}
        page = activity_page(activity, around_errors={"text": sentence}, around_typed=typed)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(activity_url(activity.plan, activity.activity.id, _anchor="talk"))


@bp.post("/team-answers/<answer>/comments/<comment>/remove")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def remove(answer: TeamAnswer, comment: str) -> ResponseReturnValue:
    """Take away what one has said oneself."""
    planned = place_of(answer)
    if not remove_comment(g.db, answer, comment, by=g.actor.person_id):
        raise NotFound
    flash(g.language.gettext("The comment is removed."), "success")
    return redirect(activity_url(planned.plan, planned.activity.id, _anchor="talk"))
