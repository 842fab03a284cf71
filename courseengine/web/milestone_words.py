"""Where a plan is and what comes next, in words: in one line, and as a line of time."""

from collections.abc import Iterable
from datetime import date, datetime

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import N_, Language
from courseengine.core.course.model import Module
from courseengine.core.networks.models import Gathering
from courseengine.core.networks.spans import span_of
from courseengine.core.runs.milestones import Milestone, MilestoneKind
from courseengine.core.runs.plan import Plan
from courseengine.core.runs.whereabouts import whereabouts
from courseengine.web.span_words import named_words
from courseengine.web.words import near_day

KIND_WORDS = {
    (MilestoneKind.RELEASED, True): N_("Opens for all"),
    (MilestoneKind.OPENS, False): N_("Opens here"),
    (MilestoneKind.DONE_BY, True): N_("To be done"),
    (MilestoneKind.DONE_BY, False): N_("To be done here"),
}
PAST_WORDS = {
    (MilestoneKind.RELEASED, True): N_("Opened for all"),
    (MilestoneKind.OPENS, False): N_("Opened here"),
    (MilestoneKind.DONE_BY, True): N_("Was to be done"),
    (MilestoneKind.DONE_BY, False): N_("Was to be done here"),
}


def where_words(plan: Plan, modules: Iterable[Module], language: Language, *, at: datetime) -> str:
    """ "Week 3 of 5 in module 2 · next: module 3 opens 30 November", of the modules that the reader sees."""
    _ = language.gettext
    if plan.run is not None and plan.run.paused_on is not None:
        return _("The course is paused")
    named = {module.id: module for module in modules}
    where = whereabouts(((id_, plan.openings[id_]) for id_ in named), day_in_oslo(at))
    ahead = ""
    if where.next_id and where.next_on:
        day = near_day(where.next_on, language, at=at)
        ahead = _("next: %(module)s opens %(day)s", module=_name(named[where.next_id], language), day=day)
    here = ""
    if where.module_id:
        name = _name(named[where.module_id], language)
        if where.weeks:
            here = _("Week %(week)d of %(weeks)d in %(module)s", week=where.week, weeks=where.weeks, module=name)
        else:
            here = _("Now: %(module)s", module=name)
    words = " · ".join(filter(None, (here, ahead)))
    return words[:1].upper() + words[1:]


def _name(module: Module, language: Language) -> str:
    """A module in the middle of a sentence."""
    if module.number is None:
        return language.gettext("“%(title)s”", title=module.title)
    return language.gettext("module %(number)s", number=module.number)


def milestone_words(milestone: Milestone, language: Language, *, today: date) -> str:
    """What happens that day, or happened."""
    words = PAST_WORDS if milestone.day < today else KIND_WORDS
    return language.gettext(words[milestone.kind, milestone.national])


def gathering_day(gathering: Gathering, language: Language) -> str:
    """When a gathering is, as exactly as it is known: a day, a week, a month or a term."""
    first = gathering.starts_on
    if named := named_words(span_of(gathering), language):
        return named
    if gathering.precision == "week":
        return language.gettext("Week %(week)d, %(year)d", week=first.isocalendar().week, year=first.isocalendar().year)
    if gathering.precision == "term":
        name = N_("Autumn %(year)d") if first.month >= 8 else N_("Spring %(year)d")
        return language.gettext(name, year=first.year)
    return language.day(first, weekday=True, year=True)
