"""Gatherings are made, moved, called off and deleted, and people sign up for them.

One that was called off stays, so that whoever comes back to it sees that it is off and a calendar
hears of it. It is deleted only while nobody has signed up. Each change that a calendar has to hear
of raises the sequence.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid
from courseengine.core.accounts.models import Account
from courseengine.core.networks import spans, texts
from courseengine.core.networks.models import Gathering, GatheringSignUp, Network
from courseengine.core.networks.operations import hold, refuse_ended
from courseengine.core.networks.spans import Span, span_of
from courseengine.core.people.models import Person

SOON = timedelta(days=2)
"""what changes within that is told at once"""


@dataclass(frozen=True)
class GatheringDraft:
    """What one says about a gathering."""

    theme: str
    span: Span
    content: str = ""
    target_group: str = ""
    organiser: str = ""
    place: str = ""
    link: str = ""
    sign_up_by: date | None = None
    course_id: str | None = None
    module_id: str | None = None


def make_gathering(
    session: Session, network: Network | None, draft: GatheringDraft, *, by: int, at: datetime
) -> Gathering:
    """Let a network meet; without one it comes of a request for help."""
    if network is not None:
        hold(session, network)
        refuse_ended(network)
        _refuse_double(session, network, draft)
    gathering = Gathering(network=network, made_by=by, changed_at=at)
    _write(gathering, draft, at=at)
    session.add(gathering)
    session.flush()
    return gathering


def change_gathering(
    session: Session, gathering: Gathering, draft: GatheringDraft, *, at: datetime, seen: str = ""
) -> bool:
    """Say something else about it; gives whether those who count on it must hear of it at once.

    ``seen`` is what it was when the writer began: see ``seen_of``.
    """
    hold(session, gathering)
    if gathering.cancelled_at is not None:
        raise Invalid("It is called off. Make a new gathering instead.", field="when")
    if gathering.network is not None:
        refuse_ended(gathering.network)
    if seen and seen != seen_of(gathering):
        raise Conflict("Somebody else has changed this gathering in the meantime. Look at it before you save again.")
    before, where, was = span_of(gathering), (gathering.place, gathering.link), _heard(gathering)
    _write(gathering, draft, at=at)
    if _heard(gathering) != was:
        gathering.sequence += 1
        gathering.changed_at = at
    moved = span_of(gathering) != before or (gathering.place, gathering.link) != where
    return moved and _is_told(gathering, before, at=at)


def cancel_gathering(session: Session, gathering: Gathering, *, at: datetime) -> bool:
    """Call it off; gives whether those who count on it must hear of it at once."""
    hold(session, gathering)
    if gathering.cancelled_at is not None:
        return False
    gathering.cancelled_at = gathering.changed_at = at
    gathering.sequence += 1
    return _is_told(gathering, span_of(gathering), at=at)


def delete_gathering(session: Session, gathering: Gathering) -> None:
    """Take it away as if it had never been, while nobody counts on it."""
    hold(session, gathering)
    if count_signed_up(session, gathering) or gathering.network_id is None:
        raise Invalid("Somebody counts on it. Call it off instead; then they see that it is off.")
    session.delete(gathering)
    session.flush()


def is_soon(span: Span, *, at: datetime) -> bool:
    """Whether it begins today or in the next days, or goes on."""
    today = day_in_oslo(at)
    return span.starts_on <= today + SOON and span.ends_on >= today


def _is_told(gathering: Gathering, before: Span, *, at: datetime) -> bool:
    """Whether those who count on it hear at once: where it is soon, and always where one side agreed with another."""
    spans_ = (before, span_of(gathering))
    if gathering.network_id is None:
        return any(one.ends_on >= day_in_oslo(at) for one in spans_)
    return any(is_soon(one, at=at) for one in spans_)


def seen_of(gathering: Gathering) -> str:
    """What is said about it, to tell by whether somebody has been faster."""
    rest = (gathering.target_group, gathering.sign_up_by, gathering.course_id, gathering.module_id)
    return sha256(repr((*_heard(gathering), *rest)).encode()).hexdigest()[:24]


def takes_sign_ups(gathering: Gathering, *, at: datetime) -> bool:
    """Whether one can still sign up: until the day it says, as long as it is on."""
    by = gathering.sign_up_by
    return gathering.cancelled_at is None and by is not None and day_in_oslo(at) <= by


def sign_up(session: Session, gathering: Gathering, person_id: int, *, at: datetime) -> None:
    """Note that somebody means to come; once is enough."""
    session.refresh(gathering, with_for_update={"key_share": True, "read": True})
    if not takes_sign_ups(gathering, at=at):
        raise Invalid("It is too late to sign up. Write to whoever organises it.")
    if not has_signed_up(session, gathering, person_id):
        was_added(session, GatheringSignUp(gathering_id=gathering.id, person_id=person_id, at=at))


def withdraw(session: Session, gathering: Gathering, person_id: int, *, at: datetime) -> None:
    """Note that somebody does not come after all, as long as it has not been."""
    if day_in_oslo(at) > gathering.ends_on:
        raise Invalid("The gathering has been.")
    there = session.get(GatheringSignUp, (gathering.id, person_id))
    if there is not None:
        session.delete(there)


def has_signed_up(session: Session, gathering: Gathering, person_id: int) -> bool:
    """Whether that person means to come."""
    return session.get(GatheringSignUp, (gathering.id, person_id)) is not None


def count_signed_up(session: Session, gathering: Gathering) -> int:
    """How many mean to come."""
    asked = select(func.count()).where(GatheringSignUp.gathering_id == gathering.id)
    return session.scalar(asked) or 0


def signed_up(session: Session, gathering: Gathering) -> list[Person]:
    """Those who mean to come, by name."""
    found = session.scalars(
        select(Person)
        .join(GatheringSignUp, GatheringSignUp.person_id == Person.id)
        .where(GatheringSignUp.gathering_id == gathering.id)
        .order_by(Person.sort_key, Person.id)
    )
    return list(found)


def to_tell(session: Session, gathering: Gathering, *, but: Collection[int]) -> list[Person]:
    """Those who mean to come and still get in."""
    ended = select(Account.person_id).where(Account.ended_at.is_not(None))
    found = session.scalars(
        select(Person)
        .join(GatheringSignUp, GatheringSignUp.person_id == Person.id)
        .where(GatheringSignUp.gathering_id == gathering.id, Person.id.not_in(but), Person.id.not_in(ended))
        .order_by(Person.id)
    )
    return list(found)


def _refuse_double(session: Session, network: Network, draft: GatheringDraft) -> None:
    same = select(Gathering.id).where(
        Gathering.network_id == network.id,
        Gathering.theme == texts.line(draft.theme, field="theme"),
        Gathering.starts_on == draft.span.starts_on,
        Gathering.ends_on == draft.span.ends_on,
        Gathering.cancelled_at.is_(None),
    )
    if session.scalar(same.limit(1)) is not None:
        raise Invalid("There is such a gathering at that time already.", field="theme")


def _write(gathering: Gathering, draft: GatheringDraft, *, at: datetime) -> None:
    span = draft.span
    spans.check(span, today=day_in_oslo(at))
    if draft.sign_up_by is not None and draft.sign_up_by > span.ends_on:
        raise Invalid("The last day to sign up is after the gathering.", field="sign_up_by")
    gathering.theme = texts.needed(draft.theme, "Write what it is about.", field="theme")
    gathering.content = texts.paragraphs(draft.content, field="content")
    gathering.target_group = texts.line(draft.target_group, field="target_group")
    gathering.organiser = texts.line(draft.organiser, field="organiser")
    gathering.place = texts.line(draft.place, field="place")
    gathering.link = texts.link(draft.link, field="link")
    gathering.precision, gathering.starts_on, gathering.ends_on = span.precision.value, span.starts_on, span.ends_on
    gathering.begins, gathering.ends = span.begins, span.ends
    gathering.sign_up_by = draft.sign_up_by
    gathering.course_id, gathering.module_id = draft.course_id, draft.module_id


def _heard(gathering: Gathering) -> tuple[object, ...]:
    """What a calendar shows of it."""
    said = (gathering.theme, gathering.content, gathering.organiser, gathering.place, gathering.link)
    return (*said, span_of(gathering))
