"""A university's notes of support to modules; its partner schools read them on the module's page."""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid
from courseengine.core.networks import notes
from courseengine.core.networks.models import SupportNote
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.web.forms.networks import SEPARATOR, pair_in
from courseengine.web.guard import guard
from courseengine.web.module_links import address_of_module, module_choices, modules_known, whole_name
from courseengine.web.plan_nav import plan_nav
from courseengine.web.support_notes import note_html

bp = Blueprint("support_notes", __name__)


@bp.get("/places/<place>/notes")
@guard(Action.WRITE_SUPPORT_NOTES, place=Organisation)
def of_university(place: Organisation) -> ResponseReturnValue:
    """What the university has written, and a form to write; or to change one that the address names."""
    changing = notes.note_of(g.db, place, request.args.get("note", ""))
    return _page(place, changing, *_stored(changing), {})


@bp.post("/places/<place>/notes")
@guard(Action.WRITE_SUPPORT_NOTES, place=Organisation)
def write(place: Organisation) -> ResponseReturnValue:
    """Keep a note: a new one, or one that is changed."""
    _, text, module = g.language.gettext, request.form.get("text", ""), request.form.get("module", "")
    changing = notes.note_of(g.db, place, request.form.get("note", ""))
    chosen = pair_in(module) if module in dict(module_choices()) else None
    errors = {} if chosen else {"module": _("Choose a module.")}
    if chosen is not None:
        said = {"course_id": chosen[0], "module_id": chosen[1], "text": text}
        by = {"by": g.actor.person_id, "at": clock.now()}
        try:
            if changing is not None:
                notes.change_note(g.db, changing, **said, **by, seen=request.form.get("seen", ""))  # type: ignore[arg-type]  # put together above
            else:
                notes.write_note(g.db, place, **said, **by)  # type: ignore[arg-type]  # put together above
        except Invalid as error:
            errors[error.field] = _(error.message, **error.values)
        except Conflict as error:
            # With what is stored now as seen: whoever saves again means it.
            return _page(place, changing, module, text, {"": _(error.message)}), HTTPStatus.CONFLICT
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("support_notes.of_university", place=place.public_id))
    return _page(place, changing, module, text, errors), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/places/<place>/notes/delete")
@guard(Action.WRITE_SUPPORT_NOTES, place=Organisation)
def delete(place: Organisation) -> ResponseReturnValue:
    """Take a note away."""
    note = notes.note_of(g.db, place, request.form.get("note", ""))
    if note is not None:
        notes.delete_note(g.db, note)
        flash(g.language.gettext("The note is deleted."), "success")
    return redirect(url_for("support_notes.of_university", place=place.public_id))


def _stored(note: SupportNote | None) -> tuple[str, str]:
    return (f"{note.course_id}{SEPARATOR}{note.module_id}", note.text) if note else ("", "")


def _page(place: Organisation, changing: SupportNote | None, module: str, text: str, errors: dict[str, str]) -> str:
    known = {(one.plan.course.id, one.module.id): one for one in modules_known()}
    written = [
        (note, note_html(note), known.get((note.course_id, note.module_id)))
        for note in notes.notes_of(g.db, place)
        if note is not changing
    ]
    return render_template(
        "support_notes/university.html",
        place=place,
        nav=plan_nav(place),
        notes=[
            (note, html, (address_of_module(on), whole_name(on.module)) if on else None) for note, html, on in written
        ],
        changing=changing,
        module=module,
        text=text,
        modules=[("", g.language.gettext("Choose")), *module_choices()],
        errors=errors,
    )
