"""A small course with one of everything that the policy tells apart, and what one may ask about in it."""

from datetime import date
from typing import Any

from courseengine.core.course.activities.base import Activity, Audience
from courseengine.core.course.activities.checklist import Checklist, ChecklistItem
from courseengine.core.course.activities.leadership import LeaderNote
from courseengine.core.course.activities.task import IndividualTask
from courseengine.core.course.model import CertificateRule, Course, Module, Opening, Section, Track
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule

OPENED, COMING = date(2026, 11, 1), date(2026, 12, 1)

MODULES = {"the leaders' module": "m0", "an open module": "m1", "a locked module": "m2"}
ACTIVITIES = {
    "a task in the leaders' module": "m0-i1",
    "a checklist of the resource group": "m0-s1",
    "a task in an open module": "m1-i1",
    "a task in an open module, of the kindergartens' track,": "m1-i2",
    "a leader note in an open module": "m1-l1",
    "a task in a locked module": "m2-i1",
}


def course() -> Course:
    """Three modules: one for leaders, one open, one that opens in a week."""
    item = ChecklistItem(id="one", text="One")
    return Course(
        id="lk20",
        title="Course",
        purpose="Why",
        language="en",
        languages=("en",),
        edition="en",
        modules=(
            _module(
                "m0",
                Audience.LEADERSHIP,
                _task("m0-i1"),
                Checklist(kind="checklist", id="m0-s1", title="s", items=(item,)),
            ),
            _module(
                "m1",
                Audience.EVERYONE,
                _task("m1-i1"),
                _task("m1-i2", "children"),
                LeaderNote(kind="leader_note", id="m1-l1", title="l"),
            ),
            _module("m2", Audience.EVERYONE, _task("m2-i1")),
        ),
        schedules={"standard": {"m0": Opening(opens=OPENED), "m1": Opening(opens=OPENED), "m2": Opening(opens=COMING)}},
        release="standard",
        paces={},
        methods={},
        tracks={
            "pupils": Track(title="School", places=("school",)),
            "children": Track(title="Kindergarten", places=("kindergarten",)),
        },
        certificate=CertificateRule(),
        licence="CC BY 4.0",
        version="1",
    )


def _module(id_: str, audience: Audience, *activities: Activity) -> Module:
    return Module(
        id=id_,
        number=int(id_[1:]),
        slug=id_,
        title=id_,
        purpose="Why",
        goals=(),
        audience=audience,
        team_kind=None,
        meetings_required=3,
        tasks_required=None,
        sections=(Section(id="A", title="A", activities=activities),),
        body="",
        language="en",
    )


def _task(id_: str, track: str | None = None) -> IndividualTask:
    return IndividualTask(kind="individual_task", id=id_, title=id_, minutes=20, track=track)


def asked_about(plan: Plan, where: str) -> dict[str, Any]:
    """The course's modules and activities in a plan, by what ``docs/policy.md`` calls them."""
    found: dict[str, Any] = {}
    for name, id_ in MODULES.items():
        module = plan.course.module(id_)
        assert module
        found[f"{name} {where}"] = PlannedModule(plan, module)
    for name, id_ in ACTIVITIES.items():
        module, activity = plan.course.module_of(id_), plan.course.activity(id_)
        assert module
        assert activity
        found[f"{name} {where}"] = PlannedActivity(plan, module, activity)
    if plan.run:
        shut = found[f"a task in a locked module {where}"]
        worked_on = PlannedActivity(plan, shut.module, shut.activity, worked_on=True)
        found[f"a task in a locked module, worked on, {where}"] = worked_on
    return found
