"""One person's account, for administrators: name, address, where they belong, and whether they get in.

Never what somebody has done or written. Opening the page is a line that the person can read.
"""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.accounts.ending import change_person, end_account, reopen_account
from courseengine.core.accounts.leaders import led_alone_by
from courseengine.core.accounts.models import Account
from courseengine.core.people.models import Person
from courseengine.core.people.queries import all_memberships_of
from courseengine.core.policy.actions import Action
from courseengine.web import role_letters as letters
from courseengine.web import roles_page as shown
from courseengine.web.guard import guard
from courseengine.web.letters import address_of, sends_mail, write_to
from courseengine.web.readings import note_person
from courseengine.web.views.admin import bp
from courseengine.web.words import field_errors

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/people/<person>")
@guard(Action.MANAGE_ACCOUNT, person=Person)
def person(person: Person) -> ResponseReturnValue:
    """Name, address, account, and what they are and where."""
    note_person(person, None, at=clock.now())
    return _person(person, person.name, person.email)


def _person(person: Person, name: str, email: str, errors: dict[str, str] | None = None) -> str:
    now, before = shown.split(all_memberships_of(g.db, person.id), on=day_in_oslo(clock.now()))
    account = g.db.get(Account, person.id)
    return render_template(
        "admin/person.html",
        person_shown=person,
        name=name,
        email=email,
        now=now,
        before=before,
        ended_at=account.ended_at if account else None,
        errors=errors or {},
    )


@bp.post("/people/<person>")
@guard(Action.MANAGE_ACCOUNT, person=Person)
def change_account(person: Person) -> ResponseReturnValue:
    """Correct a name or an address; the old address is told, and a new one of somebody who gets in is asked."""
    name, email, at = request.form.get("name", ""), request.form.get("email", ""), clock.now()
    before = person.email
    try:
        by, mailing = g.actor.person_id, sends_mail()
        token = change_person(g.db, person, name=name, email=email, by=by, at=at, sends_mail=mailing)
    except Invalid as refused:
        return _person(person, name, email, field_errors(refused, g.language)), REFUSED
    reader = {"language": person.language, "at": at}
    if person.email != before:
        write_to(g.db, "address_corrected", email=before, address=person.email, **reader)
    if token is None:
        flash(g.language.gettext("Saved."), "success")
    else:
        there = address_of("mailed.address", token=token)
        write_to(g.db, "address_proposed", email=before, address=email.strip(), **reader)
        write_to(g.db, "address", email=email.strip().lower(), address=there, **reader)
        sentence = N_("We have sent a link to %(email)s. The address is changed when its reader has opened it.")
        flash(g.language.gettext(sentence, email=email.strip()), "success")
    return redirect(url_for("admin.person", person=person.public_id))


@bp.get("/people/<person>/end")
@guard(Action.MANAGE_ACCOUNT, person=Person)
def ending(person: Person) -> ResponseReturnValue:
    """Ask before an account ends, and say what follows."""
    return _ending(person, {})


def _ending(person: Person, errors: dict[str, str]) -> str:
    alone = led_alone_by(g.db, person.id, on=day_in_oslo(clock.now()))
    return render_template("admin/person_end.html", person_shown=person, alone=alone, errors=errors)


@bp.post("/people/<person>/end")
@guard(Action.MANAGE_ACCOUNT, person=Person)
def end(person: Person) -> ResponseReturnValue:
    """End the account; whoever leads a place alone, only when it is said."""
    at = clock.now()
    alone = led_alone_by(g.db, person.id, on=day_in_oslo(at), held_still=True)
    if {place.public_id for place in alone} - set(request.form.getlist("alone")):
        return _ending(person, {}), REFUSED
    try:
        end_account(g.db, person, by=g.actor.person_id, at=at)
    except Invalid as refused:
        return _ending(person, field_errors(refused, g.language)), REFUSED
    for place in alone:
        letters.tell_without_leader(g.db, place, after=None, at=at)
    flash(g.language.gettext("The account has ended. %(name)s is signed out everywhere.", name=person.name), "success")
    return redirect(url_for("admin.person", person=person.public_id))


@bp.post("/people/<person>/reopen")
@guard(Action.MANAGE_ACCOUNT, person=Person)
def reopen(person: Person) -> ResponseReturnValue:
    """Let the person in again."""
    reopen_account(g.db, person, by=g.actor.person_id, at=clock.now())
    flash(g.language.gettext("%(name)s can sign in again.", name=person.name), "success")
    return redirect(url_for("admin.person", person=person.public_id))
