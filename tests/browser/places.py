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
    "a meeting's agenda": Place("anne", "{meeting}/agenda", "main textarea[name^=text-]"),
    "a meeting's guests": Place("anne", "{meeting}/guests", "main select"),
    "a meeting of one's own": Place("anne", "{team}/meetings/new", "main input[name=title]"),
    "cancel a meeting": Place("anne", "{meeting}/cancel", "main form button"),
    "move a meeting": Place("anne", "{meeting}/move", "main form button"),
    "delete a meeting": Place("anne", "{meeting}/delete", "main form button"),
    "a meeting on paper": Place("anne", "{meeting}/print", "main h1"),
    "all teams' meetings on paper": Place("cecilie", "{course}/activities/m2-m1/kit", "main h1", controls=60),
    "doing without a meeting": Place("anne", "{course}/activities/m2-m3/waiver", "main textarea"),
    "team": Place("anne", "{team}", GO_ON),
    "a team's follow-ups": Place("jonas", "{team}/follow-ups", "main h1"),
    "a school's follow-ups": Place("cecilie", "{leader}/follow-ups", "main h1", controls=60),
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
    "school calendar": Place("cecilie", "{place}/days", "main a.ds-button", controls=60),
    "an owner's calendar": Place("eva", "{place}/days", "main a.ds-button", controls=60),
    "entering days": Place("cecilie", "{place}/days/enter", "main textarea", controls=60),
    "note to leaders": Place("cecilie", "{course}/activities/m1-l1", "main h1", controls=60),
    "checklist": Place("cecilie", "{course}/activities/m0-s1", "main h1", controls=60),
    "planner": Place("cecilie", "{course}/activities/m0-w1", "main h1", controls=60),
    "the plan": Place("cecilie", "{plan}", "main input[type=date]", controls=60),
    "a module in the plan": Place("cecilie", "{plan}/modules/m3", "main input[name=opens_on]", controls=60),
    "a meeting in the plan": Place("cecilie", "{planned meeting}", "main input[type=date]", controls=60),
    "a new meeting in the plan": Place("cecilie", "{plan}/meetings/new/m3-m2", "main input[type=date]", controls=60),
    "other wishes": Place("cecilie", "{plan}/wishes", "main input[name=starts_on]", controls=60),
    "pausing": Place("cecilie", "{plan}/pause", "main input[name=on]", controls=60),
    "letting it go on": Place("ylva", "{paused plan}/pause", "main input[name=on]", controls=60),
    "undoing a change": Place("ylva", "{paused plan}/undo", "main form button", controls=60),
    "ending a course": Place("cecilie", "{plan}/end", "main h1", controls=60),
    "courses of a school": Place("cecilie", "{place}/courses", "main h1", controls=60),
    "courses of an owner": Place("eva", "{place}/courses", "main h1", controls=60),
    "a proposal's plan": Place("jonas", "{plan}", "main input[type=date]", controls=60),
    "an owner's view of a plan": Place("eva", "{school's plan}", "main input[type=date]", controls=60),
    "starting a course": Place("marte", "{place}/courses/start?course=lk20", "main input[name=starts_on]", controls=60),
    "letting schools start": Place("eva", "{place}/courses/start?course=dd", "main input[name=starts_on]", controls=60),
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
    "plan of measures": Place("cecilie", "{place}/measures", GO_ON, controls=60),
    "a new measure": Place("cecilie", "{place}/measures/new", "main input[name=theme]"),
    "a measure": Place("cecilie", "{measure}", "main input[type=radio]:checked", controls=60),
    "an owner's measures": Place("eva", "{place}/measures", GO_ON, controls=60),
    "going through measures": Place("cecilie", "{place}/measures/review", "main input[type=checkbox]"),
    "annual wheel": Place("cecilie", "{place}/wheel", "main li a", controls=60),
    "something in the wheel": Place("cecilie", "{wheel item}", "main input[name=title]", controls=60),
    "a teacher's annual wheel": Place("anne", "{wheel}", "main h1"),
    "milestones": Place("anne", "{course}/milestones", "main li"),
    "schools in outline": Place("eva", "{place}/schools", "main a"),
    "networks": Place("anne", "/networks", "main h1"),
    "a school's networks": Place("cecilie", "{place}/networks", "main h1"),
    "new network": Place("cecilie", "{place}/networks/new", "main input[name=name]"),
    "change a network": Place("cecilie", "{network}/change", "main input[name=name]", controls=60),
    "end a network": Place("cecilie", "{network}/end", "main form button"),
    "a network": Place("cecilie", "{network}", GO_ON),
    "a region's year": Place("cecilie", "{region}", "main td a"),
    "a gathering": Place("anne", "{gathering}", "main form button"),
    "new gathering": Place("cecilie", "{network}/gatherings/new", "main input[name=theme]"),
    "change a gathering": Place("cecilie", "{led gathering}/change", "main input[name=theme]"),
    "call a gathering off": Place("cecilie", "{led gathering}/cancel", "main form button"),
    "a school's requests": Place("cecilie", "{place}/requests", GO_ON),
    "ask for help": Place("cecilie", "{place}/requests/new", "main input[name=theme]"),
    "answering a request": Place("farid", "{request}", "main input[name=day]:checked"),
    "a request with its answer": Place("jonas", "{request}", GO_ON),
    "support notes": Place("farid", "{place}/notes", "main select"),
    "a module with a note of support": Place("cecilie", "{course}/modules/2-lareplaner-for-fag", GO_ON, controls=60),
    "requests received": Place("farid", "/requests", "main td a, main th a"),
    "own account": Place("anne", "/account", "main h1"),
    "second factor": Place("anne", "/account/second-factor", "main form input[name=code]"),
    "sessions": Place("anne", "/account/sessions", "main h1"),
    "what concerns me": Place("anne", "/account/concerns", "main h1"),
    "the log": Place("gro", "/admin/log", "main h1", controls=60),
    "import": Place("gro", "/admin/import", "main input[type=file]"),
    "import at a school": Place("cecilie", "{place}/import", "main input[type=file]"),
    "a school's own course": Place("cecilie", "{run}/course?module=m1", "main h1", controls=60),
    "an own activity": Place("cecilie", "{run}/course/new?module=m1", "main input[name=title]"),
    "an own activity to change": Place("cecilie", "{own activity}/edit", "main input[name=title]"),
    "an owner's own course": Place("eva", "{place}/course/lk20?module=m1", "main h1", controls=60),
    "an owner's own activity": Place("eva", "{place}/course/lk20/new?module=m1", "main input[name=title]"),
    "something hidden": Place("cecilie", "{run}/course/m1-p2", "main h1"),
    "other times": Place("cecilie", "{run}/exceptions", "main h1"),
    "asking for a pilot": Place("david", "{place}/pilot", "main h1"),
    "wishes for a pilot": Place("gro", "/admin/pilots", "main a.ds-button"),
    "answering a pilot": Place("gro", "{pilot}", "main input[name=dates]:checked"),
    "a pilot says how it goes": Place("wilma", "{run}/feedback", "main select", controls=60),
    "what the pilots say": Place("gro", "/admin/pilots/feedback", "main h1"),
    "the short path": Place("signe", "{course}/catch-up", "main h1"),
    "nobody's front": Place("hanna", "/", "main h1"),
    "owner's front": Place("eva", "/", "main h1"),
    "not there": Place("anne", "/nowhere", GO_ON),
    "accessibility": Place(None, "/accessibility", "main h1"),
    "privacy": Place(None, "/privacy", "main h1"),
    "licences": Place(None, "/licences", "main h1"),
    "demo": Place(None, "/demo", "main button"),
}

