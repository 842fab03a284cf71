"""Parts that are rendered once: what differs is filled in, and nothing of one reader stays."""

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

    assert "Bjørn" not in anne
    assert "Anne" not in bjorn
    assert anne.count('data-color="success"') == again.count('data-color="success"')
