"""Where the meetings of a plan do not fit: days off, times, prework, teams, people in two places."""

from collections.abc import Callable, Iterator

from courseengine.base.clock import in_oslo
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.planner.differences import double_booked
from courseengine.core.planner.document import PlannedMeeting
from courseengine.core.planner.finding import Finding, FindingKind, Looked
from courseengine.core.planner.fitting import time_that_fits
from courseengine.core.planner.summary import PREWORK_DAYS, prework_due
from courseengine.core.planner.times import When, after_working_days, is_wished
from courseengine.core.school_days.days import DayKind

Check = Callable[[Looked], Iterator[Finding]]


def on_day_off(plan: Looked) -> Iterator[Finding]:
    """A meeting on a day off, and a wished time that is."""
    days = plan.school.days
    for one in plan.ahead:
        if not days.is_at_work(one.day):
            yield _about(FindingKind.DAY_OFF, one, **_fits(plan, one))
    for date_ in plan.document.wishes.dates:
        if date_.day >= plan.today and not days.is_at_work(date_.day):
            yield Finding(FindingKind.DATE_OFF, day=date_.day)
    for slot in plan.document.wishes.slots:
        if slot.weekday > 4:
            yield Finding(FindingKind.SLOT_OFF, values={"weekday": slot.weekday})


def off_slot(plan: Looked) -> Iterator[Finding]:
    """Reckoned at another time than the school has for meetings."""
    starts = min((one.opens_on for one in plan.document.modules), default=plan.today)
    for one in plan.ahead:
        planning = one.joint and plan.school.days.kind(one.day) is DayKind.PLANNING
        if not one.pinned and not planning and not is_wished(When(one.day, one.at), plan.document.wishes, starts):
            yield _about(FindingKind.OFF_SLOT, one)


def prework_before_opening(plan: Looked) -> Iterator[Finding]:
    """Prework is due before the module opens."""
    opens = plan.openings
    for one in plan.ahead:
        template = plan.course.activity(one.activity_id)
        if not isinstance(template, Template) or not template.prework or one.module_id not in opens:
            continue
        due, opens_on = prework_due(one, plan.school.days), opens[one.module_id]
        if due < opens_on:
            fits = plan.school.days.next_at_work(after_working_days(opens_on, PREWORK_DAYS, plan.school.days))
            values = {"fits_from": fits}
            yield Finding(FindingKind.PREWORK_BEFORE_OPENING, one.module_id, (one.key,), due, values)


def outside_module(plan: Looked) -> Iterator[Finding]:
    """Before its module opens, or after it is to be done."""
    done_by = {one.module_id: one.done_by for one in plan.document.modules}
    opens = plan.openings
    for one in plan.ahead:
        last = done_by.get(one.module_id)
        if one.module_id not in opens or one.day < opens[one.module_id] or (last is not None and one.day > last):
            yield _about(FindingKind.OUTSIDE_MODULE, one, **_fits(plan, one))


def in_two_places(plan: Looked) -> Iterator[Finding]:
    """Two meetings at once for the same people."""
    meetings = {one.key: one for one in plan.document.meetings}
    for clash in double_booked(plan.document, plan.school):
        if clash.day >= plan.today:
            first, second = (meetings[key] for key in clash.meetings)
            moves = first if second.pinned and not first.pinned else second
            values = {"people": len(clash.people), "moves": moves.key, **_fits(plan, moves)}
            yield Finding(FindingKind.DOUBLE_BOOKED, first.module_id, clash.meetings, clash.day, values)


def gone(plan: Looked) -> Iterator[Finding]:
    """For a team that is no more, or from a template that is not there."""
    for one in plan.ahead:
        if any(plan.school.team(team) is None for team in one.teams):
            yield _about(FindingKind.TEAM_GONE, one)
        if not isinstance(plan.course.activity(one.activity_id), Template):
            yield _about(FindingKind.TEMPLATE_GONE, one)


def impossible_time(plan: Looked) -> Iterator[Finding]:
    """The clocks change just then."""
    for one in plan.ahead:
        try:
            in_oslo(one.day, one.at)
        except ValueError:
            yield _about(FindingKind.IMPOSSIBLE_TIME, one)


def _about(kind: FindingKind, meeting: PlannedMeeting, **values: object) -> Finding:
    return Finding(kind, meeting.module_id, (meeting.key,), meeting.day, values)


def _fits(plan: Looked, meeting: PlannedMeeting) -> dict[str, When]:
    when = time_that_fits(plan, meeting)
    return {"fits": when} if when else {}


CHECKS_OF_MEETINGS: tuple[Check, ...] = (
    on_day_off,
    off_slot,
    prework_before_opening,
    outside_module,
    in_two_places,
    gone,
    impossible_time,
)
