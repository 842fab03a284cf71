"""The texts of a team's answer: the one that stands, those it had, and those that wait beside it.

A version is kept at every change, unless it only adds to its writer's own of the same sitting. A
text that clashed with the one that stood is a version with ``beside``, the version that stood
instead; it waits until somebody has looked at both, and stays in the history afterwards. Together
with what it stands beside it says which places are its own, so that settling it touches no others.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.errors import Invalid, NotFound
from courseengine.base.merge import keep_both, keep_written, take
from courseengine.base.revisions import only_adds
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.people.models import Person
from courseengine.core.progress.models import TeamAnswer, TeamAnswerVersion

SITTING = timedelta(minutes=10)
"""How long one person's saves count as one sitting, in which what only adds needs no version of its own."""
LOOKED_THROUGH = 50
"""how many versions are looked through for whose a passage is"""

_of = TeamAnswerVersion.team_answer_id
_WAITS = (TeamAnswerVersion.beside.is_not(None), TeamAnswerVersion.settled_at.is_(None))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that clashed and that nobody has looked at yet."""

    version: int
    body: str
    """what its writer wrote"""
    stood: str
    """what it clashed with"""
    saved_at: datetime
    writer: Person
    other: Person
    """whose text it clashed with"""

    def beside(self, stands: str) -> str:
        """What stands now, as it would be with this text."""
        return keep_written(self.stood, stands, self.body)


def versions_of(
    session: Session, answer: TeamAnswer, *, before: int | None = None, limit: int
) -> list[TeamAnswerVersion]:
    """The answer's texts with their writers, the latest first; ``before`` goes on from a version."""
    asked = select(TeamAnswerVersion).where(_of == answer.id)
    if before is not None:
        asked = asked.where(TeamAnswerVersion.version < before)
    asked = asked.options(joinedload(TeamAnswerVersion.writer)).order_by(TeamAnswerVersion.version.desc())
    return list(session.scalars(asked.limit(limit)))


def waiting_of(session: Session, answer_id: int) -> list[Waiting]:
    """What waits beside an answer, the latest first."""
    rows = session.scalars(
        select(TeamAnswerVersion)
        .where(_of == answer_id, *_WAITS)
        .options(joinedload(TeamAnswerVersion.writer))
        .order_by(TeamAnswerVersion.version.desc())
    )
    return [_waiting(session, row) for row in rows.all()]


def has_waiting(session: Session, answer_id: int) -> bool:
    """Whether anything waits beside an answer."""
    return bool(session.scalar(select(exists().where(_of == answer_id, *_WAITS))))


def _waiting(session: Session, row: TeamAnswerVersion) -> Waiting:
    stood = body_of(session, row.team_answer_id, row.beside)
    other = _whose(session, row, stood)
    return Waiting(row.version, row.body, stood, row.saved_at, row.writer, other)


def _whose(session: Session, row: TeamAnswerVersion, stood: str) -> Person:
    """Who first wrote the passage that it clashed with."""
    passage = next((part for part in stood.split("\n\n") if part not in row.body), None)
    versions = session.scalars(
        select(TeamAnswerVersion)
        .where(_of == row.team_answer_id, TeamAnswerVersion.beside.is_(None), TeamAnswerVersion.version <= row.beside)
        .options(joinedload(TeamAnswerVersion.writer))
        .order_by(TeamAnswerVersion.version.desc())
        .limit(LOOKED_THROUGH)
    ).all()
    if passage is None:  # it was taken away, and only the versions since know by whom
        return next((one.writer for one in versions if one.saved_by != row.saved_by), row.writer)
    writer = row.writer
    for one in versions:
        if passage not in one.body:
            break
        writer = one.writer
    return writer


def body_of(session: Session, answer_id: int, version: int | None) -> str:
    """The text of a version; empty where there is none."""
    asked = select(TeamAnswerVersion.body).where(_of == answer_id, TeamAnswerVersion.version == version)
    return session.scalar(asked) or ""


def base_of(session: Session, answer_id: int, seen: int) -> str:
    """The text that somebody started from who has seen that version; an earlier one where it is not kept."""
    asked = select(TeamAnswerVersion.body).where(
        _of == answer_id, TeamAnswerVersion.version <= seen, TeamAnswerVersion.beside.is_(None)
    )
    return session.scalar(asked.order_by(TeamAnswerVersion.version.desc()).limit(1)) or ""


def take_in(session: Session, answer: TeamAnswer, body: str, *, base: str, apart: bool, by: int, at: datetime) -> bool:
    """Bring into an answer what somebody has written since ``base``; whether something of theirs waits beside it.

    The caller holds the answer. ``apart`` lets what stands stand as it is.
    """
    own = session.scalars(
        select(TeamAnswerVersion)
        .where(_of == answer.id, TeamAnswerVersion.saved_by == by, *_WAITS)
        .order_by(TeamAnswerVersion.version.desc())
    ).all()
    if body != base and not apart and answer.saved_by == by and only_adds(answer.body, body):
        base = answer.body  # a draft saves itself while its writer types on: no clash
    taken = take(base, answer.body, body, waiting=[row.body for row in own], apart=apart, limit=ANSWER_LENGTH)
    if taken.text != answer.body:
        _replace(session, answer, taken.text, by=by, at=at)
    if taken.beside is not None:
        before = own[taken.goes_on] if taken.goes_on is not None else None
        _keep_beside(session, answer, taken.beside, before, by=by, at=at)
    if not own and taken.beside is None:
        return False
    return _still_waits(session, answer, by=by, at=at)


