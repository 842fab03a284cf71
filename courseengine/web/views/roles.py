"""Who leads a place, who asks to, and what one person is there.

Nobody becomes a leader with one key (``core/people/roles_asked.py``), and the last one does not go
unnoticed (``core/accounts/leaders.py``). What one person is at a place is shown to whoever manages
its people, and each such reading is a line that the person can read.
"""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.accounts.leaders import LastLeader, leads_alone, leave, stop_leading
from courseengine.core.people import teams
from courseengine.core.people.memberships import held_by, is_not_over, set_resource_pair
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest, Team
from courseengine.core.people.operations import clean_email, end_now
from courseengine.core.people.queries import SCHOOLS, people_at, person_at, teams_at
from courseengine.core.people.roles import LEADING, PlaceKind, Role
from courseengine.core.people.roles_asked import ask_for_role, confirm, refuse
from courseengine.core.policy.actions import Action
from courseengine.web import role_letters as letters
from courseengine.web import roles_page as shown
from courseengine.web.forms.roles import AskForm, StopForm, number_in, said
from courseengine.web.guard import guard, may
from courseengine.web.place_nav import place_nav
from courseengine.web.readings import note_listing, note_person
from courseengine.web.words import field_errors

bp = Blueprint("roles", __name__)

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/places/<place>/roles")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def roles(place: Organisation) -> ResponseReturnValue:
    """Who leads the place, what waits for an answer, and the resource group."""
    return _roles(place)


def _roles(place: Organisation, form: AskForm | None = None, errors: dict[str, str] | None = None) -> str:
    today = day_in_oslo(clock.now())
    leaders = shown.leaders_at(place, on=today)
    is_school = place.kind in SCHOOLS and place.kind != PlaceKind.OTHER
    people = people_at(g.db, place, on=today) if is_school else []
    if people:
        note_listing(place, at=clock.now())
    leading = {leader.person.id for leader in leaders if not leader.is_deputy}
    return render_template(
        "roles/roles.html",
        place=place,
        nav=place_nav(place),
        is_led=PlaceKind(place.kind) in LEADING,
        is_school=is_school,
        leaders=leaders,
        waiting=shown.requests_at(place),
        choosable=[(person.public_id, person.name) for person in people if person.id not in leading],
        pair=shown.pair_at(place, leaders, people, on=today) if is_school else None,
        unled=shown.unled_below(place, on=today),
        form=form or AskForm("", "", "", None),
        errors=errors or {},
    )


@bp.post("/places/<place>/roles")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def put_forward(place: Organisation) -> ResponseReturnValue:
    """Ask for somebody at the place to lead it; somebody else confirms it."""
    form, at = AskForm.read(request.form), clock.now()
    errors = said(form.errors, g.language)
    person = _named(place, form.person)
    if person is None:
        errors["person"] = g.language.gettext("Choose somebody who works here.")
    if person is None or errors:
        return _roles(place, form, errors), REFUSED
    try:
        asked = ask_for_role(g.db, person=person, place=place, by=_me(), ends_on=form.ends_on, at=at)
    except Invalid as refused:
        return _roles(place, form, field_errors(refused, g.language)), REFUSED
    letters.tell_deciders(g.db, asked, at=at)
    flash(g.language.gettext("%(name)s is put forward. Somebody else has to confirm it.", name=person.name), "success")
    return redirect(url_for("roles.roles", place=place.public_id))


def _named(place: Organisation, text: str) -> Person | None:
    """Whom the form names: by public id at a school, by address at an owner, whose schools have thousands."""
    if place.kind in SCHOOLS:
        people = people_at(g.db, place, on=day_in_oslo(clock.now()))
        return next((person for person in people if person.public_id == text), None)
    try:
        found = g.db.query(Person).filter_by(email=clean_email(text)).one_or_none()
    except Invalid:
        return None
    return person_at(g.db, place, found.public_id) if found else None


@bp.post("/places/<place>/roles/pair")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def pair(place: Organisation) -> ResponseReturnValue:
    """Let one leader and one teacher be the school's resource group."""
    if place.kind not in SCHOOLS:
        raise NotFound
    people = {person.public_id: person for person in people_at(g.db, place, on=day_in_oslo(clock.now()))}
    leader, teacher = (people.get(request.form.get(name, "")) for name in ("leader", "teacher"))
    errors = {}
    if leader is None:
        errors["leader"] = g.language.gettext("Choose somebody who leads the school.")
    if teacher is None:
        errors["teacher"] = g.language.gettext("Choose somebody who works here.")
    if leader is None or teacher is None:
        return _roles(place, errors=errors), REFUSED
    named = g.language.gettext("Resource group")
    try:
        set_resource_pair(g.db, place, leader=leader, teacher=teacher, named=named, by=_me(), at=clock.now())
    except Invalid as refused:
        return _roles(place, errors=field_errors(refused, g.language)), REFUSED
    flash(g.language.gettext("The resource group is saved."), "success")
    return redirect(url_for("roles.roles", place=place.public_id))


