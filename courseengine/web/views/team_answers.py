"""A team's shared answer: saved, delivered for all, opened again, and its history."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meeting_room.operations import bump_rooms_of
from courseengine.core.policy.actions import Action
from courseengine.core.progress import team_answers
from courseengine.core.progress.answer_versions import restore_version, settle, versions_of, waiting_of
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.progress.team_answers import Saved
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.answer_texts import history_lines, own_clash
from courseengine.web.around_answer import place_if_any, place_of, task_of
from courseengine.web.forms.team import SettleForm, TeamAnswerForm, version_in
from courseengine.web.guard import guard
from courseengine.web.meeting_kit import own_team
from courseengine.web.shared_texts import told
from courseengine.web.views.learner import activity_page, activity_url
from courseengine.web.views.team import A_PAGE

bp = Blueprint("team_answers", __name__)


@bp.post("/courses/<plan>/activities/<activity>/team-answer")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def save(activity: PlannedActivity) -> ResponseReturnValue:
    """Save the team's answer; deliver it for all when asked to, unless two texts have to be looked at first."""
    task, form, at, by = task_of(activity), TeamAnswerForm.read(request.form), clock.now(), g.actor.person_id
    try:
        _refuse_former_team(activity, form)
        saved = team_answers.save_team_answer(
            g.db, **task, body=form.body, base=form.base, seen=form.version, by=by, at=at
        )
        bump_rooms_of(g.db, task["team_id"])
        looked_at = form.act != "deliver" or _delivered(task, saved, by=by, at=at)
    except Invalid as error:
        return _refused(activity, form, g.language.gettext(error.message, **error.values))
    if request.accept_mimetypes.best == "application/json":
        clash = own_clash(g.db, saved.answer) if saved.answer and saved.waits else ""
        return told(saved.version, at, {"body": saved.answer.body if saved.answer else ""}, clash=clash)
    if saved.waits:
        flash(g.language.gettext("Your text is kept. Choose which of the two stands."), "warning")
    if saved.waits or not looked_at:
        return redirect(activity_url(activity.plan, activity.activity.id, _anchor="answer"))
    return redirect(_room_it_came_from() or activity_url(activity.plan, activity.activity.id))


def _room_it_came_from() -> str | None:
    """The address of the meeting room that the form stood in; its own guard decides who sees it."""
    meeting = request.form.get("meeting")
    return url_for("room.room", meeting=meeting, _anchor="answer") if meeting and request.form.get("back") else None


def _refuse_former_team(planned: PlannedActivity, form: TeamAnswerForm) -> None:
    """A text that somebody began in one team is not another's, whatever team they are in by now."""
    team = own_team(planned.plan, planned.module.team_kind)
    if form.team and team and form.team != team[1]:
        raise Invalid("You are in another team now. This is your former team's text: copy what is your own.")


def _delivered(task: dict[str, Any], saved: Saved, *, by: int, at: datetime) -> bool:
    """Deliver for all, unless two texts have to be looked at first; what was written is kept in any case."""
    if saved.waits:
        return False
    if saved.answer and not saved.answer.delivered_at and waiting_of(g.db, saved.answer.id):
        flash(g.language.gettext("Two texts wait to be looked at. Choose first which one stands."), "warning")
        return False
    team_answers.deliver_team_answer(g.db, **task, by=by, at=at)
    flash(g.language.gettext("Delivered for the whole team."), "success")
    return True


def _refused(planned: PlannedActivity, form: TeamAnswerForm, sentence: str) -> ResponseReturnValue:
    """The form again, with what was written and why it was not taken; it remembers what the writer started from."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence), HTTPStatus.UNPROCESSABLE_ENTITY
    base = form.base or ""
    page = activity_page(planned, written=form.body, base=base, seen=form.version, error=sentence)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/team-answers/<answer>/reopen")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def reopen(answer: TeamAnswer) -> ResponseReturnValue:
    """Make a delivered answer a draft again."""
    planned = place_of(answer)
    team_answers.reopen_team_answer(g.db, answer, at=clock.now())
    bump_rooms_of(g.db, answer.team_id)
    flash(g.language.gettext("The answer is a draft again."), "success")
    return redirect(activity_url(planned.plan, planned.activity.id))


@bp.get("/team-answers/<answer>/history")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def history(answer: TeamAnswer) -> ResponseReturnValue:
    """Everything the team has written here, the latest first; also when the course has the task no more."""
    before = version_in(request.args, "before")
    found = versions_of(g.db, answer, before=before, limit=A_PAGE + 1)
    older = found[A_PAGE - 1].version if len(found) > A_PAGE else None
    return render_template(
        "team/answer_history.html",
        answer=answer,
        planned=place_if_any(answer),
        lines=history_lines(found, A_PAGE),
        older=older,
    )


@bp.post("/team-answers/<answer>/restore")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def restore(answer: TeamAnswer) -> ResponseReturnValue:
    """Make an earlier text the newest one."""
    planned = place_of(answer)
    version = version_in(request.form, "version")
    if version is None:
        raise NotFound
    restore_version(g.db, answer, version, by=g.actor.person_id, at=clock.now())
    bump_rooms_of(g.db, answer.team_id)
    flash(g.language.gettext("The earlier text is back."), "success")
    return redirect(activity_url(planned.plan, planned.activity.id))


@bp.post("/team-answers/<answer>/settle")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def settle_texts(answer: TeamAnswer) -> ResponseReturnValue:
    """Say which of two texts stands, or that both do and will be put together."""
    planned, form, by = place_of(answer), SettleForm.read(request.form, "body"), g.actor.person_id
    settle(g.db, answer, form.version, keep=form.keep, shown=form.shown, by=by, at=clock.now())
    bump_rooms_of(g.db, answer.team_id)
    _ = g.language.gettext
    kept = _("Both are in the text now. Put them together.") if form.keep == "both" else _("That text stands now.")
    flash(kept, "success")
    there = "body" if form.keep == "both" and not answer.delivered_at else "answer"
    return redirect(activity_url(planned.plan, planned.activity.id, _anchor=there))
