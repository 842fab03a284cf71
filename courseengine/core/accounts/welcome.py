"""The first way in for people who came with a file: whom to write to, and the links for it.

A link lets its reader choose a password, once, within two weeks. Nobody gets one who has a
password, and nobody gets two for one file.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, false, func, insert, select
from sqlalchemy.orm import Session

from courseengine.core.accounts.models import Account, MailedLink
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.people.models import PeopleImport, PeopleImportRow, Person

HOLDS_FOR = timedelta(days=14)


def expecting(session: Session, file: PeopleImport) -> list[Person]:
    """Those whom the file made, as long as they have neither a password nor a link to one."""
    return list(session.scalars(select(Person).where(*_expecting(file)).order_by(Person.id)))


def number_expecting(session: Session, file: PeopleImport) -> int:
    """How many they are."""
    return session.scalar(select(func.count()).select_from(Person).where(*_expecting(file))) or 0


def make_links(session: Session, persons: Sequence[Person], *, at: datetime) -> list[tuple[Person, str]]:
    """Each with the token of a link of their own."""
    tokens = [(person, secrets.token_urlsafe(32)) for person in persons]
    if tokens:
        same = {"purpose": "password", "email": None, "made_at": at, "expires_at": at + HOLDS_FOR}
        session.execute(
            insert(MailedLink),
            [{"token_hash": hash_token(token), "person_id": person.id, **same} for person, token in tokens],
        )
    return tokens


def without_password(session: Session, import_id: int) -> list[Person]:
    """Everybody in the file who has no password."""
    return list(session.scalars(select(Person).where(_in_file(import_id), ~_has_password()).order_by(Person.id)))


def number_without_password(session: Session, import_id: int) -> int:
    """How many in the file have no password, whether they are here yet or not."""
    row = PeopleImportRow
    having = select(Person.email).where(_has_password())
    counted = select(func.count(row.key.distinct())).where(row.import_id == import_id, row.key.not_in(having))
    return session.scalar(counted) or 0


def _expecting(file: PeopleImport) -> tuple[ColumnElement[bool], ...]:
    if file.state != "done":
        return (false(),)
    written = exists().where(MailedLink.person_id == Person.id)
    return Person.created_at == file.ended_at, _in_file(file.id), ~_has_password(), ~written


def _in_file(import_id: int) -> ColumnElement[bool]:
    return Person.email.in_(select(PeopleImportRow.key).where(PeopleImportRow.import_id == import_id))


def _has_password() -> ColumnElement[bool]:
    return exists().where(Account.person_id == Person.id, Account.password_hash.is_not(None))
