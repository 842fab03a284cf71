"""A meeting's own agenda: the items it goes through, copied from its template when it begins."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.models import AgendaItem, Meeting


def own_items(session: Session, meeting_id: int) -> list[AgendaItem]:
    """The meeting's own items in order; none while it follows its template's."""
    asked = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    return list(session.scalars(asked))


def make_own(session: Session, meeting: Meeting, template: Template | None) -> list[AgendaItem]:
    """Give the meeting its template's items as its own, unless it has some; gives those it has then."""
    items = own_items(session, meeting.id)
    if items or template is None:
        return items
    items = [
        AgendaItem(
            meeting_id=meeting.id,
            position=position,
            minutes=item.minutes,
            text=item.text,
            role=item.role or "",
            method=item.method or "",
            activity_id=item.activity or "",
            cuttable=item.cuttable,
            decision=item.decision,
        )
        for position, item in enumerate(template.agenda)
    ]
    session.add_all(items)
    session.flush()
    return items
