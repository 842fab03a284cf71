"""A course with a module for leaders, one with a meeting that asks for prework, and one that comes later."""

from datetime import date

from courseengine.core.course.activities.base import Activity
from courseengine.core.course.activities.meeting import AgendaItem, Meeting
from courseengine.core.course.activities.text import Text
from courseengine.core.course.model import CertificateRule, Course, Module, Opening, Section


def small_course() -> Course:
    """Modules 0 to 2, released in August, November and December 2026."""
    agenda = (AgendaItem(minutes=60, text="Talk", decision=True),)
    met = Meeting(kind="meeting", id="m1-m1", title="Meet", meets="team", agenda=agenda, prework=("m1-t1",))
    return Course(
        id="c",
        title="C",
        purpose="",
        language="nb",
        languages=("nb",),
        edition="nb",
        modules=(
            _module("m0", "leadership"),
            _module("m1", "everyone", Text(kind="text", id="m1-t1", title="Read", minutes=10), met),
            _module("m2", "everyone"),
        ),
        schedules={
            "standard": {
                "m0": Opening(opens=date(2026, 8, 3)),
                "m1": Opening(opens=date(2026, 11, 2), done_by=date(2026, 11, 27)),
                "m2": Opening(opens=date(2026, 12, 1)),
            }
        },
        release="standard",
        paces={},
        methods={},
        certificate=CertificateRule(),
        licence="",
        version="1",
    )


def _module(id_: str, audience: str, *activities: Activity) -> Module:
    return Module(
        id=id_,
        number=int(id_[1:]),
        slug=id_,
        title=f"Module {id_}",
        purpose="",
        goals=(),
        audience=audience,
        team_kind=None,
        meetings_required=3,
        tasks_required=None,
        sections=(Section(id="A", title="A", activities=activities),),
        body="",
        language="nb",
    )
