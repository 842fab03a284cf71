"""What the page of a plan of measures is made of: its table, its filter and what a measure can be linked to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, g, url_for
from markupsafe import Markup, escape
from sqlalchemy import select

from courseengine.base.clock import day_in_oslo
from courseengine.base.text import render_answer
from courseengine.core.course.activities.base import Audience
from courseengine.core.course.model import Module
from courseengine.core.measures import queries
from courseengine.core.measures.models import Measure
from courseengine.core.measures.round import first_day, last_day
from courseengine.core.measures.status import SHOWN, Status, is_time_to_review, reviewed_year
from courseengine.core.networks.models import Gathering
from courseengine.core.people.models import Organisation
from courseengine.core.people.overview import places_below
from courseengine.core.people.roles import PlaceKind
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.school_days.days import school_year
from courseengine.web.guard import may
from courseengine.web.measure_words import (
    COLOURS,
    STATUS_NAMES,
    module_words,
    school_year_words,
    standing_words,
    when_words,
)
from courseengine.web.milestone_words import gathering_day
from courseengine.web.pages import MenuItem
from courseengine.web.subjects import published_plans
from courseengine.web.tables import Column, Row

MANY = 8
"""with more measures than that, one can choose which to see"""
MOST_GATHERINGS = 200
SUMMED = (Status.PROPOSED, Status.PLANNED, Status.UNDER_WAY, Status.DONE)
"""what an owner is told of a school's plan before opening it"""
GATHERING = "networks.gathering"
"""the page of a gathering, where this installation has one"""


@dataclass(frozen=True)
class Turn:
    """A link to the year before or after."""

    href: str
    title: str


@dataclass(frozen=True)
class PlanOfMeasures:
    """A place's measures of a school year."""

    place: Organisation
    year: int
    decides: bool
    columns: list[Column]
    rows: list[Row]
    filters: list[MenuItem]
    previous: Turn | None
    next: Turn | None
    to_review: int
    """how many of last year's are to be gone through, for those who decide"""
    is_time: bool
    """whether it is the time of the year for that"""
    reviewed: str
    """when last year's were gone through, in words"""
    schools: list[Row]
    """the plans of an owner's schools, as far as they have begun, for those who act for the owner"""
    school_columns: list[Column]
    above: tuple[str, str] | None
    """the owner's name, and the address of its plan"""

    @property
    def name(self) -> str:
        """The school year in words."""
        return school_year_words(self.year)


def plan_of_measures(place: Organisation, year: int | None, status: Status | None, *, at: datetime) -> PlanOfMeasures:
    """Put the page together."""
    today = day_in_oslo(at)
    year, decides = year or school_year(today), may(Action.PLAN_AT, place)
    counts = queries.counts(g.db, place, year)
    measures = queries.measures_of(g.db, place, year, status if counts[status or Status.PLANNED] else None)
    before = reviewed_year(today)
    reviewed = queries.reviewed_on(g.db, place, before)
    return PlanOfMeasures(
        place,
        year,
        decides,
        _columns(),
        _rows(measures, decides=decides),
        _filters(place, year, status, counts) if counts.total() > MANY else [],
        *_years(place, year, school_year(today)),
        len(queries.to_go_through(g.db, place, before)) if decides else 0,
        is_time_to_review(today),
        g.language.gettext("Last year's measures were gone through %(day)s.", day=g.language.day(reviewed, year=True))
        if reviewed
        else "",
        _schools(place, year, on=today) if decides and place.kind == PlaceKind.OWNER else [],
        [Column(g.language.gettext(STATUS_NAMES[one])) for one in SUMMED],
        _above(place),
    )


def _schools(place: Organisation, year: int, *, on: date) -> list[Row]:
    below = places_below(g.db, place.id, on=on)
    counts = queries.counts_at(g.db, [one.id for one in below], year)
    return [
        Row(
            one.name,
            url_for("measures.measures", place=one.public_id, year=year),
            [str(number) if (number := counts[one.id][status]) else None for status in SUMMED],
        )
        for one in below
    ]


def _above(place: Organisation) -> tuple[str, str] | None:
    if place.parent is None or not may(Action.SEE_MEASURES, place.parent):
        return None
    return place.parent.name, url_for("measures.measures", place=place.parent.public_id)


def _columns() -> list[Column]:
    _ = g.language.gettext
    return [
        Column(_("Content")),
        Column(_("Target group")),
        Column(_("When")),
        Column(_("Responsible")),
        Column(_("Status")),
    ]


def _rows(measures: Sequence[Measure], *, decides: bool) -> list[Row]:
    seen = _seen_gatherings([one.gathering_id for one in measures if one.gathering_id])
    modules = {f"{id_}/{module.id}": (id_, module) for id_, module in _modules()} if measures else {}
    address = url_for("measures.measure", measure="-") if measures else ""
    return [
        Row(
            one.theme,
            address[:-1] + one.public_id if decides else None,
            [
                _content(one, modules, seen),
                one.target_group,
                when_words(one, g.language),
                one.responsible,
                status_cell(one),
            ],
        )
        for one in measures
    ]


