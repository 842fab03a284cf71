"""The yearly round in the database: what is in it, and what is done with it.

Who may is the policy's answer. A thing lies within one school year, and a round is carried over to
the next year once: what was taken along already is left alone, also when two press at once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core.measures.models import WheelItem
from courseengine.core.measures.operations import FARTHEST, LONGEST_LINE
from courseengine.core.measures.round import Phase, first_day, last_day, year_after
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import hold_place
from courseengine.core.school_days.days import school_year
from courseengine.core.school_days.queries import days_of


@dataclass(frozen=True)
class Entry:
    """What stands in the round, as it is to be stored."""

    phase: Phase
    title: str
    starts_on: date
    ends_on: date
    responsible: str = ""


def items_of(session: Session, school: Organisation, year: int) -> list[WheelItem]:
    """A school's round in a school year, by day."""
    asked = select(WheelItem).where(
        WheelItem.organisation_id == school.id, WheelItem.starts_on.between(first_day(year), last_day(year))
    )
    return list(session.scalars(asked.order_by(WheelItem.starts_on, WheelItem.ends_on, WheelItem.id)))


def years_of(session: Session, school: Organisation) -> list[int]:
    """The school years from the first to the last that have something in the round."""
    first, last = session.execute(
        select(func.min(WheelItem.starts_on), func.max(WheelItem.starts_on)).where(
            WheelItem.organisation_id == school.id
        )
    ).one()
    return list(range(school_year(first), school_year(last) + 1)) if first else []


def item_of(session: Session, school: Organisation, public_id: str) -> WheelItem | None:
    """One thing in a school's round."""
    return session.scalar(
        select(WheelItem).where(WheelItem.organisation_id == school.id, WheelItem.public_id == public_id)
    )


def add_item(session: Session, school: Organisation, entry: Entry, *, by: int, at: datetime) -> WheelItem:
    """Put something into the round. The same again gives what is there."""
    hold_place(session, school.id)
    item = WheelItem(organisation_id=school.id, made_by=by, made_at=at)
    _write(item, entry, at=at)
    there = items_of(session, school, school_year(entry.starts_on))
    same = next((one for one in there if _said(one) == _said(item)), None)
    if same is not None:
        return same
    session.add(item)
    session.flush()
    return item


def change_item(session: Session, item: WheelItem, entry: Entry, *, at: datetime, seen: str = "") -> None:
    """Write it anew. ``seen`` is what it was when the writer began: see ``seen_of``."""
    hold_place(session, item.organisation_id)
    session.refresh(item)
    if seen and seen != seen_of(item):
        raise Conflict("Somebody else has changed this in the meantime. Look at it before you save again.")
    _write(item, entry, at=at)
    session.flush()


def seen_of(item: WheelItem) -> str:
    """What is said of it, to tell by whether somebody has been faster."""
    return sha256(repr(_said(item)).encode()).hexdigest()[:24]


def delete_item(session: Session, item: WheelItem) -> None:
    """Take it out of the round; what was carried over from it stays."""
    hold_place(session, item.organisation_id)
    after = select(WheelItem).where(WheelItem.carried_from_id == item.id)
    for one in session.scalars(after):
        one.carried_from_id = None
    session.flush()
    session.execute(delete(WheelItem).where(WheelItem.id == item.id))


def left_behind(session: Session, school: Organisation, year: int) -> list[WheelItem]:
    """What of a year's round has not been carried over to the next."""
    items = items_of(session, school, year)
    ids = [item.id for item in items]
    taken = set(session.scalars(select(WheelItem.carried_from_id).where(WheelItem.carried_from_id.in_(ids))))
    return [item for item in items if item.id not in taken]


def carry_over(session: Session, school: Organisation, year: int, *, by: int, at: datetime) -> int:
    """Take a year's round along to the next, by week and weekday; gives how many things that were."""
    if year + 1 - school_year(day_in_oslo(at)) > FARTHEST:
        raise Invalid("Choose a school year within three years.", field="year")
    hold_place(session, school.id)
    days = days_of(session, school)
    items = left_behind(session, school, year)
    for item in items:
        starts_on, ends_on = year_after(item.starts_on, item.ends_on, days)
        session.add(
            WheelItem(
                organisation_id=school.id,
                phase=item.phase,
                title=item.title,
                starts_on=starts_on,
                ends_on=ends_on,
                responsible=item.responsible,
                made_by=by,
                made_at=at,
                carried_from_id=item.id,
            )
        )
    session.flush()
    return len(items)


def _write(item: WheelItem, entry: Entry, *, at: datetime) -> None:
    if not entry.title.strip():
        raise Invalid("Write what it is about.", field="title")
    if abs(school_year(entry.starts_on) - school_year(day_in_oslo(at))) > FARTHEST:
        raise Invalid("That is too far off. Choose a day within three years.", field="starts_on")
    if entry.ends_on < entry.starts_on:
        raise Invalid("The last day comes before the first. Choose a later one.", field="ends_on")
    if school_year(entry.ends_on) != school_year(entry.starts_on):
        raise Invalid("It ends in the school year in which it begins: choose a day up to 31 July.", field="ends_on")
    item.phase, item.starts_on, item.ends_on = entry.phase.value, entry.starts_on, entry.ends_on
    item.title, item.responsible = _line(entry.title, "title"), _line(entry.responsible, "responsible")


def _line(text: str, field: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE:
        raise Invalid("Write at most %(most)d characters.", field=field, most=LONGEST_LINE)
    return line


def _said(item: WheelItem) -> tuple[str, str, date, date, str]:
    return item.phase, item.title, item.starts_on, item.ends_on, item.responsible
