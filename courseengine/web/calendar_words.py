"""What a calendar's items are called, where they lead, and which plans they come of, for the one who reads.

A person may have hundreds of items on a page, so the sentences and addresses are prepared once a
page, and an item only fills them in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote

from flask import g, request, url_for
from markupsafe import Markup, escape

from courseengine.base.clock import OSLO
from courseengine.base.i18n import N_, Language
from courseengine.core.calendar.items import Group, Item, ItemKind
from courseengine.core.course.library import current_versions
from courseengine.core.networks.spans import Precision, Span
from courseengine.core.runs.plan import Plan
from courseengine.core.runs.queries import runs_below
from courseengine.web.span_words import named_words
from courseengine.web.subjects import for_reader, kept_plan
from courseengine.web.words import in_language, sentence

GROUP_NAMES = {
    Group.MODULES: N_("Modules"),
    Group.DEADLINES: N_("Deadlines"),
    Group.MEETINGS: N_("Meetings"),
    Group.GATHERINGS: N_("Gatherings"),
    Group.SCHOOL_DAYS: N_("School days"),
}
ICONS = {
    ItemKind.OPENING: "text",
    ItemKind.RELEASE: "star",
    ItemKind.DONE_BY: "clock",
    ItemKind.PREWORK: "checklist",
    ItemKind.MEETING: "team",
    ItemKind.GATHERING: "school",
    ItemKind.DAY_OFF: "info",
    ItemKind.PLANNING_DAY: "info",
}
_NUMBERED = {
    ItemKind.OPENING: N_("Module %(number)s opens: %(title)s"),
    ItemKind.RELEASE: N_("Module %(number)s opens for all: %(title)s"),
    ItemKind.DONE_BY: N_("Module %(number)s to be done: %(title)s"),
}
_NAMED = {
    ItemKind.OPENING: N_("Opens: %(title)s"),
    ItemKind.RELEASE: N_("Opens for all: %(title)s"),
    ItemKind.DONE_BY: N_("To be done: %(title)s"),
    ItemKind.PREWORK: N_("Prework done: %(title)s"),
}
_UNNAMED = {ItemKind.DAY_OFF: N_("Day off"), ItemKind.PLANNING_DAY: N_("Planning day")}


@dataclass(frozen=True, slots=True)
class Shown:
    """An item in words, ready for a page."""

    kind: str
    title: str
    href: str
    """empty for what leads nowhere"""
    icon: Markup
    when: str
    """its hours; empty for what lasts whole days"""
    note: str
    """where it is, and whose"""
    days: str
    """from when to when, for what lasts several days"""
    cancelled: str
    """the word for it; empty while it goes on"""


class Words:
    """The sentences of one language, prepared."""

    def __init__(self, language: Language) -> None:
        """Look up every sentence once."""
        _ = self._gettext = language.gettext
        self.language = language
        self._numbered = {kind: _(text) for kind, text in _NUMBERED.items()}
        self._named = {kind: _(text) for kind, text in _NAMED.items()}
        self._unnamed = {kind: _(text) for kind, text in _UNNAMED.items()}
        self.cancelled_word = _("Cancelled")
        self._several = _("%(first)s – %(last)s")

    def title(self, item: Item) -> str:
        """What it is called, as plain text."""
        return self._title(item, item.title)

    def html_title(self, item: Item) -> str:
        """The same, with a part in another language marked as such."""
        code = None
        if item.activity_id and item.plan:
            template = item.plan.course.activity(item.activity_id)
            code = template.language if template and template.title == item.title else None
        elif item.module:
            code = item.module.language
        return self._title(item, in_language(item.title, code, self.language) if code else item.title)

    def _title(self, item: Item, title: str) -> str:
        kind = item.kind
        if kind is ItemKind.MEETING:
            return title
        number = item.module.number if item.module else None
        if number is not None and kind in _NUMBERED:
            return self._filled(self._numbered[kind], title, number)
        if kind in _NAMED:
            return self._filled(self._named[kind], title)
        return title or self._unnamed.get(item.kind, "")

    @staticmethod
    def _filled(pattern: str, title: str, number: int | None = None) -> str:
        values = {"title": title, "number": number}
        return Markup(escape(pattern)) % values if isinstance(title, Markup) else pattern % values

    def hours(self, item: Item) -> str:
        """From when to when by the clock."""
        if item.starts_at is None:
            return ""
        return _hours(item.starts_at, item.ends_at)

    def day(self, day: date) -> str:
        """The day and its month."""
        return _day(day, self.language)

    def days(self, item: Item) -> str:
        """From which day to which, or a whole month or term by its name; empty for one day."""
        if item.starts_on == item.ends_on:
            return ""
        if item.precision == "term":
            named = named_words(Span(Precision.TERM, item.starts_on, item.ends_on), self.language)
            if named:
                return sentence(named)
        return self._several % {"first": self.day(item.starts_on), "last": self.day(item.ends_on)}

    def note(self, item: Item) -> str:
        """Where it is, and whose."""
        return " · ".join(part for part in (item.place, item.whose) if part)

    def cancelled(self, item: Item) -> str:
        """The word for it; empty while it goes on."""
        return self.cancelled_word if item.cancelled else ""


@lru_cache(maxsize=4)
def words_of(language: Language) -> Words:
    """The sentences of a language, prepared once."""
    return Words(language)


@lru_cache(maxsize=4096)
def _hours(starts_at: datetime, ends_at: datetime | None) -> str:
    """Many meet at the same time; as ``Language.clock`` says it, which takes twenty times as long."""
    begins = starts_at.astimezone(OSLO)
    ends = ends_at.astimezone(OSLO) if ends_at else None
    if ends is None or ends.date() != begins.date():
        return begins.strftime("%H:%M")
    return f"{begins:%H:%M}–{ends:%H:%M}"


@lru_cache(maxsize=4096)
def _day(day: date, language: Language) -> str:
    """A date takes long to put into words, and there are few of them."""
    return language.day(day)


class Addresses:
    """Where items lead, each kind of address made once."""

    def __init__(self, make: Callable[..., str] = url_for) -> None:
        """Take the addresses apart, so that an item only puts its id in."""
        self._module = make("learner.module", plan="PLAN", module="MODULE")
        self._meeting = make("team.meeting", meeting="ID").split("ID")
        self._gathering = make("networks.gathering", gathering="ID").split("ID")

    def of(self, item: Item) -> str:
        """The page about it; empty where there is none."""
        kind = item.kind
        if kind is ItemKind.MEETING or kind is ItemKind.PREWORK:
            return item.public_id.join(self._meeting)
        if kind is ItemKind.GATHERING:
            return item.public_id.join(self._gathering)
        if item.plan and item.module:
            return self._module.replace("PLAN", quote(item.plan.public_id)).replace("MODULE", quote(item.module.slug))
        return ""


@lru_cache(maxsize=4)
def addresses_below(root: str) -> Addresses:
    """The kinds of addresses of this installation, which lies below a path, made once."""
    return Addresses()


def shown(items: list[Item], words: Words, icon: Callable[[str], Markup]) -> dict[str, Shown]:
    """The items in words, by their keys."""
    addresses = addresses_below(request.root_path)
    icons = {kind: icon(name) for kind, name in ICONS.items()}
    return {
        item.key: Shown(
            item.kind.value,
            words.html_title(item),
            addresses.of(item),
            icons[item.kind],
            words.hours(item),
            words.note(item),
            words.days(item),
            words.cancelled(item),
        )
        for item in items
    }


def calendar_plans() -> list[Plan]:
    """The plans the one who asks reads: at their places, at schools of owners they act for, and without a run."""
    actor = g.actor
    plans = [for_reader(kept_plan(course_id, version, run)) for course_id, run, version in actor.runs if version]
    if not actor.audiences(None):
        return plans
    versions = current_versions(g.db)
    here = {plan.run.id for plan in plans if plan.run}
    below = (one for one in runs_below(g.db, actor.owners) if one[1].id not in here and one[0] in versions)
    plans += [kept_plan(course_id, versions[course_id], run) for course_id, run in below]
    return plans + [kept_plan(course_id, version, None) for course_id, version in sorted(versions.items())]
