"""A team's page, and its meetings: planned, prepared, recorded, held, corrected.

How a meeting is moved, cancelled or deleted is in ``meeting_changes.py``. What a team writes to a
task is in ``team_answers.py``; what it has there is told here too, for the activity's own page.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings import operations
from courseengine.core.meetings.calling import is_joint, teams_offered, teams_proposed
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import Minutes
from courseengine.core.meetings.queries import invited_to, meetings_in_module, minutes_versions
from courseengine.core.people.models import Organisation, Team
from courseengine.core.people.queries import teams_at
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.progress import meetings_held
from courseengine.core.progress.team_answers import TeamText, team_answer
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.day_hits import warn_of_day_off
from courseengine.web.forms.team import AttendanceForm, PlanForm, RecordForm, WhenForm, version_in
from courseengine.web.guard import guard, may
from courseengine.web.meeting_kit import Kit, kit_of, own_team
from courseengine.web.meeting_page import groups_of, meeting_page
from courseengine.web.team_page import Listed, team_page

bp = Blueprint("team", __name__)

A_PAGE = 10
"""versions of a text on one page of its history"""


@dataclass(frozen=True)
class MeetingWork:
    """A template on its own page: what it supplies, and the meetings planned from it."""

    kit: Kit
    meetings: tuple[Listed, ...]
    plan_href: str | None
    """where to plan one; None for those who may not"""


def meeting_work(session: Session, actor: Actor, planned: PlannedActivity, at: datetime) -> MeetingWork:
    """What the one who asks has of a meeting's template."""
    template, plan = planned.activity, planned.plan
    assert isinstance(template, Template)
    kit = kit_of(template, plan, g.language, {})
    if plan.run is None:
        return MeetingWork(kit, (), None)
    team_id, arranges = actor.team_in(plan.run, planned.module.team_kind), actor.arranges_at(plan.run.school_id)
    rows = meetings_in_module(session, plan.run.id, planned.module.id, team_id, arranges=arranges)
    own = tuple(
        Listed(row, row.standing(at=at)) for row in rows if row.activity_id in (template.id, *template.formerly)
    )
    may_plan = may(Action.DO_ACTIVITY, planned) and (team_id is not None or arranges)
    href = url_for("team.plan", plan=plan.public_id, activity=template.id) if may_plan else None
    return MeetingWork(kit, own, href)


@dataclass(frozen=True)
class TeamTaskWork:
    """A team task on its own page: whose answer, and what it says."""

    team: str | None
    """the team's name; None for those without one"""
    answer: TeamText | None

    @property
    def version(self) -> int:
        """Of the answer; 0 when there is none yet."""
        return self.answer.version if self.answer else 0


def team_task_work(session: Session, actor: Actor, planned: PlannedActivity) -> TeamTaskWork:
    """What the team of the one who asks has of a task."""
    team = own_team(planned.plan, planned.module.team_kind)
    if team is None or planned.plan.run is None:
        return TeamTaskWork(None, None)
    ids = (planned.activity.id, *planned.activity.formerly)
    return TeamTaskWork(team[2], team_answer(session, team[0], planned.plan.run.id, ids))


@bp.get("/teams/<team>")
@guard(Action.WORK_IN_TEAM, team=Team)
def team(team: Team) -> ResponseReturnValue:
    """Where the team is, and what is next."""
    at = clock.now()
    page = team_page(team, at=at)
    following = g.db.get(Meeting, page.next.id) if page.next else None
    return render_template("team/team.html", page=page, next=meeting_page(following, at=at) if following else None)


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
            errors = _said(error)
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


