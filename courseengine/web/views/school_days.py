"""A place's school calendar: shown, entered as it was published, looked at before it is saved, mended.

Bringing a text or a file changes nothing: the page shows what would become of the school year and
what it hits, and saves exactly that. If anything else has happened meanwhile, it is shown anew.
"""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.people.imports.said import FileRefused
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.school_days.days import school_year
from courseengine.core.school_days.operations import change_days
from courseengine.core.school_days.queries import written_at
from courseengine.web import day_words
from courseengine.web.forms.school_days import DaysForm, HandForm, OutForm, year_in
from courseengine.web.guard import guard
from courseengine.web.plan_nav import plan_nav
from courseengine.web.school_days_page import calendar_page, preview_of
from courseengine.web.security import takes_file

bp = Blueprint("school_days", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
MOST_SENT = 55_000_000
"""bytes: what is too long for a calendar is refused with a sentence, not by the server"""


@bp.get("/places/<place>/days")
@guard(Action.PLAN_AT, place=Organisation)
def calendar(place: Organisation) -> ResponseReturnValue:
    """A school year: what is entered, by whom, and what lies on a day off."""
    at = clock.now()
    page = calendar_page(place, year_in(request.args.get("year", ""), school_year(day_in_oslo(at))), at=at)
    return render_template("school_days/calendar.html", page=page, place=place, nav=plan_nav(place))


@bp.get("/places/<place>/days/enter")
@guard(Action.PLAN_AT, place=Organisation)
def enter(place: Organisation) -> ResponseReturnValue:
    """Paste it, choose a file, or enter some days."""
    year = year_in(request.args.get("year", ""), school_year(day_in_oslo(clock.now())))
    return _enter_page(place, DaysForm(year), {})


@bp.post("/places/<place>/days")
@takes_file(MOST_SENT)
@guard(Action.PLAN_AT, place=Organisation)
def change(place: Organisation) -> ResponseReturnValue:
    """Show what would become of the calendar; save it when that has been seen."""
    at, _ = clock.now(), g.language.gettext
    form = DaysForm.read(request.form, request.files, now=school_year(day_in_oslo(at)))
    errors = {name: _(message) for name, message in form.errors.items()}
    if not errors:
        try:
            preview = preview_of(place, form, at=at)
            if not form.saves or form.seen != preview.digest or not preview.changes:
                html = render_template(
                    "school_days/preview.html",
                    page=preview,
                    place=place,
                    kinds=day_words.kinds(g.language),
                    words=day_words,
                )
                return html, UNPROCESSABLE if form.saves else HTTPStatus.OK
            changed = change_days(g.db, place, preview.days, out=preview.out, by=g.actor.person_id, at=at)
        except Invalid as error:
            errors[error.field or "text"] = _(error.message, **error.values)
        except FileRefused as refused:
            errors["file"] = " ".join(day_words.left_out_words(said, g.language) for said in refused.said)
        else:
            flash(g.language.ngettext("%(num)d day is saved.", "%(num)d days are saved.", changed), "success")
            return redirect(url_for("school_days.calendar", place=place.public_id, year=form.year))
    return _enter_page(place, form, errors), UNPROCESSABLE


@bp.post("/places/<place>/days/out")
@guard(Action.PLAN_AT, place=Organisation)
def take_out(place: Organisation) -> ResponseReturnValue:
    """Take days out of the place's own calendar."""
    form, at = OutForm.read(request.form), clock.now()
    if form.first is None or form.last is None:
        raise NotFound
    out = [day for day in written_at(g.db, place) if form.first <= day <= form.last]
    changed = change_days(g.db, place, {}, out=out, by=g.actor.person_id, at=at)
    flash(g.language.ngettext("%(num)d day is removed.", "%(num)d days are removed.", changed), "success")
    return redirect(url_for("school_days.calendar", place=place.public_id, year=school_year(form.first)))


def _enter_page(place: Organisation, form: DaysForm, errors: dict[str, str]) -> str:
    return render_template(
        "school_days/enter.html",
        place=place,
        form=form,
        hand=form.by_hand or HandForm(),
        errors=errors,
        kinds=day_words.kinds(g.language),
        school_year=day_words.school_year_name(form.year),
    )
