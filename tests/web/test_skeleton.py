"""Parts that are rendered once: what differs is filled in, and nothing of one reader stays."""

import pytest
from markupsafe import Markup

from courseengine.web import skeleton
from courseengine.web.skeleton import Skeleton, Skeletons, slot


def test_slots_are_filled_in_text_attributes_and_addresses():
    part = Skeleton(f'<a href="/courses/{slot("plan")}/x" title="{slot("title")}">{slot("title")}</a>')

    assert part.fill({"plan": "r1", "title": "Å"}) == '<a href="/courses/r1/x" title="Å">Å</a>'


def test_what_is_filled_in_is_not_looked_at_again():
    part = Skeleton(f"<p>{slot('a')}</p>")

    assert part.fill({"a": slot("b")}) == f"<p>{slot('b')}</p>"


def test_names_of_slots_are_escaped():
    assert "<" not in slot("<script>")


def test_a_part_is_made_once():
    made = []
    skeletons = Skeletons()

    for _ in range(3):
        skeletons.get("key", lambda: made.append(1) or "text")

    assert made == [1]


def test_the_least_used_parts_go_first(monkeypatch):
    monkeypatch.setattr(skeleton, "KEPT", 2)
    made = []
    skeletons = Skeletons()

    for key in ("a", "b", "a", "c", "a", "b"):
        skeletons.get(key, lambda key=key: made.append(key) or Markup(key))

    assert made == ["a", "b", "c", "b"]


def test_two_readers_of_one_page_see_their_own_names_and_marks(as_person, world):
    page = f"/courses/{world.runs['furulia'].public_id}/modules/1-overordnet-del"

    anne, bjorn, again = (as_person(who).get(page).text for who in ("anne", "bjorn", "anne"))

    assert f'name="person" content="{world.people["anne"].id}"' in again
    assert f'name="person" content="{world.people["bjorn"].id}"' in bjorn
    assert "Bjørn" not in anne
    assert "Anne" not in bjorn
    assert anne.count('data-color="success"') == again.count('data-color="success"')


@pytest.mark.parametrize("activity", ["m1-t1", "m1-v1", "m1-p1", "m1-i1", "m1-g1", "m1-m1"])
def test_nothing_of_the_first_reader_is_in_the_page_of_the_next(as_person, world, activity):
    page = f"/courses/{world.runs['furulia'].public_id}/activities/{activity}"
    numbers = {who: f'content="{world.people[who].id}"' for who in ("bjorn", "ola")}

    pages = {who: as_person(who).get(page).text for who in ("bjorn", "ola")}

    assert {who: [other for other, number in numbers.items() if number in text] for who, text in pages.items()} == {
        "bjorn": ["bjorn"],
        "ola": ["ola"],
    }
