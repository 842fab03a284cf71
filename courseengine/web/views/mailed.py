"""What a mailed link leads to: a new password, or a new address.

Asking for one is answered alike whether the address is known or not. Opening a link changes
nothing, since mail scanners open them all; the button does.
"""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, NotFound
from courseengine.core.accounts.brake import TooManyTries, count_failure, hold_back, release
from courseengine.core.accounts.entry import person_at, replace_password
from courseengine.core.accounts.links import make_link, open_link
from courseengine.core.accounts.new_address import confirm_address, may_reset
from courseengine.core.people.models import Person
from courseengine.web.forms.account import ForgottenForm, NewPasswordForm
from courseengine.web.guard import database, public
from courseengine.web.letters import address_of, sends_mail, tell, write_to
from courseengine.web.refusals import brake, refused, shown, slowed, tell_nobody_the_address

bp = Blueprint("mailed", __name__)
bp.after_request(tell_nobody_the_address)

FORGOTTEN, PASSWORD = "mailed/forgotten.html", "mailed/password.html"


@bp.get("/forgotten-password")
@public
def forgotten() -> ResponseReturnValue:
    """Ask for the address of somebody who has forgotten the password."""
    if not sends_mail():
        raise NotFound
    return shown(FORGOTTEN, ForgottenForm(""))


@bp.post("/forgotten-password")
@public
def ask() -> ResponseReturnValue:
    """Send a link to the address if it is somebody's; the answer never tells."""
    if not sends_mail():
        raise NotFound
    form, at = ForgottenForm.read(request.form), clock.now()
    if form.errors:
        return refused(FORGOTTEN, form)
    guess = brake("reset", form.email)
    try:
        # The letter goes out by the worker, so that the answer takes as long for an unknown address.
        with database.writing() as changing:
            hold_back(changing, guess, at=at)
            count_failure(changing, guess, at=at)
            person = person_at(changing, form.email)
            if person is not None and may_reset(changing, person.id, at=at):
                there = address_of("mailed.password", token=make_link(changing, person.id, "password", at=at))
                tell(changing, person, "password", at=at, address=there)
    except TooManyTries as slow:
        return slowed(FORGOTTEN, form, slow, "email")
    return redirect(url_for("mailed.asked"))


@bp.get("/forgotten-password/sent")
@public
def asked() -> ResponseReturnValue:
    """Say that a link is on its way, if the address is known."""
    return render_template("mailed/asked.html")


@bp.get("/password/<token>")
@public
def password(token: str) -> ResponseReturnValue:
    """Ask for the new password."""
    link = open_link(g.db, token, "password", at=clock.now())
    return shown(PASSWORD, NewPasswordForm(""), token=token, email=link.person.email) if link else _over("password")


@bp.post("/password/<token>")
@public
def choose(token: str) -> ResponseReturnValue:
    """Take the new password, once; every session of the person ends."""
    at = clock.now()
    link = open_link(g.db, token, "password", at=at)
    if link is None:
        return _over("password")
    form = NewPasswordForm.read(request.form, about=known_of(link.person))
    if form.errors:
        return refused(PASSWORD, form, token=token, email=link.person.email)
    with database.writing() as changing:
        used = open_link(changing, token, "password", at=at, use=True)
        if used is not None:
            replace_password(changing, used.person_id, form.password, at=at, by=used.person_id)
            for kind in ("sign_in", "reset"):  # whoever reads the mail is the owner, however often somebody guessed
                release(changing, brake(kind, used.person.email))
            tell(changing, used.person, "password_changed", at=at)
    if used is None:
        return _over("password")
    flash(g.language.gettext("Your password is changed. Sign in with the new one."), "success")
    return redirect(url_for("account.sign_in"))


@bp.get("/address/<token>")
@public
def address(token: str) -> ResponseReturnValue:
    """Show the new address, and ask for it to be confirmed."""
    link = open_link(g.db, token, "address", at=clock.now())
    return make_response(render_template("mailed/address.html", link=link, token=token)) if link else _over("address")


@bp.post("/address/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Take the new address; the old one is told.

    Only whoever reads the new address gets here, so it may be said that another account has it.
    """
    at = clock.now()
    try:
        with database.writing() as changing:
            changed = confirm_address(changing, token, at=at)
            if changed is not None:
                write_to(changing, "address_changed", email=changed.before, language=changed.person.language, at=at)
    except Conflict:
        return make_response(render_template("mailed/taken.html"), HTTPStatus.CONFLICT)
    if changed is None:
        return _over("address")
    flash(g.language.gettext("Your e-mail address is %(email)s now.", email=changed.person.email), "success")
    return redirect(url_for("own.account" if g.actor.is_signed_in else "account.sign_in"))


def known_of(person: Person) -> tuple[str, ...]:
    """What everybody knows of a person, and would try first as a password."""
    return person.name, person.email, str(current_app.jinja_env.globals["product_name"])


def _over(purpose: str) -> Response:
    return make_response(render_template("mailed/over.html", purpose=purpose), HTTPStatus.GONE)
