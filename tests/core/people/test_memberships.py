"""What one is at a place changes from today, and never rewrites what was."""

from datetime import date

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.people.memberships import (
    end_on,
    held_by,
    resource_group_at,
    resource_pair,
    set_resource_pair,
)
from courseengine.core.people.operations import add_membership, end_now
from courseengine.core.people.teams import put_in
from tests.core.town import NOW, SEPTEMBER, TODAY, TOMORROW, YESTERDAY


def test_what_ends_now_held_yesterday_and_does_not_today(town):
    anne = town.person()
    membership = town.belongs(anne, town.furulia)
    town.forget_log()

    end_now(town.session, membership, by=None, at=NOW)

    assert (town.held(anne, on=YESTERDAY), town.held(anne)) == ([("Furulia", "teacher", None, False)], [])
    assert town.told() == [("role_ended", anne.id, town.furulia.id)]


@pytest.mark.parametrize(("starts_on", "last"), [(TODAY, YESTERDAY), (TOMORROW, TODAY)])
def test_what_ends_before_it_has_held_a_day_never_held(town, starts_on, last):
    anne = town.person()
    membership = town.belongs(anne, town.furulia, starts_on=starts_on)

    end_now(town.session, membership, by=None, at=NOW)

    assert membership.ends_on == last
    assert town.held(anne, on=TODAY) == town.held(anne, on=TOMORROW) == []


def test_what_is_over_does_not_end_again(town):
    membership = town.belongs(town.person(), town.furulia, ends_on=date(2026, 10, 1))
    town.forget_log()

    end_now(town.session, membership, by=None, at=NOW)

    assert membership.ends_on == date(2026, 10, 1)
    assert town.told() == []


def test_a_last_day_is_today_or_later(town):
    anne = town.person()
    membership = town.belongs(anne, town.furulia)
    town.forget_log()

    with pytest.raises(Invalid):
        end_on(town.session, membership, YESTERDAY, by=None, at=NOW)
    end_on(town.session, membership, TODAY, by=None, at=NOW)

    assert (len(town.held(anne)), town.held(anne, on=TOMORROW)) == (1, [])
    assert [event for event, *_ in town.told()] == ["role_ended"]


def test_what_one_is_and_was_is_there_newest_first(town):
    anne = town.person()
    town.belongs(anne, town.furulia, ends_on=date(2026, 10, 1))
    town.belongs(anne, town.furulia, starts_on=date(2026, 11, 1))
    town.belongs(anne, town.bjorkelia)

    assert [one.starts_on for one in held_by(town.session, anne.id, town.furulia)] == [date(2026, 11, 1), SEPTEMBER]


