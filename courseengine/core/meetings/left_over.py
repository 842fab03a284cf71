"""What earlier meetings left for a later one, and how it gets there.

Items that were cut or not reached, what was to be done since, and decisions whose day to be looked
at again has come: each is offered until a meeting has it on its agenda. Offered is only what
everybody called to the later meeting was called to then: that of the same teams, or of more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.agenda import LONGEST_TEXT, AgendaLine, append_item, items_of, make_own
from courseengine.core.meetings.guarding import refuse_in_ended, take
from courseengine.core.meetings.models import AgendaItem, Decision, FollowUp, Meeting, MeetingTeam
from courseengine.core.meetings.operations import refuse_held

MINUTES_FOR = {"follow_up": 5, "decision": 10}
"""proposed for looking at something again"""
MOST = 30
"""of each sort: more would be no help to anybody"""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """One thing that may be put on an agenda."""

    key: str
    kind: str
    """``item``, ``follow_up`` or ``decision``"""
    text: str
    minutes: int
    title: str
    """of the meeting it comes from"""
    met_at: datetime
    id: int
    owner: str = ""
    due_on: date | None = None


def left_over(session: Session, meeting: Meeting) -> list[LeftOver]:
    """What is offered to a meeting: follow-ups, then what was not reached, then decisions to look at again."""
    return [*_follow_ups(session, meeting), *_items(session, meeting), *_decisions(session, meeting)]


def put_on_agenda(session: Session, meeting: Meeting, templates: Sequence[Template], key: str) -> None:
    """Put something that is offered on a meeting's agenda; what is there already is not put there twice."""
    take(session, meeting)
    refuse_in_ended(meeting.run)
    refuse_held(meeting)
    found = next((one for one in left_over(session, meeting) if one.key == key), None)
    if found is None:
        return
    rows = make_own(session, meeting, *templates)
    line = AgendaLine(found.minutes, found.text[:LONGEST_TEXT])
    column = {"item": "brought_from_id", "follow_up": "follow_up_id", "decision": "review_of_id"}[found.kind]
    # What was to be done since is asked about first; the rest comes before the decision.
    place = 0 if found.kind == "follow_up" else next((n for n, row in enumerate(rows) if row.decision), len(rows))
    row = append_item(session, meeting, rows, line, place=place, **{column: found.id})
    if found.kind == "item":
        _like(row, session.get_one(AgendaItem, found.id))


def carry_on(session: Session, meeting: Meeting, earlier: Meeting, templates: Sequence[Template]) -> None:
    """Let a meeting go on with what another of the same template did not reach; with all of it where nobody knows."""
    meeting.continues_id = earlier.id
    session.flush()
    waiting = (
        [row for row in items_of(session, earlier) if row.state != "done"] if _was_in_a_room(session, earlier) else []
    )
    if not waiting or items_of(session, meeting):
        return
    rows: list[AgendaItem] = []
    for one in waiting:
        row = append_item(session, meeting, rows, AgendaLine(_minutes_left(one), one.text), brought_from_id=one.id)
        _like(row, one)
        rows.append(row)


def _like(row: AgendaItem, other: AgendaItem) -> None:
    for name in ("text", "role", "method", "activity_id", "cuttable", "decision", "source", "follow_up_id"):
        setattr(row, name, getattr(other, name))