@bp.get("/meetings/<meeting>")
@guard(Action.SEE_MEETING, meeting=Meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """When, where, what to prepare, who is there and what is decided."""
    page = meeting_page(meeting, at=clock.now(), group=request.args.get("group", type=int))
    return render_template("team/meeting.html", page=page)


@bp.post("/meetings/<meeting>/attendance")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def attendance(meeting: Meeting) -> ResponseReturnValue:
    """Note one person, or turn to another team; what is written in the form is kept on the way."""
    form = AttendanceForm.read(request.form)
    refused = _recorded(meeting) if meeting.state == "planned" and form.has_texts else None
    if refused:
        return refused
    groups = groups_of(invited_to(g.db, meeting))
    group = form.group
    if group is None:
        found = [(one, group.key) for group in groups for one in group.people if one.public_id == form.person]
        if not found:
            raise NotFound
        one, group = found[0]
        try:
            by = g.actor.person_id
            meetings_held.note(g.db, meeting, one.person_id, present=form.present, by=by, at=clock.now())
        except Invalid as error:
            return _again(meeting, error)
    page = "team.meeting" if meeting.state == "planned" else "team.correct"
    return redirect(url_for(page, meeting=meeting.public_id, group=group, _anchor="present"))


@bp.post("/meetings/<meeting>/record")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def record(meeting: Meeting) -> ResponseReturnValue:
    """Keep what is written; hold the meeting when asked to."""
    refused = _recorded(meeting)
    if refused:
        return refused
    if request.accept_mimetypes.best == "application/json":
        return jsonify(version=meeting.version, saved=g.language.clock(clock.now()))
    if meeting.state == "held":
        _ = g.language.gettext
        flash(
            _("The meeting is held.") if request.form.get("act") == "hold" else _("The minutes are saved."), "success"
        )
        return redirect(url_for("team.meeting", meeting=meeting.public_id))
    flash(g.language.gettext("Saved."), "success")
    return redirect(url_for("team.meeting", meeting=meeting.public_id, _anchor="record"))


def _recorded(meeting: Meeting) -> ResponseReturnValue | None:
    """Save or hold as the form asks; gives the page that says why not."""
    form, at, by = RecordForm.read(request.form), clock.now(), g.actor.person_id
    written = Minutes(form.minutes, form.decision, form.no_decision_because)
    try:
        if form.act == "hold":
            meetings_held.hold(
                g.db,
                meeting,
                by,
                decision=form.decision,
                no_decision_because=form.no_decision_because,
                minutes=form.minutes,
                seen=form.version,
                at=at,
            )
        else:
            operations.save_minutes(g.db, meeting, by, written, seen=form.version, at=at)
    except Invalid as error:
        return _again(meeting, error, written, seen=form.version)
    except Conflict as error:
        return _clash(meeting, str(error), written)
    return None


def _again(
    meeting: Meeting, error: Invalid, written: Minutes | None = None, *, seen: int | None = None
) -> ResponseReturnValue:
    """The same page, filled in, with what is to be mended; it remembers which version the writer had seen."""
    said = _said(error)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=next(iter(said.values()))), HTTPStatus.UNPROCESSABLE_ENTITY
    template = "team/correct.html" if meeting.state == "held" else "team/meeting.html"
    page = meeting_page(meeting, at=clock.now())
    html = render_template(template, page=page, errors=said, written=written, seen=seen)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY


def _clash(meeting: Meeting, sentence: str, written: Minutes) -> ResponseReturnValue:
    """Both texts, side by side: what is stored now, and what was on its way."""
    sentence = g.language.gettext(sentence)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence), HTTPStatus.CONFLICT
    g.db.refresh(meeting)
    page = meeting_page(meeting, at=clock.now())
    html = render_template("team/minutes_clash.html", page=page, sentence=sentence, written=written)
    return html, HTTPStatus.CONFLICT


def _said(error: Invalid) -> dict[str, str]:
    """The field and the sentence, in the reader's language."""
    return {error.field: g.language.gettext(error.message, **error.values)}


@bp.get("/meetings/<meeting>/minutes")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def correct(meeting: Meeting) -> ResponseReturnValue:
    """Correct what a held meeting left behind."""
    if meeting.state != "held":
        return redirect(url_for("team.meeting", meeting=meeting.public_id))
    page = meeting_page(meeting, at=clock.now(), group=request.args.get("group", type=int))
    return render_template("team/correct.html", page=page)


@bp.get("/meetings/<meeting>/history")
@guard(Action.SEE_MEETING, meeting=Meeting)
def history(meeting: Meeting) -> ResponseReturnValue:
    """What the minutes said earlier, for those invited."""
    before = version_in(request.args, "before")
    found = minutes_versions(g.db, meeting.id, before=before, limit=A_PAGE + 1)
    older = found[A_PAGE - 1].version if len(found) > A_PAGE else None
    return render_template("team/minutes_history.html", meeting=meeting, versions=found[:A_PAGE], older=older)
