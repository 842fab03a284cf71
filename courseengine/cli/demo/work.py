"""What the demo's people have done: their teams' answers, their own, and a beginning of the second package."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from courseengine.base.clock import begins, in_oslo
from courseengine.cli.demo import cast
from courseengine.core.course.activities.base import Activity
from courseengine.core.course.activities.checklist import Checklist
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.model import Course
from courseengine.core.meetings.operations import plan_meeting
from courseengine.core.people.models import Person
from courseengine.core.progress import operations as progress
from courseengine.core.progress.team_answers import deliver_team_answer, save_team_answer

if TYPE_CHECKING:
    from courseengine.cli.demo.world import World


def do_the_work(session: Session, world: "World") -> None:
    """Let everybody have done something."""
    _team_answers(session, world)
    _own_work(session, world)


def _team_answers(session: Session, world: "World") -> None:
    run = world.runs["furulia"]
    written = [("Ledergruppa", "cecilie", "m0-g1", cast.LEADERS_PLAN, True, 88)]
    for team, by in (
        ("1.–4. trinn", "ingrid"),
        ("5.–7. trinn", "bjorn"),
        ("8.–10. trinn", "unni"),
        ("Musikk og drama", "guro"),
    ):
        written += [
            (team, by, "m1-g1", cast.PLAN_TEXT, True, 50),
            (team, by, "m1-g2", cast.DILEMMAS, True, 49),
        ]
        if team != "Musikk og drama":
            written.append((team, by, "m1-g3", cast.CHANGE_LOG, True, 37))
    written += [
        ("1.–4. trinn", "ingrid", "m2-g1", cast.CORE_MAP, True, 5),
        ("5.–7. trinn", "bjorn", "m2-g1", cast.CORE_MAP_DRAFT, False, 5),
        ("8.–10. trinn", "unni", "m2-g1", cast.CORE_MAP, True, 5),
    ]
    for team, by, activity_id, text, deliver, days in written:
        at = world.at - timedelta(days=days)
        task = {"team_id": world.teams[team].id, "run_id": run.id, "activity_id": activity_id}
        save_team_answer(session, **task, body=text, seen=0, by=world.people[by].id, at=at)
        if deliver:
            deliver_team_answer(session, **task, by=world.people[by].id, at=at)


def _own_work(session: Session, world: "World") -> None:
    """Everybody is somewhere else; the same somewhere every time."""
    run, begun = world.runs["furulia"], begins(world.runs["furulia"].starts_on or world.day(0))
    for team_index, names in enumerate(cast.TEAMS.values()):
        for index, name in enumerate(names):
            person = world.named(name)
            share = (index * 3 + team_index * 2) % 7
            first, second = _played_and_read(world.course, "m1"), _played_and_read(world.course, "m2")
            for number, activity in enumerate([*first[: len(first) - (share == 0)], *second[: share + 1]]):
                at = begun + timedelta(days=2 * number + 1, hours=14 + index)
                progress.complete(session, person.id, run.id, activity.id, how=activity.done_how, at=at)
            progress.complete(session, person.id, run.id, "survey-lk20", how="by_hand", at=begun)
            _write(session, world, person, "m1-i1", cast.LESSON, deliver=True, days=60)
            if share > 0:
                _write(session, world, person, "m1-i2", cast.PUPILS, deliver=share > 1, days=38)
            if share > 2:
                _write(session, world, person, "m2-i1", cast.KNOWN_NEW_GONE, deliver=True, days=4)
    anne, cecilie = world.people["anne"], world.people["cecilie"]
    _write(session, world, anne, "m1-i2", cast.PUPILS, deliver=True, days=38)
    _write(session, world, anne, "m2-i1", cast.KNOWN_NEW_GONE, deliver=False, days=4)
    preparation = world.course.module("m0")
    assert preparation is not None
    for activity in preparation.activities:
        if activity.done_how != "by_hand" and activity.counts:
            progress.complete(session, cecilie.id, run.id, activity.id, how=activity.done_how, at=begun)
    _write(session, world, cecilie, "m0-i1", cast.STATUS_NOTE, deliver=True, days=91)
    checklist = world.course.activity("m0-s1")
    assert isinstance(checklist, Checklist)
    items = {item.id for item in checklist.items}
    progress.set_ticks(session, cecilie.id, run.id, checklist.id, items, items=items, at=begun)
    _second_package(session, world)


def _second_package(session: Session, world: "World") -> None:
    """A beginning: some have seen the film, and the kindergarten's team meets soon."""
    for key, names in (("maurtua", ("Berit", "Even", "Liv")), ("furulia-dd", ("Bjørn", "Ola"))):
        for name in names:
            person = world.named(name)
            progress.complete(session, person.id, world.runs[key].id, "dd1-v1", how="watched", at=world.at)
    template = world.package.activity("dd1-m1")
    assert isinstance(template, Template)
    world.meetings["kindergarten"] = plan_meeting(
        session,
        run_id=world.runs["maurtua"].id,
        module_id="dd1",
        activity=template,
        teams=[world.teams[name].id for name in cast.MAURTUA_TEAMS],
        starts_at=in_oslo(world.workday(1), cast.AFTERNOON),
        length=template.length,
        place="Møterommet",
        by=world.people["liv"].id,
        submit_id="demo-kindergarten",
        joint=True,
        at=world.at,
    )


def _played_and_read(course: Course, module_id: str) -> list[Activity]:
    module = course.module(module_id)
    assert module is not None
    return [one for one in module.activities if one.done_how in ("watched", "listened", "read") and one.counts]


def _write(
    session: Session, world: "World", person: Person, activity_id: str, text: str, *, deliver: bool, days: int
) -> None:
    """Save an answer, so many days ago; what is there already is left as it is."""
    run, at = world.runs["furulia"], world.at - timedelta(days=days)
    progress.save_answer(session, person.id, run.id, activity_id, text, seen=0, at=at)
    if deliver:
        progress.deliver_answer(session, person.id, run.id, activity_id, at=at)
