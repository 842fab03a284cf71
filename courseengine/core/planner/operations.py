"""What is done with plans: drafts that planners share, publishing, undoing.

A published plan is written into the run (``dates``, ``paused_on``), where every page reads it,
and into its meetings; the version keeps what it was before, by whom and why. Who may is the
policy's answer. Times of one run change one after the other: the run is held while it is done.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from courseengine.core.course.model import Course
from courseengine.core.people.models import Organisation
from courseengine.core.planner.differences import Differences, PersonalChanges
from courseengine.core.planner.document import Document, Wishes
from courseengine.core.planner.models import PlanDraft, PlanVersion
from courseengine.core.runs.models import CourseRun, Intake


@dataclass(frozen=True)
class Published:
    """What publishing or undoing did."""

    version: PlanVersion
    differences: Differences
    personal: dict[int, PersonalChanges]
    """person id → what changed for them: for the letters"""


def current(session: Session, run: CourseRun, course: Course, *, at: datetime) -> Document:
    """The plan that holds, with the meetings as they are now; also of a run without a published plan."""
    raise NotImplementedError


def plan_that_holds(session: Session, run: CourseRun) -> PlanVersion | None:
    """The newest version that is not undone."""
    raise NotImplementedError


def versions_of(session: Session, run: CourseRun) -> list[PlanVersion]:
    """Every version that was published, the newest first, with who published and undid it."""
    raise NotImplementedError


def draft_of(session: Session, run: CourseRun) -> PlanDraft | None:
    """The draft, if there is one."""
    raise NotImplementedError


def begin_draft(session: Session, run: CourseRun, course: Course, *, by: int, at: datetime) -> PlanDraft:
    """The draft, begun from the plan that holds unless there is one already."""
    raise NotImplementedError


def save_draft(session: Session, run: CourseRun, document: Document, *, seen: int, by: int, at: datetime) -> PlanDraft:
    """Keep what the draft is now. ``seen`` is its version when the planner began; ``Conflict`` if it has risen."""
    raise NotImplementedError


def drop_draft(session: Session, run: CourseRun) -> None:
    """Let the draft go; what is published holds."""
    raise NotImplementedError


def publish_draft(
    session: Session, run: CourseRun, course: Course, *, seen: int, why: str, by: int, at: datetime
) -> Published:
    """Publish the draft as somebody has seen it: ``seen`` is its version. Sent twice, the second is a ``Conflict``."""
    raise NotImplementedError


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
    raise NotImplementedError


def undo(session: Session, version: PlanVersion, course: Course, *, by: int, at: datetime) -> Published:
    """Publish the plan as it was before; only for the newest that is not undone."""
    raise NotImplementedError


def pause_run(
    session: Session, run: CourseRun, course: Course, *, on: date, why: str, by: int, at: datetime
) -> Published:
    """Let nothing more open from that day on; not before today."""
    raise NotImplementedError


def resume_run(
    session: Session, run: CourseRun, course: Course, *, on: date, why: str, by: int, at: datetime
) -> Published:
    """Go on from that day, today or later; what was ahead moves by the days of the pause."""
    raise NotImplementedError


def end_run(session: Session, run: CourseRun, *, by: int, at: datetime) -> None:
    """Let a run be over: everything in it stays to be read, meetings that are ahead are cancelled."""
    raise NotImplementedError


def start_run(
    session: Session,
    school_place: Organisation,
    course: Course,
    wishes: Wishes,
    *,
    by: int,
    at: datetime,
    pilot: bool = False,
) -> CourseRun:
    """Let a school begin a course: its opening dates hold at once, the meetings wait in a draft to be looked at."""
    raise NotImplementedError


def start_next(
    session: Session, run: CourseRun, course: Course, *, starts_on: date, by: int, at: datetime
) -> CourseRun:
    """Next year's run from one that has ended, by week and weekday; the meetings wait in a draft."""
    raise NotImplementedError


def take_in(
    session: Session,
    owner: Organisation,
    schools: list[Organisation],
    course: Course,
    wishes: Wishes,
    *,
    name: str,
    by: int,
    at: datetime,
) -> Intake:
    """Let several of an owner's schools begin a course at once, each with a draft of its meetings."""
    raise NotImplementedError
