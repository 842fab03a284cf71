"""What one person is at one place: how it changes and how it ends.

A change never rewrites what was. The row that held so far ends with yesterday, and a new one begins
today, so that meetings, answers and yesterday's figures keep the team of their day. Several rows
may hold at once; at each place one of a person's teams is the main one.

Who leads a place, and what happens when the last one goes, is said in ``core/accounts/leaders.py``.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.operations import add_membership, add_team, end_now, record_end
from courseengine.core.people.queries import ever_held, hold_place, lasts
from courseengine.core.people.roles import AT_A_SCHOOL, Role, TeamKind


def not_over(on: date) -> ColumnElement[bool]:
    """The condition that a membership holds that day or will later."""
    return and_(ever_held(), or_(Membership.ends_on.is_(None), Membership.ends_on >= on))


def is_not_over(membership: Membership, on: date) -> bool:
    """The same question about one membership."""
    return membership.ends_on is None or membership.ends_on >= max(on, membership.starts_on)


def held_by(session: Session, person_id: int, place: Organisation) -> list[Membership]:
    """Everything the person is and was at the place, the newest first."""
    return list(
        session.scalars(
            select(Membership)
            .where(Membership.person_id == person_id, Membership.organisation_id == place.id)
            .options(joinedload(Membership.team), joinedload(Membership.organisation))
            .order_by(Membership.starts_on.desc(), Membership.id.desc())
        )
    )


def end_on(session: Session, membership: Membership, day: date, *, by: int | None, at: datetime) -> None:
    """Let it hold to the end of that day, today or later."""
    if day < max(day_in_oslo(at), membership.starts_on):
        raise Invalid("Choose today or a later day.", field="ends_on")
    if membership.ends_on == day:
        return
    membership.ends_on = day
    session.flush()
    record_end(session, membership, by=by, at=at)


def set_resource_pair(
    session: Session,
    school: Organisation,
    *,
    leader: Person,
    teacher: Person,
    named: str,
    by: Person | None,
    at: datetime,
) -> Team:
    """Let one leader and one teacher be the school's resource group; whoever was in it before is so no longer.

    The teacher becomes the school's resource teacher; the one before is a teacher there as others are. Who leads
    the school does not change. ``named`` is what a new group is called.
    """
    hold_place(session, school.id)
    if leader.id == teacher.id:
        raise Invalid("Choose two people.", field="teacher")
    today = day_in_oslo(at)
    held = list(
        session.scalars(
            select(Membership)
            .where(Membership.organisation_id == school.id, Membership.role.in_(sorted(AT_A_SCHOOL)), lasts(today))
            .options(joinedload(Membership.team))
        )
    )
    if not any(one.person_id == leader.id and one.role == Role.SCHOOL_LEADER for one in held):
        raise Invalid("Choose somebody who leads the school.", field="leader")
    if not any(one.person_id == teacher.id for one in held):
        raise Invalid("Choose somebody who works here.", field="teacher")
    group = _resource_group(session, school, named=named)
    wanted = {(leader.id, Role.TEAM_LEADER): leader, (teacher.id, Role.RESOURCE_TEACHER): teacher}
    going = [one for one in held if one.team_id == group.id or one.role == Role.RESOURCE_TEACHER]
    staying = [one for one in held if one not in going]
    for one in going:
        if one.team_id == group.id and (one.person_id, one.role) in wanted:
            del wanted[one.person_id, Role(one.role)]
        else:
            _leave_group(session, one, group, staying, by=by, at=at)
    for (_, role), person in wanted.items():
        add_membership(session, person=person, organisation=school, role=role, team=group, at=at, granted_by=by)
    return group


def _leave_group(
    session: Session, one: Membership, group: Team, staying: list[Membership], *, by: Person | None, at: datetime
) -> None:
    """End somebody's part in the group, and nothing else: a leader leads on, a teacher stays at the school."""
    role = Role.SCHOOL_LEADER if one.role == Role.SCHOOL_LEADER else Role.TEACHER
    team = one.team if one.team_id != group.id else None
    if any(_covers(other, one, role, team) for other in staying):
        end_now(session, one, by=by.id if by else None, at=at)
    else:
        staying.append(_begin_anew(session, one, team=team, main=one.main, role=role, by=by, at=at))


def _covers(other: Membership, one: Membership, role: Role, team: Team | None) -> bool:
    """Whether another membership makes the same person that already, and for as long."""
    as_long = other.ends_on is None or (one.ends_on is not None and other.ends_on >= one.ends_on)
    is_that = other.role == role or (role is Role.TEACHER and (team is None or other.role == Role.TEAM_LEADER))
    in_it = team is None or other.team_id == team.id
    return other.person_id == one.person_id and as_long and is_that and in_it


def resource_pair(session: Session, school: Organisation, *, on: date) -> tuple[Person | None, Person | None]:
    """The leader and the teacher of the school's resource group that day."""
    leads = and_(Team.kind == TeamKind.RESOURCE_GROUP, Membership.role == Role.TEAM_LEADER)
    rows = session.scalars(
        select(Membership)
        .outerjoin(Membership.team)
        .where(Membership.organisation_id == school.id, lasts(on), or_(leads, Membership.role == Role.RESOURCE_TEACHER))
        .options(joinedload(Membership.person))
        .order_by(Membership.id)
    ).all()
    by_role = {row.role: row.person for row in reversed(rows)}
    return by_role.get(Role.TEAM_LEADER), by_role.get(Role.RESOURCE_TEACHER)


def resource_group_at(session: Session, school: Organisation) -> Team | None:
    """The school's resource group, if it has one at work."""
    return session.scalar(
        select(Team)
        .where(Team.school_id == school.id, Team.kind == TeamKind.RESOURCE_GROUP, Team.ended_on.is_(None))
        .order_by(Team.id)
        .limit(1)
    )


def _resource_group(session: Session, school: Organisation, *, named: str) -> Team:
    found = resource_group_at(session, school)
    return found or add_team(session, school=school, name=named, kind=TeamKind.RESOURCE_GROUP)


def _begin_anew(
    session: Session,
    membership: Membership,
    *,
    team: Team | None,
    main: bool,
    by: Person | None,
    at: datetime,
    role: Role,
) -> Membership:
    """End it and begin one that differs; what it was ends with yesterday and is never rewritten."""
    ends_on = membership.ends_on
    starts_on = max(membership.starts_on, day_in_oslo(at))
    end_now(session, membership, by=by.id if by else None, at=at)
    return add_membership(
        session,
        person=membership.person,
        organisation=membership.organisation,
        role=role,
        team=team,
        main=main,
        starts_on=starts_on,
        ends_on=ends_on,
        at=at,
        granted_by=by,
    )
