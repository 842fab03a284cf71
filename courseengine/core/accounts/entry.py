"""Who gets in with which password, and what happens when one gets a new one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core import audit
from courseengine.core.accounts.links import end_links
from courseengine.core.accounts.models import Account
from courseengine.core.accounts.passwords import check_password, hash_password, is_outdated
from courseengine.core.accounts.sessions import end_sessions
from courseengine.core.people.models import Person


def find_account(session: Session, email: str, password: str) -> Person | None:
    """The person who gets in with that address and password; None for any reason not to."""
    found = session.execute(
        select(Person, Account)
        .join(Account, Account.person_id == Person.id)
        .where(Person.email == email.strip().lower())
    ).one_or_none()
    person, account = found if found else (None, None)
    if not check_password(account.password_hash if account else None, password):
        return None
    if account is None or not may_enter(account):
        return None
    return person


def person_at(session: Session, email: str) -> Person | None:
    """The person whose address it is, unless the account has ended; also one who has no password yet."""
    found = session.execute(
        select(Person, Account)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.email == email.strip().lower())
    ).one_or_none()
    person, account = found if found else (None, None)
    return None if account is not None and not may_enter(account) else person


def may_enter(account: Account) -> bool:
    """Whether the account is in use; the one question for every way in."""
    return account.ended_at is None


def has_password(session: Session, person_id: int) -> bool:
    """Whether the person has a password at all."""
    account = session.get(Account, person_id)
    return account is not None and account.password_hash is not None


def was_ever_used(session: Session, person_id: int) -> bool:
    """Whether the person has a way in, or has been here."""
    account = session.get(Account, person_id)
    return account is not None and (account.password_hash is not None or account.first_signed_in_at is not None)


def knows_password(session: Session, person_id: int, password: str) -> bool:
    """Whether that is the person's password, asked for again before something that matters."""
    account = session.get(Account, person_id)
    return check_password(account.password_hash if account else None, password)


def renew_hash(session: Session, person_id: int, password: str) -> None:
    """Hash the password again when it was hashed with weaker settings than today's."""
    account = session.get(Account, person_id)
    if account and account.password_hash and is_outdated(account.password_hash):
        account.password_hash = hash_password(password)


def set_password(session: Session, person_id: int, password: str) -> None:
    """Give a person a way in, or a new password."""
    account = session.get(Account, person_id)
    if account is None:
        session.add(Account(person_id=person_id, password_hash=hash_password(password)))
    else:
        account.password_hash = hash_password(password)


def replace_password(session: Session, person_id: int, password: str, *, at: datetime, by: int | None = None) -> None:
    """Give a person a new password, and end every session and link of theirs, since the old one may be known."""
    set_password(session, person_id, password)
    end_sessions(session, person_id, at=at)
    end_links(session, person_id, at=at)
    audit.record(session, audit.Event.PASSWORD_CHANGED, at=at, actor_id=by, person_id=person_id)
