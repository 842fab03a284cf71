"""A place's calendar as it is stored: written, changed, taken out, read together with the owner's."""

from datetime import date

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.people.operations import add_organisation
from courseengine.core.people.roles import PlaceKind
from courseengine.core.school_days.days import A_DAY, DayKind
from courseengine.core.school_days.named import Whose
from courseengine.core.school_days.operations import MOST_DAYS, change_days
from courseengine.core.school_days.queries import days_of, days_of_all, named_days, schools_below, written_at
from tests.core.town import NOW, TODAY

OFF, PLANNING, ORDINARY = DayKind.OFF, DayKind.PLANNING, DayKind.ORDINARY
MAY_18, MAY_19, MAY_20 = (date(2027, 5, day) for day in (18, 19, 20))


@pytest.fixture
def change(session, town):
    """Changes a calendar as somebody; gives how many days changed."""
    by = town.person().id

    def made(place, days, out=()):
        return change_days(session, place, days, out=out, by=by, at=NOW)

    return made


def test_days_are_written_changed_and_taken_out(session, town, change):
    assert change(town.furulia, {MAY_18: (OFF, " Fri "), MAY_19: (PLANNING, "Kurs")}) == 2
    assert change(town.furulia, {MAY_18: (OFF, "Fri"), MAY_19: (OFF, "Kurs"), MAY_20: (OFF, "")}) == 2
    assert change(town.furulia, {}, out=[MAY_18, date(2030, 1, 1)]) == 1

    assert written_at(session, town.furulia) == {MAY_19: (OFF, "Kurs"), MAY_20: (OFF, "")}
    assert written_at(session, town.bjorkelia) == {}


def test_a_change_is_logged_once_and_none_not_at_all(town, change):
    change(town.furulia, {MAY_18: (OFF, "Fri"), MAY_19: (OFF, "Fri")})
    change(town.furulia, {MAY_18: (OFF, "Fri")}, out=[MAY_20])

    assert town.told() == [("school_days_changed", None, town.furulia.id)]


def test_the_owners_days_hold_for_its_schools_and_a_schools_own_go_first(session, town, change):
    change(town.owner, {MAY_18: (OFF, "Fri"), MAY_19: (OFF, "Fri")})
    change(town.furulia, {MAY_18: (ORDINARY, "Åpent")})

    found = days_of_all(session, [town.furulia, town.bjorkelia, town.owner])

    assert [found[place.id].kind(MAY_18) for place in (town.furulia, town.bjorkelia, town.owner)] == [
        ORDINARY,
        OFF,
        OFF,
    ]
    assert days_of(session, town.furulia).kind(MAY_19) is OFF
    told = [(one.day, one.name, one.whose) for one in named_days(session, town.furulia, MAY_18, MAY_20)]
    assert told == [(MAY_18, "Åpent", Whose.OWN), (MAY_19, "Fri", Whose.OWNER)]


def test_an_owners_schools_are_those_that_are_there(session, town):
    closed = add_organisation(session, kind="school", name="Nedlagt", parent=town.owner)
    closed.ends_on = date(2026, 1, 1)

    assert [place.name for place in schools_below(session, town.owner, on=TODAY)] == ["Bjørkelia", "Furulia"]


def test_a_university_has_no_school_calendar(session, change):
    with pytest.raises(Invalid):
        change(add_organisation(session, kind=PlaceKind.UNIVERSITY, name="Universitetet"), {MAY_18: (OFF, "")})


def test_a_calendar_does_not_grow_without_end(town, change):
    many = [MAY_18 + A_DAY * number for number in range(MOST_DAYS)]
    change(town.furulia, dict.fromkeys(many, (OFF, "")))

    with pytest.raises(Invalid):
        change(town.furulia, {many[-1] + A_DAY: (OFF, "")})
    assert change(town.furulia, {many[-1] + A_DAY: (OFF, "")}, out=[MAY_18]) == 2


def test_the_days_of_many_schools_are_one_question(session, town, change, statements):
    change(town.owner, {MAY_18: (OFF, "Fri")})
    session.flush()

    with statements() as asked:
        days_of_all(session, [town.furulia, town.bjorkelia])

    assert len(asked) == 1
