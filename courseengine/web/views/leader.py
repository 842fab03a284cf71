"""How a school's teams are doing: for those who lead it, and for nobody else.

Team facts are exact, people are bands, and no page here names a person. Opening minutes or a
team's answer leaves a line that the team can read; the line is written before the text is shown.
Whoever is invited to a meeting or belongs to the team has a page of their own for it.
"""

from datetime import datetime

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import NotFound
from courseengine.base.text import render_answer
from courseengine.core import audit
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.waivers import waivers_of
from courseengine.core.people.models import Organisation, Team
from courseengine.core.planner.listing import who_changed_draft
from courseengine.core.policy.actions import Action
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.reports.school import SchoolReport, report_on
from courseengine.core.reports.team_work import delivered_answers, held_meetings
from courseengine.core.runs.plan import Plan, RunFacts
from courseengine.core.runs.queries import runs_at
from courseengine.web import leader_words as words
from courseengine.web.around_answer import files_shown
from courseengine.web.guard import database, guard, may
from courseengine.web.meeting_kit import planned_activity
from courseengine.web.milestone_words import where_words
from courseengine.web.subjects import plan_of
from courseengine.web.views.learner import activity_url
from courseengine.web.words import opening_words

bp = Blueprint("leader", __name__, url_prefix="/leader")


@bp.get("/<school>")
@guard(Action.SEE_TEAM_PROGRESS, school=Organisation)
def school(school: Organisation) -> ResponseReturnValue:
    """A sentence a module, what needs following up, and the teams' work as picture and table."""
    at = clock.now()
    runs = runs_at(g.db, [school.id])
    plan = _plan(runs)
    if plan is None:
        return render_template("leader/school.html", school=school, report=None)
    report = report_on(g.db, plan, school.id, at=at)
    return render_template(
        "leader/school.html",
        school=school,
        plan=plan,
        report=report,
        sentences=[words.sentence(one, report.teams, g.language) for one in report.modules],
        follow_ups=words.follow_ups(report, g.language),
        columns=words.columns(report.modules, g.language),
        team_rows=words.team_rows(report, g.language),
        band_columns=words.columns([one for one in report.modules if one.own_work], g.language),
        band_rows=words.band_rows(report, g.language, place_kind=school.kind),
        leaves_out=any(one.own_work and one.own_work.leaves_out for one in report.modules),
        where=where_words(plan, plan.course.modules, g.language, at=at),
        next=_next(report),
        runs=_other_runs(runs, plan),
        feedback=_feedback(plan, at),
        draft=_draft(plan),
    )


def _ways(plan: Plan, school: Organisation) -> list[tuple[str, str]]:
    """What a leader can do about the course: the address and what it is called."""
    _, run = g.language.gettext, plan.public_id
    ways = [
        (url_for("adaptation.course", run=run), _("What you do otherwise")),
        (url_for("exceptions.exceptions", run=run), _("Other times")),
        (url_for("pilots.pilot", place=school.public_id), _("Pilot")),
    ]
    return ways if plan.run and not plan.run.ended else []


def _draft(plan: Plan) -> tuple[str, str] | None:
    """Where a changed plan waits to be published, and who changed it last; None where none does."""
    run = plan.run
    name = who_changed_draft(g.db, run.id) if run and not run.ended else None
    return (url_for("plan_changes.changes", run=plan.public_id), name) if name else None


def _feedback(plan: Plan, at: datetime) -> tuple[str, str] | None:
    """Where a pilot is asked how it goes, and until which day; None where nobody asks."""
    run = plan.run
    if run is None or run.ended or not run.pilot or run.feedback_by is None or run.feedback_by < day_in_oslo(at):
        return None
    return url_for("pilots.feedback", run=run.public_id), g.language.day(run.feedback_by, year=True)


def _plan(runs: list[tuple[str, RunFacts]]) -> Plan | None:
    """The run that is asked for, else the newest that has not ended, else the newest."""
    asked = request.args.get("run")
    if asked is not None:
        found = next((one for one in runs if one[1].public_id == asked), None)
        if found is None:
            raise NotFound
        return plan_of(*found)
    chosen = next((one for one in runs if not one[1].ended), runs[0] if runs else None)
    return plan_of(*chosen) if chosen else None


def _next(report: SchoolReport) -> tuple[str, str] | None:
    """The module that opens next, and when."""
    dated = [(opening.opens_on, module, opening) for module, opening in report.coming if opening.opens_on]
    if not dated:
        return None
    _day, module, opening = min(dated, key=lambda one: one[0])
    return words.name_of(module, g.language), opening_words(opening, g.language, at=clock.now())


