"""A school asks a university or a person for a course or for guidance, and gets an answer.

It says what about and two days that would suit it. Whoever is asked says yes to one of them, or no.
A yes makes a gathering, which is in the calendars of both sides. Until there is an answer the
school may take its request back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.accounts.models import Account
from courseengine.core.networks import texts
from courseengine.core.networks.gatherings import GatheringDraft, make_gathering
from courseengine.core.networks.models import HelpRequest
from courseengine.core.networks.operations import hold
from courseengine.core.networks.spans import Span
from courseengine.core.people.models import Membership, Organisation, Person
from courseengine.core.people.queries import has_ended, hold_place, lasts
from courseengine.core.people.roles import AT_A_SCHOOL, PlaceKind, Role

KINDS = ("course", "guidance")
FAR_OFF = timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """What a school asks for, and whom: a university, or a person."""

    kind: str
    theme: str
    wish: str
    first_date: date
    second_date: date | None
    university: Organisation | None = None
    person: Person | None = None


def ask_for_help(session: Session, school: Organisation, asked: Asked, *, by: int, at: datetime) -> HelpRequest:
    """Send a request. The same one once more, while it waits, is the one that is there."""
    hold_place(session, school.id)
    today = day_in_oslo(at)
    theme, wish = _checked(asked, by=by, today=today)
    waiting = select(HelpRequest).where(
        HelpRequest.school_id == school.id,
        HelpRequest.university_id == (asked.university.id if asked.university else None),
        HelpRequest.person_id == (asked.person.id if asked.person else None),
        HelpRequest.kind == asked.kind,
        HelpRequest.theme == theme,
        HelpRequest.wish == wish,
        HelpRequest.first_date == asked.first_date,
        HelpRequest.second_date == asked.second_date,
        HelpRequest.answered_at.is_(None),
        HelpRequest.withdrawn_at.is_(None),
    )
    there = session.scalar(waiting.limit(1))
    if there is not None:
        return there
    request = HelpRequest(
        school=school, university=asked.university, person=asked.person, kind=asked.kind, theme=theme, wish=wish,
        first_date=asked.first_date, second_date=asked.second_date, asked_by=by, asked_at=at,
    )  # fmt: skip
    session.add(request)
    session.flush()
    _note(session, audit.Event.HELP_ASKED, request, by=by, at=at, person_id=request.person_id)
    return request


def accept_help(
    session: Session, request: HelpRequest, *, word: str, span: Span, place: str, by: int, at: datetime
) -> HelpRequest:
    """Say yes to one of its days; the gathering is both sides'."""
    _hold(session, request)
    if span.starts_on not in (request.first_date, request.second_date) or span.ends_on != span.starts_on:
        raise Invalid("Choose one of the days the school has proposed.", field="day")
    if span.starts_on < day_in_oslo(at):
        raise Invalid("That day has passed. Choose the other one, or say no and ask for new days.", field="day")
    giver = request.university.name if request.university else request.person.name if request.person else ""
    draft = GatheringDraft(
        theme=request.theme,
        span=span,
        content=request.wish,
        target_group=request.school.name,
        organiser=giver,
        place=place,
    )
    request.gathering = make_gathering(session, None, draft, by=by, at=at)
    _answer(session, request, accepted=True, word=word, by=by, at=at)
    return request


def refuse_help(session: Session, request: HelpRequest, *, word: str, by: int, at: datetime) -> HelpRequest:
    """Say no, with a word about why."""
    _hold(session, request)
    if not word.strip():
        raise Invalid("Write a word to the school about why, or when it would suit.", field="word")
    _answer(session, request, accepted=False, word=word, by=by, at=at)
    return request


def withdraw_help(session: Session, request: HelpRequest, *, at: datetime) -> bool:
    """Take it back, as long as nobody has answered; gives whether it was not taken back already."""
    hold(session, request)
    if request.answered_at is not None:
        raise Invalid("It is answered already. Write to whoever answered it.")
    if request.withdrawn_at is not None:
        return False
    request.withdrawn_at = at
    return True


def people_asked(session: Session, request: HelpRequest, *, on: date) -> list[Person]:
    """Who is asked: the person, or the university's staff, as far as they get in."""
    gets_in = Person.id.not_in(select(Account.person_id).where(Account.ended_at.is_not(None)))
    if request.person_id is not None:
        return list(session.scalars(select(Person).where(Person.id == request.person_id, gets_in)))
    staff = select(Membership.person_id).where(
        Membership.organisation_id == request.university_id, Membership.role == Role.UNIVERSITY_STAFF.value, lasts(on)
    )
    return list(session.scalars(select(Person).where(Person.id.in_(staff), gets_in).order_by(Person.id)))


