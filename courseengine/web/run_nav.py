"""The pages about one run of a course, for those who plan it, and the line of links between them."""

from flask import current_app, g, request, url_for

from courseengine.base.i18n import N_
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.web.guard import may
from courseengine.web.pages import MenuItem

PAGES = (
    ("planner.plan", N_("The plan"), Action.SEE_PLAN),
    ("adaptation.course", N_("Own adaptations"), Action.SEE_PLAN),
    ("exceptions.exceptions", N_("Exceptions"), Action.CHANGE_PLAN),
    ("pilots.feedback", N_("Feedback"), Action.CHANGE_PLAN),
)


def run_nav(run: CourseRun) -> list[MenuItem]:
    """Those that the one who asks may see; only a pilot is asked for feedback."""
    return [
        MenuItem(url_for(name, run=run.public_id), g.language.gettext(label), request.endpoint == name)
        for name, label, action in PAGES
        if name in current_app.view_functions and may(action, run) and (run.pilot or name != "pilots.feedback")
    ]
