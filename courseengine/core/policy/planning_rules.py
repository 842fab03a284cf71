"""The answer for one thing: about plans, calendars, measures and networks. Each as in ``rules.py``."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from courseengine.core.measures.models import Measure
from courseengine.core.networks.models import Gathering, HelpRequest, Network, SupportNote
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import SCHOOLS
from courseengine.core.people.roles import PlaceKind
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.runs.models import CourseRun, PilotApplication
from courseengine.core.runs.plan import Plan

Rule = Callable[[Actor, Any, datetime], bool]


def follows_course(actor: Actor, plan: Plan, at: datetime) -> bool:
    """Those who read it: at the run's school, as its owner, or without a run as owner or university."""
    return bool(actor.audiences(plan.run))


def sees_plan(actor: Actor, run: CourseRun, at: datetime) -> bool:
    """Those who plan at its school, and its resource teacher."""
    return actor.plans_at(run.organisation) or run.organisation_id in actor.schools_resourced


def proposes_plan(actor: Actor, run: CourseRun, at: datetime) -> bool:
    """The same, while the run lasts."""
    return run.ended_at is None and sees_plan(actor, run, at)


def changes_plan(actor: Actor, run: CourseRun, at: datetime) -> bool:
    """Those who plan at its school, while the run lasts."""
    return run.ended_at is None and actor.plans_at(run.organisation)


def plans_at(actor: Actor, place: Organisation, at: datetime) -> bool:
    """The school's leaders, and those who act for the owner, for itself and for its schools."""
    return actor.plans_at(place)


def decides_pilot(actor: Actor, asked: PilotApplication, at: datetime) -> bool:
    """Administrators, once."""
    return actor.is_admin and asked.decided_at is None


def sees_measures(actor: Actor, place: Organisation, at: datetime) -> bool:
    """Those who plan there, its resource teacher, and the leaders of an owner's schools for the owner's."""
    return actor.plans_at(place) or place.id in actor.schools_resourced or place.id in actor.owners_above


def decides_measure(actor: Actor, measure: Measure, at: datetime) -> bool:
    """Those who plan at its place."""
    return actor.plans_at(measure.organisation)


def sees_wheel(actor: Actor, place: Organisation, at: datetime) -> bool:
    """Everybody who takes part or leads at the school, and those who act for its owner."""
    return place.kind in SCHOOLS and (place.id in actor.schools or actor.plans_at(place))


def changes_wheel(actor: Actor, place: Organisation, at: datetime) -> bool:
    """The school's leaders and its resource teacher."""
    return place.kind in SCHOOLS and actor.arranges_at(place.id)


def sees_calendar(actor: Actor, subject: None, at: datetime) -> bool:
    """Everybody who is signed in, their own."""
    return actor.is_signed_in


def starts_network(actor: Actor, place: Organisation, at: datetime) -> bool:
    """Those who plan at the school or owner, and the university's own staff."""
    return actor.looks_after_networks_of(place)


def sees_network(actor: Actor, network: Network, at: datetime) -> bool:
    """Its members, those of the region it belongs to, and those who look after it."""
    above = network.parent is not None and belongs(actor, network.parent)
    return sees_network_people(actor, network, at) or above


def sees_network_people(actor: Actor, network: Network, at: datetime) -> bool:
    """Its own members, and those who look after it."""
    return manages_network(actor, network, at) or belongs(actor, network)


def manages_network(actor: Actor, network: Network, at: datetime) -> bool:
    """Those who plan at the place that looks after it, or are on that university's staff."""
    return actor.looks_after_networks_of(network.organisation)


def sees_gathering(actor: Actor, gathering: Gathering, at: datetime) -> bool:
    """Those who see its network, and both sides of the request it came of."""
    return (gathering.network is not None and sees_network(actor, gathering.network, at)) or (
        gathering.request is not None and sees_help_request(actor, gathering.request, at)
    )


def manages_gathering(actor: Actor, gathering: Gathering, at: datetime) -> bool:
    """Those who manage its network; whoever gives the help, where it came of a request."""
    return (gathering.network is not None and manages_network(actor, gathering.network, at)) or (
        gathering.request is not None and _gives(actor, gathering.request)
    )


def asks_for_help(actor: Actor, school: Organisation, at: datetime) -> bool:
    """The school's leaders and its resource teacher."""
    return school.kind in SCHOOLS and actor.arranges_at(school.id)


def sees_help_request(actor: Actor, request: HelpRequest, at: datetime) -> bool:
    """The school's leaders and resource teacher, and whoever is asked."""
    return actor.arranges_at(request.school_id) or _gives(actor, request)


def answers_help_request(actor: Actor, request: HelpRequest, at: datetime) -> bool:
    """Whoever is asked, once, unless it was withdrawn."""
    return request.answered_at is None and request.withdrawn_at is None and _gives(actor, request)


def belongs(actor: Actor, network: Network) -> bool:
    """Whether they, or a place where they work, are members of a network."""
    return any(
        one.ended_at is None and (one.organisation_id in actor.works_at or one.person_id == actor.person_id)
        for one in network.members
    )


def _gives(actor: Actor, request: HelpRequest) -> bool:
    return request.university_id in actor.universities or request.person_id == actor.person_id


def writes_support_notes(actor: Actor, place: Organisation, at: datetime) -> bool:
    """The university's own staff."""
    return place.kind == PlaceKind.UNIVERSITY and place.id in actor.universities


def reads_support_note(actor: Actor, note: SupportNote, at: datetime) -> bool:
    """The university's staff; leaders, resource teachers and owners where it is partner."""
    partners = (one.organisation for one in note.university.partners if one.ended_at is None)
    return note.university_id in actor.universities or any(
        actor.plans_at(place) or place.id in actor.schools_resourced | actor.owners_above for place in partners
    )


PLANNING: dict[Action, Rule] = {
    Action.FOLLOW_COURSE: follows_course,
    Action.SEE_PLAN: sees_plan,
    Action.PROPOSE_PLAN: proposes_plan,
    Action.CHANGE_PLAN: changes_plan,
    Action.PLAN_AT: plans_at,
    Action.DECIDE_PILOT: decides_pilot,
    Action.SEE_MEASURES: sees_measures,
    Action.DECIDE_MEASURE: decides_measure,
    Action.SEE_WHEEL: sees_wheel,
    Action.CHANGE_WHEEL: changes_wheel,
    Action.SEE_CALENDAR: sees_calendar,
    Action.START_NETWORK: starts_network,
    Action.SEE_NETWORK: sees_network,
    Action.SEE_NETWORK_PEOPLE: sees_network_people,
    Action.MANAGE_NETWORK: manages_network,
    Action.SEE_GATHERING: sees_gathering,
    Action.MANAGE_GATHERING: manages_gathering,
    Action.ASK_FOR_HELP: asks_for_help,
    Action.SEE_HELP_REQUEST: sees_help_request,
    Action.ANSWER_HELP_REQUEST: answers_help_request,
    Action.WRITE_SUPPORT_NOTES: writes_support_notes,
    Action.READ_SUPPORT_NOTE: reads_support_note,
}
