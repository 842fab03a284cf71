"""The page of a place, rendered once for all places like it and filled in.

An owner with thousands of people looks at it as others look at their front page. What differs from
place to place and from search to search goes into slots; what is there at all is the key.
"""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape

from courseengine.web.pages import prepared
from courseengine.web.people_page import Part, PeopleList, PlacePage, Turn
from courseengine.web.place_nav import place_nav
from courseengine.web.skeleton import slot
from courseengine.web.tables import matrix_rows, options

CHOICES = ("schools", "teams", "roles", "shows")


def place_html(page: PlacePage) -> str:
    """The page, without anything that was sent."""
    people, part, place = page.people, page.part, page.place
    form = people.form
    chosen = {"schools": form.school, "teams": form.team, "roles": form.role or "", "shows": form.show}
    values = {
        "place": escape(place.public_id),
        "place_name": escape(place.name),
        "q": escape(form.text),
        "told": escape(" · ".join(people.told)),
        "everybody": escape(people.everybody),
        "rows": matrix_rows(people.columns, people.rows),
        "part_rows": matrix_rows(part.columns, part.rows) if part else "",
        **{name: options(getattr(people, name), chosen[name]) for name in CHOICES},
        **_turns("people", people),
        **_turns("part", part),
    }
    key = (
        place.kind,
        page.has_teams,
        part is not None,
        bool(part and part.rows),
        bool(people.rows),
        form.narrows,
        form.filters,
        *(bool(getattr(people, name)) for name in CHOICES),
        *(bool(turn) for one in (people, part) if one for turn in (one.previous, one.next)),
    )
    return prepared("people/place.html", *key, values=values, more=lambda: _slots(page))


def _turns(name: str, of: PeopleList | Part | None) -> dict[str, str]:
    """Where one turns to, by the names of the slots."""
    found = {}
    for side in ("previous", "next"):
        turn: Turn | None = getattr(of, side) if of else None
        found |= {
            f"{name}_{side}": escape(turn.href) if turn else "",
            f"{name}_{side}_title": escape(turn.title) if turn else "",
        }
    return found


def _slots(page: PlacePage) -> dict[str, Any]:
    """The same page with slots in it."""
    # Only what a template asks of a place; the addresses made of it hold a slot, too.
    place: Any = SimpleNamespace(public_id=slot("place"), name=slot("place_name"), kind=page.place.kind)
    people = replace(
        page.people,
        form=replace(page.people.form, text=slot("q")),
        rows=slot("rows") if page.people.rows else Markup(),
        told=[slot("told")],
        everybody=slot("everybody"),
        **{name: slot(name) for name in CHOICES if getattr(page.people, name)},
        **_turn_slots("people", page.people),
    )
    part = page.part
    if part:
        part = replace(part, rows=slot("part_rows") if part.rows else Markup(), **_turn_slots("part", part))
    return {"page": replace(page, place=place, people=people, part=part), "place": place, "nav": place_nav(place)}


def _turn_slots(name: str, of: PeopleList | Part) -> dict[str, Turn | None]:
    return {
        side: Turn(slot(f"{name}_{side}"), slot(f"{name}_{side}_title")) if getattr(of, side) else None
        for side in ("previous", "next")
    }
