"""Anne, who has an account; and a school with two teams, its owner, and those who look after it."""

from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from courseengine.core.accounts import invitations
from courseengine.core.accounts.brake import Brake
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import Account
from courseengine.core.people.models import Person
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from courseengine.core.people.roles import PlaceKind, Role
from tests.instants import oslo

NOON = oslo(2026, 11, 22, 12, 0)
AT = oslo(2026, 11, 25, 12, 0)
TODAY = AT.date()
SECRET = b"a secret of at least thirty-two bytes"
PASSWORD = "grønn stol under bordet"
BRAKE = Brake.of("sign_in", "anne@demo.example", "192.0.2.1", SECRET)


@pytest.fixture
def anne(session: Session) -> Person:
    """Somebody with a password."""
    person = add_person(session, name="Anne Lie", email="anne@demo.example", at=NOON)
    set_password(session, person.id, PASSWORD)
    session.flush()
    return person


def furnish(session):
    """Put the places and people into a database."""
    here = SimpleNamespace()
    here.owner = add_organisation(session, kind=PlaceKind.OWNER, name="Skogvik kommune")
    here.school = add_organisation(session, kind=PlaceKind.SCHOOL, name="Furulia skole", parent=here.owner)
    here.elsewhere = add_organisation(session, kind=PlaceKind.SCHOOL, name="Solli skole")
    here.university = add_organisation(session, kind=PlaceKind.UNIVERSITY, name="Universitetet")
    here.operator = add_organisation(session, kind=PlaceKind.OPERATOR, name="Drift")
    here.team = add_team(session, school=here.school, name="Trinn 5–7")
    here.other_team = add_team(session, school=here.school, name="Realfag")
    here.their_team = add_team(session, school=here.elsewhere, name="Hele skolen")
    for key, place, role in (
        ("cecilie", here.school, Role.SCHOOL_LEADER),
        ("anne", here.school, Role.TEACHER),
        ("eva", here.owner, Role.SCHOOL_OWNER),
        ("hanna", None, None),
    ):
        person = add_person(session, name=key.capitalize(), email=f"{key}@demo.example", at=AT)
        session.add(Account(person_id=person.id, password_hash="argon2"))
        setattr(here, key, person)
        if place:
            add_membership(session, person=person, organisation=place, role=role, at=AT)
    session.flush()
    return here


@pytest.fixture
def here(session):
    return furnish(session)


def invite(session, here, email="ny@demo.example", role=Role.TEACHER, **more):
    """Invite somebody to the school, by its leader, unless told otherwise."""
    given = {"by": here.cecilie, "at": AT, "language": "nb", **more}
    place = given.pop("place", here.school)
    return invitations.invite(session, place, email, role, **given)


def accept(session, token, *, at=AT, vouched=True, **more):
    """Use an invitation."""
    return invitations.accept(session, token, at=at, vouched=vouched, **more)


def new(session, token, **more):
    """Use an invitation as somebody nobody knew before."""
    return accept(session, token, name="Ny Lærer", password=PASSWORD, **more)
