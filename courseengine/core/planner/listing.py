"""Which of several runs have a draft, and which a published plan."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.people.models import Person
from courseengine.core.planner.models import PlanDraft, PlanVersion


def runs_with_draft(session: Session, run_ids: Collection[int]) -> frozenset[int]:
    """Those of the runs whose plan is being changed."""
    if not run_ids:
        return frozenset()
    return frozenset(session.scalars(select(PlanDraft.run_id).where(PlanDraft.run_id.in_(run_ids))))


def who_changed_draft(session: Session, run_id: int) -> str | None:
    """The name of whoever changed the draft of a run's plan last; None where no draft waits."""
    changed = select(Person.name).join(PlanDraft, PlanDraft.changed_by == Person.id)
    return session.scalar(changed.where(PlanDraft.run_id == run_id))


def published_runs(session: Session, run_ids: Collection[int]) -> frozenset[int]:
    """Those of the runs that have a published plan which holds."""
    if not run_ids:
        return frozenset()
    holds = (PlanVersion.run_id.in_(run_ids), PlanVersion.undone_at.is_(None))
    return frozenset(session.scalars(select(PlanVersion.run_id).where(*holds)))
