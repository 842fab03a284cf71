"""Between the password and the code: no session yet, only a sealed word that the password was right.

It travels in a hidden field, holds for ten minutes, and holds no longer once the password is
changed. It gives nobody more than the password did.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from courseengine.core.accounts.entry import may_enter
from courseengine.core.accounts.models import Account
from courseengine.core.people.models import Person

HOLDS = timedelta(minutes=10)


class FirstStep(NamedTuple):
    """Whose password was right."""

    person_id: int
    email: str


def sealed(session: Session, person: Person, *, at: datetime) -> str:
    """That the person's password was right at that time."""
    account = session.get_one(Account, person.id)
    return str(_seal().dumps([person.id, person.email, int(at.timestamp()), _mark(account)]))


def unsealed(session: Session, text: str, *, at: datetime) -> FirstStep | None:
    """Whose password was right; None when we did not say so, or too long ago, or it holds no longer."""
    try:
        person_id, email, said_at, mark = _seal().loads(text)
    except BadData:
        return None
    account = session.get(Account, person_id)
    if account is None or not may_enter(account) or mark != _mark(account):
        return None
    return FirstStep(person_id, email) if at.timestamp() - said_at < HOLDS.total_seconds() else None


def _mark(account: Account) -> str:
    """What changes with the password, and tells nothing of it."""
    return sha256((account.password_hash or "").encode()).hexdigest()[:16]


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="first step")
