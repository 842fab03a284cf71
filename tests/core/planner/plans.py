"""Plans as schools might wish for them, for tests that try thousands."""

from datetime import date, time, timedelta

from hypothesis import strategies as st

from courseengine.core.planner.document import MeetingDate, Slot, Wishes
from courseengine.core.planner.drawing import draw_up
from courseengine.core.school_days.days import DayKind, SchoolDays
from tests.core.planner.world import TODAY, make_course, make_school, team

COURSE = make_course()
LAST = TODAY + timedelta(days=700)

days_ahead = st.dates(TODAY, LAST)
afternoons = st.sampled_from([time(8, 15), time(14, 15), time(15, 30)])
calendars = st.dictionaries(days_ahead, st.sampled_from(DayKind), max_size=40).map(SchoolDays)
slots = st.builds(
    Slot, st.integers(0, 4), afternoons, st.integers(1, 3), st.none() | st.dates(TODAY, TODAY + timedelta(days=30))
)


@st.composite
def schools(draw):
    """A few teams of several kinds; people may be in two or three of them, and one is the main one."""
    kinds = draw(
        st.lists(st.sampled_from(["team", "subject_team", "grade_team", "leader_group"]), min_size=1, max_size=5)
    )
    members = [draw(st.frozensets(st.integers(1, 25), max_size=8)) for _ in kinds]
    taken: set[int] = set()
    teams = []
    for number, (kind, people) in enumerate(zip(kinds, members, strict=True)):
        teams.append(team(f"T{number}", people, kind, main=people - taken))
        taken |= people
    return make_school(*teams, days=draw(calendars))


@st.composite
def wishes(draw):
    """Some of the modules in some order, from one to twelve weeks each, from some day in the next half-year."""
    modules = draw(st.permutations(["m0", "m1", "m2", "m3"]))[: draw(st.integers(1, 4))]
    return Wishes(
        modules=tuple(modules),
        weeks={id_: draw(st.integers(1, 12)) for id_ in modules if id_ != "m0"},
        starts_on=draw(st.dates(TODAY, TODAY + timedelta(days=180))),
        slots=draw(st.lists(slots, max_size=2).map(tuple)),
        dates=draw(st.lists(st.builds(MeetingDate, days_ahead, afternoons), max_size=6).map(tuple)),
        place="Personalrommet",
    )


@st.composite
def drawn(draw):
    """A school, what it wishes, and the draft that comes of it."""
    school, wished = draw(schools()), draw(wishes())
    return school, wished, draw_up(COURSE, wished, school, kept=None, today=TODAY)


def day_in(document, number: int) -> date:
    """A day somewhere in a plan."""
    first = min(one.opens_on for one in document.modules)
    return first + timedelta(days=number)
