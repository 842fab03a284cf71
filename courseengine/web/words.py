"""The words pages use for the domain's own terms."""

import re
from datetime import date, datetime, timedelta

from markupsafe import Markup

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_, Language
from courseengine.core.course.activities.base import Activity
from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.course.model import Course, Module
from courseengine.core.policy.actor import Actor
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import Because, Opening, Plan

HALF_A_YEAR = timedelta(days=182)

KIND_NAMES = {
    "video": N_("Video"),
    "podcast": N_("Podcast"),
    "text": N_("Text"),
    "individual_task": N_("Individual task"),
    "team_task": N_("Team task"),
    "meeting": N_("Meeting"),
    "survey": N_("Survey"),
    "checklist": N_("Checklist"),
    "leader_note": N_("Note to leaders"),
    "planner": N_("Planner"),
}


def sentence(text: str) -> str:
    """With a capital first letter, and the rest as it is."""
    return text[:1].upper() + text[1:]


def language_name(code: str, language: Language) -> str:
    """A language as one speaks of it in the middle of a sentence."""
    return {"nb": "bokmål", "nn": "nynorsk", "en": language.gettext("English")}.get(code, code)


_READ_EACH_OTHER = frozenset({"nb", "nn"})


def other_language(code: str | None, language: Language) -> str | None:
    """The name of a language that the reader may not read; bokmål and nynorsk are read by the same people."""
    if lang_of(code, language) is None or {code, language.code} <= _READ_EACH_OTHER:
        return None
    return language_name(str(code), language)


def in_language(text: str, code: str | None, language: Language) -> str:
    """A part of a page in its own language, for whoever has it read aloud (WCAG 2.2, 3.1.2)."""
    other = lang_of(code, language)
    return Markup('<span lang="{}">{}</span>').format(other, text) if other and text else text


def title_of(thing: Activity | Module | Course, language: Language) -> str:
    """The title of an activity, a module or a course, in the language it is in."""
    code = thing.words_in if isinstance(thing, Course) else thing.language
    return in_language(thing.title, code, language)


def meeting_title(title: str, activity_id: str, course: Course, language: Language) -> str:
    """A meeting's title; the template's own is in the template's language, one that people wrote in theirs."""
    template = course.activity(activity_id)
    return title_of(template, language) if template and template.title == title else title


def lang_of(code: str | None, language: Language) -> str | None:
    """What a part of a page says of its language: nothing where it is the page's own."""
    return code if code and code != language.code else None


_CREATIVE_COMMONS = re.compile(r"CC(?: (BY(?:-NC)?(?:-SA|-ND)?)|0) (\d\.\d)")


def licence_of(course: Course) -> tuple[str, str | None]:
    """The course's licence, and the address of its text where the name tells it."""
    known = _CREATIVE_COMMONS.fullmatch(course.licence)
    if known is None:
        return course.licence, None
    kind = f"licenses/{known[1].lower()}" if known[1] else "publicdomain/zero"
    return course.licence, f"https://creativecommons.org/{kind}/{known[2]}/"


def minutes_of(activity: Activity) -> int:
    """How long it takes; a meeting as long as its agenda."""
    if isinstance(activity, Meeting):
        return activity.length
    return activity.minutes or 0


def meta_of(activity: Activity, language: Language) -> str:
    """What it is, how long it takes, and a language the reader may not read: "Video · 8 min · bokmål".

    What it is and how long it takes are never broken over two lines.
    """
    minutes = minutes_of(activity)
    kind = language.gettext(KIND_NAMES[activity.kind])
    text = f"{kind} · {language.gettext('%(num)d min', num=minutes)}" if minutes else kind
    other = other_language(activity.language, language)
    return text.replace(" ", "\N{NO-BREAK SPACE}") + (f" · {other}" if other else "")


def near_day(day: date, language: Language, *, at: datetime) -> str:
    """A day as one says it at ``at``: with its year when it is so far off that one could take it for another."""
    return language.day(day, year=abs(day - day_in_oslo(at)) > HALF_A_YEAR)


def before_they_came(day: date, plan: Plan, actor: Actor) -> bool:
    """Whether a deadline had passed when the reader came to the school: nobody is late with that."""
    came_on = actor.came_to(plan.run)
    return came_on is not None and day < came_on


def otherwise_words(opening: Opening, language: Language, *, at: datetime) -> str:
    """That a module opens at another time for the reader or their team, when and why; empty where it does not."""
    if opening.opens_on is None or opening.because not in (Because.TEAM, Because.PERSON):
        return ""
    day = near_day(opening.opens_on, language, at=at)
    if not is_open(opening, at=at):
        when = opening_words(opening, language, at=at)
    elif opening.because is Because.TEAM:
        when = language.gettext("Open since %(day)s for your team", day=day)
    else:
        when = language.gettext("Open since %(day)s for you", day=day)
    return f"{when}: {opening.why}"


def opening_words(opening: Opening, language: Language, *, at: datetime, year: bool = False) -> str:
    """When a module opens, and for whom: "Opens 1 December for all", "Open since 1 December"."""
    if opening.because is Because.PAUSED:
        return language.gettext("Paused")
    if opening.opens_on is None:
        return language.gettext("Open") if is_open(opening, at=at) else language.gettext("No date yet")
    day = language.day(opening.opens_on, year=True) if year else near_day(opening.opens_on, language, at=at)
    if is_open(opening, at=at):
        return language.gettext("Open since %(day)s", day=day)
    if opening.because is Because.RELEASE:
        return language.gettext("Opens %(day)s for all", day=day)
    if opening.because is Because.TEAM:
        return language.gettext("Opens %(day)s for your team", day=day)
    if opening.because is Because.PERSON:
        return language.gettext("Opens %(day)s for you", day=day)
    return language.gettext("Opens %(day)s", day=day)


def field_errors(error: Invalid, language: Language) -> dict[str, str]:
    """The field that is wrong, and the sentence about it in the reader's language."""
    return {error.field: language.gettext(error.message, **error.values)}
