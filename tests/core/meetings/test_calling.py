"""Which teams a meeting is for, and when it is called across teams."""

import pytest

from courseengine.core.course.activities.meeting import Meets
from courseengine.core.meetings.calling import is_joint, teams_offered, teams_proposed
from courseengine.core.people.models import Team

TEAMS = [
    Team(id=number, kind=kind, name=kind)
    for number, kind in enumerate(("team", "subject_team", "grade_team", "leader_group", "resource_group"), start=1)
]


def ids(teams):
    return [team.id for team in teams]


@pytest.mark.parametrize(
    ("meets", "offered", "proposed"),
    [
        (Meets.STAFF, [1, 2, 3], [1, 2, 3]),
        (Meets.TEAM, [1, 2, 3], [2]),
        (Meets.SUBJECT_TEAM, [1, 2, 3], [2]),
        (Meets.GRADE_TEAM, [1, 2, 3], [3]),
        (Meets.LEADER_GROUP, [4], [4]),
        (Meets.RESOURCE_GROUP, [5], [5]),
        (Meets.LEADER_AND_OWNER, [4], [4]),
    ],
)
def test_a_template_proposes_whom_it_is_for(meets, offered, proposed):
    found = teams_offered(meets, TEAMS)

    assert (ids(found), ids(teams_proposed(meets, found, 2))) == (offered, proposed)


def test_a_school_with_one_set_of_teams_uses_it_for_everything():
    assert ids(teams_proposed(Meets.SUBJECT_TEAM, TEAMS[:1], None)) == [1]
    assert ids(teams_proposed(Meets.TEAM, TEAMS[:3], None)) == [1, 2, 3]
    assert teams_offered(Meets.LEADER_GROUP, TEAMS[:3]) == []


@pytest.mark.parametrize(
    ("meets", "chosen", "joint"),
    [
        (Meets.STAFF, [1], False),
        (Meets.STAFF, [2], True),
        (Meets.TEAM, [1, 2], True),
        (Meets.LEADER_GROUP, [1], True),
        (Meets.LEADER_GROUP, [], True),
    ],
)
def test_anything_but_ones_own_team_by_itself_is_joint(meets, chosen, joint):
    assert is_joint(meets, chosen, own={1}) is joint
