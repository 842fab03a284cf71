"""The answer for one thing: may this actor do this to that, at this instant.

No rule means no. Every rule that is ever listed has a twin in ``scopes.py`` with the same words.
The rules read the actor, the thing and the instant, and nothing else. Those about plans, calendars
and networks are in ``planning_rules.py``.
"""

from datetime import datetime

from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.course.activities.base import Audience
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Membership, Organisation, PeopleImport, Person, RoleRequest, Team
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.people.roles import LEADING, Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import READS_ALONG, Actor
from courseengine.core.policy.planning_rules import PLANNING, Rule
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import PlannedActivity, PlannedModule


def may(actor: Actor, action: Action, subject: object = None, *, at: datetime) -> bool:
    """Whether ``actor`` may do ``action`` to ``subject`` at the instant ``at``."""
    rule = RULES.get(action)
    return rule is not None and rule(actor, subject, at)


def sees_module(actor: Actor, planned: PlannedModule, at: datetime) -> bool:
    """Those in the module's audience know that it is there, open or not."""
    return planned.module.audience in actor.audiences(planned.plan.run)


def reads_module(actor: Actor, planned: PlannedModule, at: datetime) -> bool:
    """They read it when it has opened; university staff read the course beforehand too."""
    ahead = _reads_ahead(actor, planned, planned.module.audience)
    return sees_module(actor, planned, at) and (is_open(planned.opening, at=at) or ahead)


def sees_activity(actor: Actor, planned: PlannedActivity, at: datetime) -> bool:
    """One has to belong to the module's audience and to the activity's own, and to its track where it has one."""
    audiences = actor.audiences(planned.plan.run)
    in_audience = planned.module.audience in audiences and planned.activity.for_whom in audiences
    return in_audience and planned.plan.has(planned.activity)


def reads_activity(actor: Actor, planned: PlannedActivity, at: datetime) -> bool:
    """They read it when its module has opened, and for ever what they have worked on."""
    ahead = _reads_ahead(actor, planned, planned.module.audience, planned.activity.for_whom)
    return sees_activity(actor, planned, at) and (_is_readable(planned, at) or ahead)


def reads_for_leaders(actor: Actor, planned: PlannedActivity, at: datetime) -> bool:
    """School leaders and school owners there, once the activity is open; nobody reads this beforehand."""
    leads = Audience.LEADERS in actor.audiences(planned.plan.run)
    return leads and sees_activity(actor, planned, at) and _is_readable(planned, at)


def does_activity(actor: Actor, planned: PlannedActivity, at: datetime) -> bool:
    """Only those who take part do things, for themselves, in what they read as such, and in a run that lasts."""
    run = planned.plan.run
    if run is None or run.ended:
        return False
    own = actor.audiences_at_school(run)
    return {planned.module.audience, planned.activity.for_whom} <= own and reads_activity(actor, planned, at)


def _is_readable(planned: PlannedActivity, at: datetime) -> bool:
    return is_open(planned.opening, at=at) or planned.worked_on


def _reads_ahead(actor: Actor, planned: PlannedModule | PlannedActivity, *audiences: Audience) -> bool:
    """Whether it is the university's to read; what one reads as an owner waits for its date."""
    return planned.plan.run is None and actor.at_university and READS_ALONG.issuperset(audiences)


def sees_own_work(actor: Actor, run: CourseRun, at: datetime) -> bool:
    """Those who take part at the school whose run it is, or once did; each sees their own."""
    return run.organisation_id in actor.schools | actor.places_before


def works_in_team(actor: Actor, team: Team, at: datetime) -> bool:
    """Its members."""
    return team.id in actor.teams


def reads_team_answer(actor: Actor, answer: TeamAnswer, at: datetime) -> bool:
    """The team reads its own answer; its school's leaders read it once it is delivered."""
    return answer.team_id in actor.teams or (
        answer.delivered_at is not None and answer.team.school_id in actor.schools_led
    )


def writes_team_answer(actor: Actor, answer: TeamAnswer, at: datetime) -> bool:
    """Its team's members."""
    return answer.team_id in actor.teams


def arranges_joint_meetings(actor: Actor, school: Organisation, at: datetime) -> bool:
    """The school's leaders and its resource teacher."""
    return actor.arranges_at(school.id)


