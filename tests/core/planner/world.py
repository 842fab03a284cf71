"""A course of four modules and schools to go through it, for plans that ask no database."""

from collections.abc import Iterable, Sequence
from datetime import date, time

from courseengine.core.course.activities.meeting import AgendaItem, Meeting
from courseengine.core.course.activities.task import IndividualTask
from courseengine.core.course.activities.text import Text
from courseengine.core.course.model import CertificateRule, Course, Module, Opening, Pace, Section
from courseengine.core.planner.document import Slot, Wishes
from courseengine.core.planner.school import PlanTeam, School
from courseengine.core.school_days.days import SchoolDays

TODAY = date(2026, 8, 3)
START = date(2026, 8, 17)
TUESDAYS = Slot(weekday=1, at=time(14, 15))


def template(id_: str, meets: str = "team", *, length: int = 60, prework: bool = True, **more: object) -> Meeting:
    """A meeting as a module proposes it."""
    agenda = (AgendaItem(minutes=length - 15, text="Talk"), AgendaItem(minutes=15, text="Decide", decision=True))
    read = (f"{id_}-t",) if prework else ()
    return Meeting(kind="meeting", id=id_, title=f"Meeting {id_}", meets=meets, agenda=agenda, prework=read, **more)


def module(
    id_: str,
    meets: Sequence[str] = ("team", "staff", "team"),
    *,
    team_kind: str | None = None,
    required: int = 3,
    audience: str = "everyone",
) -> Module:
    """A module with a text, a task and such meetings."""
    meetings = tuple(template(f"{id_}-m{number}", one) for number, one in enumerate(meets, 1))
    texts = tuple(Text(kind="text", id=f"{one.id}-t", title="T", minutes=10) for one in meetings)
    task = IndividualTask(kind="individual_task", id=f"{id_}-i1", title="Task", minutes=30)
    activities = (*texts, task, *meetings)
    return Module(
        id=id_,
        number=int(id_[1:]),
        slug=id_,
        title=f"Module {id_}",
        purpose="",
        goals=(),
        audience=audience,
        team_kind=team_kind,
        meetings_required=required,
        tasks_required=None,
        sections=(Section(id="A", title="A", activities=activities),),
        body="",
        language="nb",
    )


LEADERS = module("m0", ("leader_group", "resource_group", "staff"), team_kind="leader_group", audience="leadership")
MODULES = (
    LEADERS,
    module("m1", ("staff", "staff", "staff")),
    module("m2", ("subject_team", "staff", "subject_team"), team_kind="subject_team"),
    module("m3", ("staff", "grade_team", "team"), team_kind="grade_team"),
)


def make_course(*modules: Module, released: dict[str, date] | None = None) -> Course:
    """A course of these modules, or of all four; released for all from the start unless told otherwise."""
    return Course(
        id="lk20",
        title="Course",
        purpose="",
        language="nb",
        languages=("nb",),
        edition="nb",
        modules=modules or MODULES,
        schedules={"standard": {id_: Opening(opens=day) for id_, day in released.items()}} if released else {},
        release="standard" if released else None,
        paces={
            "quick": Pace(title="Quick", weeks={"m1": 3, "m2": 3, "m3": 3}),
            "calm": Pace(title="Calm", weeks={"m1": 8, "m2": 8, "m3": 8}),
        },
        methods={},
        certificate=CertificateRule(),
        licence="",
        version="1",
    )


def team(name: str, members: Iterable[int], kind: str = "team", *, main: Iterable[int] | None = None) -> PlanTeam:
    """A team whose name is its id; the main one of all its members unless told otherwise."""
    people = frozenset(members)
    return PlanTeam(name, name, kind, people, people if main is None else frozenset(main))


CECILIE, RUT = 100, 101
"""the leader and the resource teacher"""
ONE_SET = (team("A", range(1, 6)), team("B", range(6, 11)), team("C", range(11, 14)))
"""a school with one set of teams"""


def make_school(*teams: PlanTeam, days: SchoolDays | None = None) -> School:
    """A school of these teams, or of three; its leader and resource teacher in no team."""
    teams = teams or ONE_SET
    people = frozenset[int]().union(*(one.members for one in teams)) | {CECILIE, RUT}
    return School(
        teams=teams,
        days=days or SchoolDays(),
        arrangers=frozenset({CECILIE, RUT}),
        place_kind="school",
        people=people,
        leaders=frozenset({CECILIE}),
    )


def wish(**changed: object) -> Wishes:
    """Everything in order, six weeks a module from the middle of August, Tuesdays."""
    asked: dict[str, object] = {
        "modules": ("m0", "m1", "m2", "m3"),
        "weeks": {"m1": 6, "m2": 6, "m3": 6},
        "starts_on": START,
        "slots": (TUESDAYS,),
    }
    return Wishes(**(asked | changed))
