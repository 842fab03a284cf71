"""What somebody is already, and what something new takes the place of."""

from typing import NamedTuple

import pytest

from courseengine.core.people.roles import Role
from courseengine.core.people.same_role import already, replaced


class Held(NamedTuple):
    role: str
    team_id: int | None


TEACHER, TEACHER_1, LEADS_1, LEADS_2 = (
    Held("teacher", None),
    Held("teacher", 1),
    Held("team_leader", 1),
    Held("team_leader", 2),
)
HEAD, HEAD_1 = Held("school_leader", None), Held("school_leader", 1)


@pytest.mark.parametrize(
    ("held", "role", "team_id", "known", "over"),
    [
        ([TEACHER], Role.TEACHER, None, TEACHER, []),
        ([TEACHER_1], Role.TEACHER, None, TEACHER_1, []),
        ([LEADS_1], Role.TEACHER, None, LEADS_1, []),
        ([LEADS_1], Role.TEACHER, 1, LEADS_1, []),
        ([LEADS_1, TEACHER_1], Role.TEACHER, 1, TEACHER_1, []),
        ([LEADS_2], Role.TEACHER, 1, None, []),
        ([TEACHER], Role.TEACHER, 1, None, [TEACHER]),
        ([TEACHER, TEACHER_1, LEADS_2], Role.TEAM_LEADER, 1, None, [TEACHER, TEACHER_1]),
        ([HEAD], Role.TEACHER, None, None, []),
        ([HEAD], Role.SCHOOL_LEADER, 1, None, [HEAD]),
        ([HEAD_1], Role.SCHOOL_LEADER, None, HEAD_1, []),
    ],
)
def test_what_is_the_same(held, role, team_id, known, over):
    assert already(held, role, team_id) == known
    if known is None:
        assert replaced(held, role, team_id) == over
