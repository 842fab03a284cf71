"""Links in a mail to somebody who has an account: to choose a new password, or to confirm a new address.

Each is for one purpose and once, for an hour. Opening one changes nothing, since mail scanners open
every link they see; the button on the page does.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from courseengine.core.accounts.models import Account, MailedLink
from courseengine.core.accounts.tokens import hash_token, new_token

Purpose = Literal["password", "address"]
LASTS = timedelta(hours=1)


def make_link(session: Session, person_id: int, purpose: Purpose, *, at: datetime, email: str | None = None) -> str:
    """A link for that person; gives its token. ``email`` is the new address to be confirmed."""
    token = new_token()
    session.add(
        MailedLink(
            token_hash=hash_token(token),
            person_id=person_id,
            purpose=purpose,
            email=email,
            made_at=at,
            expires_at=at + LASTS,
        )
    )
    return token


def open_link(session: Session, token: str, purpose: Purpose, *, at: datetime, use: bool = False) -> MailedLink | None:
    """The link of that token; None when it was used, is too old or never was, or the account has ended.

    To ``use`` it locks it first: of two who press the button at once, one is late.
    """
    asked = (
        select(MailedLink)
        .outerjoin(Account, Account.person_id == MailedLink.person_id)
        .where(
            MailedLink.token_hash == hash_token(token),
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > at,
            # Somebody who was imported has no account before the first password.
            or_(Account.person_id.is_(None), Account.ended_at.is_(None)),
        )
    )
    link = session.scalar(asked.with_for_update(of=MailedLink) if use else asked)
    if link is not None and use:
        link.used_at = at
    return link


def end_links(session: Session, person_id: int, *, at: datetime) -> None:
    """Let none of the person's links work any more."""
    session.execute(
        update(MailedLink).where(MailedLink.person_id == person_id, MailedLink.used_at.is_(None)).values(used_at=at)
    )
