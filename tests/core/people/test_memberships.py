"""What one is at a place changes from today, and never rewrites what was."""

from datetime import date

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.people.memberships import (
    add_to_team,
    change_team,
    end_on,
    held_by,
    make_main,
    resource_pair,
    set_resource_pair,
)
from courseengine.core.people.operations import add_membership, end_now
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


def test_a_last_day_is_today_or_later_and_can_be_taken_away(town):
    anne = town.person()
    membership = town.belongs(anne, town.furulia)
    town.forget_log()

    with pytest.raises(Invalid):
        end_on(town.session, membership, YESTERDAY, by=None, at=NOW)
    end_on(town.session, membership, TODAY, by=None, at=NOW)
    assert (len(town.held(anne)), town.held(anne, on=TOMORROW)) == (1, [])
    end_on(town.session, membership, None, by=None, at=NOW)

    assert len(town.held(anne, on=TOMORROW)) == 1
    assert [event for event, *_ in town.told()] == ["role_ended", "role_granted"]


def test_a_change_of_team_leaves_yesterday_as_it_was(town):
    anne = town.person()
    blue, green = town.team("Blue"), town.team("Green")
    membership = town.belongs(anne, town.furulia, "team_leader", team=blue, ends_on=date(2027, 6, 30))

    now = change_team(town.session, membership, green, by=None, at=NOW)

    assert town.held(anne, on=YESTERDAY) == [("Furulia", "team_leader", "Blue", True)]
    assert town.held(anne) == [("Furulia", "team_leader", "Green", True)]
    assert (now.starts_on, now.ends_on) == (TODAY, date(2027, 6, 30))


def test_a_team_leader_has_to_lead_some_team(town):
    membership = town.belongs(town.person(), town.furulia, "team_leader", team=town.team("Blue"))

    with pytest.raises(Invalid):
        change_team(town.session, membership, None, by=None, at=NOW)


def test_there_is_one_main_team_and_yesterday_keeps_its_own(town):
    anne = town.person()
    town.belongs(anne, town.furulia, team=town.team("Blue"))
    green = town.belongs(anne, town.furulia, team=town.team("Green"))
    town.belongs(anne, town.bjorkelia, team=town.team("Red", town.bjorkelia))
    green.main = False
    town.session.flush()

    make_main(town.session, green, by=None, at=NOW)

    mains = {on: [team for _, _, team, main in town.held(anne, on=on) if main] for on in (YESTERDAY, TODAY)}
    assert mains == {YESTERDAY: ["Blue", "Red"], TODAY: ["Red", "Green"]}


def test_only_a_team_can_be_the_main_one(town):
    with pytest.raises(Invalid):
        make_main(town.session, town.belongs(town.person(), town.furulia), by=None, at=NOW)


def test_somebody_without_a_team_comes_into_one_which_is_the_main_one(town):
    anne = town.person()
    town.belongs(anne, town.furulia)

    add_to_team(town.session, anne, town.team("Blue"), leads=False, by=None, at=NOW)
    add_to_team(town.session, anne, town.team("Green"), leads=True, by=None, at=NOW)

    assert town.held(anne) == [("Furulia", "teacher", "Blue", True), ("Furulia", "team_leader", "Green", False)]


def test_a_member_comes_to_lead_the_team_and_stops_leading_it(town):
    anne, blue = town.person(), town.team("Blue")
    town.belongs(anne, town.furulia, team=blue)

    add_to_team(town.session, anne, blue, leads=True, by=None, at=NOW)
    assert town.held(anne) == [("Furulia", "team_leader", "Blue", True)]
    again = add_to_team(town.session, anne, blue, leads=True, by=None, at=NOW)
    assert again.starts_on == TODAY
    add_to_team(town.session, anne, blue, leads=False, by=None, at=NOW)

    assert town.held(anne) == [("Furulia", "teacher", "Blue", True)]


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
