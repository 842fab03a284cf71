"""What a meeting takes up in its room: the team's answer, and films that are watched together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import g, url_for

from courseengine.core.course.activities.base import Activity, DoneWhen
from courseengine.core.course.activities.task import TeamTask
from courseengine.core.meetings.agenda import templates_of
from courseengine.core.meetings.models import Meeting
from courseengine.core.policy.actions import Action
from courseengine.core.progress.answer_versions import has_waiting
from courseengine.core.progress.sharing import Shared, shared_with
from courseengine.core.progress.team_answers import TeamText, team_answer
from courseengine.core.runs.plan import Plan, PlannedActivity
from courseengine.web.alone import ids_of
from courseengine.web.guard import may
from courseengine.web.meeting_kit import own_team, planned_activity
from courseengine.web.room_agenda import RoomLine
from courseengine.web.words import title_of


@dataclass(frozen=True)
class TaskInRoom:
    """A team's task that the meeting takes up."""

    id: str
    title: str
    href: str
    save_href: str
    team: str
    """its public id; empty where they have none"""
    team_id: int | None
    """of the one who asks; None where they have none in the meeting, and read the task alone"""
    team_name: str
    activity_id: str
    """the id the answer is stored under"""
    answer: TeamText | None
    waits: bool
    """whether two texts wait to be looked at"""


@dataclass(frozen=True)
class SharedPrework:
    """What a member has written in preparation, and shares with their team."""

    key: str
    title: str
    name: str
    """of who wrote it"""
    body: str


@dataclass(frozen=True)
class Film:
    """A film or a podcast that may be watched together."""

    id: str
    title: str
    href: str


def tasks_of(meeting: Meeting, plan: Plan, line: RoomLine | None) -> tuple[TaskInRoom, ...]:
    """The team tasks that the item takes up, or the meeting: the first with its answer."""
    wanted = [line.activity_id] if line and line.activity_id else []
    wanted += [id_ for template in templates_of(meeting, plan) for id_ in template.uses]
    found = [one for one in _open(wanted, plan) if isinstance(one.activity, TeamTask)]
    return tuple(_task(one, meeting, with_answer=not n) for n, one in enumerate(found))


def prework_of(meeting: Meeting, plan: Plan, *, on: date) -> tuple[SharedPrework, ...]:
    """What members share of what was to be prepared, for their own team in the meeting alone."""
    wanted = [id_ for template in templates_of(meeting, plan) for id_ in template.all_prework]
    there, by_id = {team.id for team in meeting.teams}, {}
    asked: dict[int, list[str]] = {}
    for one in _open(wanted, plan):
        team = own_team(plan, one.module.team_kind)
        if one.activity.done_when is DoneWhen.DELIVERED and team and team[0] in there:
            by_id |= dict.fromkeys(ids_of(one.activity), one.activity)
            asked.setdefault(team[0], []).extend(ids_of(one.activity))
    found = (one for team_id, ids in asked.items() for one in shared_with(g.db, team_id, meeting.run_id, ids, on=on))
    return tuple(_shared(one, by_id[one.activity_id]) for one in found)


def _shared(one: Shared, activity: Activity) -> SharedPrework:
    return SharedPrework(
        key=f"{activity.id}-{one.shared_at:%H%M%S%f}",
        title=title_of(activity, g.language),
        name=one.name,
        body=one.body,
    )


def task_in(meeting: Meeting, plan: Plan, activity_id: str) -> TaskInRoom | None:
    """A team task in the room of a meeting, for those whose team meets there."""
    found = next(iter(_open([activity_id], plan)), None)
    if found is None or not isinstance(found.activity, TeamTask):
        return None
    return _task(found, meeting, with_answer=True)


def films_of(meeting: Meeting, plan: Plan, lines: Iterable[RoomLine]) -> tuple[Film, ...]:
    """What the agenda opens and what was to be prepared, as far as it is played."""
    wanted = [line.activity_id for line in lines if line.activity_id]
    wanted += [id_ for template in templates_of(meeting, plan) for id_ in template.all_prework]
    return tuple(
        Film(one.activity.id, title_of(one.activity, g.language), _href(one))
        for one in _open(wanted, plan)
        if one.activity.done_when is DoneWhen.PLAYED
    )


def _open(ids: Iterable[str], plan: Plan) -> list[PlannedActivity]:
    """Those the one who asks may read, each once."""
    found = (planned_activity(plan, id_) for id_ in dict.fromkeys(ids))
    return [one for one in found if one and may(Action.READ_ACTIVITY, one)]


def _task(planned: PlannedActivity, meeting: Meeting, *, with_answer: bool) -> TaskInRoom:
    plan, activity = planned.plan, planned.activity
    team = own_team(plan, planned.module.team_kind)
    if team and team[0] not in {one.id for one in meeting.teams}:
        team = None
    does = team is not None and may(Action.DO_ACTIVITY, planned)
    ids = ids_of(activity)
    answer = team_answer(g.db, team[0], meeting.run_id, ids) if team and with_answer else None
    return TaskInRoom(
        id=activity.id,
        title=title_of(activity, g.language),
        href=_href(planned),
        save_href=url_for("team_answers.save", plan=plan.public_id, activity=activity.id),
        team=team[1] if team else "",
        team_id=team[0] if team and does else None,
        team_name=team[2] if team else "",
        activity_id=answer.activity_id if answer else activity.id,
        answer=answer,
        waits=answer is not None and has_waiting(g.db, answer.id),
    )


def _href(planned: PlannedActivity) -> str:
    return url_for("learner.activity", plan=planned.plan.public_id, activity=planned.activity.id)
