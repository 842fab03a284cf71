"""The lines of the audit log with the names of those they speak of, and those that concern one person.

The log itself knows nobody: people, teams and places are numbers in it. Here they get their names,
so this stands above all of them. Whoever reads what concerns them learns who did it, and as what,
where it was somebody who looks after the place: whoever leads must be ready to be named. Anybody
else stays unnamed, and nobody's address is ever here. Naming takes as many questions for one line
as for many.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import begins, day_in_oslo
from courseengine.core.audit import AuditLine, Event
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.roles import Role

LOOKS_AFTER = (Role.SCHOOL_LEADER, Role.SCHOOL_OWNER, Role.RESOURCE_TEACHER, Role.ADMIN)
"""The roles in which one is named for what one did, the nearest first."""
READ_OF_A_TEAM = (Event.TEAM_ANSWER_READ, Event.MINUTES_READ)


@dataclass(frozen=True)
class LogLine:
    """A line, and whom it speaks of; a name is empty where there is none to give."""

    id: int
    at: datetime
    event: Event
    actor_id: int | None
    """None for the command line, and for a stranger"""
    actor: str
    acted_as: Role | None
    """in which role they looked after the place that day"""
    person_id: int | None
    person: str
    team: str
    place: str
    role: Role | None
    """which role it is about"""


def lines_concerning(session: Session, person_id: int, *, most: int, after: int = 0) -> list[LogLine]:
    """What concerns the person, the newest first: what they did, what was done to them, who read what is theirs."""
    mine = _concerns(person_id, session.scalars(select(Membership).where(Membership.person_id == person_id)).all())
    lines = session.scalars(_newest_first().where(mine).offset(after).limit(most)).all()
    return [_told_to(line, person_id) for line in named(session, lines)]


def named(session: Session, lines: Sequence[AuditLine]) -> list[LogLine]:
    """The lines with every name, for whoever may read the whole log."""
    people = _by_id(session, select(Person.id, Person.name), Person.id, _ids(lines, "actor_id", "person_id"))
    teams = _by_id(session, select(Team.id, Team.name, Team.school_id), Team.id, _ids(lines, "team_id"))
    places = _places(session, lines, {team.school_id for team in teams.values()})
    held = _held(session, _ids(lines, "actor_id"))
    made = []
    for line in lines:
        team = teams.get(line.team_id)
        place = places.get(line.organisation_id) or places.get(_parts(line)[0]) or (team and places.get(team.school_id))
        actor, person = people.get(line.actor_id), people.get(line.person_id)
        made.append(
            LogLine(
                id=line.id,
                at=line.at,
                event=Event(line.event),
                actor_id=line.actor_id,
                actor=actor.name if actor else "",
                acted_as=_acted_as(held.get(line.actor_id or 0, ()), place, day_in_oslo(line.at)),
                person_id=line.person_id,
                person=person.name if person else "",
                team=team.name if team else "",
                place=place.name if place else "",
                role=_parts(line)[1],
            )
        )
    return made


def _newest_first() -> Select[AuditLine]:
    return select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc())


def _concerns(person_id: int, memberships: Iterable[Membership]) -> ColumnElement[bool]:
    """About or by the person, or a reading while they were there: of their team's texts, of a list they stood in."""
    readings: list[ColumnElement[bool]] = []
    for held in memberships:
        then = [AuditLine.at >= begins(held.starts_on)]
        if held.ends_on is not None:
            then.append(AuditLine.at < begins(held.ends_on + timedelta(days=1)))
        if held.team_id is not None:
            readings.append(and_(AuditLine.team_id == held.team_id, AuditLine.event.in_(READ_OF_A_TEAM), *then))
        readings.append(and_(*_A_LIST, AuditLine.organisation_id == held.organisation_id, *then))
    if readings:  # a list of everybody has no place, and everybody who belongs anywhere stands in it
        readings.append(and_(*_A_LIST, AuditLine.organisation_id.is_(None)))
    return or_(AuditLine.person_id == person_id, AuditLine.actor_id == person_id, *readings)


_A_LIST = (AuditLine.event == Event.PEOPLE_LISTED, AuditLine.person_id.is_(None))
"""A list that was looked at; one person's page concerns that person alone."""


def _told_to(line: LogLine, person_id: int) -> LogLine:
    """The line without the names the person may not know."""
    if line.actor_id != person_id and line.acted_as is None:
        line = replace(line, actor="")
    return line if person_id in (line.person_id, line.actor_id) else replace(line, person="")


def _ids(lines: Iterable[AuditLine], *columns: str) -> set[int]:
    return {id_ for line in lines for column in columns if (id_ := getattr(line, column)) is not None}


def _by_id(session: Session, names: Select[*tuple[Any, ...]], key: Any, ids: Collection[int]) -> dict[int | None, Any]:
    return {row.id: row for row in session.execute(names.where(key.in_(ids)))}


def _places(session: Session, lines: Iterable[AuditLine], schools: set[int]) -> dict[int | str | None, Any]:
    """The places the lines speak of, by number and by the public id that some lines carry instead."""
    ids, public_ids = _ids(lines, "organisation_id") | schools, {_parts(line)[0] for line in lines}
    asked = select(Organisation.id, Organisation.public_id, Organisation.name, Organisation.parent_id)
    rows = session.execute(asked.where(or_(Organisation.id.in_(ids), Organisation.public_id.in_(public_ids)))).all()
    return {key: row for row in rows for key in (row.id, row.public_id)}


def _parts(line: AuditLine) -> tuple[str, Role | None]:
    """A line about a role says which, and perhaps where: ``public id:role``."""
    place, _, role = line.subject.rpartition(":")
    return place, next((known for known in Role if known == role), None)


def _held(session: Session, people: Collection[int]) -> dict[int, list[Any]]:
    columns = (
        Membership.person_id, Membership.organisation_id, Membership.role, Membership.starts_on, Membership.ends_on,
    )  # fmt: skip
    asked = select(*columns).where(Membership.person_id.in_(people), Membership.role.in_(LOOKS_AFTER))
    found: dict[int, list[Any]] = {}
    for row in session.execute(asked):
        found.setdefault(row.person_id, []).append(row)
    return found


def _acted_as(held: Iterable[Any], place: Any, on: date) -> Role | None:
    """In which role somebody looked after the place that day; after any, where the line names none."""
    reached = {place.id, place.parent_id} if place else None
    roles = {
        row.role
        for row in held
        if row.starts_on <= on
        and (row.ends_on is None or row.ends_on >= on)
        and (reached is None or row.role == Role.ADMIN or row.organisation_id in reached)
    }
    return next((role for role in LOOKS_AFTER if role in roles), None)
