"""A plan that is stored is the plan that is read."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.planner.document import (
    Document,
    MeetingDate,
    PlannedDates,
    PlannedMeeting,
    Slot,
    Wishes,
    read,
    written,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
WORDS = st.text(max_size=20)
DOCUMENTS = st.builds(
    Document,
    wishes=st.builds(
        Wishes,
        modules=st.lists(WORDS).map(tuple),
        weeks=st.dictionaries(WORDS, st.integers(1, 40)),
        starts_on=st.none() | DAYS,
        ends_on=st.none() | DAYS,
        slots=st.lists(st.builds(Slot, st.integers(0, 6), TIMES, st.integers(1, 4), st.none() | DAYS)).map(tuple),
        dates=st.lists(st.builds(MeetingDate, DAYS, TIMES)).map(tuple),
        place=WORDS,
    ),
    modules=st.lists(st.builds(PlannedDates, WORDS, DAYS, st.none() | DAYS, st.booleans())).map(tuple),
    meetings=st.lists(
        st.builds(
            PlannedMeeting,
            key=WORDS,
            module_id=WORDS,
            activity_id=WORDS,
            teams=st.lists(WORDS).map(tuple),
            joint=st.booleans(),
            day=DAYS,
            at=TIMES,
            length=st.integers(5, 480),
            place=WORDS,
            pinned=st.booleans(),
            meeting=st.none() | WORDS,
            state=st.sampled_from(["planned", "held", "cancelled"]),
        ),
        max_size=5,
    ).map(tuple),
    paused_on=st.none() | DAYS,
)


@given(DOCUMENTS)
def test_what_is_written_is_read(document):
    assert read(written(document)) == document
