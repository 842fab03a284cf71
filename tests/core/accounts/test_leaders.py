"""Who leads, who decides, and that the last leader does not vanish unnoticed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from courseengine.base.errors import Conflict, DomainError
from courseengine.core.accounts import leaders
from courseengine.core.accounts.leaders import LastLeader
from courseengine.core.accounts.models import Account
from courseengine.core.people.memberships import set_resource_pair
from courseengine.core.people.models import Organisation, Person, RoleRequest
from courseengine.core.people.operations import add_membership, add_organisation, add_person, make_admin
from courseengine.core.people.roles_asked import ask_for_role, confirm
from tests.core.town import NOW, SEPTEMBER, TODAY, TOMORROW


@pytest.fixture
def cecilie(town):
    person = town.person("Cecilie")
    town.belongs(person, town.furulia, "school_leader")
    return person


def end_account_of(town, person):
    town.session.add(Account(person_id=person.id, password_hash=None, ended_at=NOW))
    town.session.flush()


def stop(town, person, **more):
    asked = {"even_last": False, "by": None, "at": NOW} | more
    return leaders.stop_leading(town.session, town.furulia, person.id, **asked)


def names(found):
    return [one.name for one in found]


class TestWhoDecides:
    def test_the_nearest_who_are_not_involved(self, town, cecilie):
        eva, gro = town.person("Eva"), town.person("Gro")
        town.belongs(eva, town.owner, "school_owner")
        make_admin(town.session, gro, operator="Demo", at=NOW)

        def decide(*but):
            return names(leaders.deciders(town.session, town.furulia, on=TODAY, but=but))

        assert [decide(), decide(cecilie.id), decide(cecilie.id, eva.id)] == [["Cecilie"], ["Eva"], ["Gro"]]

    def test_a_leader_whose_account_has_ended_does_not(self, town, cecilie):
        gro = town.person("Gro")
        make_admin(town.session, gro, operator="Demo", at=NOW)
        end_account_of(town, cecilie)

        assert names(leaders.deciders(town.session, town.furulia, on=TODAY, but=())) == ["Gro"]


class TestPlacesWithoutALeader:
    def unled(self, town, *, on=TODAY):
        return names(town.session.scalars(leaders.places_without_leader(on)))

    def test_are_schools_and_owners_in_use_that_nobody_leads(self, town, cecilie):
        add_organisation(town.session, kind="university", name="Uni")
        add_organisation(town.session, kind="school", name="Closed").ends_on = date(2026, 1, 1)
        town.session.flush()

        assert self.unled(town) == ["Bjørkelia", "Storvik"]

    def test_a_teacher_of_the_school_does_not_lead_it(self, town):
        town.belongs(town.person(), town.bjorkelia)

        assert "Bjørkelia" in self.unled(town)

    def test_a_deputy_leads_to_the_last_day(self, town):
        town.belongs(town.person(), town.furulia, "school_leader", ends_on=TODAY)

        assert ["Furulia" in self.unled(town, on=day) for day in (TODAY, TOMORROW)] == [False, True]

    def test_whoever_does_not_get_in_does_not_lead(self, town, cecilie):
        assert "Furulia" not in self.unled(town)

        end_account_of(town, cecilie)

        assert "Furulia" in self.unled(town)


class TestStopping:
    def test_one_of_two_stops_and_the_other_goes_on(self, town, cecilie):
        dag = town.person("Dag")
        town.belongs(dag, town.furulia, "school_leader")

        assert stop(town, cecilie) is False
        assert (town.held(cecilie), names(leaders.leading_today(town.session, town.furulia, on=TODAY))) == ([], ["Dag"])

    def test_the_last_one_only_when_it_is_said(self, town, cecilie):
        with pytest.raises(LastLeader):
            stop(town, cecilie)
        assert len(town.held(cecilie)) == 1

        assert stop(town, cecilie, even_last=True) is True
        assert town.held(cecilie) == []

    @pytest.mark.parametrize(("ends_on", "is_last"), [(TODAY, True), (TOMORROW, False)])
    def test_a_deputy_counts_while_they_go_on(self, town, cecilie, ends_on, is_last):
        town.belongs(town.person(), town.furulia, "school_leader", ends_on=ends_on)

        assert stop(town, cecilie, even_last=True) is is_last

    def test_somebody_whose_account_has_ended_is_no_other_leader(self, town, cecilie):
        gone = town.person()
        town.belongs(gone, town.furulia, "school_leader")
        end_account_of(town, gone)

        with pytest.raises(LastLeader):
            stop(town, cecilie)

    def test_with_a_last_day_the_role_holds_that_day(self, town, cecilie):
        with pytest.raises(LastLeader):
            stop(town, cecilie, last_day=TOMORROW)

        assert stop(town, cecilie, last_day=TOMORROW, even_last=True) is True
        assert [len(town.held(cecilie, on=TODAY + timedelta(days=days))) for days in (0, 1, 2)] == [1, 1, 0]

    def test_a_later_day_makes_no_deputy_stay_longer(self, town, cecilie):
        dag = town.person("Dag")
        town.belongs(dag, town.furulia, "school_leader", ends_on=TOMORROW)

        stop(town, dag, last_day=TOMORROW + timedelta(days=30))

        assert [len(town.held(dag, on=TODAY + timedelta(days=days))) for days in (1, 2)] == [1, 0]

    def test_every_row_of_the_role_ends_and_the_seat_in_the_group_but_nothing_else(self, town, cecilie):
        jonas = town.person()
        for person in (cecilie, jonas):
            town.belongs(person, town.furulia)
        group = town.team("Leaders", kind="leader_group")
        town.belongs(cecilie, town.furulia, "school_leader", team=group)
        set_resource_pair(town.session, town.furulia, leader=cecilie, teacher=jonas, named="Group", by=None, at=NOW)

        stop(town, cecilie, even_last=True)

        assert town.held(cecilie) == [("Furulia", "teacher", None, False)]

    def test_leaving_ends_everything_here_and_nothing_elsewhere(self, town, cecilie):
        town.belongs(cecilie, town.furulia, team=town.team("Blue"))
        town.belongs(cecilie, town.furulia, starts_on=TOMORROW)
        town.belongs(cecilie, town.bjorkelia)

        def leave(**more):
            return leaders.leave(town.session, town.furulia, cecilie.id, by=None, at=NOW, **more)

        with pytest.raises(LastLeader):
            leave(even_last=False)
        assert leave(even_last=True) is True
        assert town.held(cecilie) == town.held(cecilie, on=TOMORROW) == [("Bjørkelia", "teacher", None, False)]

    def test_a_teacher_leaves_without_further_ado(self, town, cecilie):
        anne = town.person()
        town.belongs(anne, town.furulia)

        assert leaders.leave(town.session, town.furulia, anne.id, even_last=False, by=None, at=NOW) is False
        assert town.held(anne) == []


class TestTwoAtOnce:
    """Two leaders and a request, and several who act in the same moment, each in a transaction of its own."""

    @pytest.fixture
    def ids(self, database):
        with database.writing() as session:
            school = add_organisation(session, kind="school", name="Furulia")
            people = [add_person(session, name=name, email=f"{name}@example.org", at=NOW) for name in "abcd"]
            for person in people[:2]:
                add_membership(
                    session, person=person, organisation=school, role="school_leader", starts_on=SEPTEMBER, at=NOW
                )
            asked = ask_for_role(session, person=people[2], place=school, by=people[2], at=NOW)
            return {"school": school.id, "asked": asked.id, "people": [person.id for person in people]}

    def at_once(self, database, *acts):
        """Do these side by side; gives what was refused."""
        refused = []
        ready = Barrier(len(acts))

        def one(act):
            ready.wait()
            try:
                with database.writing() as session:
                    act(session)
            except DomainError as error:
                refused.append(type(error))

        with ThreadPoolExecutor(len(acts)) as pool:
            list(pool.map(one, acts))
        return refused

    def test_two_leaders_who_end_each_other_are_not_both_gone(self, database, ids):
        def end(person_id, by):
            return lambda session: leaders.stop_leading(
                session, session.get_one(Organisation, ids["school"]), person_id, even_last=False, by=by, at=NOW
            )

        a, b, *_ = ids["people"]
        refused = self.at_once(database, end(a, b), end(b, a))

        with database.reading() as session:
            left = leaders.leading_today(session, session.get_one(Organisation, ids["school"]), on=TODAY)
        assert (refused, len(left)) == ([LastLeader], 1)

    def test_two_who_confirm_give_the_role_once(self, database, ids):
        def act(by):
            return lambda session: confirm(
                session, session.get_one(RoleRequest, ids["asked"]), by=session.get_one(Person, by), at=NOW
            )

        a, b, c, _ = ids["people"]
        refused = self.at_once(database, act(a), act(b))

        with database.reading() as session:
            school = session.get_one(Organisation, ids["school"])
            rows = [one for one in leaders.leaders_of(session, school, on=TODAY) if one.person_id == c]
        assert (refused, len(rows)) == ([Conflict], 1)

    def test_several_who_ask_at_once_ask_once(self, database, ids):
        def act(session):
            person = session.get_one(Person, ids["people"][3])
            ask_for_role(session, person=person, place=session.get_one(Organisation, ids["school"]), by=person, at=NOW)

        assert self.at_once(database, act, act, act) == []
        with database.reading() as session:
            assert session.query(RoleRequest).filter_by(person_id=ids["people"][3]).count() == 1
