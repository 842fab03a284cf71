"""The same answers as queries, for lists. Each is the twin of a rule, in the same words.

Those about plans, calendars and networks are in ``planning_scopes.py``, about what teams show to
others in ``sharing_scopes.py``.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union
from sqlalchemy.orm import aliased

from courseengine.base.db import among
from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.meetings.models import Meeting, MeetingGuest, MeetingTeam
from courseengine.core.people.models import (
    Membership,
    Organisation,
    Partnership,
    PeopleImport,
    Person,
    RoleRequest,
    Team,
)
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.people.roles import LEADING, Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.planning_scopes import PLANNING, is_admin, planned_at, schools_arranged_by
from courseengine.core.policy.sharing_scopes import SHARING
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.models import CourseRun

# Made once: making another name for a table takes longer than all the rest of a scope.
_CALLED, _RUN, _GUEST = aliased(Meeting), aliased(CourseRun), aliased(MeetingGuest)


def runs_with_own_work_of(actor: Actor) -> Select[Any]:
    """The runs at the schools where the actor takes part, or once did (``sees_own_work``)."""
    return select(CourseRun).where(among(CourseRun.organisation_id, actor.schools | actor.places_before))


def teams_worked_in_by(actor: Actor) -> Select[Any]:
    """The teams the actor is a member of (``works_in_team``)."""
    return select(Team).where(among(Team.id, actor.teams))


def team_answers_read_by(actor: Actor) -> Select[Any]:
    """The team answers the actor reads (``reads_team_answer``)."""
    return (
        select(TeamAnswer)
        .join(Team, Team.id == TeamAnswer.team_id)
        .where(
            or_(
                among(TeamAnswer.team_id, actor.teams),
                and_(TeamAnswer.delivered_at.is_not(None), among(Team.school_id, actor.schools_led)),
            )
        )
    )


def team_answers_written_by(actor: Actor) -> Select[Any]:
    """The team answers the actor writes (``writes_team_answer``)."""
    return select(TeamAnswer).where(among(TeamAnswer.team_id, actor.teams))


def meetings_seen_by(actor: Actor) -> Select[Any]:
    """The meetings the actor is invited to (``sees_meeting``)."""
    return _meetings().where(_invited(actor))


def meetings_shown_on_screen_by(actor: Actor) -> Select[Any]:
    """The meetings the actor is invited to, and the one whose code was typed in this browser (``shows_on_screen``)."""
    if actor.screen is None:
        return meetings_seen_by(actor)
    return _meetings().where(or_(Meeting.id == actor.screen, _invited(actor)))


def minutes_read_by(actor: Actor) -> Select[Any]:
    """The meetings whose minutes the actor reads (``reads_minutes``)."""
    return _meetings().where(
        or_(_invited(actor), and_(Meeting.state == "held", among(CourseRun.organisation_id, actor.schools_led)))
    )


def meetings_recorded_by(actor: Actor) -> Select[Any]:
    """The meetings the actor records (``records_meeting``)."""
    return _meetings().where(or_(_arranges(actor), and_(~Meeting.joint, _member(actor))))


def meetings_deleted_by(actor: Actor) -> Select[Any]:
    """The meetings the actor may delete (``deletes_meeting``)."""
    led = Meeting.id.in_(select(MeetingTeam.meeting_id).where(among(MeetingTeam.team_id, actor.teams_led)))
    return _meetings().where(Meeting.state == "planned", or_(_arranges(actor), and_(~Meeting.joint, led)))


def schools_whose_progress_is_seen_by(actor: Actor) -> Select[Any]:
    """The schools the actor leads (``sees_team_progress``)."""
    return select(Organisation).where(among(Organisation.id, actor.schools_led))


def schools_seen_in_outline_by(actor: Actor) -> Select[Any]:
    """The schools of the owners the actor acts for, and those that have invited their university (``sees_outline``)."""
    invited = exists().where(
        Partnership.ended_at.is_(None),
        among(Partnership.university_id, actor.universities),
        or_(
            Partnership.organisation_id == Organisation.id,
            Partnership.organisation_id == Organisation.parent_id,
        ),
    )
    return select(Organisation).where(
        Organisation.kind.in_(SCHOOLS), or_(among(Organisation.parent_id, actor.owners), invited)
    )


def places_that_see_outlines_of(actor: Actor) -> Select[Any]:
    """The owners the actor acts for, and the universities they work at (``sees_outlines``)."""
    return select(Organisation).where(among(Organisation.id, actor.owners | actor.universities))


def teams_whose_work_is_seen_by(actor: Actor) -> Select[Any]:
    """The teams at the schools the actor leads (``sees_team_work``)."""
    return select(Team).where(among(Team.school_id, actor.schools_led))


def places_managed_by(actor: Actor) -> Select[Any]:
    """The places whose people the actor manages (``manages_people``)."""
    return select(Organisation).where(_managed(actor))


def teams_managed_by(actor: Actor) -> Select[Any]:
    """The teams at work that the actor manages (``manages_team``)."""
    return select(Team).join(Team.school).where(Team.ended_on.is_(None), _managed(actor))


def memberships_managed_by(actor: Actor) -> Select[Any]:
    """What people are at the places the actor manages (``manages_membership``)."""
    return select(Membership).join(Membership.organisation).where(Membership.role != Role.ADMIN, _managed(actor))


def invitations_managed_by(actor: Actor) -> Select[Any]:
    """The invitations to the places the actor manages (``manages_invitation``)."""
    return select(Invitation).join(Invitation.organisation).where(_managed(actor))


def join_codes_managed_by(actor: Actor) -> Select[Any]:
    """The codes of the places the actor manages (``manages_join_code``)."""
    return select(JoinCode).join(JoinCode.organisation).where(_managed(actor))


def places_whose_roles_are_asked_for_by(actor: Actor) -> Select[Any]:
    """The schools the actor belongs to, and the owners above them (``asks_for_role``)."""
    return select(Organisation).where(among(Organisation.id, actor.belongs_to), Organisation.kind.in_(sorted(LEADING)))


def role_requests_decided_by(actor: Actor) -> Select[Any]:
    """What others ask for and the actor confirms or refuses (``decides_role``)."""
    return (
        select(RoleRequest)
        .join(RoleRequest.organisation)
        .where(
            RoleRequest.decided_at.is_(None),
            RoleRequest.person_id != actor.person_id,
            RoleRequest.asked_by != actor.person_id,
            _managed(actor),
        )
    )


def imports_seen_by(actor: Actor) -> Select[Any]:
    """The files the actor brought to places they manage (``sees_import``)."""
    managed = or_(is_admin(actor), and_(PeopleImport.organisation_id.is_not(None), _managed(actor)))
    return (
        select(PeopleImport)
        .outerjoin(PeopleImport.organisation)
        .where(PeopleImport.made_by == actor.person_id, managed)
    )


def places_changed_by(actor: Actor) -> Select[Any]:
    """Every place, for administrators (``manages_place``)."""
    return select(Organisation).where(is_admin(actor))


def accounts_managed_by(actor: Actor) -> Select[Any]:
    """Everybody, for administrators (``manages_account``)."""
    return select(Person).where(is_admin(actor))


def _managed(actor: Actor) -> ColumnElement[bool]:
    return or_(is_admin(actor), planned_at(actor))


def _meetings() -> Select[Any]:
    return select(Meeting).join(CourseRun, CourseRun.id == Meeting.run_id)


def _member(actor: Actor) -> ColumnElement[bool]:
    return Meeting.id.in_(select(MeetingTeam.meeting_id).where(among(MeetingTeam.team_id, actor.teams)))


def _arranges(actor: Actor) -> ColumnElement[bool]:
    return and_(Meeting.joint, among(CourseRun.organisation_id, actor.schools_led | actor.schools_resourced))


def _invited(actor: Actor) -> ColumnElement[bool]:
    # By their ids: "or" between two tables would let the database read every meeting there is.
    found: list[Any] = []
    if actor.teams:
        found.append(select(MeetingTeam.meeting_id).where(among(MeetingTeam.team_id, actor.teams)))
    if arranged := actor.schools_led | actor.schools_resourced:
        called = select(_CALLED.id).join(_RUN, _RUN.id == _CALLED.run_id)
        found.append(called.where(_CALLED.joint, among(_RUN.organisation_id, arranged)))
    if actor.schools:
        asked = select(_GUEST.meeting_id).join(_CALLED, _CALLED.id == _GUEST.meeting_id)
        asked = asked.join(_RUN, _RUN.id == _CALLED.run_id)
        found.append(asked.where(_GUEST.person_id == actor.person_id, among(_RUN.organisation_id, actor.schools)))
    return Meeting.id.in_(union(*found) if found else ())


SCOPES: dict[Action, Callable[[Actor], Select[Any]]] = {
    Action.SEE_OWN_WORK: runs_with_own_work_of,
    Action.WORK_IN_TEAM: teams_worked_in_by,
    Action.READ_TEAM_ANSWER: team_answers_read_by,
    Action.WRITE_TEAM_ANSWER: team_answers_written_by,
    Action.PLAN_JOINT_MEETING: schools_arranged_by,
    Action.SEE_MEETING: meetings_seen_by,
    Action.READ_MINUTES: minutes_read_by,
    Action.RECORD_MEETING: meetings_recorded_by,
    Action.DELETE_MEETING: meetings_deleted_by,
    Action.SHOW_ON_SCREEN: meetings_shown_on_screen_by,
    Action.SEE_TEAM_PROGRESS: schools_whose_progress_is_seen_by,
    Action.SEE_OUTLINE: schools_seen_in_outline_by,
    Action.SEE_OUTLINES: places_that_see_outlines_of,
    Action.SEE_TEAM_WORK: teams_whose_work_is_seen_by,
    Action.MANAGE_PEOPLE: places_managed_by,
    Action.MANAGE_TEAM: teams_managed_by,
    Action.MANAGE_MEMBERSHIP: memberships_managed_by,
    Action.MANAGE_INVITATION: invitations_managed_by,
    Action.MANAGE_JOIN_CODE: join_codes_managed_by,
    **PLANNING,
    **SHARING,
    Action.ASK_FOR_ROLE: places_whose_roles_are_asked_for_by,
    Action.DECIDE_ROLE: role_requests_decided_by,
    Action.SEE_IMPORT: imports_seen_by,
    Action.MANAGE_PLACE: places_changed_by,
    Action.MANAGE_ACCOUNT: accounts_managed_by,
}
