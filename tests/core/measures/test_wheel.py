"""The yearly round: put in, changed, taken out, and carried over once."""

from datetime import date

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.measures import wheel
from courseengine.core.measures.round import Phase
from courseengine.core.measures.wheel import Entry
from courseengine.core.school_days.models import SchoolDay
from tests.core.town import NOW

TUESDAY = date(2026, 9, 8)


@pytest.fixture
def rune(town):
    """Whoever looks after the wheel."""
    return town.person("Rune").id


@pytest.fixture
def put_in(session, town, rune):
    """Puts something into Furulia's wheel."""

    def make(title="Elevstemmer", first=TUESDAY, last=None, *, phase=Phase.MAP, responsible="Anne"):
        entry = Entry(phase, title, first, last or first, responsible)
        return wheel.add_item(session, town.furulia, entry, by=rune, at=NOW)

    return make


def test_a_year_holds_what_begins_in_it(session, town, put_in):
    put_in("sist", date(2027, 7, 31))
    put_in("først", date(2026, 8, 1))
    put_in("før", date(2026, 7, 31))
    put_in("etter", date(2027, 8, 1))

    assert [item.title for item in wheel.items_of(session, town.furulia, 2026)] == ["først", "sist"]
    assert wheel.items_of(session, town.bjorkelia, 2026) == []
    assert wheel.years_of(session, town.furulia) == [2025, 2026, 2027]
    assert wheel.years_of(session, town.bjorkelia) == []


def test_the_same_form_sent_twice_is_one_thing(put_in):
    assert put_in().id == put_in().id != put_in("Noe annet").id


def test_a_thing_is_found_at_its_own_school_alone(session, town, put_in):
    item = put_in()

    assert wheel.item_of(session, town.furulia, item.public_id) is item
    assert wheel.item_of(session, town.bjorkelia, item.public_id) is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"responsible": "x" * 201}, "responsible"),
        ({"first": date(2026, 9, 8), "last": date(2026, 9, 7)}, "ends_on"),
        ({"first": date(2027, 7, 30), "last": date(2027, 8, 1)}, "ends_on"),
        ({"first": date(2030, 8, 1)}, "starts_on"),
        ({"first": date(2023, 7, 31)}, "starts_on"),
    ],
)
def test_what_cannot_stand_in_the_wheel_is_refused(session, town, put_in, more, field):
    with pytest.raises(Invalid) as refused:
        put_in(**more)

    assert refused.value.field == field
    assert wheel.years_of(session, town.furulia) == []


def test_it_is_carried_over_by_week_and_weekday_once(session, town, rune, put_in):
    put_in("dag", TUESDAY)
    put_in("uker", date(2026, 10, 12), date(2026, 10, 23), phase=Phase.CARRY_OUT)
    numbers = [wheel.carry_over(session, town.furulia, 2026, by=rune, at=NOW) for _ in range(2)]

    found = [
        (item.title, item.phase, item.starts_on, item.ends_on) for item in wheel.items_of(session, town.furulia, 2027)
    ]
    assert numbers == [2, 0]
    assert found == [
        ("dag", "map", date(2027, 9, 14), date(2027, 9, 14)),
        ("uker", "carry_out", date(2027, 10, 18), date(2027, 10, 29)),
    ]


def test_what_came_later_is_carried_over_the_next_time(session, town, rune, put_in):
    put_in("først")
    wheel.carry_over(session, town.furulia, 2026, by=rune, at=NOW)
    put_in("siden")

    assert [item.title for item in wheel.left_behind(session, town.furulia, 2026)] == ["siden"]
    assert wheel.carry_over(session, town.furulia, 2026, by=rune, at=NOW) == 1


def test_it_is_moved_past_the_days_off_of_the_school_and_its_owner(session, town, rune, put_in):
    put_in("dag", TUESDAY)
    for place, day in ((town.furulia, date(2027, 9, 14)), (town.owner, date(2027, 9, 15))):
        session.add(SchoolDay(organisation_id=place.id, day=day, kind="off", set_at=NOW))
    session.flush()

    wheel.carry_over(session, town.furulia, 2026, by=rune, at=NOW)

    assert [item.starts_on for item in wheel.items_of(session, town.furulia, 2027)] == [date(2027, 9, 16)]


def test_a_year_too_far_off_is_refused(session, town, rune):
    with pytest.raises(Invalid, match="three years"):
        wheel.carry_over(session, town.furulia, 2029, by=rune, at=NOW)


def test_it_is_changed_and_taken_out_and_what_came_of_it_stays(session, town, rune, put_in):
    item = put_in()
    wheel.carry_over(session, town.furulia, 2026, by=rune, at=NOW)
    wheel.change_item(session, item, Entry(Phase.REVISE, "Nytt", date(2026, 9, 9), date(2026, 9, 9)), at=NOW)
    assert (item.title, item.phase, item.responsible) == ("Nytt", "revise", "")

    wheel.delete_item(session, item)
    session.expire_all()

    assert wheel.items_of(session, town.furulia, 2026) == []
    assert [one.carried_from_id for one in wheel.items_of(session, town.furulia, 2027)] == [None]