def asker_to_tell(session: Session, request: HelpRequest, *, on: date) -> Person | None:
    """Whoever asked, if they still belong to the school and get in."""
    here = select(Membership.person_id).where(Membership.organisation_id == request.school_id, lasts(on))
    gets_in = Person.id.not_in(select(Account.person_id).where(Account.ended_at.is_not(None)))
    return session.scalar(select(Person).where(Person.id == request.asked_by, Person.id.in_(here), gets_in))


def person_meant(session: Session, school: Organisation, text: str, *, on: date) -> Person:
    """The one at a school of the same owner who has that name or address."""
    said = " ".join(text.split()).casefold()
    if not said:
        raise Invalid("Write the name of the person.", field="person")
    same_owner = Organisation.parent_id == school.parent_id if school.parent_id else Organisation.id == school.id
    there = (
        select(Membership.person_id)
        .join(Membership.organisation)
        .where(
            or_(Organisation.id == school.id, same_owner),
            Membership.role.in_([role.value for role in AT_A_SCHOOL]),
            lasts(on),
        )
    )
    ended = select(Account.person_id).where(Account.ended_at.is_not(None))
    people = session.scalars(select(Person).where(Person.id.in_(there), Person.id.not_in(ended)))
    return the_one(people.all(), text, said)


def the_one(people: Iterable[Person], text: str, said: str) -> Person:
    """Of these people the one of that name or address."""
    found = [one for one in people if said in (one.name.casefold(), one.email)]
    if not found:
        raise Invalid(
            "Nobody here is called “%(name)s”. Write the full name, or the e-mail address.",
            field="person",
            name=" ".join(text.split()),
        )
    if len(found) > 1:
        raise Invalid("Several people have that name. Write the e-mail address instead.", field="person")
    return found[0]


def _checked(asked: Asked, *, by: int, today: date) -> tuple[str, str]:
    if asked.kind not in KINDS:
        raise Invalid("Choose a course or guidance.", field="kind")
    if (asked.university is None) == (asked.person is None):
        raise Invalid("Choose who is asked.", field="whom")
    if asked.university and (asked.university.kind != PlaceKind.UNIVERSITY or has_ended(asked.university, on=today)):
        raise Invalid("Choose who is asked.", field="whom")
    if asked.person is not None and asked.person.id == by:
        raise Invalid("You cannot ask yourself.", field="person")
    for field, day in (("first_date", asked.first_date), ("second_date", asked.second_date)):
        if day is not None and day < today:
            raise Invalid("That day has passed. Choose one to come.", field=field)
        if day is not None and day > today + FAR_OFF:
            raise Invalid("That is more than a year off. Choose a day within a year.", field=field)
    if asked.second_date is not None and asked.second_date == asked.first_date:
        raise Invalid("The two days are the same. Choose another one, or leave it empty.", field="second_date")
    if asked.second_date is not None and asked.second_date < asked.first_date:
        raise Invalid("The second day is before the first. Turn them round.", field="second_date")
    theme = texts.needed(asked.theme, "Write what it is about.", field="theme")
    return theme, texts.paragraphs(asked.wish, field="wish")


def _hold(session: Session, request: HelpRequest) -> None:
    """One answer, whoever is first."""
    hold(session, request)
    if request.withdrawn_at is not None:
        raise Invalid("The school has taken its request back.")
    if request.answered_at is not None:
        raise Invalid("It is answered already.")


def _answer(session: Session, request: HelpRequest, *, accepted: bool, word: str, by: int, at: datetime) -> None:
    request.answer = texts.paragraphs(word, field="word")
    request.accepted, request.answered_by, request.answered_at = accepted, by, at
    session.flush()
    _note(session, audit.Event.HELP_ANSWERED, request, by=by, at=at)


def _note(
    session: Session, event: audit.Event, request: HelpRequest, *, by: int, at: datetime, person_id: int | None = None
) -> None:
    audit.record(
        session,
        event,
        at=at,
        actor_id=by,
        person_id=person_id,
        organisation_id=request.school_id,
        subject=request.public_id,
    )
