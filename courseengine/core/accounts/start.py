"""Start passwords: how people get in before anybody has invited them.

They are drawn at random, long enough never to be guessed, without letters that look alike. Whoever
runs the installation hands them out; a person who has a password keeps it.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.accounts.models import Account
from courseengine.core.people.models import Person

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_A_GROUP = 4, 4


def draw_password() -> str:
    """Sixteen letters and digits (79 bits) in groups of four: "k7mf-2xqa-…"."""
    return draw_letters(GROUPS, IN_A_GROUP)


def draw_letters(groups: int, in_a_group: int) -> str:
    """Letters and digits in groups, as they are read from a paper and typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(in_a_group)) for _ in range(groups))


def without_password(session: Session, person_ids: Sequence[int]) -> list[Person]:
    """Those of the persons who have no password, in the order they were asked for."""
    having = set(session.scalars(select(Account.person_id).where(Account.password_hash.is_not(None))))
    lacking = [id_ for id_ in person_ids if id_ not in having]
    return [person for person in (session.get(Person, id_) for id_ in lacking) if person is not None]
