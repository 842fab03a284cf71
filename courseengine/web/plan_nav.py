"""The pages about what one place means to do and when, and the line of links between them."""

from flask import current_app, g, request, url_for

from courseengine.base.i18n import N_
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.queries import runs_at
from courseengine.web.guard import may
from courseengine.web.pages import MenuItem
from courseengine.web.subjects import plan_of

PAGES = (
    ("starts.courses", N_("Courses and plans"), Action.PLAN_AT),
    ("school_days.calendar", N_("School calendar"), Action.PLAN_AT),
    ("measures.measures", N_("Plan of measures"), Action.SEE_MEASURES),
    ("wheel.wheel", N_("Annual wheel"), Action.SEE_WHEEL),
    ("networks.at_place", N_("Networks"), Action.START_NETWORK),
    ("help_requests.at_school", N_("Requests for help"), Action.ASK_FOR_HELP),
    ("support_notes.of_university", N_("Support notes"), Action.WRITE_SUPPORT_NOTES),
)


def plan_nav(place: Organisation) -> list[MenuItem]:
    """Those that the one who asks may see there."""
    items = [
        MenuItem(url_for(name, place=place.public_id), g.language.gettext(label), request.endpoint == name)
        for name, label, action in PAGES
        if name in current_app.view_functions and may(action, place)
    ]
    if may(Action.WRITE_SUPPORT_NOTES, place):  # its own staff, who are asked for help
        items.append(MenuItem(url_for("help_requests.received"), g.language.gettext("Requests received"), False))
    return items


def other_plans(run: CourseRun) -> list[tuple[str, str]]:
    """The other runs that last at the same place: title and address."""
    runs = [one for one in runs_at(g.db, [run.organisation_id]) if one[1].id != run.id and not one[1].ended]
    plans = [plan for found in runs if (plan := plan_of(*found))]
    return [(plan.course.title, url_for("planner.plan", run=plan.public_id)) for plan in plans]