FINDERS = {
    "plan": r"/plans/[\w-]+",
    "course": r"/courses/[\w-]+",
    "meeting": r"/meetings/[\w-]+",
    "team": r"/teams/[\w-]+",
    "leader": r"/leader/[\w-]+",
}

LISTED = {
    "planned meeting": ("{plan}", r'href="(/plans/[\w-]+/meetings/[\w-]+)"'),
    "paused plan": ("{place}/courses", r'href="(/plans/[\w-]+)">Digital'),
    "school's plan": ("{place}/courses", r'href="(/plans/[\w-]+)">Furulia'),
    "measure": ("{place}/measures", r'href="(/measures/[\w-]+)"'),
    "wheel": ("/", r'href="(/places/[\w-]+/wheel)"'),
    "wheel item": ("{place}/wheel", r'href="(/places/[\w-]+/wheel/[\w-]+)"'),
    "own activity": ("{run}/course?module=m2", r'href="(/plans/[\w-]+/course/own[\w-]+)"'),
    "pilot": ("/admin/pilots", r'href="(/admin/pilots/(?!feedback)[\w-]+)"'),
    "led gathering": ("{network}", r'href="(/gatherings/[\w-]+)"'),
    "network": ("/networks", r'href="(/networks/[\w-]+)">Naboskolene'),
    "region": ("/networks", r'href="(/networks/[\w-]+)">Skogvik'),
    "gathering": ("{network}", r'href="(/gatherings/[\w-]+)"'),
    "request": ("/requests", r'href="(/requests/[\w-]+)"'),
}
"""what is found on another page than the front"""


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
        found = re.search(r"/places/[\w-]+(?=/(?:people|networks))", _get(visit, "/"))
        assert found, "nobody who manages a place"
        return path.replace("{place}", found[0])
    if path.startswith("{person}"):
        found = re.search(r'href="(/places/[\w-]+/people/[\w-]+)"', _get(visit, address(visit, "{place}/roles")))
        assert found, "nobody on the page about leaders"
        return path.replace("{person}", found[1])
    if path.startswith("{run}"):
        return path.replace("{run}", address(visit, "{course}").replace("/courses/", "/plans/"))
    name = re.match(r"\{([\w' ]+)\}", path)
    if not name:
        return path
    if name[1] in LISTED:
        where, pattern = LISTED[name[1]]
        found = re.search(pattern, _get(visit, address(visit, where)))
        assert found, f"no {name[1]} on {where}"
        return path.replace(name[0], found[1])
    found = re.search(FINDERS[name[1]], _get(visit, "/"))
    assert found, f"no {name[1]} on the front page"
    return path.replace(name[0], found[0])


def _get(visit: Visit, path: str) -> str:
    text: str = visit.context.request.get(path).text()
    return text
