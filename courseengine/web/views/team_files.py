"""Files that belong to a team's answer: added, opened, taken away.

A file is served by a view that asks who reads the answer, never from a folder, and what is in it
can do nothing in the browser: it is sandboxed, and downloaded unless it is a plain picture.
"""

from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, flash, g, redirect, request, send_file
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.base.files import SHOWN
from courseengine.core import audit
from courseengine.core.policy.actions import Action
from courseengine.core.progress import limits
from courseengine.core.progress.attachments import add_file, file_in, remove_file
from courseengine.core.progress.begun import begun
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.around_answer import place_of, task_of
from courseengine.web.forms.around import FileForm
from courseengine.web.guard import database, guard, may
from courseengine.web.security import takes_file
from courseengine.web.views.learner import activity_page, activity_url

bp = Blueprint("team_files", __name__)

SANDBOX = "sandbox; default-src 'none'"


@bp.post("/courses/<plan>/activities/<activity>/files")
@takes_file(limits.FILE_BYTES)
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def add(activity: PlannedActivity) -> ResponseReturnValue:
    """Add a file to the team's answer."""
    task, by, at = task_of(activity), g.actor.person_id, clock.now()
    try:
        form = FileForm.read(request.form, request.files, most=limits.FILE_BYTES)
        add_file(
            g.db,
            begun(g.db, **task, by=by, at=at),
            name=form.name,
            content=form.content,
            submit_id=form.submit_id,
            by=by,
            at=at,
            was_delivered=form.was_delivered,
        )
    except (Invalid, Conflict) as error:
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        sentence = g.language.gettext(error.message, **error.values)
        return activity_page(activity, around_errors={"file": sentence}), status
    flash(g.language.gettext("The file is added."), "success")
    return redirect(activity_url(activity.plan, activity.activity.id, _anchor="files"))


@bp.get("/team-answers/<answer>/files/<attachment>")
@guard(Action.READ_TEAM_ANSWER, answer=TeamAnswer)
def file(answer: TeamAnswer, attachment: str) -> ResponseReturnValue:
    """One file; that somebody outside the team opened it is in the log."""
    found = file_in(g.db, answer, attachment)
    if found is None:
        raise NotFound
    if not may(Action.WRITE_TEAM_ANSWER, answer) and request.method == "GET":
        with database.writing() as session:
            audit.record(
                session,
                audit.Event.TEAM_ANSWER_READ,
                at=clock.now(),
                actor_id=g.actor.person_id,
                team_id=answer.team_id,
                subject=answer.public_id,
            )
    response = send_file(
        BytesIO(found.content),
        mimetype=found.media_type,
        as_attachment=found.media_type not in SHOWN,
        download_name=found.name,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    # Not cached: a shared computer in the staff room would show the last person's file.
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/team-answers/<answer>/files/<attachment>/remove")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def remove(answer: TeamAnswer, attachment: str) -> ResponseReturnValue:
    """Take a file away for the whole team."""
    planned = place_of(answer)
    remove_file(g.db, answer, attachment)
    flash(g.language.gettext("The file is removed."), "success")
    return redirect(activity_url(planned.plan, planned.activity.id, _anchor="files"))
