"""One of everything one may ask the policy about, at Furulia, and everybody who may ask."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from courseengine.core.course.activities.base import Activity, Audience
from courseengine.core.course.activities.checklist import Checklist, ChecklistItem
from courseengine.core.course.activities.leadership import LeaderNote
from courseengine.core.course.activities.task import IndividualTask
from courseengine.core.course.model import CertificateRule, Course, Module, Opening, Section, Track
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.roles import Role
from courseengine.core.policy.actor import STRANGER, Actor, Holding
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule, make_plan
from courseengine.core.runs.queries import run_by_public_id

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OPENED, COMING = date(2026, 11, 1), date(2026, 12, 1)


@dataclass(frozen=True)
class Policy:
    """Who asks, and what about: by the words of ``docs/policy.md``."""

    actors: dict[str, Actor]
    subjects: dict[str, Any]
    session: Session


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


def _course() -> Course:
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


class World:
    """Adds rows, and gives them back."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def place(self, name: str, kind: str, parent: Organisation | None = None) -> Organisation:
        return self.add(Organisation(name=name, kind=kind, parent_id=parent.id if parent else None))

    def person(self, name: str) -> Person:
        return self.add(Person(name=name, email=f"{name}@example.org".lower(), created_at=NOW))

    def actor(self, name: str, *roles: tuple[Role, Organisation, Team | None]) -> Actor:
        held = tuple(
            Holding(
                role,
                place.id,
                team.id if team else None,
                team.kind if team else None,
                team is not None,
                place.name,
                place.public_id,
                place.parent_id,
                team.name if team else None,
                team.public_id if team else None,
            )
            for role, place, team in roles
        )
        return Actor(self.person(name).id, name, held)

    def meeting(self, run: CourseRun, by: Person, *teams: Team, state: str, joint: bool = False) -> Meeting:
        return self.add(
            Meeting(
                submit_id=f"{len(teams)}{state}{joint}{run.id}",
                run=run,
                module_id="m1",
                activity_id="m1-m1",
                title="Meeting",
                joint=joint,
                starts_at=NOW,
                length=60,
                state=state,
                planned_by=by.id,
                teams=list(teams),
            )
        )

    def answer(self, run: CourseRun, by: Person, team: Team, task: str, *, delivered: bool) -> TeamAnswer:
        return self.add(
            TeamAnswer(
                team=team,
                run=run,
                activity_id=task,
                body="We",
                saved_at=NOW,
                saved_by=by.id,
                delivered_at=NOW if delivered else None,
            )
        )

    def plan(self, run: CourseRun | None) -> Plan:
        if run is None:
            return make_plan(_course(), None)
        found = run_by_public_id(self.session, run.public_id)
        assert found
        return make_plan(_course(), found[1])


@pytest.fixture
def policy(session: Session) -> Policy:
    """The whole table's world."""
    world = World(session)
    owner, university = world.place("Municipality", "owner"), world.place("University", "university")
    furulia, bjorkelia = world.place("Furulia", "school", owner), world.place("Bjørkelia", "school", owner)
    blue, green = (world.add(Team(school=furulia, kind="team", name=name)) for name in ("Blue", "Green"))
    away = world.add(Team(school=bjorkelia, kind="team", name="Blue"))
    opened = {"course_id": "lk20", "schedule": "standard", "pilot": False, "opened_at": NOW}
    run = world.add(CourseRun(organisation=furulia, **opened))
    ended = world.add(CourseRun(organisation=furulia, ended_at=NOW, **opened))
    elsewhere = world.add(CourseRun(organisation=bjorkelia, **opened))
    by = world.person("Somebody")
    actors = {
        "Anne": world.actor("Anne", (Role.TEAM_LEADER, furulia, blue)),
        "Bjørn": world.actor("Bjorn", (Role.TEACHER, furulia, blue)),
        "Ingrid": world.actor("Ingrid", (Role.TEACHER, furulia, green)),
        "Randi": world.actor("Randi", (Role.TEACHER, furulia, green), (Role.RESOURCE_TEACHER, furulia, None)),
        "Cecilie": world.actor("Cecilie", (Role.SCHOOL_LEADER, furulia, None)),
        "David": world.actor("David", (Role.SCHOOL_LEADER, bjorkelia, None)),
        "Eva": world.actor("Eva", (Role.SCHOOL_OWNER, owner, None)),
        "Farid": world.actor("Farid", (Role.UNIVERSITY_STAFF, university, None)),
        "Gro": world.actor("Gro", (Role.ADMIN, owner, None)),
        "Hanna": world.actor("Hanna"),
        "a stranger": STRANGER,
    }
    subjects = {
        "Furulia": furulia,
        "Bjørkelia": bjorkelia,
        "the blue team": blue,
        "the blue team at Bjørkelia": away,
        "the installation": None,
        "the run at Furulia": run,
        "the run at Bjørkelia": elsewhere,
        "the blue team's draft": world.answer(run, by, blue, "m1-g1", delivered=False),
        "the blue team's delivered answer": world.answer(run, by, blue, "m1-g2", delivered=True),
        "a planned meeting of the blue team": world.meeting(run, by, blue, state="planned"),
        "a held meeting of the blue team": world.meeting(run, by, blue, state="held"),
        "a planned joint meeting of the blue team": world.meeting(run, by, blue, state="planned", joint=True),
        "a held joint meeting of the blue team": world.meeting(run, by, blue, state="held", joint=True),
        "a held meeting at Bjørkelia": world.meeting(elsewhere, by, away, state="held"),
    }
    subjects |= _course_subjects(world.plan(run), "at Furulia")
    subjects |= _course_subjects(world.plan(None), "without a run")
    over = _course_subjects(world.plan(ended), "in an ended run")
    subjects |= {name: subject for name, subject in over.items() if name.startswith("a task in an open module in")}
    return Policy(actors, subjects, session)


def _course_subjects(plan: Plan, where: str) -> dict[str, Any]:
    modules = {"the leaders' module": "m0", "an open module": "m1", "a locked module": "m2"}
    activities = {
        "a task in the leaders' module": "m0-i1",
        "a checklist of the resource group": "m0-s1",
        "a task in an open module": "m1-i1",
        "a task in an open module, of the kindergartens' track,": "m1-i2",
        "a leader note in an open module": "m1-l1",
        "a task in a locked module": "m2-i1",
    }
    found: dict[str, Any] = {}
    for name, id_ in modules.items():
        module = plan.course.module(id_)
        assert module
        found[f"{name} {where}"] = PlannedModule(plan, module)
    for name, id_ in activities.items():
        module, activity = plan.course.module_of(id_), plan.course.activity(id_)
        assert module
        assert activity
        found[f"{name} {where}"] = PlannedActivity(plan, module, activity)
    if plan.run:
        shut = found[f"a task in a locked module {where}"]
        found[f"a task in a locked module, worked on, {where}"] = PlannedActivity(
            plan, shut.module, shut.activity, True
        )
    return found
