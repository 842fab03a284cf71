"""What pages show of a meeting's decisions and follow-ups, and how what is written of them is kept."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from flask import g
from sqlalchemy import select

from courseengine.base.errors import Invalid
from courseengine.core.meetings import outcomes
from courseengine.core.meetings.models import Decision, FollowUp, Meeting, MinutesVersion
from courseengine.core.meetings.outcomes import Kind, Row, Wanted
from courseengine.core.meetings.queries import invited_to
from courseengine.core.meetings.recording import last_writer, unsettled
from courseengine.core.people.models import Person
from courseengine.core.people.queries import people_with
from courseengine.web.forms.recording import OutcomeForm, RecordForm
from courseengine.web.shared_texts import WaitingText, waiting_text

KINDS: dict[str, Kind] = {"decisions": Decision, "follow-ups": FollowUp}
"""by the word in their address"""
NAMES = {"decisions": "decision", "follow-ups": "follow_up"}
"""and how their fields begin"""


@dataclass(frozen=True)
class Outcomes:
    """What a meeting has decided and what is to be done, for its own pages; asked for only where it is shown."""

    meeting: Meeting

    @cached_property
    def decisions(self) -> list[Decision]:
        """In the order they were made."""
        return list(self.meeting.decisions)

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """The same."""
        return list(g.db.scalars(select(FollowUp).where(FollowUp.meeting_id == self.meeting.id).order_by(FollowUp.id)))

    @cached_property
    def clashes(self) -> list[WaitingText]:
        """Texts that wait for somebody to look at both."""
        waiting, stands = unsettled(g.db, self.meeting.id), self.meeting.minutes
        other = _but_me(last_writer(g.db, self.meeting.id)) if waiting else None
        return [
            waiting_text(one.version, chosen=one.minutes, stands=stands, writer=_but_me(one.writer), other=other)
            for one in waiting
        ]

    @cached_property
    def form(self) -> RecordForm:
        """The form to record it with, as it is before anybody types."""
        return RecordForm.of(self.meeting)

    @cached_property
    def owners(self) -> list[tuple[str, str]]:
        """Who may see to something: nobody in particular, or one of those invited."""
        invited = invited_to(g.db, self.meeting)
        return [("", g.language.gettext("Nobody in particular")), *((one.public_id, one.name) for one in invited)]


@dataclass(frozen=True)
class Earlier:
    """A decision or follow-up as it was once."""

    text: str
    owner: str
    due_on: date | None
    review_on: date | None


def earlier(versions: Iterable[MinutesVersion]) -> dict[int, dict[str, list[Earlier]]]:
    """Version → what it had decided and what was to be done; nothing for those from before there were any."""
    read = {one.version: json.loads(one.outcomes) for one in versions if one.outcomes}
    rows = [row for found in read.values() for part in found.values() for row in part]
    names = {one.id: one.name for one in people_with(g.db, {row["owner"] for row in rows if row["owner"]})}
    return {
        version: {part: [_earlier(row, names) for row in found[part]] for part in found}
        for version, found in read.items()
    }


def keep_written(meeting: Meeting, kind: Kind, form: OutcomeForm, *, at: datetime) -> Row | None:
    """Write down what a form for something new holds; nothing where it is empty."""
    if not form.text.strip() and not form.submit_id:
        return None
    with _named(form):
        return outcomes.put(
            g.db, meeting, kind, _wanted(meeting, form), by=g.actor.person_id, at=at, submit_id=form.submit_id
        )


def keep_changed(meeting: Meeting, row: Row, form: OutcomeForm, *, at: datetime) -> None:
    """Write down what a form for something that is there holds."""
    with _named(form):
        outcomes.change(g.db, meeting, row, _wanted(meeting, form), by=g.actor.person_id, at=at)


@contextmanager
def _named(form: OutcomeForm) -> Iterator[None]:
    """What is wrong is said of the form's own field."""
    for field, message in form.errors.items():
        raise Invalid(message, field=field)
    try:
        yield
    except Invalid as error:
        names = {"text": form.name} | {part: f"{form.name}_{part}" for part in ("owner", "due", "review")}
        raise Invalid(error.message, field=names.get(error.field, error.field), **error.values) from None


def _but_me(person: Person | None) -> str | None:
    """Their name; None for the one who reads."""
    return person.name if person and person.id != g.actor.person_id else None


def _wanted(meeting: Meeting, form: OutcomeForm) -> Wanted:
    owner = None
    if form.owner:
        found = (one.person_id for one in invited_to(g.db, meeting) if one.public_id == form.owner)
        owner = next(found, None)
        if owner is None:
            raise Invalid("Choose somebody who is invited.", field="owner")
    return Wanted(form.text, owner, form.due_on, form.review_on)


def _earlier(row: dict[str, str | int | None], names: dict[int, str]) -> Earlier:
    due, review = (date.fromisoformat(str(day)) if day else None for day in (row["due"], row["review"]))
    return Earlier(str(row["text"]), names.get(int(row["owner"] or 0), ""), due, review)
