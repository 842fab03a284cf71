"""A meeting follows its template's agenda until somebody changes it; two who change it lose nothing."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.meetings.agenda import (
    MOST_ITEMS,
    AgendaEdit,
    AgendaLine,
    ItemChange,
    agenda_of,
    edit_agenda,
    items_of,
    make_own,
    order_of,
)
from courseengine.core.meetings.operations import cancel_meeting
from tests.core.meetings.conftest import NOW


def plan_with(*templates):
    """A plan whose course has these meetings."""
    by_id = {one.id: one for one in templates}
    return SimpleNamespace(course=SimpleNamespace(activity=by_id.get), taken_out={})


def texts(session, meeting, plan=None):
    return [line.text for line in agenda_of(session, meeting, plan)]


def edit(school, meeting, template, **asked):
    plan = plan_with(template)
    seen = asked.pop("seen", None) or order_of(agenda_of(school.session, meeting, plan))
    edit_agenda(school.session, meeting, [template], AgendaEdit(**asked, seen=seen))


def test_a_meeting_has_its_templates_agenda_and_then_its_own(school):
    template, meeting = school.template(), school.plan()
    assert texts(school.session, meeting, plan_with(template)) == ["Talk", "Decide"]
    assert items_of(school.session, meeting) == []

    make_own(school.session, meeting, template)
    make_own(school.session, meeting, template)

    assert [(row.minutes, row.text, row.decision) for row in items_of(school.session, meeting)] == [
        (45, "Talk", False),
        (15, "Decide", True),
    ]


def test_words_nobody_has_changed_are_read_in_ones_own_language(school):
    template, meeting = school.template(), school.plan()
    other = template.model_copy(
        update={
            "agenda": tuple(item.model_copy(update={"text": f"På norsk {item.minutes}"}) for item in template.agenda)
        }
    )
    edit(school, meeting, template, changes=(ItemChange("m1-m1.0", "Ours", 45, "Talk", 45),))

    assert texts(school.session, meeting, plan_with(other)) == ["Ours", "På norsk 15"]


def test_a_deleted_template_takes_no_agenda_along(school):
    template, meeting = school.template(), school.plan()
    make_own(school.session, meeting, template)

    assert texts(school.session, meeting, plan_with()) == ["Talk", "Decide"]


def test_another_item_in_its_place_is_not_taken_for_it(school):
    template, meeting = school.template(), school.plan()
    make_own(school.session, meeting, template)
    newer = template.model_copy(update={"agenda": tuple(reversed(template.agenda))})

    assert texts(school.session, meeting, plan_with(newer)) == ["Talk", "Decide"]


def test_items_are_added_moved_and_taken_off(school):
    template, meeting = school.template(), school.plan()

    edit(school, meeting, template, new=AgendaLine(5, "  Coffee  "))
    coffee = str(items_of(school.session, meeting)[2].id)
    edit(school, meeting, template, act="up", key=coffee)
    edit(school, meeting, template, act="up", key=coffee)
    edit(school, meeting, template, act="up", key=coffee)
    assert texts(school.session, meeting, plan_with(template)) == ["Coffee", "Talk", "Decide"]
    edit(school, meeting, template, act="down", key=coffee)
    assert texts(school.session, meeting, plan_with(template)) == ["Talk", "Coffee", "Decide"]
    edit(school, meeting, template, act="remove", key=coffee)

    assert texts(school.session, meeting, plan_with(template)) == ["Talk", "Decide"]


@pytest.mark.parametrize(
    "asked", [{"new": AgendaLine(5, "Coffee")}, {"act": "down", "key": "m1-m1.0"}, {"act": "remove", "key": "m1-m1.0"}]
)
def test_the_same_form_sent_ten_times_changes_it_once(school, asked):
    template, meeting = school.template(), school.plan()
    seen = order_of(agenda_of(school.session, meeting, plan_with(template)))

    edit(school, meeting, template, seen=seen, **asked)
    after = texts(school.session, meeting)
    for _ in range(9):
        edit(school, meeting, template, seen=seen, **asked)

    assert texts(school.session, meeting) == after != ["Talk", "Decide"]


def test_two_change_different_items_and_both_hold(school):
    template, meeting = school.template(), school.plan()
    first = (ItemChange("m1-m1.0", "Talk about it", 45, "Talk", 45), ItemChange("m1-m1.1", "Decide", 15, "Decide", 15))
    second = (ItemChange("m1-m1.0", "Talk", 45, "Talk", 45), ItemChange("m1-m1.1", "Decide", 20, "Decide", 15))

    edit(school, meeting, template, changes=first)
    edit(school, meeting, template, changes=second)

    assert [(line.text, line.minutes) for line in agenda_of(school.session, meeting, plan_with(template))] == [
        ("Talk about it", 45),
        ("Decide", 20),
    ]


def test_two_change_the_same_item_and_the_second_is_told(school):
    template, meeting = school.template(), school.plan()
    edit(school, meeting, template, changes=(ItemChange("m1-m1.0", "First", 45, "Talk", 45),))
    row = items_of(school.session, meeting)[0]

    with pytest.raises(Conflict):
        edit(school, meeting, template, changes=(ItemChange(str(row.id), "Second", 45, "Talk", 45),))
    with pytest.raises(Conflict):
        edit(school, meeting, template, changes=(ItemChange("999", "Gone", 45, "Talk", 45),))

    edit(school, meeting, template, changes=(ItemChange(str(row.id), "Second", 45, "First", 45),))
    assert texts(school.session, meeting, plan_with(template))[0] == "Second"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"new": AgendaLine(0, "Coffee")}, "new-minutes"),
        ({"new": AgendaLine(481, "Coffee")}, "new-minutes"),
        ({"new": AgendaLine(5, "x" * 301)}, "new-text"),
        ({"changes": (ItemChange("m1-m1.0", " ", 45, "Talk", 45),)}, "text-m1-m1.0"),
        ({"changes": (ItemChange("m1-m1.0", "Talk", 0, "Talk", 45),)}, "minutes-m1-m1.0"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(school, asked, field):
    template, meeting = school.template(), school.plan()

    with pytest.raises(Invalid) as refused:
        edit(school, meeting, template, **asked)

    assert refused.value.field == field


def test_an_agenda_has_room_for_so_many_and_keeps_one(school):
    template, meeting = school.template(), school.plan()
    for number in range(MOST_ITEMS - 2):
        edit(school, meeting, template, new=AgendaLine(1, f"Item {number}"))
    with pytest.raises(Invalid):
        edit(school, meeting, template, new=AgendaLine(1, "One too many"))
    for row in items_of(school.session, meeting)[1:]:
        edit(school, meeting, template, act="remove", key=str(row.id))

    with pytest.raises(Invalid):
        edit(school, meeting, template, act="remove", key=str(items_of(school.session, meeting)[0].id))


def test_what_the_meeting_was_at_stays(school):
    template, meeting = school.template(), school.plan()
    make_own(school.session, meeting, template)[0].state = "done"

    with pytest.raises(Invalid):
        edit(school, meeting, template, act="remove", key="m1-m1.0")


def test_a_cancelled_meetings_agenda_stays(school):
    template, meeting = school.template(), school.plan()
    cancel_meeting(school.session, meeting, because="", at=NOW)

    with pytest.raises(Invalid):
        edit(school, meeting, template, new=AgendaLine(5, "Coffee"))


def test_an_order_is_named_by_its_items_alone():
    first, second = AgendaLine(5, "One", id=1), AgendaLine(5, "Two", id=2)

    assert order_of([first, second]) != order_of([second, first])
    assert order_of([first, second]) == order_of([replace(first, text="Other"), second])
