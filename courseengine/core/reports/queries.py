"""The rows a school's report is made of: one statement a question, whatever the number of people.

The statements are built once. What may be shown of them is decided in ``disclosure.py``; nobody else reads
completions of other people.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import ask
from courseengine.core.people.models import Membership, Team
from courseengine.core.people.roles import AT_A_SCHOOL
from courseengine.core.progress.models import Completion, TeamAnswer
from courseengine.core.reports.belonging import Belonging, TeamName
from courseengine.core.reports.disclosure import AsOf
from courseengine.core.reports.team_facts import Delivery

_NOW = aliased(Membership)
_BELONGINGS = (
    select(
        Membership.person_id,
        Membership.role,
        Membership.main,
        Membership.starts_on,
        Membership.ends_on,
        Team.id,
        Team.public_id,
        Team.name,
        Team.kind,
    )
    .outerjoin(Team, Team.id == Membership.team_id)
    .where(
        Membership.organisation_id == bindparam("school"),
        Membership.role.in_(sorted(AT_A_SCHOOL)),
        Membership.starts_on <= bindparam("today"),
        Membership.person_id.in_(
            select(_NOW.person_id).where(
                _NOW.organisation_id == bindparam("school"),
                _NOW.starts_on <= bindparam("today"),
                or_(_NOW.ends_on.is_(None), _NOW.ends_on >= bindparam("since")),
            )
        ),
    )
    .order_by(Membership.id)
)

_DELIVERIES = select(TeamAnswer.team_id, TeamAnswer.activity_id).where(
    TeamAnswer.run_id == bindparam("run"), TeamAnswer.delivered_at.is_not(None)
)

_DONE = select(Completion.person_id, Completion.activity_id).where(
    Completion.run_id == bindparam("run"),
    Completion.activity_id.in_(bindparam("activities", expanding=True)),
    Completion.done_at < bindparam("midnight"),
    or_(Completion.revoked_at.is_(None), Completion.revoked_at >= bindparam("midnight")),
)


def belongings_at(session: Session, school_id: int, *, at: datetime) -> list[Belonging]:
    """Everything that those who belong to the school today, or did yesterday, are and were there."""
    today = day_in_oslo(at)
    asked = {"school": school_id, "today": today, "since": today - timedelta(days=1)}
    teams: dict[int | None, TeamName | None] = {None: None}
    found = []
    rows: Any = ask(session, _BELONGINGS, asked).all()
    for person, role, main, starts_on, ends_on, team, *named in rows:
        if team not in teams:
            teams[team] = TeamName(team, *named)
        found.append(Belonging(person, role, main, starts_on, ends_on, teams[team]))
    return found


def deliveries_in(session: Session, run_id: int) -> list[Delivery]:
    """Every team's delivered answers in the run."""
    return [Delivery(row.team_id, row.activity_id) for row in ask(session, _DELIVERIES, {"run": run_id}).all()]


def done_by_person(session: Session, run_id: int, activity_ids: Iterable[str], as_of: AsOf) -> dict[int, set[str]]:
    """Which of the activities each person had done at midnight."""
    done: defaultdict[int, set[str]] = defaultdict(set)
    asked = {"run": run_id, "activities": sorted(activity_ids), "midnight": as_of.instant}
    for row in ask(session, _DONE, asked).all():
        done[row.person_id].add(row.activity_id)
    return dict(done)
