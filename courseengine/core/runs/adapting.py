"""Changing the course for a run, or for all the runs at an owner's schools.

Everything is a row that can be taken back; nothing anybody has done is touched. What is taken back
stays in the table until the day is over: figures about people go by what was asked for at midnight. The course is asked
for as it is published, without anybody's changes. Every change counts up the runs it reaches, by
which pages know that they are out of date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from courseengine.base.clock import last_midnight
from courseengine.base.db import public_id
from courseengine.base.errors import Invalid, NotFound
from courseengine.core import audit
from courseengine.core.course.compiling.own_activity import OWN_PREFIX, OwnText, compile_own, own_text_in
from courseengine.core.course.model import Course, Module, Section
from courseengine.core.course.problems import Problem
from courseengine.core.people.models import Organisation
from courseengine.core.runs.adaptation import Arranged, Kind, Override, Placed, arranged, stepped
from courseengine.core.runs.models import CourseRun, LocalOverride
from courseengine.core.runs.queries import overrides_of

MOST_OWN = 40
"""own activities that one run, or one owner, can have in a course"""


@dataclass(frozen=True)
class Whose:
    """Whose course it is that changes: one run's, or an owner's for all its schools."""

    course: Course
    run: CourseRun | None = None
    owner: Organisation | None = None

    @property
    def place(self) -> Organisation:
        """The school, or the owner."""
        place = self.run.organisation if self.run else self.owner
        if place is None:
            raise ValueError("a change belongs to a run or to an owner")
        return place

    @property
    def condition(self) -> Any:
        """Which rows are theirs, and hold."""
        return self.ever & LocalOverride.ended_at.is_(None)

    @property
    def ever(self) -> Any:
        """Which rows are theirs, also those taken back."""
        if self.run:
            return LocalOverride.run_id == self.run.id
        return (LocalOverride.organisation_id == self.place.id) & (LocalOverride.course_id == self.course.id)

    def overrides(self, session: Session) -> tuple[Override, ...]:
        """All that holds for it: a run's own, and those of its owner."""
        if self.run:
            owner_id = self.run.organisation.parent_id
            return overrides_of(session, self.course.id, run_id=self.run.id, owner_id=owner_id)
        return overrides_of(session, self.course.id, run_id=None, owner_id=self.place.id)


@dataclass(frozen=True)
class Found:
    """An activity at its place, with everything around it."""

    module: Module
    section: Section
    placed: Placed
    sections: Arranged


class NotCompiled(Exception):
    """What was written is not right; ``problems`` say where."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Carry the problems."""
        super().__init__("not compiled")
        self.problems = tuple(problems)


def find(session: Session, whose: Whose, activity_id: str) -> Found:
    """The activity of that id, hidden or not; raises ``NotFound``."""
    overrides = whose.overrides(session)
    for module in whose.course.modules:
        sections = arranged(whose.course, overrides, module)
        for section, there in sections:
            for placed in there:
                if activity_id in (placed.activity.id, *placed.activity.formerly):
                    return Found(module, section, placed, sections)
    raise NotFound


def hide(session: Session, whose: Whose, activity_id: str, *, by: int, at: datetime) -> None:
    """Leave an activity out. Hiding it again changes nothing."""
    found = find(session, whose, activity_id)
    if found.placed.is_hidden:
        return
    _forget(session, whose, found, Kind.HIDE, Kind.SHOW, at=at)
    if not find(session, whose, activity_id).placed.is_hidden:
        _add(session, whose, found, Kind.HIDE, by=by, at=at)
    _changed(session, whose, by=by, at=at)


def show(session: Session, whose: Whose, activity_id: str, *, by: int, at: datetime) -> None:
    """Take an activity in again, also when it is the owner who hides it."""
    found = find(session, whose, activity_id)
    if not found.placed.is_hidden:
        return
    _forget(session, whose, found, Kind.HIDE, Kind.SHOW, at=at)
    if find(session, whose, activity_id).placed.is_hidden:
        _add(session, whose, found, Kind.SHOW, by=by, at=at)
    _changed(session, whose, by=by, at=at)


