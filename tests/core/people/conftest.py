"""A school with two teams, its people, and ways to ask who is what there."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from courseengine.core.people.models import Membership, Person
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team

AT = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TODAY = AT.date()
BEFORE = date(2026, 8, 1)


class School:
    """A school that tests fill."""

    def __init__(self, session):
        self.session = session
        self.owner = add_organisation(session, kind="owner", name="Storvik")
        self.place = add_organisation(session, kind="school", name="Furulia skole", parent=self.owner)
        self.a = add_team(session, school=self.place, name="5. trinn")
        self.b = add_team(session, school=self.place, name="6. trinn")
        self.by = self.person("Cecilie", role="school_leader").id

    def person(self, name, team=None, *, role="teacher", main=True, starts_on=BEFORE, email=None):
        """Somebody new at the school."""
        email = email or f"{name.lower().replace(' ', '.')}@furulia.example"
        person = add_person(self.session, name=name, email=email, at=AT)
        self.join(person, team, role=role, main=main, starts_on=starts_on)
        return person

    def join(self, person, team=None, *, role="teacher", main=True, starts_on=BEFORE, place=None):
        """Let somebody be something more."""
        return add_membership(
            self.session, person=person, organisation=place or self.place, role=role, team=team, main=main,
            starts_on=starts_on, at=AT,
        )  # fmt: skip

    def holds(self, person, on=TODAY):
        """(role, team, whether it is the main one) of what somebody is on a day, in the order of the words."""
        self.session.expire_all()
        rows = self.session.scalars(select(Membership).where(Membership.person_id == person.id))
        return sorted(
            (row.role, row.team.name if row.team else "", row.main)
            for row in rows
            if row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)
        )

    def members(self, team, on=TODAY):
        """Who is in a team on a day, by name."""
        people = self.session.scalars(select(Person).order_by(Person.sort_key)).all()
        return [one.name for one in people if any(name == team.name for _, name, _ in self.holds(one, on))]


@pytest.fixture
def school(session):
    """Furulia, with the teams a and b, led by Cecilie."""
    return School(session)
