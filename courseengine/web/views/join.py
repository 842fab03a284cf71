"""The ways in: an invitation, a join code, and signing up where the operator allows it.

Everybody may open these pages, and opening changes nothing, whoever or whatever opens: a mail
scanner follows every link it finds. What cannot be used says why and what to do. Whether an
address is known is told to nobody but whoever reads its mail.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.i18n import N_, language
from courseengine.core.accounts import invitations, join_codes
from courseengine.core.accounts.brake import TooManyTries, count_failure, hold_back
from courseengine.core.accounts.invitations import Accepted, Known, NotWaiting, SignInNeeded, Standing
from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.accounts.sessions import rotate_session
from courseengine.core.people.joining import belong
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.roles import NEEDS_CONFIRMING, Role
from courseengine.core.people.without_school import place_without_school
from courseengine.core.policy.vouching import still_vouched_for
from courseengine.web.forms.join import LONGEST_CODE, AskForm, CodeForm, NewForm
from courseengine.web.guard import database, public
from courseengine.web.invitation_mail import send_already_in, send_invitation
from courseengine.web.letters import sends_mail
from courseengine.web.refusals import SLOWED, brake, tell_nobody_the_address
from courseengine.web.role_letters import tell_deciders, tell_of_new_leader
from courseengine.web.role_words import ROLE_NAMES
from courseengine.web.views.account import remember, start_here

bp = Blueprint("join", __name__)

WRONG = N_("No such code is in use. Look at it once more, or ask for the newest one.")


bp.after_request(tell_nobody_the_address)  # which holds a token or a code


@bp.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Who invites, where to and as what, with the button; or why it cannot be used."""
    found = invitations.invitation_with(g.db, token)
    return _invitation_page(found, NewForm((_name_of(found) or found.name) if found else ""))


