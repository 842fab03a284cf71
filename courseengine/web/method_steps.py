"""A method as pages show it: its steps in words, fitted into the time there is."""

from dataclasses import dataclass

from markupsafe import Markup

from courseengine.base.i18n import N_, Language
from courseengine.core.course.activities.meeting import MeetingRole
from courseengine.core.course.methods import timed
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
    minutes: int | None
    role: str | None
    alone: bool
    round: int | None


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
    """The method of that code, its steps fitted into ``minutes``; None where nothing names one."""
    method = course.methods.get(code) if code else None
    if method is None:
        return None
    steps = (
        ShownStep(
            in_language(one.step.text, course.words_in, language),
            one.minutes,
            role_words(one.step.role, language),
            one.step.alone,
            one.round,
        )
        for one in timed(method.steps, minutes)
    )
    lang, title = lang_of(course.words_in, language), in_language(method.title, course.words_in, language)
    text = Markup('<div lang="{}">{}</div>').format(lang, method.text) if lang and method.text else method.text
    return ShownMethod(title, text, tuple(steps))


def role_words(role: MeetingRole | None, language: Language) -> str | None:
    """What one does who carries an item."""
    return language.gettext(ROLE_NAMES[role]) if role else None
