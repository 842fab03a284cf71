"""An activity that a school writes itself: one text, compiled exactly as a file of the course would be.

The text has a few fields and Markdown. It is checked against the course it is put into: its links
lead to what is there, and its boxes, tags and pictures are proofread. It goes through the same
sanitiser as everything else. It has no files beside it, so it has no media.
"""

import json
from dataclasses import dataclass

from markupsafe import Markup

from courseengine.core.course.activities.base import Activity
from courseengine.core.course.compiling.authored import CourseInFile, ModuleInFile
from courseengine.core.course.compiling.frontmatter import Values
from courseengine.core.course.compiling.media_files import MediaCheck
from courseengine.core.course.compiling.references import check_activity
from courseengine.core.course.compiling.texts import Texts
from courseengine.core.course.compiling.written import Written, WrittenActivity, WrittenModule, activity_in
from courseengine.core.course.model import Course, Module
from courseengine.core.course.problems import Problem, Problems
from courseengine.core.course.reader import Document, ModuleFolder, document_in, has_no_controls

OWN_KINDS = ("text", "individual_task", "team_task")
"""what a school may write itself"""
OWN_PREFIX = "own-"
"""what the id of such an activity begins with"""
_FIELDS = ("kind", "title", "minutes", "required", "language")


@dataclass(frozen=True)
class OwnText:
    """What a school writes: the fields, and the text in Markdown."""

    kind: str
    title: str
    minutes: int | None
    required: bool
    language: str
    body: str

    @property
    def source(self) -> str:
        """As it is kept: fields between two lines of ---, then the text."""
        written = ((name, getattr(self, name)) for name in _FIELDS)
        # What is JSON is YAML too, and in quotes nothing means anything else than it says.
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in written if value is not None]
        return "\n".join(["---", *lines, "---", _plain(self.body)])


@dataclass(frozen=True)
class Compiled:
    """What became of it."""

    activity: Activity | None
    """None where something is wrong"""
    problems: tuple[Problem, ...]
    """lines are counted from the first line of the text; 0 for what is wrong with a field"""


def is_extra(activity: Activity) -> bool:
    """Whether it is a school's own and nothing that counts: there for whoever wants it."""
    return activity.id.startswith(OWN_PREFIX) and not activity.is_required


def own_text_in(source: str) -> OwnText:
    """What was written, taken out of what is kept."""
    document = document_in("own", source, lambda *_problem: None)
    fields = document.fields
    return OwnText(
        kind=str(fields.get("kind", "")),
        title=str(fields.get("title", "")),
        minutes=fields.get("minutes"),
        required=fields.get("required") is True,
        language=str(fields.get("language", "")),
        body=document.body,
    )


def compile_own(
    source: str, id_: str, course: Course, module: Module, section: str, *, is_new: bool = True
) -> Compiled:
    """Compile what is kept, for its place in the course.

    What is written now has no dead links; what was right once stays, though the course has lost
    what it leads to: the words are there, and lead nowhere.
    """
    problems = Problems()
    document = document_in(f"{id_}.md", _plain(source), problems.at)
    has_no_controls(document.path, _plain(source), problems.at)
    _only_known_fields(document, problems)
    written = _as_written(course)
    home = next(one for one in written.modules if one.id == module.id)
    fields = {**document.fields, "id": id_}
    document = Document(document.path, Values(fields, document.values.lines), document.body, document.body_line)
    one = WrittenActivity(id_, document, activity_in(document, problems), home, course.language)
    if one.activity and one.activity.language:
        one.language = one.activity.language
    home.activities[id_] = one
    check_activity(written, one, problems)
    Texts(written, MediaCheck(written, problems), problems).activity(one, document, one.language)
    found = tuple(_counted_from_text(problem, document, is_new=is_new) for problem in problems.in_order())
    if one.activity is None or any(problem.level == "error" for problem in found):
        return Compiled(None, found)
    told = {
        "section": section,
        "language": one.language,
        "body": one.bodies[one.language],
        "leader_body": one.leader_bodies.get(one.language, Markup()),
    }
    return Compiled(one.activity.model_copy(update=told), found)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _only_known_fields(document: Document, problems: Problems) -> None:
    for name in document.fields.keys() - {*_FIELDS}:
        problems.error(document, name, "is no field of an activity of one's own")
    if document.readable and document.fields.get("kind") not in OWN_KINDS:
        problems.error(document, "kind", f"expected one of {', '.join(OWN_KINDS)}")


def _counted_from_text(problem: Problem, document: Document, *, is_new: bool) -> Problem:
    line = problem.line - document.body_line + 1 if problem.field in ("body", "file") else 0
    # Nobody proofreads it before others read it, so a dead link is more than a warning.
    dead = is_new and problem.field == "body" and problem.message.startswith("has a link to")
    return Problem(problem.path, max(0, line), problem.field, problem.message, "error" if dead else problem.level)


def _as_written(course: Course) -> Written:
    """A compiled course as far as the checks ask about it: what there is, and whom it is for."""
    about = Document("course.yml", Values({"language": course.language}))
    in_file = CourseInFile(id=course.id, title=course.title, purpose=course.purpose, language=course.language)
    written = Written(about, in_file, [], {})
    for module in course.modules:
        document = Document("module.md", Values({"id": module.id}))
        folder = ModuleFolder(module.slug, module.number, module.slug)
        said = ModuleInFile(id=module.id, title=module.title, purpose=module.purpose, audience=module.audience)
        kept = WrittenModule(folder, document, said)
        kept.activities = {
            activity.id: WrittenActivity(activity.id, document, activity, kept, course.language)
            for activity in module.activities
        }
        written.modules.append(kept)
    return written
