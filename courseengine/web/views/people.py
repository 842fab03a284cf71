"""Where people are looked after: who is at a place, in which teams, and what becomes of the teams.

A school's leaders do it for their own school, whoever acts for an owner for its schools, and an
administrator everywhere. What ends or moves a team asks first, on a page that says what happens.
"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.accounts.invitations import invite
from courseengine.core.accounts.listing import without_a_way_in
from courseengine.core.meetings.team_changes import ahead_of, end_team, merge_teams
from courseengine.core.meetings.timing import is_soon
from courseengine.core.people import teams as operations
from courseengine.core.people.members import Member, members_shown
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.newcomers import make_team_of, people_meant
from courseengine.core.people.overview import ended_teams, schools_everywhere
from courseengine.core.people.pasting import Line, NotTaken, read_people, read_team
from courseengine.core.people.queries import teams_at
from courseengine.core.people.roles import Role
from courseengine.core.policy.actions import Action
from courseengine.web.forms.people import FindForm, SplitForm, TeamForm
from courseengine.web.guard import guard
from courseengine.web.invitation_mail import send_invitation
from courseengine.web.letters import sends_mail
from courseengine.web.meeting_letters import people_invited, tell_if_soon
from courseengine.web.people_html import place_html
from courseengine.web.people_page import everybody_page, has_teams, place_page
from courseengine.web.people_words import TEAM_KIND_NAMES, problem_words, team_kinds
from courseengine.web.place_nav import place_nav
from courseengine.web.readings import note_listing

bp = Blueprint("people", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/places/<place>/people")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def people(place: Organisation) -> ResponseReturnValue:
    """Who is at a place; a school's teams, or an owner's places."""
    return place_html(place_page(place, FindForm.read(request.args), at=clock.now()))


@bp.post("/places/<place>/teams")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def new_team(place: Organisation) -> ResponseReturnValue:
    """Make a team of a list: its name, and a person a line."""
    if not has_teams(place):
        raise NotFound
    text, at = request.form.get("list", ""), clock.now()
    try:
        name, lines = read_team(text)
        meant = people_meant(g.db, place, lines, may_invite=sends_mail(), at=at)
        team = make_team_of(g.db, place, name, meant, by=g.actor.person_id, at=at)
    except NotTaken as error:
        problems = problem_words(error.problems, g.language)
        page = place_page(place, FindForm(), at=at)
        html = render_template(
            "people/place.html", page=page, place=place, nav=place_nav(place), pasted=text, problems=problems
        )
        return html, UNPROCESSABLE
    _invite(team, meant.guests, at=at)
    return _back(team, g.language.gettext("The team is made."))


@bp.get("/places/<place>/ended-teams")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def ended(place: Organisation) -> ResponseReturnValue:
    """The teams a school had, and what became of them."""
    return render_template("people/ended.html", place=place, teams=ended_teams(g.db, place.id))


@bp.get("/admin/people")
@guard(Action.SEE_EVERYBODY)
def everybody() -> ResponseReturnValue:
    """Everybody there is."""
    at = clock.now()
    schools = schools_everywhere(g.db, on=day_in_oslo(at))
    return render_template("people/everybody.html", people=everybody_page(FindForm.read(request.args), schools, at=at))


@bp.get("/teams/<team>/manage")
@guard(Action.MANAGE_TEAM, team=Team)
def team(team: Team) -> ResponseReturnValue:
    """A team's name, kind and members, and what one can do with it."""
    return _team_page(team)


@bp.post("/teams/<team>/manage")
@guard(Action.MANAGE_TEAM, team=Team)
def change_team(team: Team) -> ResponseReturnValue:
    """Give the team another name or kind."""
    form, at = TeamForm.read(request.form), clock.now()
    errors = {name: g.language.gettext(message) for name, message in form.errors.items()}
    if not errors:
        try:
            operations.change_team(
                g.db, team, name=form.name, kind=form.kind, seen=form.seen, by=g.actor.person_id, at=at
            )
        except Invalid as error:
            errors[error.field] = g.language.gettext(error.message, **error.values)
        else:
            return _back(team, g.language.gettext("Saved."))
    return _team_page(team, form=form, errors=errors), UNPROCESSABLE