@bp.post("/roles/<asked>/confirm")
@guard(Action.DECIDE_ROLE, asked=RoleRequest)
def confirmed(asked: RoleRequest) -> ResponseReturnValue:
    """Turn the second key."""
    at = clock.now()
    confirm(g.db, asked, by=_me(), at=at)
    letters.tell_decided(g.db, asked, by=g.actor.person_id, at=at)
    flash(g.language.gettext("%(name)s has the role now.", name=asked.person.name), "success")
    return redirect(url_for("roles.roles", place=asked.organisation.public_id))


@bp.post("/roles/<asked>/refuse")
@guard(Action.DECIDE_ROLE, asked=RoleRequest)
def refused(asked: RoleRequest) -> ResponseReturnValue:
    """Say no to what was asked for."""
    at = clock.now()
    refuse(g.db, asked, by=_me(), at=at)
    letters.tell_decided(g.db, asked, by=g.actor.person_id, at=at)
    flash(g.language.gettext("You said no. %(name)s is told.", name=asked.person.name), "success")
    return redirect(url_for("roles.roles", place=asked.organisation.public_id))


@bp.get("/places/<place>/people/<person>")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def person(place: Organisation, person: str) -> ResponseReturnValue:
    """Everything one person is and was at this place; at an owner, at its schools too."""
    found = _person(place, person)
    note_person(found, place, at=clock.now())
    return _of_person(place, found)


def _of_person(place: Organisation, person: Person, errors: dict[str, str] | None = None) -> str:
    now, before = shown.held_at(person, place, on=day_in_oslo(clock.now()))
    here = [held for held in now if held.place.id == place.id]
    has_teams = place.kind in SCHOOLS and place.kind != PlaceKind.OTHER and bool(here)
    return render_template(
        "roles/person.html",
        place=place,
        person_shown=person,
        now=now,
        before=before,
        is_here=any(held.has_begun for held in now),
        several_teams=sum(bool(held.team) for held in here) > 1,
        may_change=place.kind != PlaceKind.OPERATOR,
        leaves=bool(here) and place.kind != PlaceKind.OPERATOR,
        teams=[(team.public_id, team.name) for team in _teams(place)] if has_teams else [],
        errors=errors or {},
    )


@bp.post("/places/<place>/people/<person>")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def change(place: Organisation, person: str) -> ResponseReturnValue:
    """Add the person to a team, make one the main team, or end one thing they are."""
    found, at = _person(place, person), clock.now()
    held = [one for one in held_by(g.db, found.id, place) if is_not_over(one, day_in_oslo(at))]
    back = url_for("roles.person", place=place.public_id, person=found.public_id)
    if "end" in request.form:
        one = _chosen(held, "end")
        if one.role == LEADING.get(PlaceKind(place.kind)):
            return redirect(url_for("roles.stop", place=place.public_id, person=found.public_id))
        end_now(g.db, one, by=g.actor.person_id, at=at)
        flash(g.language.gettext("It has ended."), "success")
        return redirect(back if found.id != g.actor.person_id or may(Action.MANAGE_PEOPLE, place) else _own())
    if "main" in request.form:
        main = _chosen(held, "main").team
        if main is None:
            raise NotFound
        teams.make_main(g.db, main, found, by=g.actor.person_id, at=at)
        flash(g.language.gettext("It is the main team from today."), "success")
        return redirect(back)
    team = next((one for one in _teams(place) if one.public_id == request.form.get("team")), None)
    if team is None or not held:
        return _of_person(place, found, {"team": g.language.gettext("Choose a team.")}), REFUSED
    teams.put_in(g.db, team, [found], by=g.actor.person_id, at=at)
    teams.set_leading(g.db, team, found, leads=request.form.get("leads") == "1", by=g.actor.person_id, at=at)
    flash(g.language.gettext("%(name)s is in %(team)s now.", name=found.name, team=team.name), "success")
    return redirect(back)


