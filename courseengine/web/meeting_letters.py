"""Who hears at once that a meeting is moved, cancelled or takes place after all, and who is asked about one.

Those invited and nobody else, each in their own language; not whoever made the change. A letter
says what, when, where and why, and names nobody. Whether one was held that nobody has recorded is
asked of those who can say, once.
"""

from datetime import datetime

from flask import g
from sqlalchemy.orm import Session

from courseengine.base.i18n import Language, language
from courseengine.core.meetings.asking import who_can_say
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import addresses_of, invited_to
from courseengine.core.meetings.timing import is_soon
from courseengine.web.letters import address_of, write_to


def tell_if_soon(
    session: Session,
    meeting: Meeting,
    message: str,
    *,
    before: datetime,
    at: datetime,
    invited: frozenset[int] | None = None,
    stays: bool = True,
) -> None:
    """Write to those invited when it was to be, or is now to be, within two days.

    ``invited`` are those who were, where they no longer are. What does not stay, since it is
    deleted, is linked to nowhere.
    """
    if not is_soon(before, meeting.starts_at, at=at):
        return
    session.flush()
    invited = people_invited(session, meeting) if invited is None else invited
    same = {
        "title": meeting.title,
        "place": meeting.place,
        "online": meeting.link,
        "because": meeting.cancelled_because,
        "link": address_of("team.meeting", meeting=meeting.public_id) if stays else "",
        "file": address_of("feeds.meeting", meeting=meeting.public_id) if stays else "",
    }
    for email, code in addresses_of(session, invited):
        theirs = language(code)
        then, now = _when(before, theirs), _when(meeting.starts_at, theirs)
        write_to(session, message, email=email, language=code, at=at, before=then, now=now, **same)


def invite_guest(session: Session, meeting: Meeting, public_id: str, *, at: datetime) -> None:
    """Write to somebody of the school who is invited by name."""
    asked = [one.person_id for one in invited_to(session, meeting) if one.public_id == public_id]
    for email, code in addresses_of(session, asked):
        write_to(
            session,
            "meeting_guest",
            email=email,
            language=code,
            at=at,
            title=meeting.title,
            place=meeting.place,
            online=meeting.link,
            now=_when(meeting.starts_at, language(code)),
            link=address_of("team.meeting", meeting=meeting.public_id),
            file=address_of("feeds.meeting", meeting=meeting.public_id),
        )


def ask_about(session: Session, meeting: Meeting, *, at: datetime) -> None:
    """Ask those who can say whether a meeting was held that nobody has recorded."""
    for email, code in addresses_of(session, who_can_say(session, meeting, at=at)):
        write_to(
            session,
            "meeting_unrecorded",
            email=email,
            language=code,
            at=at,
            title=meeting.title,
            now=_when(meeting.starts_at, language(code)),
            link=address_of("team.meeting", meeting=meeting.public_id),
        )


def people_invited(session: Session, meeting: Meeting) -> frozenset[int]:
    """Everybody else whom it calls."""
    return frozenset(one.person_id for one in invited_to(session, meeting)) - {g.actor.person_id}


def _when(instant: datetime, theirs: Language) -> str:
    day, time = theirs.day(instant, weekday=True), theirs.clock(instant)
    return theirs.gettext("%(day)s at %(time)s", day=day, time=time)
