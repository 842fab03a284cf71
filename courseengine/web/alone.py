"""What a team does together, for those who have no team; and what a team may do without.

Whoever takes part without a team goes through its tasks and meetings alone: a private answer, and
a meeting's agenda to read. It counts for them and for no team.
"""

from typing import NamedTuple

from flask import g, url_for

from courseengine.core.course.activities.base import Activity, DoneWhen
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.calling import LEADERSHIP
from courseengine.core.runs.plan import Plan, PlannedActivity

TOGETHER = frozenset({DoneWhen.TEAM_DELIVERED, DoneWhen.MET})


class WayIn(NamedTuple):
    """How one gets a team."""

    words: str
    href: str
    label: str


def goes_alone(planned: PlannedActivity) -> bool:
    """Whether the one who asks has no team for what is done together there; leaders meet without one."""
    activity, plan = planned.activity, planned.plan
    if activity.done_when not in TOGETHER or (isinstance(activity, Template) and activity.meets in LEADERSHIP):
        return False
    return g.actor.takes_part_in(plan.run) and g.actor.team_in(plan.run, planned.module.team_kind) is None


def way_into_a_team(plan: Plan) -> WayIn:
    """Whom to ask, or where one does it oneself."""
    _, run = g.language.gettext, plan.run
    led = next((one for one in g.actor.memberships if run and one.organisation_id == run.school_id), None)
    if led and g.actor.leads(run):
        href = url_for("people.people", place=led.place_public_id)
        return WayIn(_("You can put yourself in a team."), href, _("People and teams"))
    return WayIn(
        _("Ask your leader to put you in a team, or type a team's code."), url_for("join.ask"), _("I have a code")
    )


def may_be_waived(activity: Activity) -> bool:
    """Whether a team may do without it: a meeting that its module asks for."""
    return isinstance(activity, Template) and activity.is_required


def ids_of(activity: Activity) -> tuple[str, ...]:
    """Every id it has or had, the one it has now first."""
    return (activity.id, *activity.formerly)
