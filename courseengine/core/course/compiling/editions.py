"""What is written and right, put together: one edition of the course a language.

An edition is the whole course. Where something is not translated it carries the original, and
says so in ``language``. What only one side has said about prework and team tasks, both sides say
in an edition.
"""

import hashlib
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


def make_editions(written: Written, course: CourseInFile) -> dict[str, Course]:
    """The editions by language, the course's own first, all with the version of the whole."""
    editions = {language: _edition(written, course, language) for language in written.languages}
    version = hashlib.sha256(EDITIONS.dump_json(editions)).hexdigest()[:32]
    return {language: edition.model_copy(update={"version": version}) for language, edition in editions.items()}


def _edition(written: Written, course: CourseInFile, language: str) -> Course:
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
        modules=tuple(_module(written, module, language) for module in written.modules),
        schedules=course.schedules,
        release=course.release,
        paces={name: Pace(title=pace.title, weeks=pace.weeks) for name, pace in text.paces.items()},
        methods={code: Method(title=method.title, text=how[code]) for code, method in text.methods.items()},
        certificate=course.certificate,
        licence=course.licence,
        version="",
    )


def _module(written: Written, module: WrittenModule, language: str) -> Module:
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
                    _activity(written, module.activities[id_], section.id, language) for id_ in section.activities
                ),
            )
            for section, translated in zip(original.sections, text.sections, strict=True)
        ),
        body=module.bodies[really],
        language=really,
    )


def _activity(written: Written, one: WrittenActivity, section: str, language: str) -> Activity:
    original = _right(one.activity)
    really = language if language in one.translated else written.language
    text = one.translated.get(language, original)
    told: dict[str, object] = {
        "section": section,
        "language": really,
        "body": one.bodies[really] or one.bodies.get(written.language, Markup()),
        "pictures": tuple(one.pictures.values()),
        "prework_for": _with(original.prework_for, _meetings(written, one.id, "all_prework")),
    }
    if isinstance(original, Played) and isinstance(text, Played) and original.media and text.media:
        told["media"] = text.media.model_copy(update={"files": original.media.files})
    if isinstance(original, TeamTask):
        told["used_in"] = _with(original.used_in, _meetings(written, one.id, "uses"))
    if isinstance(original, Meeting):
        more = _saying(written, one.id, "prework_for")
        told["prework"] = (*original.prework, *(id_ for id_ in more if id_ not in original.all_prework))
        told["uses"] = _with(original.uses, _saying(written, one.id, "used_in"))
        told["minutes"] = original.length
    return text.model_copy(update=told)


def _meetings(written: Written, id_: ActivityId, field: str) -> tuple[ActivityId, ...]:
    """The meetings that name the activity in ``field``."""
    return tuple(
        one.id
        for one in written.activities()
        if isinstance(one.activity, Meeting) and id_ in getattr(one.activity, field)
    )


def _saying(written: Written, id_: ActivityId, field: str) -> tuple[ActivityId, ...]:
    """The activities that name the meeting in ``field``."""
    return tuple(one.id for one in written.activities() if id_ in getattr(one.activity, field, ()))


def _with(said: tuple[ActivityId, ...], more: tuple[ActivityId, ...]) -> tuple[ActivityId, ...]:
    return (*said, *(id_ for id_ in more if id_ not in said))


def _right(value: Right | None) -> Right:
    """Something that is there, since there are no errors."""
    if value is None:
        raise ValueError("a course with errors has no editions")
    return value
