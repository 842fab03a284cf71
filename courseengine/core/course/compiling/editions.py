"""What is written and right, put together: one edition of the course a language.

An edition is the whole course. Where something is not translated it carries the original, and
says so in ``language``. What only one side has said about prework and team tasks, both sides say
in an edition.
"""

import hashlib
from collections import defaultdict
from typing import TypeVar

from markupsafe import Markup

from courseengine.core.course.activities.base import Activity, ActivityId
from courseengine.core.course.activities.media import Played
from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.course.activities.task import TeamTask
from courseengine.core.course.compiling.authored import CourseInFile
from courseengine.core.course.compiling.written import Written, WrittenActivity, WrittenModule
from courseengine.core.course.model import Course, Method, Module, Pace, Section
from courseengine.core.course.stored import EDITIONS

Right = TypeVar("Right")


class _Said:
    """What activities say of each other, by the one it is said of: looked up instead of looked for."""

    def __init__(self, written: Written) -> None:
        self._said: defaultdict[tuple[str, ActivityId], list[ActivityId]] = defaultdict(list)
        for one in written.activities():
            for field in ("prework_for", "used_in", "uses", "all_prework"):
                for id_ in dict.fromkeys(getattr(one.activity, field, ())):
                    self._said[field, id_].append(one.id)

    def of(self, id_: ActivityId, field: str) -> tuple[ActivityId, ...]:
        """Those that name the activity in ``field``."""
        return tuple(self._said.get((field, id_), ()))


def make_editions(written: Written, course: CourseInFile) -> dict[str, Course]:
    """The editions by language, the course's own first, all with the version of the whole."""
    said = _Said(written)
    editions = {language: _edition(written, course, said, language) for language in written.languages}
    version = hashlib.sha256(EDITIONS.dump_json(editions)).hexdigest()[:32]
    return {language: edition.model_copy(update={"version": version}) for language, edition in editions.items()}


def _edition(written: Written, course: CourseInFile, said: _Said, language: str) -> Course:
    text = written.translated.get(language, course)
    really = language if language in written.translated else course.language
    how = written.method_texts[really]
    return Course(
        id=course.id,
        title=text.title,
        purpose=text.purpose,
        language=course.language,
        languages=written.languages,
        edition=language,
        words_in=really,
        modules=tuple(_module(written, module, said, language) for module in written.modules),
        schedules=course.schedules,
        release=course.release,
        paces={name: Pace(title=pace.title, weeks=pace.weeks) for name, pace in text.paces.items()},
        methods={
            code: Method(title=method.title, text=how[code], steps=method.steps)
            for code, method in text.methods.items()
        },
        places=course.places,
        partly_translated=course.partly_translated,
        tracks=text.tracks,
        banners=text.banners,
        certificate=course.certificate,
        licence=course.licence,
        version="",
    )


def _module(written: Written, module: WrittenModule, said: _Said, language: str) -> Module:
    original = _right(module.module)
    text = module.translated.get(language, original)
    really = language if language in module.translated else written.language
    return Module(
        id=original.id,
        number=original.number,
        slug=module.folder.slug,
        title=text.title,
        purpose=text.purpose,
        goals=text.goals,
        audience=original.audience,
        team_kind=original.team_kind,
        meetings_required=original.meetings_required,
        tasks_required=original.tasks_required,
        sections=tuple(
            Section(
                id=section.id,
                title=translated.title,
                activities=tuple(
                    _activity(written, module.activities[id_], said, section.id, language) for id_ in section.activities
                ),
            )
            for section, translated in zip(original.sections, text.sections, strict=True)
        ),
        body=module.bodies[really],
        language=really,
    )


def _activity(written: Written, one: WrittenActivity, said: _Said, section: str, language: str) -> Activity:
    original = _right(one.activity)
    really = language if language in one.translated else one.language
    text = one.translated.get(language, original)
    told: dict[str, object] = {
        "section": section,
        "language": really,
        "body": one.bodies[really] or one.bodies.get(one.language, Markup()),
        "leader_body": one.leader_bodies.get(really if one.bodies[really] else one.language, Markup()),
        "pictures": tuple(one.pictures.values()),
        "prework_for": _with(original.prework_for, said.of(one.id, "all_prework")),
    }
    if isinstance(original, Played) and isinstance(text, Played) and original.media and text.media:
        told["media"] = text.media.model_copy(update={"files": original.media.files})
    if isinstance(original, TeamTask):
        told["used_in"] = _with(original.used_in, said.of(one.id, "uses"))
    if isinstance(original, Meeting):
        more = said.of(one.id, "prework_for")
        told["prework"] = (*original.prework, *(id_ for id_ in more if id_ not in original.all_prework))
        told["uses"] = _with(original.uses, said.of(one.id, "used_in"))
        told["minutes"] = original.length
    return text.model_copy(update=told)


def _with(said: tuple[ActivityId, ...], more: tuple[ActivityId, ...]) -> tuple[ActivityId, ...]:
    return (*said, *(id_ for id_ in more if id_ not in said))


def _right(value: Right | None) -> Right:
    """Something that is there, since there are no errors."""
    if value is None:
        raise ValueError("a course with errors has no editions")
    return value
