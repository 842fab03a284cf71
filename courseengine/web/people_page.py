"""What the pages about people are made of: a list with its search, and what stands beside it.

Whoever runs the installation or acts for an owner leaves a line when they look at a list of names;
a school's own leaders do not, since these are the people they work with. Turning a page or looking
for somebody is the same reading: one line a person, place and hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from flask import g, url_for

from courseengine.base.clock import day_in_oslo
from courseengine.core.accounts.listing import Asked, Listing, Show, Within, people_listed
from courseengine.core.people.models import Organisation
from courseengine.core.people.overview import PlaceRow, TeamRow, places_below, staff_at, teams_with_people
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.people.roles import AT_A_SCHOOL, PlaceKind, Role
from courseengine.web.forms.people import FindForm
from courseengine.web.people_words import people_rows, place_rows, team_rows
from courseengine.web.readings import note_listing
from courseengine.web.role_words import ROLE_NAMES
from courseengine.web.tables import Column, Row

TEAMS_ON_A_PAGE = PLACES_ON_A_PAGE = 15
"""With twenty-five people and the search, a page keeps below sixty things to press."""


class Turn(NamedTuple):
    """A link to another page of a list."""

    href: str
    title: str


@dataclass(frozen=True)
class Part:
    """A page of what stands beside the people: teams, or places."""

    rows: list[Row]
    columns: list[Column]
    previous: Turn | None
    next: Turn | None


@dataclass(frozen=True)
class PeopleList:
    """A page of people, with what was asked for and what may be asked for."""

    form: FindForm
    rows: list[Row]
    columns: list[Column]
    told: list[str]
    """how many there are, and which page this is"""
    previous: Turn | None
    next: Turn | None
    everybody: str
    """the address without the search"""
    roles: list[tuple[str, str]]
    shows: list[tuple[str, str]]
    schools: list[tuple[str, str]]
    teams: list[tuple[str, str]]


@dataclass(frozen=True)
class PlacePage:
    """A place with its people, and its teams or the places below it."""

    place: Organisation
    people: PeopleList
    part: Part | None
    has_teams: bool


def place_page(place: Organisation, form: FindForm, *, at: datetime) -> PlacePage:
    """Put the page of a place together."""
    note_listing(place, at=at)
    today = day_in_oslo(at)
    if place.kind == PlaceKind.OWNER:
        places = places_below(g.db, place.id, on=today)
        asked = Asked(Within.OWNER, place.id, school=_id_of(places, form.school))
        people = _list(asked, form, at=at, schools=places, place=place.public_id)
        return PlacePage(place, people, _places_part(place, places, form, at), has_teams=False)
    if not has_teams(place):  # where everybody is the same, there is nothing to choose a role from
        people = _list(Asked(Within.PLACE, place.id), form, at=at, place=place.public_id)
        return PlacePage(place, replace(people, roles=[]), None, has_teams=False)
    teams = teams_with_people(g.db, place.id, on=today)
    asked = Asked(Within.PLACE, place.id, team=_id_of(teams, form.team))
    people = _list(asked, form, at=at, teams=teams, place=place.public_id)
    return PlacePage(place, people, _teams_part(place, teams, form), has_teams=True)


def everybody_page(form: FindForm, schools: Sequence[PlaceRow], *, at: datetime) -> PeopleList:
    """Everybody there is."""
    note_listing(None, at=at)
    return _list(Asked(Within.EVERYWHERE, school=_id_of(schools, form.school)), form, at=at, schools=schools)


def has_teams(place: Organisation) -> bool:
    """Whether people work in teams there."""
    return place.kind in SCHOOLS and place.kind != PlaceKind.OTHER


def _of_an_account() -> str:
    """Administrators look after accounts, wherever their people are."""
    return url_for("admin.person", person="-person-")


def _list(
    asked: Asked,
    form: FindForm,
    *,
    at: datetime,
    schools: Sequence[PlaceRow] = (),
    teams: Sequence[TeamRow] = (),
    **where: str,
) -> PeopleList:
    _ = g.language.gettext
    asked = replace(asked, role=form.role, show=form.show, text=form.text, page=form.page)
    listing = people_listed(g.db, asked, at=at)
    endpoint = "people.people" if where else "people.everybody"
    address = url_for(endpoint, **where, **form.values())
    one = url_for("roles.person", place="-place-", person="-person-") if where else _of_an_account()
    rows = people_rows(listing.people, g.language, with_places=asked.within is not Within.PLACE, address=one)
    return PeopleList(
        form=form,
        rows=rows,
        columns=[Column(_("Works as"))],
        told=_told(listing),
        previous=_turn(address, "page", listing.page - 1, "people") if listing.page > 1 else None,
        next=_turn(address, "page", listing.page + 1, "people") if listing.goes_on else None,
        everybody=url_for(endpoint, **where),
        roles=[("", _("All")), *((role.value, _(ROLE_NAMES[role])) for role in _roles_within(asked))],
        shows=_shows(with_teams=bool(teams) or asked.within is not Within.PLACE),
        schools=_choices(_("All"), schools),
        teams=_choices(_("All"), teams),
    )


def _told(listing: Listing) -> list[str]:
    told = []
    if listing.total is not None:
        told.append(g.language.ngettext("%(num)d person", "%(num)d people", listing.total))
    if listing.page > 1 or listing.goes_on:
        told.append(g.language.gettext("Page %(page)d", page=listing.page))
    return told


def _roles_within(asked: Asked) -> list[Role]:
    """What one can be where the list reaches."""
    if asked.within is Within.EVERYWHERE:
        return list(ROLE_NAMES)
    more = {Role.SCHOOL_OWNER} if asked.within is Within.OWNER else set()
    return [role for role in ROLE_NAMES if role in AT_A_SCHOOL | more]


def _shows(*, with_teams: bool) -> list[tuple[str, str]]:
    _ = g.language.gettext
    shows = {Show.HERE: _("All"), Show.NEVER: _("Has never signed in"), Show.LEFT: _("Has left")}
    if with_teams:
        shows[Show.NO_TEAM] = _("Is in no team")
    return [(show.value, text) for show, text in shows.items()]


def _choices(everything: str, rows: Sequence[PlaceRow] | Sequence[TeamRow]) -> list[tuple[str, str]]:
    return [("", everything), *((row.public_id, row.name) for row in rows)] if rows else []


def _id_of(rows: Sequence[PlaceRow] | Sequence[TeamRow], public_id: str) -> int | None:
    """The row an address means; one that is not there finds nobody."""
    if not public_id:
        return None
    return next((row.id for row in rows if row.public_id == public_id), 0)


def _places_part(place: Organisation, places: list[PlaceRow], form: FindForm, at: datetime) -> Part:
    shown = places[(form.places - 1) * PLACES_ON_A_PAGE : form.places * PLACES_ON_A_PAGE]
    staff = staff_at(g.db, [row.id for row in shown], on=day_in_oslo(at))
    _ = g.language.gettext
    columns = [Column(_("Teams")), Column(_("People")), Column(_("Leader"))]
    return Part(place_rows(shown, staff, g.language), columns, *_turns(place, len(places), form, "places"))


def _teams_part(place: Organisation, teams: list[TeamRow], form: FindForm) -> Part:
    shown = teams[(form.places - 1) * TEAMS_ON_A_PAGE : form.places * TEAMS_ON_A_PAGE]
    columns = [Column(g.language.gettext("People"))]
    return Part(team_rows(shown, g.language), columns, *_turns(place, len(teams), form, "teams"))


def _turns(place: Organisation, number: int, form: FindForm, anchor: str) -> tuple[Turn | None, Turn | None]:
    address, page = url_for("people.people", place=place.public_id), form.places
    before = _turn(address, "part", page - 1, anchor) if page > 1 else None
    return before, _turn(address, "part", page + 1, anchor) if page * TEAMS_ON_A_PAGE < number else None


def _turn(address: str, name: str, page: int, anchor: str) -> Turn:
    joint = "&" if "?" in address else "?"
    return Turn(f"{address}{joint}{name}={page}#{anchor}", g.language.gettext("Page %(page)d", page=page))
