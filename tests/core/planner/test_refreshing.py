"""What teams do while a draft is worked on goes before the draft."""

from dataclasses import replace
from datetime import date, time, timedelta

from courseengine.core.planner import moving
from courseengine.core.planner.document import Document
from courseengine.core.planner.drawing import draw_up
from courseengine.core.planner.refreshing import kept_open, refreshed
from tests.core.planner.world import TODAY, make_course, make_school, wish


def plan() -> Document:
    """A plan that was published."""
    drawn = draw_up(make_course(), wish(), make_school(), kept=None, today=TODAY)
    there = tuple(replace(one, key=f"id{n}", meeting=f"id{n}") for n, one in enumerate(drawn.meetings))
    return replace(drawn, meetings=there)


def changed(document: Document, key: str, **values: object) -> Document:
    """Somebody does something with one of its meetings."""
    meetings = tuple(replace(one, **values) if one.key == key else one for one in document.meetings)
    return replace(document, meetings=meetings)


def test_a_draft_of_a_plan_in_which_nothing_has_happened_stays():
    draft = moving.shift_from(plan(), "m2", 14)

    assert refreshed(draft, plan()) == draft


def test_what_was_moved_held_or_cancelled_since_is_as_it_is():
    draft = moving.shift_from(plan(), None, 7)
    for done in (
        {"day": date(2026, 9, 30), "at": time(12, 0), "sequence": 1, "pinned": True},
        {"state": "held"},
        {"state": "cancelled", "sequence": 1},
    ):
        holds = changed(plan(), "id3", **done)

        now = {one.key: one for one in refreshed(draft, holds).meetings}

        assert now["id3"] == next(one for one in holds.meetings if one.key == "id3")
        assert {key: one for key, one in now.items() if key != "id3"} == {
            one.key: one for one in draft.meetings if one.key != "id3"
        }


def test_what_was_deleted_is_gone_and_what_was_planned_is_there():
    draft = moving.drop_meeting(plan(), "id1")
    new = replace(plan().meetings[0], key="new", meeting="new", pinned=True)
    holds = replace(plan(), meetings=(new, *(one for one in plan().meetings if one.key != "id2")))

    now = {one.key: one.state for one in refreshed(draft, holds).meetings}

    assert "id2" not in now
    assert now["new"] == "planned"
    assert now["id1"] == "dropped"


def test_a_module_that_opened_since_is_open_in_the_draft():
    holds, course = plan(), make_course()
    opened = holds.modules[2].opens_on
    draft = moving.move_module(holds, "m2", opens_on=opened + timedelta(days=21))
    without = replace(draft, modules=draft.modules[:2], wishes=replace(draft.wishes, modules=("m0", "m1")))

    assert kept_open(draft, holds, course, today=opened - timedelta(days=1), pilot=False) == draft
    now = kept_open(draft, holds, course, today=opened, pilot=False)
    assert now.modules[2] == replace(draft.modules[2], opens_on=opened)
    back = kept_open(without, holds, course, today=opened, pilot=False)
    assert {one.module_id for one in back.modules} == set(back.wishes.modules) == {"m0", "m1", "m2"}


def test_what_a_pause_or_the_release_shuts_has_not_opened():
    holds = plan()
    opened = holds.modules[2].opens_on
    draft = moving.move_module(holds, "m2", opens_on=opened + timedelta(days=21))
    late = make_course(released={"m2": opened + timedelta(days=1)})

    paused = moving.pause(holds, opened)
    assert kept_open(draft, paused, make_course(), today=opened, pilot=False) == draft
    assert kept_open(draft, holds, late, today=opened, pilot=False) == draft
    assert kept_open(draft, holds, late, today=opened, pilot=True) != draft
