"""Who hears at once that a meeting is moved, cancelled or takes place after all, and what it left behind.

Those invited and nobody else, each in their own language. That something is changed is not told to
whoever changed it; such a letter says what, when, where and why, and names nobody. The minutes go
once, when the meeting is held, to all who were invited and have an account. Whether one was held that
nobody has recorded is asked of those who can say, once.
"""

from datetime import datetime

from flask import g
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import Language, language
from courseengine.core.meetings.asking import who_can_say
from courseengine.core.meetings.models import Decision, FollowUp, Meeting
from courseengine.core.meetings.queries import addresses_of, invited_to, still_called
from courseengine.core.meetings.timing import is_soon
from courseengine.web.letters import address_of, sends_mail, write_to
from courseengine.web.outcomes_page import Outcomes


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


def tell_minutes(session: Session, meeting: Meeting, *, at: datetime) -> None:
    """Send what a meeting left behind to everybody who was invited: decisions, what is to be done, minutes."""
    if not sends_mail():
        return
    session.flush()
    outcomes = Outcomes(meeting)
    same = {
        "title": meeting.title,
        "because": meeting.no_decision_because,
        "text": meeting.minutes,
        "link": address_of("team.meeting", meeting=meeting.public_id),
    }
    invited = {one.person_id for one in invited_to(session, meeting)}
    invited &= still_called(session, meeting, on=day_in_oslo(at))
    for email, code in addresses_of(session, invited, has_account=True):
        theirs = language(code)
        write_to(
            session,
            "minutes",
            email=email,
            language=code,
            at=at,
            when=_when(meeting.starts_at, theirs),
            decisions="\n".join(_line(one, theirs) for one in outcomes.decisions),
            follow_ups="\n".join(_line(one, theirs) for one in outcomes.follow_ups),
            **same,
        )


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
    asked = who_can_say(session, meeting, at=at) & still_called(session, meeting, on=day_in_oslo(at))
    for email, code in addresses_of(session, asked):
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


def _line(row: Decision | FollowUp, theirs: Language) -> str:
    """What was decided or is to be done, who sees to it and by when; on one line."""
    owner = row.owner.name if row.owner else ""
    due = theirs.gettext("by %(day)s", day=theirs.day(row.due_on)) if row.due_on else ""
    more = ", ".join(part for part in (owner, due) if part)
    text = " ".join(row.text.split())
    return f"{text} ({more})" if more else text


def people_invited(session: Session, meeting: Meeting) -> frozenset[int]:
    """Everybody else whom it calls."""
    return frozenset(one.person_id for one in invited_to(session, meeting)) - {g.actor.person_id}


def _when(instant: datetime, theirs: Language) -> str:
    day, time = theirs.day(instant, weekday=True), theirs.clock(instant)
    return theirs.gettext("%(day)s at %(time)s", day=day, time=time)
