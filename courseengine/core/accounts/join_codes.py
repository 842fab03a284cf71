"""Join codes: how a school or a team lets its people in without writing to each of them.

A code is eight letters and digits without look-alikes (40 bits), shown as "abcd-efgh". It hangs
on a wall, so it opens little: whoever types it becomes a participant, never more, and somebody
who is not signed in is first written to at their own address. A place or team has one code in use
at a time; a new one ends the old. Guessing is slowed down (``brake.py``).
"""

import secrets
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.accounts.models import JoinCode
from courseengine.core.accounts.start import LETTERS
from courseengine.core.people.joining import belong
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.queries import hold_place
from courseengine.core.people.roles import PlaceKind, Role

LENGTH = 8
HAVE_CODES = (PlaceKind.SCHOOL.value, PlaceKind.KINDERGARTEN.value)
"""The kinds of places one comes into by a code."""


def make_code(session: Session, place: Organisation, *, by: Person, at: datetime, team: Team | None = None) -> JoinCode:
    """Make the code of a place or of one of its teams; the one in use until now ends."""
    if place.kind not in HAVE_CODES or (place.ends_on and place.ends_on < day_in_oslo(at)):
        raise Invalid("Only a school or a kindergarten at work has a join code.")
    if team and (team.school_id != place.id or team.ended_on):
        raise Invalid("Choose one of the school's teams.", field="team")
    # One after the other: two who renew it in the same moment leave one code in use.
    # A guest who joins shares the place's row already (a foreign key), so its key is not asked for.
    hold_place(session, place.id)
    for code in session.scalars(
        select(JoinCode).where(
            JoinCode.organisation_id == place.id,
            JoinCode.team_id.is_(None) if team is None else JoinCode.team_id == team.id,
            JoinCode.ended_at.is_(None),
        )
    ):
        end_code(session, code, by=by, at=at)
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        made = JoinCode(
            code=letters, organisation_id=place.id, team_id=team.id if team else None, made_by=by.id, made_at=at
        )
        if was_added(session, made):
            break
    _record(session, audit.Event.JOIN_CODE_MADE, made, by=by, at=at)
    return made


def renew_code(session: Session, code: JoinCode, *, by: Person, at: datetime) -> JoinCode:
    """Make a new one for the same place or team; the old one ends, wherever it hangs."""
    return make_code(session, code.organisation, team=code.team, by=by, at=at)


def end_code(session: Session, code: JoinCode, *, by: Person, at: datetime) -> None:
    """Let nobody in by it any more."""
    ended = session.execute(
        update(JoinCode).where(JoinCode.id == code.id, JoinCode.ended_at.is_(None)).values(ended_at=at)
    )
    if ended.rowcount:  # type: ignore[attr-defined]  # an update has one
        _record(session, audit.Event.JOIN_CODE_ENDED, code, by=by, at=at)


def codes_of(session: Session, place: Organisation) -> list[JoinCode]:
    """The codes in use at a place, its own first, then those of its teams by name."""
    return list(
        session.scalars(
            select(JoinCode)
            .outerjoin(JoinCode.team)
            .where(JoinCode.organisation_id == place.id, JoinCode.ended_at.is_(None))
            .where(or_(JoinCode.team_id.is_(None), Team.ended_on.is_(None)))
            .options(joinedload(JoinCode.team))
            .order_by(JoinCode.team_id.is_not(None), Team.name)
        )
    )


def code_typed(session: Session, typed: str, *, at: datetime) -> JoinCode | None:
    """The code in use that somebody typed, in capitals, with spaces or without the hyphen; None when there is none."""
    letters = "".join(sign for sign in typed.lower() if sign.isalnum())
    if len(letters) != LENGTH:
        return None
    return session.scalar(
        select(JoinCode)
        .join(JoinCode.organisation)
        .outerjoin(JoinCode.team)
        .where(JoinCode.code == letters, JoinCode.ended_at.is_(None))
        .where(or_(Organisation.ends_on.is_(None), Organisation.ends_on >= day_in_oslo(at)))
        .where(or_(JoinCode.team_id.is_(None), Team.ended_on.is_(None)))
        .options(joinedload(JoinCode.organisation), joinedload(JoinCode.team))
    )


def join(session: Session, code: JoinCode, person: Person, *, at: datetime) -> Membership | None:
    """Make the person a participant where the code leads; None for somebody who is that already."""
    return belong(
        session,
        person,
        code.organisation,
        Role.TEACHER,
        team=code.team,
        granted_by=session.get(Person, code.made_by),
        at=at,
    )


def shown(code: str) -> str:
    """As it is read out and typed: "abcd-efgh"."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def _record(session: Session, event: audit.Event, code: JoinCode, *, by: Person, at: datetime) -> None:
    """A line without the code, which is somebody's way in while it lasts."""
    audit.record(
        session,
        event,
        at=at,
        actor_id=by.id,
        team_id=code.team_id,
        organisation_id=code.organisation_id,
        subject=code.public_id,
    )
