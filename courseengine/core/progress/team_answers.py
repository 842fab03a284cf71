"""A team's one shared answer to a task: saved, delivered, opened again, and found again.

All members edit it, and any member delivers it for all. A late save is a ``Conflict`` and
overwrites nothing; every earlier text is kept in the same transaction. Delivered is a state, not
a copy: from then on the school's leaders read along, so delivering raises the version, and whoever
was still writing for the team alone is told before the text is theirs too.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, aliased, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.base.revisions import only_adds, plain_lines
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.meetings.operations import refuse_in_ended
from courseengine.core.people.models import Person
from courseengine.core.people.queries import members_of
from courseengine.core.progress.models import Completion, TeamAnswer, TeamAnswerVersion
from courseengine.core.progress.operations import complete

SITTING = timedelta(minutes=10)
"""How long one person's saves count as one sitting, in which what only adds needs no version of its own."""


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


def versions_of(
    session: Session, answer: TeamAnswer, *, before: int | None = None, limit: int
) -> list[TeamAnswerVersion]:
    """The answer's texts with their writers, the latest first; ``before`` goes on from a version."""
    asked = select(TeamAnswerVersion).where(TeamAnswerVersion.team_answer_id == answer.id)
    if before is not None:
        asked = asked.where(TeamAnswerVersion.version < before)
    asked = asked.options(joinedload(TeamAnswerVersion.writer)).order_by(TeamAnswerVersion.version.desc())
    return list(session.scalars(asked.limit(limit)))


def save_team_answer(
    session: Session, *, team_id: int, run_id: int, activity_id: str, body: str, seen: int, by: int, at: datetime
) -> int:
    """Keep what the team has written; gives the new version.

    ``seen`` is the version the writer started from (0 for none). Raises ``Conflict`` when somebody
    was faster, also with the very first text.
    """
    body = plain_lines(body)
    if len(body) > ANSWER_LENGTH:
        raise Invalid("The answer can have at most %(limit)d characters.", field="body", limit=ANSWER_LENGTH)
    answer = _answer(session, team_id, run_id, activity_id)
    if answer is None:
        return _begin(session, team_id, run_id, activity_id, body, by=by, at=at) if body else 0
    if answer.body == body:
        return answer.version
    if not _replace(session, answer, body, seen=seen, by=by, at=at):
        session.refresh(answer)
        seen = answer.version
        if not _continues(answer, by, body) or not _replace(session, answer, body, seen=seen, by=by, at=at):
            raise Conflict("The answer was changed by somebody else.")
    _keep_version(session, answer.id, body, version=seen + 1, by=by, at=at)
    session.refresh(answer)
    return answer.version


def _replace(session: Session, answer: TeamAnswer, body: str, *, seen: int, by: int, at: datetime) -> bool:
    changed = session.scalar(
        update(TeamAnswer)
        .where(TeamAnswer.id == answer.id, TeamAnswer.version == seen)
        .values(version=seen + 1, body=body, saved_at=at, saved_by=by)
        .returning(TeamAnswer.id)
        .execution_options(synchronize_session=False)
    )
    return changed is not None


def _continues(answer: TeamAnswer, by: int, body: str) -> bool:
    """Whether somebody goes on from their own text, whose saving they had not heard of yet.

    A draft saves itself while its writer types on and presses the button: that is no clash.
    """
    return answer.saved_by == by and answer.delivered_at is None and only_adds(answer.body, body)


def _begin(session: Session, team_id: int, run_id: int, activity_id: str, body: str, *, by: int, at: datetime) -> int:
    answer = TeamAnswer(
        team_id=team_id, run_id=run_id, activity_id=activity_id, body=body, version=1, saved_at=at, saved_by=by
    )
    if not was_added(session, answer):
        raise Conflict("The answer was changed by somebody else.")
    _keep_version(session, answer.id, body, version=1, by=by, at=at)
    return 1


def _keep_version(session: Session, answer_id: int, body: str, *, version: int, by: int, at: datetime) -> None:
    latest = session.scalar(
        select(TeamAnswerVersion)
        .where(TeamAnswerVersion.team_answer_id == answer_id)
        .order_by(TeamAnswerVersion.version.desc())
        .limit(1)
    )
    if latest and latest.saved_by == by and at - latest.saved_at < SITTING and only_adds(latest.body, body):
        session.delete(latest)
    session.add(TeamAnswerVersion(team_answer_id=answer_id, version=version, body=body, saved_at=at, saved_by=by))
    session.flush()


def restore_version(session: Session, answer: TeamAnswer, version: int, *, by: int, at: datetime) -> int:
    """Make an earlier text the newest one; the ones between stay in the history."""
    refuse_in_ended(answer.run)
    earlier = session.get(TeamAnswerVersion, (answer.id, version))
    if earlier is None:
        raise NotFound
    return save_team_answer(
        session,
        team_id=answer.team_id,
        run_id=answer.run_id,
        activity_id=answer.activity_id,
        body=earlier.body,
        seen=answer.version,
        by=by,
        at=at,
    )


def deliver_team_answer(
    session: Session, *, team_id: int, run_id: int, activity_id: str, by: int, at: datetime
) -> None:
    """Deliver what is saved: the task is done for everybody who is in the team today."""
    answer = _answer(session, team_id, run_id, activity_id)
    if answer is None or not answer.body.strip():
        raise Invalid("Write something before you deliver.", field="body")
    if answer.delivered_at is not None:
        return
    changed = session.scalar(
        update(TeamAnswer)
        .where(TeamAnswer.id == answer.id, TeamAnswer.version == answer.version)
        .values(version=answer.version + 1, delivered_at=at, delivered_by=by)
        .returning(TeamAnswer.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Conflict("The answer was changed by somebody else.")
    session.refresh(answer)
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
    return session.scalar(
        select(TeamAnswer).where(
            TeamAnswer.team_id == team_id, TeamAnswer.run_id == run_id, TeamAnswer.activity_id == activity_id
        )
    )
