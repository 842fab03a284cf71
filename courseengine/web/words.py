"""The words pages use for the domain's own terms."""

from datetime import datetime

from courseengine.base.i18n import N_, Language
from courseengine.core.course.activities.base import Activity
from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import Because, Opening

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


def minutes_of(activity: Activity) -> int:
    """How long it takes; a meeting as long as its agenda."""
    if isinstance(activity, Meeting):
        return activity.length
    return activity.minutes or 0


def meta_of(activity: Activity, language: Language) -> str:
    """What it is and how long it takes, never broken over two lines: "Video · 8 min"."""
    kind = language.gettext(KIND_NAMES[activity.kind])
    minutes = minutes_of(activity)
    text = f"{kind} · {language.gettext('%(num)d min', num=minutes)}" if minutes else kind
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def opening_words(opening: Opening, language: Language, *, at: datetime, year: bool = False) -> str:
    """When a module opens, and for whom: "Opens 1 December for all", "Open since 1 December"."""
    if opening.opens_on is None:
        return language.gettext("Open") if is_open(opening, at=at) else language.gettext("No date yet")
    day = language.day(opening.opens_on, year=year)
    if is_open(opening, at=at):
        return language.gettext("Open since %(day)s", day=day)
    if opening.because is Because.RELEASE:
        return language.gettext("Opens %(day)s for all", day=day)
    return language.gettext("Opens %(day)s", day=day)
