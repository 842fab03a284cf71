"""What a meeting is about, item by item.

A meeting follows its templates' agendas until somebody changes something: then it has its own, which
begins as a copy. An item keeps the template's words, in each reader's language, while nobody has
written others. What earlier meetings left is in ``left_over.py``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.course.activities.meeting import AgendaItem as TemplateItem
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.guarding import refuse_in_ended, take
from courseengine.core.meetings.models import AgendaItem, Meeting
from courseengine.core.meetings.operations import refuse_held
from courseengine.core.meetings.timing import LONGEST
from courseengine.core.runs.plan import Plan

LONGEST_TEXT = 300
"""characters of an item"""
MOST_ITEMS = 40
"""on one agenda"""


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
    source: str = ""
    state: str = "waiting"
    left_seconds: int | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        return self.source if self.id is None else str(self.id)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What somebody makes of an item, beside what they began with."""

    key: str
    text: str
    minutes: int
    was_text: str
    was_minutes: int


@dataclass(frozen=True, slots=True)
class AgendaEdit:
    """A form with a whole agenda: what is written in it, and which button was pressed."""

    changes: tuple[ItemChange, ...] = ()
    new: AgendaLine | None = None
    act: str = "save"
    """``save``, ``up``, ``down`` or ``remove``"""
    key: str = ""
    """of the item the button belongs to"""
    seen: str = ""
    """the order in which the form showed the items: see ``order_of``"""


def templates_of(meeting: Meeting, plan: Plan | None) -> list[Template]:
    """The templates a meeting is held for, as far as the course still has them; also those the school has hidden."""
    if plan is None:
        return []
    ids = (meeting.activity_id, *(one.activity_id for one in meeting.also))
    found = (plan.course.activity(id_) or plan.taken_out.get(id_) for id_ in ids if id_)
    return [one for one in found if isinstance(one, Template)]


