"""A team does without a meeting that its module asks for, and says why."""

import secrets
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings import waivers
from courseengine.core.policy.actions import Action
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.alone import ids_of, may_be_waived
from courseengine.web.forms.team import WaiverForm
from courseengine.web.guard import guard
from courseengine.web.meeting_kit import own_team
from courseengine.web.words import field_errors

bp = Blueprint("waivers", __name__)


@bp.get("/courses/<plan>/activities/<activity>/waiver")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def waiver(activity: PlannedActivity) -> ResponseReturnValue:
    """Why the team does without the meeting; or the form that says so."""
    return _page(activity, WaiverForm("", secrets.token_urlsafe(18), {}))


@bp.post("/courses/<plan>/activities/<activity>/waiver")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def waive(activity: PlannedActivity) -> ResponseReturnValue:
    """Let the team do without the meeting; the same form twice is one waiver."""
    form = WaiverForm.read(request.form)
    errors = {name: g.language.gettext(message) for name, message in form.errors.items()}
    if not errors:
        try:
            waivers.waive(
                g.db,
                **_whose(activity),
                module_id=activity.module.id,
                reason=form.reason,
                by=g.actor.person_id,
                submit_id=form.submit_id,
                at=clock.now(),
            )
        except Invalid as error:
            errors = field_errors(error, g.language)
        else:
            flash(g.language.gettext("The meeting is waived. It counts as if it were held."), "success")
            return redirect(_place(activity))
    return _page(activity, form, errors), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/courses/<plan>/activities/<activity>/waiver/withdraw")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def withdraw(activity: PlannedActivity) -> ResponseReturnValue:
    """Hold the meeting after all."""
    waivers.withdraw(g.db, **_whose(activity), at=clock.now())
    flash(g.language.gettext("The meeting is no longer waived."), "success")
    return redirect(_place(activity))


def _whose(planned: PlannedActivity) -> waivers.Whose:
    """Whose meeting it is, and which."""
    team, run = own_team(planned.plan, planned.module.team_kind), planned.plan.run
    if team is None or run is None or not may_be_waived(planned.activity):
        raise NotFound
    return {"team_id": team[0], "run_id": run.id, "activity_ids": ids_of(planned.activity)}


def _page(planned: PlannedActivity, form: WaiverForm, errors: dict[str, str] | None = None) -> str:
    whose = _whose(planned)
    waived = waivers.waivers_of(g.db, whose["team_id"], run_ids=[whose["run_id"]], activity_ids=whose["activity_ids"])
    return render_template(
        "team/waiver.html",
        planned=planned,
        waived=waived[0] if waived else None,
        form=form,
        errors=errors or {},
        back=_place(planned),
    )


def _place(planned: PlannedActivity) -> str:
    return url_for("learner.activity", plan=planned.plan.public_id, activity=planned.activity.id)
