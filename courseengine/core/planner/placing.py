"""Where the meetings of one module go.

Its rounds (one for each meeting it requires) are spread evenly over its weeks, and each is put at
the nearest time the school has. Prework comes first: no meeting is so early that it would be due
before the module opens, unless there is no other time. Whole-staff meetings take a planning day
that is near. Nobody is called to two meetings at once. Where the school's own times do not
suffice, the same weekday is taken, then any day at work; what fits nowhere is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.activities.meeting import Meets
from courseengine.core.planner.document import PlannedMeeting
from courseengine.core.planner.openings import monday_of
from courseengine.core.planner.school import Group, School
from courseengine.core.planner.summary import PREWORK_DAYS
from courseengine.core.planner.times import Times, When, after_working_days
from courseengine.core.school_days.days import A_DAY, A_WEEK, SchoolDays

NEAR = timedelta(days=10)
"""how far from its place in the module a whole-staff meeting goes for a planning day"""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting that a module requires of a group."""

    module_id: str
    round: int
    template: Template
    group: Group
    key: str
    old: PlannedMeeting | None
    """as it was in the plan that is reckoned anew"""
    stays: bool
    """whether it stays as it was"""


@dataclass
class Busy:
    """Who is where: so that nobody is called to two places at once."""

    school: School
    _on: dict[date, list[tuple[datetime, datetime, frozenset[int]]]] = field(default_factory=dict)

    def take(self, meeting: PlannedMeeting) -> None:
        """Note that a meeting takes its people's time."""
        people = self.school.called(meeting.teams, joint=meeting.joint)
        self._on.setdefault(meeting.day, []).append((*_span(When(meeting.day, meeting.at), meeting.length), people))

    def is_free(self, when: When, length: int, people: frozenset[int]) -> bool:
        """Whether nobody of them is anywhere else then."""
        starts, ends = _span(when, length)
        return not any(
            starts < other_ends and other_starts < ends and not people.isdisjoint(others)
            for other_starts, other_ends, others in self._on.get(when.day, ())
        )


def _span(when: When, length: int) -> tuple[datetime, datetime]:
    starts = datetime.combine(when.day, when.at)
    return starts, starts + timedelta(minutes=length)


@dataclass(frozen=True)
class Window:
    """The days in which a module's meetings are, and its times."""

    opens_on: date
    last: date
    today: date
    rounds: int
    times: Times
    days: SchoolDays

    def prepared_from(self, sitting: Sitting) -> date:
        """The first day by which people can have done the prework, once the module is open and they know of it."""
        if not sitting.template.prework:
            return self.opens_on
        is_new = sitting.old is None or sitting.old.meeting is None
        from_ = max(self.opens_on, self.today) if is_new else self.opens_on
        return after_working_days(from_, PREWORK_DAYS, self.days)

    def ideals(self) -> list[date]:
        """The day round which each round is, evenly over the weeks and, where they suffice, at the school's times."""
        earliest = after_working_days(self.opens_on, PREWORK_DAYS, self.days)
        dates, wished, weekday = (
            sorted({one.day for one in tier if one.day >= earliest})
            for tier in (self.times.dates, self.times.wished, self.times.weekday)
        )
        days = next((tier for tier in (dates, wished, weekday) if len(tier) >= self.rounds), [])
        found, first = [], 0
        for number, target in enumerate(self._targets()):
            if not days:
                found.append(target)
                continue
            open_ = range(first, len(days) - self.rounds + number + 1)
            first = min(open_, key=lambda index: (abs(days[index] - target), index)) + 1
            found.append(days[first - 1])
        return found

    def _targets(self) -> list[date]:
        monday, mondays = monday_of(self.opens_on), []
        while monday <= self.last:
            if self.days.is_school_week(monday):
                mondays.append(monday)
            monday += A_WEEK
        mondays = mondays or [monday_of(self.opens_on)]
        places = (-(-(number + 1) * len(mondays) // self.rounds) - 1 for number in range(self.rounds))
        return [mondays[place] + A_DAY * 2 for place in places]


def place(sittings: Sequence[Sitting], window: Window, busy: Busy, at_place: str) -> list[PlannedMeeting]:
    """The meetings of one module; those that stay have been noted in ``busy`` before."""
    ideals = window.ideals() if window.rounds else []
    reached: dict[str, date] = {}
    stay = [(one, one.old) for one in sittings if one.stays and one.old is not None]
    found = []
    for sitting in sorted(sittings, key=lambda one: one.round):
        if sitting.stays and sitting.old is not None:
            found.append(sitting.old)
            _reach(reached, sitting.old)
            continue
        after = max((reached[name] for name in _names(sitting.group.teams) if name in reached), default=date.min)
        before = min((old.day for one, old in stay if _later(one, sitting) and old.day > after), default=date.max)
        when = _choose(sitting, window, busy, ideals, after=after, before=before)
        if when is None:
            continue
        meeting = _meeting(sitting, when, at_place)
        busy.take(meeting)
        _reach(reached, meeting)
        found.append(meeting)
    return found


def _later(one: Sitting, than: Sitting) -> bool:
    """Whether it is a later round for some of the same teams."""
    return one.round > than.round and not set(_names(one.group.teams)).isdisjoint(_names(than.group.teams))


def _names(teams: Iterable[str]) -> tuple[str, ...]:
    return tuple(teams) or ("",)


def _reach(reached: dict[str, date], meeting: PlannedMeeting) -> None:
    for name in _names(meeting.teams):
        reached[name] = max(meeting.day, reached.get(name, date.min))


def _choose(
    sitting: Sitting, window: Window, busy: Busy, ideals: Sequence[date], *, after: date, before: date
) -> When | None:
    """The nearest time that suits everybody, the school's own times first."""
    ideal = ideals[sitting.round]
    prepared, people = window.prepared_from(sitting), busy.school.called(sitting.group.teams, joint=sitting.group.joint)
    after = max(after, window.today)
    times = window.times
    ready = [[one for one in tier if one.day >= prepared] for tier in (times.wished, times.weekday, times.any)]
    tiers: list[Sequence[When]] = [*ready, times.wished, times.any]
    if sitting.template.meets is Meets.STAFF:
        tiers.insert(0, [one for one in _planning_days(window, ideals, sitting.round) if one.day >= prepared])
    for tier in tiers:
        for one in sorted(tier, key=lambda one: (abs(one.day - ideal), one)):
            if after < one.day < before and busy.is_free(one, sitting.template.length, people):
                return one
    return None


def _planning_days(window: Window, ideals: Sequence[date], number: int) -> list[When]:
    """The planning days near a round's place, and nearer to it than to any other round's."""

    def nearest(day: date) -> int:
        return min(range(len(ideals)), key=lambda index: abs(day - ideals[index]))

    return [
        one for one in window.times.planning if abs(one.day - ideals[number]) <= NEAR and nearest(one.day) == number
    ]


def _meeting(sitting: Sitting, when: When, at_place: str) -> PlannedMeeting:
    old = sitting.old
    if old is not None:
        return replace(
            old,
            teams=sitting.group.teams,
            joint=sitting.group.joint,
            day=when.day,
            at=when.at,
            length=sitting.template.length,
            place=at_place or old.place,
            state="planned",
        )
    return PlannedMeeting(
        key=sitting.key,
        module_id=sitting.module_id,
        activity_id=sitting.template.id,
        teams=sitting.group.teams,
        joint=sitting.group.joint,
        day=when.day,
        at=when.at,
        length=sitting.template.length,
        place=at_place,
    )
