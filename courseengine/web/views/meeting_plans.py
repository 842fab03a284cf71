"""A meeting is planned: from one of the course's templates, or of people's own making.

It may be held for several templates, go on with an earlier meeting, or be the first of a series. How
the form is put together is in ``plan_form.py``.
"""

import secrets
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings.calling import is_joint
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.planning import Wish, plan_following, plan_wish, series
from courseengine.core.people.models import Organisation, Team
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import PlannedActivity
from courseengine.core.school_days.queries import days_of
from courseengine.web.day_hits import warn_of_day_off
from courseengine.web.forms.team import PlanForm, WhenForm
from courseengine.web.guard import guard
from courseengine.web.plan_form import Calling, calling_from_template, calling_own, calling_together
from courseengine.web.views.team import bp
from courseengine.web.words import field_errors, sentence

__all__ = ["bp"]


@bp.get("/courses/<plan>/activities/<activity>/meetings/new")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def plan(activity: PlannedActivity) -> ResponseReturnValue:
    """The form for a meeting from this template."""
    return _form(calling_from_template(activity, request.args.get("continues", "")))


@bp.post("/courses/<plan>/activities/<activity>/meetings/new")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def make_plan(activity: PlannedActivity) -> ResponseReturnValue:
    """Plan the meeting; the same form twice is one meeting."""
    return _made(calling_from_template(activity, request.form.get("continues", "")))


@bp.get("/teams/<team>/meetings/new")
@guard(Action.WORK_IN_TEAM, team=Team)
def plan_own(team: Team) -> ResponseReturnValue:
    """The form for a meeting of the team's own making."""
    return _form(calling_own(team, request.args.get("continues", "")))


@bp.post("/teams/<team>/meetings/new")
@guard(Action.WORK_IN_TEAM, team=Team)
def make_own(team: Team) -> ResponseReturnValue:
    """Plan what the team meets about beside the course."""
    return _made(calling_own(team, request.form.get("continues", "")))


@bp.get("/schools/<school>/meetings/new")
@guard(Action.PLAN_JOINT_MEETING, school=Organisation)
def plan_together(school: Organisation) -> ResponseReturnValue:
    """The form for a meeting of several teams that the course does not propose."""
    return _form(calling_together(school))


@bp.post("/schools/<school>/meetings/new")
@guard(Action.PLAN_JOINT_MEETING, school=Organisation)
def make_together(school: Organisation) -> ResponseReturnValue:
    """Call the teams that are ticked."""
    return _made(calling_together(school))


def _form(calling: Calling) -> str:
    when = WhenForm("", "", str(calling.length), "", None, 0, link="")
    proposed = tuple(team.public_id for team in calling.proposed)
    continues = calling.continues.public_id if calling.continues else ""
    form = PlanForm(calling.title, when, proposed, secrets.token_urlsafe(18), {}, continues=continues)
    return render_template("team/plan.html", calling=calling, form=form)


def _made(calling: Calling) -> ResponseReturnValue:
    form = PlanForm.read(request.form)
    errors = {name: g.language.gettext(message) for name, message in form.errors.items()}
    if not errors:
        try:
            meeting = _planned(calling, form)
            return redirect(url_for("team.meeting", meeting=meeting.public_id))
        except Invalid as error:
            errors = field_errors(error, g.language)
    page = render_template("team/plan.html", calling=calling, form=form, errors=errors)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _planned(calling: Calling, form: PlanForm) -> Meeting:
    wish, at, by = _wish(calling, form), clock.now(), g.actor.person_id
    days = days_of(g.db, g.db.get_one(CourseRun, wish.run_id).organisation)
    times, weeks = form.repeats
    starts, left_out = series(wish.starts_at, days, times=times, weeks=weeks)
    meeting = plan_wish(g.db, wish, by=by, submit_id=form.submit_id, at=at)
    following = plan_following(g.db, wish, starts, by=by, submit_id=form.submit_id, at=at)
    _, several = g.language.gettext, g.language.ngettext
    if following:
        number = 1 + len(following)
        flash(several("%(num)d meeting is planned.", "%(num)d meetings are planned.", number), "success")
    else:
        flash(_("The meeting is planned."), "success")
    if len(following) < len(starts):
        flash(_("The module proposes no more meetings than these."), "info")
    if left_out and following:
        gone_round = g.language.listed([g.language.day(one, weekday=True) for one in left_out])
        flash(sentence(_("%(days)s: a day off, which the series goes round.", days=gone_round)), "info")
    warn_of_day_off(meeting)
    return meeting


def _wish(calling: Calling, form: PlanForm) -> Wish:
    run = calling.run_called(form.run)
    chosen = calling.chosen(form.teams)
    if form.when.starts_at is None or run is None:
        raise NotFound
    return Wish(
        run_id=run.id,
        teams=chosen,
        starts_at=form.when.starts_at,
        length=form.when.minutes,
        place=form.when.place,
        link=form.when.link or "",
        title=form.title,
        joint=calling.arranges and is_joint(calling.meets, chosen, g.actor.teams),
        module_id=calling.module_id,
        template=calling.template,
        also=calling.also_chosen(form.also),
        continues=calling.continues,
        following=calling.following(form.also),
    )
