"""Small courses for the tests of reports: two modules for everyone and one for leaders."""

from datetime import date

from courseengine.core.course.activities.base import Audience
from courseengine.core.course.activities.task import IndividualTask, TeamTask
from courseengine.core.course.model import CertificateRule, Course, Module, Opening, Section
from courseengine.core.runs.plan import Plan, RunFacts, make_plan

M1_OPENS, M1_DONE_BY, M2_OPENS = date(2026, 11, 2), date(2026, 11, 20), date(2026, 12, 1)


def own(id_: str, **fields) -> IndividualTask:
    return IndividualTask(kind="individual_task", id=id_, title=id_, minutes=20, **fields)


def together(id_: str, **fields) -> TeamTask:
    return TeamTask(kind="team_task", id=id_, title=id_, minutes=30, **fields)


def module(id_: str, *activities, audience=Audience.EVERYONE, team_kind=None, meetings=2, tasks=None) -> Module:
    return Module(
        id=id_,
        number=int(id_[1:]),
        slug=id_,
        title=f"Module {id_}",
        purpose="Why",
        goals=(),
        audience=audience,
        team_kind=team_kind,
        meetings_required=meetings,
        tasks_required=tasks,
        sections=(Section(id="A", title="A", activities=activities),),
        body="",
        language="en",
    )


M0 = module("m0", together("m0-g1"), audience=Audience.LEADERSHIP, team_kind="leader_group", meetings=1)
M1 = module(
    "m1",
    own("m1-i1"),
    own("m1-i2", formerly=("m1-old",)),
    own("m1-i3", required=False),
    own("m1-i4", track="kindergarten"),
    together("m1-g1", formerly=("m1-g0",)),
    together("m1-g2"),
    together("m1-g3", required=False),
)
M2 = module("m2", together("m2-g1"), team_kind="subject_team", meetings=1)


def course(*modules: Module, dates: dict[str, Opening]) -> Course:
    return Course(
        id="lk20",
        title="Course",
        purpose="Why",
        language="en",
        languages=("en",),
        edition="en",
        modules=modules or (M0, M1, M2),
        schedules={"standard": dates},
        release=None,
        paces={},
        methods={},
        certificate=CertificateRule(),
        licence="CC BY 4.0",
        version="1",
    )


def plan(*modules: Module, run_id: int = 1, school_id: int = 1, **done_by: date) -> Plan:
    """The course with its dates: module 1 opens in November, module 2 in December."""
    opens = {"m0": M1_OPENS, "m1": M1_OPENS, "m2": M2_OPENS}
    dates = {id_: Opening(opens=day, done_by=done_by.get(id_)) for id_, day in opens.items()}
    run = RunFacts(
        id=run_id,
        public_id="run",
        school_id=school_id,
        owner_id=None,
        school_name="Furulia",
        place_kind="school",
        schedule="standard",
        pace=None,
        starts_on=None,
        pilot=False,
    )
    return make_plan(course(*modules, dates=dates), run)
