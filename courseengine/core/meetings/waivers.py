"""A team does without a meeting that its module asks for, and says why; or takes that back.

A waiver counts like a held meeting (``counting.py``), and the school's leaders read its reason.
There is none for a meeting that the team has held, or has planned and not cancelled; a meeting
called across teams is not the team's to cancel, so it is no hindrance.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid
from courseengine.base.revisions import plain_lines
from courseengine.core.meetings.counting import Counted, tally
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.meetings.models import Meeting, MeetingTeam, MeetingTemplate, Waiver
from courseengine.core.meetings.operations import LONGEST_REASON
from courseengine.core.meetings.queries import MeetingRow
from courseengine.core.meetings.timing import Standing
from courseengine.core.people.models import Person, Team
from courseengine.core.runs.models import CourseRun


class Whose(TypedDict):
    """Whose meeting it is, and which: every id its template has or had, the one it has now first."""

    team_id: int
    run_id: int
    activity_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waived:
    """A meeting that a team does without."""

    run_id: int
    module_id: str
    activity_id: str
    reason: str
    waived_at: datetime
    waived_by: str
    """the name of who said so; for the team alone"""


def waive(
    session: Session,
    *,
    team_id: int,
    run_id: int,
    module_id: str,
    activity_ids: tuple[str, ...],
    reason: str,
    by: int,
    submit_id: str,
    at: datetime,
) -> None:
    """Let the team do without the meeting; ``activity_ids`` are its template's, the one it has now first.

    The same form sent twice, or two members at once, have one effect.
    """
    refuse_in_ended(session.get_one(CourseRun, run_id))
    reason = plain_lines(reason).strip()
    if not reason:
        raise Invalid("Write why you do without the meeting.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid("There is room for %(limit)d characters here.", field="reason", limit=LONGEST_REASON)
    # Held until the transaction ends: what two members say at once is said in turn.
    session.scalar(select(Team.id).where(Team.id == team_id).with_for_update(key_share=True))
    sent = session.scalar(select(Waiver).where(Waiver.submit_id == submit_id))
    if sent and (sent.team_id, sent.run_id, sent.waived_by) != (team_id, run_id, by):
        raise Conflict("This form has been used already. Open it again.")
    if sent or waivers_of(session, team_id, run_ids=[run_id], activity_ids=activity_ids):
        return
    _refuse_met(session, team_id, run_id, activity_ids)
    row = Waiver(submit_id=submit_id, team_id=team_id, run_id=run_id, module_id=module_id, activity_id=activity_ids[0])
    row.reason, row.waived_by, row.waived_at = reason, by, at
    was_added(session, row)  # if not, the same form has just been taken


def withdraw(session: Session, team_id: int, run_id: int, activity_ids: tuple[str, ...], *, at: datetime) -> None:
    """Ask for the meeting again; there need not be a waiver."""
    refuse_in_ended(session.get_one(CourseRun, run_id))
    session.execute(
        update(Waiver)
        .where(
            Waiver.team_id == team_id,
            Waiver.run_id == run_id,
            Waiver.activity_id.in_(activity_ids),
            Waiver.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=at)
        .execution_options(synchronize_session=False)
    )


def waivers_of(
    session: Session, team_id: int, *, run_ids: Collection[int], activity_ids: tuple[str, ...] = ()
) -> list[Waived]:
    """What the team does without in these runs, the latest first; of one template alone with ``activity_ids``."""
    asked: Any = (
        select(Waiver.run_id, Waiver.module_id, Waiver.activity_id, Waiver.reason, Waiver.waived_at, Person.name)
        .join(Person, Person.id == Waiver.waived_by)
        .where(Waiver.team_id == team_id, Waiver.run_id.in_(run_ids), Waiver.withdrawn_at.is_(None))
        .order_by(Waiver.waived_at.desc(), Waiver.id)
    )
    if activity_ids:
        asked = asked.where(Waiver.activity_id.in_(activity_ids))
    return [Waived(*row) for row in session.execute(asked)]


def _refuse_met(session: Session, team_id: int, run_id: int, activity_ids: tuple[str, ...]) -> None:
    further = select(MeetingTemplate.meeting_id).where(MeetingTemplate.activity_id.in_(activity_ids))
    met = session.scalar(
        select(Meeting.state)
        .join(MeetingTeam, MeetingTeam.meeting_id == Meeting.id)
        .where(
            MeetingTeam.team_id == team_id,
            Meeting.run_id == run_id,
            or_(Meeting.activity_id.in_(activity_ids), Meeting.id.in_(further)),
            or_(Meeting.state == "held", (Meeting.state == "planned") & ~Meeting.joint),
        )
        .order_by(Meeting.state)
        .limit(1)
    )
    if met == "held":
        raise Invalid("You have held this meeting.")
    if met:
        raise Invalid("You have planned this meeting. Cancel it first.")


def standings_of(rows: Iterable[MeetingRow], waived: Iterable[Waived], *, at: datetime) -> dict[str, Counter[Standing]]:
    """Module → how many of one team's meetings stand where, and how many it does without."""
    lines = [
        Counted(0, module_id, activity_id, row.id, row.continues_id, row.standing(at=at))
        for row in rows
        for module_id, activity_id in ((row.module_id, row.activity_id), *row.also)
    ]
    lines += [Counted(0, one.module_id, one.activity_id, 0, None, Standing.WAIVED) for one in waived]
    return {module_id: number for (_team, module_id), number in tally(lines).items()}