def move(
    session: Session, whose: Whose, activity_id: str, *, up: bool, seen: frozenset[str], by: int, at: datetime
) -> None:
    """Let it stand one step further up or down among what the mover has seen; nowhere to go changes nothing."""
    found = find(session, whose, activity_id)
    step = stepped(found.sections, found.placed.activity.id, up=up, seen=seen | {found.placed.activity.id})
    if step is None:
        return
    section_id, order = step
    _end(session, whose, LocalOverride.kind == Kind.MOVE.value, LocalOverride.activity_id.in_(order), at=at)
    for place, id_ in enumerate(order):
        _add(session, whose, found, Kind.MOVE, activity_id=id_, section_id=section_id, place_in=place, by=by, at=at)
    _changed(session, whose, by=by, at=at)


def put_back(session: Session, whose: Whose, module: Module, *, by: int, at: datetime) -> None:
    """Let a module have the order it has in the course."""
    moved = (LocalOverride.kind == Kind.MOVE.value, LocalOverride.module_id == module.id)
    if session.scalar(select(LocalOverride.id).where(whose.condition, *moved).limit(1)) is not None:
        _end(session, whose, *moved, at=at)
        _changed(session, whose, by=by, at=at)


def write_own(
    session: Session, whose: Whose, module: Module, section_id: str, text: OwnText, *, by: int, at: datetime
) -> LocalOverride:
    """Add an activity of one's own; raises ``NotCompiled`` where it is not right."""
    theirs = select(LocalOverride).where(whose.condition, LocalOverride.kind == Kind.ADD.value)
    there = session.scalars(theirs.order_by(LocalOverride.id)).all()
    if there and (there[-1].source, there[-1].module_id, there[-1].section_id) == (text.source, module.id, section_id):
        return there[-1]  # the same form sent twice
    if len(there) >= MOST_OWN:
        raise Invalid("There is room for %(limit)d own activities in a course.", field="title", limit=MOST_OWN)
    key = public_id()
    id_ = f"{OWN_PREFIX}{key}"
    _compiled(whose, module, section_id, id_, text)
    row = LocalOverride(
        public_id=key,
        activity_id=id_,
        kind=Kind.ADD.value,
        section_id=section_id,
        source=text.source,
        **_row(whose, module, by=by, at=at),
    )
    session.add(row)
    _changed(session, whose, by=by, at=at)
    return row


def rewrite_own(
    session: Session, whose: Whose, row: LocalOverride, section_id: str, text: OwnText, *, by: int, at: datetime
) -> None:
    """Change an activity of one's own; raises ``NotCompiled`` where it is not right."""
    module = whose.course.module(row.module_id)
    if module is None:
        raise NotFound
    if text.kind != own_text_in(row.source).kind:
        raise Invalid("What kind it is cannot change once it is there; add another one.", field="kind")
    _compiled(whose, module, section_id, row.activity_id, text)
    if row.section_id != section_id:
        _forget_rows(session, whose, row.activity_id, Kind.MOVE, at=at)
    if row.made_at < last_midnight(at):
        session.add(_as_it_was(row, at))
    row.source, row.section_id, row.made_by, row.made_at = text.source, section_id, by, at
    _changed(session, whose, by=by, at=at)


def remove_own(session: Session, whose: Whose, row: LocalOverride, *, by: int, at: datetime) -> None:
    """Take an activity of one's own away; what people wrote in it stays theirs."""
    _end(session, whose, LocalOverride.activity_id == row.activity_id, at=at)
    _changed(session, whose, by=by, at=at)


def own_row(session: Session, whose: Whose, activity_id: str) -> LocalOverride:
    """The row of an own activity of theirs; raises ``NotFound`` for anything else, also for an owner's at a school."""
    row = session.scalar(
        select(LocalOverride).where(
            whose.condition, LocalOverride.kind == Kind.ADD.value, LocalOverride.activity_id == activity_id
        )
    )
    if row is None:
        raise NotFound
    return row


def carry_over(session: Session, before: CourseRun, run: CourseRun) -> None:
    """Let next year's run have what the one before it did otherwise; own activities get ids of their own."""
    rows = session.scalars(
        select(LocalOverride)
        .where(LocalOverride.run_id == before.id, LocalOverride.ended_at.is_(None))
        .order_by(LocalOverride.id)
    ).all()
    new = {row.activity_id: public_id() for row in rows if row.kind == Kind.ADD.value}
    for row in rows:
        key = new.get(row.activity_id)
        session.add(
            LocalOverride(
                public_id=key if key and row.kind == Kind.ADD.value else public_id(),
                run_id=run.id,
                course_id=row.course_id,
                activity_id=f"{OWN_PREFIX}{key}" if key else row.activity_id,
                kind=row.kind,
                module_id=row.module_id,
                section_id=row.section_id,
                place_in=row.place_in,
                source=row.source,
                made_by=row.made_by,
                made_at=row.made_at,
            )
        )
    if rows:
        run.adapted += 1


