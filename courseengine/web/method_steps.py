"""A method as pages show it: its steps in words, fitted into the time there is."""

from dataclasses import dataclass

from markupsafe import Markup

from courseengine.base.i18n import N_, Language
from courseengine.core.course.activities.meeting import MeetingRole
from courseengine.core.course.methods import TimedStep, timed
from courseengine.core.course.model import Course
from courseengine.web.words import in_language, lang_of

ROLE_NAMES = {
    MeetingRole.FACILITATOR: N_("Leads the meeting"),
    MeetingRole.TIMEKEEPER: N_("Keeps the time"),
    MeetingRole.RECORDER: N_("Takes the minutes"),
    MeetingRole.FOCUS_KEEPER: N_("Keeps us on track"),
}


@dataclass(frozen=True)
class ShownStep:
    """One step, in the reader's words."""

    text: str
    facts: str
    """how long, how often, how and who: "12 min · in each of 3 rounds · Keeps the time"; may be empty"""
    alone: bool


@dataclass(frozen=True)
class ShownMethod:
    """A method with its steps."""

    title: str
    text: str
    """safe HTML"""
    steps: tuple[ShownStep, ...]


def method_shown(
    course: Course, code: str | None, language: Language, *, minutes: int | None = None
) -> ShownMethod | None:
    """The method of that code, its steps fitted into ``minutes``; None where nothing names one.

    Steps that are gone through in rounds are shown once, with how many rounds there is time for.
    """
    method = course.methods.get(code) if code else None
    if method is None:
        return None
    laid_out = timed(method.steps, minutes)
    rounds = max((one.round or 1 for one in laid_out), default=1)
    steps = (
        ShownStep(
            in_language(one.step.text, course.words_in, language),
            _facts(one, rounds, language, has_time=minutes is not None),
            one.step.alone,
        )
        for one in laid_out
        if one.round in (None, 1)
    )
    lang, title = lang_of(course.words_in, language), in_language(method.title, course.words_in, language)
    text = Markup('<div lang="{}">{}</div>').format(lang, method.text) if lang and method.text else method.text
    return ShownMethod(title, text, tuple(steps))


def _facts(timed_step: TimedStep, rounds: int, language: Language, *, has_time: bool) -> str:
    """What there is to know of a step; without a time for the whole, those who do it share it out themselves."""
    step, minutes, _ = timed_step.step, timed_step.minutes, language.gettext
    parts = (
        language.ngettext("%(num)d min", "%(num)d min", minutes) if has_time and minutes else None,
        _("in each of %(num)d rounds", num=rounds) if timed_step.round else None,
        _("alone and in silence") if step.alone else None,
        role_nouns(step.role, language),
    )
    return " · ".join(filter(None, parts))


def role_nouns(role: MeetingRole | None, language: Language) -> str | None:
    """What one does who carries an item."""
    return language.gettext(ROLE_NAMES[role]) if role else None
