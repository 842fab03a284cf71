"""The answers of ``planning_rules.py`` as queries. Each is the twin of a rule, in the same words."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, or_, select, true

from courseengine.base.db import among
from courseengine.core.measures.models import Measure
from courseengine.core.networks.models import Gathering, HelpRequest, Network, NetworkMember, SupportNote
from courseengine.core.people.models import Organisation, Partnership
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.people.roles import PlaceKind
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.runs.models import CourseRun, PilotApplication


def plans_seen_by(actor: Actor) -> Select[Any]:
    """The runs at the schools where the actor plans, or is the resource teacher (``sees_plan``)."""
    resourced = among(Organisation.id, actor.schools_resourced)
    return select(CourseRun).join(CourseRun.organisation).where(or_(planned_at(actor), resourced))


def plans_proposed_by(actor: Actor) -> Select[Any]:
    """Those of them that last (``proposes_plan``)."""
    return plans_seen_by(actor).where(CourseRun.ended_at.is_(None))


def plans_changed_by(actor: Actor) -> Select[Any]:
    """The runs that last, at the schools where the actor plans (``changes_plan``)."""
    lasts = CourseRun.ended_at.is_(None)
    return select(CourseRun).join(CourseRun.organisation).where(lasts, planned_at(actor))


def places_planned_by(actor: Actor) -> Select[Any]:
    """The schools and owners the actor plans for (``plans_at``)."""
    return select(Organisation).where(planned_at(actor))


def pilots_decided_by(actor: Actor) -> Select[Any]:
    """The wishes for a pilot that wait, for administrators (``decides_pilot``)."""
    return select(PilotApplication).where(PilotApplication.decided_at.is_(None), is_admin(actor))


def places_whose_measures_are_seen_by(actor: Actor) -> Select[Any]:
    """The places the actor plans for, is the resource teacher of, or whose schools they lead (``sees_measures``)."""
    others = among(Organisation.id, actor.schools_resourced | actor.owners_above)
    return select(Organisation).where(or_(planned_at(actor), others))


def measures_decided_by(actor: Actor) -> Select[Any]:
    """The measures of the places the actor plans for (``decides_measure``)."""
    return select(Measure).join(Measure.organisation).where(planned_at(actor))


def wheels_seen_by(actor: Actor) -> Select[Any]:
    """The schools where the actor takes part, leads or plans (``sees_wheel``)."""
    own = among(Organisation.id, actor.schools)
    return select(Organisation).where(Organisation.kind.in_(SCHOOLS), or_(own, planned_at(actor)))


def wheels_changed_by(actor: Actor) -> Select[Any]:
    """The schools the actor leads, or is the resource teacher of (``changes_wheel``)."""
    return schools_arranged_by(actor).where(Organisation.kind.in_(SCHOOLS))


def places_with_networks_of(actor: Actor) -> Select[Any]:
    """The places the actor plans for, and the universities they work at (``starts_network``)."""
    return select(Organisation).where(_looked_after(actor))


def networks_seen_by(actor: Actor) -> Select[Any]:
    """The networks the actor belongs to, those of their region, and those they look after (``sees_network``)."""
    belongs = joined_by(actor, NetworkMember.network_id.in_([Network.id, Network.parent_id]))
    return select(Network).join(Network.organisation).where(or_(_looked_after(actor), belongs))


def networks_whose_people_are_seen_by(actor: Actor) -> Select[Any]:
    """The networks the actor belongs to, and those they look after (``sees_network_people``)."""
    own = joined_by(actor, NetworkMember.network_id == Network.id)
    return select(Network).join(Network.organisation).where(or_(_looked_after(actor), own))


def networks_managed_by(actor: Actor) -> Select[Any]:
    """The networks of the places the actor looks after (``manages_network``)."""
    return select(Network).join(Network.organisation).where(_looked_after(actor))


def gatherings_seen_by(actor: Actor) -> Select[Any]:
    """Those of the networks the actor sees, and those that came of a request they see (``sees_gathering``)."""
    networks = networks_seen_by(actor).with_only_columns(Network.id)
    requests = help_requests_seen_by(actor).with_only_columns(HelpRequest.gathering_id)
    return select(Gathering).where(
        or_(
            Gathering.network_id.in_(networks),
            Gathering.id.in_(requests.where(HelpRequest.gathering_id.is_not(None))),
        )
    )


def gatherings_managed_by(actor: Actor) -> Select[Any]:
    """Those of the networks the actor manages, and of the requests they answer (``manages_gathering``)."""
    networks = networks_managed_by(actor).with_only_columns(Network.id)
    given = select(HelpRequest.gathering_id).where(HelpRequest.gathering_id.is_not(None), _given(actor))
    return select(Gathering).where(or_(Gathering.network_id.in_(networks), Gathering.id.in_(given)))


def schools_that_ask_for_help_by(actor: Actor) -> Select[Any]:
    """The schools the actor leads, or is the resource teacher of (``asks_for_help``)."""
    return schools_arranged_by(actor).where(Organisation.kind.in_(SCHOOLS))


def help_requests_seen_by(actor: Actor) -> Select[Any]:
    """What the actor's schools ask for, and what the actor is asked (``sees_help_request``)."""
    own = among(HelpRequest.school_id, actor.schools_led | actor.schools_resourced)
    return select(HelpRequest).where(or_(own, _given(actor)))


