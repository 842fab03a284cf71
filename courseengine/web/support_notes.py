"""What universities say about a module, on the module's page: for those who lead where they are partners.

Whoever only takes part is asked nothing about it, so that the busiest page stays as quick as it was.
A note's text is rendered once and kept by its id and the instant it was written.
"""

from flask import g
from markupsafe import Markup

from courseengine.base.text import render_answer
from courseengine.core.networks.models import SupportNote
from courseengine.core.networks.notes import notes_on
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.web.skeleton import part


def notes_shown(course_id: str, module_id: str) -> Markup:
    """The notes that the one who asks reads on a module; nothing for those who read none."""
    actor = g.actor
    if not (actor.schools_led or actor.schools_resourced or actor.owners or actor.universities):
        return Markup()
    found = notes_on(g.db, SCOPES[Action.READ_SUPPORT_NOTE](actor), course_id, module_id)
    return Markup().join(_box(note) for note in found)


def note_html(note: SupportNote) -> Markup:
    """Its text as safe markup."""
    return part(
        "support_notes/_text.html", note.public_id, note.written_at, more=lambda: {"text": render_answer(note.text)}
    ).fill({})


def _box(note: SupportNote) -> Markup:
    key = (g.language.code, note.public_id, note.written_at, note.university.name)
    box = part(
        "support_notes/_box.html",
        *key,
        university=note.university.name,
        written_on=g.language.day(note.written_at, year=True),
        more=lambda: {"text": render_answer(note.text)},
    )
    return box.fill({})
