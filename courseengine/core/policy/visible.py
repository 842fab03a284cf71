"""What an actor sees of a module: the rule asked once for each audience, and kept.

Two people with the same audiences and the same track see the same activities, so the answer of
``sees_activity`` is kept by course version, edition, module, audiences and track. Whether the
module is open is asked anew each time, and elsewhere.
"""

from collections import OrderedDict
from datetime import datetime

from courseengine.core.policy.actor import Actor
from courseengine.core.policy.rules import sees_activity
from courseengine.core.progress.outline import Shown
from courseengine.core.runs.plan import PlannedActivity, PlannedModule

KEPT = 1024

_kept: OrderedDict[tuple[object, ...], Shown] = OrderedDict()


def visible_in(planned: PlannedModule, actor: Actor, *, at: datetime) -> Shown:
    """The module's sections, each with the activities the actor knows of; empty ones are left out."""
    plan, module = planned.plan, planned.module
    key = (plan.course.version, plan.course.edition, module.id, actor.audiences(plan.run), plan.run is None, plan.track)
    found = _kept.get(key)
    if found is None:
        seen = {
            activity.id
            for activity in module.activities
            if sees_activity(actor, PlannedActivity(plan, module, activity), at)
        }
        sections = (
            (section, tuple(activity for activity in section.activities if activity.id in seen))
            for section in module.sections
        )
        found = _kept[key] = tuple((section, activities) for section, activities in sections if activities)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
