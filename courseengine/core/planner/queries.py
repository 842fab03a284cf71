"""What a plan has to know of a school, out of the database: a few questions, whatever its size."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.people.models import Membership, Organisation
from courseengine.core.people.queries import lasts, teams_at
from courseengine.core.people.roles import AT_A_SCHOOL, IN_A_TEAM, Role
from courseengine.core.planner.school import PlanTeam, School
from courseengine.core.runs.models import CourseRun
from courseengine.core.school_days.queries import days_of

_ARRANGE = (Role.SCHOOL_LEADER, Role.RESOURCE_TEACHER)


def school_of(session: Session, run: CourseRun, *, on: date) -> School:
    """The school that goes through a run, as it is that day."""
    return school_at(session, run.organisation, on=on)


def school_at(session: Session, place: Organisation, *, on: date) -> School:
    """A school as it is that day, also one that has not begun a course."""
    rows = session.execute(
        select(Membership.person_id, Membership.team_id, Membership.role, Membership.main).where(
            Membership.organisation_id == place.id, Membership.role.in_(sorted(AT_A_SCHOOL)), lasts(on)
        )
    ).all()
    members: defaultdict[int, set[int]] = defaultdict(set)
    main: defaultdict[int, set[int]] = defaultdict(set)
    for person, team, role, is_main in rows:
        if team is not None and role in IN_A_TEAM:
            members[team].add(person)
            if is_main:
                main[team].add(person)
    return School(
        teams=tuple(
            PlanTeam(team.public_id, team.name, team.kind, frozenset(members[team.id]), frozenset(main[team.id]))
            for team in teams_at(session, place.id)
        ),
        days=days_of(session, place),
        arrangers=frozenset(row.person_id for row in rows if row.role in _ARRANGE),
        place_kind=place.kind,
        people=frozenset(row.person_id for row in rows),
        leaders=frozenset(row.person_id for row in rows if row.role == Role.SCHOOL_LEADER),
    )
