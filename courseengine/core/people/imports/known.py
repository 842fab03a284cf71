"""What is here already, as an import looks it up: places, their teams, and the people of some rows.

Places and teams are asked for once a file, people once a batch. What a file adds stands among
them with a number below zero until it is stored, so that the rows after it find it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from courseengine.core.people.memberships import not_over
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest, Team
from courseengine.core.people.roles import PlaceKind

_numbers = count(1)


@dataclass(slots=True, eq=False)
class Place:
    """A place, stored or about to be."""

    kind: str
    name: str
    number: str | None = None
    owner: "Place | None" = None
    ends_on: date | None = None
    id: int = field(default_factory=lambda: -next(_numbers))
    public_id: str = ""
    starts_on: date | None = None
    successor_id: int | None = None


@dataclass(slots=True, eq=False)
class TeamThere:
    """A team, stored or about to be."""

    place: Place
    kind: str
    name: str
    ended: bool = False
    id: int = field(default_factory=lambda: -next(_numbers))


@dataclass(slots=True, eq=False)
class Held:
    """What a person is at a place, stored or about to be."""

    place_id: int
    team_id: int | None
    role: str
    main: bool
    starts_on: date
    ends_on: date | None = None
    id: int = field(default_factory=lambda: -next(_numbers))


@dataclass(slots=True, eq=False)
class Somebody:
    """A person, stored or about to be, and what the rows so far have said of them."""

    email: str
    name: str
    language: str
    id: int = field(default_factory=lambda: -next(_numbers))
    held: list[Held] = field(default_factory=list)
    asked: set[tuple[int, str]] = field(default_factory=set)
    """the roles that wait to be confirmed: place and role"""
    elsewhere: bool = False
    """whether they are known, and not (only) at the places the file may touch"""
    line: int = 0
    """the first row about them; 0 before any"""
    named: str = ""
    """their name in that row"""
    tongue: tuple[int, str] | None = None
    """the first row that told their language, and which"""
    marked: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    """place → the row that marked the main team there, and the team"""
    stated: dict[int, tuple[int, bool]] = field(default_factory=dict)
    """team → the first row that said whether it is a main team, and what it said"""


class Placed(NamedTuple):
    """Something a person is to be, and where."""

    somebody: Somebody
    held: Held
    place: Place
    team: TeamThere | None


@dataclass
class PeopleChanges:
    """What some rows would change, in the order in which it can be stored."""

    new_places: list[Place] = field(default_factory=list)
    changed_places: dict[int, Place] = field(default_factory=dict)
    new_teams: list[TeamThere] = field(default_factory=list)
    new_people: list[Somebody] = field(default_factory=list)
    changed_people: dict[int, Somebody] = field(default_factory=dict)
    new_held: list[Placed] = field(default_factory=list)
    remade: dict[int, tuple[Somebody, Held]] = field(default_factory=dict)
    """what is ended and begun anew, since it is the main one now, or no more"""
    ended: list[tuple[Somebody, Held, Place]] = field(default_factory=list)
    """what something new takes the place of"""
    leaders: list[tuple[Somebody, Place]] = field(default_factory=list)
    """whoever leads a place by ``new_held``, and did not before"""
    asked: list[tuple[Somebody, Place]] = field(default_factory=list)
    """who is to lead a place when somebody else has confirmed it"""


@dataclass
class Known:
    """The places and teams a file may touch: all of them, or one with what stands below it."""

    home_id: int | None
    places: dict[int, Place] = field(default_factory=dict)
    by_name: defaultdict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, Place] = field(default_factory=dict)
    teams: defaultdict[int, list[TeamThere]] = field(default_factory=lambda: defaultdict(list))
    _asked: set[int] = field(default_factory=set)

    @classmethod
    def at(cls, session: Session, home_id: int | None) -> "Known":
        """Ask for the places."""
        known = cls(home_id)
        owners: dict[int, int | None] = {}
        for id_, owner_id, kind, name, number, *rest in session.execute(known._scope()):
            ends_on, public_id, starts_on, successor_id = rest
            known.add_place(Place(kind, name, number, None, ends_on, id_, public_id, starts_on, successor_id))
            owners[id_] = owner_id
        for id_, owner_id in owners.items():
            known.places[id_].owner = known.places.get(owner_id or 0)
        if known.home and known.home.owner is None and owners[known.home.id]:
            known.home.owner = _above(session, owners[known.home.id] or 0)
        return known

    @property
    def home(self) -> Place | None:
        """The place the file may touch, with what stands below; None for every place."""
        return self.places[self.home_id] if self.home_id else None

    def _scope(self) -> Select[*tuple[Any, ...]]:
        found: Select[*tuple[Any, ...]] = select(
            Organisation.id,
            Organisation.parent_id,
            Organisation.kind,
            Organisation.name,
            Organisation.number,
            Organisation.ends_on,
            Organisation.public_id,
            Organisation.starts_on,
            Organisation.successor_id,
        ).where(Organisation.kind != PlaceKind.OPERATOR)
        if self.home_id is None:
            return found
        return found.where(or_(Organisation.id == self.home_id, Organisation.parent_id == self.home_id))

    def add_place(self, place: Place) -> None:
        """From now on it is known."""
        self.places[place.id] = place
        self.by_name[place.name.casefold()].append(place)
        if place.number:
            self.by_number[place.number] = place

    def stored(self, place: Place, id_: int) -> None:
        """It is stored now, under that number."""
        self.teams[id_] = self.teams.pop(place.id, [])
        del self.places[place.id]
        place.id = id_
        self.places[id_] = place
        self._asked.add(id_)

    def look_up_teams(self, session: Session, place_ids: Iterable[int]) -> None:
        """Ask for the teams of the places that nobody has asked about yet."""
        new = sorted({id_ for id_ in place_ids if id_ > 0} - self._asked)
        if not new:
            return
        self._asked.update(new)
        found = select(Team.id, Team.school_id, Team.kind, Team.name, Team.ended_on).where(Team.school_id.in_(new))
        for id_, school_id, kind, name, ended_on in session.execute(found):
            self.teams[school_id].append(TeamThere(self.places[school_id], kind, name, ended_on is not None, id_))

    def people(self, session: Session, addresses: set[str], *, today: date) -> dict[str, Somebody]:
        """Those of the addresses who are here, with what they are from today on."""
        found = {
            email: Somebody(email, name, language, id_)
            for id_, email, name, language in session.execute(
                select(Person.id, Person.email, Person.name, Person.language).where(Person.email.in_(sorted(addresses)))
            )
        }
        by_id = {somebody.id: somebody for somebody in found.values()}
        here = Membership
        lasting: Select[*tuple[Any, ...]] = (
            select(
                here.person_id, here.organisation_id, here.team_id, here.role, here.main, here.starts_on, here.ends_on,
                here.id,
            )
            .where(here.person_id.in_(sorted(by_id)), not_over(today))
            .order_by(here.id)
        )  # fmt: skip
        for person_id, *held in session.execute(lasting):
            by_id[person_id].held.append(Held(*held))
        waiting = select(RoleRequest.person_id, RoleRequest.organisation_id, RoleRequest.role).where(
            RoleRequest.person_id.in_(sorted(by_id)), RoleRequest.decided_at.is_(None)
        )
        for person_id, place_id, role in session.execute(waiting):
            by_id[person_id].asked.add((place_id, role))
        for somebody in found.values():
            somebody.elsewhere = self.home is not None and not self._all_here(somebody)
        return found

    def _all_here(self, somebody: Somebody) -> bool:
        return bool(somebody.held) and all(one.place_id in self.places for one in somebody.held)

    def called(self, name: str, kinds: Iterable[str]) -> Iterator[Place]:
        """The places of that name and of one of those kinds."""
        wanted = set(kinds)
        return (place for place in self.by_name.get(name.casefold(), ()) if place.kind in wanted)


def _above(session: Session, id_: int) -> Place:
    """The owner of the only school a file may touch: to be compared with, never to be touched."""
    above = session.get_one(Organisation, id_)
    return Place(above.kind, above.name, above.number, None, above.ends_on, above.id, above.public_id)
