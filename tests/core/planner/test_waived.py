"""What a team does without is asked for no more by the plan."""

from dataclasses import replace

import pytest

from courseengine.core.meetings import waivers
from courseengine.core.planner.document import Document
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.findings import FindingKind, findings
from courseengine.core.planner.queries import school_in
from tests.core.planner.conftest import NOW
from tests.core.planner.world import TODAY, make_course, make_school, module, team, wish

COURSE = make_course(module("m1", ("team", "team", "team")))
SCHOOL = make_school(team("A", range(1, 6)))


def missing(document: Document, *waived: tuple[str, str, str], school=SCHOOL, course=COURSE):
    found = findings(document, course, replace(school, waived=frozenset(waived)), today=TODAY)
    return [one.values["missing"] for one in found if one.kind is FindingKind.NOT_PLANNED]


def plan(*states: str) -> Document:
    """The module's three meetings, each as it stands."""
    drawn = draw_up(COURSE, wish(modules=("m1",), weeks={"m1": 6}), SCHOOL, kept=None, today=TODAY)
    return replace(
        drawn, meetings=tuple(replace(one, state=state) for one, state in zip(drawn.meetings, states, strict=True))
    )


@pytest.mark.parametrize(
    ("waived", "lacks"),
    [
        ((), [1]),
        ((("A", "m1", "m1-m2"),), []),
        ((("B", "m1", "m1-m2"),), [1]),
        ((("A", "m2", "m1-m2"),), [1]),
    ],
    ids=["none", "its own", "another team's", "another module's"],
)
def test_a_waived_meeting_is_not_asked_for(waived, lacks):
    assert missing(plan("planned", "cancelled", "planned"), *waived) == lacks


def test_one_that_is_planned_all_the_same_counts_once():
    assert missing(plan("planned", "planned", "cancelled"), ("A", "m1", "m1-m2")) == [1]


@pytest.mark.parametrize("joint", [False, True])
def test_drawn_up_again_it_is_proposed_no_more(joint):
    course = make_course(module("m1", ("staff" if joint else "team", "team", "team")))
    wished = wish(modules=("m1",), weeks={"m1": 6})
    before = draw_up(course, wished, SCHOOL, kept=None, today=TODAY)
    without = replace(SCHOOL, waived=frozenset({("A", "m1", "m1-m1")}))

    after = draw_up(course, wished, without, kept=before, today=TODAY)

    assert [one.activity_id for one in before.meetings] == ["m1-m1", "m1-m2", "m1-m3"]
    assert [one.activity_id for one in after.meetings] == ["m1-m2", "m1-m3"]
    assert draw_up(course, wished, without, kept=after, today=TODAY) == after


def test_one_that_is_planned_already_stays_where_it_is():
    wished = wish(modules=("m1",), weeks={"m1": 6})
    drawn = draw_up(COURSE, wished, SCHOOL, kept=None, today=TODAY)
    published = replace(drawn, meetings=tuple(replace(one, meeting=one.key) for one in drawn.meetings))
    without = replace(SCHOOL, waived=frozenset({("A", "m1", "m1-m1")}))

    assert draw_up(COURSE, wished, without, kept=published, today=TODAY) == published


def test_a_group_of_leaders_does_without_too():
    leading = module("m0", ("leader_group",), team_kind="leader_group", required=1, audience="leadership")
    course, school = make_course(leading), make_school(team("L", [100], "leader_group"), team("A", range(1, 6)))
    drawn = draw_up(course, wish(modules=("m0",)), school, kept=None, today=TODAY)
    empty = replace(drawn, meetings=())

    assert missing(empty, school=school, course=course) == [1]
    assert missing(empty, ("L", "m0", "m0-m1"), school=school, course=course) == []


def test_it_is_asked_for_again_when_the_waiver_is_taken_back(planning):
    team, whose = planning.teams[0], {"team_id": planning.teams[0].id, "run_id": planning.run.id}
    said = {"module_id": "m3", "reason": "We are two.", "by": planning.by, "submit_id": "w", "at": NOW}

    def waived():
        return school_in(planning.session, planning.run, on=TODAY).waived

    waivers.waive(planning.session, **whose, activity_ids=("m3-m2",), **said)
    assert waived() == {(team.public_id, "m3", "m3-m2")}

    waivers.withdraw(planning.session, **whose, activity_ids=("m3-m2",), at=NOW)
    assert waived() == frozenset()
