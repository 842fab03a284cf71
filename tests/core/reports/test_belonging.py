"""Each person counts in one team a module."""

from datetime import date

from courseengine.core.reports.belonging import Belonging, TeamName, belongings_on, people_by_team, without_leaders

DAY = date(2026, 11, 10)
GRADE = TeamName(1, "g", "Grade 5", "grade_team")
SUBJECT = TeamName(2, "s", "Science", "subject_team")
LEADING = TeamName(3, "l", "Leaders", "leader_group")


def one(
    person: int, team: TeamName | None, *, main=False, role="teacher", starts=date(2026, 8, 1), ends=None
) -> Belonging:
    return Belonging(person, role, main, starts, ends, team)


def test_the_kind_a_module_asks_for_goes_before_the_main_team():
    both = [one(1, SUBJECT), one(1, GRADE, main=True)]

    assert people_by_team(belongings_on(DAY, both), "subject_team") == {SUBJECT: {1}}
    assert people_by_team(belongings_on(DAY, both), None) == {GRADE: {1}}
    assert people_by_team(belongings_on(DAY, both), "resource_group") == {GRADE: {1}}


def test_without_a_main_team_the_first_is_taken():
    assert people_by_team(belongings_on(DAY, [one(1, SUBJECT), one(1, GRADE)]), None) == {SUBJECT: {1}}


def test_leader_groups_work_only_where_they_are_asked():
    leader = [one(1, LEADING, main=True, role="school_leader")]

    assert people_by_team(belongings_on(DAY, leader), None) == {None: {1}}
    assert people_by_team(belongings_on(DAY, leader), "leader_group") == {LEADING: {1}}


def test_first_and_last_day_belong_to_a_membership():
    days = [one(1, GRADE, starts=DAY), one(2, GRADE, ends=DAY)]

    assert people_by_team(belongings_on(DAY, days), None) == {GRADE: {1, 2}}
    assert people_by_team(belongings_on(date(2026, 11, 9), days), None) == {GRADE: {2}}
    assert people_by_team(belongings_on(date(2026, 11, 11), days), None) == {GRADE: {1}}


def test_those_who_lead_that_day_can_be_left_out():
    held = [
        one(1, None, role="school_leader"),
        one(2, GRADE),
        one(3, None, role="school_leader", ends=date(2026, 11, 9)),
    ]

    assert without_leaders(belongings_on(DAY, held)).keys() == {2}
