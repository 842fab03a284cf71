"""A form that could not be taken, kept for its owner.

It was sent after the sign-in had ended, with a token that was out of date, or while the database
was busy. It comes back filled in, to the one who wrote it and to nobody else: through a sign-in it
travels sealed with its owner's number, and somebody else who signs in does not see it.
"""

from dataclasses import dataclass, replace

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from courseengine.core.accounts.models import UserSession
from courseengine.core.accounts.tokens import hash_token
from courseengine.web.guard import database

NEVER_KEPT = frozenset({"csrf_token", "password", "new_password", "again", "code", "first_step"})
LONGEST = 400_000
"""characters of a sealed form"""
TEXTS = frozenset({"body", "minutes", "decision"})
LONG = 40
"""characters from which a field counts as something written"""


@dataclass(frozen=True)
class KeptForm:
    """What was sent, and where to."""

    to: str
    fields: tuple[tuple[str, str], ...]
    """name and value; a name may come several times"""
    owner: int = 0
    """whose sign-in it was sent with; 0 when nobody asked or knows"""

    @property
    def text(self) -> tuple[str, str] | None:
        """The field with what the person wrote, to show; the others are carried along."""
        written = [
            (name, value)
            for name, value in self.fields
            if name in TEXTS or (len(value) > LONG and not name.endswith("_base"))
        ]
        return max(written, key=lambda pair: len(pair[1]), default=None)

    def sealed(self) -> str:
        """For a hidden field: signed, so that nobody makes one up."""
        return str(_seal().dumps([self.to, self.fields, self.owner]))


def sent_form() -> KeptForm:
    """What this request sent; never a password or a code."""
    fields = tuple(pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_KEPT)
    return KeptForm(request.path, fields)


def sent_by_its_owner() -> KeptForm:
    """The same, with its owner: by the cookie of a sign-in that has ended."""
    return replace(sent_form(), owner=_owner())


def unsealed(text: str) -> KeptForm | None:
    """The form that waits behind a sign-in, if there is one and we sealed it."""
    if not text or len(text) > LONGEST:
        return None
    try:
        to, fields, owner = _seal().loads(text)
    except BadData:
        return None
    return KeptForm(to, tuple((name, value) for name, value in fields), owner)


def _owner() -> int:
    token = session.get("_user_id")
    if not token:
        return 0
    with database.reading() as asking:
        whose = select(UserSession.person_id).where(UserSession.token_hash == hash_token(token))
        return asking.scalar(whose) or 0


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="kept form")
