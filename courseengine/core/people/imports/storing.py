"""What rows change, stored: set by set, never row by row.

A main team that moves ends what the person was and begins it anew, so that yesterday's figures
stay as they were. Every role that is given leaves a line in the audit log, and so does every new
place and team.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import public_id
from courseengine.base.sorting import norwegian_key
from courseengine.core import audit
from courseengine.core.people.imports.known import Held, Known, PeopleChanges, Place, Placed, Somebody
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest, Team
from courseengine.core.people.roles_asked import ask_for_role

Line = dict[str, Any]


def store_people(
    session: Session, changes: PeopleChanges, known: Known, *, at: datetime, by: int | None
) -> list[RoleRequest]:
    """Carry them out; gives what waits to be confirmed."""
    today = day_in_oslo(at)
    store_places(session, changes.new_places, known, at=at, by=by)
    _correct_places(session, changes.changed_places.values(), at=at, by=by)
    _store_teams(session, changes, at=at, by=by)
    _store_persons(session, changes, at=at, by=by)
    _end(session, changes.ended, at=at, by=by)
    _store_roles(session, changes.new_held, at=at, by=by)
    _begin_anew(session, [(somebody.id, held) for somebody, held in changes.remade.values()], today)
    return _ask(session, changes.asked, at=at, by=by)


def store_places(session: Session, places: list[Place], known: Known, *, at: datetime, by: int | None) -> None:
    """Make the places, those above before those below."""
    for tier in ([one for one in places if one.owner is None], [one for one in places if one.owner]):
        rows: list[Line] = []
        for place in tier:
            place.public_id = public_id()
            owner_id = place.owner.id if place.owner else None
            rows.append(
                {"public_id": place.public_id, "kind": place.kind, "name": place.name, "number": place.number,
                 "parent_id": owner_id, "starts_on": place.starts_on, "ends_on": place.ends_on}
            )  # fmt: skip
        if rows:
            made = session.execute(insert(Organisation).returning(Organisation.public_id, Organisation.id), rows)
            ids: dict[str, int] = dict(made.all())
            for place in tier:
                known.stored(place, ids[place.public_id])
    audit.record_all(
        session,
        audit.Event.PLACE_MADE,
        [{"organisation_id": place.id, "subject": place.public_id} for place in places],
        at=at,
        actor_id=by,
    )


def _correct_places(session: Session, places: Iterable[Place], *, at: datetime, by: int | None) -> None:
    changed = list(places)
    if not changed:
        return
    session.execute(
        update(Organisation),
        [{"id": one.id, "number": one.number, "parent_id": one.owner.id if one.owner else None} for one in changed],
    )
    lines: list[Line] = [{"organisation_id": place.id, "subject": place.public_id} for place in changed]
    audit.record_all(session, audit.Event.PLACE_CHANGED, lines, at=at, actor_id=by)


def _store_teams(session: Session, changes: PeopleChanges, *, at: datetime, by: int | None) -> None:
    if not changes.new_teams:
        return
    ids = [public_id() for _ in changes.new_teams]
    rows = [
        {"public_id": id_, "school_id": team.place.id, "kind": team.kind, "name": team.name}
        for id_, team in zip(ids, changes.new_teams, strict=True)
    ]
    made = session.execute(insert(Team).returning(Team.public_id, Team.id), rows)
    stored: dict[str, int] = dict(made.all())
    for id_, team in zip(ids, changes.new_teams, strict=True):
        team.id = stored[id_]
    lines: list[Line] = [
        {"team_id": team.id, "organisation_id": team.place.id, "subject": id_}
        for id_, team in zip(ids, changes.new_teams, strict=True)
    ]
    audit.record_all(session, audit.Event.TEAM_MADE, lines, at=at, actor_id=by)


def _store_persons(session: Session, changes: PeopleChanges, *, at: datetime, by: int | None) -> None:
    if changes.new_people:
        rows = [
            {"public_id": public_id(), "name": one.name, "sort_key": norwegian_key(one.name), "email": one.email,
             "language": one.language, "created_at": at}
            for one in changes.new_people
        ]  # fmt: skip
        made = session.execute(insert(Person).returning(Person.email, Person.id), rows)
        ids: dict[str, int] = dict(made.all())
        for somebody in changes.new_people:
            somebody.id = ids[somebody.email]
    changed = list(changes.changed_people.values())
    if changed:
        session.execute(
            update(Person),
            [
                {"id": one.id, "name": one.name, "sort_key": norwegian_key(one.name), "language": one.language}
                for one in changed
            ],
        )
        lines = [{"person_id": one.id} for one in changed]
        audit.record_all(session, audit.Event.PERSON_CHANGED, lines, at=at, actor_id=by)


def _store_roles(session: Session, placed: list[Placed], *, at: datetime, by: int | None) -> None:
    if not placed:
        return
    rows, lines = [], []
    for somebody, held, place, team in placed:
        team_id = team.id if team else None
        rows.append(_row(somebody.id, place.id, team_id, held, held.starts_on))
        subject = f"{place.public_id}:{held.role}"
        lines.append(
            {"person_id": somebody.id, "team_id": team_id, "organisation_id": place.id, "subject": subject}
        )  # fmt: skip
    session.execute(insert(Membership), rows)
    audit.record_all(session, audit.Event.ROLE_GRANTED, lines, at=at, actor_id=by)


def _end(session: Session, ended: list[tuple[Somebody, Held, Place]], *, at: datetime, by: int | None) -> None:
    if not ended:
        return
    _end_yesterday(session, [held for _, held, _ in ended], day_in_oslo(at))
    lines: list[Line] = [
        {"person_id": somebody.id, "team_id": held.team_id, "organisation_id": place.id,
         "subject": f"{place.public_id}:{held.role}"}
        for somebody, held, place in ended
    ]  # fmt: skip
    audit.record_all(session, audit.Event.ROLE_ENDED, lines, at=at, actor_id=by)


def _ask(session: Session, asked: list[tuple[Somebody, Place]], *, at: datetime, by: int | None) -> list[RoleRequest]:
    """One by one, as everybody asks: a place has few leaders."""
    return [
        ask_for_role(
            session,
            person=session.get_one(Person, somebody.id),
            place=session.get_one(Organisation, place.id),
            by=session.get_one(Person, by),
            at=at,
        )
        for somebody, place in asked
    ]


def _begin_anew(session: Session, held: list[tuple[int, Held]], today: date) -> None:
    if not held:
        return
    _end_yesterday(session, [one for _, one in held], today)
    session.execute(
        insert(Membership),
        [_row(person_id, one.place_id, one.team_id, one, max(today, one.starts_on)) for person_id, one in held],
    )


def _end_yesterday(session: Session, held: list[Held], today: date) -> None:
    """Or the day before it begins, for what has not begun."""
    ends = [{"id": one.id, "ends_on": max(today, one.starts_on) - timedelta(days=1)} for one in held]
    session.execute(update(Membership), ends)


def _row(person_id: int, place_id: int, team_id: int | None, held: Held, starts_on: date) -> Line:
    return {
        "person_id": person_id,
        "organisation_id": place_id,
        "team_id": team_id,
        "role": held.role,
        "main": held.main,
        "starts_on": starts_on,
        "ends_on": held.ends_on,
    }
