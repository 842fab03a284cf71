"""How an administrator changes and ends somebody's account, and opens it again.

Ending is for somebody who may no longer come in anywhere. It signs them out everywhere at once; what
they are and have done stays, and so it can be opened again. Leaving one place is another matter:
see ``leaders.leave``.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.accounts.models import Account, MailedLink, UserSession
from courseengine.core.people.models import Person
from courseengine.core.people.operations import clean_email, clean_name


def change_person(session: Session, person: Person, *, name: str, email: str, by: int, at: datetime) -> None:
    """Correct a name or an address; a link that was sent to the old address is worth nothing then."""
    tidy_name, tidy_email = clean_name(name), clean_email(email)
    renamed, moved = tidy_name != person.name, tidy_email != person.email
    if moved and session.scalar(select(Person.id).where(Person.email == tidy_email)) is not None:
        raise _taken()
    try:
        with session.begin_nested():
            person.name, person.email = tidy_name, tidy_email
            session.flush()
    except IntegrityError:
        raise _taken() from None
    if moved:
        _end_links(session, person, at=at)
        _note(session, audit.Event.ADDRESS_CHANGED, person, by=by, at=at)
    if renamed:
        _note(session, audit.Event.PERSON_CHANGED, person, by=by, at=at)


def end_account(session: Session, person: Person, *, by: int, at: datetime) -> None:
    """Let the person in nowhere any more, and sign them out everywhere."""
    if person.id == by:
        raise Invalid("You cannot end your own account.")
    account = session.get(Account, person.id, with_for_update=True)
    if account is None:
        account = Account(person_id=person.id, password_hash=None)
        session.add(account)
    if account.ended_at is not None:
        return
    account.ended_at = at
    session.flush()
    session.execute(
        update(UserSession)
        .where(UserSession.person_id == person.id, UserSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    _end_links(session, person, at=at)
    _note(session, audit.Event.ACCOUNT_ENDED, person, by=by, at=at)


def reopen_account(session: Session, person: Person, *, by: int, at: datetime) -> None:
    """Let the person in again, as what they still are; they sign in anew."""
    account = session.get(Account, person.id, with_for_update=True)
    if account is None or account.ended_at is None:
        return
    account.ended_at = None
    session.flush()
    _note(session, audit.Event.ACCOUNT_REOPENED, person, by=by, at=at)


def _end_links(session: Session, person: Person, *, at: datetime) -> None:
    session.execute(
        update(MailedLink).where(MailedLink.person_id == person.id, MailedLink.used_at.is_(None)).values(used_at=at)
    )


def _note(session: Session, event: audit.Event, person: Person, *, by: int, at: datetime) -> None:
    audit.record(session, event, at=at, actor_id=by, person_id=person.id, subject=person.public_id)


def _taken() -> Invalid:
    return Invalid("Somebody else has that address.", field="email")
