"""What people send about networks, gatherings, requests for help and notes of support."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.networks.gatherings import GatheringDraft
from courseengine.core.networks.spans import Span
from courseengine.web.forms.dates import day_in
from courseengine.web.forms.spans import days_in, span_in

NO_DAY = N_("Write a date, such as 1.12.2026.")
SEPARATOR = "|"
"""between a course and its module, or its schedule, in what a list offers"""


@dataclass(frozen=True)
class NetworkForm:
    """A network's kind, name and purpose; a region's course, and the region that another kind belongs to."""

    kind: str = ""
    name: str = ""
    about: str = ""
    parent: str = ""
    """a public id"""
    course: str = ""
    """a course and its schedule"""
    school_year: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "NetworkForm":
        """Read what was sent."""
        names = ("kind", "name", "about", "parent", "course", "school_year")
        return cls(**{name: form.get(name, "").strip() for name in names})

    @property
    def year(self) -> int | None:
        """The school year, where it names one."""
        text = self.school_year
        return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None


@dataclass(frozen=True)
class GatheringForm:
    """A gathering as typed, and its dates as read."""

    theme: str = ""
    when: str = ""
    begins: str = ""
    ends: str = ""
    place: str = ""
    link: str = ""
    content: str = ""
    target_group: str = ""
    organiser: str = ""
    sign_up_by: str = ""
    module: str = ""
    """a course and its module"""
    seen: str = ""
    """what was stored when the form was shown"""
    span: Span | None = None
    last_day: date | None = None
    """to sign up"""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, today: date) -> "GatheringForm":
        """Read what was sent."""
        names = (
            "theme", "when", "begins", "ends", "place", "link", "content", "target_group", "organiser",
            "sign_up_by", "module", "seen",
        )  # fmt: skip
        typed = {name: form.get(name, "").strip() for name in names}
        span, errors = span_in(typed["when"], typed["begins"], typed["ends"], today=today)
        last_day = None
        if typed["sign_up_by"]:
            try:
                last_day = days_in(typed["sign_up_by"], today=today)
            except Invalid as error:
                errors["sign_up_by"] = error.message
        return cls(**typed, span=span, last_day=last_day, errors=errors)

    def draft(self, span: Span, module: tuple[str, str] | None) -> GatheringDraft:
        """What it says, with dates that could be read and a module that is there."""
        return GatheringDraft(
            theme=self.theme,
            span=span,
            content=self.content,
            target_group=self.target_group,
            organiser=self.organiser,
            place=self.place,
            link=self.link,
            sign_up_by=self.last_day,
            course_id=module[0] if module else None,
            module_id=module[1] if module else None,
        )


@dataclass(frozen=True)
class AskForm:
    """What a school asks for, whom and when; as typed, and as read."""

    kind: str = ""
    whom: str = ""
    """a university's public id, or ``person``"""
    person: str = ""
    theme: str = ""
    wish: str = ""
    first_date: str = ""
    second_date: str = ""
    first: date | None = None
    second: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AskForm":
        """Read what was sent."""
        names = ("kind", "whom", "person", "theme", "wish", "first_date", "second_date")
        typed = {name: form.get(name, "").strip() for name in names}
        first, second = day_in(typed["first_date"]), day_in(typed["second_date"])
        errors = {} if first else {"first_date": NO_DAY}
        if typed["second_date"] and second is None:
            errors["second_date"] = NO_DAY
        return cls(**typed, first=first, second=second, errors=errors)


@dataclass(frozen=True)
class AnswerForm:
    """Yes to one of the days, or no, with a word."""

    act: str = ""
    """``accept`` or ``refuse``"""
    day: str = ""
    begins: str = ""
    ends: str = ""
    place: str = ""
    word: str = ""
    span: Span | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AnswerForm":
        """Read what was sent; a time is needed only for a yes."""
        names = ("act", "day", "begins", "ends", "place", "word")
        typed = {name: form.get(name, "").strip() for name in names}
        day = day_in(typed["day"])
        if typed["act"] != "accept":
            return cls(**typed, errors={} if typed["act"] == "refuse" else {"act": N_("Choose yes or no.")})
        if day is None:
            return cls(**typed, errors={"day": N_("Choose one of the days the school has proposed.")})
        span, errors = span_in(day.isoformat(), typed["begins"], typed["ends"], today=day)
        return cls(**typed, span=span, errors=errors)


def pair_in(text: str) -> tuple[str, str] | None:
    """A course and its module, or its schedule, as a list offers them."""
    first, found, second = text.partition(SEPARATOR)
    return (first, second) if found else None
