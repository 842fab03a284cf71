"""A school's yearly round: as a picture and month by month, changed, and carried over to the next year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from babel.dates import format_date
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.course.activities.task import TeamTask
from courseengine.core.measures import wheel as rounds
from courseengine.core.measures.models import WheelItem
from courseengine.core.measures.round import Phase
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule
from courseengine.core.runs.queries import runs_at
from courseengine.core.school_days.days import school_year
from courseengine.web.forms.measures import WheelForm, year_in
from courseengine.web.guard import guard, may
from courseengine.web.measure_words import PHASE_NAMES, days_words, module_words, school_year_words
from courseengine.web.plan_nav import plan_nav
from courseengine.web.subjects import plan_of
from courseengine.web.wheel_picture import months_of, picture_of

bp = Blueprint("wheel", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
FIELDS = {"starts_on": "first", "ends_on": "last"}
"""what an operation calls a field that the page calls otherwise"""


@dataclass(frozen=True)
class Line:
    """A thing in the list of a month."""

    day: date
    when: str
    title: str
    phase: str = ""
    """empty for what the course brings"""
    responsible: str = ""
    """who it is, or of which course where there are several"""
    href: str = ""


@bp.get("/places/<place>/wheel")
@guard(Action.SEE_WHEEL, place=Organisation)
def wheel(place: Organisation) -> ResponseReturnValue:
    """The round of a school year."""
    return _page(place, year_in(request.args.get("year", "")), WheelForm(), {})


@bp.post("/places/<place>/wheel")
@guard(Action.CHANGE_WHEEL, place=Organisation)
def add(place: Organisation) -> ResponseReturnValue:
    """Put something into the round."""
    form = WheelForm.read(request.form)
    errors = _errors(form)
    if entry := _entry(form, errors):
        try:
            rounds.add_item(g.db, place, entry, by=g.actor.person_id, at=clock.now())
        except Invalid as error:
            _note(errors, error)
        else:
            return _back(place, entry.starts_on, g.language.gettext("Saved."))
    return _page(place, year_in(request.args.get("year", "")), form, errors), UNPROCESSABLE


@bp.post("/places/<place>/wheel/next-year")
@guard(Action.CHANGE_WHEEL, place=Organisation)
def carry_over(place: Organisation) -> ResponseReturnValue:
    """Take the round along to the next school year, by week and weekday."""
    year, at = year_in(request.form.get("year", "")), clock.now()
    if year is None:
        raise Invalid("Choose a school year.", field="year")
    number = rounds.carry_over(g.db, place, year, by=g.actor.person_id, at=at)
    said = g.language.ngettext("%(num)d thing is carried over.", "%(num)d things are carried over.", number)
    flash(said if number else g.language.gettext("Everything was carried over already."), "success")
    return redirect(url_for("wheel.wheel", place=place.public_id, year=year + 1))


@bp.get("/places/<place>/wheel/<item>")
@guard(Action.CHANGE_WHEEL, place=Organisation)
def item(place: Organisation, item: str) -> ResponseReturnValue:
    """One thing in the round."""
    found = _item(place, item)
    return _item_page(place, found, WheelForm.of(found), {})


@bp.post("/places/<place>/wheel/<item>")
@guard(Action.CHANGE_WHEEL, place=Organisation)
def change(place: Organisation, item: str) -> ResponseReturnValue:
    """Write it anew, or take it out."""
    found = _item(place, item)
    if request.form.get("act") == "delete":
        rounds.delete_item(g.db, found)
        return _back(place, found.starts_on, g.language.gettext("It is taken out."))
    form = WheelForm.read(request.form)
    errors = _errors(form)
    if entry := _entry(form, errors):
        try:
            rounds.change_item(g.db, found, entry, at=clock.now(), seen=form.seen)
        except Invalid as error:
            _note(errors, error)
        except Conflict as error:
            # With what is stored now as seen: whoever saves again means it.
            return _item_page(place, found, form, {"": g.language.gettext(error.message)}), HTTPStatus.CONFLICT
        else:
            return _back(place, entry.starts_on, g.language.gettext("Saved."))
    return _item_page(place, found, form, errors), UNPROCESSABLE


def _item(place: Organisation, public_id: str) -> WheelItem:
    found = rounds.item_of(g.db, place, public_id)
    if found is None:
        raise NotFound
    return found


def _errors(form: WheelForm) -> dict[str, str]:
    return {name: g.language.gettext(message) for name, message in form.errors.items()}


def _note(errors: dict[str, str], error: Invalid) -> None:
    errors[FIELDS.get(error.field, error.field)] = g.language.gettext(error.message, **error.values)


def _entry(form: WheelForm, errors: dict[str, str]) -> rounds.Entry | None:
    if errors or form.starts_on is None or form.ends_on is None:
        return None
    return rounds.Entry(Phase(form.phase), form.title, form.starts_on, form.ends_on, form.responsible)


def _back(place: Organisation, day: date, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("wheel.wheel", place=place.public_id, year=school_year(day)))


def _page(place: Organisation, year: int | None, form: WheelForm, errors: dict[str, str]) -> str:
    today, changes = day_in_oslo(clock.now()), may(Action.CHANGE_WHEEL, place)
    year = year or school_year(today)
    items = rounds.items_of(g.db, place, year)
    plans = [plan for found in runs_at(g.db, [place.id]) if not found[1].ended and (plan := plan_of(*found))]
    lines = [*_of_the_round(place, items, changes=changes), *_of_the_course(plans, year)]
    return render_template(
        "wheel/wheel.html",
        place=place,
        nav=plan_nav(place),
        year=year,
        name=school_year_words(year),
        after=school_year_words(year + 1),
        turns=_turns(place, year, school_year(today)),
        picture=picture_of(items, year, g.language, today=today),
        months=_months(lines, year),
        has_items=bool(items),
        changes=changes,
        left=len(rounds.left_behind(g.db, place, year)) if changes and items else 0,
        task=next(_tasks_that_fill_it(plans), None),
        form=form,
        errors=errors,
        phases=_phases(),
    )


def _turns(place: Organisation, year: int, today: int) -> list[dict[str, str] | None]:
    """The years before and after that have something in them; one can always come back to today's."""
    known = sorted({*rounds.years_of(g.db, place), today, today + 1})
    nearest = (
        next((one for one in reversed(known) if one < year), None),
        next((one for one in known if one > year), None),
    )
    return [
        {"href": url_for("wheel.wheel", place=place.public_id, year=one), "title": school_year_words(one)}
        if one
        else None
        for one in nearest
    ]


