"""A file of people or places: brought, looked at, carried out.

Bringing a file changes nothing but that it is there to be looked at; one button carries all of it
out. Short files are read at once. Long ones are read by the worker, and the page comes back by
itself until that is done.
"""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, NotFound
from courseengine.base.i18n import N_
from courseengine.core.accounts.welcome import expecting, make_links, number_expecting
from courseengine.core.networks.following import follow_places
from courseengine.core.people.imports import staging
from courseengine.core.people.imports.applying import WorldChanged
from courseengine.core.people.imports.applying import apply as carry_out
from courseengine.core.people.imports.leading import Outcome
from courseengine.core.people.imports.said import Fate
from courseengine.core.people.models import Organisation, PeopleImport, PeopleImportRow
from courseengine.core.policy.actions import Action
from courseengine.core.runs.adapting import follow_owners
from courseengine.core.runs.operations import end_runs_at
from courseengine.integrations import imports
from courseengine.integrations.people_files import FORMS, MOST_BYTES
from courseengine.web import import_words as words
from courseengine.web.forms.imports import BringForm
from courseengine.web.forms.people import page_in
from courseengine.web.guard import guard
from courseengine.web.letters import address_of, sends_mail, write_to
from courseengine.web.place_nav import place_nav
from courseengine.web.role_letters import tell_deciders, tell_of_new_leader
from courseengine.web.security import takes_file

bp = Blueprint("imports", __name__)

ROWS_SHOWN = 50
LOOK_AGAIN = "2"
"""seconds; a header, so that it needs no script"""


@bp.get("/places/<place>/import")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def new(place: Organisation) -> ResponseReturnValue:
    """Choose a file of the place's people."""
    return _page_at(place)


@bp.post("/places/<place>/import")
@takes_file(MOST_BYTES)
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def bring(place: Organisation) -> ResponseReturnValue:
    """Take a file of the place's people, and show what it would do."""
    form = BringForm.read(request.form, request.files, what="people")
    return _page_at(place, form) if form.errors else _brought(form, place)


@bp.get("/admin/import")
@guard(Action.SEE_PLACES)
def everywhere() -> ResponseReturnValue:
    """Choose a file for the whole installation."""
    return _page_everywhere()


@bp.post("/admin/import")
@takes_file(MOST_BYTES)
@guard(Action.SEE_PLACES)
def bring_everywhere() -> ResponseReturnValue:
    """Take a file for the whole installation, and show what it would do."""
    form = BringForm.read(request.form, request.files)
    return _page_everywhere(form) if form.errors else _brought(form, None)


@bp.get("/places/<place>/import/example.csv")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def example(place: Organisation) -> ResponseReturnValue:
    """A file to fill in with the place's people."""
    return _as_file(words.example("people", place, g.language), "people.csv")


@bp.get("/admin/import/<what>.csv")
@guard(Action.SEE_PLACES)
def example_everywhere(what: str) -> ResponseReturnValue:
    """A file to fill in with people or places."""
    if what not in FORMS:
        raise NotFound
    return _as_file(words.example(what, None, g.language), f"{what}.csv")


@bp.get("/imports/<file>")
@guard(Action.SEE_IMPORT, file=PeopleImport)
def preview(file: PeopleImport) -> ResponseReturnValue:
    """How far the reading has come; then what each row would do; then what was done."""
    if file.state == "dropped":
        raise NotFound
    if file.state in ("waiting", "reading"):
        response = make_response(render_template("imports/reading.html", file=file, back=_back(file)))
        response.headers["Refresh"] = LOOK_AGAIN
        return response
    if file.state == "refused":
        problems = words.problems(file, g.language)
        return render_template("imports/refused.html", file=file, problems=problems, back=_back(file))
    return _rows_page(file)


@bp.post("/imports/<file>")
@guard(Action.SEE_IMPORT, file=PeopleImport)
def apply(file: PeopleImport) -> ResponseReturnValue:
    """Carry it out; when the installation has changed meanwhile, compare it again instead."""
    at = clock.now()
    try:
        with g.db.begin_nested():
            outcome = carry_out(g.db, file, at=at)
        _follow(file, outcome, at=at)
    except (WorldChanged, IntegrityError):
        changed = WorldChanged()
        g.db.refresh(file)
        staging.compare_again(g.db, file, at=at)
        imports.read_at_once(g.db, current_app.extensions["data_dir"], file, at=at)
        flash(g.language.gettext(str(changed)))
    return redirect(url_for("imports.preview", file=file.public_id))


@bp.post("/imports/<file>/drop")
@guard(Action.SEE_IMPORT, file=PeopleImport)
def drop(file: PeopleImport) -> ResponseReturnValue:
    """Forget the file."""
    staging.drop(g.db, file, at=clock.now())
    imports.discard(current_app.extensions["data_dir"], file.public_id)
    return redirect(_back(file))


