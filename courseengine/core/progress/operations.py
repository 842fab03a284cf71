"""What a person does: completing and taking back, writing and delivering, ticking.

Everybody does this for themselves. What a team does together is in ``team_answers.py``; a
meeting completes for those present (``complete_together``). Whoever has no team answers its tasks
and goes through its meetings alone, for no team.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from courseengine.base.clock import last_midnight
from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.progress.models import Answer, ChecklistTick, Completion, PlaybackPosition


def complete(
    session: Session,
    person_id: int,
    run_id: int,
    activity_id: str,
    *,
    how: str,
    at: datetime,
    team_id: int | None = None,
) -> None:
    """Note that a person did an activity. Doing it again changes nothing.

    What was taken back earlier the same day counts as never taken back, so that a figure of last
    midnight cannot change during the day.
    """
    row = session.get(Completion, (person_id, run_id, activity_id))
    if row is None:
        was_added(
            session,
            Completion(
                person_id=person_id, run_id=run_id, activity_id=activity_id, how=how, team_id=team_id, done_at=at
            ),
        )
    elif row.revoked_at is not None:
        if row.revoked_at < last_midnight(at):
            row.done_at, row.how, row.team_id = at, how, team_id
        row.revoked_at = None


def complete_together(
    session: Session, person_ids: Iterable[int], run_id: int, activity_id: str, *, at: datetime, team_id: int | None
) -> None:
    """Note that several did an activity together."""
    for person_id in person_ids:
        complete(session, person_id, run_id, activity_id, how="together", at=at, team_id=team_id)


def revoke(session: Session, person_id: int, run_id: int, activity_id: str, *, at: datetime) -> None:
    """Take a completion back; there need not be one."""
    session.execute(
        update(Completion)
        .where(
            Completion.person_id == person_id,
            Completion.run_id == run_id,
            Completion.activity_id == activity_id,
            Completion.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )


def save_answer(
    session: Session, person_id: int, run_id: int, activity_id: str, body: str, *, seen: int, at: datetime
) -> int:
    """Keep what a person has written, as a draft or on top of what is delivered; gives the new version.

    ``seen`` is the version the writer started from (0 for none). Raises ``Conflict`` when another
    tab was faster; nothing is overwritten.
    """
    if len(body) > ANSWER_LENGTH:
        raise Invalid("The answer can have at most %(limit)d characters.", field="body", limit=ANSWER_LENGTH)
    own = (Answer.person_id == person_id, Answer.run_id == run_id, Answer.activity_id == activity_id)
    row = session.execute(select(Answer.version, Answer.body).where(*own)).one_or_none()
    if row is None:
        first = Answer(person_id=person_id, run_id=run_id, activity_id=activity_id, body=body, version=1, saved_at=at)
        if was_added(session, first):
            return 1
        raise Conflict("The answer was changed in another window.")
    if row.body == body:
        return int(row.version)
    changed = session.scalar(
        update(Answer)
        .where(*own, Answer.version == seen)
        .values(body=body, version=seen + 1, saved_at=at)
        .returning(Answer.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Conflict("The answer was changed in another window.")
    return seen + 1


def deliver_answer(session: Session, person_id: int, run_id: int, activity_id: str, *, at: datetime) -> None:
    """Deliver what is saved; that completes the task."""
    answer = _answer(session, person_id, run_id, activity_id)
    if answer is None or not answer.body.strip():
        raise Invalid("Write something before you deliver.", field="body")
    if answer.delivered_at is None:
        answer.delivered_at = at
    complete(session, person_id, run_id, activity_id, how="delivered", at=at)


def go_through_alone(session: Session, person_id: int, run_id: int, activity_id: str, *, at: datetime) -> None:
    """Note that a person without a team went through a meeting alone; what they wrote is no draft any more."""
    answer = _answer(session, person_id, run_id, activity_id)
    if answer is not None and answer.delivered_at is None:
        answer.delivered_at = at
    complete(session, person_id, run_id, activity_id, how="by_hand", at=at)


def take_answer_back(session: Session, person_id: int, run_id: int, activity_id: str, *, at: datetime) -> None:
    """Make a delivered answer a draft again."""
    answer = _answer(session, person_id, run_id, activity_id)
    if answer is not None:
        answer.delivered_at = None
    revoke(session, person_id, run_id, activity_id, at=at)


def _answer(session: Session, person_id: int, run_id: int, activity_id: str) -> Answer | None:
    return session.scalar(
        select(Answer).where(Answer.person_id == person_id, Answer.run_id == run_id, Answer.activity_id == activity_id)
    )


def keep_position(session: Session, person_id: int, run_id: int, activity_id: str, seconds: int) -> None:
    """Remember where a person stopped."""
    row = session.get(PlaybackPosition, (person_id, run_id, activity_id))
    place = PlaybackPosition(person_id=person_id, run_id=run_id, activity_id=activity_id, seconds=max(0, seconds))
    if row is not None:
        row.seconds = place.seconds
    else:
        was_added(session, place)  # if not, another tab has just said where it is


def set_ticks(
    session: Session, person_id: int, run_id: int, activity_id: str, ticked: set[str], *, items: set[str], at: datetime
) -> None:
    """Make a person's checklist what it now is; all items ticked completes it, fewer takes that back."""
    own = (
        ChecklistTick.person_id == person_id,
        ChecklistTick.run_id == run_id,
        ChecklistTick.activity_id == activity_id,
    )
    before = set(session.scalars(select(ChecklistTick.item_id).where(*own)))
    wanted = ticked & items
    for item_id in sorted(wanted - before):
        was_added(
            session,
            ChecklistTick(person_id=person_id, run_id=run_id, activity_id=activity_id, item_id=item_id, ticked_at=at),
        )
    gone = before - wanted
    if gone:
        session.execute(delete(ChecklistTick).where(*own, ChecklistTick.item_id.in_(gone)))
    if wanted == items:
        complete(session, person_id, run_id, activity_id, how="ticked", at=at)
    else:
        revoke(session, person_id, run_id, activity_id, at=at)