def sees_meeting(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """Those invited: the members of its teams, those who arrange it when it is a joint one, and its guests."""
    return _member(actor, meeting) or _arranges(actor, meeting) or _guest(actor, meeting)


def reads_minutes(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """Those invited read them; the school's leaders do once the meeting is held."""
    return sees_meeting(actor, meeting, at) or (
        meeting.state == "held" and meeting.run.organisation_id in actor.schools_led
    )


def records_meeting(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """Any member of a team for its own meeting; those who arrange it for a joint one."""
    return _arranges(actor, meeting) if meeting.joint else _member(actor, meeting)


def deletes_meeting(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """A planned one: the team's leader, or those who arrange it when it is a joint one."""
    leads = _arranges(actor, meeting) if meeting.joint else any(team.id in actor.teams_led for team in meeting.teams)
    return leads and meeting.state == "planned"


def _member(actor: Actor, meeting: Meeting) -> bool:
    return any(team.id in actor.teams for team in meeting.teams)


def _guest(actor: Actor, meeting: Meeting) -> bool:
    """Somebody invited by name, while they are still at the school."""
    is_here = meeting.run.organisation_id in actor.schools
    return is_here and any(one.person_id == actor.person_id for one in meeting.own_guests)


def _arranges(actor: Actor, meeting: Meeting) -> bool:
    return meeting.joint and actor.arranges_at(meeting.run.organisation_id)


def sees_team_progress(actor: Actor, school: Organisation, at: datetime) -> bool:
    """The school's own leaders."""
    return school.id in actor.schools_led


def sees_outline(actor: Actor, school: Organisation, at: datetime) -> bool:
    """Those who act for its owner; university staff while the school, or its owner, has them as partner."""
    if school.kind not in SCHOOLS:
        return False
    invited = [*school.partnerships, *(school.parent.partnerships if school.parent else ())]
    return school.parent_id in actor.owners or any(
        one.ended_at is None and one.university_id in actor.universities for one in invited
    )


def sees_outlines(actor: Actor, place: Organisation, at: datetime) -> bool:
    """Those who act for the owner, and the university's own staff."""
    return place.id in actor.owners or place.id in actor.universities


def sees_team_work(actor: Actor, team: Team, at: datetime) -> bool:
    """Its school's leaders."""
    return team.school_id in actor.schools_led


def manages_people(actor: Actor, place: Organisation, at: datetime) -> bool:
    """The place's leaders, those who act for it or its owner, and administrators."""
    return actor.manages(place)


def manages_team(actor: Actor, team: Team, at: datetime) -> bool:
    """Those who manage its school's people, while the team is at work."""
    return team.ended_on is None and actor.manages(team.school)


def manages_membership(actor: Actor, membership: Membership, at: datetime) -> bool:
    """Those who manage the place's people; an administrator's is ended on the command line alone."""
    return membership.role != Role.ADMIN and actor.manages(membership.organisation)


def manages_invitation(actor: Actor, invitation: Invitation, at: datetime) -> bool:
    """Those who manage the place's people."""
    return actor.manages(invitation.organisation)


def manages_join_code(actor: Actor, code: JoinCode, at: datetime) -> bool:
    """Those who manage the place's people."""
    return actor.manages(code.organisation)


def asks_for_role(actor: Actor, place: Organisation, at: datetime) -> bool:
    """Those who belong to the school or owner, or to a school below it."""
    return place.kind in LEADING and place.id in actor.belongs_to


def decides_role(actor: Actor, asked: RoleRequest, at: datetime) -> bool:
    """Those who manage the place's people, once, and never for themselves or for whom they put forward."""
    return (
        asked.decided_at is None
        and actor.person_id not in (asked.person_id, asked.asked_by)
        and actor.manages(asked.organisation)
    )


def sees_import(actor: Actor, file: PeopleImport, at: datetime) -> bool:
    """Whoever brought the file, while they manage the place; without a place, while an administrator."""
    manages = actor.manages(file.organisation) if file.organisation else actor.is_admin
    return manages and file.made_by == actor.person_id


def sees_own_account(actor: Actor, subject: None, at: datetime) -> bool:
    """Everybody who is signed in, their own."""
    return actor.is_signed_in


def manages_place(actor: Actor, place: Organisation, at: datetime) -> bool:
    """Administrators."""
    return actor.is_admin


def manages_account(actor: Actor, person: Person, at: datetime) -> bool:
    """Administrators."""
    return actor.is_admin


def sees_everybody(actor: Actor, subject: None, at: datetime) -> bool:
    """Administrators."""
    return actor.is_admin


def sees_log(actor: Actor, subject: None, at: datetime) -> bool:
    """Administrators."""
    return actor.is_admin


def sees_places(actor: Actor, subject: None, at: datetime) -> bool:
    """Administrators."""
    return actor.is_admin


RULES: dict[Action, Rule] = {
    Action.SEE_MODULE: sees_module,
    Action.READ_MODULE: reads_module,
    Action.SEE_ACTIVITY: sees_activity,
    Action.READ_ACTIVITY: reads_activity,
    Action.READ_FOR_LEADERS: reads_for_leaders,
    Action.DO_ACTIVITY: does_activity,
    Action.SEE_OWN_WORK: sees_own_work,
    Action.WORK_IN_TEAM: works_in_team,
    Action.READ_TEAM_ANSWER: reads_team_answer,
    Action.WRITE_TEAM_ANSWER: writes_team_answer,
    Action.PLAN_JOINT_MEETING: arranges_joint_meetings,
    Action.SEE_MEETING: sees_meeting,
    Action.READ_MINUTES: reads_minutes,
    Action.RECORD_MEETING: records_meeting,
    Action.DELETE_MEETING: deletes_meeting,
    Action.SEE_TEAM_PROGRESS: sees_team_progress,
    Action.SEE_OUTLINE: sees_outline,
    Action.SEE_OUTLINES: sees_outlines,
    Action.SEE_TEAM_WORK: sees_team_work,
    Action.MANAGE_PEOPLE: manages_people,
    Action.MANAGE_TEAM: manages_team,
    Action.MANAGE_MEMBERSHIP: manages_membership,
    Action.MANAGE_INVITATION: manages_invitation,
    Action.MANAGE_JOIN_CODE: manages_join_code,
    **PLANNING,
    Action.ASK_FOR_ROLE: asks_for_role,
    Action.DECIDE_ROLE: decides_role,
    Action.SEE_IMPORT: sees_import,
    Action.SEE_OWN_ACCOUNT: sees_own_account,
    Action.MANAGE_PLACE: manages_place,
    Action.MANAGE_ACCOUNT: manages_account,
    Action.SEE_EVERYBODY: sees_everybody,
    Action.SEE_LOG: sees_log,
    Action.SEE_PLACES: sees_places,
}