@bp.get("/imports/<file>/refused.csv")
@guard(Action.SEE_IMPORT, file=PeopleImport)
def refused(file: PeopleImport) -> ResponseReturnValue:
    """The refused rows with their reasons, to be mended and brought again."""
    found = staging.kept_rows(g.db, file.id, PeopleImportRow.fate == Fate.REFUSED.value)
    rows = [row for some in found for row in some]
    return _as_file(words.refused_rows(file.what, rows, g.language), "refused.csv")


@bp.post("/imports/<file>/letters")
@guard(Action.SEE_IMPORT, file=PeopleImport)
def letters(file: PeopleImport) -> ResponseReturnValue:
    """Write to those who are new, so that they can choose a password."""
    if not sends_mail():
        raise Conflict(N_("No mail goes out from here, so nobody can be invited."))
    at, inviter = clock.now(), g.actor.name
    staging.hold(g.db, file)  # pressed twice at once, the second finds that the first has written
    made = make_links(g.db, expecting(g.db, file), at=at)
    for person, token in made:
        address = address_of("mailed.password", token=token)
        write_to(g.db, "welcome", email=person.email, language=person.language, at=at, address=address, inviter=inviter)
    told = g.language.ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", len(made))
    flash(told, "success")
    return redirect(url_for("imports.preview", file=file.public_id))


def _follow(file: PeopleImport, outcome: Outcome, *, at: datetime) -> None:
    """What follows a file beyond the room of people: letters about leaders, and what becomes of runs."""
    for place_id in outcome.over:
        end_runs_at(g.db, g.db.get_one(Organisation, place_id), at=at)
    follow_owners(g.db)
    follow_places(g.db, at=at)
    if not sends_mail():
        return
    new = outcome.new_leaders(g.db, on=day_in_oslo(at))
    # Whoever brought the file knows, and those who came with it learn of one another by their invitations.
    knowing = {g.actor.person_id, *(membership.person_id for membership in new)}
    for membership in new:
        tell_of_new_leader(g.db, membership, by=g.actor.person_id, at=at, but=knowing)
    for asked in outcome.asked:
        tell_deciders(g.db, asked, at=at)


def _brought(form: BringForm, place: Organisation | None) -> ResponseReturnValue:
    """Keep the file, read it if it is short, and show it."""
    at, data_dir = clock.now(), current_app.extensions["data_dir"]
    home = place.id if place else None
    for before in staging.unfinished(g.db, by=g.actor.person_id, organisation_id=home):
        staging.drop(g.db, before, at=at)
        imports.discard(data_dir, before.public_id)
    file = staging.bring(g.db, what=form.what, file=form.name, organisation_id=home, by=g.actor.person_id, at=at)
    path = imports.keep(data_dir, file.public_id, form.content)
    try:
        imports.read_at_once(g.db, data_dir, file, at=at)
    except BaseException:  # nothing is noted of it, so nobody would take it away
        path.unlink(missing_ok=True)
        raise
    return redirect(url_for("imports.preview", file=file.public_id))


def _page_at(place: Organisation, form: BringForm | None = None) -> ResponseReturnValue:
    page = render_template("imports/new.html", place=place, nav=place_nav(place), errors=_errors(form))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK


def _page_everywhere(form: BringForm | None = None) -> ResponseReturnValue:
    what = form.what if form else request.args.get("what", "people")
    page = render_template("imports/everywhere.html", what=what, errors=_errors(form))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK


def _rows_page(file: PeopleImport) -> ResponseReturnValue:
    """The rows of one fate, fifty at a time, below how many have which."""
    counts = staging.row_counts(g.db, file.id)
    there = [fate for fate in words.FATE_NAMES if counts[fate]]
    asked = next((fate for fate in there if fate == request.args.get("rows")), there[0] if there else None)
    pages = -(-counts[asked] // ROWS_SHOWN) if asked else 1
    page = min(page_in(request.args.get("page", "")), pages)
    rows = staging.page_of_rows(g.db, file.id, asked, page=page, size=ROWS_SHOWN) if asked else []
    return render_template(
        "imports/rows.html",
        file=file,
        counts=counts,
        there=[(fate, g.language.gettext(words.FATE_NAMES[fate])) for fate in there],
        asked=asked,
        rows=[words.shown(row, file.what, g.language) for row in rows],
        page=page,
        more=page < pages,
        touched=staging.number_touched(g.db, file.id),
        new=number_expecting(g.db, file) if sends_mail() else 0,
        back=_back(file),
    )


def _errors(form: BringForm | None) -> dict[str, str]:
    return {name: g.language.gettext(text) for name, text in form.errors.items()} if form else {}


def _back(file: PeopleImport) -> str:
    """Where one brings the next file."""
    if file.organisation:
        return url_for("imports.new", place=file.organisation.public_id)
    return url_for("imports.everywhere", what=file.what)


def _as_file(text: str, name: str) -> ResponseReturnValue:
    response = make_response(text)
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
