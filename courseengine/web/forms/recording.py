"""What people send when a meeting is recorded: who is there, what is written, what is decided."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from courseengine.base.i18n import N_
from courseengine.core.meetings.models import Decision, FollowUp, Meeting
from courseengine.core.meetings.recording import Minutes
from courseengine.web.forms.dates import day_in
from courseengine.web.forms.team import version_in

_SUBMIT_ID = re.compile(r"[\w-]{16,64}")


@dataclass(frozen=True)
class OutcomeForm:
    """A decision or a follow-up: as typed, and as read. Its fields begin with ``name``."""

    name: str
    """``decision`` or ``follow_up``"""
    text: str = ""
    owner: str = ""
    """a public id; empty where nobody is named"""
    due: str = ""
    review: str = ""
    submit_id: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, name: str) -> "OutcomeForm":
        """An empty one."""
        return cls(name, submit_id=secrets.token_urlsafe(18))

    @classmethod
    def of(cls, name: str, row: Decision | FollowUp) -> "OutcomeForm":
        """What is stored, to be changed."""
        review = row.review_on if isinstance(row, Decision) else None
        owner = row.owner.public_id if row.owner else ""
        return cls(name, row.text, owner, _shown(row.due_on), _shown(review), row.submit_id or "")

    @classmethod
    def read(cls, form: Mapping[str, str], name: str) -> "OutcomeForm":
        """Read what was sent; a date may also be written as one says it, 1.12.2026."""
        owner, due, review, submit_id = (
            form.get(f"{name}_{part}", "").strip() for part in ("owner", "due", "review", "id")
        )
        errors = {
            f"{name}_{part}": N_("Write a date, such as 1.12.2026.")
            for part, typed in (("due", due), ("review", review))
            if typed and day_in(typed) is None
        }
        text = form.get(name, "").replace("\r\n", "\n")
        return cls(name, text, owner, due, review, submit_id if _SUBMIT_ID.fullmatch(submit_id) else "", errors)

    @property
    def due_on(self) -> date | None:
        """By when."""
        return day_in(self.due)

    @property
    def review_on(self) -> date | None:
        """When a decision is looked at again."""
        return day_in(self.review)


@dataclass(frozen=True)
class RecordForm:
    """What is written in a meeting, what its writer started from, and what to do with it."""

    minutes: str
    minutes_base: str
    no_decision_because: str
    no_decision_because_base: str
    version: int
    decision: OutcomeForm
    follow_up: OutcomeForm
    act: str = "save"
    """``save``, ``hold``, or what was added: ``decision`` or ``follow_up``"""
    then: str = ""
    """the address of something to go on to when it is saved: ``decisions/…`` or ``follow-ups/…``"""

    @classmethod
    def of(cls, meeting: Meeting) -> "RecordForm":
        """What is stored, to go on from."""
        written, because = meeting.minutes, meeting.no_decision_because
        new = (OutcomeForm.new("decision"), OutcomeForm.new("follow_up"))
        return cls(written, written, because, because, meeting.version, *new)

    @classmethod
    def read(cls, form: Mapping[str, str], meeting: Meeting) -> "RecordForm":
        """Read what was sent; line breaks as one character, as they are stored.

        A form that says nothing of a text has not changed it. One that says not what it started from
        started from what is stored when it names the version of that, and from nothing otherwise.
        """
        version = version_in(form, "version") or 0
        stored = Minutes.of(meeting)
        texts = []
        for name, now in (("minutes", stored.text), ("no_decision_because", stored.no_decision_because)):
            started = now if version == meeting.version or name not in form else ""
            texts += [form.get(name, now), form.get(f"{name}_base", started)]
        outcomes = (OutcomeForm.read(form, name) for name in ("decision", "follow_up"))
        then = form.get("then", "")
        lines = (text.replace("\r\n", "\n") for text in texts)
        return cls(*lines, version, *outcomes, act=form.get("act", "save"), then=then)

    @property
    def written(self) -> Minutes:
        """The texts."""
        return Minutes(self.minutes, self.no_decision_because)

    @property
    def base(self) -> Minutes:
        """The texts their writer started from."""
        return Minutes(self.minutes_base, self.no_decision_because_base)


@dataclass(frozen=True)
class AttendanceForm:
    """A tap on a name, on all names of a team, or on another team whose names are wanted."""

    person: str
    """a public id"""
    present: bool
    group: int | None
    everybody: int | None
    """the team all of whom are there"""
    has_texts: bool
    """whether the minutes came along"""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AttendanceForm":
        """Read which button was pressed."""
        return cls(
            form.get("present") or form.get("absent", ""),
            "present" in form,
            _number(form.get("group", "")),
            _number(form.get("everybody", "")),
            "version" in form,
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _shown(day: date | None) -> str:
    return day.isoformat() if day else ""
