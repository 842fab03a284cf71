"""Two keys in files: whose leaders somebody may name by a file, and what is asked for instead.

An administrator's file gives every role, and whoever acts for an owner names leaders for its
schools, since they stand above. What anybody else's file says of new leaders is asked for: the
file is the first key, and somebody else turns the second. Nobody gives such a role to themself.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.i18n import N_
from courseengine.core.people.imports.known import Held, Place, Somebody
from courseengine.core.people.imports.placing import RowRefused
from courseengine.core.people.models import Membership, RoleRequest
from courseengine.core.people.queries import is_administrator, lasts
from courseengine.core.people.roles import NEEDS_CONFIRMING, Role


@dataclass(frozen=True)
class Importer:
    """Who brings a file; nobody for the command line."""

    person_id: int | None
    gives_all: bool
    owns: frozenset[int] = frozenset()
    """the owners they act for"""

    @classmethod
    def of(cls, session: Session, person_id: int | None, home_id: int | None, *, on: date) -> "Importer":
        """Whoever brings a file of that place, or for the whole installation."""
        if person_id is None or home_id is None or is_administrator(session, person_id, on=on):
            return cls(person_id, gives_all=True)
        acting = (Membership.person_id == person_id, Membership.role == Role.SCHOOL_OWNER, lasts(on))
        return cls(person_id, False, frozenset(session.scalars(select(Membership.organisation_id).where(*acting))))

    def has_to_ask(self, role: Role, somebody: Somebody | None, place: Place) -> bool:
        """Whether somebody else has to confirm that the person gets the role; refuses what one gives oneself."""
        if role not in NEEDS_CONFIRMING or (somebody and leading(somebody, place, role)):
            return False
        if somebody and somebody.id == self.person_id:
            raise RowRefused("role", N_("nobody gives that role to themself. Ask for it: somebody else confirms it."))
        stands_above = place.owner is not None and place.owner.id in self.owns
        return not self.gives_all and not (role is Role.SCHOOL_LEADER and stands_above)


def leading(somebody: Somebody, place: Place, role: Role) -> list[Held]:
    """What makes the person a leader there already, in whichever team and until whichever day."""
    return [one for one in somebody.held if (one.place_id, one.role) == (place.id, role)]


@dataclass
class Outcome:
    """What came of a file and is not done with it: whom to tell, and what else ends."""

    leaders: list[tuple[int, int]] = field(default_factory=list)
    """the new ones: person and place"""
    asked: list[RoleRequest] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    """places whose last day has passed"""

    def new_leaders(self, session: Session, *, on: date) -> list[Membership]:
        """What the new leaders hold, each once at each place."""
        found = [self._held(session, *pair, on=on) for pair in dict.fromkeys(self.leaders)]
        return [one for one in found if one]

    def _held(self, session: Session, person_id: int, place_id: int, *, on: date) -> Membership | None:
        return session.scalar(
            select(Membership)
            .where(
                Membership.person_id == person_id,
                Membership.organisation_id == place_id,
                Membership.role.in_(NEEDS_CONFIRMING),
                lasts(on),
            )
            .order_by(Membership.id)
            .limit(1)
        )