@bp.post("/invitations/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    """Use the invitation, once; whoever was new is signed in."""
    found = invitations.invitation_with(g.db, token)
    is_new = found is not None and _case(found) == "new"
    form = NewForm.read(request.form, email=found.email, name=_name_of(found)) if found and is_new else NewForm("")
    if form.errors:
        return _invitation_page(found, form)
    try:
        with database.writing() as changing:
            accepted, session_token = _accepted(changing, token, form)
    except (NotWaiting, SignInNeeded):
        g.db.expire_all()
        return _invitation_page(invitations.invitation_with(g.db, token), form)
    except Invalid as error:
        form.errors[error.field] = error.message
        return _invitation_page(found, form)
    if session_token:
        remember(session_token)
    _say_welcome(accepted)
    return redirect(url_for("front.front"))


def _accepted(changing: Session, token: str, form: NewForm) -> tuple[Accepted, str | None]:
    at, found = clock.now(), invitations.invitation_with(changing, token)
    accepted = invitations.accept(
        changing,
        token,
        at=at,
        vouched=found is not None and still_vouched_for(changing, found, at=at),
        person=changing.get(Person, g.actor.person_id) if g.actor.is_signed_in else None,
        name=form.name,
        password=form.password,
        language=g.language.code,
    )
    if accepted.asked:
        tell_deciders(changing, accepted.asked, at=at)
    elif accepted.membership and accepted.membership.role in NEEDS_CONFIRMING:
        tell_of_new_leader(changing, accepted.membership, by=found.invited_by if found else None, at=at)
    if not g.actor.is_signed_in:
        return accepted, start_here(changing, accepted.person.id, at=at)
    return accepted, _rotated(changing, accepted, at)


def _rotated(changing: Session, accepted: Accepted, at: datetime) -> str | None:
    """A new role, a new session; None when nothing was granted, and the one there is goes on."""
    return rotate_session(changing, session["_user_id"], at=at) if accepted.membership else None


def _say_welcome(accepted: Accepted) -> None:
    _ = g.language.gettext
    if accepted.asked:
        sentence = N_(
            "Whoever invited you to lead %(place)s no longer can. Somebody else there has to confirm it first."
        )
        if accepted.asked.asked_by == accepted.person.id:
            sentence = N_("You have asked to lead %(place)s. Somebody else has to confirm it first.")
        flash(_(sentence, place=accepted.asked.organisation.name), "warning")
    elif accepted.membership:
        flash(_("Welcome to %(place)s.", place=accepted.membership.organisation.name), "success")
    else:
        flash(_("You were in already."))


def _name_of(found: Invitation) -> str:
    """The name of somebody a file brought in, who is asked for a password alone; empty for somebody new."""
    return g.db.scalar(select(Person.name).where(Person.email == found.email)) or ""


def _case(found: Invitation | None) -> str:
    """What can be done with it here and now."""
    if found is None:
        return "unknown"
    standing = invitations.standing(found, at=clock.now())
    if standing is not Standing.WAITING:
        return standing.value
    whose = invitations.known(g.db, found.email)
    if whose is Known.ENDED:
        return "ended"
    if g.actor.is_signed_in:
        own = g.db.scalar(select(Person.email).where(Person.id == g.actor.person_id))
        return "yours" if own == found.email else "somebody_else"
    return "new" if whose is Known.NOBODY else "sign_in"


def _invitation_page(found: Invitation | None, form: NewForm) -> Response:
    case = _case(found)
    errors = _said(form.errors)
    if case == "unknown":
        status = HTTPStatus.NOT_FOUND
    elif case in ("used", "withdrawn", "expired", "ended"):
        status = HTTPStatus.GONE
    else:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    role = g.language.gettext(ROLE_NAMES[Role(found.role)]) if found else ""
    page = render_template(
        "join/invitation.html",
        case=case,
        invitation=found,
        role=role,
        form=form,
        errors=errors,
        has_name=bool(found and case == "new" and _name_of(found)),
    )
    return make_response(page, status)


@bp.get("/join")
@public
def ask() -> ResponseReturnValue:
    """Where a code is typed."""
    return _code_page(CodeForm())


@bp.post("/join")
@public
def typed() -> ResponseReturnValue:
    """Go on to what the code leads to."""
    form = CodeForm.read(request.form)
    if form.errors:
        return _code_page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    found = _code(form.code)
    return redirect(url_for("join.code", code=join_codes.shown(found.code))) if isinstance(found, JoinCode) else found


@bp.get("/join/<code>")
@public
def code(code: str) -> ResponseReturnValue:
    """The school or team a code leads to, and the way in."""
    found = _code(code)
    return _way_in(AskForm(), found.organisation, found.team) if isinstance(found, JoinCode) else found


@bp.post("/join/<code>")
@public
def enter(code: str) -> ResponseReturnValue:
    """Let in whoever is signed in; write to whoever is not."""
    found = _code(code)
    if not isinstance(found, JoinCode):
        return found
    if g.actor.is_signed_in:
        return _let_in(lambda changing, person, at: join_codes.join(changing, _again(changing, found), person, at=at))
    return _asked("join_mail", found.organisation, found.team)


@bp.get("/join/sent")
@public
def sent() -> ResponseReturnValue:
    """The same page for every address: what happens next stands in the mail."""
    return render_template("join/sent.html")


@bp.get("/sign-up")
@public
def sign_up() -> ResponseReturnValue:
    """The way in for those without a school, where the operator allows it."""
    _need_self_sign_up()
    return _way_in(AskForm(), None, None)


@bp.post("/sign-up")
@public
def signed_up() -> ResponseReturnValue:
    """The same as with a code, to the place of those without a school."""
    _need_self_sign_up()
    if g.actor.is_signed_in:
        return _let_in(lambda changing, person, at: belong(changing, person, _no_school(changing), Role.TEACHER, at=at))
    return _asked("sign_up", None, None)


def _need_self_sign_up() -> None:
    if not current_app.extensions["self_sign_up"]:
        raise NotFound


def _no_school(changing: Session) -> Organisation:
    """Named once, for everybody, so in the language most read."""
    return place_without_school(changing, name=language("nb").gettext(N_("Without a school")), at=clock.now())


def _again(changing: Session, found: JoinCode) -> JoinCode:
    """The code, if it is still in use where the change is made."""
    code = join_codes.code_typed(changing, found.code, at=clock.now())
    if code is None:
        raise NotFound
    return code


def _let_in(join: Callable[[Session, Person, datetime], Membership | None]) -> ResponseReturnValue:
    at = clock.now()
    with database.writing() as changing:
        person = changing.get_one(Person, g.actor.person_id)
        accepted = Accepted(person, join(changing, person, at), None)
        token = _rotated(changing, accepted, at)
    if token:
        remember(token)
    _say_welcome(accepted)
    return redirect(url_for("front.front"))


def _asked(kind: str, place: Organisation | None, team: Team | None) -> ResponseReturnValue:
    """Write to the address; the answer is the same whoever it belongs to. Each letter counts, as a guess does."""
    form, at = AskForm.read(request.form), clock.now()
    if form.errors or not sends_mail():
        return _way_in(form, place, team, HTTPStatus.UNPROCESSABLE_ENTITY)
    slowing = brake(kind, form.email)
    try:
        hold_back(g.db, slowing, at=at)
    except TooManyTries as slow:
        form.errors["email"] = SLOWED
        return _wait(_way_in(form, place, team, HTTPStatus.TOO_MANY_REQUESTS), slow)
    with database.writing() as changing:
        count_failure(changing, slowing, at=at)
        where = changing.get_one(Organisation, place.id) if place else _no_school(changing)
        _write(changing, form, where, changing.get_one(Team, team.id) if team else None, at)
    return redirect(url_for("join.sent"))


def _write(changing: Session, form: AskForm, place: Organisation, team: Team | None, at: datetime) -> None:
    words = {"name": form.name, "language": g.language.code}
    try:
        made, token = invitations.invite(changing, place, form.email, Role.TEACHER, by=None, team=team, at=at, **words)
    except Invalid:
        person = changing.scalar(select(Person).where(Person.email == form.email))
        if person:
            send_already_in(changing, person, place, team, at=at)
    else:
        send_invitation(changing, made, token, at=at)


def _code(typed: str) -> JoinCode | Response:
    """The code in use, or the page that says that there is none. Every wrong one counts, also one in an address."""
    typed, at = typed[:LONGEST_CODE], clock.now()
    slowing = brake("join", typed)
    try:
        hold_back(g.db, slowing, at=at)
    except TooManyTries as slow:
        return _wait(_code_page(CodeForm(typed, {"code": SLOWED}), HTTPStatus.TOO_MANY_REQUESTS), slow)
    found = join_codes.code_typed(g.db, typed, at=at)
    if found is None:
        if _is_asked_here():
            with database.writing() as changing:
                count_failure(changing, slowing, at=at)
        is_form = request.endpoint == "join.typed"
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_form else HTTPStatus.NOT_FOUND
        return _code_page(CodeForm(typed, {"code": WRONG}), status)
    return found


def _is_asked_here() -> bool:
    """Whether somebody asked by themselves: the pictures of another site do not shut a school's codes."""
    return request.method == "POST" or request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def _wait(response: Response, slow: TooManyTries) -> Response:
    response.headers["Retry-After"] = str(int(slow.wait.total_seconds()) + 1)
    return response


def _code_page(form: CodeForm, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return make_response(render_template("join/code.html", form=form, errors=_said(form.errors)), status)


def _way_in(
    form: AskForm, place: Organisation | None, team: Team | None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """The page of a code, or of signing up where there is no place to name."""
    page = render_template(
        "join/way_in.html", form=form, place=place, team=team, errors=_said(form.errors), sends_mail=sends_mail()
    )
    return make_response(page, status)


def _said(errors: dict[str, str]) -> dict[str, str]:
    return {name: g.language.gettext(sentence) for name, sentence in errors.items()}
