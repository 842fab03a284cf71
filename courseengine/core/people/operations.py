"""How places, teams, persons and memberships come to be.

Each verb makes one row, or refuses with a sentence. Organisation numbers carry a check digit and
are checked by it; addresses are kept in lower case, one person each; every role that is given
leaves a line in the audit log.
"""

import re
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.base.i18n import LANGUAGES
from courseengine.core import audit
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.queries import has_ended
from courseengine.core.people.roles import AT_A_SCHOOL, IN_A_TEAM, PlaceKind, Role, TeamKind

LONGEST_NAME = 200
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+")
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def add_organisation(
    session: Session, *, kind: str, name: str, number: str | None = None, parent: Organisation | None = None
) -> Organisation:
    """Add an owner, a school, a kindergarten, a university or the operator."""
    place = Organisation(
        kind=PlaceKind(kind).value,
        name=clean_name(name),
        number=clean_number(number) if number else None,
        parent=parent,
    )
    if place.number and session.scalar(select(Organisation.id).where(Organisation.number == place.number)):
        raise Conflict(f"There is already a place with the organisation number {place.number}.")
    session.add(place)
    session.flush()
    return place


def add_team(session: Session, *, school: Organisation, name: str, kind: str = TeamKind.TEAM) -> Team:
    """Add a team to a school or kindergarten."""
    team = Team(school_id=school.id, kind=TeamKind(kind).value, name=clean_name(name))
    same = (Team.school_id == school.id, Team.kind == team.kind, Team.name == team.name, Team.ended_on.is_(None))
    if session.scalar(select(Team.id).where(*same)):
        raise Conflict(f"{school.name} already has a team of that kind called {team.name}.")
    team.school = school
    session.add(team)
    session.flush()
    return team


def add_person(session: Session, *, name: str, email: str, at: datetime, language: str = "nb") -> Person:
    """Add somebody. They get in once their account has a password."""
    if language not in LANGUAGES:
        raise Invalid("The language is one of nb, nn and en.", field="language")
    person = Person(name=clean_name(name), email=clean_email(email), language=language, created_at=at)
    if session.scalar(select(Person.id).where(Person.email == person.email)):
        raise Conflict(f"There is already a person with the address {person.email}.")
    session.add(person)
    session.flush()
    return person


def add_membership(
    session: Session,
    *,
    person: Person,
    organisation: Organisation,
    role: str,
    at: datetime,
    team: Team | None = None,
    main: bool = False,
    starts_on: date | None = None,
    ends_on: date | None = None,
    granted_by: Person | None = None,
) -> Membership:
    """Make the person something at a place that is in use, from today unless told otherwise."""
    role, starts_on = Role(role), starts_on or day_in_oslo(at)
    if has_ended(organisation, on=starts_on):
        raise Invalid("%(place)s has closed: nobody can join it.", field="organisation", place=organisation.name)
    # Nobody belongs to a place for longer than there is one.
    ends_on = min((day for day in (ends_on, organisation.ends_on) if day is not None), default=None)
    if ends_on is not None and ends_on < starts_on:
        raise Invalid("A membership cannot end before it begins.", field="ends_on")
    if team is not None and (team.school_id != organisation.id or role not in IN_A_TEAM):
        raise Invalid("A team's members belong to its school, in a role that works in teams.", field="team")
    if team is not None and team.ended_on is not None:
        raise Invalid("That team has ended.", field="team")
    if role is Role.TEAM_LEADER and team is None:
        raise Invalid("A team leader leads a team: say which.", field="team")
    if role not in roles_at(PlaceKind(organisation.kind)):
        raise Invalid("Nobody has that role at a place of that kind.", field="role")
    membership = Membership(
        person=person,
        organisation=organisation,
        team=team,
        role=role.value,
        main=main and team is not None,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(membership)
    session.flush()
    audit.record(
        session,
        audit.Event.ROLE_GRANTED,
        at=at,
        actor_id=granted_by.id if granted_by else None,
        person_id=person.id,
        team_id=team.id if team else None,
        organisation_id=organisation.id,
        subject=f"{organisation.public_id}:{role}",
    )
    return membership


def make_admin(session: Session, person: Person, *, operator: str, at: datetime) -> Membership | None:
    """Let the person run the installation, under the name of whoever runs it; None when they already do."""
    place = session.scalar(select(Organisation).where(Organisation.kind == PlaceKind.OPERATOR))
    if place is None:
        place = add_organisation(session, kind=PlaceKind.OPERATOR, name=operator)
    lasting = (Membership.role == Role.ADMIN, Membership.ends_on.is_(None))
    if session.scalar(select(Membership.id).where(Membership.person_id == person.id, *lasting)):
        return None
    return add_membership(session, person=person, organisation=place, role=Role.ADMIN, at=at)


def end_now(session: Session, membership: Membership, *, by: int | None, at: datetime) -> None:
    """Let it hold no longer from this instant: its last day was yesterday, or the day before it began.

    Sessions that are open feel it at their next request, since who asks is read from what holds today.
    """
    last = max(day_in_oslo(at) - timedelta(days=1), membership.starts_on - timedelta(days=1))
    if membership.ends_on is not None and membership.ends_on <= last:
        return
    membership.ends_on = last
    session.flush()
    record_end(session, membership, by=by, at=at)


def record_end(session: Session, membership: Membership, *, by: int | None, at: datetime) -> None:
    """Leave a line in the log that it ends."""
    audit.record(
        session,
        audit.Event.ROLE_ENDED,
        at=at,
        actor_id=by,
        person_id=membership.person_id,
        team_id=membership.team_id,
        organisation_id=membership.organisation_id,
        subject=f"{membership.organisation.public_id}:{membership.role}",
    )


def clean_name(name: str) -> str:
    """The name on one line, without control characters and double spaces."""
    tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    if not tidy:
        raise Invalid("A name is missing.", field="name")
    if len(tidy) > LONGEST_NAME:
        raise Invalid("The name is longer than %(most)d characters.", field="name", most=LONGEST_NAME)
    return tidy


def clean_email(email: str) -> str:
    """The address in lower case."""
    tidy = email.strip().lower()
    if len(tidy) > LONGEST_EMAIL or not tidy.isprintable() or not _EMAIL.fullmatch(tidy):
        raise Invalid(
            'An e-mail address such as kari@skolen.no was expected, found "%(found)s".', field="email", found=tidy[:80]
        )
    return tidy


def clean_number(number: str) -> str:
    """The nine digits of an organisation number whose check digit is right."""
    digits = "".join(number.split())
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise Invalid('Nine digits were expected, found "%(found)s".', field="number", found=number.strip()[:40])
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11
    if (11 - rest) % 11 != int(digits[8]):
        raise Invalid(
            "%(found)s is no organisation number: its last digit does not follow from the others.",
            field="number",
            found=digits,
        )
    return digits


def roles_at(kind: PlaceKind) -> frozenset[Role]:
    """What one can be at a place of that kind."""
    match kind:
        case PlaceKind.SCHOOL | PlaceKind.KINDERGARTEN:
            return AT_A_SCHOOL
        case PlaceKind.OWNER:
            return frozenset({Role.SCHOOL_OWNER})
        case PlaceKind.UNIVERSITY:
            return frozenset({Role.UNIVERSITY_STAFF})
        case PlaceKind.OTHER:
            return frozenset({Role.TEACHER})
        case PlaceKind.OPERATOR:
            return frozenset({Role.ADMIN})
