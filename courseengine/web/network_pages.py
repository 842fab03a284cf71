"""What the pages about networks are made of: lists of networks and gatherings, and a region's year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import g, url_for
from markupsafe import Markup

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import N_, Language
from courseengine.core.course.model import Course, Opening
from courseengine.core.networks.models import Gathering, Network
from courseengine.core.networks.queries import below, gatherings_of, next_gatherings
from courseengine.core.networks.region import Month, Taken, carried, months_of, school_year_of, years_of
from courseengine.core.networks.spans import span_of
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.web.forms.networks import SEPARATOR
from courseengine.web.module_links import address_of_module, is_for_everybody, module_known, whole_name
from courseengine.web.span_words import month_words, months_words, when_words
from courseengine.web.subjects import plan_of, published_plans
from courseengine.web.tables import Column, Row
from courseengine.web.words import sentence

KIND_NAMES = {
    "leader": N_("Leader network"),
    "subject": N_("Subject network"),
    "teacher": N_("Teacher network"),
    "cooperating": N_("Cooperating schools"),
    "region": N_("Region"),
}
SCHEDULE_NAMES = {
    "standard": N_("the national dates"),
    "pilot": N_("the pilot’s dates"),
    "regional": N_("a region’s own year"),
}


def kind_choices(language: Language) -> list[tuple[str, str]]:
    """The kinds of networks, for a form."""
    return [(kind, language.gettext(name)) for kind, name in KIND_NAMES.items()]


def network_columns(language: Language) -> list[Column]:
    """The heads of a list of networks."""
    _ = language.gettext
    return [Column(_("Kind")), Column(_("Looked after by")), Column(_("Next gathering"))]


def network_rows(networks: Iterable[Network], *, at: datetime) -> list[Row]:
    """Networks, each with what comes next in it."""
    _, shown = g.language.gettext, list(networks)
    coming = next_gatherings(g.db, [one.id for one in shown], on=day_in_oslo(at))
    rows = []
    for network in shown:
        gathering = coming.get(network.id)
        cells = [
            _(KIND_NAMES[network.kind]),
            network.organisation.name,
            sentence(when_words(span_of(gathering), g.language, at=at)) if gathering else None,
        ]
        note = _("Ended %(day)s", day=g.language.day(network.ended_on, year=True)) if network.ended_on else ""
        rows.append(Row(network.name, url_for("networks.network", network=network.public_id), cells, note))
    return rows


def gathering_columns(language: Language) -> list[Column]:
    """The heads of a list of gatherings."""
    _ = language.gettext
    return [Column(_("When")), Column(_("Where"))]


def gathering_rows(gatherings: Iterable[Gathering], *, at: datetime) -> list[Row]:
    """Gatherings, with when and where."""
    _ = g.language.gettext
    return [
        Row(
            one.theme,
            url_for("networks.gathering", gathering=one.public_id),
            [sentence(when_words(span_of(one), g.language, at=at)), one.place or (_("Online") if one.link else None)],
            _("Called off") if one.cancelled_at else "",
        )
        for one in gatherings
    ]


@dataclass(frozen=True)
class RegionYear:
    """A region's school year as a table, and the years beside it."""

    name: str
    """"2026/27" """
    columns: list[Column]
    rows: list[Row]
    networks: list[Row]
    network_columns: list[Column]
    previous: dict[str, str] | None
    next: dict[str, str] | None


def region_year(region: Network, asked: int | None, *, at: datetime) -> RegionYear:
    """The school year that is asked for; without one this year, or the last one in which something happens."""
    scope = SCOPES[Action.SEE_GATHERING](g.actor)
    networks = below(g.db, region, SCOPES[Action.SEE_NETWORK](g.actor))
    gatherings = gatherings_of(g.db, [region.id, *(one.id for one in networks)], scope)
    plan = plan_of(region.course_id, None) if region.course_id else None
    course = plan.course if plan else None
    openings = _openings(region, course)
    years = years_of(gatherings, openings)
    year = asked if asked in years else _this_year(years, at)
    months = months_of(gatherings, openings, school_year=year)
    return RegionYear(
        year_name(year),
        _region_columns(g.language),
        [_month_row(month, course, region, at=at) for month in months],
        network_rows(networks, at=at),
        network_columns(g.language),
        _turn(region, max((one for one in years if one < year), default=None), back=True),
        _turn(region, min((one for one in years if one > year), default=None)),
    )


