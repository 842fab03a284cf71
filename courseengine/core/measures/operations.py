"""What is done with measures: proposed, decided, changed, followed up, and gone through once a year.

Who may is the policy's answer; what must always hold is guarded here. Texts are short, since a
plan is a table; a decision is made once and leaves a line in the log; what was carried over is not
carried over again. Two who go through the same plan at once wait for each other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core import audit
from courseengine.core.measures.models import Measure
from courseengine.core.measures.queries import carried_on, to_go_through
from courseengine.core.measures.status import MOVES, Status
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import hold_place
from courseengine.core.school_days.days import school_year

LONGEST_LINE, LONGEST_CONTENT = 200, 2_000
"""characters"""
FARTHEST = 3
"""school years before and after today's in which a measure may be"""


@dataclass(frozen=True)
class Written:
    """What stands in the line of a measure, as it is to be stored."""

    theme: str
    content: str = ""
    target_group: str = ""
    when: str = ""
    due_on: date | None = None
    responsible: str = ""
    course_id: str | None = None
    module_id: str | None = None
    gathering_id: int | None = None


class Fate(StrEnum):
    """What becomes of a measure when last year's plan is gone through."""

    CARRY_OVER = "carry_over"
    DONE = "done"
    DROP = "drop"


def propose(
    session: Session, place: Organisation, year: int, written: Written, *, by: int, group: str, at: datetime
) -> Measure:
    """Propose a measure on behalf of a group; those who decide see it. The same again gives what is there."""
    hold_place(session, place.id)
    measure = Measure(
        organisation_id=place.id,
        year=_near(year, at),
        status=Status.PROPOSED.value,
        proposed_by=by,
        proposed_for=_line(group, "group"),
        proposed_at=at,
    )
    _write(measure, written, at=at)
    there = session.scalars(_same_year(measure).where(Measure.proposed_by == by, Measure.theme == measure.theme))
    same = next((one for one in there if _said(one) == _said(measure)), None)
    if same is not None:
        return same
    session.add(measure)
    session.flush()
    return measure


def _same_year(measure: Measure) -> Select[Measure]:
    return select(Measure).where(Measure.organisation_id == measure.organisation_id, Measure.year == measure.year)


def _said(measure: Measure) -> tuple[object, ...]:
    return (measure.content, measure.target_group, measure.when, measure.due_on, measure.responsible)


def add_decided(
    session: Session, place: Organisation, year: int, written: Written, *, by: int, group: str, at: datetime
) -> Measure:
    """Add one that is decided already, by those who decide: it is planned at once."""
    measure = propose(session, place, year, written, by=by, group=group, at=at)
    if measure.status == Status.PROPOSED:
        decide(session, measure, accepted=True, group=group, by=by, at=at)
    return measure


def decide(session: Session, measure: Measure, *, accepted: bool, group: str, by: int, at: datetime) -> None:
    """Accept or refuse what was proposed, on behalf of the group that decides; once."""
    _take(session, measure)
    if measure.status != Status.PROPOSED:
        raise Conflict("Somebody has decided on this measure already.")
    measure.status = (Status.PLANNED if accepted else Status.REFUSED).value
    measure.decided_by, measure.decided_in, measure.decided_at = by, _line(group, "group"), at
    measure.changed_at = at
    session.flush()
    audit.record(
        session,
        audit.Event.MEASURE_DECIDED,
        at=at,
        actor_id=by,
        organisation_id=measure.organisation_id,
        subject=measure.public_id,
    )


def change(session: Session, measure: Measure, written: Written, *, status: Status, seen: str, at: datetime) -> None:
    """Write it anew, and say how far it is. ``seen`` is what it was when the writer began: see ``seen_of``."""
    _take(session, measure)
    if seen != seen_of(measure):
        raise Conflict("Somebody else has changed this measure in the meantime. Look at it before you save again.")
    before = Status(measure.status)
    if status is not before and status not in MOVES[before]:
        raise Invalid("A proposal is accepted or refused first.", field="status")
    _write(measure, written, at=at)
    measure.status = status.value
    session.flush()


def seen_of(measure: Measure) -> str:
    """When it was last changed, to tell by whether somebody has been faster."""
    return measure.changed_at.isoformat()


def go_through(
    session: Session, place: Organisation, year: int, chosen: Collection[str], fate: Fate, *, at: datetime
) -> int:
    """Do one thing to the measures of a school year that are chosen by public id; gives how many there were.

    What was gone through already, also by somebody else in the same moment, is left as it is.
    """
    hold_place(session, place.id)
    measures = [one for one in to_go_through(session, place, year) if one.public_id in chosen]
    gone_on = carried_on(session, [one.id for one in measures])
    for measure in measures:
        measure.reviewed_on = day_in_oslo(at)
        if fate is Fate.CARRY_OVER:
            if measure.id not in gone_on:
                session.add(_carried(measure, at=at))
            continue
        measure.status = (Status.DONE if fate is Fate.DONE else Status.DROPPED).value
        measure.changed_at = at
    session.flush()
    return len(measures)


def _carried(measure: Measure, *, at: datetime) -> Measure:
    """The same in the next school year: what was decided stays decided, a day to be done by is set anew."""
    return Measure(
        organisation_id=measure.organisation_id,
        year=measure.year + 1,
        theme=measure.theme,
        content=measure.content,
        target_group=measure.target_group,
        when=measure.when,
        responsible=measure.responsible,
        status=measure.status,
        course_id=measure.course_id,
        module_id=measure.module_id,
        proposed_by=measure.proposed_by,
        proposed_for=measure.proposed_for,
        proposed_at=measure.proposed_at,
        decided_by=measure.decided_by,
        decided_in=measure.decided_in,
        decided_at=measure.decided_at,
        changed_at=at,
        carried_from_id=measure.id,
    )


def _write(measure: Measure, written: Written, *, at: datetime) -> None:
    measure.theme = _line(written.theme, "theme")
    if not measure.theme:
        raise Invalid("Write what it is about.", field="theme")
    if len(written.content) > LONGEST_CONTENT:
        raise Invalid("Write at most %(most)d characters.", field="content", most=LONGEST_CONTENT)
    measure.content = written.content.strip()
    measure.target_group = _line(written.target_group, "target_group")
    measure.when, measure.responsible = _line(written.when, "when"), _line(written.responsible, "responsible")
    if written.due_on is not None and abs(school_year(written.due_on) - school_year(day_in_oslo(at))) > FARTHEST:
        raise Invalid("That is too far off. Choose a day within three years.", field="due_on")
    measure.due_on = written.due_on
    measure.course_id, measure.module_id = written.course_id, written.module_id
    measure.gathering_id = written.gathering_id
    measure.changed_at = at


def _near(year: int, at: datetime) -> int:
    if abs(year - school_year(day_in_oslo(at))) > FARTHEST:
        raise Invalid("Choose a school year within three years.", field="year")
    return year


def _line(text: str, field: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE:
        raise Invalid("Write at most %(most)d characters.", field=field, most=LONGEST_LINE)
    return line


def _take(session: Session, measure: Measure) -> None:
    """Hold the place's plan, and read the measure anew: somebody may be changing it in the same moment."""
    hold_place(session, measure.organisation_id)
    session.refresh(measure)