def _teams(place: Organisation) -> list[Team]:
    """Its teams at work, by name."""
    return teams_at(g.db, place.id)


def _chosen(held: list[Membership], field: str) -> Membership:
    """The one of these that the form names, as far as the one who asks may change it."""
    id_ = number_in(request.form, field)
    one = next((one for one in held if one.id == id_), None)
    if one is None or not may(Action.MANAGE_MEMBERSHIP, one):
        raise NotFound
    return one


@bp.get("/places/<place>/people/<person>/leading")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def stop(place: Organisation, person: str) -> ResponseReturnValue:
    """Ask when the person stops leading the place, and say what follows."""
    return _stop(place, _leading(place, person), StopForm("", None, False))


@bp.post("/places/<place>/people/<person>/leading")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def stopped(place: Organisation, person: str) -> ResponseReturnValue:
    """End the person's leading, at once or with a last day; the last leader only when that is said."""
    found, form, at = _leading(place, person), StopForm.read(request.form), clock.now()
    if form.errors:
        return _stop(place, found, form, said(form.errors, g.language)), REFUSED
    try:
        is_last = stop_leading(
            g.db, place, found.id, last_day=form.last_day, even_last=form.last, by=g.actor.person_id, at=at
        )
    except LastLeader:
        return _stop(place, found, form, is_last=True), REFUSED
    except Invalid as refused:
        return _stop(place, found, form, field_errors(refused, g.language)), REFUSED
    if is_last:
        letters.tell_without_leader(g.db, place, after=form.last_day, at=at)
    flash(g.language.gettext("It is noted."), "success")
    return redirect(_own() if found.id == g.actor.person_id else url_for("roles.roles", place=place.public_id))


def _stop(
    place: Organisation,
    person: Person,
    form: StopForm,
    errors: dict[str, str] | None = None,
    *,
    is_last: bool | None = None,
) -> str:
    today = day_in_oslo(clock.now())
    alone = leads_alone(g.db, place, person.id, on=today) if is_last is None else is_last
    return render_template(
        "roles/stop.html", place=place, person_shown=person, form=form, is_last=alone, errors=errors or {}
    )


@bp.get("/places/<place>/people/<person>/leave")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def leaving(place: Organisation, person: str) -> ResponseReturnValue:
    """Ask before somebody leaves a place for good, and say what stays."""
    return _leaving(place, _belonging(place, person))


@bp.post("/places/<place>/people/<person>/leave")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def left(place: Organisation, person: str) -> ResponseReturnValue:
    """End everything the person is at the place, at once."""
    found, at = _belonging(place, person), clock.now()
    try:
        is_last = leave(g.db, place, found.id, even_last=request.form.get("last") == "1", by=g.actor.person_id, at=at)
    except LastLeader:
        return _leaving(place, found, is_last=True), REFUSED
    if is_last:
        letters.tell_without_leader(g.db, place, after=None, at=at)
    flash(g.language.gettext("%(name)s has left %(place)s.", name=found.name, place=place.name), "success")
    return redirect(_own() if found.id == g.actor.person_id else url_for("roles.roles", place=place.public_id))


def _leaving(place: Organisation, person: Person, *, is_last: bool | None = None) -> str:
    today = day_in_oslo(clock.now())
    if is_last is None:
        is_last = _leads(place, person) and leads_alone(g.db, place, person.id, on=today)
    return render_template("roles/leave.html", place=place, person_shown=person, is_last=is_last)


def _leads(place: Organisation, person: Person) -> bool:
    role, today = LEADING.get(PlaceKind(place.kind)), day_in_oslo(clock.now())
    return any(one.role == role and is_not_over(one, today) for one in held_by(g.db, person.id, place))


def _person(place: Organisation, public_id: str) -> Person:
    found = person_at(g.db, place, public_id)
    if found is None:
        raise NotFound
    return found


def _leading(place: Organisation, public_id: str) -> Person:
    person = _person(place, public_id)
    if not _leads(place, person):
        raise NotFound
    return person


def _belonging(place: Organisation, public_id: str) -> Person:
    """Somebody who is something at the place now; whoever runs the installation is ended on the command line."""
    person, today = _person(place, public_id), day_in_oslo(clock.now())
    held = [one for one in held_by(g.db, person.id, place) if is_not_over(one, today) and one.role != Role.ADMIN]
    if not held:
        raise NotFound
    return person


def _me() -> Person:
    return g.db.get_one(Person, g.actor.person_id)


def _own() -> str:
    return url_for("roles.own")
