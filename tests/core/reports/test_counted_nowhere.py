"""Universities, owners and administrators are no participants: no figure moves by what they are or do."""

import pytest

from tests.core.reports.test_school import School, school

__all__ = ["school"]


@pytest.mark.parametrize("role", ["university_staff", "school_owner", "admin"])
def test_what_they_do_moves_no_figure(school: School, role: str):
    """Five of a team have done nothing; five others, had they been counted, would have made it half."""
    school.team("Grade 5", 5)
    before = school.report()

    others = [school.person(role=role) for _ in range(5)]
    school.do(others)

    assert school.report() == before


@pytest.mark.parametrize("role", ["university_staff", "school_owner", "admin"])
def test_they_lift_no_group_over_five(school: School, role: str):
    """Not even with a row that puts them into the team: four people and one of them are still four."""
    four = school.team("Grade 5", 4)
    school.do(four)
    before = school.report()

    school.do([school.person(role=role, team="Grade 5")])

    assert school.band("Grade 5") == before.modules[0].own_work.groups.get(school.teams["Grade 5"].id)
    assert school.report() == before


def test_a_teacher_more_does_move_them(school: School):
    """So the two above could have failed."""
    four = school.team("Grade 5", 4)
    school.do(four)
    before = school.report()

    school.do([school.person(team="Grade 5")])

    assert school.report() != before