@bp.post("/teams/<team>/people")
@guard(Action.MANAGE_TEAM, team=Team)
def add_people(team: Team) -> ResponseReturnValue:
    """Put people into the team, one a line, and invite whoever is not at the school."""
    text, at, _ = request.form.get("list", ""), clock.now(), g.language.gettext
    try:
        lines = read_people(text)
        meant = people_meant(g.db, team.school, lines, may_invite=sends_mail(), at=at)
    except NotTaken as error:
        return _team_page(team, pasted=text, problems=problem_words(error.problems, g.language)), UNPROCESSABLE
    if not lines:
        return _team_page(team, problems=[_("Write at least one name or address.")]), UNPROCESSABLE
    operations.put_in(g.db, team, meant.people, by=g.actor.person_id, at=at)
    _invite(team, meant.guests, at=at)
    count = len(meant.people)
    added = g.language.ngettext("%(num)d person is added.", "%(num)d people are added.", count) if count else ""
    return _back(team, added)


def _invite(team: Team, guests: Sequence[Line], *, at: datetime) -> None:
    """Write to whoever is not at the school; the page tells the same of everybody."""
    by, school, spoken = g.db.get_one(Person, g.actor.person_id), team.school, g.language
    for guest in guests:
        invitation, token = invite(
            g.db, school, guest.email, Role.TEACHER, by=by, at=at, language=spoken.code, name=guest.name, team=team
        )
        send_invitation(g.db, invitation, token, at=at)
    if guests:
        words = ("%(num)d invitation is on its way.", "%(num)d invitations are on their way.")
        flash(spoken.ngettext(*words, len(guests)), "success")


@bp.post("/teams/<team>/members")
@guard(Action.MANAGE_TEAM, team=Team)
def change_members(team: Team) -> ResponseReturnValue:
    """Do one thing to those who are ticked."""
    chosen, act, at = set(request.form.getlist("people")), request.form.get("act", ""), clock.now()
    members = [member for member in _members(team, at) if member.public_id in chosen]
    if not members or act not in _ACTS:
        return _team_page(team, unticked=True), UNPROCESSABLE
    for member in members:
        _ACTS[act](team, g.db.get_one(Person, member.id), at)
    return _back(team, g.language.gettext("Saved."))


def _take_out(team: Team, person: Person, at: datetime) -> None:
    operations.take_out(g.db, team, person, by=g.actor.person_id, at=at)


def _lead(team: Team, person: Person, at: datetime) -> None:
    operations.set_leading(g.db, team, person, leads=True, by=g.actor.person_id, at=at)


def _lead_no_longer(team: Team, person: Person, at: datetime) -> None:
    operations.set_leading(g.db, team, person, leads=False, by=g.actor.person_id, at=at)


def _main(team: Team, person: Person, at: datetime) -> None:
    operations.make_main(g.db, team, person, by=g.actor.person_id, at=at)


_ACTS = {"out": _take_out, "lead": _lead, "no_lead": _lead_no_longer, "main": _main}


@bp.get("/teams/<team>/split")
@guard(Action.MANAGE_TEAM, team=Team)
def split(team: Team) -> ResponseReturnValue:
    """Ask who goes to a new team, and what it is called."""
    return _split_page(team, SplitForm("", (), {}), {})


@bp.post("/teams/<team>/split")
@guard(Action.MANAGE_TEAM, team=Team)
def split_off(team: Team) -> ResponseReturnValue:
    """Let those who are ticked go on as a new team."""
    form, at = SplitForm.read(request.form), clock.now()
    errors = {name: g.language.gettext(message) for name, message in form.errors.items()}
    if not errors:
        going = [member.id for member in _members(team, at) if member.public_id in form.people]
        try:
            new = operations.split_team(g.db, team, going, name=form.name, by=g.actor.person_id, at=at)
        except Invalid as error:
            errors[error.field] = g.language.gettext(error.message, **error.values)
        else:
            return _back(new, g.language.gettext("The team is split."))
    return _split_page(team, form, errors), UNPROCESSABLE


