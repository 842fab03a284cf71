"""A course's milestones in one line of time: what holds for all, what holds here, and where today is."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import Blueprint, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.core.course.model import Module
from courseengine.core.meetings.queries import meetings_of_team
from courseengine.core.networks.models import Gathering
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.runs.milestones import milestones_of
from courseengine.core.runs.plan import Plan, PlannedModule
from courseengine.core.school_days.days import A_DAY
from courseengine.web.guard import guard, may
from courseengine.web.measure_words import module_words
from courseengine.web.measures_page import GATHERING
from courseengine.web.milestone_words import gathering_day, milestone_words, where_words
from courseengine.web.words import HALF_A_YEAR, in_language, lang_of, meeting_title, sentence

bp = Blueprint("milestones", __name__)

AROUND = A_DAY * 60
"""how far before and after the plan's own days gatherings are shown"""
MOST_GATHERINGS = 60
SEVERAL = 2


@dataclass(frozen=True)
class Stop:
    """A day on the line."""

    day: date
    label: str
    title: str
    text: str = ""
    href: str = ""
    number: str = ""
    state: str = "open"
    tag: str = ""
    national: bool = False


@bp.get("/courses/<plan>/milestones")
@guard(Action.FOLLOW_COURSE, plan=Plan)
def milestones(plan: Plan) -> ResponseReturnValue:
    """The line of time."""
    at = clock.now()
    modules = [module for module in plan.course.modules if may(Action.SEE_MODULE, PlannedModule(plan, module))]
    stops = _long_ago(_of_plan(plan, modules, day_in_oslo(at)), at)
    stops += [*_of_teams(plan, modules), *_of_networks(stops)]
    return render_template(
        "milestones/line.html",
        plan=plan,
        course_lang=lang_of(plan.course.words_in, g.language),
        where=where_words(plan, modules, g.language, at=at),
        stops=_in_line(stops, at),
        has_days=bool(stops),
    )


def _of_plan(plan: Plan, modules: list[Module], today: date) -> list[Stop]:
    by_id = {module.id: module for module in modules}
    found = []
    for one in milestones_of(plan, by_id):
        module = by_id[one.module_id]
        title = in_language(module_words(module, g.language), lang_of(module.language, g.language), g.language)
        href = url_for("learner.module", plan=plan.public_id, module=module.slug)
        number = "" if module.number is None else str(module.number)
        found.append(
            Stop(
                one.day,
                _day(one.day),
                title,
                milestone_words(one, g.language, today=today),
                href,
                number,
                national=one.national,
            )
        )
    return found


def _long_ago(stops: list[Stop], at: datetime) -> list[Stop]:
    """What opened for all long before anything happens here, as one stop: a course may be some years old."""
    begins = min([day_in_oslo(at), *(stop.day for stop in stops if not stop.national)]) - HALF_A_YEAR
    old = [stop for stop in stops if stop.national and stop.day < begins]
    if len(old) < SEVERAL:
        return stops
    first, last = _day(old[0].day), _day(old[-1].day)
    all_of_them = g.language.ngettext(
        "%(num)d module opened for all", "%(num)d modules opened for all", len({stop.href for stop in old})
    )
    one = Stop(old[-1].day, first if first == last else f"{first} – {last}", all_of_them, national=True)
    return [one, *(stop for stop in stops if stop not in old)]


def _of_teams(plan: Plan, modules: list[Module]) -> list[Stop]:
    """The meetings of one's own teams, in the modules one sees."""
    run, seen = plan.run, {module.id for module in modules}
    teams = (one.team_id for one in g.actor.memberships if run and one.team_id and one.organisation_id == run.school_id)
    rows = {row.id: row for team in dict.fromkeys(teams) for row in meetings_of_team(g.db, run.id, team)} if run else {}
    return [
        Stop(
            day_in_oslo(row.starts_at),
            _day(day_in_oslo(row.starts_at), weekday=True),
            meeting_title(row.title, row.activity_id, plan.course, g.language),
            g.language.gettext("Meeting at %(time)s", time=g.language.clock(row.starts_at)),
            url_for("team.meeting", meeting=row.public_id),
        )
        for row in rows.values()
        if row.module_id in seen or not row.module_id
    ]


def _of_networks(stops: list[Stop]) -> list[Stop]:
    """The gatherings one sees, around the days of the plan."""
    if not stops:
        return []
    days = [stop.day for stop in stops]
    asked = SCOPES[Action.SEE_GATHERING](g.actor).where(
        Gathering.starts_on.between(min(days) - AROUND, max(days) + AROUND), Gathering.cancelled_at.is_(None)
    )
    rows = g.db.scalars(asked.order_by(Gathering.starts_on.desc(), Gathering.id).limit(MOST_GATHERINGS)).unique()
    there = GATHERING in current_app.view_functions
    return [
        Stop(
            one.starts_on,
            sentence(gathering_day(one, g.language)),
            one.theme,
            g.language.gettext("Gathering of the network"),
            url_for(GATHERING, gathering=one.public_id) if there else "",
        )
        for one in rows
    ]


def _day(day: date, *, weekday: bool = False) -> str:
    return sentence(g.language.day(day, weekday=weekday, year=True))


def _in_line(stops: list[Stop], at: datetime) -> list[Stop]:
    """In the order of days, with today among them; what is behind is done, the first ahead is next."""
    _, today = g.language.gettext, day_in_oslo(at)
    ordered = sorted(stops, key=lambda stop: stop.day)
    behind = [_with(stop, state="past") for stop in ordered if stop.day < today]
    ahead = [stop for stop in ordered if stop.day >= today]
    first = [_with(ahead[0], tag=_("Next"))] if ahead else []
    now = Stop(today, _day(today, weekday=True), _("Today"), state="now")
    return [*behind, now, *first, *ahead[1:]]


def _with(stop: Stop, *, state: str = "open", tag: str = "") -> Stop:
    return replace(stop, state=state, tag=tag)
