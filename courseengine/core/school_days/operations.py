"""A place writes into its calendar, and takes out again."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core import audit
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import SCHOOLS, hold_place
from courseengine.core.people.roles import PlaceKind
from courseengine.core.school_days.days import DayKind
from courseengine.core.school_days.models import SchoolDay
from courseengine.core.school_days.queries import written_at

MOST_DAYS = 4_000
"""in a place's calendar: more than all the days of ten school years"""
LONGEST_NAME = 80


def change_days(
    session: Session,
    place: Organisation,
    days: Mapping[date, tuple[DayKind, str]],
    *,
    out: Collection[date] = (),
    by: int,
    at: datetime,
) -> int:
    """Write days into a place's own calendar and take others out; gives how many of them changed."""
    if place.kind not in SCHOOLS and place.kind != PlaceKind.OWNER:
        raise Invalid(N_("Only schools, kindergartens and their owners have a school calendar."))
    # One writer at a time: two who save the same day at once both find it free.
    hold_place(session, place.id)
    before = written_at(session, place)
    new = {
        day: (kind, name.strip()[:LONGEST_NAME])
        for day, (kind, name) in days.items()
        if before.get(day) != (kind, name.strip()[:LONGEST_NAME])
    }
    gone = {day for day in out if day in before and day not in days}
    if len(before) - len(gone) + len(new) > MOST_DAYS:
        raise Invalid(N_("A calendar holds %(most)d days at most. Remove old school years first."), most=MOST_DAYS)
    if not new and not gone:
        return 0
    session.execute(
        delete(SchoolDay).where(SchoolDay.organisation_id == place.id, SchoolDay.day.in_([*gone, *new])),
        execution_options={"synchronize_session": False},
    )
    if new:
        session.execute(
            insert(SchoolDay),
            [
                {"organisation_id": place.id, "day": day, "kind": kind.value, "name": name, "set_by": by, "set_at": at}
                for day, (kind, name) in new.items()
            ],
        )
    audit.record(session, audit.Event.SCHOOL_DAYS_CHANGED, at=at, actor_id=by, organisation_id=place.id)
    return len(new) + len(gone)