class TestTheResourcePair:
    @pytest.fixture
    def cecilie(self, town):
        person = town.person("Cecilie")
        town.belongs(person, town.furulia, "school_leader")
        return person

    def teacher(self, town, name):
        person = town.person(name)
        town.belongs(person, town.furulia)
        return person

    def choose(self, town, leader, teacher):
        set_resource_pair(town.session, town.furulia, leader=leader, teacher=teacher, named="Group", by=None, at=NOW)

    def test_is_a_team_of_one_leader_and_one_teacher(self, town, cecilie):
        jonas = self.teacher(town, "Jonas")

        self.choose(town, cecilie, jonas)

        assert resource_pair(town.session, town.furulia, on=TODAY) == (cecilie, jonas)
        assert ("Furulia", "team_leader", "Group", False) in town.held(cecilie)
        assert town.held(jonas) == [
            ("Furulia", "teacher", None, False),
            ("Furulia", "resource_teacher", "Group", False),
        ]

    def test_changing_it_ends_the_old_one(self, town, cecilie):
        jonas, kari = self.teacher(town, "Jonas"), self.teacher(town, "Kari")
        town.belongs(jonas, town.furulia, "resource_teacher")
        self.choose(town, cecilie, jonas)
        self.choose(town, cecilie, kari)

        assert resource_pair(town.session, town.furulia, on=TODAY) == (cecilie, kari)
        assert town.held(jonas) == [("Furulia", "teacher", None, False)]
        assert ("Furulia", "resource_teacher", None, False) in town.held(jonas, on=YESTERDAY)

    def test_choosing_the_same_changes_nothing(self, town, cecilie):
        jonas = self.teacher(town, "Jonas")
        self.choose(town, cecilie, jonas)
        town.forget_log()

        self.choose(town, cecilie, jonas)

        assert town.told() == []

    @pytest.mark.parametrize("moved", [False, True])
    def test_the_only_leader_goes_on_leading(self, town, cecilie, moved):
        david, jonas = town.person("David"), self.teacher(town, "Jonas")
        town.belongs(david, town.furulia, "school_leader")
        self.choose(town, cecilie, jonas)
        group = resource_group_at(town.session, town.furulia)
        if moved:  # a leader's own row stands in the group where a file put it there
            put_in(town.session, group, [cecilie], by=david.id, at=NOW)
            leading = next(
                one for one in held_by(town.session, cecilie.id, town.furulia) if one.role == "school_leader"
            )
            leading.team = group
        town.session.flush()

        self.choose(town, david, jonas)

        assert [row for row in town.held(cecilie) if row[1] == "school_leader"] == [
            ("Furulia", "school_leader", None, False)
        ]
        assert [row for row in town.held(cecilie) if row[2]] == []
        assert resource_pair(town.session, town.furulia, on=TODAY) == (david, jonas)

    def test_a_teacher_replaced_stays_at_the_school_and_in_the_team(self, town, cecilie):
        blue = town.team("Blue")
        jonas, kari, lars = town.person("Jonas"), self.teacher(town, "Kari"), town.person("Lars")
        town.belongs(jonas, town.furulia, "resource_teacher")
        town.belongs(lars, town.furulia, "resource_teacher", team=blue)

        self.choose(town, cecilie, kari)

        assert town.held(jonas) == [("Furulia", "teacher", None, False)]
        assert town.held(lars) == [("Furulia", "teacher", "Blue", True)]
        assert resource_pair(town.session, town.furulia, on=TODAY) == (cecilie, kari)

    def test_somebody_in_the_group_alone_becomes_a_teacher_at_the_school(self, town, cecilie):
        jonas, kari = town.person("Jonas"), self.teacher(town, "Kari")
        town.belongs(jonas, town.furulia, "resource_teacher", team=town.team("Group", kind="resource_group"))

        self.choose(town, cecilie, kari)

        assert town.held(jonas) == [("Furulia", "teacher", None, False)]
        assert ("Furulia", "resource_teacher", "Group", True) in town.held(jonas, on=YESTERDAY)

    def test_is_of_those_who_are_there(self, town, cecilie):
        jonas, stranger = self.teacher(town, "Jonas"), town.person()

        for leader, teacher in ((jonas, cecilie), (cecilie, stranger), (cecilie, cecilie)):
            with pytest.raises(Invalid):
                self.choose(town, leader, teacher)


def test_nobody_joins_a_place_after_its_last_day(town):
    town.furulia.ends_on = TODAY
    anne = town.person()

    add_membership(town.session, person=anne, organisation=town.furulia, role="teacher", at=NOW)
    with pytest.raises(Invalid, match="has closed"):
        town.belongs(anne, town.furulia, starts_on=TOMORROW)


def test_nobody_belongs_to_a_place_for_longer_than_there_is_one(town):
    town.furulia.ends_on = TOMORROW

    ends = [town.belongs(town.person(), town.furulia, ends_on=day).ends_on for day in (None, TODAY, date(2027, 1, 1))]

    assert ends == [TOMORROW, TODAY, TOMORROW]


def test_nothing_ends_before_it_begins(town):
    with pytest.raises(Invalid):
        town.belongs(town.person(), town.furulia, ends_on=date(2026, 8, 31))
