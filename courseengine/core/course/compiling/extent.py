"""What a module promises in extent, and where it falls short: warnings, since a course may be young.

A course says in ``extent`` what its modules hold; one that says nothing promises what ``PROMISED``
says. Where there are podcasts, one of them is heard before a meeting.
"""

from collections import Counter

from courseengine.core.course.activities import KINDS
from courseengine.core.course.compiling.authored import Bounds
from courseengine.core.course.compiling.written import Written, WrittenModule
from courseengine.core.course.problems import Problems, did_you_mean, listed

PROMISED = {
    "video": Bounds(at_least=3, at_most=5),
    "podcast": Bounds(at_least=1, at_most=2),
    "text": Bounds(at_least=1, at_most=2),
    "individual_task": Bounds(at_least=2, at_most=2),
    "team_task": Bounds(at_least=2, at_most=3),
    "meeting": Bounds(at_least=3),
}


def check_extent(written: Written, problems: Problems) -> None:
    """Note the modules that hold more or less than a module should; those yet to be written hold nothing."""
    own = written.course.extent if written.course else None
    promised = PROMISED if own is None else own
    for kind in promised.keys() - KINDS.keys():
        problems.error(written.document, ("extent", kind), f'there is no kind "{kind}"{did_you_mean(kind, KINDS)}')
    prework = {id_ for one in written.activities() for id_ in getattr(one.activity, "all_prework", ())}
    for module in written.modules:
        if module.activities:
            short = _differences(module, promised)
            if short:
                problems.warning(module.document, "sections", f"the module has {listed(short)}")
            _a_podcast_before_a_meeting(module, prework, problems)


def _differences(module: WrittenModule, promised: dict[str, Bounds]) -> list[str]:
    there = Counter(str(one.document.fields.get("kind")) for one in module.activities.values())
    return [
        f"{there[kind]} {kind.replace('_', ' ')}{'' if there[kind] == 1 else 's'} (expected {_words(bounds)})"
        for kind, bounds in promised.items()
        if there[kind] < bounds.at_least or (bounds.at_most is not None and there[kind] > bounds.at_most)
    ]


def _words(bounds: Bounds) -> str:
    if bounds.at_most is None:
        return f"at least {bounds.at_least}"
    return f"{bounds.at_least}" if bounds.at_least == bounds.at_most else f"{bounds.at_least} to {bounds.at_most}"


def _a_podcast_before_a_meeting(module: WrittenModule, prework: set[str], problems: Problems) -> None:
    podcasts = [one for one in module.activities.values() if one.activity and one.activity.kind == "podcast"]
    if podcasts and not any(one.id in prework or (one.activity and one.activity.prework_for) for one in podcasts):
        problems.warning(module.document, "sections", "none of its podcasts is prework for a meeting")
