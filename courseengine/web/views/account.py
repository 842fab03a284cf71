"""Getting in and out, and the language to read in."""

from datetime import datetime
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    current_app,
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
from courseengine.base.i18n import LANGUAGES, N_
from courseengine.core.accounts import operations
from courseengine.core.people.models import Person
from courseengine.core.policy.asking import who_asks
from courseengine.web.forms.account import SignInForm, own_path
from courseengine.web.guard import LANGUAGE_COOKIE, database, public
from courseengine.web.kept import sent_by_its_owner, sent_form, unsealed
from courseengine.web.signed_in import Token

bp = Blueprint("account", __name__)

A_YEAR = 31_536_000


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password."""
    next_ = own_path(request.args.get("next", ""))
    return redirect(next_) if g.actor.is_signed_in else _form(SignInForm("", "", next_))


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Let in whoever knows the password; the answer never tells whether an address is known."""
    form, at = SignInForm.read(request.form), clock.now()
    if form.errors:
        return _form(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    brake = operations.Brake.of(form.email, request.remote_addr or "", str(current_app.secret_key).encode())
    try:
        operations.hold_back(g.db, brake, at=at)
    except operations.TooManyTries as slow:
        form.errors["email"] = N_("Too many tries. Wait a little and try again.")
        response = make_response(_form(form, HTTPStatus.TOO_MANY_REQUESTS))
        response.headers["Retry-After"] = str(int(slow.wait.total_seconds()) + 1)
        return response
    person = operations.find_account(g.db, form.email, form.password)
    if person is None:
        with database.writing() as changing:
            operations.count_failure(changing, brake, at=at)
        form.errors["email"] = N_("The e-mail address or the password is wrong.")
        return _form(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    with database.writing() as changing:
        operations.renew_hash(changing, person.id, form.password)
        token = start_here(changing, person.id, at=at, brake=brake)
    remember(token)
    kept = unsealed(form.kept)
    if kept is None or kept.owner != person.id:
        return redirect(form.next)
    asking = who_asks(g.db, token, at=at)
    if asking:
        g.actor = asking.actor
    return render_template("account/kept.html", kept=kept, back=False)


def start_here(
    changing: Session,
    person_id: int,
    *,
    at: datetime,
    brake: operations.Brake | None = None,
    strong: bool = False,
) -> str:
    """Begin a session in this browser, and end the one it had."""
    before = session.get("_user_id")
    if before:
        operations.end_session(changing, before, at=at)
    return operations.start_session(changing, person_id, at=at, brake=brake, strong=strong)


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
            operations.end_session(changing, token, at=clock.now())
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
    return make_response(
        _form(form, HTTPStatus.UNAUTHORIZED, was_signed_out=True, shown=None if kept.owner else kept.text)
    )


def give_back(status: HTTPStatus) -> Response:
    """Show a form again, filled in, when its token is out of date or the database is busy."""
    if request.accept_mimetypes.best == "application/json":
        response = make_response(jsonify(error=g.language.gettext("The page is out of date. Load it again.")))
    elif request.endpoint == "account.enter":
        flash(g.language.gettext("The page was out of date. Try once more."))
        response = make_response(_form(SignInForm(request.form.get("email", ""), "", "/")))
    else:
        busy = status is HTTPStatus.SERVICE_UNAVAILABLE
        response = make_response(render_template("account/kept.html", kept=sent_form(), back=True, busy=busy))
    response.status_code = status
    return response


def _form(form: SignInForm, status: HTTPStatus = HTTPStatus.OK, **more: object) -> ResponseReturnValue:
    errors = [(name, g.language.gettext(sentence)) for name, sentence in form.errors.items()]
    return make_response(render_template("account/sign_in.html", form=form, errors=errors, **more), status)
