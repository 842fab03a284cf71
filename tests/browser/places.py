"""Where things are in a demo: every sort of page, by a short name, as the person who comes there."""

import re
from dataclasses import dataclass

from tests.browser.conftest import Visit


@dataclass(frozen=True)
class Place:
    """A sort of page, and what one comes there for."""

    who: str | None
    path: str
    """an address; ``{…}`` is found on the person's front page"""
    main: str
    """the main thing on it"""
    controls: int = 40


GO_ON = "main a.ds-button"
DONE = "form[action$='/done'] button"

PLACES = {
    "welcome": Place(None, "/", "main a[href='/sign-in']"),
    "sign in": Place(None, "/sign-in", "main form button[type=submit]"),
    "code": Place(None, "/join", "main form button"),
    "catalogue": Place(None, "/courses", "main article a"),
    "course": Place(None, "/courses/lk20", "main a[href='/sign-in']"),
    "front": Place("anne", "/", GO_ON),
    "module": Place("anne", "{course}/modules/2-lareplaner-for-fag", GO_ON),
    "locked module": Place("anne", "{course}/modules/3-dybdelaring", GO_ON),
    "film": Place("anne", "{course}/activities/m1-v2", "main video"),
    "podcast": Place("anne", "{course}/activities/m2-p1", "main audio"),
    "text": Place("anne", "{course}/activities/m2-t2", "main h1"),
    "task": Place("anne", "{course}/activities/m2-i1", "main h1"),
    "delivered task": Place("anne", "{course}/activities/m1-i1", "main h1"),
    "team task": Place("anne", "{course}/activities/m2-g1", "main h1"),
    "meeting template": Place("anne", "{course}/activities/m2-m3", GO_ON),
    "plan a meeting": Place("anne", "{course}/activities/m2-m3/meetings/new", "main input[name=title]"),
    "meeting": Place("anne", "{meeting}", GO_ON),
    "cancel a meeting": Place("anne", "{meeting}/cancel", "main form button"),
    "team": Place("anne", "{team}", GO_ON),
    "calendar": Place("anne", "/calendar", "main a[href^='webcal:']"),
    "calendar as a list": Place("anne", "/calendar?view=list", "main a[href^='webcal:']"),
    "a leader's calendar": Place("cecilie", "/calendar", "main a[href^='webcal:']", controls=60),
    "nobody's calendar": Place("hanna", "/calendar", "main h1"),
    "year sheet": Place("cecilie", "/calendar/year", "main a.ds-button", controls=60),
    "leaders' front": Place("cecilie", "/", GO_ON, controls=60),
    "teams' progress": Place("cecilie", "{leader}", "main li", controls=60),
    "one team's progress": Place("cecilie", "{led team}", "main h1", controls=60),
    "people and teams": Place("cecilie", "{place}/people", "main textarea", controls=60),
    "people found": Place("cecilie", "{place}/people?q=an&show=never#people", "main h1", controls=60),
    "a team and its people": Place("cecilie", "{managed}", "main h1", controls=60),
    "split a team": Place("cecilie", "{managed split}", "main input[name=name]"),
    "merge a team": Place("cecilie", "{managed merge}", "main h1"),
    "end a team": Place("cecilie", "{managed end}", "main h1"),
    "an owner's schools": Place("eva", "{place}/people", "main td a, main th a", controls=60),
    "everybody": Place("gro", "/admin/people", "main input[name=q]", controls=60),
    "note to leaders": Place("cecilie", "{course}/activities/m1-l1", "main h1", controls=60),
    "checklist": Place("cecilie", "{course}/activities/m0-s1", "main h1", controls=60),
    "planner": Place("cecilie", "{course}/activities/m0-w1", "main h1", controls=60),
    "leaders": Place("cecilie", "{place}/roles", "main form button", controls=60),
    "one person": Place("cecilie", "{person}", "main h1", controls=60),
    "stopping to lead": Place("cecilie", "{person}/leading", "main form button", controls=60),
    "leaving": Place("cecilie", "{person}/leave", "main form button", controls=60),
    "own roles": Place("anne", "/account/roles", "main h1"),
    "places": Place("gro", "/admin/places", "main form button"),
    "new place": Place("gro", "/admin/places/new", "main h1"),
    "administration": Place("gro", "/admin", "main h1"),
    "invitations": Place("cecilie", "{place}/invitations", "main textarea", controls=60),
    "partners": Place("cecilie", "{place}/partners", "main h1"),
    "schools in outline": Place("eva", "{place}/schools", "main a"),
    "own account": Place("anne", "/account", "main h1"),
    "second factor": Place("anne", "/account/second-factor", "main form input[name=code]"),
    "sessions": Place("anne", "/account/sessions", "main h1"),
    "what concerns me": Place("anne", "/account/concerns", "main h1"),
    "the log": Place("gro", "/admin/log", "main h1", controls=60),
    "import": Place("gro", "/admin/import", "main input[type=file]"),
    "import at a school": Place("cecilie", "{place}/import", "main input[type=file]"),
    "nobody's front": Place("hanna", "/", "main h1"),
    "owner's front": Place("eva", "/", "main h1"),
    "not there": Place("anne", "/nowhere", GO_ON),
    "accessibility": Place(None, "/accessibility", "main h1"),
    "privacy": Place(None, "/privacy", "main h1"),
    "licences": Place(None, "/licences", "main h1"),
    "demo": Place(None, "/demo", "main button"),
}

FINDERS = {
    "course": r"/courses/[\w-]+",
    "meeting": r"/meetings/[\w-]+",
    "team": r"/teams/[\w-]+",
    "leader": r"/leader/[\w-]+",
    "place": r"/places/[\w-]+/people",
}


def address(visit: Visit, path: str) -> str:
    """The address of a path with ``{…}`` in it, for the person who visits."""
    if path == "{led team}":
        school = address(visit, "{leader}")
        return re.search(r'href="(/leader/teams/[^"]+|/leader/[\w-]+/teams/[^"]+)"', _get(visit, school))[1]  # type: ignore[index]
    if path.startswith("{managed"):
        found = re.search(r"/teams/[\w-]+/manage", _get(visit, address(visit, "{place}/people")))
        assert found
        return found[0].replace("manage", path.removeprefix("{managed").strip(" }") or "manage")
    if path.startswith("{place}"):
        found = re.search(r"/places/[\w-]+(?=/people)", _get(visit, "/"))
        assert found, "nobody who manages a place"
        return path.replace("{place}", found[0])
    if path.startswith("{person}"):
        found = re.search(r'href="(/places/[\w-]+/people/[\w-]+)"', _get(visit, address(visit, "{place}/roles")))
        assert found, "nobody on the page about leaders"
        return path.replace("{person}", found[1])
    name = re.match(r"\{(\w+)\}", path)
    if not name:
        return path
    found = re.search(FINDERS[name[1]], _get(visit, "/"))
    assert found, f"no {name[1]} on the front page"
    return path.replace(name[0], found[0])


def _get(visit: Visit, path: str) -> str:
    text: str = visit.context.request.get(path).text()
    return text
