"""A municipality with two schools, and people to make something of."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.audit import AuditLine
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
SEPTEMBER = date(2026, 9, 1)


@dataclass
class Town:
    """Adds people to places, and tells what they are."""

    session: Session
    owner: Organisation
    furulia: Organisation
    bjorkelia: Organisation

    def person(self, name: str = "Somebody") -> Person:
        """Add somebody who is nothing yet."""
        return add_person(self.session, name=name, email=f"{secrets.token_hex(6)}@example.org", at=NOW)

    def belongs(
        self, person: Person, place: Organisation, role: str = "teacher", *, team: Team | None = None, **more
    ) -> Membership:
        """Make somebody something there, since September unless told otherwise."""
        asked = {"starts_on": SEPTEMBER} | more
        return add_membership(
            self.session,
            person=person,
            organisation=place,
            role=role,
            team=team,
            main=team is not None,
            at=NOW,
            **asked,
        )

    def team(self, name: str, place: Organisation | None = None, kind: str = "team") -> Team:
        """Add a team, at Furulia unless told otherwise."""
        return add_team(self.session, school=place or self.furulia, name=name, kind=kind)

    def held(self, person: Person, *, on: date = TODAY) -> list[tuple[str, str, str | None, bool]]:
        """Place, role, team and whether it is the main one, for what holds that day."""
        rows = self.session.scalars(select(Membership).where(Membership.person_id == person.id).order_by(Membership.id))
        return [
            (row.organisation.name, row.role, row.team.name if row.team else None, row.main)
            for row in rows
            if row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)
        ]

    def told(self) -> list[tuple[str, int | None, int | None]]:
        """Event, person and place of every line in the log after the world was made."""
        lines = self.session.scalars(select(AuditLine).where(AuditLine.id > self.first).order_by(AuditLine.id))
        return [(line.event, line.person_id, line.organisation_id) for line in lines]

    def forget_log(self) -> None:
        """Look only at what is logged from now on."""
        self.session.flush()
        self.first = max(self.session.scalars(select(AuditLine.id)), default=0)


def build_town(session: Session) -> Town:
    """Make the places."""
    owner = add_organisation(session, kind="owner", name="Storvik")
    furulia = add_organisation(session, kind="school", name="Furulia", number="123456785", parent=owner)
    town = Town(session, owner, furulia, add_organisation(session, kind="school", name="Bjørkelia", parent=owner))
    town.forget_log()
    return town
