"""A person's own answer, shared with their team and taken back.

Shared is a state, not a copy: the team reads what stands there, draft or delivered. It ends when its
writer takes it back or has left the team, and does not begin again when they return. Leaders read
nothing of it, unless they are in the team themselves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import ask
from courseengine.base.errors import Invalid
from courseengine.core.people.models import Membership, Person, Team
from courseengine.core.progress.models import Answer


@dataclass(frozen=True, slots=True)
class Shared:
    """What a member shares, as the team sees it."""

    activity_id: str
    body: str
    is_delivered: bool
    person_id: int
    name: str
    """of who wrote it"""
    shared_at: datetime


@dataclass(frozen=True, slots=True)
class OwnSharing:
    """Whether one's own answer is shared, and with whom."""

    has_text: bool
    team_id: int | None
    team: str
    """the name of the team that reads it; empty while nobody does"""


_NONE = OwnSharing(False, None, "")

_SHARED: Any = (
    select(Answer.activity_id, Answer.body, Answer.delivered_at, Answer.person_id, Person.name, Answer.shared_at)
    .join(Person, Person.id == Answer.person_id)
    .where(
        Answer.shared_with == bindparam("team"),
        Answer.run_id == bindparam("run"),
        Answer.activity_id.in_(bindparam("activities", expanding=True)),
        Answer.shared_at.is_not(None),
        Answer.body != "",
    )
    .order_by(Answer.shared_at, Answer.id)
)
_OWN: Any = (
    select(Answer.body, Answer.shared_at, Answer.shared_with, Team.name)
    .outerjoin(Team, Team.id == Answer.shared_with)
    .where(
        Answer.person_id == bindparam("person"),
        Answer.run_id == bindparam("run"),
        Answer.activity_id.in_(bindparam("activities", expanding=True)),
    )
)
_SPANS: Any = (
    select(Membership.person_id, Membership.starts_on, Membership.ends_on)
    .where(Membership.team_id == bindparam("team"), Membership.person_id.in_(bindparam("people", expanding=True)))
    .order_by(Membership.starts_on, Membership.id)
)


def shared_with(
    session: Session, team_id: int, run_id: int, activity_ids: Collection[str], *, on: date
) -> list[Shared]:
    """What members of the team share with it of these tasks, in the order in which they did."""
    asked = {"team": team_id, "run": run_id, "activities": list(activity_ids)}
    rows: Any = ask(session, _SHARED, asked).all()
    spans = _spans(session, team_id, {row.person_id for row in rows})
    return [
        Shared(row.activity_id, row.body, row.delivered_at is not None, row.person_id, row.name, row.shared_at)
        for row in rows
        if stayed(spans[row.person_id], since=day_in_oslo(row.shared_at), on=on)
    ]


def own_sharing(
    session: Session, person_id: int, run_id: int, activity_ids: Collection[str], *, on: date
) -> OwnSharing:
    """Whether a person shares their answer to a task, by any of the ids the task has or had."""
    row: Any = ask(session, _OWN, {"person": person_id, "run": run_id, "activities": list(activity_ids)}).first()
    if row is None:
        return _NONE
    if row.shared_at is not None and row.shared_with is not None:
        spans = _spans(session, row.shared_with, {person_id})
        if stayed(spans[person_id], since=day_in_oslo(row.shared_at), on=on):
            return OwnSharing(bool(row.body.strip()), row.shared_with, row.name)
    return OwnSharing(bool(row.body.strip()), None, "")


def shared_by(session: Session, person_id: int, run_id: int, *, on: date) -> dict[str, str]:
    """Activity → the team that reads a person's own answer to it."""
    rows: Any = session.execute(
        select(Answer.activity_id, Answer.shared_at, Answer.shared_with, Team.name)
        .join(Team, Team.id == Answer.shared_with)
        .where(Answer.person_id == person_id, Answer.run_id == run_id, Answer.shared_at.is_not(None))
    ).all()
    spans = {team_id: _spans(session, team_id, {person_id})[person_id] for team_id in {row[2] for row in rows}}
    return {
        activity_id: name
        for activity_id, shared_at, team_id, name in rows
        if stayed(spans[team_id], since=day_in_oslo(shared_at), on=on)
    }


def share(
    session: Session, person_id: int, run_id: int, activity_ids: Collection[str], *, team_id: int, at: datetime
) -> None:
    """Let a person's team read what they have written to a task, from now on; sharing again changes nothing."""
    answer = session.scalar(_answers(person_id, run_id, activity_ids))
    if answer is None or not answer.body.strip():
        raise Invalid("Write something before you share it.", field="share")
    own = own_sharing(session, person_id, run_id, activity_ids, on=day_in_oslo(at))
    if own.team_id != team_id:
        answer.shared_at, answer.shared_with = at, team_id
        session.flush()


def take_back(session: Session, person_id: int, run_id: int, activity_ids: Collection[str]) -> None:
    """Let nobody else read it any more; there need be nothing to take back."""
    session.execute(
        update(Answer)
        .where(Answer.person_id == person_id, Answer.run_id == run_id, Answer.activity_id.in_(activity_ids))
        .values(shared_at=None, shared_with=None)
        .execution_options(synchronize_session="fetch")
    )


def stayed(spans: Iterable[tuple[date, date | None]], *, since: date, on: date) -> bool:
    """Whether somebody who was there on a day has been there every day since; the spans begin one after another."""
    reached = since - timedelta(days=1)
    for first, last in spans:
        if first <= reached + timedelta(days=1):
            reached = max(reached, last or on)
    return reached >= max(since, on)


def _spans(session: Session, team_id: int, people: Collection[int]) -> dict[int, list[tuple[date, date | None]]]:
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    if people:
        for row in ask(session, _SPANS, {"team": team_id, "people": list(people)}):
            spans[row.person_id].append((row.starts_on, row.ends_on))
    return spans


def _answers(person_id: int, run_id: int, activity_ids: Collection[str]) -> Any:
    return select(Answer).where(
        Answer.person_id == person_id, Answer.run_id == run_id, Answer.activity_id.in_(activity_ids)
    )
