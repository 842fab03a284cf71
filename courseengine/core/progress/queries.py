"""What a person has done and begun. The statements of the busiest pages are built once."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from courseengine.base.clock import begins
from courseengine.base.db import ask
from courseengine.core.course.activities.base import Activity, DoneWhen
from courseengine.core.meetings.counting import Counted, tally
from courseengine.core.meetings.models import Meeting, MeetingTeam, MeetingTemplate, Waiver
from courseengine.core.meetings.timing import Standing
from courseengine.core.progress.models import Answer, ChecklistTick, Completion, PlaybackPosition, TeamAnswer

DONE, STARTED, PLANNED, BEFORE, WAIVED = "done", "started", "planned", "before", "waived"
"""How far an activity is: done, begun, a meeting with a date, one held before the person came, or one done without."""
_RANK = {DONE: 4, PLANNED: 3, BEFORE: 2, WAIVED: 2, STARTED: 1}
"""which of several marks an activity carries"""
_COUNTED = {"held": Standing.HELD, BEFORE: Standing.HELD, WAIVED: Standing.WAIVED}
_WITHOUT = (literal(0), cast(null(), Integer))

_NEVER = datetime(1900, 1, 1, tzinfo=UTC)


def _met(module: Any, activity: Any, *further: Any) -> Any:
    state = case((and_(Meeting.state == "held", Meeting.starts_at < bindparam("came")), BEFORE), else_=Meeting.state)
    found: Any = select(activity, state, module, Meeting.id, Meeting.continues_id)
    for table in (MeetingTeam, *further):
        found = found.join(table, table.meeting_id == Meeting.id)
    return found.where(MeetingTeam.team_id == bindparam("team"), Meeting.run_id == bindparam("run"))


_MARKS: Any = union_all(
    select(Completion.activity_id, literal(DONE).label("mark"), literal("").label("module_id"), *_WITHOUT).where(
        Completion.person_id == bindparam("person"),
        Completion.run_id == bindparam("run"),
        Completion.revoked_at.is_(None),
    ),
    select(Answer.activity_id, literal(STARTED), literal(""), *_WITHOUT).where(
        Answer.person_id == bindparam("person"), Answer.run_id == bindparam("run"), Answer.delivered_at.is_(None)
    ),
    select(TeamAnswer.activity_id, literal(STARTED), literal(""), *_WITHOUT).where(
        TeamAnswer.team_id == bindparam("team"),
        TeamAnswer.run_id == bindparam("run"),
        TeamAnswer.delivered_at.is_(None),
    ),
    _met(Meeting.module_id, Meeting.activity_id),
    _met(MeetingTemplate.module_id, MeetingTemplate.activity_id, MeetingTemplate),
    select(Waiver.activity_id, literal(WAIVED), Waiver.module_id, *_WITHOUT).where(
        Waiver.team_id == bindparam("team"), Waiver.run_id == bindparam("run"), Waiver.withdrawn_at.is_(None)
    ),
)


class Marks(dict[str, str]):
    """Activity id → its mark; and what the team has met about, or does without."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        super().__init__()
        self.held: Counter[str] = Counter()
        """module id → how many meetings the team has held in it"""
        self.waived: Counter[str] = Counter()
        """module id → how many it does without"""

    def put(self, activity_id: str, mark: str) -> None:
        """Mark an activity, unless it carries a mark that says more."""
        if _RANK.get(mark, 0) > _RANK.get(self.get(activity_id, ""), 0):
            self[activity_id] = mark


def marks_of(
    session: Session, person_id: int, run_id: int, *, team_id: int | None, came_on: date | None = None
) -> Marks:
    """How far a person, and that person's team, is in a run; ``came_on`` is the day the person came to the school."""
    marks = Marks()
    came = begins(came_on) if came_on else _NEVER
    rows: Any = ask(session, _MARKS, {"person": person_id, "run": run_id, "team": team_id or 0, "came": came}).all()
    met = []
    for activity_id, mark, module_id, meeting_id, continues_id in rows:
        if mark == DONE:  # most are
            marks[activity_id] = mark
            continue
        marks.put(activity_id, mark)
        if mark in _COUNTED:
            met.append(Counted(0, module_id, activity_id, meeting_id, continues_id, _COUNTED[mark]))
    for (_team, module_id), number in tally(met).items() if met else ():
        marks.held[module_id], marks.waived[module_id] = number[Standing.HELD], number[Standing.WAIVED]
    return marks