def _item_page(place: Organisation, item: WheelItem, form: WheelForm, errors: dict[str, str]) -> str:
    return render_template(
        "wheel/item.html",
        place=place,
        item=item,
        seen=rounds.seen_of(item),
        form=form,
        errors=errors,
        phases=_phases(),
        year=school_year(item.starts_on),
    )


def _phases() -> list[tuple[str, str]]:
    return [(phase.value, g.language.gettext(name)) for phase, name in PHASE_NAMES.items()]


def _of_the_round(place: Organisation, items: list[WheelItem], *, changes: bool) -> Iterator[Line]:
    address = url_for("wheel.item", place=place.public_id, item="-")
    for one in items:
        yield Line(
            one.starts_on,
            days_words(one.starts_on, one.ends_on, g.language),
            one.title,
            g.language.gettext(PHASE_NAMES[Phase(one.phase)]),
            one.responsible,
            address[:-1] + one.public_id if changes else "",
        )


def _of_the_course(plans: list[Plan], year: int) -> Iterator[Line]:
    """When modules open at the school, as far as the reader sees them."""
    for plan in plans:
        for module in plan.course.modules:
            opens_on = plan.openings[module.id].opens_on
            if opens_on and school_year(opens_on) == year and may(Action.SEE_MODULE, PlannedModule(plan, module)):
                title = g.language.gettext("%(module)s opens", module=module_words(module, g.language))
                of = plan.course.title if len(plans) > 1 else ""
                yield Line(opens_on, days_words(opens_on, opens_on, g.language), title, responsible=of)


def _months(lines: list[Line], year: int) -> list[tuple[str, list[Line]]]:
    """The months in which something happens, with what begins in them."""
    locale = "en_GB" if g.language.code == "en" else g.language.code
    found = []
    for first in months_of(year):
        own = [line for line in lines if (line.day.year, line.day.month) == (first.year, first.month)]
        if own:
            found.append((format_date(first, "LLLL y", locale), sorted(own, key=lambda line: line.day)))
    return found


def _tasks_that_fill_it(plans: list[Plan]) -> Iterator[tuple[str, str]]:
    """The team task in which the round is made, where the reader may open it: title and address."""
    for plan in plans:
        for module in plan.course.modules:
            for activity in module.activities:
                planned = PlannedActivity(plan, module, activity)
                fills = isinstance(activity, TeamTask) and activity.fills == "annual_wheel"
                if fills and may(Action.READ_ACTIVITY, planned):
                    yield (
                        activity.title,
                        url_for("learner.activity", plan=plan.public_id, activity=activity.id),
                    )
