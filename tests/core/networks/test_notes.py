"""A university's notes of support."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Invalid
from courseengine.core.networks import notes
from courseengine.core.networks.models import SupportNote
from tests.core.town import NOW


@pytest.fixture
def write(session, places, by):
    def written(text="Les dette", module="m1", at=NOW, place=None):
        return notes.write_note(
            session, place or places.university, course_id="lk20", module_id=module, text=text, by=by, at=at
        )

    return written


@pytest.mark.parametrize("text", ["", " \n", "x" * 20_001])
def test_an_empty_or_endless_note_is_refused(write, text):
    with pytest.raises(Invalid) as error:
        write(text)
    assert error.value.field == "text"


def test_a_modules_notes_come_newest_first_out_of_the_scope(session, places, write):
    first, second = write(), write("Og dette\r\nogså", at=NOW + timedelta(days=1))
    write(module="m2")
    write(place=places.other)

    found = notes.notes_on(
        session, select(SupportNote).where(SupportNote.university_id == places.university.id), "lk20", "m1"
    )

    assert found == [second, first]
    assert second.text == "Og dette\nogså"


def test_a_note_is_changed_and_deleted_by_its_own_university(session, places, write, by):
    note = write()

    assert notes.note_of(session, places.other, note.public_id) is None
    assert notes.note_of(session, places.university, note.public_id) is note
    notes.change_note(session, note, course_id="lk20", module_id="m3", text="Nytt", by=by, at=NOW)
    assert [(one.module_id, one.text) for one in notes.notes_of(session, places.university)] == [("m3", "Nytt")]
    notes.delete_note(session, note)
    assert notes.notes_of(session, places.university) == []