def _replace(session: Session, answer: TeamAnswer, body: str, *, by: int, at: datetime) -> None:
    answer.version += 1
    answer.body, answer.saved_at, answer.saved_by = body, at, by
    keep_version(session, answer)


def keep_version(session: Session, answer: TeamAnswer) -> None:
    """Keep the text that stands as a version, in place of one it only adds to and that nothing waits beside."""
    latest = _latest(session, answer)
    at, by = answer.saved_at, answer.saved_by
    if latest and latest.saved_by == by and at - latest.saved_at < SITTING and only_adds(latest.body, answer.body):
        waits = select(exists().where(_of == answer.id, TeamAnswerVersion.beside == latest.version, *_WAITS))
        if not session.scalar(waits):
            session.delete(latest)
    _add(session, answer, answer.body, by=by, at=at)


def _latest(session: Session, answer: TeamAnswer) -> TeamAnswerVersion | None:
    return session.scalar(
        select(TeamAnswerVersion)
        .where(_of == answer.id, TeamAnswerVersion.beside.is_(None))
        .order_by(TeamAnswerVersion.version.desc())
        .limit(1)
    )


def _add(
    session: Session, answer: TeamAnswer, body: str, *, by: int, at: datetime, beside: int | None = None
) -> TeamAnswerVersion:
    row = TeamAnswerVersion(
        team_answer_id=answer.id, version=answer.version, body=body, saved_at=at, saved_by=by, beside=beside
    )
    session.add(row)
    session.flush()
    return row


def _keep_beside(
    session: Session, answer: TeamAnswer, body: str, before: TeamAnswerVersion | None, *, by: int, at: datetime
) -> None:
    """Keep a text beside the one that stands; ``before`` is the writer's own that it goes on from."""
    beside: int | None
    if before is None:
        latest = _latest(session, answer)
        beside = latest.version if latest else 0
    elif only_adds(before.body, body):
        if before.body != body:
            before.body, before.saved_at = body, at
        return
    else:
        before.settled_at, beside = at, before.beside
    answer.version += 1
    _add(session, answer, body, by=by, at=at, beside=beside)


def _still_waits(session: Session, answer: TeamAnswer, *, by: int, at: datetime) -> bool:
    """Whether a writer's text waits still; one that the standing text has come to agree with does not."""
    session.flush()
    rows = session.scalars(select(TeamAnswerVersion).where(_of == answer.id, TeamAnswerVersion.saved_by == by, *_WAITS))
    waits = False
    for row in rows.all():
        if keep_written(body_of(session, answer.id, row.beside), answer.body, row.body) == answer.body:
            row.settled_at = at
        else:
            waits = True
    session.flush()
    return waits


def settle(
    session: Session, answer: TeamAnswer, version: int, *, keep: str, shown: str | None, by: int, at: datetime
) -> None:
    """Say what stands where two texts clashed: the one ``written``, the one ``stored``, or ``both`` in turn.

    ``shown`` is the text that stood beside it on the page. What stands elsewhere stays as it is. A
    text that is settled already is left alone.
    """
    refuse_in_ended(answer.run)
    session.refresh(answer, with_for_update={"of": TeamAnswer})
    row = session.get(TeamAnswerVersion, (answer.id, version))
    if row is None or keep not in ("written", "stored", "both"):
        raise NotFound
    if row.beside is None or row.settled_at is not None:
        return
    row.settled_at = at
    session.flush()
    if keep == "stored":
        return
    stood, shown = body_of(session, answer.id, row.beside), answer.body if shown is None else shown
    chosen = (keep_written if keep == "written" else keep_both)(stood, shown, row.body)
    if len(chosen) > ANSWER_LENGTH:
        raise Invalid("Together the texts are too long: there is room for %(limit)d characters.", limit=ANSWER_LENGTH)
    take_in(session, answer, chosen, base=shown, apart=False, by=by, at=at)


def restore_version(session: Session, answer: TeamAnswer, version: int, *, by: int, at: datetime) -> None:
    """Make an earlier text the newest one; the ones between stay in the history."""
    refuse_in_ended(answer.run)
    session.refresh(answer, with_for_update={"of": TeamAnswer})
    earlier = session.get(TeamAnswerVersion, (answer.id, version))
    if earlier is None:
        raise NotFound
    if earlier.beside is not None and earlier.settled_at is None:
        earlier.settled_at = at
    if earlier.body != answer.body:
        _replace(session, answer, earlier.body, by=by, at=at)
