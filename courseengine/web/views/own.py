"""One's own account: name and address, password, second factor, and where one is signed in.

Whatever opens a door is changed only with the password, or a code, written once more: a screen
left open in the staff room gives nobody the account. A change of the password or of the second
factor ends every session, and this browser goes on in a new one.
"""

from collections.abc import Callable
from typing import Protocol

import segno
from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import NotFound
from courseengine.base.i18n import N_
from courseengine.core import audit
from courseengine.core.accounts import second_factor as factor
from courseengine.core.accounts.brake import TooManyTries, count_failure, hold_back, release
from courseengine.core.accounts.entry import has_password, knows_password, replace_password
from courseengine.core.accounts.links import make_link
from courseengine.core.accounts.models import Account
from courseengine.core.accounts.sessions import (
    end_other_sessions,
    end_own_session,
    renew_session,
    sessions_of,
)
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.people.models import Person
from courseengine.core.people.queries import all_memberships_of, is_administrator
from courseengine.core.policy.actions import Action
from courseengine.core.reports.log_lines import lines_concerning
from courseengine.web.audit_words import line_words
from courseengine.web.forms.account import own_path
from courseengine.web.forms.own import AddressForm, DetailsForm, OwnPasswordForm, ProofForm, SetUpForm
from courseengine.web.guard import guard
from courseengine.web.letters import address_of, sends_mail, tell, write_to
from courseengine.web.refusals import brake, count_afterwards, refused, shown, slowed
from courseengine.web.role_words import ROLE_NAMES
from courseengine.web.views.account import remember
from courseengine.web.views.mailed import known_of

bp = Blueprint("own", __name__, url_prefix="/account")

DETAILS, PASSWORD, ADDRESS = "own/details.html", "own/password.html", "own/address.html"
SET_UP, FACTOR, CODES = "own/set_up.html", "own/second_factor.html", "own/codes.html"
A_PAGE = 30
"""lines of the log"""


class AsksForPassword(Protocol):
    """A form with the password written once more."""

    @property
    def password(self) -> str:
        """What was written."""

    @property
    def errors(self) -> dict[str, str]:
        """Field → sentence."""


@bp.get("")
@guard(Action.SEE_OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Who one is here, where one belongs, and the way to everything of one's own."""
    at, me = clock.now(), _me()
    today = clock.day_in_oslo(at)
    memberships = all_memberships_of(g.db, me.id)
    return render_template(
        "own/account.html",
        me=me,
        now=[one for one in memberships if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)],
        before=[one for one in memberships if one.ends_on is not None and one.ends_on < today],
        role_names=ROLE_NAMES,
        has_second_factor=factor.is_on(g.db, me.id),
        needs_second_factor=_needs_second_factor(),
    )


@bp.get("/details")
@guard(Action.SEE_OWN_ACCOUNT)
def details() -> ResponseReturnValue:
    """The name and the language, to be changed."""
    me = _me()
    return shown(DETAILS, DetailsForm(me.name, me.language))


@bp.post("/details")
@guard(Action.SEE_OWN_ACCOUNT)
def change_details() -> ResponseReturnValue:
    """Be called something else, or read in another language."""
    form = DetailsForm.read(request.form)
    if form.errors:
        return refused(DETAILS, form)
    me = _me()
    me.name, me.language = form.name, form.language
    audit.record(g.db, audit.Event.PERSON_CHANGED, at=clock.now(), actor_id=me.id, person_id=me.id)
    return redirect(url_for("own.account"))