def _split_page(team: Team, form: SplitForm, errors: dict[str, str]) -> str:
    at = clock.now()
    note_listing(team.school, at=at)
    return render_template("people/split.html", team=team, members=_members(team, at), form=form, errors=errors)


@bp.get("/teams/<team>/merge")
@guard(Action.MANAGE_TEAM, team=Team)
def merge(team: Team) -> ResponseReturnValue:
    """Ask which team it becomes a part of, and say what happens."""
    return _leaving_page("people/merge.html", team)


@bp.post("/teams/<team>/merge")
@guard(Action.MANAGE_TEAM, team=Team)
def merged(team: Team) -> ResponseReturnValue:
    """Let the team go on as a part of another."""
    into = next((other for other in _others(team) if other.public_id == request.form.get("into", "")), None)
    if into is None:
        error = g.language.gettext("Choose which team it becomes a part of.")
        return _leaving_page("people/merge.html", team, error=error), UNPROCESSABLE
    merge_teams(g.db, team, into, by=g.actor.person_id, at=clock.now())
    return _back(into, g.language.gettext("%(team)s is now a part of this team.", team=team.name))


@bp.get("/teams/<team>/end")
@guard(Action.MANAGE_TEAM, team=Team)
def end(team: Team) -> ResponseReturnValue:
    """Ask before a team ends, and say what happens."""
    return _leaving_page("people/end.html", team)


@bp.post("/teams/<team>/end")
@guard(Action.MANAGE_TEAM, team=Team)
def end_now(team: Team) -> ResponseReturnValue:
    """End the team."""
    at = clock.now()
    # Whom they call is asked before the team ends: afterwards they call nobody.
    near = (one for one in ahead_of(g.db, team, at=at).planned if is_soon(one.starts_at, at=at))
    called = {meeting.id: people_invited(g.db, meeting) for meeting in near}
    for meeting in end_team(g.db, team, by=g.actor.person_id, at=at):
        told = {"before": meeting.starts_at, "at": at, "invited": called.get(meeting.id)}
        tell_if_soon(g.db, meeting, "meeting_cancelled", **told)
    flash(g.language.gettext("%(team)s has ended.", team=team.name), "success")
    return redirect(url_for("people.people", place=team.school.public_id))


def _leaving_page(template: str, team: Team, *, error: str = "") -> str:
    at = clock.now()
    members = _members(team, at)
    return render_template(
        template,
        team=team,
        members=members,
        is_led=any(member.leads for member in members),
        ahead=ahead_of(g.db, team, at=at),
        choices=[("", ""), *((other.public_id, other.name) for other in _others(team))],
        error=error,
    )


def _others(team: Team) -> list[Team]:
    return [other for other in teams_at(g.db, team.school_id) if other.id != team.id]


def _members(team: Team, at: datetime) -> list[Member]:
    return members_shown(g.db, team, on=day_in_oslo(at))


def _team_page(
    team: Team,
    *,
    form: TeamForm | None = None,
    errors: dict[str, str] | None = None,
    pasted: str = "",
    problems: Sequence[str] = (),
    unticked: bool = False,
) -> str:
    at = clock.now()
    note_listing(team.school, at=at)
    members = _members(team, at)
    waiting = without_a_way_in(g.db, [member.id for member in members], at=at)
    return render_template(
        "people/team.html",
        team=team,
        members=members,
        waiting=[member.name for member in members if member.id in waiting],
        form=form or TeamForm(team.name, team.kind, operations.seen_of(team), {}),
        kinds=team_kinds(g.language),
        kind_names=TEAM_KIND_NAMES,
        errors=errors or {},
        pasted=pasted,
        problems=problems,
        unticked=unticked,
        has_others=len(_others(team)) > 0,
    )


def _back(team: Team, said: str) -> ResponseReturnValue:
    if said:
        flash(said, "success")
    return redirect(url_for("people.team", team=team.public_id))
