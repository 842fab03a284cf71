"""A module opens at another time for one team or one person.

Earlier than the release only in a pilot, as for everybody. Later only for a team that has not begun
together; what each has done alone stays open to them, as when a plan is moved. Nobody is refused
for what they have done alone: whoever decides would learn how far a person has come. Whoever is
concerned sees it, and why; for all others nothing changes. One that is taken back stays in the
table with its end.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.people.models import Person, Team
from courseengine.core.runs.models import CourseRun, OpeningException
from courseengine.core.runs.plan import Plan, release_of

LONGEST_WHY = 300
FARTHEST = timedelta(days=800)


def open_otherwise(
    session: Session,
    run: CourseRun,
    plan: Plan,
    module_id: str,
    whom: Team | Person,
    *,
    opens_on: date,
    why: str,
    begun: bool,
    by: int,
    at: datetime,
) -> OpeningException:
    """Let a module open on another day for a team or a person; ``begun`` says whether a team meets about it.

    ``plan`` is everybody's. What was decided for the same ones and the same module before is over then.
    """
    opening = plan.openings.get(module_id)
    if opening is None:
        raise Invalid("Choose a module.", field="module")
    said = " ".join(why.split())
    if not said:
        raise Invalid("Write why, in a sentence: those it concerns see it.", field="why")
    if len(said) > LONGEST_WHY:
        raise Invalid("Write at most %(limit)d characters.", field="why", limit=LONGEST_WHY)
    today = day_in_oslo(at)
    if abs(opens_on - today) > FARTHEST:
        raise Invalid("That day is too far away. Check the year.", field="opens_on")
    released = release_of(plan.course, module_id)
    if released and opens_on < released and not run.pilot:
        raise Invalid(
            "The module opens for everybody on %(day)s. Only a pilot may open it before.",
            field="opens_on",
            day=f"{released.day}.{released.month}.{released.year}",
        )
    if opens_on == opening.opens_on:
        raise Invalid("It opens for everybody that day already.", field="opens_on")
    later = opening.opens_on is not None and opens_on > opening.opens_on
    if later and opens_on > today and begun:
        raise Invalid("They have begun with this module, and what is begun stays open.", field="opens_on")
    for one in _same(session, run, module_id, whom):
        one.ended_at = at
    made = OpeningException(run=run, module_id=module_id, opens_on=opens_on, why=said, made_by=by, made_at=at)
    if isinstance(whom, Team):
        made.team = whom
    else:
        made.person = whom
    session.add(made)
    run.has_exceptions = True
    session.flush()
    _note(session, made, by=by, at=at)
    return made


def take_back(session: Session, exception: OpeningException, *, by: int, at: datetime) -> None:
    """Let the module open for them as for everybody; what they have done stays open to them."""
    if exception.ended_at is not None:
        return
    exception.ended_at = at
    session.flush()
    exception.run.has_exceptions = bool(exceptions_in(session, exception.run))
    _note(session, exception, by=by, at=at)


def exceptions_in(session: Session, run: CourseRun) -> list[OpeningException]:
    """Those that hold in a run, by the day."""
    found = (
        select(OpeningException)
        .where(OpeningException.run_id == run.id, OpeningException.ended_at.is_(None))
        .options(joinedload(OpeningException.team), joinedload(OpeningException.person))
        .order_by(OpeningException.opens_on, OpeningException.id)
    )
    return list(session.scalars(found))


def _same(session: Session, run: CourseRun, module_id: str, whom: Team | Person) -> list[OpeningException]:
    theirs = OpeningException.team_id if isinstance(whom, Team) else OpeningException.person_id
    return list(
        session.scalars(
            select(OpeningException).where(
                OpeningException.run_id == run.id,
                OpeningException.module_id == module_id,
                theirs == whom.id,
                OpeningException.ended_at.is_(None),
            )
        )
    )


def _note(session: Session, exception: OpeningException, *, by: int, at: datetime) -> None:
    audit.record(
        session,
        audit.Event.OPENING_MOVED,
        at=at,
        actor_id=by,
        person_id=exception.person_id,
        team_id=exception.team_id,
        organisation_id=exception.run.organisation_id,
        subject=exception.run.public_id,
    )
