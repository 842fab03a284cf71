"""A university's notes of support to a module, for the schools that have it as partner."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.errors import Conflict, Invalid
from courseengine.base.text import render_answer
from courseengine.core.networks.models import SupportNote
from courseengine.core.networks.operations import hold
from courseengine.core.people.models import Organisation


def write_note(
    session: Session, university: Organisation, *, course_id: str, module_id: str, text: str, by: int, at: datetime
) -> SupportNote:
    """Say something about a module."""
    note = SupportNote(university=university, course_id=course_id, module_id=module_id)
    note.text, note.written_by, note.written_at = _checked(text), by, at
    session.add(note)
    session.flush()
    return note


def change_note(
    session: Session,
    note: SupportNote,
    *,
    course_id: str,
    module_id: str,
    text: str,
    by: int,
    at: datetime,
    seen: str = "",
) -> None:
    """Say it in other words, or about another module. ``seen`` is when it was written as the writer began."""
    hold(session, note)
    if seen and seen != note.written_at.isoformat():
        raise Conflict("Somebody else has changed this in the meantime. Look at it before you save again.")
    note.course_id, note.module_id, note.text = course_id, module_id, _checked(text)
    note.written_by, note.written_at = by, at


def delete_note(session: Session, note: SupportNote) -> None:
    """Take it away."""
    session.delete(note)
    session.flush()


def notes_of(session: Session, university: Organisation) -> list[SupportNote]:
    """What a university has written, course by course, the newest first."""
    found = session.scalars(
        select(SupportNote)
        .where(SupportNote.university_id == university.id)
        .order_by(SupportNote.course_id, SupportNote.module_id, SupportNote.written_at.desc(), SupportNote.id)
    )
    return list(found)


def note_of(session: Session, university: Organisation, public_id: str) -> SupportNote | None:
    """The one of that id, if the university wrote it."""
    asked = SupportNote.university_id == university.id, SupportNote.public_id == public_id
    return session.scalar(select(SupportNote).where(*asked))


def notes_on(session: Session, scope: Select[Any], course_id: str, module_id: str) -> list[SupportNote]:
    """Of the notes in the scope those on one module, the newest first, with their universities."""
    asked = (SupportNote.course_id == course_id, SupportNote.module_id == module_id)
    found = session.scalars(
        scope.where(*asked)
        .options(joinedload(SupportNote.university))
        .order_by(SupportNote.written_at.desc(), SupportNote.id)
    )
    return list(found)


def _checked(text: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if not tidy:
        raise Invalid("Write the note first.", field="text")
    try:
        render_answer(tidy)
    except Invalid as error:
        raise Invalid(error.message, field="text", **error.values) from None
    return tidy
