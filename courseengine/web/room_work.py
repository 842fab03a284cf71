"""What a meeting takes up in its room: the team's answer, and films that are watched together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Doing:
    """A team task that a meeting takes up, and the team that the one who asks has there."""

    id: str
    team: tuple[int, str, str] | None
    """its id, public id and name; None where they have none in the meeting, and read the task alone"""
    does: bool
    """whether they do it with that team, and not only read it"""
    planned: PlannedActivity = field(compare=False)

    @property
    def team_id(self) -> int | None:
        """Of the team they do it with."""
        return self.team[0] if self.team and self.does else None


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


def taken_up(meeting: Meeting, plan: Plan, line: RoomLine | None) -> tuple[Doing, ...]:
    """The team tasks that the item takes up, or the meeting, as far as the one who asks may read them."""
    wanted = [line.activity_id] if line and line.activity_id else []
    wanted += [id_ for template in templates_of(meeting, plan) for id_ in template.uses]
    return tuple(_doing(one, meeting) for one in _open(wanted, plan) if isinstance(one.activity, TeamTask))


def tasks_of(doing: Sequence[Doing], meeting: Meeting) -> tuple[TaskInRoom, ...]:
    """The tasks with what they lead to, and the first with its answer."""
    return tuple(_task(one, meeting, with_answer=not n) for n, one in enumerate(doing))


@dataclass(frozen=True, slots=True)
class Prepared:
    """Something that was to be written before the meeting, and the team whose members may share it."""

    id: str
    team_id: int
    activity: Activity = field(compare=False)


def to_prepare(meeting: Meeting, plan: Plan) -> tuple[Prepared, ...]:
    """What the one who asks reads of the prework, if their team shares it: for their own team in the meeting alone."""
    wanted = [id_ for template in templates_of(meeting, plan) for id_ in template.all_prework]
    there, found = {team.id for team in meeting.teams}, []
    for one in _open(wanted, plan):
        team = own_team(plan, one.module.team_kind)
        if one.activity.done_when is DoneWhen.DELIVERED and team and team[0] in there:
            found.append(Prepared(one.activity.id, team[0], one.activity))
    return tuple(found)


def prework_of(prepared: Sequence[Prepared], meeting: Meeting, *, on: date) -> tuple[SharedPrework, ...]:
    """What members share of what was to be prepared."""
    by_id: dict[str, Activity] = {}
    asked: dict[int, list[str]] = {}
    for one in prepared:
        by_id |= dict.fromkeys(ids_of(one.activity), one.activity)
        asked.setdefault(one.team_id, []).extend(ids_of(one.activity))
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
    return _task(_doing(found, meeting), meeting, with_answer=True)


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


def _doing(planned: PlannedActivity, meeting: Meeting) -> Doing:
    team = own_team(planned.plan, planned.module.team_kind)
    if team and team[0] not in {one.id for one in meeting.teams}:
        team = None
    return Doing(planned.activity.id, team, team is not None and may(Action.DO_ACTIVITY, planned), planned)


def _task(doing: Doing, meeting: Meeting, *, with_answer: bool) -> TaskInRoom:
    planned, team = doing.planned, doing.team
    plan, activity = planned.plan, planned.activity
    ids = ids_of(activity)
    answer = team_answer(g.db, team[0], meeting.run_id, ids) if team and with_answer else None
    return TaskInRoom(
        id=activity.id,
        title=title_of(activity, g.language),
        href=_href(planned),
        save_href=url_for("team_answers.save", plan=plan.public_id, activity=activity.id),
        team=team[1] if team else "",
        team_id=doing.team_id,
        team_name=team[2] if team else "",
        activity_id=answer.activity_id if answer else activity.id,
        answer=answer,
        waits=answer is not None and has_waiting(g.db, answer.id),
    )


def _href(planned: PlannedActivity) -> str:
    return url_for("learner.activity", plan=planned.plan.public_id, activity=planned.activity.id)
