"""Start passwords: how people get in before anybody has invited them.

They are drawn at random, long enough never to be guessed, without letters that look alike. Whoever
runs the installation hands them out; a person who has a password keeps it.
"""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from courseengine.core.accounts.models import UserSession
from courseengine.core.accounts.operations import set_password

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_A_GROUP = 4, 4


def draw_password() -> str:
    """Sixteen letters and digits (79 bits) in groups of four: "k7mf-2xqa-…"."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def replace_password(session: Session, person_id: int, password: str, *, at: datetime) -> None:
    """Give a person a new password and sign them out everywhere, since the old one may be known."""
    set_password(session, person_id, password)
    session.execute(
        update(UserSession)
        .where(UserSession.person_id == person_id, UserSession.ended_at.is_(None))
        .values(ended_at=at)
    )
