"""Which place and team a row of people speaks of; a new one where a file may make it.

Places are known by organisation number, or by name below their owner; teams by name at their
school. Whatever a row and the installation disagree about is refused, since a guess here would
put somebody into the wrong school. Only a file for the whole installation makes places.
"""

from datetime import date

from courseengine.base.i18n import N_
from courseengine.core.people.imports.known import Known, Place, TeamThere
from courseengine.core.people.imports.rows import Row
from courseengine.core.people.imports.said import Said
from courseengine.core.people.operations import roles_at
from courseengine.core.people.roles import PlaceKind, Role, TeamKind

AT_SCHOOL = (PlaceKind.SCHOOL, PlaceKind.KINDERGARTEN, PlaceKind.OTHER)


class RowRefused(Exception):
    """A row that cannot be carried out; ``said`` tells why."""

    def __init__(self, column: str, message: str, **values: str | int) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.said = Said(column, message, values)


def place_of(row: Row, known: Known, today: date) -> tuple[Place, Place | None]:
    """Where the person works, and the owner the row names; nothing is changed."""
    owner = _owner(row, known) if row.owner else None
    acts_for_owner = row.role is Role.SCHOOL_OWNER
    place = owner or _home(row, known) if acts_for_owner else _school(row, known, owner)
    if place.id > 0 and place.id not in known.places:  # above the only place the file may touch
        raise RowRefused("owner", N_('"%(found)s" is not a place you look after.'), found=place.name)
    if row.role not in roles_at(PlaceKind(place.kind)):
        raise RowRefused("role", N_("nobody has that role at %(place)s."), place=place.name)
    if place.ends_on and place.ends_on < today:
        column = "owner" if acts_for_owner else "school"
        raise RowRefused(column, N_("%(place)s has closed."), place=place.name)
    return place, owner


def team_of(row: Row, place: Place, known: Known) -> TeamThere | None:
    """The team at the place, or a new one; nothing is changed."""
    if not row.team:
        return None
    named = [team for team in known.teams[place.id] if team.name.casefold() == row.team.casefold()]
    if row.team_kind or len([team for team in named if not team.ended]) > 1:
        named = [team for team in named if team.kind == (row.team_kind or TeamKind.TEAM)]
    # A new team may have the name of one that has ended; an old file, though, means the old one.
    named = [team for team in named if not team.ended] or named
    if not named:
        return TeamThere(place, (row.team_kind or TeamKind.TEAM).value, row.team)
    if named[0].ended:
        raise RowRefused("team", N_("the team %(team)s has ended."), team=named[0].name)
    return named[0]


def _home(row: Row, known: Known) -> Place:
    """The place whose own file need not name it."""
    if known.home is None:
        raise RowRefused("school", N_("empty: say where the person works."))
    return known.home


def _owner(row: Row, known: Known) -> Place:
    home = known.home
    if home and home.owner and home.owner.name.casefold() == row.owner.casefold():
        return home.owner
    named = list(known.called(row.owner, (PlaceKind.OWNER,)))
    if len(named) > 1:
        raise RowRefused("owner", N_('several are called "%(found)s".'), found=row.owner)
    if named:
        return named[0]
    if home:
        raise RowRefused("owner", N_('"%(found)s" is not a place you look after.'), found=row.owner)
    return Place(PlaceKind.OWNER.value, row.owner)


def _school(row: Row, known: Known, owner: Place | None) -> Place:
    if not row.school and not row.school_number:
        return _home(row, known)
    numbered = known.by_number.get(row.school_number or "")
    if numbered and row.school and numbered.name.casefold() != row.school.casefold():
        message = N_('"%(found)s" is not the name of the place with that number, which is %(place)s.')
        raise RowRefused("school", message, found=row.school, place=numbered.name)
    candidates = [numbered] if numbered else _candidates(row, known, owner)
    if len(candidates) > 1:
        raise RowRefused("school_number", N_('empty, but several are called "%(found)s".'), found=row.school)
    if candidates:
        return _agreeing(row, owner, candidates[0])
    if known.home:
        found = row.school or row.school_number or ""
        raise RowRefused("school", N_('"%(found)s" is not a place you look after.'), found=found)
    if not row.school:
        raise RowRefused("school", N_("empty, and no place has that number."))
    university = row.role is Role.UNIVERSITY_STAFF
    kind = row.school_kind or (PlaceKind.UNIVERSITY if university else PlaceKind.SCHOOL)
    return Place(kind.value, row.school, row.school_number, owner)


def _candidates(row: Row, known: Known, owner: Place | None) -> list[Place]:
    kinds = (PlaceKind.UNIVERSITY,) if row.role is Role.UNIVERSITY_STAFF else AT_SCHOOL
    return [
        place
        for place in known.called(row.school, kinds)
        if owner is None or place.owner is None or place.owner.id == owner.id
    ]


def _agreeing(row: Row, owner: Place | None, place: Place) -> Place:
    if row.school_kind and row.school_kind != place.kind:
        raise RowRefused("school_kind", N_("%(place)s is known as another kind of place."), place=place.name)
    if row.school_number and place.number and place.number != row.school_number:
        message = N_("%(place)s is known under the number %(number)s.")
        raise RowRefused("school_number", message, place=place.name, number=place.number)
    if owner and place.owner and place.owner.id != owner.id:
        raise RowRefused("owner", N_("%(place)s is known under another owner."), place=place.name)
    return place
