"""The same plan next year: in the same week of the year, on the same weekday, for the teams there are then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from courseengine.core.planner.document import PlannedMeeting


def for_teams_now(meetings: Sequence[PlannedMeeting], taken_over: Mapping[str, str]) -> list[PlannedMeeting]:
    """The meetings for the teams that those they were for go on in.

    A team has each meeting once: its own, or else that of the first team it took over.
    """
    whose: dict[tuple[str, str], str] = {}
    called = [(one.activity_id, team) for one in meetings if not one.joint for team in one.teams]
    for own in (True, False):
        for activity_id, team in called:
            if (team not in taken_over) is own:
                whose.setdefault((activity_id, taken_over.get(team, team)), team)
    found = []
    for one in meetings:
        now = [(team, taken_over.get(team, team)) for team in one.teams]
        kept = [heir for team, heir in now if one.joint or whose[one.activity_id, heir] == team]
        if kept or not one.teams:
            found.append(replace(one, teams=tuple(dict.fromkeys(kept))))
    return found


def a_year_on(day: date) -> date:
    """The day in the same ISO week and on the same weekday a year later; week 53 becomes the last of a shorter year."""
    year, week, weekday = day.isocalendar()
    try:
        return date.fromisocalendar(year + 1, week, weekday)
    except ValueError:
        return date.fromisocalendar(year + 1, week - 1, weekday)


def same_week(old_start: date, new_start: date) -> Callable[[date], date]:
    """Carries days over, so that what began on ``old_start`` begins in the week of ``new_start``.

    Where that is the same week a year on, every day keeps its week of the year, also past a year of
    53 weeks; where the new start is some weeks earlier or later, so is every day.
    """
    years = new_start.isocalendar().year - old_start.isocalendar().year

    def carried(day: date) -> date:
        for _ in range(years):
            day = a_year_on(day)
        return day

    off = (_monday(new_start) - _monday(carried(old_start))).days // 7
    return lambda day: carried(day) + timedelta(weeks=off)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