def help_requests_answered_by(actor: Actor) -> Select[Any]:
    """What the actor is asked and has not been answered (``answers_help_request``)."""
    return select(HelpRequest).where(
        HelpRequest.answered_at.is_(None), HelpRequest.withdrawn_at.is_(None), _given(actor)
    )


def universities_whose_notes_are_written_by(actor: Actor) -> Select[Any]:
    """The universities the actor works at (``writes_support_notes``)."""
    own = among(Organisation.id, actor.universities)
    return select(Organisation).where(Organisation.kind == PlaceKind.UNIVERSITY.value, own)


def support_notes_read_by(actor: Actor) -> Select[Any]:
    """Those of the actor's university, and of the partners of the places they plan or lead (``reads_support_note``)."""
    others = among(Organisation.id, actor.schools_resourced | actor.owners_above)
    partner = exists().where(
        Partnership.ended_at.is_(None),
        Partnership.university_id == SupportNote.university_id,
        Partnership.organisation_id.in_(select(Organisation.id).where(or_(planned_at(actor), others))),
    )
    return select(SupportNote).where(or_(among(SupportNote.university_id, actor.universities), partner))


def schools_arranged_by(actor: Actor) -> Select[Any]:
    """The schools whose teams the actor may call together (``arranges_joint_meetings``)."""
    return select(Organisation).where(among(Organisation.id, actor.schools_led | actor.schools_resourced))


def is_admin(actor: Actor) -> ColumnElement[bool]:
    """Everything or nothing."""
    return true() if actor.is_admin else false()


def planned_at(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor plans at a place (``Actor.plans_at``)."""
    own = among(Organisation.id, actor.schools_led | actor.owners)
    return or_(own, among(Organisation.parent_id, actor.owners))


def _looked_after(actor: Actor) -> ColumnElement[bool]:
    return or_(planned_at(actor), among(Organisation.id, actor.universities))


def joined_by(actor: Actor, to: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that the actor, or a place where they work, is a member ``to`` somewhere."""
    theirs = or_(among(NetworkMember.organisation_id, actor.works_at), NetworkMember.person_id == actor.person_id)
    return exists().where(to, NetworkMember.ended_at.is_(None), theirs)


def _given(actor: Actor) -> ColumnElement[bool]:
    return or_(among(HelpRequest.university_id, actor.universities), HelpRequest.person_id == actor.person_id)


PLANNING: dict[Action, Callable[[Actor], Select[Any]]] = {
    Action.SEE_PLAN: plans_seen_by,
    Action.PROPOSE_PLAN: plans_proposed_by,
    Action.CHANGE_PLAN: plans_changed_by,
    Action.PLAN_AT: places_planned_by,
    Action.DECIDE_PILOT: pilots_decided_by,
    Action.SEE_MEASURES: places_whose_measures_are_seen_by,
    Action.DECIDE_MEASURE: measures_decided_by,
    Action.SEE_WHEEL: wheels_seen_by,
    Action.CHANGE_WHEEL: wheels_changed_by,
    Action.START_NETWORK: places_with_networks_of,
    Action.SEE_NETWORK: networks_seen_by,
    Action.SEE_NETWORK_PEOPLE: networks_whose_people_are_seen_by,
    Action.MANAGE_NETWORK: networks_managed_by,
    Action.SEE_GATHERING: gatherings_seen_by,
    Action.MANAGE_GATHERING: gatherings_managed_by,
    Action.ASK_FOR_HELP: schools_that_ask_for_help_by,
    Action.SEE_HELP_REQUEST: help_requests_seen_by,
    Action.ANSWER_HELP_REQUEST: help_requests_answered_by,
    Action.WRITE_SUPPORT_NOTES: universities_whose_notes_are_written_by,
    Action.READ_SUPPORT_NOTE: support_notes_read_by,
}