def _content(measure: Measure, modules: dict[str, tuple[str, Module]], seen: dict[int, Gathering]) -> Markup:
    parts: list[Markup] = []
    known = modules.get(f"{measure.course_id}/{measure.module_id}")
    if known:
        words, href = module_words(known[1], g.language), _module_href(*known)
        parts.append(_link(words, href))
    gathering = seen.get(measure.gathering_id or 0)
    if gathering:
        words = f"{gathering.theme} · {gathering_day(gathering, g.language)}"
        there = GATHERING in current_app.view_functions
        parts.append(_link(words, url_for(GATHERING, gathering=gathering.public_id) if there else ""))
    return render_answer(measure.content) + Markup("<br>").join(parts)


def _link(words: str, href: str) -> Markup:
    return Markup('<a class="ds-link" href="{}">{}</a>').format(href, words) if href else escape(words)


def status_cell(measure: Measure) -> Markup:
    """Where it stands, and who decided so."""
    status = Status(measure.status)
    tag = Markup('<span class="ds-tag" data-color="{}">{}</span>').format(
        COLOURS.get(status, "neutral"), g.language.gettext(STATUS_NAMES[status])
    )
    words = standing_words(measure, g.language)
    return tag + Markup(" <small>{}</small>").format(words) if words else tag


def _module_href(course_id: str, module: Module) -> str:
    """Where the reader follows that course: at their own school, or as those who read it without a run."""
    runs = (run for own, run, version in g.actor.runs if own == course_id and version and not run.ended)
    run = next(runs, None)
    if run is None and not g.actor.audiences(None):
        return ""
    return url_for("learner.module", plan=run.public_id if run else course_id, module=module.slug)


def _filters(place: Organisation, year: int, status: Status | None, counts: Any) -> list[MenuItem]:
    _, here = g.language.gettext, url_for("measures.measures", place=place.public_id, year=year)
    chosen = status if counts[status or Status.PLANNED] else None
    everything = MenuItem(here, f"{_('Everything')} ({counts.total()})", chosen is None)
    return [
        everything,
        *(
            MenuItem(f"{here}&status={one.value}", f"{_(STATUS_NAMES[one])} ({counts[one]})", one is chosen)
            for one in SHOWN
            if counts[one]
        ),
    ]


def _years(place: Organisation, year: int, today: int) -> tuple[Turn | None, Turn | None]:
    """The years before and after that have measures; one can always come back to today's and look one ahead."""
    known = {*queries.years_with_measures(g.db, place), today, today + 1}
    before, after = [one for one in known if one < year], [one for one in known if one > year]
    return (
        _turn(place, max(before)) if before else None,
        _turn(place, min(after)) if after else None,
    )


def _turn(place: Organisation, year: int) -> Turn:
    return Turn(url_for("measures.measures", place=place.public_id, year=year), school_year_words(year))


def _modules() -> Iterator[tuple[str, Module]]:
    """The modules of the published courses that all who read a plan of measures may know of."""
    for plan in published_plans():
        for module in plan.course.modules:
            if module.audience is not Audience.LEADERS:
                yield plan.course.id, module


def module_choices() -> list[tuple[str, str]]:
    """What a measure can be linked to in the published courses."""
    plans = {plan.course.id: plan.course.title for plan in published_plans()}
    several = len(plans) > 1
    return [
        (
            f"{id_}/{module.id}",
            f"{module_words(module, g.language)} – {plans[id_]}" if several else module_words(module, g.language),
        )
        for id_, module in _modules()
    ]


def gatherings_around(year: int) -> list[Gathering]:
    """The gatherings of a school year that the one who asks sees."""
    asked = SCOPES[Action.SEE_GATHERING](g.actor).where(
        Gathering.starts_on.between(first_day(year), last_day(year)), Gathering.cancelled_at.is_(None)
    )
    return list(g.db.scalars(asked.order_by(Gathering.starts_on, Gathering.id).limit(MOST_GATHERINGS)).unique())


def _seen_gatherings(ids: Iterable[int]) -> dict[int, Gathering]:
    ids = list(ids)
    if not ids:
        return {}
    seen = SCOPES[Action.SEE_GATHERING](g.actor).where(Gathering.id.in_(ids)).with_only_columns(Gathering.id)
    return {one.id: one for one in g.db.scalars(select(Gathering).where(Gathering.id.in_(seen)))}


def sees_gathering(measure: Measure) -> Gathering | None:
    """The gathering it is linked to, where the one who asks may see it."""
    return _seen_gatherings([measure.gathering_id]).get(measure.gathering_id) if measure.gathering_id else None
