"""Where the modules of a plan do not fit: their order, their weeks, the course's release, the teams."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

from courseengine.core.course.activities.base import Audience
from courseengine.core.planner.document import PlannedDates
from courseengine.core.planner.finding import Finding, FindingKind, Looked
from courseengine.core.planner.openings import monday_of, released_on, start_that_fits
from courseengine.core.planner.school import groups_for, is_for, proposed_templates, required_templates, working_teams

Check = Callable[[Looked], Iterator[Finding]]


def ends_late(plan: Looked) -> Iterator[Finding]:
    """The last module is done after the wished end."""
    ends_on, wishes = plan.document.wishes.ends_on, plan.document.wishes
    last = max((one for one in plan.modules if one.done_by), key=lambda one: one.done_by or one.opens_on, default=None)
    if ends_on is None or last is None or last.done_by is None or last.done_by <= ends_on:
        return
    mondays = range(0, (last.done_by - ends_on).days, 7)
    weeks = sum(plan.school.days.is_school_week(monday_of(last.done_by) - timedelta(days=day)) for day in mondays)
    begun = any(one.opens_on <= plan.today for one in plan.document.modules)
    known = all(plan.course.module(id_) for id_ in wishes.modules)
    start = None
    if known and not begun:
        start = start_that_fits(plan.course, wishes, plan.school.days, today=plan.today, pilot=plan.pilot)
    values = {"ends_on": ends_on, "weeks": max(weeks, 1), "start_by": start}
    yield Finding(FindingKind.ENDS_LATE, last.module_id, day=last.done_by, values=values)


def out_of_order(plan: Looked) -> Iterator[Finding]:
    """A module opens before the one that goes before it, or before that one is to be done."""
    weeks = plan.document.wishes.weeks
    taken = [one for one in plan.document.modules if weeks.get(one.module_id)]
    for before, one in pairwise(taken):
        if one.opens_on < plan.today:
            continue
        if one.opens_on < before.opens_on:
            yield Finding(FindingKind.ORDER, one.module_id, day=one.opens_on, values={"before": before.module_id})
        elif before.done_by is not None and one.opens_on <= before.done_by:
            values = {"before": before.module_id, "done_by": before.done_by}
            yield Finding(FindingKind.OVERLAP, one.module_id, day=one.opens_on, values=values)


def before_release(plan: Looked) -> Iterator[Finding]:
    """The course opens it for all later, and this is no pilot."""
    for one in plan.modules:
        released = released_on(plan.course, one.module_id)
        if not plan.pilot and released and released > max(one.opens_on, plan.today):
            yield Finding(FindingKind.BEFORE_RELEASE, one.module_id, day=released)


def opens_on_day_off(plan: Looked) -> Iterator[Finding]:
    """Nobody is at work in the week it opens."""
    for one in plan.modules:
        monday = monday_of(one.opens_on)
        if one.opens_on >= plan.today and not plan.school.days.is_school_week(monday):
            values = {"fits_from": next(plan.school.days.school_weeks(monday))}
            yield Finding(FindingKind.OPENS_ON_DAY_OFF, one.module_id, day=one.opens_on, values=values)


def not_planned(plan: Looked) -> Iterator[Finding]:
    """A team lacks meetings that the module requires; what it does without is asked for no more."""
    for dates in plan.modules:
        module = plan.course.module(dates.module_id)
        if module is None:
            continue
        if module.audience is not Audience.EVERYONE:
            yield from _leaders_lack(plan, dates)
            continue
        teams = working_teams(plan.school, module.team_kind)
        if not teams and module.meetings_required:
            yield Finding(FindingKind.NO_TEAMS, module.id)
        called = [one for one in plan.document.meetings if one.module_id == module.id and one.calls]
        there = Counter(team for one in called for team in one.teams)
        for team in teams:
            without = plan.school.waives(team.public_id, module.id)
            without -= {one.activity_id for one in called if team.public_id in one.teams}
            missing = module.meetings_required - there[team.public_id] - len(without)
            if missing > 0:
                values = {"team": team.public_id, "missing": missing}
                yield Finding(FindingKind.NOT_PLANNED, module.id, values=values)


def _leaders_lack(plan: Looked, dates: PlannedDates) -> Iterator[Finding]:
    """The same in a module for leaders, whose meetings have one group each."""
    module = plan.course.module(dates.module_id)
    if module is None:
        return
    missing = 0
    for template in set(required_templates(module, plan.course.track_at(plan.school.place_kind))):
        for group in groups_for(plan.school, module, template):
            there = (one for one in plan.document.meetings if one.calls and one.module_id == module.id)
            without = bool(group.teams) and all(
                template.id in plan.school.waives(team, module.id) for team in group.teams
            )
            missing += not without and not any(is_for(one, template.id, group) for one in there)
    if missing:
        yield Finding(FindingKind.NOT_PLANNED, module.id, values={"team": "", "missing": missing})


def fewer_templates(plan: Looked) -> Iterator[Finding]:
    """The module requires more meetings than it proposes."""
    for one in plan.modules:
        module = plan.course.module(one.module_id)
        if module is None:
            continue
        there_are = len(proposed_templates(module, plan.course.track_at(plan.school.place_kind)))
        if there_are < module.meetings_required:
            values = {"required": module.meetings_required, "templates": there_are}
            yield Finding(FindingKind.FEWER_TEMPLATES, module.id, values=values)


def without_team(plan: Looked) -> Iterator[Finding]:
    """Some at the school are in no team that works in a module."""
    asked = {module.team_kind for one in plan.modules if (module := plan.course.module(one.module_id))}
    teams = {team for kind in asked for team in working_teams(plan.school, kind)}
    there = frozenset[int]().union(*(team.members for team in teams))
    people = plan.school.people - plan.school.arrangers - there
    if people and plan.school.teams:
        yield Finding(FindingKind.WITHOUT_TEAM, values={"people": len(people)})


def module_gone(plan: Looked) -> Iterator[Finding]:
    """The course has no such module any more."""
    for one in plan.modules:
        if plan.course.module(one.module_id) is None:
            yield Finding(FindingKind.MODULE_GONE, one.module_id)


CHECKS_OF_MODULES: tuple[Check, ...] = (
    ends_late,
    out_of_order,
    before_release,
    opens_on_day_off,
    not_planned,
    fewer_templates,
    without_team,
    module_gone,
)
