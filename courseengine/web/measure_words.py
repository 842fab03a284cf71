"""The words of a plan of measures and of the yearly round."""

from datetime import date

from courseengine.base.i18n import N_, Language
from courseengine.core.course.model import Module
from courseengine.core.measures.models import Measure
from courseengine.core.measures.round import Phase
from courseengine.core.measures.status import Status

STATUS_NAMES = {
    Status.PROPOSED: N_("Proposed"),
    Status.REFUSED: N_("Refused"),
    Status.PLANNED: N_("Planned"),
    Status.UNDER_WAY: N_("Under way"),
    Status.DONE: N_("Done"),
    Status.DROPPED: N_("Dropped"),
}
COLOURS = {
    Status.PROPOSED: "warning",
    Status.PLANNED: "brand2",
    Status.UNDER_WAY: "accent",
    Status.DONE: "success",
}
PHASE_NAMES = {
    Phase.MAP: N_("Map"),
    Phase.PLAN: N_("Prepare and plan"),
    Phase.CARRY_OUT: N_("Carry out"),
    Phase.EVALUATE: N_("Evaluate"),
    Phase.REVISE: N_("Revise"),
}


def school_year_words(year: int) -> str:
    """A school year as one writes it: "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"


def standing_words(measure: Measure, language: Language) -> str:
    """Who proposed it, or who decided it and when, in a sentence; empty where nobody has said."""
    _ = language.gettext
    if measure.decided_at is not None:
        day = language.day(measure.decided_at, year=True)
        if not measure.decided_in:
            return _("Decided %(day)s", day=day)
        return _("Decided by %(group)s %(day)s", group=measure.decided_in, day=day)
    if measure.proposed_for:
        return _("Proposed by %(group)s", group=measure.proposed_for)
    return ""


def when_words(measure: Measure, language: Language) -> str:
    """When it is meant to happen: in the plan's own words, and by which day."""
    by = language.gettext("By %(day)s", day=language.day(measure.due_on, year=True)) if measure.due_on else ""
    return " · ".join(filter(None, (measure.when, by)))


def module_words(module: Module, language: Language) -> str:
    """A module as a list of choices names it: "Module 2: Curricula for the subjects"."""
    if module.number is None:
        return module.title
    return language.gettext("Module %(number)s: %(title)s", number=module.number, title=module.title)


def days_words(first: date, last: date, language: Language) -> str:
    """From one day to another, and the weeks: "7.–11. september (uke 37)", as short as the language allows."""
    weeks = first.isocalendar().week, last.isocalendar().week
    span = language.day(first) if first == last else f"{_start(first, last, language)}{language.day(last)}"
    if weeks[0] == weeks[1]:
        return language.gettext("%(day)s (week %(week)d)", day=span, week=weeks[0])
    return language.gettext("%(day)s (weeks %(first)d–%(last)d)", day=span, first=weeks[0], last=weeks[1])


def _start(first: date, last: date, language: Language) -> str:
    if (first.year, first.month) != (last.year, last.month):
        return f"{language.day(first)} – "
    return f"{first.day}–" if language.code == "en" else f"{first.day}.–"
