"""Which courses there are, and what each of them is: for everybody, signed in or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import NotFound
from courseengine.base.i18n import N_, Language
from courseengine.core.course.activities.base import Audience
from courseengine.core.course.model import Banner, CertificateRule, Course, Module
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import Because, Plan
from courseengine.web.guard import public
from courseengine.web.plan_table import duration
from courseengine.web.subjects import plan_of, published_plans
from courseengine.web.words import in_language, lang_of, language_name, licence_of, minutes_of, opening_words, sentence

bp = Blueprint("catalogue", __name__)

PLACES = {"school": N_("schools"), "kindergarten": N_("kindergartens")}
"""the kinds of place a course can be for"""
QUARTER = 15
"""minutes to which the length of a whole course is rounded"""


@dataclass(frozen=True)
class Entry:
    """A course as the catalogue shows it."""

    plan: Plan
    href: str
    lang: str | None
    places: str
    """whom it is for"""
    extent: str
    """how many modules, and how long they take"""
    start: str
    """when one can begin"""
    languages: str
    banners: tuple[Banner, ...]

    @property
    def course(self) -> Course:
        """The course itself."""
        return self.plan.course


class Choice(NamedTuple):
    """One thing to choose in a filter."""

    value: str
    label: str


@bp.get("/courses")
@public
def catalogue() -> ResponseReturnValue:
    """The courses that fit what one is looking for."""
    entries = catalogue_entries()
    codes = sorted({code for entry in entries for code in entry.course.languages})
    place, code = (request.args.get(name, "") for name in ("for", "language"))
    fitting = [
        entry
        for entry in entries
        if (place not in PLACES or place in entry.course.places)
        and (code not in codes or code in entry.course.languages)
    ]
    return render_template(
        "catalogue/catalogue.html",
        entries=fitting,
        place=place,
        code=code,
        places=[Choice(name, sentence(g.language.gettext(label))) for name, label in PLACES.items()],
        languages=[Choice(code, sentence(language_name(code, g.language))) for code in codes],
        is_filtered=len(fitting) < len(entries),
    )


@bp.get("/courses/<course>")
@public
def course(course: str) -> ResponseReturnValue:
    """One course: what it is for, whom, how long it takes, when it opens."""
    plan = plan_of(course, None)
    if plan is None:
        raise NotFound
    entry = entry_of(plan)
    rule = plan.course.certificate
    return render_template(
        "catalogue/course.html",
        entry=entry,
        modules=[_module(plan, module) for module in _modules(plan.course)],
        licence=licence_of(plan.course),
        everything=rule.everything,
        rule=_rule(rule, g.language),
        paces=[in_language(pace.title, plan.course.words_in, g.language) for pace in plan.course.paces.values()],
        open_at=_own_pages(plan),
    )


def _rule(rule: CertificateRule, language: Language) -> str:
    """What it takes to be done with a module, where it is not everything."""
    own, team, met = rule.individual_tasks, rule.team_tasks, rule.meetings
    parts = (
        language.ngettext("%(num)d individual task", "%(num)d individual tasks", own) if own else "",
        language.ngettext("%(num)d team task", "%(num)d team tasks", team) if team else "",
        language.ngettext("%(num)d meeting", "%(num)d meetings", met) if met else "",
    )
    return language.listed([part for part in parts if part])


def catalogue_entries() -> list[Entry]:
    """Every published course, by title."""
    return [entry_of(plan) for plan in sorted(published_plans(), key=lambda plan: plan.course.title.casefold())]


def entry_of(plan: Plan) -> Entry:
    """A course in the reader's words."""
    course, language = plan.course, g.language
    modules = _modules(course)
    count = language.ngettext("%(num)d module", "%(num)d modules", len(modules))
    minutes = _minutes(modules, course)
    time = duration(round(minutes / QUARTER) * QUARTER, language) if minutes >= QUARTER else ""
    return Entry(
        plan=plan,
        href=url_for("catalogue.course", course=course.id),
        lang=lang_of(course.words_in, language),
        places=sentence(language.listed([language.gettext(PLACES[place]) for place in course.places])),
        extent=f"{count} · {time}" if time else count,
        start=_start(plan, modules, language),
        languages=sentence(_languages(course, language)),
        banners=tuple(course.banners_on(day_in_oslo(clock.now()))),
    )


def _modules(course: Course) -> list[Module]:
    """What everybody may know of; a module for leaders alone is not among it."""
    return [module for module in course.modules if module.audience is Audience.EVERYONE]


def _module(plan: Plan, module: Module) -> tuple[Module, str]:
    """A module, how long it takes and when it opens, where it has a date that holds for all."""
    minutes, opening = _minutes([module], plan.course), plan.openings[module.id]
    dated = opening.because is not Because.ALWAYS
    words = opening_words(opening, g.language, at=clock.now(), year=True) if dated else ""
    return module, " · ".join(filter(None, (duration(minutes, g.language) if minutes else "", words)))


def _minutes(modules: Iterable[Module], course: Course) -> int:
    """How long it takes one participant; of several tracks the longest."""
    activities = [
        activity
        for module in modules
        for activity in module.activities
        if activity.counts and module.audience_of(activity) is Audience.EVERYONE
    ]
    ways: list[str | None] = [*course.tracks] or [None]
    return max(
        sum(minutes_of(activity) for activity in activities if activity.track in (None, track)) for track in ways
    )


def _start(plan: Plan, modules: list[Module], language: Language) -> str:
    """When one can begin: the dates that hold for all, or any Monday."""
    _, at = language.gettext, clock.now()
    if plan.course.release is None:
        return _("Any Monday") if plan.course.paces else _("Any day")
    coming = [
        opening.opens_on
        for module in modules
        if not is_open(opening := plan.openings[module.id], at=at) and opening.opens_on
    ]
    if coming:
        return _("The next module opens %(day)s", day=language.day(min(coming), year=True))
    if not all(is_open(plan.openings[module.id], at=at) for module in modules):
        return _("Some modules have no date yet")
    return _("Everything is open; begin on any Monday") if plan.course.paces else _("Everything is open")


def _languages(course: Course, language: Language) -> str:
    whole = [language_name(code, language) for code in course.languages if code not in course.partly_translated]
    partly = [language_name(code, language) for code in course.languages if code in course.partly_translated]
    if not partly:
        return language.listed(whole)
    values = {"whole": language.listed(whole), "partly": language.listed(partly)}
    return language.gettext("%(whole)s; partly %(partly)s", **values)


def _own_pages(plan: Plan) -> list[tuple[str, str]]:
    """Where the one who asks goes through the course: the place, and where to go on."""
    return [
        (run.school_name, url_for("front.front"))
        for course_id, run, version in g.actor.runs
        if course_id == plan.course.id and version and not run.ended
    ]
