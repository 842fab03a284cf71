"""A school's plan as a table: when each module opens, its meetings, and the time it takes."""

from typing import Any

from courseengine.base.i18n import Language
from courseengine.core.course.activities.base import Audience
from courseengine.core.runs.plan import Plan
from courseengine.web.words import minutes_of


def plan_table(plan: Plan, language: Language) -> dict[str, list[Any]]:
    """The columns and rows of the plan, for the ``matrix`` component."""
    _ = language.gettext
    columns = [_("Opens"), _("To be done by"), _("Meetings"), _("Time for one teacher")]
    rows = []
    for module in plan.course.modules:
        opening = plan.openings[module.id]
        minutes = sum(
            minutes_of(activity)
            for activity in module.activities
            if activity.counts and activity.for_whom is Audience.EVERYONE and plan.has(activity)
        )
        rows.append(
            {
                "title": module.title if module.number is None else f"{module.number} {module.title}",
                "cells": [
                    language.day(opening.opens_on, year=True) if opening.opens_on else None,
                    language.day(opening.done_by, year=True) if opening.done_by else None,
                    _("at least %(num)d", num=module.meetings_required) if module.meetings_required else None,
                    duration(minutes, language) if minutes else None,
                ],
            }
        )
    return {"columns": [{"title": title} for title in columns], "rows": rows}


def duration(minutes: int, language: Language) -> str:
    """Minutes in words: "9 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return language.gettext("%(num)d min", num=rest)
    if not rest:
        return language.gettext("%(num)d h", num=hours)
    return language.gettext("%(hours)d h %(minutes)d min", hours=hours, minutes=rest)
