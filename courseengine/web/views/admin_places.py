"""The places of the installation, for administrators: found, made, changed, closed and merged."""

from http import HTTPStatus
from urllib.parse import urlencode

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.networks.following import follow_places
from courseengine.core.people import places
from courseengine.core.people.models import Organisation, Person
from courseengine.core.people.queries import SCHOOLS, has_ended, in_use
from courseengine.core.people.roles import PlaceKind
from courseengine.core.policy.actions import Action
from courseengine.core.reports import installation
from courseengine.core.runs.adapting import follow_owners
from courseengine.core.runs.operations import end_runs_at
from courseengine.web.forms.dates import day_in
from courseengine.web.forms.people import page_in
from courseengine.web.forms.roles import PlaceForm
from courseengine.web.guard import guard
from courseengine.web.leader_words import Column, Row
from courseengine.web.views.admin import KIND_NAMES, bp
from courseengine.web.words import field_errors

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
KINDS = [kind for kind in PlaceKind if kind is not PlaceKind.OPERATOR]


@bp.get("/places", endpoint="places")
@guard(Action.SEE_PLACES)
def all_places() -> ResponseReturnValue:
    """Every place, to search in: by name, kind and what needs somebody."""
    _, today = g.language.gettext, day_in_oslo(clock.now())
    asked = {name: request.args.get(name, "") for name in ("q", "kind", "which")}
    page = page_in(request.args.get("page", ""))
    found = installation.places(
        g.db,
        text=asked["q"],
        kind=asked["kind"],
        unled=asked["which"] == "unled",
        closed=asked["which"] == "closed",
        page=page,
        on=today,
    )
    return render_template(
        "admin/places.html",
        asked=asked,
        kinds=[("", _("All kinds")), *_kinds()],
        which=[("", _("In use")), ("unled", _("Without a leader")), ("closed", _("Closed"))],
        found=found,
        page=page,
        rows=_rows(found.places),
        columns=[Column(_("Kind")), Column(_("Organisation number")), Column(_("Teams"))],
        before=_page(asked, page - 1) if page > 1 else None,
        after=_page(asked, page + 1) if page * installation.PAGE < found.found else None,
    )


def _page(asked: dict[str, str], number: int) -> str:
    return "?" + urlencode({**{name: value for name, value in asked.items() if value}, "page": number})


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, g.language.gettext(KIND_NAMES[kind])) for kind in KINDS]


def _rows(found: list[installation.Place]) -> list[Row]:
    href = url_for("admin.place", place="-").removesuffix("-")
    names = {kind.value: g.language.gettext(name) for kind, name in KIND_NAMES.items()}
    return [
        Row(
            place.name,
            href + place.public_id,
            [names[place.kind], place.number, str(place.teams) if place.teams else None],
            place.below or "",
        )
        for place in found
    ]


@bp.get("/places/new")
@guard(Action.SEE_PLACES)
def new_place() -> ResponseReturnValue:
    """Ask what the new place is."""
    return _new(PlaceForm(PlaceKind.SCHOOL, "", "", ""))


def _new(form: PlaceForm, errors: dict[str, str] | None = None) -> str:
    return render_template("admin/place_new.html", **_fields(form), errors=errors or {})


@bp.post("/places/new")
@guard(Action.SEE_PLACES)
def make_place() -> ResponseReturnValue:
    """Make a place."""
    form = PlaceForm.read(request.form)
    try:
        place = places.make_place(
            g.db,
            kind=form.kind,
            name=form.name,
            number=form.number or None,
            owner=_owner(form.owner),
            by=g.actor.person_id,
            at=clock.now(),
        )
    except Invalid as refused:
        return _new(form, field_errors(refused, g.language)), REFUSED
    flash(g.language.gettext("%(place)s is made. It has no leader yet: invite one.", place=place.name), "success")
    return redirect(url_for("admin.place", place=place.public_id))


@bp.get("/places/<place>")
@guard(Action.MANAGE_PLACE, place=Organisation)
def place(place: Organisation) -> ResponseReturnValue:
    """One place: what it is, its people, and how it ends."""
    _refuse_operator(place)
    return _place(place, _as_it_is(place))


def _as_it_is(place: Organisation) -> PlaceForm:
    return PlaceForm(place.kind, place.name, place.number or "", place.parent.public_id if place.parent else "")


def _place(place: Organisation, form: PlaceForm, errors: dict[str, str] | None = None) -> str:
    today = day_in_oslo(clock.now())
    return render_template(
        "admin/place.html",
        place=place,
        has_ended=has_ended(place, on=today),
        **_fields(form, place),
        errors=errors or {},
    )


