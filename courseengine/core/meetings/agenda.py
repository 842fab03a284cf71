"""What a meeting is about, item by item: its own agenda, or its template's."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.models import AgendaItem, Meeting
from courseengine.core.runs.plan import Plan


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of an agenda, the meeting's own or the template's."""

    minutes: int
    text: str
    role: str = ""
    method: str = ""
    activity_id: str = ""
    cuttable: bool = False
    decision: bool = False
    language: str = ""
    """of the text; empty for what people wrote"""
    id: int | None = None
    """None while the meeting has no agenda of its own"""
    state: str = "waiting"
    left_seconds: int | None = None


def templates_of(meeting: Meeting, plan: Plan | None) -> list[Template]:
    """The templates a meeting is held for, as far as the course still has them; also those the school has hidden."""
    if plan is None:
        return []
    found = plan.course.activity(meeting.activity_id) or plan.taken_out.get(meeting.activity_id)
    return [found] if isinstance(found, Template) else []


def items_of(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """The items of a meeting's own agenda; none while it follows its template's."""
    own = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return list(session.scalars(own.order_by(AgendaItem.position)))


def agenda_of(session: Session, meeting: Meeting, plan: Plan | None) -> list[AgendaLine]:
    """A meeting's agenda: its own, or its templates'."""
    own = items_of(session, meeting)
    return [_line(row) for row in own] if own else list(_proposed(templates_of(meeting, plan)))


def make_own(session: Session, meeting: Meeting, *templates: Template) -> list[AgendaItem]:
    """Let a meeting have an agenda of its own, at first a copy of these; one it has stays as it is."""
    own = items_of(session, meeting)
    if not own:
        own = [_row(meeting, position, line) for position, line in enumerate(_proposed(templates))]
        session.add_all(own)
        session.flush()
    return own


def _proposed(templates: Iterable[Template]) -> Iterable[AgendaLine]:
    for template in templates:
        for item in template.agenda:
            yield AgendaLine(
                minutes=item.minutes,
                text=item.text,
                role=item.role.value if item.role else "",
                method=item.method or "",
                activity_id=item.activity or "",
                cuttable=item.cuttable,
                decision=item.decision,
                language=template.language or "",
            )


def _row(meeting: Meeting, position: int, line: AgendaLine) -> AgendaItem:
    return AgendaItem(
        meeting_id=meeting.id,
        position=position,
        minutes=line.minutes,
        text=line.text,
        role=line.role,
        method=line.method,
        activity_id=line.activity_id,
        cuttable=line.cuttable,
        decision=line.decision,
    )


def _line(row: AgendaItem) -> AgendaLine:
    return AgendaLine(
        minutes=row.minutes,
        text=row.text,
        role=row.role,
        method=row.method,
        activity_id=row.activity_id,
        cuttable=row.cuttable,
        decision=row.decision,
        id=row.id,
        state=row.state,
        left_seconds=row.left_seconds,
    )
