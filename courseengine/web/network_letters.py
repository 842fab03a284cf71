"""Letters about gatherings that are moved or called off, and about requests for help."""

from datetime import datetime

from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import language
from courseengine.core.networks.gatherings import to_tell
from courseengine.core.networks.help import asker_to_tell, people_asked
from courseengine.core.networks.models import Gathering, HelpRequest
from courseengine.core.networks.spans import span_of
from courseengine.core.people.models import Person
from courseengine.web.letters import address_of, write_to
from courseengine.web.span_words import when_words


def tell_taken_back(session: Session, request: HelpRequest, *, at: datetime) -> None:
    """Tell whoever was asked that nobody waits for an answer any more."""
    for reader in people_asked(session, request, on=day_in_oslo(at)):
        write_to(
            session,
            "help_taken_back",
            email=reader.email,
            language=reader.language,
            at=at,
            school=request.school.name,
            theme=request.theme,
            link=address_of("help_requests.asked", asked_help=request.public_id),
        )


def tell_moved(session: Session, gathering: Gathering, *, by: int, at: datetime) -> None:
    """Tell those who mean to come when and where it is now."""
    _tell(session, "gathering_moved", gathering, by=by, at=at)


def tell_cancelled(session: Session, gathering: Gathering, *, by: int, at: datetime) -> None:
    """Tell those who mean to come that it is off."""
    _tell(session, "gathering_cancelled", gathering, by=by, at=at)


def tell_asked(session: Session, request: HelpRequest, *, at: datetime) -> None:
    """Tell whoever is asked."""
    for reader in people_asked(session, request, on=day_in_oslo(at)):
        write_to(
            session,
            "help_asked",
            email=reader.email,
            language=reader.language,
            at=at,
            school=request.school.name,
            theme=request.theme,
            link=address_of("help_requests.asked", asked_help=request.public_id),
        )


def tell_answered(session: Session, request: HelpRequest, *, at: datetime) -> None:
    """Tell whoever asked."""
    reader = asker_to_tell(session, request, on=day_in_oslo(at))
    if reader is None:
        return
    gathering = request.gathering
    spoken = language(reader.language)
    write_to(
        session,
        "help_answered",
        email=reader.email,
        language=reader.language,
        at=at,
        theme=request.theme,
        when=when_words(span_of(gathering), spoken, at=at) if gathering else "",
        link=address_of("help_requests.asked", asked_help=request.public_id),
    )


def _tell(session: Session, message: str, gathering: Gathering, *, by: int, at: datetime) -> None:
    readers = {one.id: one for one in to_tell(session, gathering, but={by})}
    if gathering.request is not None:
        readers |= {one.id: one for one in _both_sides(session, gathering.request, at=at) if one.id != by}
    for reader in readers.values():
        write_to(
            session,
            message,
            email=reader.email,
            language=reader.language,
            at=at,
            theme=gathering.theme,
            when=when_words(span_of(gathering), language(reader.language), at=at),
            place=gathering.place,
            link=address_of("networks.gathering", gathering=gathering.public_id),
        )


def _both_sides(session: Session, request: HelpRequest, *, at: datetime) -> list[Person]:
    """Whoever asked, and whoever said yes: they agreed on it, and nobody signs up for it."""
    asker, asked = (
        asker_to_tell(session, request, on=day_in_oslo(at)),
        people_asked(session, request, on=day_in_oslo(at)),
    )
    answered = [one for one in asked if one.id == request.answered_by]
    return [*([asker] if asker else []), *answered]
