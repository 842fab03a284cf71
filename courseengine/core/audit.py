"""The log of grants and readings.

It holds every grant of a role, import and sign-in, and every reading of somebody else's text or
named data. It knows nobody: people and things are numbers here. It never holds a text, a name or
an address. Figures are not logged.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from courseengine.base.db import Base, Privacy, ask

FORGET_AFTER = timedelta(days=730)


class Event(StrEnum):
    """What is worth a line."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    PASSWORD_CHANGED = "password_changed"
    ADDRESS_PROPOSED = "address_proposed"
    ADDRESS_CHANGED = "address_changed"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    RECOVERY_CODE_USED = "recovery_code_used"
    SESSIONS_ENDED = "sessions_ended"
    ACCOUNT_ENDED = "account_ended"
    ACCOUNT_REOPENED = "account_reopened"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_USED = "invitation_used"
    JOIN_CODE_MADE = "join_code_made"
    JOIN_CODE_ENDED = "join_code_ended"
    ROLE_ASKED = "role_asked"
    ROLE_REFUSED = "role_refused"
    ROLE_GRANTED = "role_granted"
    ROLE_ENDED = "role_ended"
    TEAM_MADE = "team_made"
    TEAM_CHANGED = "team_changed"
    TEAM_ENDED = "team_ended"
    PLACE_MADE = "place_made"
    PLACE_CHANGED = "place_changed"
    PLACE_ENDED = "place_ended"
    PARTNER_INVITED = "partner_invited"
    PARTNER_ENDED = "partner_ended"
    PERSON_CHANGED = "person_changed"
    PEOPLE_IMPORTED = "people_imported"
    PLACES_IMPORTED = "places_imported"
    PEOPLE_LISTED = "people_listed"
    RUN_OPENED = "run_opened"
    RUN_PLANNED = "run_planned"
    RUN_PLAN_UNDONE = "run_plan_undone"
    RUN_PAUSED = "run_paused"
    RUN_RESUMED = "run_resumed"
    RUN_ENDED = "run_ended"
    RUN_ADAPTED = "run_adapted"
    OPENING_MOVED = "opening_moved"
    PILOT_ASKED = "pilot_asked"
    PILOT_DECIDED = "pilot_decided"
    SCHOOL_DAYS_CHANGED = "school_days_changed"
    NETWORK_MADE = "network_made"
    NETWORK_CHANGED = "network_changed"
    HELP_ASKED = "help_asked"
    HELP_ANSWERED = "help_answered"
    MEASURE_DECIDED = "measure_decided"
    CALENDAR_ADDRESS_MADE = "calendar_address_made"
    CALENDAR_ADDRESS_ENDED = "calendar_address_ended"
    TEAM_ANSWER_READ = "team_answer_read"
    MINUTES_READ = "minutes_read"
    RESULT_PUBLISHED = "result_published"
    RESULT_WITHDRAWN = "result_withdrawn"
    LOG_READ = "log_read"
    LOG_EXPORTED = "log_exported"


class AuditLine(Base):
    """Somebody did something that others may want to know of."""

    __tablename__ = "audit_line"
    __table_args__ = (
        Index(None, "team_id", "at"),
        Index(None, "person_id", "at"),
        Index(None, "organisation_id", "at"),
        Index(None, "actor_id", "at"),
        Index(None, "event", "at"),
        Index(None, "at"),
    )
    privacy = Privacy(
        holds="who read or granted what, as numbers",
        why="so that everybody can see who has read what concerns them",
        until="two years",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str]
    actor_id: Mapped[int | None]
    """the person who did it; None for the command line"""
    person_id: Mapped[int | None]
    """the person it concerns"""
    team_id: Mapped[int | None]
    """the team it concerns"""
    organisation_id: Mapped[int | None]
    """the place it concerns"""
    subject: Mapped[str] = mapped_column(default="")
    """the public id of what was read or granted"""


_SINCE: Any = (
    select(AuditLine.id)
    .where(
        AuditLine.event == bindparam("event"),
        AuditLine.at > bindparam("since"),
        AuditLine.actor_id == bindparam("actor"),
        AuditLine.organisation_id.is_not_distinct_from(bindparam("place")),
        AuditLine.person_id.is_not_distinct_from(bindparam("person")),
    )
    .limit(1)
)


def was_recorded(
    session: Session,
    event: Event,
    *,
    since: datetime,
    actor_id: int,
    organisation_id: int | None = None,
    person_id: int | None = None,
) -> bool:
    """Whether there is such a line already, so that turning a page is not a reading of its own."""
    asked = {
        "event": event.value,
        "since": since,
        "actor": actor_id,
        "place": organisation_id,
        "person": person_id,
    }
    return ask(session, _SINCE, asked).first() is not None


def record(
    session: Session,
    event: Event,
    *,
    at: datetime,
    actor_id: int | None = None,
    person_id: int | None = None,
    team_id: int | None = None,
    organisation_id: int | None = None,
    subject: str = "",
) -> None:
    """Write one line, in the transaction of what it tells about."""
    session.add(
        AuditLine(
            at=at,
            event=event,
            actor_id=actor_id,
            person_id=person_id,
            team_id=team_id,
            organisation_id=organisation_id,
            subject=subject,
        )
    )


def forget(session: Session, *, at: datetime) -> None:
    """Let go of lines after two years."""
    session.execute(delete(AuditLine).where(AuditLine.at < at - FORGET_AFTER))


def record_all(
    session: Session,
    event: Event,
    lines: Sequence[Mapping[str, int | str | None]],
    *,
    at: datetime,
    actor_id: int | None,
) -> None:
    """Write many lines at once; each says what it concerns, in the words of ``record``."""
    same = {"at": at, "event": event.value, "actor_id": actor_id}
    none = {"person_id": None, "team_id": None, "organisation_id": None, "subject": ""}
    if lines:
        session.execute(insert(AuditLine), [{**same, **none, **line} for line in lines])
