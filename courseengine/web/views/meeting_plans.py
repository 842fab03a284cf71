"""A meeting is planned: from one of the course's templates."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings import operations
from courseengine.core.meetings.calling import is_joint, teams_offered, teams_proposed
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Organisation, Team
from courseengine.core.people.queries import teams_at
from courseengine.core.policy.actions import Action
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.day_hits import warn_of_day_off
from courseengine.web.forms.team import PlanForm, WhenForm
from courseengine.web.guard import guard, may
from courseengine.web.meeting_kit import own_team
from courseengine.web.views.team import bp
from courseengine.web.words import field_errors

__all__ = ["bp"]


@bp.get("/courses/<plan>/activities/<activity>/meetings/new")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def plan(activity: PlannedActivity) -> ResponseReturnValue:
    """The form for a meeting from this template."""
    calling = _calling(activity)
    when = WhenForm("", "", str(calling.template.length), "", None, 0)
    proposed = tuple(team.public_id for team in calling.proposed)
    form = PlanForm(calling.template.title, when, proposed, secrets.token_urlsafe(18), {})
    return render_template("team/plan.html", planned=activity, calling=calling, form=form)


@bp.post("/courses/<plan>/activities/<activity>/meetings/new")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def make_plan(activity: PlannedActivity) -> ResponseReturnValue:
    """Plan the meeting; the same form twice is one meeting."""
    calling, form = _calling(activity), PlanForm.read(request.form)
    errors = {name: g.language.gettext(message) for name, message in form.errors.items()}
    if not errors:
        try:
            return redirect(url_for("team.meeting", meeting=_planned(activity, calling, form).public_id))
        except Invalid as error:
            errors = field_errors(error, g.language)
    page = render_template("team/plan.html", planned=activity, calling=calling, form=form, errors=errors)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _planned(activity: PlannedActivity, calling: "Calling", form: PlanForm) -> Meeting:
    chosen = calling.chosen(form)
    run = activity.plan.run
    assert run is not None
    assert form.when.starts_at is not None
    meeting = operations.plan_meeting(
        g.db,
        run_id=run.id,
        module_id=activity.module.id,
        activity=calling.template,
        teams=chosen,
        starts_at=form.when.starts_at,
        length=form.when.minutes,
        place=form.when.place,
        by=g.actor.person_id,
        submit_id=form.submit_id,
        joint=calling.arranges and is_joint(calling.template.meets, chosen, g.actor.teams),
        at=clock.now(),
        title=form.title,
    )
    flash(g.language.gettext("The meeting is planned."), "success")
    warn_of_day_off(meeting)
    return meeting


@dataclass(frozen=True)
class Calling:
    """Whom the one who asks may call to a meeting from a template."""

    template: Template
    own: tuple[int, str, str] | None
    arranges: bool
    offered: list[Team]
    proposed: list[Team]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The teams one may call, for the form."""
        return [(team.public_id, team.name) for team in self.offered]

    def chosen(self, form: PlanForm) -> list[int]:
        """The teams the meeting is for: those ticked, or one's own."""
        if self.arranges:
            return [team.id for team in self.offered if team.public_id in form.teams]
        return [self.own[0]] if self.own else []


def _calling(planned: PlannedActivity) -> Calling:
    template, run = planned.activity, planned.plan.run
    if not isinstance(template, Template) or run is None:
        raise NotFound
    own = own_team(planned.plan, planned.module.team_kind)
    arranges = may(Action.PLAN_JOINT_MEETING, g.db.get(Organisation, run.school_id))
    if not arranges and own is None:
        raise NotFound
    offered = teams_offered(template.meets, teams_at(g.db, run.school_id)) if arranges else []
    return Calling(template, own, arranges, offered, teams_proposed(template.meets, offered, own[0] if own else None))
