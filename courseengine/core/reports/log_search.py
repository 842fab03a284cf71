"""The audit log, searched: by what happened, whom it speaks of, where, and when. Newest first.

It is read page by page from where the last page ended, so that a log that grows meanwhile shows no
line twice. A search costs as many questions for a page of lines as for one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import begins
from courseengine.base.sorting import norwegian_key
from courseengine.core.audit import AuditLine, Event
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.reports.log_lines import LogLine, named


class Kind(StrEnum):
    """What sort of thing happened."""

    SIGN_INS = "sign_ins"
    ACCOUNTS = "accounts"
    WAYS_IN = "ways_in"
    ROLES = "roles"
    TEAMS = "teams"
    PLACES = "places"
    PLANS = "plans"
    NETWORKS = "networks"
    FILES = "files"
    READINGS = "readings"


EVENTS: dict[Kind, frozenset[Event]] = {
    Kind.SIGN_INS: frozenset({Event.SIGNED_IN, Event.SIGN_IN_REFUSED, Event.SESSIONS_ENDED}),
    Kind.ACCOUNTS: frozenset(
        {
            Event.PASSWORD_CHANGED,
            Event.ADDRESS_PROPOSED,
            Event.ADDRESS_CHANGED,
            Event.SECOND_FACTOR_ON,
            Event.SECOND_FACTOR_OFF,
            Event.RECOVERY_CODE_USED,
            Event.ACCOUNT_ENDED,
            Event.ACCOUNT_REOPENED,
            Event.PERSON_CHANGED,
            Event.CALENDAR_ADDRESS_MADE,
            Event.CALENDAR_ADDRESS_ENDED,
        }
    ),
    Kind.WAYS_IN: frozenset(
        {
            Event.INVITED,
            Event.INVITATION_WITHDRAWN,
            Event.INVITATION_USED,
            Event.JOIN_CODE_MADE,
            Event.JOIN_CODE_ENDED,
        }
    ),
    Kind.ROLES: frozenset({Event.ROLE_ASKED, Event.ROLE_REFUSED, Event.ROLE_GRANTED, Event.ROLE_ENDED}),
    Kind.TEAMS: frozenset({Event.TEAM_MADE, Event.TEAM_CHANGED, Event.TEAM_ENDED}),
    Kind.PLACES: frozenset(
        {
            Event.PLACE_MADE,
            Event.PLACE_CHANGED,
            Event.PLACE_ENDED,
            Event.PARTNER_INVITED,
            Event.PARTNER_ENDED,
            Event.RUN_OPENED,
            Event.RUN_ENDED,
            Event.PILOT_ASKED,
            Event.PILOT_DECIDED,
        }
    ),
    Kind.PLANS: frozenset(
        {
            Event.RUN_PLANNED,
            Event.RUN_PLAN_UNDONE,
            Event.RUN_PAUSED,
            Event.RUN_RESUMED,
            Event.RUN_ADAPTED,
            Event.OPENING_MOVED,
            Event.SCHOOL_DAYS_CHANGED,
            Event.MEASURE_DECIDED,
        }
    ),
    Kind.NETWORKS: frozenset(
        {
            Event.NETWORK_MADE,
            Event.NETWORK_CHANGED,
            Event.HELP_ASKED,
            Event.HELP_ANSWERED,
            Event.RESULT_PUBLISHED,
            Event.RESULT_WITHDRAWN,
        }
    ),
    Kind.FILES: frozenset({Event.PEOPLE_IMPORTED, Event.PLACES_IMPORTED, Event.LOG_EXPORTED}),
    Kind.READINGS: frozenset({Event.PEOPLE_LISTED, Event.TEAM_ANSWER_READ, Event.MINUTES_READ, Event.LOG_READ}),
}
"""Every event is of one kind."""


@dataclass(frozen=True)
class Search:
    """What is looked for; whatever is empty narrows nothing."""

    kind: Kind | None = None
    person: str = ""
    """words of a name: of the one who did it, or of the one it is about"""
    place: str = ""
    """words of a place's name"""
    since: date | None = None
    until: date | None = None
    """the last day"""


def lines_found(session: Session, search: Search, *, most: int, before: int | None = None) -> list[LogLine]:
    """The lines, as many as asked for; ``before`` is the line where the page before ended."""
    conditions = [*_conditions(session, search)]
    if before is not None:
        conditions.append(AuditLine.id < before)
    found = session.scalars(select(AuditLine).where(*conditions).order_by(AuditLine.id.desc()).limit(most))
    return named(session, found.all())


def _conditions(session: Session, search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.kind is not None:
        found.append(AuditLine.event.in_(sorted(EVENTS[search.kind])))
    if search.since is not None:
        found.append(AuditLine.at >= begins(search.since))
    if search.until is not None:
        found.append(AuditLine.at < begins(search.until + timedelta(days=1)))
    if search.person:
        same = (Person.sort_key.contains(word, autoescape=True) for word in _words(search.person))
        people = select(Person.id).where(*same)
        found.append(or_(AuditLine.actor_id.in_(people), AuditLine.person_id.in_(people)))
    if search.place:
        places = _places(session, search.place)
        teams = select(Team.id).where(Team.school_id.in_(places))
        found.append(or_(AuditLine.organisation_id.in_(places), AuditLine.team_id.in_(teams)))
    return found


def _places(session: Session, text: str) -> list[int]:
    """The places with these words in their name, and those that stand below them."""
    words = _words(text)
    rows = session.execute(select(Organisation.id, Organisation.parent_id, Organisation.name)).all()
    own = {id_ for id_, _, name in rows if all(word in norwegian_key(name) for word in words)}
    return [id_ for id_, above, _ in rows if id_ in own or above in own]


def _words(text: str) -> list[str]:
    """The words as names are sorted by; signs that no name is sorted by are found nowhere."""
    return [norwegian_key(word) or word for word in text.split()]