def _other_runs(runs: list[tuple[str, RunFacts]], shown: Plan) -> list[tuple[str, str]]:
    """The school's other runs: title and address."""
    others = [found for found in runs if shown.run is None or found[1].id != shown.run.id]
    plans = [plan for found in others if (plan := plan_of(*found)) and plan.run]
    return [(plan.course.title, f"?run={plan.public_id}") for plan in plans]


@bp.get("/teams/<team>")
@guard(Action.SEE_TEAM_WORK, team=Team)
def team(team: Team) -> ResponseReturnValue:
    """What one team has done: figures, held meetings and delivered answers, without a name."""
    if may(Action.WORK_IN_TEAM, team):
        return redirect(url_for("team.team", team=team.public_id))
    at = clock.now()
    plans = {plan.run.id: plan for found in runs_at(g.db, [team.school_id]) if (plan := plan_of(*found)) and plan.run}
    running = [plan for plan in plans.values() if plan.run and not plan.run.ended]
    return render_template(
        "leader/team.html",
        team=team,
        facts=[(plan.course if len(running) > 1 else None, _facts(plan, team, at)) for plan in running],
        meetings=[
            (meeting, _name(plans.get(meeting.run_id), meeting.module_id))
            for meeting in held_meetings(g.db, g.actor, team)
        ],
        waivers=[
            (one, _title(plans[one.run_id], one.activity_id), _name(plans[one.run_id], one.module_id))
            for one in waivers_of(g.db, team.id, run_ids=plans)
        ],
        answers=[
            (answer, _title(plans.get(answer.run_id), answer.activity_id))
            for answer in delivered_answers(g.db, g.actor, team)
        ],
    )


def _facts(plan: Plan, team: Team, at: datetime) -> list[tuple[str, object]]:
    """The modules the team works in now, each with its cell."""
    report = report_on(g.db, plan, team.school_id, at=at)
    return [
        (words.name_of(one.module, g.language), words.facts_cell(facts, g.language))
        for one in report.modules
        if (facts := one.facts.get(team.id))
    ]


def _name(plan: Plan | None, module_id: str) -> str:
    module = plan.course.module(module_id) if plan else None
    return words.name_of(module, g.language) if module else ""


def _title(plan: Plan | None, id_: str) -> str:
    """An activity's title, also when it is hidden; its id when the course has lost it: what was done is still there."""
    activity = plan.course.activity(id_) or plan.taken_out.get(id_) if plan else None
    return activity.title if activity else id_


@bp.get("/meetings/<meeting>")
@guard(Action.READ_MINUTES, meeting=Meeting)
def minutes(meeting: Meeting) -> ResponseReturnValue:
    """What a meeting wrote down and decided; not who was there."""
    _only_for_leaders_of(meeting.run.organisation)
    if may(Action.SEE_MEETING, meeting):
        return redirect(url_for("team.meeting", meeting=meeting.public_id))
    _note_reading(audit.Event.MINUTES_READ, [team.id for team in meeting.teams], meeting.public_id)
    # Of a meeting of several teams, none is the one the reader came from.
    trail = (
        [(team.name, words.team_addresses() + team.public_id) for team in meeting.teams]
        if len(meeting.teams) == 1
        else []
    )
    return render_template("leader/minutes.html", meeting=meeting, trail=trail, written=render_answer(meeting.minutes))


@bp.get("/answers/<answer>")
@guard(Action.READ_TEAM_ANSWER, answer=TeamAnswer)
def answer(answer: TeamAnswer) -> ResponseReturnValue:
    """What a team has delivered; not who wrote it."""
    _only_for_leaders_of(answer.team.school)
    found = next((one for one in runs_at(g.db, [answer.team.school_id]) if one[1].id == answer.run_id), None)
    plan = plan_of(*found) if found else None
    if plan and may(Action.WRITE_TEAM_ANSWER, answer):
        return redirect(activity_url(plan, answer.activity_id))
    _note_reading(audit.Event.TEAM_ANSWER_READ, [answer.team_id], answer.public_id)
    task = planned_activity(plan, answer.activity_id) if plan else None
    return render_template(
        "leader/answer.html",
        answer=answer,
        title=_title(plan, answer.activity_id),
        written=render_answer(answer.body),
        files=files_shown(answer.id, answer.public_id),
        task_href=activity_url(task.plan, task.activity.id) if task else None,
    )


def _only_for_leaders_of(school: Organisation) -> None:
    """These pages are leaders' alone, even where others may read the same text elsewhere."""
    if not may(Action.SEE_TEAM_PROGRESS, school):
        raise NotFound


def _note_reading(event: audit.Event, team_ids: list[int], public_id: str) -> None:
    with database.writing() as session:
        for team_id in team_ids:
            audit.record(session, event, at=clock.now(), actor_id=g.actor.person_id, team_id=team_id, subject=public_id)