@bp.get("/password")
@guard(Action.SEE_OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """Ask for the password and a new one."""
    me = _me()
    return shown(PASSWORD, OwnPasswordForm("", ""), email=me.email, has_password=has_password(g.db, me.id))


@bp.post("/password")
@guard(Action.SEE_OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Take a new password; the owner is told, and every other session ends."""
    me, at = _me(), clock.now()
    form = OwnPasswordForm.read(request.form, about=known_of(me))
    more = {"email": me.email, "has_password": has_password(g.db, me.id)}
    try:
        _check_password(form)
    except TooManyTries as slow:
        return slowed(PASSWORD, form, slow, "password", **more)
    if form.errors:
        return refused(PASSWORD, form, **more)
    replace_password(g.db, me.id, form.new_password, at=at, by=me.id)
    _go_on_in_a_new_session()
    tell(g.db, me, "password_changed", at=at)
    flash(g.language.gettext("Your password is changed, and you are signed out everywhere else."), "success")
    return redirect(url_for("own.account"))


@bp.get("/address")
@guard(Action.SEE_OWN_ACCOUNT)
def address() -> ResponseReturnValue:
    """Ask for a new address, with the password."""
    if not sends_mail():
        raise NotFound
    me = _me()
    return shown(ADDRESS, AddressForm("", ""), email=me.email, has_password=has_password(g.db, me.id))


@bp.post("/address")
@guard(Action.SEE_OWN_ACCOUNT)
def change_address() -> ResponseReturnValue:
    """Send a link to the new address. The answer is the same when somebody else has it: only its reader learns."""
    if not sends_mail():
        raise NotFound
    me, at = _me(), clock.now()
    form = AddressForm.read(request.form, now=me.email)
    more = {"email": me.email, "has_password": has_password(g.db, me.id)}
    try:
        _check_password(form)
        if form.errors:
            return refused(ADDRESS, form, **more)
        guess = brake("address", me.id)
        hold_back(g.db, guess, at=at)
    except TooManyTries as slow:
        return slowed(ADDRESS, form, slow, "password", **more)
    count_failure(g.db, guess, at=at)
    there = address_of("mailed.address", token=make_link(g.db, me.id, "address", at=at, email=form.email))
    write_to(g.db, "address", email=form.email, language=me.language, at=at, address=there)
    sentence = N_("We have sent a link to %(email)s. The address is changed when you have opened it.")
    flash(g.language.gettext(sentence, email=form.email), "success")
    return redirect(url_for("own.account"))


@bp.get("/second-factor")
@guard(Action.SEE_OWN_ACCOUNT)
def second_factor() -> ResponseReturnValue:
    """The second factor there is, or how to set one up."""
    if factor.is_on(g.db, g.actor.person_id):
        return _factor_page(shown, ProofForm("", ""))
    return _set_up_page(shown, SetUpForm("", "", own_path(request.args.get("next", ""))))


@bp.post("/second-factor")
@guard(Action.SEE_OWN_ACCOUNT)
def set_up() -> ResponseReturnValue:
    """Ask for a code from now on, once one was shown; the recovery codes are shown here and nowhere else."""
    me, at = _me(), clock.now()
    if factor.is_on(g.db, me.id):
        return redirect(url_for("own.second_factor"))
    form = SetUpForm.read(request.form, next_=own_path(request.form.get("next", "")))
    try:
        _check_password(form)
    except TooManyTries as slow:
        return _set_up_page(slowed, form, slow, "password")
    if form.errors:
        return _set_up_page(refused, form)
    codes = factor.turn_on(g.db, me.id, _proposed_key(), form.code, at=at)
    if codes is None:
        form.errors["code"] = N_("That is not the code. Wait for the next one that the app shows, and write it here.")
        return _set_up_page(refused, form)
    _go_on_in_a_new_session(strong=True)
    tell(g.db, me, "second_factor_on", at=at)
    return render_template(CODES, codes=codes, next=form.next, renewed=False)


@bp.post("/second-factor/change")
@guard(Action.SEE_OWN_ACCOUNT)
def change_second_factor() -> ResponseReturnValue:
    """Turn it off, or draw new recovery codes: with the password or a code."""
    me, at, form = _me(), clock.now(), ProofForm.read(request.form)
    if not factor.is_on(g.db, me.id) or form.act not in ("off", "codes"):
        return redirect(url_for("own.second_factor"))
    try:
        _check_password(form, or_code=True)
    except TooManyTries as slow:
        return _factor_page(slowed, form, slow, "password")
    if form.errors:
        return _factor_page(refused, form)
    if form.act == "codes":
        return render_template(
            CODES, codes=factor.renew_recovery_codes(g.db, me.id), next=url_for("own.account"), renewed=True
        )
    factor.turn_off(g.db, me.id, at=at, by=me.id)
    _go_on_in_a_new_session(strong=False)
    tell(g.db, me, "second_factor_off", at=at)
    flash(g.language.gettext("The second factor is off."), "success")
    return redirect(url_for("own.account"))


@bp.get("/sessions")
@guard(Action.SEE_OWN_ACCOUNT)
def sessions() -> ResponseReturnValue:
    """Where one is signed in."""
    running = sessions_of(g.db, g.actor.person_id, at=clock.now(), administers=g.actor.is_admin)
    return render_template("own/sessions.html", sessions=running, this_one=hash_token(session["_user_id"]))


@bp.post("/sessions/<public_id>/end")
@guard(Action.SEE_OWN_ACCOUNT)
def end_one(public_id: str) -> ResponseReturnValue:
    """Sign out in one other browser."""
    if not end_own_session(g.db, g.actor.person_id, public_id, at=clock.now()):
        raise NotFound
    return redirect(url_for("own.sessions"))


@bp.post("/sessions/end")
@guard(Action.SEE_OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    end_other_sessions(g.db, g.actor.person_id, session["_user_id"], at=clock.now())
    flash(g.language.gettext("You are signed out everywhere else."), "success")
    return redirect(url_for("own.sessions"))


@bp.get("/concerns")
@guard(Action.SEE_OWN_ACCOUNT)
def concerns() -> ResponseReturnValue:
    """What others did that concerns one, and what one did oneself."""
    asked = request.args.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 5 else 1
    me, first = g.actor.person_id, (max(page, 1) - 1) * A_PAGE
    lines = lines_concerning(g.db, me, most=A_PAGE + 1, after=first)
    return render_template(
        "own/concerns.html",
        lines=[(line.at, line_words(line, g.language, reader=me)) for line in lines[:A_PAGE]],
        page=max(page, 1),
        has_older=len(lines) > A_PAGE,
    )


def _me() -> Person:
    me: Person = g.db.get_one(Person, g.actor.person_id)
    return me


def _check_password(form: AsksForPassword, *, or_code: bool = False) -> None:
    """Add an error unless the password was right; who has none is asked for none. A wrong one is counted."""
    id_, at = g.actor.person_id, clock.now()
    if not has_password(g.db, id_) and not or_code:
        return
    if not form.password:
        form.errors["password"] = N_("Write your password.")
        return
    guess = brake("password", id_)
    hold_back(g.db, guess, at=at)
    if (or_code and factor.is_right(g.db, id_, form.password, at=at)) or knows_password(g.db, id_, form.password):
        release(g.db, guess)
    else:
        count_afterwards(guess, id_)
        form.errors["password"] = (
            N_("That is neither your password nor a code that works.") if or_code else N_("The password is wrong.")
        )


def _go_on_in_a_new_session(*, strong: bool | None = None) -> None:
    remember(renew_session(g.db, session["_user_id"], at=clock.now(), strong=strong))


def _needs_second_factor() -> bool:
    """Whether the one who asks would administer, and does not reach it in this session."""
    today = clock.day_in_oslo(clock.now())
    return not g.actor.is_admin and is_administrator(g.db, g.actor.person_id, on=today)


def _proposed_key() -> str:
    return factor.proposed_key(session["_user_id"], str(current_app.secret_key).encode())


def _set_up_page(answer: Callable[..., Response], form: SetUpForm, *more: object) -> Response:
    me, key = _me(), _proposed_key()
    address = factor.address_of_key(key, me.email, known_of(me)[-1])
    return answer(
        SET_UP,
        form,
        *more,
        # As a picture in the page: the policy lets no other host draw it, and none may know the key.
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
        address=address,
        email=me.email,
        key=[key[start : start + 4] for start in range(0, len(key), 4)],
        has_password=has_password(g.db, me.id),
        needs_second_factor=_needs_second_factor(),
    )


def _factor_page(answer: Callable[..., Response], form: ProofForm, *more: object) -> Response:
    me = g.db.get_one(Account, g.actor.person_id)
    return answer(
        FACTOR,
        form,
        *more,
        email=_me().email,
        since=me.totp_since,
        codes_left=factor.codes_left(g.db, me.person_id),
        administers=is_administrator(g.db, me.person_id, on=clock.day_in_oslo(clock.now())),
    )
