"""Networks across schools: those a place looks after, those one belongs to, and each network's page.

A region's page shows its year: its leader networks, the course and its subject networks side by
side. Places are named to everybody who sees a network; people only to its members and to those who
look after it.
"""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.networks import operations, queries
from courseengine.core.networks.gatherings import is_soon
from courseengine.core.networks.help import the_one
from courseengine.core.networks.models import Network
from courseengine.core.networks.operations import REGION, NetworkDraft
from courseengine.core.networks.region import school_year_of
from courseengine.core.networks.spans import span_of
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.progress.publications import published_in
from courseengine.web import network_pages as pages
from courseengine.web.forms.networks import SEPARATOR, NetworkForm, pair_in
from courseengine.web.guard import guard, may
from courseengine.web.network_letters import tell_cancelled
from courseengine.web.plan_nav import plan_nav
from courseengine.web.words import field_errors

bp = Blueprint("networks", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/networks")
@guard(Action.SEE_CALENDAR)
def mine() -> ResponseReturnValue:
    """The networks one sees."""
    found = queries.networks_in(g.db, SCOPES[Action.SEE_NETWORK](g.actor))
    return render_template(
        "networks/mine.html",
        rows=pages.network_rows(found, at=clock.now()),
        columns=pages.network_columns(g.language),
        is_asked=queries.is_asked(g.db, universities=g.actor.universities, person_id=g.actor.person_id),
    )


@bp.get("/places/<place>/networks")
@guard(Action.START_NETWORK, place=Organisation)
def at_place(place: Organisation) -> ResponseReturnValue:
    """The networks a place looks after, and those of others that it belongs to."""
    at = clock.now()
    return render_template(
        "networks/place.html",
        place=place,
        nav=plan_nav(place),
        rows=pages.network_rows(queries.looked_after_by(g.db, place), at=at),
        columns=pages.network_columns(g.language),
        belongs=queries.places_networks(g.db, place),
        kind_names=pages.KIND_NAMES,
    )


@bp.post("/places/<place>/networks/leave")
@guard(Action.START_NETWORK, place=Organisation)
def leave(place: Organisation) -> ResponseReturnValue:
    """Let the place belong to a network no longer."""
    asked = request.form.get("network", "")
    theirs = queries.places_networks(g.db, place)
    member = next((one for one in theirs if one.network.public_id == asked), None)
    if member is not None:
        operations.end_member(g.db, member, by=g.actor.person_id, at=clock.now())
        said = g.language.gettext("%(place)s has left %(network)s.", place=place.name, network=member.network.name)
        flash(said, "success")
    return redirect(url_for("networks.at_place", place=place.public_id))


@bp.get("/places/<place>/networks/new")
@guard(Action.START_NETWORK, place=Organisation)
def new(place: Organisation) -> ResponseReturnValue:
    """Ask what the network is to be."""
    return _form_page(place, None, NetworkForm(), {})


@bp.post("/places/<place>/networks/new")
@guard(Action.START_NETWORK, place=Organisation)
def make(place: Organisation) -> ResponseReturnValue:
    """Begin a network."""
    form = NetworkForm.read(request.form)
    try:
        made = operations.make_network(g.db, place, _draft(form), by=g.actor.person_id, at=clock.now())
    except Invalid as error:
        return _form_page(place, None, form, field_errors(error, g.language)), UNPROCESSABLE
    flash(g.language.gettext("The network is made. Now add its members."), "success")
    return redirect(url_for("networks.network", network=made.public_id))


@bp.get("/networks/<network>")
@guard(Action.SEE_NETWORK, network=Network)
def network(network: Network) -> ResponseReturnValue:
    """What a network is about, who belongs to it, and when it meets."""
    return _network_page(network)


@bp.get("/networks/<network>/change")
@guard(Action.MANAGE_NETWORK, network=Network)
def change(network: Network) -> ResponseReturnValue:
    """Show what is said about it, to be changed."""
    course = f"{network.course_id}{SEPARATOR}{network.schedule}" if network.course_id else ""
    form = NetworkForm(
        network.kind,
        network.name,
        network.about,
        network.parent.public_id if network.parent else "",
        course,
        str(network.school_year or ""),
    )
    return _form_page(network.organisation, network, form, {})


@bp.post("/networks/<network>/change")
@guard(Action.MANAGE_NETWORK, network=Network)
def changed(network: Network) -> ResponseReturnValue:
    """Say something else about it."""
    form = NetworkForm.read(request.form)
    try:
        said = {"by": g.actor.person_id, "at": clock.now(), "seen": request.form.get("seen", "")}
        operations.change_network(g.db, network, _draft(form, network), **said)
    except Conflict as error:
        # With what is stored now as seen: whoever saves again means it.
        errors = {"": g.language.gettext(error.message)}
        return _form_page(network.organisation, network, form, errors), HTTPStatus.CONFLICT
    except Invalid as error:
        return _form_page(network.organisation, network, form, field_errors(error, g.language)), UNPROCESSABLE
    return _back(network, g.language.gettext("Saved."))


@bp.post("/networks/<network>/members")
@guard(Action.MANAGE_NETWORK, network=Network)
def add_members(network: Network) -> ResponseReturnValue:
    """Let places that are ticked, one that is named, and a person belong to it."""
    named, person = request.form.get("named", "").strip(), request.form.get("person", "").strip()
    at, by = clock.now(), g.actor.person_id
    ticked = request.form.getlist("places")
    near = queries.places_near(g.db, network.organisation, on=day_in_oslo(at))
    places = [one for one in near if one.public_id in ticked]
    try:
        if not (places or named or person):
            raise Invalid("Choose or write who is to be a member.", field="places")
        if named:
            places.append(_place_named(named))
        for place in places:
            operations.add_place(g.db, network, place, by=by, at=at)
        if person:
            people = queries.people_of(g.db, network.organisation, on=day_in_oslo(at))
            meant = the_one(people, person, " ".join(person.split()).casefold())
            operations.add_person(g.db, network, meant, by=by, at=at)
    except Invalid as error:
        typed = {"named": named, "person": person, "places": ticked}
        field = error.field if error.field != "place" else "named" if named else "places"
        errors = {field: g.language.gettext(error.message, **error.values)}
        return _network_page(network, typed=typed, errors=errors), UNPROCESSABLE
    return _back(network, g.language.gettext("Saved."))


@bp.post("/networks/<network>/members/end")
@guard(Action.MANAGE_NETWORK, network=Network)
def end_member(network: Network) -> ResponseReturnValue:
    """Let a place or a person belong to it no longer."""
    member = queries.member_of(g.db, network, request.form.get("member", ""))
    if member is not None:
        operations.end_member(g.db, member, by=g.actor.person_id, at=clock.now())
    return _back(network, g.language.gettext("Saved."))


@bp.post("/networks/<network>/leave")
@guard(Action.SEE_NETWORK, network=Network)
def leave_myself(network: Network) -> ResponseReturnValue:
    """Belong to it no longer: whoever was made a member may go."""
    member = queries.membership_of(g.db, network, g.actor.person_id)
    if member is None:
        raise NotFound
    operations.end_member(g.db, member, by=g.actor.person_id, at=clock.now())
    flash(g.language.gettext("You have left %(network)s.", network=network.name), "success")
    return redirect(url_for("networks.mine"))


@bp.get("/networks/<network>/end")
@guard(Action.MANAGE_NETWORK, network=Network)
def end(network: Network) -> ResponseReturnValue:
    """Ask before it ends, and say what happens."""
    if network.ended_on is not None:
        raise NotFound
    return render_template("networks/end.html", network=network)


@bp.post("/networks/<network>/end")
@guard(Action.MANAGE_NETWORK, network=Network)
def ended(network: Network) -> ResponseReturnValue:
    """Let it be no more, and tell those who counted on a gathering in the next days."""
    at, by = clock.now(), g.actor.person_id
    if network.ended_on is None:
        for gathering in operations.end_network(g.db, network, by=by, at=at):
            if is_soon(span_of(gathering), at=at):
                tell_cancelled(g.db, gathering, by=by, at=at)
    flash(g.language.gettext("%(network)s has ended.", network=network.name), "success")
    return redirect(url_for("networks.at_place", place=network.organisation.public_id))


def _network_page(
    network: Network, *, typed: dict[str, object] | None = None, errors: dict[str, str] | None = None
) -> str:
    at = clock.now()
    manages = may(Action.MANAGE_NETWORK, network)
    is_region = network.kind == REGION
    gatherings = queries.gatherings_of(g.db, [network.id], SCOPES[Action.SEE_GATHERING](g.actor))
    today = day_in_oslo(at)
    members = queries.members_of(g.db, network)
    known = {one.organisation_id for one in members.places}
    near = queries.places_near(g.db, network.organisation, on=today) if manages and not network.ended_on else []
    return render_template(
        "networks/network.html",
        network=network,
        kind=pages.KIND_NAMES[network.kind],
        year=pages.region_year(network, _year(), at=at) if is_region else None,
        to_come=pages.gathering_rows([one for one in gatherings if one.ends_on >= today], at=at),
        past=pages.gathering_rows([one for one in gatherings[::-1] if one.ends_on < today], at=at),
        columns=pages.gathering_columns(g.language),
        shown=published_in(g.db, [network.id], SCOPES[Action.READ_PUBLICATION](g.actor)),
        members=members,
        is_member=any(one.person_id == g.actor.person_id for one in members.people),
        names=may(Action.SEE_NETWORK_PEOPLE, network),
        sees_parent=network.parent is not None and may(Action.SEE_NETWORK, network.parent),
        manages=manages and network.ended_on is None,
        near=[(one.public_id, one.name) for one in near if one.id not in known],
        typed=typed or {},
        errors=errors or {},
    )


def _form_page(place: Organisation, network: Network | None, form: NetworkForm, errors: dict[str, str]) -> str:
    _ = g.language.gettext
    regions = queries.regions_in(g.db, SCOPES[Action.SEE_NETWORK](g.actor))
    now = school_year_of(day_in_oslo(clock.now()))
    return render_template(
        "networks/form.html",
        place=place,
        network=network,
        seen=operations.seen_of(network) if network else "",
        form=form,
        errors=errors,
        kinds=pages.kind_choices(g.language),
        regions=[("", _("None")), *((one.public_id, one.name) for one in regions if one is not network)],
        courses=[("", _("None")), *pages.course_choices(g.language)],
        years=[
            ("", _("As the dates are")),
            *((str(year), pages.year_name(year)) for year in range(now - 1, now + 3)),
        ],
    )


def _draft(form: NetworkForm, network: Network | None = None) -> NetworkDraft:
    """What the form says; a region or a course that is not there is as good as none."""
    regions = queries.regions_in(g.db, SCOPES[Action.SEE_NETWORK](g.actor))
    parent = next((one for one in regions if one.public_id == form.parent), None)
    if network is not None and parent is None and network.parent and network.parent.public_id == form.parent:
        parent = network.parent  # one that whoever changes the network does not see
    offered = dict(pages.course_choices(g.language))
    course = pair_in(form.course) if form.course in offered else None
    return NetworkDraft(
        kind=form.kind,
        name=form.name,
        about=form.about,
        parent=parent if form.kind != REGION else None,
        course_id=course[0] if course else None,
        schedule=course[1] if course else None,
        school_year=form.year,
    )


def _place_named(text: str) -> Organisation:
    found = queries.places_called(g.db, text, on=day_in_oslo(clock.now()))
    if not found:
        raise Invalid(
            "There is no place called “%(name)s”. Write the name as it stands in the national register, or the number.",
            field="named",
            name=text,
        )
    if len(found) > 1:
        raise Invalid("Several places have that name. Write the organisation number instead.", field="named")
    return found[0]


def _year() -> int | None:
    text = request.args.get("year", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None


def _back(network: Network, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("networks.network", network=network.public_id))
