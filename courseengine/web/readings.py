"""Looking at named people leaves a line that they can read: once an hour, however many pages are turned.

Leaders work with the people of their own school, and looking at their list is not noted.
"""

from datetime import datetime, timedelta

from flask import g, request

from courseengine.core import audit
from courseengine.core.people.models import Organisation, Person
from courseengine.web.guard import database

SAME_READING = timedelta(hours=1)


def note_listing(place: Organisation | None, *, at: datetime) -> None:
    """Note that a place's people, or everybody, are shown to somebody who does not work with them."""
    if place is None or place.id not in g.actor.schools_led:
        _note(place, None, at=at)


def note_person(person: Person, place: Organisation | None, *, at: datetime) -> None:
    """Note that one person's page is shown to somebody else."""
    if person.id != g.actor.person_id:
        _note(place, person, at=at)


def _note(place: Organisation | None, person: Person | None, *, at: datetime) -> None:
    # A form that is shown again shows what was shown before it was sent, and its transaction is still open.
    if request.method not in ("GET", "HEAD"):
        return
    of = {
        "actor_id": g.actor.person_id,
        "organisation_id": place.id if place else None,
        "person_id": person.id if person else None,
    }
    if audit.was_recorded(g.db, audit.Event.PEOPLE_LISTED, since=at - SAME_READING, **of):
        return
    subject = person or place
    with database.writing() as session:
        audit.record(session, audit.Event.PEOPLE_LISTED, at=at, subject=subject.public_id if subject else "", **of)