def owner_adapts(course_id: str, owner_id: int | None) -> Any:
    """The condition that an owner does something otherwise than the course."""
    holds = LocalOverride.ended_at.is_(None)
    return exists().where(LocalOverride.organisation_id == owner_id, LocalOverride.course_id == course_id, holds)


def follow_owners(session: Session) -> None:
    """Let runs have what their owner does otherwise, where they had nothing of the kind: a place may have moved."""
    school = select(Organisation.id).join(LocalOverride, LocalOverride.organisation_id == Organisation.parent_id)
    theirs = school.where(Organisation.id == CourseRun.organisation_id, LocalOverride.course_id == CourseRun.course_id)
    session.execute(
        update(CourseRun)
        .where(CourseRun.adapted == 0, theirs.correlate(CourseRun).exists())
        .values(adapted=1)
        .execution_options(synchronize_session=False)
    )


def _compiled(whose: Whose, module: Module, section_id: str, id_: str, text: OwnText) -> None:
    if section_id not in {section.id for section in module.sections}:
        raise Invalid("Choose where in the module it stands.", field="section")
    compiled = compile_own(text.source, id_, whose.course, module, section_id)
    if compiled.activity is None:
        raise NotCompiled([problem for problem in compiled.problems if problem.level == "error"])


def _row(whose: Whose, module: Module, *, by: int, at: datetime) -> dict[str, Any]:
    return {
        "run_id": whose.run.id if whose.run else None,
        "organisation_id": None if whose.run else whose.place.id,
        "course_id": whose.course.id,
        "module_id": module.id,
        "made_by": by,
        "made_at": at,
    }


def _add(
    session: Session,
    whose: Whose,
    found: Found,
    kind: Kind,
    *,
    by: int,
    at: datetime,
    activity_id: str = "",
    section_id: str = "",
    place_in: int = 0,
) -> None:
    session.add(
        LocalOverride(
            activity_id=activity_id or found.placed.activity.id,
            kind=kind.value,
            section_id=section_id or found.section.id,
            place_in=place_in,
            **_row(whose, found.module, by=by, at=at),
        )
    )
    session.flush()


def _forget(session: Session, whose: Whose, found: Found, *kinds: Kind, at: datetime) -> None:
    for id_ in (found.placed.activity.id, *found.placed.activity.formerly):
        _forget_rows(session, whose, id_, *kinds, at=at)


def _forget_rows(session: Session, whose: Whose, activity_id: str, *kinds: Kind, at: datetime) -> None:
    of_kind = LocalOverride.kind.in_([kind.value for kind in kinds])
    _end(session, whose, LocalOverride.activity_id == activity_id, of_kind, at=at)


def _end(session: Session, whose: Whose, *which: Any, at: datetime) -> None:
    """Take rows back: what held at midnight stays with its end, the rest goes."""
    today = LocalOverride.made_at >= last_midnight(at)
    session.execute(delete(LocalOverride).where(whose.condition, today, *which))
    session.execute(update(LocalOverride).where(whose.condition, *which).values(ended_at=at))


def _as_it_was(row: LocalOverride, at: datetime) -> LocalOverride:
    """An own activity before it is rewritten."""
    kept = ("run_id", "organisation_id", "course_id", "activity_id", "kind", "module_id", "section_id", "place_in")
    told = {name: getattr(row, name) for name in (*kept, "source", "made_by", "made_at")}
    return LocalOverride(**told, ended_at=at)


def _changed(session: Session, whose: Whose, *, by: int, at: datetime) -> None:
    """Count up every run the change reaches, and note who changed it."""
    place = whose.place
    session.execute(delete(LocalOverride).where(whose.ever, LocalOverride.ended_at < last_midnight(at)))
    if whose.run:
        reached = CourseRun.id == whose.run.id
    else:
        below = select(Organisation.id).where(Organisation.parent_id == place.id)
        reached = (CourseRun.course_id == whose.course.id) & CourseRun.organisation_id.in_(below)
    session.execute(update(CourseRun).where(reached).values(adapted=CourseRun.adapted + 1))
    subject = whose.run.public_id if whose.run else place.public_id
    audit.record(session, audit.Event.RUN_ADAPTED, at=at, actor_id=by, organisation_id=place.id, subject=subject)
