"""What others write is readable: scripts, code, tables, formulas, file names, line ends."""

import re
from html import unescape

import pytest

from courseengine.core.course.compiler import compile_course
from tests.web.foreign import FOREIGN, open_foreign


@pytest.fixture
def pages(world, database, config, as_person):
    """A page of the course by the id of its activity."""
    with database.writing() as session:
        run = open_foreign(session, world, config.media_dir).public_id
    anne = as_person("anne")

    def page(id_: str) -> str:
        answer = anne.get(f"/courses/{run}/activities/{id_}")
        assert answer.status_code == 200
        return answer.text

    page.module = anne.get(f"/courses/{run}/modules/årøy-økt").text
    page.course = anne.get("/courses/foreign").text
    return page


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_folder_has_nothing_to_mend():
    assert [str(one) for one in compile_course(FOREIGN).problems if one.level != "information"] == []


def test_files_with_marks_and_other_line_ends_are_what_they_seem():
    files = {path.name: path.read_bytes() for path in FOREIGN.rglob("*") if path.is_file()}

    assert files["course.yml"].startswith(b"\xef\xbb\xbf")
    assert {name for name, content in files.items() if b"\r\n" in content} == {"course.yml", "module.md", "Ж-текст.md"}


def test_ids_and_folders_in_other_letters_have_addresses(pages):
    assert 'href="/courses/' in pages.module
    for id_ in ("økt-1", "økt.2", "Ж-текст"):
        assert "</html>" in pages(id_)


def test_code_tables_footnotes_and_lists_are_themselves(pages):
    page = pages("økt-1")

    assert "<pre><code>def dobbelt(x: int) -&gt; int:" in page
    assert "# &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<code>a_b_c</code>" in page
    assert '<td align="right" dir="auto">مرحبا</td>' in page
    assert re.search(r'<a class="footnote-ref" href="#t-økt-1-fn-1"', page)
    assert "☑ gjort" in text_of(page)
    assert "<dt>Begrep</dt>" in page


def test_formulas_stand_as_they_are_written(pages):
    page = text_of(pages("økt-1"))

    assert "at a_1^2 + b_2^2 = c^2 når vinkelen er rett, og x < y kan også stå her. Det koster $5 eller $6." in page
    assert r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}" in page


def test_paragraphs_run_the_way_their_letters_do(pages):
    page = pages("økt.2")

    assert '<h2 dir="auto"' in page
    assert '<p dir="auto" lang="ar">' in page
    assert "<li>en norsk linje</li>" in page
    assert '<figcaption dir="auto">المصدر</figcaption>' in page


def test_another_language_is_said_and_is_no_missing_translation(pages):
    page = pages("Ж-текст")

    assert '<div class="prose" lang="ru">' in page
    assert "Ikke oversatt ennå" not in page
    assert "👩‍👩‍👧‍👦" in page


def test_banners_are_text(pages):
    assert "Ikke holdt ved like siden 1. januar 2020" in text_of(pages.course)
    assert "En merknad med &lt;b&gt;tegn&lt;/b&gt; &amp; sånt." in pages.course
    assert "En merknad med &lt;b&gt;tegn&lt;/b&gt; &amp; sånt." in pages.module