def items_of(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """The items of a meeting's own agenda; none while it follows its template's."""
    own = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return list(session.scalars(own.order_by(AgendaItem.position)))


def agenda_of(session: Session, meeting: Meeting, plan: Plan | None) -> list[AgendaLine]:
    """A meeting's agenda: its own, or its templates'."""
    return agenda_with(items_of(session, meeting), meeting, plan)


def agenda_with(own: Sequence[AgendaItem], meeting: Meeting, plan: Plan | None) -> list[AgendaLine]:
    """The agenda of a meeting whose own items have been read."""
    templates = templates_of(meeting, plan)
    return [_line(row, templates) for row in own] if own else list(proposed_by(templates))


def order_of(lines: Iterable[AgendaLine]) -> str:
    """A name for the items and their order: a button pressed on another agenda than this does nothing."""
    return sha256("|".join(line.key for line in lines).encode()).hexdigest()[:16]


def make_own(session: Session, meeting: Meeting, *templates: Template) -> list[AgendaItem]:
    """Let a meeting have an agenda of its own, at first a copy of these; one it has stays as it is."""
    take(session, meeting)
    own = items_of(session, meeting)
    if not own:
        own = [_row(meeting, position, line) for position, line in enumerate(proposed_by(templates))]
        session.add_all(own)
        session.flush()
    return own


def edit_agenda(session: Session, meeting: Meeting, templates: Sequence[Template], edit: AgendaEdit) -> None:
    """Do what a form asks of an agenda: change words and minutes, add, move, take off.

    Two people's changes of different items both hold. Where both changed the same item it is a
    ``Conflict``, and nothing is changed: the writer sees both.
    """
    take(session, meeting)
    refuse_in_ended(meeting.run)
    refuse_held(meeting)
    before = [_line(row, templates) for row in items_of(session, meeting)] or list(proposed_by(templates))
    is_as_seen = edit.seen == order_of(before)
    rows = make_own(session, meeting, *templates)
    for change in edit.changes:
        _change(_named(rows, change.key), change)
    if edit.new and (
        is_as_seen or not any((one.text, one.minutes) == (edit.new.text, edit.new.minutes) for one in rows)
    ):
        rows.append(append_item(session, meeting, rows, edit.new))
    if edit.act in ("up", "down") and is_as_seen:
        _move(session, rows, _named(rows, edit.key), -1 if edit.act == "up" else 1)
    elif edit.act == "remove":
        _remove(session, rows, _named(rows, edit.key))
    session.flush()


def append_item(
    session: Session,
    meeting: Meeting,
    rows: list[AgendaItem],
    line: AgendaLine,
    *,
    place: int | None = None,
    **comes_from: int | None,
) -> AgendaItem:
    """Put a new item on a meeting's own agenda, last or at a place; ``comes_from`` says what it takes up."""
    if len(rows) >= MOST_ITEMS:
        raise Invalid("There is room for %(most)d items on an agenda.", field="new-text", most=MOST_ITEMS)
    last = max((row.position for row in rows), default=-1)
    row = _row(meeting, last + 1, line)
    row.text = _tidy(line.text, "new-text")
    row.minutes = _possible(line.minutes, "new-minutes")
    for name, value in comes_from.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    if place is not None:
        _put_in_order(session, [*rows[:place], row, *rows[place:]])
    return row


def proposed_by(templates: Iterable[Template]) -> Iterable[AgendaLine]:
    """The agendas of these templates, one after the other."""
    for template in templates:
        for number, item in enumerate(template.agenda):
            yield AgendaLine(
                minutes=item.minutes,
                text=item.text,
                role=item.role.value if item.role else "",
                method=item.method or "",
                activity_id=item.activity or "",
                cuttable=item.cuttable,
                decision=item.decision,
                language=template.language or "",
                source=f"{template.id}.{number}",
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
        source=line.source,
    )


def _line(row: AgendaItem, templates: Iterable[Template]) -> AgendaLine:
    words = _words_of(row, templates)
    return AgendaLine(
        minutes=row.minutes,
        text=words[0] if words else row.text,
        role=row.role,
        method=row.method,
        activity_id=row.activity_id,
        cuttable=row.cuttable,
        decision=row.decision,
        language=words[1] if words else "",
        id=row.id,
        source=row.source,
        state=row.state,
        left_seconds=row.left_seconds,
    )


def _words_of(row: AgendaItem, templates: Iterable[Template]) -> tuple[str, str] | None:
    """The template's words and their language, while they are the row's and the template still has such an item."""
    id_, _, number = row.source.rpartition(".")
    for template in templates:
        if id_ in (template.id, *template.formerly) and int(number) < len(template.agenda):
            item = template.agenda[int(number)]
            return (item.text, template.language or "") if _is_alike(row, item) else None
    return None


def _is_alike(row: AgendaItem, item: TemplateItem) -> bool:
    """Whether it is still the item it was copied from: a new version of the course may have others in its place."""
    role = item.role.value if item.role else ""
    return (row.role, row.method, row.activity_id, row.cuttable, row.decision) == (
        role,
        item.method or "",
        item.activity or "",
        item.cuttable,
        item.decision,
    )


def _named(rows: Iterable[AgendaItem], key: str) -> AgendaItem | None:
    """The item a form means; by its source where the form is older than the meeting's own agenda."""
    return next((row for row in rows if key and key in (str(row.id), row.source)), None)


def _change(row: AgendaItem | None, change: ItemChange) -> None:
    text, was = " ".join(change.text.split()), " ".join(change.was_text.split())
    if (text, change.minutes) == (was, change.was_minutes):
        return
    if row is None:
        raise Conflict("Somebody else has taken off an item that you changed. Your words are still here.")
    if text != was and row.text != text:
        if not row.source and row.text != was:
            raise Conflict("Somebody else has changed the same item. Their words are there; yours are in the field.")
        row.text, row.source = _tidy(text, f"text-{change.key}"), ""
    if change.minutes not in (change.was_minutes, row.minutes):
        if row.minutes != change.was_minutes:
            raise Conflict("Somebody else has changed the same item. Their words are there; yours are in the field.")
        row.minutes = _possible(change.minutes, f"minutes-{change.key}")


def _move(session: Session, rows: list[AgendaItem], row: AgendaItem | None, by: int) -> None:
    if row is None:
        return
    place, others = rows.index(row) + by, [one for one in rows if one is not row]
    if 0 <= place < len(rows):
        _put_in_order(session, [*others[:place], row, *others[place:]])


def _remove(session: Session, rows: list[AgendaItem], row: AgendaItem | None) -> None:
    if row is None:
        return
    if len(rows) == 1:
        raise Invalid("An agenda has at least one item. Write the new one first.")
    if row.state != "waiting" or row.left_seconds is not None:
        raise Invalid("The meeting has been at this item already.")
    session.delete(row)


def _put_in_order(session: Session, rows: list[AgendaItem]) -> None:
    """Number them anew; by way of numbers that nobody has, since no two may have the same."""
    for number, row in enumerate(rows):
        row.position = -1 - number
    session.flush()
    for number, row in enumerate(rows):
        row.position = number
    session.flush()


def _tidy(text: str, field: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Invalid("Write what the item is about.", field=field)
    if len(text) > LONGEST_TEXT:
        raise Invalid("There is room for %(limit)d characters here.", field=field, limit=LONGEST_TEXT)
    return text


def _possible(minutes: int, field: str) -> int:
    if not 1 <= minutes <= LONGEST:
        raise Invalid("Write a whole number of minutes, such as 60.", field=field)
    return minutes