def _minutes_left(row: AgendaItem) -> int:
    return max(1, -(-row.left_seconds // 60)) if row.left_seconds else row.minutes


def _was_in_a_room(session: Session, meeting: Meeting) -> bool:
    """Whether anybody knows how far a meeting came: one recorded from paper leaves all its items waiting."""
    return any(row.state != "waiting" or row.left_seconds is not None for row in items_of(session, meeting))


def _earlier(meeting: Meeting) -> Select[Any]:
    """The ids of the run's earlier meetings that called everybody whom this one calls."""
    teams = [team.id for team in meeting.teams]
    before = select(Meeting.id).where(
        Meeting.run_id == meeting.run_id,
        Meeting.starts_at < meeting.starts_at,
        Meeting.id != meeting.id,
        Meeting.state != "cancelled",
    )
    called = select(MeetingTeam.meeting_id).where(MeetingTeam.team_id.in_(teams)).group_by(MeetingTeam.meeting_id)
    if meeting.joint:  # those who arrange it were called to none of a team's own
        before = before.where(Meeting.joint)
    if teams:
        return before.where(Meeting.id.in_(called.having(func.count() == len(teams))))
    return before.where(~Meeting.teams.any())


def _on_agenda(column: Any, wanted: Any, meeting: Meeting, *, also_others: bool) -> Any:
    """Whether it stands on this meeting's agenda already; with ``also_others`` on any that is not called off."""
    holding = aliased(Meeting)
    there = select(AgendaItem.id).join(holding, holding.id == AgendaItem.meeting_id).where(column == wanted)
    other = and_(holding.state != "cancelled", holding.id != meeting.id) if also_others else holding.id == meeting.id
    return there.where(or_(holding.id == meeting.id, other)).exists()


def _items(session: Session, meeting: Meeting) -> list[LeftOver]:
    item, other, taken, using = aliased(AgendaItem), aliased(AgendaItem), aliased(AgendaItem), aliased(Meeting)
    reached = select(other.id).where(
        other.meeting_id == item.meeting_id, or_(other.state != "waiting", other.left_seconds.is_not(None))
    )
    on_another = select(taken.id).join(using, using.id == taken.meeting_id).where(using.state != "cancelled")
    rows = session.execute(
        select(item, Meeting.title, Meeting.starts_at)
        .join(Meeting, Meeting.id == item.meeting_id)
        .where(
            Meeting.id.in_(_earlier(meeting)),
            Meeting.state == "held",
            or_(item.state == "cut", and_(item.state == "waiting", item.left_seconds.is_(None))),
            reached.exists(),
            ~on_another.where(taken.brought_from_id == item.id).exists(),
        )
        .order_by(Meeting.starts_at.desc(), item.position)
        .limit(MOST)
    )
    return [
        LeftOver(f"item-{row.id}", "item", row.text, _minutes_left(row), title, met_at, row.id)
        for row, title, met_at in rows
    ]


def _follow_ups(session: Session, meeting: Meeting) -> list[LeftOver]:
    rows = session.execute(
        select(FollowUp, Meeting.title, Meeting.starts_at)
        .join(Meeting, Meeting.id == FollowUp.meeting_id)
        .where(
            Meeting.id.in_(_earlier(meeting)),
            FollowUp.done_at.is_(None),
            ~_on_agenda(AgendaItem.follow_up_id, FollowUp.id, meeting, also_others=False),
        )
        .options(joinedload(FollowUp.owner))
        .order_by(Meeting.starts_at, FollowUp.id)
        .limit(MOST)
    )
    return [
        LeftOver(
            f"follow-up-{row.public_id}",
            "follow_up",
            row.text,
            MINUTES_FOR["follow_up"],
            title,
            met_at,
            row.id,
            row.owner.name if row.owner else "",
            row.due_on,
        )
        for row, title, met_at in rows
    ]


def _decisions(session: Session, meeting: Meeting) -> list[LeftOver]:
    rows = session.execute(
        select(Decision, Meeting.title, Meeting.starts_at)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .where(
            Meeting.id.in_(_earlier(meeting)),
            Meeting.state == "held",
            Decision.review_on <= day_in_oslo(meeting.starts_at),
            ~_on_agenda(AgendaItem.review_of_id, Decision.id, meeting, also_others=True),
        )
        .order_by(Decision.review_on, Decision.id)
        .limit(MOST)
    )
    return [
        LeftOver(
            f"decision-{row.public_id}",
            "decision",
            row.text,
            MINUTES_FOR["decision"],
            title,
            met_at,
            row.id,
            due_on=row.review_on,
        )
        for row, title, met_at in rows
    ]
