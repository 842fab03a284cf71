"""What a module promises in extent, and where it falls short: warnings, since a course may be young."""

from collections import Counter

from courseengine.core.course.compiling.written import Written, WrittenModule
from courseengine.core.course.problems import Problems, listed

PROMISED: dict[str, tuple[str, int, int | None]] = {
    "video": ("video", 3, 5),
    "podcast": ("podcast", 1, 2),
    "text": ("text", 1, 2),
    "individual_task": ("individual task", 2, 2),
    "team_task": ("team task", 2, 3),
    "meeting": ("meeting", 3, None),
}
"""by kind: how one speaks of them, at least and at most"""


def check_extent(written: Written, problems: Problems) -> None:
    """Note the modules that hold more or less than a module should; those yet to be written hold nothing."""
    for module in written.modules:
        if module.activities:
            short = _differences(module)
            if short:
                problems.warning(module.document, "sections", f"the module has {listed(short)}")


def _differences(module: WrittenModule) -> list[str]:
    there = Counter(str(one.document.fields.get("kind")) for one in module.activities.values())
    differences = []
    for kind, (name, least, most) in PROMISED.items():
        number = there[kind]
        if number < least or (most is not None and number > most):
            bounds = f"at least {least}" if most is None else f"{least}" if least == most else f"{least} to {most}"
            differences.append(f"{number} {name}{'' if number == 1 else 's'} (expected {bounds})")
    return differences
