"""What the parts of a course say about each other, and whether it is true.

Ids are unique, also against those there were before; sections list what is there; meetings,
tasks and prework point at each other; schedules and paces know the modules; methods are described.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from courseengine.core.course.activities.checklist import Checklist
from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.course.activities.survey import Survey
from courseengine.core.course.activities.task import IndividualTask, TeamTask
from courseengine.core.course.compiling.written import Written, WrittenActivity, WrittenModule
from courseengine.core.course.problems import Problems, did_you_mean
from courseengine.core.course.reader import Document, Loc


def check_references(written: Written, problems: Problems) -> None:
    """Note everything that points at nothing, or at the wrong thing."""
    _unique_ids(written, problems)
    for module in written.modules:
        _module(module, problems)
        _sections(module, problems)
    _times(written, problems)
    _tracks(written, problems)
    _course(written, problems)
    for activity in written.activities():
        check_activity(written, activity, problems)


def _unique_ids(written: Written, problems: Problems) -> None:
    taken: dict[str, Document] = {}
    for module in written.modules:
        _take(taken, module.id, module.document, ("id",), problems)
    for activity in written.activities():
        _take(taken, activity.id, activity.document, ("id",), problems)
    for activity in written.activities():
        for place, former in enumerate(activity.activity.formerly if activity.activity else ()):
            _take(taken, former, activity.document, ("formerly", place), problems)
    numbers: dict[int, Document] = {}
    for module in written.modules:
        number = module.module.number if module.module else None
        if number is not None and numbers.setdefault(number, module.document) is not module.document:
            problems.error(module.document, "number", f"{number} is taken by {numbers[number].path}")


def _take(taken: dict[str, Document], id_: str, document: Document, loc: Loc, problems: Problems) -> None:
    first = taken.get(id_)
    taken.setdefault(id_, document)
    if first is not None:
        problems.error(document, loc, f'"{id_}" is taken by {first.path}; ids are never used twice')


def _module(module: WrittenModule, problems: Problems) -> None:
    if module.module is None:
        return
    number, expected = module.module.number, module.folder.number
    if number != expected and None not in (number, expected):
        problems.error(module.document, "number", f"expected {expected}, as the folder is called, found {number}")
    sections = [section.id for section in module.module.sections]
    for place, section in enumerate(sections):
        if section in sections[:place]:
            problems.error(module.document, ("sections", place, "id"), f'there is a section "{section}" already')


def _sections(module: WrittenModule, problems: Problems) -> None:
    if module.module is None:
        return
    listed: dict[str, str] = {}
    misspelt: set[str] = set()
    for number, section in enumerate(module.module.sections):
        for place, id_ in enumerate(section.activities):
            loc = ("sections", number, "activities", place)
            if id_ in listed:
                problems.error(module.document, loc, f'"{id_}" is listed already, in section {listed[id_]}')
            elif id_ not in module.activities:
                near = did_you_mean(id_, module.activities.keys())
                misspelt |= {known for known in module.activities if f'"{known}"' in near}
                problems.error(module.document, loc, f"there is no file {id_}.md in this folder{near}")
            listed.setdefault(id_, section.id)
    sections = [section.id for section in module.module.sections]
    for activity in module.activities.values():
        said = str(activity.document.fields.get("section") or "")
        where = listed.get(activity.id)
        if said and said not in sections:
            near = did_you_mean(said, sections)
            problems.error(activity.document, "section", f'there is no section "{said}" in module.md{near}')
        elif where is None and activity.id in misspelt:
            continue  # said at the list in module.md
        elif where is None:
            problems.error(activity.document, "section", "is not listed in any section of module.md")
        elif said and said != where:
            problems.error(activity.document, "section", f'says "{said}", but module.md lists it in "{where}"')


def _times(written: Written, problems: Problems) -> None:
    course = written.course
    if course is None:
        return
    modules = [module.id for module in written.modules]
    if not all(module.document.readable for module in written.modules):
        return  # nobody knows what it is called
    if course.release is not None and course.release not in course.schedules:
        near = did_you_mean(course.release, course.schedules)
        problems.error(written.document, "release", f'there is no schedule "{course.release}"{near}')
    for name, schedule in course.schedules.items():
        for id_, opening in schedule.items():
            loc = ("schedules", name, id_)
            _known_module(id_, loc, modules, written.document, problems)
            if opening.done_by is not None and opening.done_by < opening.opens:
                expected = f"expected a date after it opens, {opening.opens}, found {opening.done_by}"
                problems.error(written.document, (*loc, "done_by"), expected)
    for id_ in modules if course.release in course.schedules else ():
        if id_ not in course.schedules[str(course.release)]:
            message = f'has no date for "{id_}", which stays shut until it has one'
            problems.warning(written.document, ("schedules", str(course.release)), message)
    for name, pace in course.paces.items():
        for id_ in pace.weeks:
            _known_module(id_, ("paces", name, "weeks", id_), modules, written.document, problems)


def _course(written: Written, problems: Problems) -> None:
    """What a course says of itself, where one thing contradicts another."""
    course, document = written.course, written.document
    if course and not course.places:
        problems.error(document, "places", "expected at least one item")
    for place, banner in enumerate(course.banners if course else ()):
        if banner.since and banner.until and banner.until < banner.since:
            message = f"expected a day after {banner.since}, found {banner.until}"
            problems.error(document, ("banners", place, "until"), message)
    for kind, bounds in (course.extent or {}).items() if course else ():
        if bounds.at_most is not None and bounds.at_most < bounds.at_least:
            message = f"expected at least {bounds.at_least}, found {bounds.at_most}"
            problems.error(document, ("extent", kind, "at_most"), message)
    for place, code in enumerate(course.partly_translated if course else ()):
        if code not in written.languages[1:]:
            message = f'expected one of the languages it is translated to, found "{code}"'
            problems.error(document, ("partly_translated", place), message)
    for code, method in course.methods.items() if course else ():
        if not method.text and not method.steps:
            problems.error(document, ("methods", code), "says nothing; expected steps, a text, or both")


def _tracks(written: Written, problems: Problems) -> None:
    """A kind of place follows one track, and the course is for every kind of place a track is for."""
    course = written.course
    taken: dict[str, str] = {}
    for name, track in course.tracks.items() if course else ():
        for number, place in enumerate(track.places):
            loc = ("tracks", name, "places", number)
            if taken.setdefault(place, name) != name:
                problems.error(written.document, loc, f'"{place}" follows the track "{taken[place]}" already')
            elif course and place not in course.places:
                problems.error(written.document, loc, f'"{place}" is not among the places the course is for')


def _known_module(id_: str, loc: Loc, modules: list[str], document: Document, problems: Problems) -> None:
    if id_ not in modules:
        problems.error(document, loc, f'there is no module "{id_}"{did_you_mean(id_, modules)}')


@dataclass(frozen=True)
class _Pointer:
    """A field that names an activity, and what kind of activity it should be."""

    loc: Loc
    id: str
    kinds: tuple[str, ...] = ()


def check_activity(written: Written, one: WrittenActivity, problems: Problems) -> None:
    """Note what one activity says of others that is not so."""
    activity = one.activity
    if activity is None:
        return
    everything = written.by_id
    for pointer in _pointers(one):
        other = everything.get(pointer.id)
        if other is None:
            near = did_you_mean(pointer.id, everything)
            problems.error(one.document, pointer.loc, f'there is no activity "{pointer.id}"{near}')
        elif other.id == one.id:
            problems.error(one.document, pointer.loc, "points at the activity itself")
        elif pointer.kinds and other.activity is not None and other.activity.kind not in pointer.kinds:
            expected = " or ".join(pointer.kinds)
            found = f'"{pointer.id}", which is of kind {other.activity.kind}'
            problems.error(one.document, pointer.loc, f"expected an activity of kind {expected}, found {found}")
        else:
            _both_ways(one, other, pointer, problems)
    _methods(written, one, problems)
    _track(written, one, problems)
    if isinstance(activity, Checklist | Survey):
        _items(written, one, activity, problems)
    if isinstance(activity, Meeting) and activity.minutes not in (None, activity.length):
        message = f"expected {activity.length}, the sum of the agenda, found {activity.minutes}"
        problems.error(one.document, "minutes", message)
    if isinstance(activity, Meeting) and not any(item.decision for item in activity.agenda):
        problems.warning(one.document, "agenda", "ends in no decision; mark the item it is made in: decision: true")
    if activity.minutes_needed and activity.minutes is None:
        problems.error(one.document, "minutes", "is missing; expected a whole number of minutes")


_NAMED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("prework_for", ("meeting",)),
    ("used_in", ("meeting",)),
    ("rounds", ("meeting",)),
    ("prework", ()),
    ("uses", ("team_task",)),
    ("hands_out", ("team_task",)),
)
"""fields in which one activity names others, and of which kinds they are"""


def _pointers(one: WrittenActivity) -> Iterator[_Pointer]:
    for name, kinds in _NAMED:
        for place, named in enumerate(getattr(one.activity, name, ())):
            if isinstance(named, str):
                yield _Pointer((name, place), named, kinds)
            else:
                yield from (_Pointer((name, place, number), id_, kinds) for number, id_ in enumerate(named))
    for place, item in enumerate(one.activity.agenda if isinstance(one.activity, Meeting) else ()):
        if item.activity is not None:
            yield _Pointer(("agenda", place, "activity"), item.activity)


def _both_ways(one: WrittenActivity, other: WrittenActivity, pointer: _Pointer, problems: Problems) -> None:
    """Two that point at each other should agree; where only one has spoken, it is believed."""
    back = {"prework_for": "prework", "prework": "prework_for", "used_in": "uses", "uses": "used_in"}
    name = back.get(str(pointer.loc[0]))
    if name is None or other.activity is None:
        return
    answer = getattr(other.activity, "all_prework" if name == "prework" else name, ())
    if one.id not in answer and (answer or name in ("prework", "uses")):
        problems.warning(one.document, pointer.loc, f'"{other.id}" does not say so in its {name}')


def _methods(written: Written, one: WrittenActivity, problems: Problems) -> None:
    known = written.course.methods if written.course else {}
    said: list[tuple[Loc, str | None]] = []
    if isinstance(one.activity, IndividualTask | TeamTask):
        said = [(("method",), one.activity.method)]
    if isinstance(one.activity, Meeting):
        said = [(("agenda", place, "method"), item.method) for place, item in enumerate(one.activity.agenda)]
    for loc, code in said:
        if code is not None and code not in known and written.course is not None:
            message = f'there is no method "{code}" in course.yml{did_you_mean(code, known)}'
            problems.error(one.document, loc, message)


def _track(written: Written, one: WrittenActivity, problems: Problems) -> None:
    track = one.activity.track if one.activity else None
    if track is not None and written.course is not None and track not in written.course.tracks:
        message = f'there is no track "{track}" in course.yml{did_you_mean(track, written.course.tracks)}'
        problems.error(one.document, "track", message)


def _items(written: Written, one: WrittenActivity, activity: Checklist | Survey, problems: Problems) -> None:
    ids = [item.id for item in activity.items]
    for place, id_ in enumerate(ids):
        if id_ in ids[:place]:
            problems.error(one.document, ("items", place, "id"), f'there is an item "{id_}" already')
    if isinstance(activity, Survey):
        modules = [module.id for module in written.modules]
        for place, item in enumerate(activity.items):
            if item.module is not None:
                _known_module(item.module, ("items", place, "module"), modules, one.document, problems)
