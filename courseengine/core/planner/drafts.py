"""The draft of a run's plan: one, which everybody who plans there shares, and nobody else sees."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, NotFound
from courseengine.core.course.model import Course
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.planner.document import Document, written
from courseengine.core.planner.models import PlanDraft
from courseengine.core.planner.queries import current, draft_of, plan_that_holds
from courseengine.core.runs.models import CourseRun


def changed_meanwhile() -> Conflict:
    """Somebody was faster."""
    return Conflict("Somebody else has changed the draft since you opened it. Look at it again, then make your change.")


def begin_draft(session: Session, run: CourseRun, course: Course, *, by: int, at: datetime) -> PlanDraft:
    """The draft, begun from the plan that holds unless there is one already."""
    draft = draft_of(session, run)
    return draft or keep_draft(session, run, current(session, run, course), by=by, at=at)


def keep_draft(session: Session, run: CourseRun, document: Document, *, by: int, at: datetime) -> PlanDraft:
    """Begin a draft with a document; where somebody was faster, theirs."""
    refuse_in_ended(run)
    held = plan_that_holds(session, run)
    number = held.number if held else 0
    draft = PlanDraft(run_id=run.id, document=written(document), based_on=number, changed_by=by, changed_at=at)
    was_added(session, draft)
    found = draft_of(session, run)
    if found is None:
        raise NotFound
    return found


def save_draft(
    session: Session, run: CourseRun, document: Document, *, seen: int, by: int, at: datetime, why: str = ""
) -> PlanDraft:
    """Keep what the draft is now. ``seen`` is its version when the planner began; ``Conflict`` if it has risen.

    A reason stays until another is given.
    """
    refuse_in_ended(run)
    text = written(document)
    draft = draft_of(session, run)
    reason = " ".join(why.split()) or (draft.why if draft else "")
    if draft is not None and (draft.document, draft.why) == (text, reason):
        return draft
    changed = session.scalar(
        update(PlanDraft)
        .where(PlanDraft.run_id == run.id, PlanDraft.version == seen)
        .values(document=text, why=reason, version=seen + 1, changed_by=by, changed_at=at)
        .returning(PlanDraft.run_id)
        .execution_options(synchronize_session=False)
    )
    if draft is None or changed is None:
        raise changed_meanwhile()
    session.refresh(draft)
    return draft


def take_draft(session: Session, run: CourseRun) -> PlanDraft | None:
    """The draft as it is now, held until the transaction ends: whoever saves it meanwhile is told afterwards."""
    asked = select(PlanDraft).where(PlanDraft.run_id == run.id).with_for_update()
    return session.scalar(asked.execution_options(populate_existing=True))


def propose_draft(session: Session, draft: PlanDraft, *, seen: int) -> bool:
    """Note that those who decide are told of the draft as it is; False where they have been, or it has changed."""
    told = session.scalar(
        update(PlanDraft)
        .where(
            PlanDraft.run_id == draft.run_id,
            PlanDraft.version == seen,
            PlanDraft.proposed.is_distinct_from(seen),
        )
        .values(proposed=seen)
        .returning(PlanDraft.run_id)
        .execution_options(synchronize_session=False)
    )
    return told is not None


def drop_draft(session: Session, run: CourseRun) -> None:
    """Let the draft go; what is published holds."""
    session.execute(delete(PlanDraft).where(PlanDraft.run_id == run.id))
