"""What is done with plans: begun, kept as a draft, published, undone, paused, ended, started again.

A published plan is written into the run (``dates``, ``paused_on``), where every page reads it, and
into its meetings; the version keeps what it was before, by whom and why. Who may is the policy's
answer. Each thing is in a file of its own; this is the list of them.
"""

from courseengine.core.planner.drafts import begin_draft, drop_draft, propose_draft, save_draft
from courseengine.core.planner.publishing import Published, pause_run, publish, publish_draft, resume_run, undo
from courseengine.core.planner.queries import current, draft_of, plan_that_holds, versions_of
from courseengine.core.planner.starting import end_run, start_next, start_run, take_in

__all__ = [
    "Published",
    "begin_draft",
    "current",
    "draft_of",
    "drop_draft",
    "end_run",
    "pause_run",
    "plan_that_holds",
    "propose_draft",
    "publish",
    "publish_draft",
    "resume_run",
    "save_draft",
    "start_next",
    "start_run",
    "take_in",
    "undo",
    "versions_of",
]
