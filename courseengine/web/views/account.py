"""Getting in and out, and the language to read in."""

from datetime import datetime
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_user
from sqlalchemy.orm import Session

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import LANGUAGES, N_
from courseengine.core.accounts.brake import TooManyTries, count_failure, hold_back, release
from courseengine.core.accounts.entry import find_account, renew_hash
from courseengine.core.accounts.second_factor import is_on, takes
from courseengine.core.accounts.sessions import end_session, start_session
from courseengine.core.people.models import Person
from courseengine.core.people.queries import is_administrator
from courseengine.core.policy.asking import who_asks
from courseengine.web import first_step
from courseengine.web.browser_words import browser_words
from courseengine.web.forms.account import CodeForm, SignInForm, own_path
from courseengine.web.guard import LANGUAGE_COOKIE, database, public
from courseengine.web.kept import sent_by_its_owner, sent_form, unsealed
from courseengine.web.refusals import brake, refused, shown, slowed
from courseengine.web.signed_in import Token

bp = Blueprint("account", __name__)

A_YEAR = 31_536_000
SIGNING_IN = ("account.enter", "account.enter_code")
PAGE, CODE = "account/sign_in.html", "account/code.html"


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password."""
    next_ = own_path(request.args.get("next", ""))
    return redirect(next_) if g.actor.is_signed_in else shown(PAGE, SignInForm("", "", next_))


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Let in whoever knows the password; the answer never tells whether an address is known."""
    form, at = SignInForm.read(request.form), clock.now()
    if form.errors:
        return refused(PAGE, form)
    guess = brake("sign_in", form.email)
    try:
        hold_back(g.db, guess, at=at)
    except TooManyTries as slow:
        return slowed(PAGE, form, slow, "email")
    person = find_account(g.db, form.email, form.password)
    if person is None:
        with database.writing() as changing:
            count_failure(changing, guess, at=at)
        form.errors["email"] = N_("The e-mail address or the password is wrong.")
        return refused(PAGE, form)
    if is_on(g.db, person.id):
        return shown(CODE, CodeForm("", first_step.sealed(g.db, person, at=at), form.next, form.kept))
    with database.writing() as changing:
        renew_hash(changing, person.id, form.password)
        token = start_here(changing, person.id, at=at)
        release(changing, guess)
    if is_administrator(g.db, person.id, on=day_in_oslo(at)):
        return _go_on(token, person.id, url_for("own.second_factor", next=form.next), form.kept)
    return _go_on(token, person.id, form.next, form.kept)


@bp.post("/sign-in/code")
@public
def enter_code() -> ResponseReturnValue:
    """The second step: let in whoever shows a code as well."""
    form, at = CodeForm.read(request.form), clock.now()
    first = first_step.unsealed(g.db, form.first_step, at=at)
    if first is None:
        again = SignInForm("", "", form.next, form.kept, {"email": N_("That took too long. Sign in once more.")})
        return refused(PAGE, again)
    if form.errors:
        return refused(CODE, form)
    guess = brake("code", first.person_id)
    try:
        # One transaction for the count and the code: many guesses at once come one after the other.
        with database.writing() as changing:
            taken = takes(changing, first.person_id, form.code, guess, at=at)
            if taken:
                token = start_here(changing, first.person_id, at=at, strong=True)
                release(changing, brake("sign_in", first.email))
    except TooManyTries as slow:
        return slowed(CODE, form, slow, "code")
    if not taken:
        form.errors["code"] = N_("That code is wrong, or has been used. Write the one that is shown now.")
        return refused(CODE, form)
    return _go_on(token, first.person_id, form.next, form.kept)


def _go_on(token: str, person_id: int, next_: str, waiting: str) -> ResponseReturnValue:
    """In: to where one was going, or to the form that could not be taken before."""
    remember(token)
    kept = unsealed(waiting)
    if kept is None or kept.owner != person_id:
        return redirect(next_)
    asking = who_asks(g.db, token, at=clock.now())
    if asking:
        g.actor = asking.actor
    return render_template("account/kept.html", kept=kept, back=False)


def start_here(changing: Session, person_id: int, *, at: datetime, strong: bool = False) -> str:
    """Begin a session in this browser, and end the one it had."""
    before = session.get("_user_id")
    if before:
        end_session(changing, before, at=at)
    return start_session(changing, person_id, at=at, browser=browser_words(request.user_agent.string), strong=strong)


def remember(token: str) -> None:
    """Give the browser a new session; nothing of an earlier one is left."""
    session.clear()
    login_user(Token(token))


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session on the server and in the browser."""
    token = session.get("_user_id")
    if token:
        with database.writing() as changing:
            end_session(changing, token, at=clock.now())
    session.clear()
    response = make_response(redirect(url_for("front.front")))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Read in another language from now on; kept with the person, or in this browser."""
    code = request.form.get("language", "")
    response = make_response(redirect(own_path(request.form.get("next", ""))))
    if code in LANGUAGES:
        if g.actor.is_signed_in:
            with database.writing() as changing:
                changing.get_one(Person, g.actor.person_id).language = code
        response.set_cookie(
            LANGUAGE_COOKIE, code, max_age=A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response


def ask_to_sign_in() -> Response:
    """Answer a stranger who asked for somebody's page; what they sent is kept for after the sign-in."""
    if request.accept_mimetypes.best == "application/json":
        response = make_response(jsonify(error=g.language.gettext("You are signed out.")))
        response.status_code = HTTPStatus.UNAUTHORIZED
        return response
    if request.method in ("GET", "HEAD"):
        return make_response(redirect(url_for("account.sign_in", next=request.full_path.rstrip("?"))))
    kept = sent_by_its_owner()
    # Nobody knows whose it is when the browser has been signed out: then it is shown here and carried nowhere.
    form = SignInForm("", "", "/", kept.sealed() if kept.owner else "")
    text = None if kept.owner else kept.text
    return shown(PAGE, form, HTTPStatus.UNAUTHORIZED, was_signed_out=True, lost=text)


def give_back(status: HTTPStatus) -> Response:
    """Show a form again, filled in, when its token is out of date or the database is busy."""
    if request.accept_mimetypes.best == "application/json":
        response = make_response(jsonify(error=g.language.gettext("The page is out of date. Load it again.")))
    elif request.endpoint in SIGNING_IN:
        flash(g.language.gettext("The page was out of date. Try once more."))
        response = shown(PAGE, SignInForm(request.form.get("email", ""), "", "/"))
    else:
        busy = status is HTTPStatus.SERVICE_UNAVAILABLE
        response = make_response(render_template("account/kept.html", kept=sent_form(), back=True, busy=busy))
    response.status_code = status
    return response