def _fields(form: PlaceForm, place: Organisation | None = None) -> dict[str, object]:
    """What the fields of a place need: the kinds and owners to choose from."""
    owned = place is None or place.kind in SCHOOLS
    today = day_in_oslo(clock.now())
    owners = _named(Organisation.kind == PlaceKind.OWNER, in_use(today)) if owned else []
    kinds = _kinds() if place is None else [one for one in _kinds() if (one[0] in SCHOOLS) == (place.kind in SCHOOLS)]
    return {"form": form, "kinds": kinds, "owners": [("", g.language.gettext("None")), *owners] if owned else []}


def _named(*conditions: ColumnElement[bool]) -> list[tuple[str, str]]:
    """The places under these conditions, by name; two of one name are told apart by their number."""
    found = g.db.execute(
        select(Organisation.public_id, Organisation.name, Organisation.number)
        .where(*conditions)
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [(public_id, f"{name} ({number})" if number else name) for public_id, name, number in found]


@bp.post("/places/<place>")
@guard(Action.MANAGE_PLACE, place=Organisation)
def change_place(place: Organisation) -> ResponseReturnValue:
    """Give it another name, number, kind or owner."""
    _refuse_operator(place)
    form = PlaceForm.read(request.form)
    try:
        places.change_place(
            g.db,
            place,
            kind=form.kind if form.kind in set(PlaceKind) else place.kind,
            name=form.name,
            number=form.number or None,
            owner=_owner(form.owner),
            by=g.actor.person_id,
            at=clock.now(),
        )
    except Invalid as refused:
        return _place(place, form, field_errors(refused, g.language)), REFUSED
    follow_owners(g.db)
    flash(g.language.gettext("Saved."), "success")
    return redirect(url_for("admin.place", place=place.public_id))


@bp.get("/places/<place>/close")
@guard(Action.MANAGE_PLACE, place=Organisation)
def closing(place: Organisation) -> ResponseReturnValue:
    """Ask for the last day, and say what follows."""
    _refuse_operator(place)
    return render_template("admin/place_close.html", place=place, typed="", errors={})


@bp.post("/places/<place>/close")
@guard(Action.MANAGE_PLACE, place=Organisation)
def close_place(place: Organisation) -> ResponseReturnValue:
    """Let the place have a last day."""
    _refuse_operator(place)
    at, typed = clock.now(), request.form.get("last_day", "").strip()
    last_day = day_in(typed)
    errors = {} if last_day else {"last_day": g.language.gettext("Write a date, such as 1.12.2026.")}
    if last_day:
        try:
            places.close_place(g.db, place, last_day=last_day, by=g.actor.person_id, at=at)
        except Invalid as refused:
            errors = field_errors(refused, g.language)
    if errors:
        return render_template("admin/place_close.html", place=place, typed=typed, errors=errors), REFUSED
    if last_day and last_day < day_in_oslo(at):
        end_runs_at(g.db, place, at=at)
        follow_places(g.db, at=at)
    flash(g.language.gettext("%(place)s has a last day now.", place=place.name), "success")
    return redirect(url_for("admin.place", place=place.public_id))


@bp.get("/places/<place>/merge")
@guard(Action.MANAGE_PLACE, place=Organisation)
def merging(place: Organisation) -> ResponseReturnValue:
    """Ask which place takes over, and say what follows."""
    _refuse_operator(place)
    return _merge(place, {})


def _merge(place: Organisation, errors: dict[str, str]) -> str:
    today = day_in_oslo(clock.now())
    heirs = [("", g.language.gettext("Choose")), *_named(*places.may_take_over(place, today))]
    return render_template(
        "admin/place_merge.html", place=place, heirs=heirs, chosen=request.form.get("successor", ""), errors=errors
    )


@bp.post("/places/<place>/merge")
@guard(Action.MANAGE_PLACE, place=Organisation)
def merge_place(place: Organisation) -> ResponseReturnValue:
    """Let another place take over from today."""
    _refuse_operator(place)
    at = clock.now()
    chosen = request.form.get("successor", "")
    successor = g.db.scalar(select(Organisation).where(Organisation.public_id == chosen))
    if successor is None:
        return _merge(place, {"successor": g.language.gettext("Choose the place that takes over.")}), REFUSED
    me = g.db.get_one(Person, g.actor.person_id)
    with_leaders = request.form.get("leaders") == "1"
    try:
        places.merge_place(g.db, place, successor, with_leaders=with_leaders, by=me, at=at)
    except Invalid as refused:
        return _merge(place, field_errors(refused, g.language)), REFUSED
    end_runs_at(g.db, place, at=at)
    follow_owners(g.db)
    follow_places(g.db, at=at)
    flash(g.language.gettext("%(place)s has taken over.", place=successor.name), "success")
    return redirect(url_for("admin.place", place=successor.public_id))


def _owner(public_id: str) -> Organisation | None:
    return g.db.scalar(select(Organisation).where(Organisation.public_id == public_id)) if public_id else None


def _refuse_operator(place: Organisation) -> None:
    """Whoever runs the installation is no place of the list."""
    if place.kind == PlaceKind.OPERATOR:
        raise NotFound
