"""What a school's teams have decided and taken on, for those who lead it: from held meetings, without a name.

It is carried until it is done. That a leader has read it leaves a line that the team can read, as
with the minutes; where the reader was invited, or is in the team, there is nothing to log.
"""

from dataclasses import dataclass

from flask import g, render_template
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.core import audit
from courseengine.core.meetings import listing
from courseengine.core.meetings.listing import Listed
from courseengine.core.people.models import Organisation, Team
from courseengine.core.people.queries import teams_at
from courseengine.core.policy.actions import Action
from courseengine.web.guard import database, guard
from courseengine.web.views.leader import bp

__all__ = ["bp"]

LATEST = 5
"""decisions of a team; the others are with its meetings"""


@dataclass(frozen=True)
class OfTeam:
    """What one team, or several together, have before them."""

    names: str
    open: tuple[Listed, ...]
    decisions: tuple[Listed, ...]


@bp.get("/<school>/follow-ups")
@guard(Action.SEE_TEAM_PROGRESS, school=Organisation)
def follow_ups(school: Organisation) -> ResponseReturnValue:
    """What is still to be done, and what was decided, team by team."""
    teams = {team.id: team for team in teams_at(g.db, school.id)}
    still = listing.open_follow_ups(g.db, list(teams), held_only=True)
    decided = listing.decisions_of(g.db, list(teams), held_only=True)
    of = listing.teams_in(g.db, [one.meeting_id for one in (*still, *decided)], list(teams))
    groups: dict[tuple[int, ...], tuple[list[Listed], list[Listed]]] = {}
    for rows, place in ((still, 0), (decided, 1)):
        for one in rows:
            groups.setdefault(tuple(of[one.meeting_id]), ([], []))[place].append(one)
    shown = [
        OfTeam(", ".join(teams[id_].name for id_ in ids), tuple(open_), tuple(decisions[:LATEST]))
        for ids, (open_, decisions) in groups.items()
    ]
    _note_reading(teams, {id_ for one in (*still, *decided) if not one.joint for id_ in of[one.meeting_id]})
    shown.sort(key=lambda one: (not one.open, one.names))
    return render_template("leader/follow_ups.html", school=school, groups=shown, today=day_in_oslo(clock.now()))


def _note_reading(teams: dict[int, Team], read: set[int]) -> None:
    others = sorted(read - g.actor.teams)
    if not others:
        return
    with database.writing() as session:
        for team_id in others:
            audit.record(
                session,
                audit.Event.MINUTES_READ,
                at=clock.now(),
                actor_id=g.actor.person_id,
                team_id=team_id,
                subject=teams[team_id].public_id,
            )
