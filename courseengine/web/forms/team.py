"""What people send about meetings and team answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from werkzeug.datastructures import MultiDict

from courseengine.base.clock import OSLO, in_oslo
from courseengine.base.i18n import N_
from courseengine.web.forms.dates import day_in, time_in
from courseengine.web.shared_texts import base_in

_SUBMIT_ID = re.compile(r"[\w-]{16,64}")


@dataclass(frozen=True)
class WhenForm:
    """When a meeting is, how long and where; as typed, and as read."""

    date: str
    time: str
    length: str
    place: str
    starts_at: datetime | None
    minutes: int
    errors: dict[str, str] = field(default_factory=dict)
    link: str | None = None
    """the address of a meeting on the net; None where the form does not ask for it"""

    @classmethod
    def of(cls, starts_at: datetime, length: int, place: str, link: str = "") -> "WhenForm":
        """What is stored, to be changed."""
        local = starts_at.astimezone(OSLO)
        return cls(f"{local:%Y-%m-%d}", f"{local:%H:%M}", str(length), place, starts_at, length, link=link)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "WhenForm":
        """Read the fields; a date may also be written as one says it, 1.12.2026."""
        typed = {name: form.get(name, "").strip() for name in ("date", "time", "length", "place")}
        errors: dict[str, str] = {}
        day, at = day_in(typed["date"]), time_in(typed["time"])
        starts_at = None
        if day is None:
            errors["date"] = N_("Write a date, such as 1.12.2026.")
        if at is None:
            errors["time"] = N_("Write a time, such as 14:15.")
        if day and at:
            try:
                starts_at = in_oslo(day, at)
            except OverflowError:
                errors["date"] = N_("Write a date, such as 1.12.2026.")
            except ValueError:
                errors["time"] = N_(
                    "The clocks change that night: this time comes twice or not at all. Choose another."
                )
        if not typed["length"].isdecimal() or len(typed["length"]) > 4:
            errors["length"] = N_("Write a whole number of minutes, such as 60.")
        minutes = 0 if "length" in errors else int(typed["length"])
        return cls(**typed, starts_at=starts_at, minutes=minutes, errors=errors, link=form.get("link"))


@dataclass(frozen=True)
class PlanForm:
    """A meeting that is to be planned."""

    title: str
    when: WhenForm
    teams: tuple[str, ...]
    """public ids; only those who arrange choose"""
    submit_id: str
    errors: dict[str, str]
    also: tuple[str, ...] = ()
    """further templates it is held for, by the activity's id"""
    times: str = "1"
    weeks: str = "2"
    """how many meetings, and how many weeks from one to the next"""
    run: str = ""
    """a public id, for those who choose among several courses"""
    continues: str = ""
    """the public id of the meeting it goes on with"""

    @property
    def repeats(self) -> tuple[int, int]:
        """How many meetings, and every how many weeks; what is no number is 0, which no series is made of."""
        return _number(self.times), _number(self.weeks)

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "PlanForm":
        """Read what was sent."""
        when = WhenForm.read(form)
        errors = dict(when.errors)
        submit_id = form.get("submit_id", "")
        if not _SUBMIT_ID.fullmatch(submit_id):
            errors["submit_id"] = N_("This form is out of date. Open it again.")
        return cls(
            form.get("title", "").strip(),
            when,
            tuple(form.getlist("teams")),
            submit_id,
            errors,
            tuple(form.getlist("also")),
            form.get("times", "1").strip() or "1",
            form.get("weeks", "1").strip() or "1",
            form.get("run", ""),
            form.get("continues", ""),
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


@dataclass(frozen=True)
class RecordForm:
    """What is written in a meeting, the version it started from, and what to do with it."""

    minutes: str
    decision: str
    no_decision_because: str
    version: int
    act: str
    """``save`` or ``hold``"""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "RecordForm":
        """Read what was sent; line breaks as one character, as they are stored."""
        texts = (form.get(name, "").replace("\r\n", "\n") for name in ("minutes", "decision", "no_decision_because"))
        return cls(*texts, version=_version(form), act=form.get("act", "save"))


@dataclass(frozen=True)
class AttendanceForm:
    """A tap on a name, or on another team whose names are wanted."""

    person: str
    """a public id"""
    present: bool
    group: int | None
    has_texts: bool
    """whether the minutes came along"""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AttendanceForm":
        """Read which button was pressed."""
        group = form.get("group", "")
        return cls(
            form.get("present") or form.get("absent", ""),
            "present" in form,
            int(group) if group.isdecimal() and len(group) < 4 else None,
            "version" in form,
        )


@dataclass(frozen=True)
class TeamAnswerForm:
    """A team's answer, the text and version it started from, and what to do with it."""

    body: str
    base: str | None
    """None for a form that does not say"""
    version: int
    act: str
    """``save`` or ``deliver``"""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "TeamAnswerForm":
        """Read what was sent; line breaks as one character, as they are stored."""
        body = form.get("body", "").replace("\r\n", "\n")
        return cls(body, base_in(form, "body"), _version(form), form.get("act", "save"))


@dataclass(frozen=True)
class SettleForm:
    """Which of two texts stands."""

    version: int
    """of the text that waited"""
    keep: str
    """``written``, ``stored`` or ``both``"""
    shown: str | None
    """what stood beside it on the page"""

    @classmethod
    def read(cls, form: Mapping[str, str], name: str) -> "SettleForm":
        """Read which button was pressed, under a text of that name."""
        return cls(_version(form), form.get("keep", ""), base_in(form, name))


def _version(form: Mapping[str, str]) -> int:
    return version_in(form, "version") or 0


def version_in(form: Mapping[str, str], name: str) -> int | None:
    """The version a field names; None for what cannot be one."""
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
