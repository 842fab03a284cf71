"""A place's plan of measures: read and proposed to, decided, followed up, and gone through once a year."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core.measures import operations, queries
from courseengine.core.measures.models import Measure
from courseengine.core.measures.operations import Fate, Written
from courseengine.core.measures.status import MOVES, Status, reviewed_year
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.school_days.days import school_year
from courseengine.web.forms.measures import DecisionForm, MeasureForm, ReviewForm, year_in
from courseengine.web.guard import guard, may
from courseengine.web.measure_words import STATUS_NAMES, school_year_words, standing_words, when_words
from courseengine.web.measures_page import gatherings_around, module_choices, plan_of_measures, sees_gathering
from courseengine.web.milestone_words import gathering_day
from courseengine.web.plan_nav import plan_nav
from courseengine.web.words import sentence

bp = Blueprint("measures", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
FIELDS = {"due_on": "due"}
"""what an operation calls a field that the page calls otherwise"""


@bp.get("/places/<place>/measures")
@guard(Action.SEE_MEASURES, place=Organisation)
def measures(place: Organisation) -> ResponseReturnValue:
    """The plan of a school year."""
    status = next((one for one in Status if one == request.args.get("status")), None)
    plan = plan_of_measures(place, year_in(request.args.get("year", "")), status, at=clock.now())
    return render_template("measures/plan.html", plan=plan, place=place, nav=plan_nav(place))


@bp.get("/places/<place>/measures/new")
@guard(Action.SEE_MEASURES, place=Organisation)
def new(place: Organisation) -> ResponseReturnValue:
    """Write a measure down."""
    return _new_page(place, MeasureForm(year=request.args.get("year", "")), {})


@bp.post("/places/<place>/measures")
@guard(Action.SEE_MEASURES, place=Organisation)
def propose(place: Organisation) -> ResponseReturnValue:
    """Propose it; those who decide may add it as decided at once."""
    form, at, _ = MeasureForm.read(request.form), clock.now(), g.language.gettext
    errors = {name: _(message) for name, message in form.errors.items()}
    year = year_in(form.year) or school_year(day_in_oslo(at))
    adds = form.act == "add" and may(Action.PLAN_AT, place)
    if not errors:
        make = operations.add_decided if adds else operations.propose
        try:
            make(g.db, place, year, _written(form, year), by=g.actor.person_id, group=form.group, at=at)
        except Invalid as error:
            errors[FIELDS.get(error.field, error.field)] = _(error.message, **error.values)
        else:
            flash(_("The measure is in the plan.") if adds else _("The measure is proposed."), "success")
            return redirect(url_for("measures.measures", place=place.public_id, year=year))
    return _new_page(place, form, errors), UNPROCESSABLE


def _new_page(place: Organisation, form: MeasureForm, errors: dict[str, str]) -> str:
    this = school_year(day_in_oslo(clock.now()))
    year = year_in(form.year) or this
    return render_template(
        "measures/new.html",
        place=place,
        form=form,
        errors=errors,
        decides=may(Action.PLAN_AT, place),
        years=[(str(one), school_year_words(one)) for one in sorted({this, this + 1, year})],
        year=str(year),
        **_choices(year),
    )


def _choices(year: int) -> dict[str, list[tuple[str, str]]]:
    """What a measure can be linked to."""
    none = ("", g.language.gettext("None"))
    gatherings = [
        (one.public_id, f"{sentence(gathering_day(one, g.language))}: {one.theme}") for one in gatherings_around(year)
    ]
    return {
        "modules": [none, *module_choices()],
        "gatherings": [none, *gatherings] if gatherings else [],
    }


def _written(form: MeasureForm, year: int, kept: Measure | None = None) -> Written:
    """What is to be stored; a gathering that the writer may not see stays where it was."""
    known = {value for value, _ in module_choices()}
    was = f"{kept.course_id}/{kept.module_id}" if kept and kept.module_id else ""
    module = form.module if form.module in known | {was} else ""
    course_id, _, module_id = module.partition("/")
    gathering = next((one.id for one in gatherings_around(year) if one.public_id == form.gathering), None)
    if gathering is None and kept and kept.gathering and _stays(kept, form):
        gathering = kept.gathering_id
    return Written(
        theme=form.theme,
        content=form.content,
        target_group=form.target_group,
        when=form.when,
        due_on=form.due_on,
        responsible=form.responsible,
        course_id=course_id or None,
        module_id=module_id or None,
        gathering_id=gathering,
    )


def _stays(kept: Measure, form: MeasureForm) -> bool:
    seen = sees_gathering(kept)
    return seen is None or seen.public_id == form.gathering


@bp.get("/measures/<measure>")
@guard(Action.DECIDE_MEASURE, measure=Measure)
def measure(measure: Measure) -> ResponseReturnValue:
    """One measure: to be decided, changed and followed up."""
    return _measure_page(measure)


@bp.post("/measures/<measure>")
@guard(Action.DECIDE_MEASURE, measure=Measure)
def change(measure: Measure) -> ResponseReturnValue:
    """Write it anew, and say how far it is."""
    form, _ = MeasureForm.read(request.form), g.language.gettext
    errors = {name: _(message) for name, message in form.errors.items()}
    if not errors:
        status, written = form.status or Status(measure.status), _written(form, measure.year, measure)
        try:
            operations.change(g.db, measure, written, status=status, seen=form.seen, at=clock.now())
        except Invalid as error:
            errors[FIELDS.get(error.field, error.field)] = _(error.message, **error.values)
        except Conflict as error:
            # With what is stored now as seen: whoever saves again means it.
            return _measure_page(measure, replace(form, seen=""), {"": _(str(error))}), HTTPStatus.CONFLICT
        else:
            return _back(measure, _("Saved."))
    return _measure_page(measure, form, errors), UNPROCESSABLE


@bp.post("/measures/<measure>/decision")
@guard(Action.DECIDE_MEASURE, measure=Measure)
def decision(measure: Measure) -> ResponseReturnValue:
    """Accept or refuse what was proposed."""
    form, _ = DecisionForm.read(request.form), g.language.gettext
    errors = {name: _(message) for name, message in form.errors.items()}
    if not errors:
        decided = {"accepted": form.accepted, "group": form.group, "by": g.actor.person_id, "at": clock.now()}
        try:
            operations.decide(g.db, measure, **decided)
        except Invalid as error:
            errors[error.field] = _(error.message, **error.values)
        except Conflict as error:
            return _measure_page(measure, errors={"": _(str(error))}), HTTPStatus.CONFLICT
        else:
            return _back(measure, _("The measure is accepted.") if form.accepted else _("The measure is refused."))
    return _measure_page(measure, errors=errors, group=form.group), UNPROCESSABLE


def _measure_page(
    measure: Measure, form: MeasureForm | None = None, errors: dict[str, str] | None = None, *, group: str = ""
) -> str:
    gathering, status = sees_gathering(measure), Status(measure.status)
    return render_template(
        "measures/measure.html",
        measure=measure,
        form=form or MeasureForm.of(measure, gathering.public_id if gathering else ""),
        errors=errors or {},
        group=group,
        seen=operations.seen_of(measure),
        statuses=[(one.value, g.language.gettext(STATUS_NAMES[one])) for one in MOVES[status]],
        status_name=g.language.gettext(STATUS_NAMES[status]),
        standing=standing_words(measure, g.language),
        year=school_year_words(measure.year),
        **_choices(measure.year),
    )


def _back(measure: Measure, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("measures.measures", place=measure.organisation.public_id, year=measure.year))


@bp.get("/places/<place>/measures/review")
@guard(Action.PLAN_AT, place=Organisation)
def review(place: Organisation) -> ResponseReturnValue:
    """What was not done last year, to be carried over, dropped or said to be done."""
    return _review_page(place, at=clock.now())


@bp.post("/places/<place>/measures/review")
@guard(Action.PLAN_AT, place=Organisation)
def reviewed(place: Organisation) -> ResponseReturnValue:
    """Do one thing to those that are ticked, or to one."""
    form, at = ReviewForm.read(request.form), clock.now()
    if form.errors or form.fate is None:
        errors = {name: g.language.gettext(message) for name, message in form.errors.items()}
        return _review_page(place, errors, at=at), UNPROCESSABLE
    number = operations.go_through(g.db, place, reviewed_year(day_in_oslo(at)), form.chosen, form.fate, at=at)
    flash(_said(form.fate, number), "success")
    return redirect(url_for("measures.review", place=place.public_id))


def _said(fate: Fate, number: int) -> str:
    if fate is Fate.CARRY_OVER:
        return g.language.ngettext("%(num)d measure is carried over.", "%(num)d measures are carried over.", number)
    if fate is Fate.DONE:
        return g.language.ngettext("%(num)d measure is done.", "%(num)d measures are done.", number)
    return g.language.ngettext("%(num)d measure is dropped.", "%(num)d measures are dropped.", number)


def _review_page(place: Organisation, errors: dict[str, str] | None = None, *, at: datetime) -> str:
    year = reviewed_year(day_in_oslo(at))
    left = queries.to_go_through(g.db, place, year)
    return render_template(
        "measures/review.html",
        place=place,
        measures=[(one, when_words(one, g.language)) for one in left],
        status_names={status.value: name for status, name in STATUS_NAMES.items()},
        year=school_year_words(year),
        next_year=school_year_words(year + 1),
        errors=errors or {},
    )
