"""A team's one shared answer to a task: saved, delivered, opened again, and found again.

All members edit it, and any member delivers it for all. Whatever two write at once is kept: what
merges is the text from then on, what clashes waits beside it until somebody has looked at both
(``answer_versions.py``). Every earlier text is kept in the same transaction. Delivered is a state, not
a copy: from then on the school's leaders read along, so what somebody was still writing for the team
alone waits beside the text, and is theirs too only when somebody says so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, aliased

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.revisions import plain_lines
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.people.models import Person
from courseengine.core.people.queries import members_of
from courseengine.core.progress.answer_versions import base_of, keep_version, take_in, waiting_of
from courseengine.core.progress.models import Completion, TeamAnswer
from courseengine.core.progress.operations import complete


class Saved(NamedTuple):
    """What became of a text."""

    version: int
    """the version its writer has seen from now on"""
    answer: TeamAnswer | None
    """as it stands; None while nothing is written"""
    waits: bool
    """whether something of its writer's waits beside what stands"""


@dataclass(frozen=True, slots=True)
class TeamText:
    """A team answer as pages show it."""

    id: int
    public_id: str
    activity_id: str
    body: str
    version: int
    saved_at: datetime
    saved_by: str
    """the name of who saved last"""
    delivered_at: datetime | None
    delivered_by: str | None


_deliverer = aliased(Person)
_TEXTS: Any = (
    select(
        TeamAnswer.id,
        TeamAnswer.public_id,
        TeamAnswer.activity_id,
        TeamAnswer.body,
        TeamAnswer.version,
        TeamAnswer.saved_at,
        Person.name,
        TeamAnswer.delivered_at,
        _deliverer.name,
    )
    .join(Person, Person.id == TeamAnswer.saved_by)
    .join(_deliverer, _deliverer.id == TeamAnswer.delivered_by, isouter=True)
    .where(TeamAnswer.team_id == bindparam("team"), TeamAnswer.run_id == bindparam("run"))
)
_TEXT = _TEXTS.where(TeamAnswer.activity_id.in_(bindparam("activities", expanding=True)))


def team_answer(session: Session, team_id: int, run_id: int, activity_ids: Collection[str]) -> TeamText | None:
    """The team's answer to an activity, by any of the ids it has or had."""
    row = session.execute(_TEXT, {"team": team_id, "run": run_id, "activities": list(activity_ids)}).first()
    return TeamText(*row) if row else None


def answers_of_team(session: Session, team_id: int, run_id: int) -> dict[str, TeamText]:
    """Activity id → the team's answer to it."""
    rows = session.execute(_TEXTS, {"team": team_id, "run": run_id})
    return {row.activity_id: TeamText(*row) for row in rows}


def save_team_answer(
    session: Session,
    *,
    team_id: int,
    run_id: int,
    activity_id: str,
    body: str,
    seen: int,
    by: int,
    at: datetime,
    base: str | None = None,
) -> Saved:
    """Keep what somebody has written for the team.

    ``base`` is the text the writer started from, ``seen`` its version (0 for none). A form of long
    ago says only the latter; then its text is looked up.
    """
    body = plain_lines(body)
    if len(body) > ANSWER_LENGTH:
        raise Invalid("The answer can have at most %(limit)d characters.", field="body", limit=ANSWER_LENGTH)
    answer = _answer(session, team_id, run_id, activity_id)
    if answer is None:
        if not body:
            return Saved(0, None, waits=False)
        answer = _begin(session, team_id, run_id, activity_id, body, by=by, at=at)
        if answer:
            return Saved(1, answer, waits=False)
        answer = _answer(session, team_id, run_id, activity_id)  # somebody began it in the same moment
        if answer is None:
            raise NotFound
    if base is None:
        base = base_of(session, answer.id, seen)
    unknown = answer.delivered_at is not None and seen != answer.version
    waits = take_in(session, answer, body, base=base, apart=unknown, by=by, at=at)
    return Saved(seen if unknown else answer.version, answer, waits)


def _begin(
    session: Session, team_id: int, run_id: int, activity_id: str, body: str, *, by: int, at: datetime
) -> TeamAnswer | None:
    answer = TeamAnswer(
        team_id=team_id, run_id=run_id, activity_id=activity_id, body=body, version=1, saved_at=at, saved_by=by
    )
    if not was_added(session, answer):
        return None
    keep_version(session, answer)
    return answer


def deliver_team_answer(
    session: Session, *, team_id: int, run_id: int, activity_id: str, by: int, at: datetime
) -> None:
    """Deliver what is saved: the task is done for everybody who is in the team today."""
    answer = _answer(session, team_id, run_id, activity_id)
    if answer is None or not answer.body.strip():
        raise Invalid("Write something before you deliver.", field="body")
    if answer.delivered_at is not None:
        return
    if waiting_of(session, answer.id):
        raise Invalid("Two texts wait to be looked at. Choose first which one stands.", field="body")
    answer.version += 1  # whoever was still writing for the team alone has not seen that leaders read it now
    answer.delivered_at, answer.delivered_by = at, by
    session.flush()
    for member in members_of(session, team_id, on=day_in_oslo(at)):
        complete(session, member.id, run_id, activity_id, how="delivered", at=at, team_id=team_id)


def reopen_team_answer(session: Session, answer: TeamAnswer, *, at: datetime) -> None:
    """Make a delivered answer a draft again; the task is no longer done for the team's members.

    Whoever has left the team since keeps what they did in it.
    """
    refuse_in_ended(answer.run)
    answer.delivered_at = answer.delivered_by = None
    session.flush()
    members = [member.id for member in members_of(session, answer.team_id, on=day_in_oslo(at))]
    session.execute(
        update(Completion)
        .where(
            Completion.run_id == answer.run_id,
            Completion.activity_id == answer.activity_id,
            Completion.person_id.in_(members),
            Completion.team_id == answer.team_id,
            Completion.how == "delivered",
            Completion.revoked_at.is_(None),
        )
        .values(revoked_at=at)
        .execution_options(synchronize_session="fetch")
    )


def _answer(session: Session, team_id: int, run_id: int, activity_id: str) -> TeamAnswer | None:
    """The stored answer as it is now, held until the transaction ends: what two save at once is merged in turn."""
    return session.scalar(
        select(TeamAnswer)
        .where(TeamAnswer.team_id == team_id, TeamAnswer.run_id == run_id, TeamAnswer.activity_id == activity_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