@dataclass(frozen=True)
class OwnWork:
    """What a person has of their own in one activity."""

    done_how: str | None = None
    """how it was done; None while it is not"""
    answer: str = ""
    version: int = 0
    """of the answer; 0 when there is none yet"""
    saved_at: datetime | None = None
    is_delivered: bool = False
    position: int = 0
    """where a film or podcast stopped, in seconds"""
    ticks: frozenset[str] = frozenset()


NO_WORK = OwnWork()
_WRITES = (DoneWhen.DELIVERED, DoneWhen.TEAM_DELIVERED, DoneWhen.MET)
"""where a person may have a text of their own: what a team does together, one without a team does alone"""


def _is_own(table: Any) -> Any:
    return and_(
        table.person_id == bindparam("person"),
        table.run_id == bindparam("run"),
        table.activity_id == bindparam("activity"),
    )


def _own(table: Any, *columns: Any) -> Any:
    return select(*columns).where(_is_own(table))


_HOW = _own(Completion, Completion.how).where(Completion.revoked_at.is_(None))
_HOW_AND_ANSWER = (
    select(Completion.how, Answer.body, Answer.version, Answer.saved_at, Answer.delivered_at)
    .select_from(select(literal(1)).subquery())
    .outerjoin(Completion, and_(_is_own(Completion), Completion.revoked_at.is_(None)))
    .outerjoin(Answer, _is_own(Answer))
)
"""whether it is done and what is written, of which there may be one without the other"""
_POSITION = _own(PlaybackPosition, PlaybackPosition.seconds)
_TICKS = _own(ChecklistTick, ChecklistTick.item_id)


def _of(owner: Any, table: Any) -> Any:
    return select(table.activity_id).where(
        owner, table.run_id == bindparam("run"), table.activity_id.in_(bindparam("activities", expanding=True))
    )


_WORKED_ON = union_all(
    *(_of(table.person_id == bindparam("person"), table) for table in (Completion, Answer, ChecklistTick)),
    _of(TeamAnswer.team_id == bindparam("team"), TeamAnswer),
).limit(1)


def own_work(session: Session, person_id: int, run_id: int, activity: Activity) -> OwnWork:
    """What a person has of their own in an activity; asks only for what its kind can have.

    What was done under an id it had before is found as well.
    """
    for id_ in (activity.id, *activity.formerly):
        found = _own_work(session, {"person": person_id, "run": run_id, "activity": id_}, activity.done_when)
        if found != NO_WORK:
            return found
    return NO_WORK


def _own_work(session: Session, own: dict[str, Any], done_when: DoneWhen) -> OwnWork:
    if done_when in _WRITES:
        row: Any = ask(session, _HOW_AND_ANSWER, own).one()
        how, body, version, saved_at, delivered_at = row
        return OwnWork(how) if body is None else OwnWork(how, body, version, saved_at, delivered_at is not None)
    how = ask(session, _HOW, own).scalar()
    if done_when is DoneWhen.PLAYED:
        return OwnWork(how, position=ask(session, _POSITION, own).scalar() or 0)
    if done_when is DoneWhen.TICKED:
        return OwnWork(how, ticks=frozenset(ask(session, _TICKS, own).scalars()))
    return OwnWork(how)


@dataclass(frozen=True)
class Written:
    """A person's answer to a task, whether or not the course still has the task."""

    activity_id: str
    body: str
    saved_at: datetime
    is_delivered: bool


_WRITTEN = (
    select(Answer.activity_id, Answer.body, Answer.saved_at, Answer.delivered_at)
    .where(Answer.person_id == bindparam("person"), Answer.run_id == bindparam("run"))
    .order_by(Answer.saved_at.desc(), Answer.id)
)


def written_by(session: Session, person_id: int, run_id: int) -> list[Written]:
    """All a person has written in a run, the latest first; what is empty is left out."""
    rows = ask(session, _WRITTEN, {"person": person_id, "run": run_id})
    return [Written(row.activity_id, row.body, row.saved_at, row.delivered_at is not None) for row in rows if row.body]


def has_worked_on(
    session: Session, person_id: int, run_id: int, activity: Activity, *, team_id: int | None = None
) -> bool:
    """Whether a person, or that person's team, has done or written something in it: it then stays open to them."""
    asked = {
        "person": person_id,
        "run": run_id,
        "team": team_id or 0,
        "activities": [activity.id, *activity.formerly],
    }
    return ask(session, _WORKED_ON, asked).first() is not None
