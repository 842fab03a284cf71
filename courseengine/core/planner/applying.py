"""A document becomes what holds: the run's dates and its meetings.

A meeting that is there keeps its identity when it is moved, and is cancelled, never deleted, when
the document lets it go. One that was held, or that somebody else has changed since the document
was made, stays as it is. Everything is read and written in bulk: what it costs does not grow with
the number of meetings.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from courseengine.base.db import public_id
from courseengine.core.course.model import Course
from courseengine.core.meetings.models import Meeting, MeetingTeam
from courseengine.core.people.models import Team
from courseengine.core.planner.document import Document, PlannedMeeting
from courseengine.core.planner.possible import starts_at
from courseengine.core.runs import dates
from courseengine.core.runs.models import CourseRun


@dataclass(frozen=True)
class Change:
    """Whose change it is, of which published plan."""

    number: int
    by: int
    at: datetime
    bring_back: frozenset[str] = frozenset()
    """public ids of cancelled meetings that are to be held after all"""


def apply(session: Session, run: CourseRun, course: Course, document: Document, change: Change) -> None:
    """Write the document into the run and its meetings."""
    run.dates = dates.written(dates.ModuleDates(one.module_id, one.opens_on, one.done_by) for one in document.modules)
    run.paused_on = document.paused_on
    session.flush()
    rows = {row.public_id: row for row in session.execute(_ROWS.where(Meeting.run_id == run.id))}
    at_work = (Team.school_id == run.organisation_id, Team.ended_on.is_(None))
    teams = {row.public_id: row.id for row in session.execute(select(Team.public_id, Team.id).where(*at_work))}
    _change(session, document, rows, teams, change)
    _make(session, run, course, document, teams, change)


_ROWS: Any = select(
    Meeting.id,
    Meeting.public_id,
    Meeting.starts_at,
    Meeting.length,
    Meeting.place,
    Meeting.pinned,
    Meeting.state,
    Meeting.sequence,
)


def _change(session: Session, document: Document, rows: dict[str, Any], teams: dict[str, int], change: Change) -> None:
    """Move, cancel and bring back what is there."""
    there = _teams_of(session, [row.id for row in rows.values()])
    changed, regrouped = [], []
    for one in document.meetings:
        row = rows.get(one.meeting or "")
        if row is None or row.state == "held" or row.sequence != one.sequence:
            continue
        values = _values(one, row, change)
        called = {teams[team] for team in one.teams if team in teams}
        if one.is_ahead and row.state == "planned" and called and called != there.get(row.id, set()):
            regrouped += [{"meeting_id": row.id, "team_id": team} for team in sorted(called)]
            values |= {"sequence": row.sequence + 1, "changed_at": change.at}
        if values:
            changed.append({**_unchanged(row), **values})
    if changed:
        session.execute(update(Meeting), changed)
        for values in changed:  # a bulk statement goes past what the session has read
            read = session.identity_map.get(identity_key(Meeting, values["id"]))
            if read is not None:
                session.expire(read)
    if regrouped:
        session.execute(delete(MeetingTeam).where(MeetingTeam.meeting_id.in_({one["meeting_id"] for one in regrouped})))
        session.execute(insert(MeetingTeam), regrouped)


def _unchanged(row: Any) -> dict[str, Any]:
    """All that may change of a meeting, so that all rows are written in one statement."""
    names = ("id", "starts_at", "length", "place", "pinned", "state", "sequence")
    return {name: getattr(row, name) for name in names}


def _values(one: PlannedMeeting, row: Any, change: Change) -> dict[str, Any]:
    """What becomes different of a meeting that is there."""
    if one.state == "dropped":
        gone = {"state": "cancelled", "sequence": row.sequence + 1, "changed_at": change.at, "pinned": one.pinned}
        return gone if row.state == "planned" else {}
    back = row.state == "cancelled" and row.public_id in change.bring_back
    if not one.is_ahead or (row.state != "planned" and not back):
        return {}
    begins = starts_at(one)
    moved = back or (begins, one.length, one.place) != (row.starts_at, row.length, row.place)
    if not moved:
        return {"pinned": one.pinned} if one.pinned != row.pinned else {}
    return {
        "starts_at": begins,
        "length": one.length,
        "place": one.place,
        "pinned": one.pinned,
        "state": "planned",
        "sequence": row.sequence + 1,
        "changed_at": change.at,
    }


def _teams_of(session: Session, meetings: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for meeting, team in session.execute(
        select(MeetingTeam.meeting_id, MeetingTeam.team_id).where(MeetingTeam.meeting_id.in_(meetings))
    ):
        found.setdefault(meeting, set()).add(team)
    return found


def _make(
    session: Session, run: CourseRun, course: Course, document: Document, teams: dict[str, int], change: Change
) -> None:
    """Plan the meetings that are not there yet."""
    new = {public_id(): one for one in document.meetings if one.meeting is None and one.is_ahead}
    if not new:
        return
    session.execute(
        insert(Meeting),
        [
            {
                "public_id": id_,
                # The plan's number is in it: the same plan published twice in the same moment makes them once.
                "submit_id": f"plan.{run.public_id}.{change.number}.{one.key}",
                "run_id": run.id,
                "module_id": one.module_id,
                "activity_id": one.activity_id,
                "title": _title(course, one),
                "joint": one.joint,
                "starts_at": starts_at(one),
                "length": one.length,
                "place": one.place,
                "pinned": one.pinned,
                "planned_by": change.by,
                "changed_at": change.at,
            }
            for id_, one in new.items()
        ],
    )
    rows = session.execute(select(Meeting.public_id, Meeting.id).where(Meeting.public_id.in_(new)))
    called = [
        {"meeting_id": meeting, "team_id": teams[team]}
        for id_, meeting in rows
        for team in new[id_].teams
        if team in teams
    ]
    if called:
        session.execute(insert(MeetingTeam), called)


def _title(course: Course, meeting: PlannedMeeting) -> str:
    template = course.activity(meeting.activity_id)
    return template.title if template else meeting.activity_id
