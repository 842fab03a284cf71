"""Places are made, corrected, closed and merged, and what was there stays as it was."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from courseengine.base.errors import Invalid
from courseengine.core.people.models import Membership, Organisation, RoleRequest
from courseengine.core.people.places import change_place, close_place, make_place, may_take_over, merge_place
from courseengine.core.people.queries import has_ended
from courseengine.core.people.roles_asked import ask_for_role
from courseengine.core.people.without_school import place_without_school
from tests.core.town import NOW, TODAY, TOMORROW, YESTERDAY


def change(town, place, **new):
    kept = {"kind": place.kind, "name": place.name, "number": place.number, "owner": place.parent}
    change_place(town.session, place, **kept | new, by=None, at=NOW)


def make(town, **what):
    asked = {"kind": "school", "name": "Solli", "number": None, "owner": None} | what
    return make_place(town.session, **asked, by=None, at=NOW)


class TestMaking:
    def test_a_place_stands_below_its_owner(self, town):
        place = make(town, number="974 760 673", owner=town.owner)

        assert (place.kind, place.name, place.number, place.parent) == ("school", "Solli", "974760673", town.owner)
        assert town.told() == [("place_made", None, place.id)]

    @pytest.mark.parametrize(
        ("what", "field"),
        [
            ({"kind": "operator"}, "kind"),
            ({"kind": "castle"}, "kind"),
            ({"name": " "}, "name"),
            ({"number": "123456786"}, "number"),
            ({"number": "123456785"}, "number"),
        ],
    )
    def test_what_does_not_hold_is_refused_at_its_field(self, town, what, field):
        with pytest.raises(Invalid) as refused:
            make(town, **what)

        assert refused.value.field == field

    def test_only_schools_have_owners_and_only_owners_have_schools(self, town):
        for kind, owner in (("university", town.owner), ("owner", town.owner), ("school", town.furulia)):
            with pytest.raises(Invalid):
                make(town, kind=kind, owner=owner)

    def test_a_closed_owner_gets_no_schools(self, town):
        town.owner.ends_on = YESTERDAY

        with pytest.raises(Invalid):
            make(town, owner=town.owner)

    def test_many_at_once_are_sorted_too(self, town):
        rows = [{"name": name, "kind": "school", "public_id": name} for name in ("Ås", "Aasen", "Zion", "Østby")]
        town.session.execute(insert(Organisation), rows)

        found = town.session.scalars(
            select(Organisation.name)
            .where(Organisation.public_id.in_([row["name"] for row in rows]))
            .order_by(Organisation.sort_key)
        )
        assert list(found) == ["Zion", "Østby", "Ås", "Aasen"]


class TestChanging:
    def test_name_number_and_owner(self, town):
        other = make(town, kind="owner", name="Fjellvik")
        town.forget_log()

        change(town, town.furulia, name="Furulia  ungdomsskole", number="974760673", owner=other)

        furulia = town.furulia
        assert (furulia.name, furulia.number, furulia.parent) == ("Furulia ungdomsskole", "974760673", other)
        assert furulia.sort_key == "furulia ungdomsskole"
        assert town.told() == [("place_changed", None, furulia.id)]

    def test_changing_nothing_is_no_change(self, town):
        change(town, town.furulia)

        assert town.told() == []

    def test_its_own_number_is_not_taken(self, town):
        change(town, town.furulia, name="Furu")
        with pytest.raises(Invalid):
            change(town, town.bjorkelia, number="123456785")

        assert (town.furulia.number, town.bjorkelia.number) == ("123456785", None)

    def test_a_school_becomes_a_kindergarten_and_never_an_owner(self, town):
        town.belongs(town.person(), town.furulia, "school_leader")

        change(town, town.furulia, kind="kindergarten")
        assert town.furulia.kind == "kindergarten"
        for kind in ("owner", "university", "operator"):
            with pytest.raises(Invalid):
                change(town, town.furulia, kind=kind, owner=None)

    def test_what_is_there_contradicts_a_kind(self, town):
        leads = town.belongs(town.person(), town.furulia, "school_leader")
        with pytest.raises(Invalid):
            change(town, town.furulia, kind="other")
        leads.ends_on = YESTERDAY
        team = town.team("Blue")
        with pytest.raises(Invalid):
            change(town, town.furulia, kind="other")
        team.ended_on = TODAY
        change(town, town.furulia, kind="other")

        with pytest.raises(Invalid):
            change(town, town.owner, kind="university")


class TestClosing:
    def test_people_belong_there_to_the_last_day(self, town):
        anne, later = town.person(), town.person()
        town.belongs(anne, town.furulia)
        town.belongs(later, town.furulia, starts_on=date(2026, 12, 1))
        town.forget_log()

        close_place(town.session, town.furulia, last_day=TOMORROW, by=None, at=NOW)

        assert [len(town.held(anne, on=day)) for day in (TODAY, TOMORROW, date(2026, 11, 26))] == [1, 1, 0]
        assert town.held(later, on=date(2026, 12, 1)) == []
        assert [has_ended(town.furulia, on=day) for day in (TOMORROW, date(2026, 11, 26))] == [False, True]
        assert ("place_ended", None, town.furulia.id) in town.told()

    def test_a_day_that_has_passed_ends_it_at_once_and_rewrites_nothing(self, town):
        anne = town.person()
        town.belongs(anne, town.furulia)

        close_place(town.session, town.furulia, last_day=date(2026, 10, 1), by=None, at=NOW)

        assert (len(town.held(anne, on=YESTERDAY)), town.held(anne)) == (1, [])
        assert town.furulia.ends_on == date(2026, 10, 1)

    def test_what_ends_sooner_is_left_alone(self, town):
        membership = town.belongs(town.person(), town.furulia, ends_on=TODAY)

        close_place(town.session, town.furulia, last_day=TOMORROW, by=None, at=NOW)

        assert membership.ends_on == TODAY

    def test_an_owner_with_schools_stays_open(self, town):
        with pytest.raises(Invalid):
            close_place(town.session, town.owner, last_day=TODAY, by=None, at=NOW)
        for school in (town.furulia, town.bjorkelia):
            close_place(town.session, school, last_day=TODAY, by=None, at=NOW)

        close_place(town.session, town.owner, last_day=TODAY, by=None, at=NOW)
        assert town.owner.ends_on == TODAY

    def test_a_closed_place_does_not_close_again(self, town):
        close_place(town.session, town.furulia, last_day=YESTERDAY, by=None, at=NOW)

        with pytest.raises(Invalid):
            close_place(town.session, town.furulia, last_day=TODAY, by=None, at=NOW)

    def test_the_place_of_those_without_a_school_is_always_there(self, town):
        alone = place_without_school(town.session, name="Without", at=NOW)

        with pytest.raises(Invalid):
            close_place(town.session, alone, last_day=TODAY, by=None, at=NOW)
        with pytest.raises(Invalid):
            merge_place(town.session, alone, town.furulia, with_leaders=False, by=town.person(), at=NOW)
        with pytest.raises(Invalid):
            change(town, alone, kind="school")
        change(town, alone, name="Uten skole")

        assert place_without_school(town.session, name="Without", at=NOW) is alone
        assert (alone.name, alone.kind, alone.ends_on) == ("Uten skole", "other", None)

    def test_nobody_waits_for_an_answer_there(self, town):
        anne = town.person()
        ask_for_role(town.session, person=anne, place=town.furulia, by=anne, at=NOW)

        close_place(town.session, town.furulia, last_day=TODAY, by=None, at=NOW)
        town.session.expire_all()

        assert town.session.scalars(select(RoleRequest.granted)).all() == [False]


class TestMerging:
    def merge(self, town, place=None, into=None, **more):
        merge_place(
            town.session,
            place or town.furulia,
            into or town.bjorkelia,
            **{"with_leaders": False, "by": town.person("Gro"), "at": NOW} | more,
        )

    def test_people_are_the_same_at_the_successor_from_today(self, town):
        anne, blue = town.person(), town.team("Blue")
        town.belongs(anne, town.furulia, "team_leader", team=blue, ends_on=date(2027, 6, 30))

        self.merge(town)

        assert town.held(anne, on=YESTERDAY) == [("Furulia", "team_leader", "Blue", True)]
        assert town.held(anne) == [("Bjørkelia", "team_leader", "Blue", True)]
        assert town.held(anne, on=date(2027, 7, 1)) == []
        assert (town.furulia.ends_on, town.furulia.successor, blue.school) == (
            YESTERDAY,
            town.bjorkelia,
            town.bjorkelia,
        )
        ended = [line for line in town.told() if line[0].startswith("place")]
        assert ended == [("place_ended", None, town.furulia.id), ("place_changed", None, town.bjorkelia.id)]

    def test_a_team_whose_name_is_taken_says_where_it_came_from(self, town):
        ours, theirs = town.team("Blue"), town.team("Blue", town.bjorkelia)
        town.team("Blue (Furulia)", town.bjorkelia)

        self.merge(town)

        assert (ours.name, theirs.name) == ("Blue (Furulia 2)", "Blue")

    def test_a_team_that_has_ended_stays_where_it_was(self, town):
        team = town.team("Blue")
        team.ended_on = YESTERDAY

        self.merge(town)

        assert team.school == town.furulia

    @pytest.mark.parametrize(("with_leaders", "role"), [(False, "teacher"), (True, "school_leader")])
    def test_who_led_leads_the_successor_only_if_that_is_said(self, town, with_leaders, role):
        cecilie = town.person()
        town.belongs(cecilie, town.furulia, "school_leader")

        self.merge(town, with_leaders=with_leaders)

        assert town.held(cecilie) == [("Bjørkelia", role, None, False)]

    def test_whoever_is_at_both_is_there_once_with_one_main_team(self, town):
        anne = town.person()
        town.belongs(anne, town.furulia)
        town.belongs(anne, town.furulia, team=town.team("Blue"))
        town.belongs(anne, town.bjorkelia)
        town.belongs(anne, town.bjorkelia, team=town.team("Red", town.bjorkelia))

        self.merge(town)

        assert sorted(town.held(anne), key=str) == [
            ("Bjørkelia", "teacher", "Blue", False),
            ("Bjørkelia", "teacher", "Red", True),
            ("Bjørkelia", "teacher", None, False),
        ]

    def test_what_begins_later_begins_at_the_successor(self, town):
        anne = town.person()
        town.belongs(anne, town.furulia, starts_on=TOMORROW)

        self.merge(town)

        assert (town.held(anne), town.held(anne, on=TOMORROW)) == ([], [("Bjørkelia", "teacher", None, False)])

    def test_an_owners_schools_go_to_the_new_owner(self, town):
        eva, new = town.person(), make(town, kind="owner", name="Nye Storvik")
        town.belongs(eva, town.owner, "school_owner")

        self.merge(town, town.owner, new)
        town.session.expire_all()

        assert (town.furulia.parent, town.bjorkelia.parent) == (new, new)
        assert town.held(eva) == []

    def test_only_a_place_of_the_same_sort_takes_over(self, town):
        university, closed = make(town, kind="university", name="Uni"), make(town, name="Closed")
        closed.ends_on = YESTERDAY

        for successor in (town.owner, university, town.furulia, closed):
            with pytest.raises(Invalid):
                self.merge(town, into=successor)
        able = select(Organisation.name).where(*may_take_over(town.furulia, TODAY))
        assert list(town.session.scalars(able)) == ["Bjørkelia"]

    def test_a_merged_place_is_merged_once(self, town):
        self.merge(town)

        with pytest.raises(Invalid):
            self.merge(town)
        assert town.session.scalar(select(Membership.id)) is None
