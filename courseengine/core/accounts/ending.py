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
from courseengine.core.accounts.entry import was_ever_used
from courseengine.core.accounts.links import end_links, make_link
from courseengine.core.accounts.models import Account, UserSession
from courseengine.core.people.models import Person
from courseengine.core.people.operations import clean_email, clean_name


def change_person(
    session: Session, person: Person, *, name: str, email: str, by: int, at: datetime, sends_mail: bool
) -> str | None:
    """Correct a name or an address; a link that was sent to the old address is worth nothing then.

    Where somebody has come in already the new address waits until it is confirmed by its reader:
    whoever could move an account at once could ask for a new password next, and be somebody else.
    Then this gives the token of the link to send there. Without mail nobody asks for a password.
    """
    if person.id == by:
        raise Invalid("You change your own name and address on the page of your account.", field="email")
    tidy_name, tidy_email = clean_name(name), clean_email(email)
    renamed, moved = tidy_name != person.name, tidy_email != person.email
    if moved and session.scalar(select(Person.id).where(Person.email == tidy_email)) is not None:
        raise _taken()
    person.name = tidy_name
    if renamed:
        _note(session, audit.Event.PERSON_CHANGED, person, by=by, at=at)
    if not moved:
        return None
    end_links(session, person.id, at=at)
    if sends_mail and was_ever_used(session, person.id):
        _note(session, audit.Event.ADDRESS_PROPOSED, person, by=by, at=at)
        return make_link(session, person.id, "address", at=at, email=tidy_email)
    _move(session, person, tidy_email)
    _note(session, audit.Event.ADDRESS_CHANGED, person, by=by, at=at)
    return None


def _move(session: Session, person: Person, email: str) -> None:
    try:
        with session.begin_nested():
            person.email = email
            session.flush()
    except IntegrityError:
        raise _taken() from None


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
    end_links(session, person.id, at=at)
    _note(session, audit.Event.ACCOUNT_ENDED, person, by=by, at=at)


def reopen_account(session: Session, person: Person, *, by: int, at: datetime) -> None:
    """Let the person in again, as what they still are; they sign in anew."""
    account = session.get(Account, person.id, with_for_update=True)
    if account is None or account.ended_at is None:
        return
    account.ended_at = None
    session.flush()
    _note(session, audit.Event.ACCOUNT_REOPENED, person, by=by, at=at)


def _note(session: Session, event: audit.Event, person: Person, *, by: int, at: datetime) -> None:
    audit.record(session, event, at=at, actor_id=by, person_id=person.id, subject=person.public_id)


def _taken() -> Invalid:
    return Invalid("Somebody else has that address.", field="email")
