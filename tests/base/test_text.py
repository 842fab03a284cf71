from html.parser import HTMLParser
from threading import Thread
from time import perf_counter

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.base.errors import Invalid
from courseengine.base.text import (
    ANSWER_LENGTH,
    CONTENT_LENGTH,
    render_answer,
    render_content,
    sanitise,
    slug,
)
from tests.base.attacks import HTML, MARKDOWN, SLOW

ELEMENTS = {
    "a", "abbr", "blockquote", "br", "code", "dd", "details", "div", "dl", "dt", "em", "figcaption", "figure", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "strong", "sub", "summary", "sup", "table", "var",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "align",
    "alt",
    "aria-label",
    "class",
    "dir",
    "href",
    "id",
    "lang",
    "rel",
    "role",
    "src",
    "start",
    "tabindex",
}


class Harm(HTMLParser):
    """Reads HTML as a browser would and writes down what should not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES | {"title"}:
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src") and not harmless(value or ""):
                self.found.append(f"{tag} {name}={value}")
            if name == "id" and not (value or "").startswith("t-"):
                self.found.append(f"id={value}")
            if name == "class" and ("evil" in value or "ds-" in value):
                self.found.append(f"class={value}")


def harmless(address: str) -> bool:
    plain = "".join(address.split()).lower()
    if plain.startswith(("//", "\\", "/\\")):
        return False
    scheme, colon, _rest = plain.partition(":")
    return not colon or scheme in {"http", "https", "mailto"} or not scheme.isalnum()


def harm(html: str) -> list[str]:
    parser = Harm()
    parser.feed(html)
    parser.close()
    return parser.found


def test_the_check_itself_finds_harm():
    assert harm("<p onclick=x>") == ["p onclick=x"]
    assert harm("<a href='java\nscript:x'>") != []
    assert harm('<img src="//evil.example">') != []
    assert harm("<script>") == ["<script>"]


@pytest.mark.parametrize("text", HTML + MARKDOWN)
def test_text_never_becomes_code(text):
    for html in (render_answer(text), render_content(text), sanitise(text), sanitise(text, authored=True)):
        assert harm(html) == []


@pytest.mark.parametrize("text", HTML)
def test_another_sanitiser_finds_nothing_to_remove(text):
    allowed = {tag: ATTRIBUTES | {"title"} for tag in ELEMENTS}

    for html in (render_content(text), sanitise(text, authored=True)):
        again = nh3.clean(html, tags=ELEMENTS, attributes=allowed, link_rel=None)
        assert words(again) == words(html)
        assert harm(again) == []


def words(html: str) -> list[str]:
    class Words(HTMLParser):
        def __init__(self):
            super().__init__()
            self.found = []

        def handle_data(self, data):
            self.found += data.split()

    parser = Words()
    parser.feed(html)
    return parser.found


def test_a_script_is_dropped_with_its_text():
    assert sanitise("<p>a<script>alert(1)</script>b<style>p{}</style></p>") == "<p>ab</p>"


def test_html_by_hand_is_shown_as_the_text_it_is():
    assert render_answer("Skriv <b>fett</b> & kort.") == "<p>Skriv &lt;b&gt;fett&lt;/b&gt; &amp; kort.</p>"
    assert render_content("Skriv <b>fett</b>.") == "<p>Skriv &lt;b&gt;fett&lt;/b&gt;.</p>"


def test_what_people_write_has_lists_tables_and_line_breaks():
    html = render_answer("En\nto\n\n- a\n- b\n\n| x |\n|---|\n| 1 |")

    assert "En<br>\nto" in html
    assert "<li>a</li>" in html
    assert "<td>1</td>" in html


def test_headings_begin_below_those_of_the_page():
    assert render_content("# a\n\n## b\n\n### c") == ('<h2 id="t-a">a</h2>\n<h2 id="t-b">b</h2>\n<h3 id="t-c">c</h3>')
    assert render_answer("# a\n\n###### b") == "<h3>a</h3>\n<h6>b</h6>"


def test_ids_are_those_of_the_text_and_links_find_them():
    html = render_content("## Årsplan\n\n[opp](#arsplan) x[^n]\n\n[^n]: y", name="m1-t1")

    assert 'id="t-m1-t1-arsplan"' in html
    assert 'href="#t-m1-t1-arsplan"' in html
    assert 'id="t-m1-t1-fn-n"' in html


def test_two_renderings_do_not_know_of_each_other():
    first = render_content("## a\n\n[^1]\n\n[^1]: x")

    assert render_content("## a\n\n[^1]\n\n[^1]: x") == first


def test_links_out_tell_nothing_of_us():
    assert render_answer("[x](https://a.example)") == (
        '<p><a href="https://a.example" rel="noopener noreferrer">x</a></p>'
    )


def test_links_within_the_course_get_their_address():
    def address(target):
        return {"m1-v2": "../activities/m1-v2"}.get(target)

    assert render_content("[x](m1-v2) [y](m9)", address=address) == (
        '<p><a href="../activities/m1-v2">x</a> <a>y</a></p>'
    )


def test_people_have_no_pictures_boxes_or_attributes():
    html = render_answer("![x](y.png)\n\n/// tip\nz\n///\n\n*a*{lang=en}")

    assert "<img" not in html
    assert "block" not in html
    assert "lang" not in html.replace("{lang=en}", "")


def test_labels_of_boxes_are_in_the_language_of_the_text():
    assert '<p class="block-title">Tip</p>' in render_content("/// tip\nx\n///", language="en")
    assert '<p class="block-title">Regn med</p>' in render_content("/// time | Regn med\nx\n///")


def test_a_law_says_where_it_stands():
    assert render_content("/// law | Overordnet del 3.5\n«x»\n///") == (
        '<figure class="block block-law">\n<blockquote>\n<p>«x»</p>\n</blockquote>\n'
        "<figcaption>Overordnet del 3.5</figcaption>\n</figure>"
    )


def test_what_is_revealed_is_closed_at_first():
    html = render_content("/// reveal | Svar\nx\n///")

    assert html == '<details class="block block-reveal">\n<summary>Svar</summary>\n<p>x</p>\n</details>'


def test_a_text_at_the_limit_is_taken_and_one_above_is_not():
    assert render_answer("a" * ANSWER_LENGTH) == f"<p>{'a' * ANSWER_LENGTH}</p>"
    with pytest.raises(Invalid, match="20001 characters"):
        render_answer("a" * (ANSWER_LENGTH + 1))
    with pytest.raises(Invalid):
        render_content("a" * (CONTENT_LENGTH + 1))


def test_a_tangled_text_is_shown_as_it_is():
    assert render_answer("[" * 300 + "<b>\nx") == f"<p>{'[' * 300}&lt;b&gt;<br>\nx</p>"


def test_a_line_to_fill_in_is_no_tangle():
    assert "<em>navn</em>" in render_answer("*navn* " + "_" * 80)


@pytest.mark.parametrize("unit", SLOW)
def test_no_text_takes_long(unit):
    text = (unit * ANSWER_LENGTH)[:ANSWER_LENGTH]
    chunk = (unit * 180)[:180] + "\n\n"
    spread = (chunk * ANSWER_LENGTH)[:ANSWER_LENGTH]

    started = perf_counter()
    render_answer(text)
    render_answer(spread)

    assert perf_counter() - started < 5  # a quarter of it on a quiet machine


@given(st.text(max_size=400) | st.lists(st.sampled_from(HTML + MARKDOWN + SLOW), max_size=6).map("\n".join))
def test_rendering_never_raises(text):
    assert harm(render_answer(text)) == []
    assert harm(render_content(text)) == []


def test_threads_render_side_by_side():
    results: list[str] = []
    threads = [Thread(target=lambda: results.append(render_answer("*a* [^1]"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [render_answer("*a* [^1]")] * 4


def test_slugs_are_plain():
    assert slug("1. Å lære å lære – øving") == "1-a-laere-a-laere-oving"
    assert slug("Čállit") == "callit"