def year_name(year: int) -> str:
    """A school year: "2026/27"."""
    return f"{year}/{(year + 1) % 100:02}"


def course_choices(language: Language) -> list[tuple[str, str]]:
    """What a region may go through: a course and one of its schedules."""
    return [
        (
            f"{plan.course.id}{SEPARATOR}{name}",
            f"{plan.course.title}: {language.gettext(SCHEDULE_NAMES.get(name, name))}",
        )
        for plan in published_plans()
        for name in plan.course.schedules
    ]


def _openings(region: Network, course: Course | None) -> dict[str, Opening]:
    """The dates of the modules that the one who asks may know of, in the order of the course."""
    dates = course.schedules.get(region.schedule or "", {}) if course else {}
    moved = carried(dates, region.school_year)
    shown = (one for one in course.modules if one.id in moved) if course else ()
    return {
        module.id: moved[module.id]
        for module in shown
        if is_for_everybody(module) or module_known(region.course_id, module.id)
    }


def _this_year(years: list[int], at: datetime) -> int:
    """The present school year where something happens in it or nothing does at all; else the nearest."""
    now = school_year_of(day_in_oslo(at))
    return min(years, key=lambda year: (abs(year - now), -year), default=now)


def _region_columns(language: Language) -> list[Column]:
    _ = language.gettext
    return [Column(_("Leader networks")), Column(_("The course")), Column(_("Subject networks and others"))]


def _month_row(month: Month, course: Course | None, region: Network, *, at: datetime) -> Row:
    columns: list[str | None] = [_gatherings(month.leaders, month.first, region, at=at)]
    columns.append(_stacked([_module(one, course, region) for one in month.modules]))
    columns.append(_gatherings(month.others, month.first, region, at=at))
    return Row(sentence(month_words(month.first, g.language)), None, columns)


def _gatherings(gatherings: Iterable[Gathering], month: date, region: Network, *, at: datetime) -> Markup | None:
    return _stacked([_gathering(one, month, region, at=at) for one in gatherings])


def _gathering(gathering: Gathering, month: date, region: Network, *, at: datetime) -> Markup:
    """When it is, as far as the row does not say so, what it is about, and whose it is."""
    _, span = g.language.gettext, span_of(gathering)
    when = "" if span.month == month else f"{sentence(when_words(span, g.language, at=at))}: "
    network = gathering.network
    notes = [network.name] if network is not None and network.id != region.id else []
    if gathering.cancelled_at:
        notes.append(_("Called off"))
    link = Markup('{}<a class="ds-link" href="{}">{}</a>').format(
        when, url_for("networks.gathering", gathering=gathering.public_id), gathering.theme
    )
    return link + (Markup(" <small>{}</small>").format(" · ".join(notes)) if notes else "")


def _module(taken: Taken, course: Course | None, region: Network) -> Markup:
    _ = g.language.gettext
    module = course.module(taken.module_id) if course else None
    name = whole_name(module) if module else taken.module_id
    if taken.goes_on:
        return Markup("<small>{}</small>").format(_("%(module)s goes on", module=name))
    known = module_known(region.course_id, taken.module_id)
    if known is not None:
        name = Markup('<a class="ds-link" href="{}">{}</a>').format(address_of_module(known), name)
    months = sentence(months_words(taken.opens_on, taken.last_day, g.language))
    return Markup("{}: {}").format(months, name)


def _stacked(entries: list[Markup]) -> Markup | None:
    if not entries:
        return None
    return Markup("<br>").join(entries)


def _turn(region: Network, year: int | None, *, back: bool = False) -> dict[str, str] | None:
    if year is None:
        return None
    label = g.language.gettext("Previous year") if back else g.language.gettext("Next year")
    href = url_for("networks.network", network=region.public_id, year=year)
    return {"href": href, "title": year_name(year), "label": label}


def is_over(gathering: Gathering, today: date) -> bool:
    """Whether its last day has passed."""
    return gathering.ends_on < today
