"""What one is and where, what one asks for, and what one was: one's own page.

Whoever took part at a place that they have left still reads what they wrote there.
"""

from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.people.models import Membership, Organisation, Person
from courseengine.core.people.queries import all_memberships_of, in_use
from courseengine.core.people.roles import LEADING
from courseengine.core.people.roles_asked import ask_for_role, waiting_for, withdraw
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import places_whose_roles_are_asked_for_by, runs_with_own_work_of
from courseengine.core.runs.models import CourseRun
from courseengine.web import role_letters as letters
from courseengine.web import roles_page as shown
from courseengine.web.forms.roles import AskForm, said
from courseengine.web.guard import guard, may
from courseengine.web.subjects import plan_of_run
from courseengine.web.views.roles import bp


class Before(NamedTuple):
    """A place one has left: what one was there, and where what one wrote is read."""

    place: Organisation
    lines: list[str]
    written: list[tuple[str, str]]
    """title of the course and address"""


@bp.get("/account/roles")
@guard(Action.SEE_OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    """What one is, what one asks for, and what one was."""
    return _own(AskForm("", "", "", None))


def _own(form: AskForm, errors: dict[str, str] | None = None) -> str:
    today = day_in_oslo(clock.now())
    memberships = all_memberships_of(g.db, g.actor.person_id)
    now, before = shown.split(memberships, on=today)
    left = {held.place.id for held in before} - {held.place.id for held in now}
    return render_template(
        "roles/own.html",
        now=now,
        changed=[held for held in before if held.place.id not in left],
        left=[_left(place, before) for place in _places(before) if place.id in left],
        waiting=waiting_for(g.db, g.actor.person_id),
        askable=_askable(memberships, today),
        form=form,
        errors=errors or {},
    )


def _places(before: list[shown.Held]) -> list[Organisation]:
    return list({held.place.id: held.place for held in before}.values())


def _left(place: Organisation, before: list[shown.Held]) -> Before:
    there = [held for held in before if held.place.id == place.id]
    return Before(
        place, [" · ".join(filter(None, (held.name, held.team, held.span))) for held in there], _written(place)
    )


def _written(place: Organisation) -> list[tuple[str, str]]:
    runs = g.db.scalars(runs_with_own_work_of(g.actor).where(CourseRun.organisation_id == place.id)).all()
    plans = ((run, plan_of_run(run.public_id)) for run in runs)
    return [(plan.course.title, url_for("learner.written", run=run.public_id)) for run, plan in plans if plan]


def _askable(memberships: list[Membership], on: date) -> list[tuple[str, str]]:
    """The places one may ask to lead: one's own and those above, but where one leads already and stays."""
    led = {one.organisation_id for one in memberships if one.role in LEADING.values() and one.ends_on is None}
    found = g.db.scalars(
        places_whose_roles_are_asked_for_by(g.actor)
        .where(Organisation.kind.in_([kind.value for kind in LEADING]), Organisation.id.not_in(led), in_use(on))
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [(place.public_id, place.name) for place in found]


@bp.post("/account/roles")
@guard(Action.SEE_OWN_ACCOUNT)
def ask() -> ResponseReturnValue:
    """Ask to lead a place one belongs to, or one above it."""
    form, at = AskForm.read(request.form), clock.now()
    place = g.db.scalar(places_whose_roles_are_asked_for_by(g.actor).where(Organisation.public_id == form.place))
    if form.errors or place is None:
        missing = {} if place else {"place": g.language.gettext("Choose a place.")}
        return _own(form, {**said(form.errors, g.language), **missing}), HTTPStatus.UNPROCESSABLE_ENTITY
    if not may(Action.ASK_FOR_ROLE, place):
        raise NotFound
    me = g.db.get_one(Person, g.actor.person_id)
    try:
        asked = ask_for_role(g.db, person=me, place=place, by=me, ends_on=form.ends_on, at=at)
    except Invalid as refused:
        why = g.language.gettext(refused.message, **refused.values)
        field = "ends_on" if refused.field == "ends_on" else "place"
        return _own(form, {field: why}), HTTPStatus.UNPROCESSABLE_ENTITY
    letters.tell_deciders(g.db, asked, at=at)
    flash(g.language.gettext("You have asked. You get a mail when somebody has decided."), "success")
    return redirect(url_for("roles.own"))


@bp.post("/account/roles/withdraw")
@guard(Action.SEE_OWN_ACCOUNT)
def withdrawn() -> ResponseReturnValue:
    """Take back what one asked for, or decline what one was put forward for."""
    id_ = request.form.get("asked", "")
    asked = next((one for one in waiting_for(g.db, g.actor.person_id) if one.public_id == id_), None)
    if asked is None:
        raise NotFound
    withdraw(g.db, asked, by=g.db.get_one(Person, g.actor.person_id), at=clock.now())
    flash(g.language.gettext("It is taken back."), "success")
    return redirect(url_for("roles.own"))
