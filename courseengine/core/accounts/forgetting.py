"""What the room forgets when it has outlived its purpose, as ``models.py`` says of each table."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_
from sqlalchemy.orm import Session

from courseengine.core.accounts.brake import FORGET_AFTER
from courseengine.core.accounts.models import FailedSignIn, Invitation, JoinCode, MailedLink, UserSession
from courseengine.core.accounts.sessions import IDLE, IN_ALL

A_DAY = timedelta(days=1)
A_MONTH = timedelta(days=30)
A_YEAR = timedelta(days=365)


def forget(session: Session, *, at: datetime) -> None:
    """Sessions and invitations after a month, mailed links and failed tries after a day, join codes after a year."""
    since = at - A_MONTH
    over = (
        UserSession.ended_at < since,
        # One that nobody ended was over when it had been idle too long, or had lasted too long.
        UserSession.seen_at < since - IDLE,
        UserSession.started_at < since - IN_ALL,
    )
    session.execute(delete(UserSession).where(or_(*over)))
    session.execute(
        delete(Invitation).where(
            func.coalesce(Invitation.used_at, Invitation.withdrawn_at, Invitation.expires_at) < since
        )
    )
    session.execute(delete(MailedLink).where(func.coalesce(MailedLink.used_at, MailedLink.expires_at) < at - A_DAY))
    session.execute(delete(FailedSignIn).where(FailedSignIn.last_at < at - FORGET_AFTER))
    session.execute(delete(JoinCode).where(JoinCode.ended_at < at - A_YEAR))
