import pytest

from courseengine.base.page import Page
from courseengine.base.proof import Reference, Remark, proofread


def remarks(markdown: str) -> list[tuple[int, str]]:
    return [(remark.line, remark.message) for remark in proofread(markdown, Page()).remarks]


CLEAN = """## Ett

/// tip | Råd
Tekst.

- a
- b
///

//// reveal
/// quote
x
///
////

### To {#to}

Se [to](#to), [filmen](m1-v2) og [loven](https://lovdata.no).[^1]

- punkt

    /// goal
    I en liste.
    ///

```
/// ukjent
<b>
```

`<b>` og `///`, og *word*{lang=en}. 3 < 4, a <- b.

[^1]: Note.
"""


def test_a_clean_text_has_no_remarks():
    assert remarks(CLEAN) == []


def test_it_knows_what_a_text_refers_to():
    assert proofread("a\n[x](m1-v2)\n\n![y](p.png)", Page()).references == (
        Reference(2, "m1-v2"),
        Reference(4, "p.png", picture=True),
    )


@pytest.mark.parametrize(
    ("markdown", "line", "part"),
    [
        ("a\n\n/// tipp\nx\n///", 3, 'unknown box "tipp"'),
        ("/// tip\nx", 1, 'a box "tip" that is not closed'),
        ("/// tip\nx\n\n/// goal\ny\n///", 1, "expected /// before line 4"),
        ("//// tip\n/// goal\nx\n////", 2, 'a box "goal" that is not closed'),
        ("a\n\n///\n\nb", 3, "no box is open"),
        ("/// tip Tittel\nx\n///", 1, 'write "/// tip | Title"'),
        ("/// tip\n    open: true\nx\n///", 2, 'unknown option "open: true"'),
        ("/// tip\n    attrs: {class: x}\nx\n///", 2, "unknown option"),
        ("a\n\n<b>x</b>", 3, 'HTML, which is not allowed: "<b>"'),
        ("<div>\nx\n</div>", 1, '"<div>"'),
        ("<!-- skjult -->", 1, '"<!-- skjult -->"'),
        ("## a {.klasse}", 1, 'found ".klasse"'),
        ("x\n\n*a*{style=color:red}", 3, 'found "style"'),
        ("x {: #y }", 1, "nothing stands right before it"),
        ("[x](javascript:a)", 1, "expected an https address"),
        ("[x](/runs)", 1, "expected an https address"),
        ("a\n\n[x]()", 3, "leads nowhere"),
        ("![x](https://a.example/b.png)", 1, "expected a picture in media/"),
        ("a[^1]", 1, "footnote without a text"),
        ("[" * 500, 1, "nested too deeply"),
        ("a" * 70_000, 1, "too long"),
    ],
)
def test_what_markdown_would_pass_over_is_an_error(markdown, line, part):
    first = proofread(markdown, Page()).remarks[0]

    assert (first.line, first.level) == (line, "error")
    assert part in first.message


@pytest.mark.parametrize(
    ("markdown", "line", "part"),
    [
        ("# a", 1, "begin at ##"),
        ("## a\n\n#### b", 3, "expected ###, found ####"),
        ("### a", 1, "expected ##, found ###"),
        ("a\n\n![](p.png)", 3, "picture without a description"),
        ("a\n\n[^1]: b", 3, "nothing refers to"),
        ("## a\n\n[x](#b)", 3, "which no heading here is called"),
    ],
)
def test_what_readers_would_stumble_over_is_a_warning(markdown, line, part):
    first = proofread(markdown, Page()).remarks[0]

    assert (first.line, first.level) == (line, "warning")
    assert part in first.message


def test_all_remarks_come_at_once():
    assert [line for line, _message in remarks("/// tipp\nx\n///\n\n<b>\n\n[a]()")] == [1, 5, 7]


def test_a_link_given_twice_is_found_on_both_lines():
    proof = proofread("[a](m1) [b](m1)\n\n[c](m1)", Page())

    assert [reference.line for reference in proof.references] == [1, 1, 3]


def test_a_name_close_to_a_box_is_proposed():
    assert proofread("/// exmple\nx\n///", Page()).remarks == (
        Remark(
            1,
            'has an unknown box "exmple"; expected one of tip, time, goal, example, quote, law, leaders, reveal; '
            'did you mean "example"?',
        ),
    )
