"""A plan is published, undone, paused and resumed.

Each makes a version that keeps the plan before it, and is logged with who and why. The run is held
while it is done, so that two changes come one after the other, and the later notices.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courseengine.base.clock import OSLO, day_in_oslo
from courseengine.base.errors import Conflict, Invalid
from courseengine.core import audit
from courseengine.core.course.model import Course
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.meetings.models import Meeting
from courseengine.core.planner import moving
from courseengine.core.planner.applying import Change, apply
from courseengine.core.planner.differences import Differences, PersonalChanges, concerned, differences
from courseengine.core.planner.document import Document, PlannedMeeting, read, written
from courseengine.core.planner.drafts import changed_meanwhile, drop_draft, take_draft
from courseengine.core.planner.models import PlanVersion
from courseengine.core.planner.possible import refuse_impossible_plan, refuse_shutting
from courseengine.core.planner.queries import current, meetings_of, plan_that_holds, school_of
from courseengine.core.planner.refreshing import kept_open, refreshed
from courseengine.core.planner.wishes import FARTHEST
from courseengine.core.runs.models import CourseRun

LONGEST_REASON = 500
"""characters"""


@dataclass(frozen=True)
class Published:
    """What publishing or undoing did."""

    version: PlanVersion
    differences: Differences
    personal: dict[int, PersonalChanges]
    """person id → what changed for them: for the letters"""


def publish_draft(
    session: Session, run: CourseRun, course: Course, *, seen: int, why: str, by: int, at: datetime
) -> Published:
    """Publish the draft as somebody has seen it: ``seen`` is its version. Sent twice, the second is a ``Conflict``."""
    hold(session, run)
    draft = take_draft(session, run)
    if draft is None:
        raise Conflict("This draft has been published or dropped already. Look at the plan as it is now.")
    if draft.version != seen:
        raise changed_meanwhile()
    holds, today = current(session, run, course), day_in_oslo(at)
    document = kept_open(read(draft.document), holds, course, today=today, pilot=run.pilot)
    return publish(session, run, course, document, seen=draft.based_on, why=why, by=by, at=at)


def publish(
    session: Session,
    run: CourseRun,
    course: Course,
    document: Document,
    *,
    seen: int,
    why: str,
    by: int,
    at: datetime,
) -> Published:
    """Let a document be the plan. ``seen`` is the number of the plan it began from (0 for none), else ``Conflict``."""
    hold(session, run)
    held = plan_that_holds(session, run)
    if (held.number if held else 0) != seen:
        raise Conflict("Somebody else has published a plan since you began. Begin again from the plan that holds now.")
    today = day_in_oslo(at)
    teams = [team.public_id for team in school_of(session, run, on=today).teams]
    refuse_impossible_plan(document, course, teams, today=today)
    before = current(session, run, course)
    refuse_shutting(document, before, course, today=today, pilot=run.pilot)
    published = _publish(session, run, course, before, document, why=why, by=by, at=at, event=audit.Event.RUN_PLANNED)
    drop_draft(session, run)
    return published


def pause_run(
    session: Session, run: CourseRun, course: Course, *, on: date, why: str, by: int, at: datetime
) -> Published:
    """Let nothing more open from that day on; not before today."""
    _refuse_past(on, at)
    change = partial(moving.pause, on=on)
    return _change(session, run, course, change, why=why, by=by, at=at, event=audit.Event.RUN_PAUSED)


def resume_run(
    session: Session, run: CourseRun, course: Course, *, on: date, why: str, by: int, at: datetime
) -> Published:
    """Go on from that day, today or later; what was ahead moves by the days of the pause."""
    _refuse_past(on, at)
    change = partial(moving.resume, on=on)
    return _change(session, run, course, change, why=why, by=by, at=at, event=audit.Event.RUN_RESUMED)


def _change(
    session: Session,
    run: CourseRun,
    course: Course,
    change: Callable[[Document], Document],
    *,
    why: str,
    by: int,
    at: datetime,
    event: audit.Event,
) -> Published:
    """Publish a change of the plan that holds; a draft that somebody works on goes along."""
    hold(session, run)
    draft, held = take_draft(session, run), plan_that_holds(session, run)
    goes_along = draft is not None and draft.based_on == (held.number if held else 0)
    before = current(session, run, course)
    document = change(before)
    published = _publish(session, run, course, before, document, why=why, by=by, at=at, event=event)
    if draft is not None and goes_along:
        now = _by_id(read(published.version.document))
        # Else what a team has moved since would go back when the draft is published.
        changed = change(refreshed(read(draft.document), before))
        meetings = (
            replace(one, sequence=now[one.meeting].sequence) if one.meeting in now else one for one in changed.meetings
        )
        draft.document = written(replace(changed, meetings=tuple(meetings)))
        draft.based_on, draft.version = published.version.number, draft.version + 1
        session.flush()
    return published


def undo(session: Session, version: PlanVersion, course: Course, *, by: int, at: datetime) -> Published:
    """Publish the plan as it was before; only for the newest that is not undone. A draft of it is dropped.

    What somebody has touched since stays, and so does what has opened; no meeting goes back to a time that has passed.
    """
    run = version.run
    hold(session, run)
    session.refresh(version)
    if version.undone_at is not None:
        raise Conflict("This plan has been undone already.")
    held = plan_that_holds(session, run)
    if held is None or held.id != version.id:
        raise Conflict("A later plan has been published. Undo that one first.")
    before = current(session, run, course)
    target, back = _as_before(session, version, at=at)
    target = kept_open(target, before, course, today=day_in_oslo(at), pilot=run.pilot)
    apply(session, run, course, target, Change(version.number, by, at, back))
    version.undone_by, version.undone_at = by, at
    drop_draft(session, run)
    session.flush()
    _log(session, run, version, audit.Event.RUN_PLAN_UNDONE, by=by, at=at)
    after = replace(target, meetings=tuple(meetings_of(session, run)))
    return _published(session, run, course, version, before, after, at)


def as_undone(session: Session, version: PlanVersion, course: Course, *, at: datetime) -> Document:
    """The plan as undoing a version would leave it."""
    run = version.run
    holds = current(session, run, course)
    target, back = _as_before(session, version, at=at)
    aims = _by_id(target)

    def becomes(one: PlannedMeeting) -> PlannedMeeting:
        aim = aims.get(one.meeting or "")
        if aim is None or not (one.is_ahead or one.meeting in back):
            return one
        return replace(one, state="dropped") if aim.state == "dropped" else aim

    undone = replace(target, meetings=tuple(becomes(one) for one in holds.meetings))
    return kept_open(undone, holds, course, today=day_in_oslo(at), pilot=run.pilot)


def _as_before(session: Session, version: PlanVersion, *, at: datetime) -> tuple[Document, frozenset[str]]:
    """The plan before a version, for what nobody has touched since; and which meetings it had cancelled."""
    before, after = read(version.before), read(version.document)
    made, was = _by_id(after), _by_id(before)
    now = at.astimezone(OSLO)
    gone_by = {id_ for id_, one in was.items() if (one.day, one.at) <= (now.date(), now.time())}
    untouched = _untouched(session, version, made) - gone_by
    back = {id_ for id_ in untouched if id_ in was and made[id_].state == "cancelled" and was[id_].is_ahead}
    return replace(before, meetings=tuple(_meetings_before(was, made, untouched))), frozenset(back)


def _by_id(document: Document) -> dict[str, PlannedMeeting]:
    """The meetings that are there, by public id."""
    return {one.meeting: one for one in document.meetings if one.meeting}


def _meetings_before(
    was: dict[str, PlannedMeeting], made: dict[str, PlannedMeeting], untouched: set[str]
) -> Iterator[PlannedMeeting]:
    for id_ in untouched:
        if id_ in was:
            yield replace(was[id_], sequence=made[id_].sequence)
        elif made[id_].is_ahead:
            yield replace(made[id_], state="dropped", pinned=False)


def _untouched(session: Session, version: PlanVersion, made: dict[str, PlannedMeeting]) -> set[str]:
    """The meetings that are as the version left them: not moved, not held, and nothing written in them."""
    rows = session.execute(
        select(Meeting.public_id, Meeting.sequence, Meeting.state, Meeting.version).where(
            Meeting.run_id == version.run_id
        )
    )
    return {
        row.public_id
        for row in rows
        if row.public_id in made
        and row.sequence == made[row.public_id].sequence
        and row.state == made[row.public_id].state != "held"
        and row.version == 1
    }


def hold(session: Session, run: CourseRun) -> None:
    """Hold the run until the transaction ends, and refuse one that has ended."""
    session.flush()
    session.refresh(run, with_for_update={"of": CourseRun, "key_share": True})
    refuse_in_ended(run)


def _publish(
    session: Session,
    run: CourseRun,
    course: Course,
    before: Document,
    document: Document,
    *,
    why: str,
    by: int,
    at: datetime,
    event: audit.Event,
) -> Published:
    why = " ".join(why.split())
    if len(why) > LONGEST_REASON:
        raise Invalid("There is room for %(limit)d characters here.", field="why", limit=LONGEST_REASON)
    newest = session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.run_id == run.id)) or 0
    apply(session, run, course, document, Change(newest + 1, by, at))
    let_go = (one for one in document.meetings if one.meeting is None and one.state == "dropped")
    after = replace(document, meetings=(*meetings_of(session, run), *let_go))
    version = PlanVersion(
        run_id=run.id,
        number=newest + 1,
        document=written(after),
        before=written(before),
        why=why,
        published_by=by,
        published_at=at,
    )
    session.add(version)
    session.flush()
    _log(session, run, version, event, by=by, at=at)
    return _published(session, run, course, version, before, after, at)


def _log(session: Session, run: CourseRun, version: PlanVersion, event: audit.Event, *, by: int, at: datetime) -> None:
    audit.record(session, event, at=at, actor_id=by, organisation_id=run.organisation_id, subject=version.public_id)


def _published(
    session: Session,
    run: CourseRun,
    course: Course,
    version: PlanVersion,
    before: Document,
    after: Document,
    at: datetime,
) -> Published:
    found = differences(before, after)
    return Published(version, found, concerned(found, school_of(session, run, on=day_in_oslo(at)), course))


def _refuse_past(on: date, at: datetime) -> None:
    today = day_in_oslo(at)
    if on < today:
        raise Invalid("%(day)s has passed. Choose today or a later day.", field="on", day=on)
    if on - today > FARTHEST:
        raise Invalid("%(day)s is more than three years away. Check the year.", field="on", day=on)
