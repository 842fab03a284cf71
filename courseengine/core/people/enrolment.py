"""The rows of a people file, carried out: what is there is kept, what is new is added.

Places are known by organisation number, or by name below their owner; teams by name at their
school; persons by address. Whatever the rows and the database disagree about is a problem with
its row, since a guess here would put somebody into the wrong school.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import DomainError
from courseengine.core import audit
from courseengine.core.people import operations
from courseengine.core.people.importer import Problems, Row
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.roles import PlaceKind, Role, TeamKind

_AT_ONCE = 500


class Fate(IntEnum):
    """What an import did to a thing; the stronger one wins when several rows speak of it."""

    UNCHANGED = 0
    CHANGED = 1
    CREATED = 2


@dataclass
class Report:
    """What an import did."""

    fates: dict[str, dict[int, Fate]] = field(
        default_factory=lambda: {"places": {}, "teams": {}, "people": {}, "memberships": {}}
    )
    """places, teams, people, memberships → id → what became of it"""
    people: dict[str, Person] = field(default_factory=dict)
    """address → the person, for everybody in the file"""

    def note(self, what: str, id_: int, fate: Fate) -> None:
        """Remember what became of a thing."""
        self.fates[what][id_] = max(fate, self.fates[what].get(id_, Fate.UNCHANGED))

    def counts(self) -> dict[str, dict[str, int]]:
        """Of each sort of thing, how many were created, changed and left as they were."""
        return {
            what: {fate.name.lower(): sum(one is fate for one in fates.values()) for fate in reversed(Fate)}
            for what, fates in self.fates.items()
        }

    @property
    def did_something(self) -> bool:
        """Whether anything is different now."""
        return any(fate for fates in self.fates.values() for fate in fates.values())


def import_people(session: Session, file: str, rows: list[Row], *, at: datetime, by: int | None = None) -> Report:
    """Carry out the rows, or refuse them all with every reason."""
    problems = Problems(file)
    work = _Enrolment(session, at=at, by=session.get(Person, by) if by else None, problems=problems)
    work.look_up(rows)
    for row in rows:
        work.carry_out(row)
    problems.refuse_if_any()
    if work.report.did_something:
        audit.record(session, audit.Event.PEOPLE_IMPORTED, at=at, actor_id=by)
    session.flush()
    return work.report


class _Enrolment:
    def __init__(self, session: Session, *, at: datetime, by: Person | None, problems: Problems) -> None:
        self.session, self.at, self.by, self.problems = session, at, by, problems
        self.report = Report()
        self.today: date = day_in_oslo(at)
        self.places = list(session.scalars(select(Organisation)))
        self.teams: dict[int, list[Team]] = {}
        self.persons: dict[str, Person] = {}
        self.memberships: dict[int, list[Membership]] = {}

    def look_up(self, rows: list[Row]) -> None:
        """Fetch everybody the rows speak of, some hundred at a time."""
        addresses = list({row.email for row in rows})
        lasting = or_(Membership.ends_on.is_(None), Membership.ends_on >= self.today)
        for start in range(0, len(addresses), _AT_ONCE):
            some = Person.email.in_(addresses[start : start + _AT_ONCE])
            for person in self.session.scalars(select(Person).where(some)):
                self.persons[person.email] = person
            for membership in self.session.scalars(select(Membership).join(Membership.person).where(some, lasting)):
                self.memberships.setdefault(membership.person_id, []).append(membership)

    def carry_out(self, row: Row) -> None:
        """One row; what cannot be done is noted, and the next row has its turn."""
        column = "owner"
        try:
            owner = self._owner(row) if row.owner else None
            column = "school"
            place = owner if row.role is Role.SCHOOL_OWNER else self._school(row, owner)
            if place is None:
                return
            column = "team"
            team = self._team(row, place) if row.team else None
            column = "name"
            person = self._person(row)
            column = "role"
            self._membership(row, person, place, team)
        except DomainError as error:
            self.problems.add(row.line, column, str(error))

    def _owner(self, row: Row) -> Organisation:
        named = [place for place in self._called(row.owner) if place.kind == PlaceKind.OWNER]
        if named:
            self.report.note("places", named[0].id, Fate.UNCHANGED)
            return named[0]
        return self._new_place(PlaceKind.OWNER, row.owner)

    def _school(self, row: Row, owner: Organisation | None) -> Organisation | None:
        numbered = next(
            (place for place in self.places if row.school_number and place.number == row.school_number), None
        )
        if numbered is not None and numbered.name.casefold() != row.school.casefold():
            self.problems.add(
                row.line,
                "school",
                f'found "{row.school}", expected "{numbered.name}", which has that organisation number',
            )
            return None
        university = row.role is Role.UNIVERSITY_STAFF
        candidates = [numbered] if numbered else self._candidates(row, owner, university=university)
        if len(candidates) > 1:
            self.problems.add(
                row.line, "school_number", f'empty, but several are called "{row.school}": expected the number'
            )
            return None
        if not candidates:
            kind = row.school_kind or (PlaceKind.UNIVERSITY if university else PlaceKind.SCHOOL)
            return self._new_place(kind, row.school, number=row.school_number, parent=owner)
        return self._known_school(row, owner, candidates[0])

    def _candidates(self, row: Row, owner: Organisation | None, *, university: bool) -> list[Organisation]:
        kinds = {PlaceKind.UNIVERSITY} if university else {PlaceKind.SCHOOL, PlaceKind.KINDERGARTEN}
        below = {None, owner.id} if owner else None
        return [
            place
            for place in self._called(row.school)
            if place.kind in kinds and (below is None or place.parent_id in below)
        ]

    def _known_school(self, row: Row, owner: Organisation | None, place: Organisation) -> Organisation | None:
        if row.school_kind and row.school_kind != place.kind:
            self.problems.add(
                row.line, "school_kind", f"found {row.school_kind}, expected {place.kind}, as it is known"
            )
            return None
        if row.school_number and place.number and place.number != row.school_number:
            self.problems.add(
                row.line, "school_number", f"found {row.school_number}, expected {place.number}, as it is known"
            )
            return None
        if owner and place.parent_id not in (None, owner.id):
            self.problems.add(
                row.line, "owner", f'found "{owner.name}", expected the owner that {place.name} is known under'
            )
            return None
        fate = Fate.UNCHANGED
        if row.school_number and not place.number:
            place.number, fate = row.school_number, Fate.CHANGED
        if owner and place.parent_id is None:
            place.parent, place.parent_id, fate = owner, owner.id, Fate.CHANGED
        self.report.note("places", place.id, fate)
        return place

    def _called(self, name: str) -> list[Organisation]:
        return [place for place in self.places if place.name.casefold() == name.casefold()]

    def _new_place(
        self, kind: PlaceKind, name: str, *, number: str | None = None, parent: Organisation | None = None
    ) -> Organisation:
        place = operations.add_organisation(self.session, kind=kind, name=name, number=number, parent=parent)
        self.places.append(place)
        self.report.note("places", place.id, Fate.CREATED)
        return place

    def _team(self, row: Row, place: Organisation) -> Team:
        if place.id not in self.teams:
            self.teams[place.id] = list(
                self.session.scalars(select(Team).where(Team.school_id == place.id, Team.ended_on.is_(None)))
            )
        teams = self.teams[place.id]
        named = [team for team in teams if team.name.casefold() == row.team.casefold()]
        if row.team_kind or len(named) > 1:
            named = [team for team in named if team.kind == (row.team_kind or TeamKind.TEAM)]
        if named:
            self.report.note("teams", named[0].id, Fate.UNCHANGED)
            return named[0]
        team = operations.add_team(self.session, school=place, name=row.team, kind=row.team_kind or TeamKind.TEAM)
        teams.append(team)
        self.report.note("teams", team.id, Fate.CREATED)
        return team

    def _person(self, row: Row) -> Person:
        person = self.persons.get(row.email)
        if person is None:
            person = operations.add_person(
                self.session, name=row.name, email=row.email, language=row.language or "nb", at=self.at
            )
            self.persons[row.email] = person
            self.report.note("people", person.id, Fate.CREATED)
        elif (person.name, person.language) != (row.name, row.language or person.language):
            person.name, person.language = row.name, row.language or person.language
            self.report.note("people", person.id, Fate.CHANGED)
        self.report.note("people", person.id, Fate.UNCHANGED)
        self.report.people[row.email] = person
        return person

    def _membership(self, row: Row, person: Person, place: Organisation, team: Team | None) -> None:
        held = self.memberships.setdefault(person.id, [])
        key = (place.id, team.id if team else None, row.role.value)
        known = next((one for one in held if (one.organisation_id, one.team_id, one.role) == key), None)
        others = [one for one in held if one is not known and one.main]
        main = row.main if row.main is not None else known.main if known else team is not None and not others
        if known is None:
            known = operations.add_membership(
                self.session,
                person=person,
                organisation=place,
                team=team,
                role=row.role,
                main=main,
                at=self.at,
                granted_by=self.by,
            )
            held.append(known)
            self.report.note("memberships", known.id, Fate.CREATED)
        elif known.main != main:
            known.main = main
            self.report.note("memberships", known.id, Fate.CHANGED)
        self.report.note("memberships", known.id, Fate.UNCHANGED)
        if main:
            for other in others:
                other.main = False
                self.report.note("memberships", other.id, Fate.CHANGED)
