"""An activity that a school writes itself goes through the same checks as a file of the course."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.course.activities.base import Audience
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.compiling.own_activity import OwnText, compile_own, own_text_in
from tests.base.attacks import HTML, MARKDOWN
from tests.base.test_text import harm
from tests.core.course.conftest import SMALL


@pytest.fixture(scope="module")
def course():
    return compile_course(SMALL).course


def written(body: str, **other) -> OwnText:
    fields = {"kind": "text", "title": "Vår egen", "minutes": 10, "required": False, "language": "nb"}
    return OwnText(**(fields | other), body=body)


@pytest.fixture
def compiled(course):
    """What becomes of a source in the first module with sections."""
    module = next(one for one in course.modules if one.sections)

    def compiled(source):
        return compile_own(source, "own-abc", course, module, module.sections[0].id)

    return compiled


@pytest.mark.parametrize("kind", ["text", "individual_task", "team_task"])
def test_it_becomes_an_activity_of_its_kind(course, compiled, kind):
    activity = compiled(written("Les *dette*.", kind=kind, required=True, language="nn").source).activity

    assert (activity.kind, activity.id, activity.title, activity.minutes) == (kind, "own-abc", "Vår egen", 10)
    assert (activity.is_required, activity.language, activity.for_whom) == (True, "nn", Audience.EVERYONE)
    assert activity.body == "<p>Les <em>dette</em>.</p>"


def test_a_link_into_the_course_is_followed(course, compiled):
    known = course.modules[0].activities[0] if course.modules[0].audience is Audience.EVERYONE else None
    known = known or next(one for module in course.modules for one in module.activities)

    result = compiled(written(f"[dit]({known.id})").source)

    assert result.activity is None or f'href="../activities/{known.id}"' in result.activity.body


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("Hei\n\n<b>x</b>", 3, "has HTML"),
        ("/// tip\nHei", 1, "is not closed"),
        ("\n\n/// tipp\nHei\n///", 3, "unknown box"),
        ("Hei\n\n[dit](nowhere)", 3, "not in the course"),
        ("![bilde](x.png)", 1, "there is no file media/x.png"),
        ("Hei\x00", 1, "control character"),
        ("x" * 60_001, 1, "is too long"),
        ("", 1, "is missing"),
    ],
)
def test_what_is_wrong_is_told_by_the_line_of_the_text(compiled, body, line, said):
    result = compiled(written(body).source)

    assert result.activity is None
    assert any(one.line == line and said in one.message and one.level == "error" for one in result.problems)


@pytest.mark.parametrize(
    "more", ["media: {src: x.mp4}", "audience: leaders", "formerly: [m1-v1]", "id: m1-v1", "!x y: 1"]
)
def test_a_source_with_anything_else_is_refused(compiled, more):
    source = written("Hei").source.replace("---\n", f"---\n{more}\n", 1)

    assert compiled(source).activity is None


@pytest.mark.parametrize("kind", ["video", "leader_note", "meeting", ""])
def test_only_texts_and_tasks_are_written_so(compiled, kind):
    assert compiled(written("Hei", kind=kind).source).activity is None


@pytest.mark.parametrize("source", ["", "---", "Hei", "---\n- a\n---\nHei", "---\ntitle: [\n---\nHei"])
def test_what_is_no_document_is_refused(compiled, source):
    result = compiled(source)

    assert result.activity is None
    assert result.problems


@pytest.mark.parametrize("attack", HTML + MARKDOWN)
def test_a_hostile_text_is_refused_or_harmless(compiled, attack):
    activity = compiled(written(f"Hei\n\n{attack}\n").source).activity

    assert activity is None or harm(activity.body) == []


@given(
    st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=40).map(str.strip).filter(bool),
    st.text(st.characters(exclude_categories=["C"]), max_size=60),
    st.integers(1, 1440),
    st.booleans(),
)
def test_what_was_written_comes_back_as_it_was(title, body, minutes, required):
    text = written(body, title=title, minutes=minutes, required=required)

    assert own_text_in(text.source) == text
