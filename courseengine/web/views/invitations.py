"""Inviting people to a place, and its join codes, for those who look after it."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.accounts import invitations, join_codes
from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.accounts.waiting import waiting_at
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.operations import roles_at
from courseengine.core.people.queries import teams_at
from courseengine.core.people.roles import NEEDS_CONFIRMING, PlaceKind, Role
from courseengine.core.policy.actions import Action
from courseengine.web.forms.invitations import InviteForm, Problem
from courseengine.web.guard import guard
from courseengine.web.invitation_mail import send_invitation
from courseengine.web.letters import address_of, sends_mail
from courseengine.web.people_words import problem_words
from courseengine.web.place_nav import place_nav
from courseengine.web.qr import qr_of
from courseengine.web.role_words import ROLE_NAMES

bp = Blueprint("invitations", __name__)

_MOST_DIGITS = 6


class NotAll(Exception):
    """Some of the addresses cannot be invited, so nobody is."""

    def __init__(self, problems: list[Problem]) -> None:
        """Carry every reason."""
        super().__init__()
        self.problems = problems


@bp.get("/places/<place>/invitations")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def overview(place: Organisation) -> ResponseReturnValue:
    """Invite, see who has not answered, and find the join codes."""
    return _overview(place, InviteForm())


@bp.post("/places/<place>/invitations")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def invite(place: Organisation) -> ResponseReturnValue:
    """Write to everybody in the list, or to nobody when something in it is wrong."""
    if not sends_mail():
        return _overview(place, InviteForm(), HTTPStatus.UNPROCESSABLE_ENTITY)
    teams = {team.public_id: team for team in _teams(place)}
    form = InviteForm.read(request.form, roles=_roles(place), teams=teams)
    if form.errors or form.problems:
        return _overview(place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with g.db.begin_nested():
            _invite_all(place, form, teams.get(form.team))
    except NotAll as refused:
        form.problems.extend(refused.problems)
        return _overview(place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Invalid as error:
        form.errors[error.field] = error.message
        return _overview(place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    sent = g.language.ngettext(
        "%(num)d invitation is on its way.", "%(num)d invitations are on their way.", len(form.guests)
    )
    flash(sent, "success")
    return redirect(url_for("invitations.overview", place=place.public_id))


def _invite_all(place: Organisation, form: InviteForm, team: Team | None) -> None:
    at, by, problems = clock.now(), _self(), []
    for guest in form.guests:
        try:
            invitation, token = invitations.invite(
                g.db,
                place,
                guest.email,
                form.role,
                by=by,
                at=at,
                language=g.language.code,
                name=guest.name,
                team=team,
                ends_on=form.ends_on,
            )
        except Invalid as error:
            if error.field != "email":
                raise _at_its_field(error) from None
            problems.append(Problem(guest.line, error.message, error.values))
        else:
            send_invitation(g.db, invitation, token, at=at)
    if problems:
        raise NotAll(problems)


def _at_its_field(error: Invalid) -> Invalid:
    """What is wrong with the role, the team or the day, by the name of the field on the page."""
    return Invalid(error.message, field={"ends_on": "until"}.get(error.field, error.field), **error.values)


@bp.post("/invitations/<invitation>/resend")
@guard(Action.MANAGE_INVITATION, invitation=Invitation)
def resend(invitation: Invitation) -> ResponseReturnValue:
    """Write once more, with a new link."""
    at = clock.now()
    if sends_mail():
        try:
            token = invitations.resend(g.db, invitation, by=_self(), at=at)
        except Invalid as error:
            flash(g.language.gettext(error.message), "warning")
        else:
            send_invitation(g.db, invitation, token, at=at)
            flash(
                g.language.gettext("The invitation to %(email)s is on its way again.", email=invitation.email),
                "success",
            )
    return _back(invitation.organisation)


@bp.post("/invitations/<invitation>/withdraw")
@guard(Action.MANAGE_INVITATION, invitation=Invitation)
def withdraw(invitation: Invitation) -> ResponseReturnValue:
    """Take it back."""
    invitations.withdraw(g.db, invitation, by=_self(), at=clock.now())
    flash(g.language.gettext("The invitation to %(email)s is withdrawn.", email=invitation.email), "success")
    return _back(invitation.organisation)


@bp.post("/places/<place>/join-codes")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def make_code(place: Organisation) -> ResponseReturnValue:
    """Make a code for the place or one of its teams."""
    chosen = request.form.get("team", "")
    team = next((team for team in _teams(place) if team.public_id == chosen), None)
    if place.kind not in join_codes.HAVE_CODES or (chosen and team is None):
        raise NotFound
    join_codes.make_code(g.db, place, team=team, by=_self(), at=clock.now())
    flash(g.language.gettext("The code is ready."), "success")
    return _back(place, "codes")


@bp.get("/join-codes/<code>")
@guard(Action.MANAGE_JOIN_CODE, code=JoinCode)
def code(code: JoinCode) -> ResponseReturnValue:
    """A page to print and hang up."""
    if code.ended_at:
        return _back(code.organisation, "codes")
    address = address_of("join.code", code=join_codes.shown(code.code))
    return render_template(
        "invitations/poster.html", code=code, shown=join_codes.shown(code.code), address=address, qr=qr_of(address)
    )


@bp.post("/join-codes/<code>/renew")
@guard(Action.MANAGE_JOIN_CODE, code=JoinCode)
def renew_code(code: JoinCode) -> ResponseReturnValue:
    """Make a new one; the old one lets nobody in any more."""
    if code.ended_at is None:  # a second press, or a page from before somebody else's, makes no further one
        join_codes.renew_code(g.db, code, by=_self(), at=clock.now())
        flash(g.language.gettext("There is a new code. The old one no longer works."), "success")
    return _back(code.organisation, "codes")


@bp.post("/join-codes/<code>/end")
@guard(Action.MANAGE_JOIN_CODE, code=JoinCode)
def end_code(code: JoinCode) -> ResponseReturnValue:
    """Let nobody in by it any more."""
    join_codes.end_code(g.db, code, by=_self(), at=clock.now())
    flash(g.language.gettext("The code no longer works."), "success")
    return _back(code.organisation, "codes")


def _overview(place: Organisation, form: InviteForm, status: HTTPStatus = HTTPStatus.OK) -> Response:
    roles = _roles(place)
    if not roles:  # the operator's own place: administrators are made on the command line
        raise NotFound
    _ = g.language.gettext
    page = request.args.get("page", "")
    teams = _teams(place)
    has_codes = place.kind in join_codes.HAVE_CODES
    codes = join_codes.codes_of(g.db, place) if has_codes else []
    with_code = {code.team_id for code in codes}
    errors = {name: _(sentence) for name, sentence in form.errors.items()}
    html = render_template(
        "invitations/overview.html",
        place=place,
        nav=place_nav(place),
        form=form,
        roles=[(role.value, _(ROLE_NAMES[role])) for role in roles],
        leads=any(role in NEEDS_CONFIRMING for role in roles),
        names={role.value: _(name) for role, name in ROLE_NAMES.items()},
        teams=[(team.public_id, team.name) for team in teams],
        waiting=waiting_at(g.db, place, page=int(page) if page.isdecimal() and len(page) <= _MOST_DIGITS else 1),
        now=clock.now(),
        has_codes=has_codes,
        codes=[(code, join_codes.shown(code.code)) for code in codes],
        without_code=[(team.public_id, team.name) for team in teams if team.id not in with_code],
        errors=[*errors.items(), *(("people", sentence) for sentence in _problems(form))],
        wrong={name: [sentence] for name, sentence in errors.items()}
        | ({"people": _problems(form)} if form.problems else {}),
        sends_mail=sends_mail(),
    )
    return make_response(html, status)


def _problems(form: InviteForm) -> list[str]:
    return problem_words(sorted(form.problems, key=lambda problem: problem.line), g.language)


def _roles(place: Organisation) -> list[Role]:
    """What one can be invited to be there, the commonest first."""
    return [role for role in ROLE_NAMES if role in roles_at(PlaceKind(place.kind)) and role is not Role.ADMIN]


def _teams(place: Organisation) -> list[Team]:
    return teams_at(g.db, place.id)


def _self() -> Person:
    return g.db.get_one(Person, g.actor.person_id)


def _back(place: Organisation, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("invitations.overview", place=place.public_id, _anchor=anchor))
