"""A box for leaders is in no text but theirs: what everybody is sent was never told of it."""

import pytest

from courseengine.base.blocks import without_leaders
from courseengine.core.course.compiler import compile_course

TASK, MODULE = "modules/1-start/m1-i1.md", "modules/1-start/module.md"
LINE = 13
"""the line on which the text of ``TASK`` begins"""


@pytest.fixture
def write(folder):
    """Give the task another text."""

    def write(body: str, name: str = TASK) -> None:
        fields = (folder / TASK).read_text("utf-8").split("---\n")[1]
        (folder / name).write_text(f"---\n{fields}---\n\n{body}\n", "utf-8")

    return write


@pytest.fixture
def told(folder, write):
    """What everybody and what leaders read of a text."""

    def told(body: str) -> tuple[str, str]:
        write(body)
        compiled = compile_course(folder)
        assert compiled.course, [str(one) for one in compiled.problems if one.level == "error"]
        activity = compiled.course.activity("m1-i1")
        assert activity.text_for(leaders=False) == activity.body
        assert activity.text_for(leaders=True) == (activity.leader_body or activity.body)
        return activity.body, activity.leader_body

    return told


BOX = "/// leaders | Skjult tittel\nSkjult ord.\n///"
TEXTS = {
    "alone": BOX,
    "between paragraphs": f"Først.\n\n{BOX}\n\nSist.",
    "without empty lines around it": f"Først.\n{BOX}\nSist.",
    "two of them": f"{BOX}\n\nMidt.\n\n{BOX}",
    "without a title": "Først.\n\n/// leaders\nSkjult ord.\n///",
    "in capitals and close": "Først.\n\n///Leaders\nSkjult ord.\n///",
    "with a footnote": "Først.\n\n/// leaders\nSe her.[^s]\n\n[^s]: Skjult ord i en note.\n///\n\nSist.",
    "with a short form": "HTML.\n\n/// leaders\nSe her.\n\n*[HTML]: Skjult ord\n///",
    "with a link's address": "Sist.\n\n/// leaders\n[her][1]\n\n[1]: https://skjult.example/\n///",
    "with a heading": "## Først\n\n/// leaders\n### Skjult overskrift {#skjult}\n\nOrd.\n///\n\n### Sist",
    "with a table": "/// leaders\n| Skjult | b |\n|---|---|\n| Skjult | d |\n///\n\nSist.",
    "in a list": "- en\n\n    /// leaders\n    Skjult ord.\n    ///\n\n- to",
    "in a list in a list": "- en\n\n    - to\n\n        /// leaders\n        Skjult ord.\n        ///\n\n- tre",
    "in a quote": "> Først.\n>\n> /// leaders\n> Skjult ord.\n> ///\n>\n> Sist.",
    "in a quote, close": ">/// leaders\n>Skjult ord.\n>///\n\nSist.",
    "in another box": "//// tip\nFørst.\n\n/// leaders\nSkjult ord.\n///\n\nSist.\n////",
    "around another box": "//// leaders\nSkjult.\n\n/// tip | Skjult råd\nSkjult ord.\n///\n\nSkjult igjen.\n////\n\nSist.",
    "around a box with more slashes": "/// leaders\nSkjult.\n\n//// tip\nSkjult ord.\n////\n\nSkjult.\n///\n\nSist.",
    "around code that looks like its end": "/// leaders\n```\n///\n```\n\nSkjult ord.\n///\n\nSist.",
    "after code": "```\n/// tip\n```\n\n/// leaders\nSkjult ord.\n///",
    "after a sentence with backticks": "Bruk ``` og ```.\n\n/// leaders\nSkjult ord.\n///",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_nothing_of_it_is_in_the_text_for_everybody(told, text):
    everybody, leaders = told(text)

    assert "skjult" not in everybody.lower()
    assert "leaders" not in everybody
    assert "skjult" in leaders.lower()
    assert 'class="block block-leaders"' in leaders
    for word in ("Først", "Midt", "Sist"):
        assert (word in everybody) == (word in leaders) == (word in text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_nothing_of_it_is_anywhere_else_in_the_course(folder, write, text):
    write(text)

    editions = compile_course(folder).editions

    for edition in editions.values():
        bodies = {"activities": {"__all__": {"leader_body"}}}
        dumped = edition.model_dump_json(exclude={"modules": {"__all__": {"sections": {"__all__": bodies}}}})
        assert "skjult" not in dumped.lower()


def test_a_text_without_one_is_the_same_for_leaders(told):
    assert told("Først.\n\n/// tip\nEt råd.\n///")[1] == ""


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_code_that_shows_how_one_is_written_stays(told, fence):
    everybody, leaders = told(f"Slik:\n\n{fence}\n/// leaders\nVises.\n///\n{fence}\n\nSist.")

    assert "/// leaders\nVises.\n///" in everybody
    assert leaders == ""


def test_code_that_shows_one_stays_beside_one(told):
    code = "```\n/// leaders\nVises.\n///\n```"
    indented = "\n".join(f"    {line}" for line in code.split("\n"))

    everybody, leaders = told(f"{code}\n\n/// leaders\nSkjult.\n///\n\n- punkt\n\n{indented}")

    assert everybody.count("Vises.") == leaders.count("Vises.") == 2
    assert ("Skjult" in everybody, "Skjult" in leaders) == (False, True)


def test_what_stands_around_it_keeps_its_line(write, problems):
    write(f"{BOX}\n\n## Først\n\n#### Sist")

    assert f"{TASK}:{LINE + 6}: body: skips a heading level; expected ###, found ####" in problems("warning")


def test_what_is_wrong_in_it_is_told_at_its_line(write, problems):
    write("Først.\n\n/// leaders\n<b>x</b>\n///")

    assert problems("error") == [f'{TASK}:{LINE + 3}: body: has HTML, which is not allowed: "<b>"']


def test_leaders_may_be_led_to_what_only_they_see(write, problems):
    write("Først.\n\n/// leaders\nSe [notatet](m1-l1).\n///")
    assert [one for one in problems("warning") if "not all who read this may see" in one] == []

    write("Først.\n\nSe [notatet](m1-l1).\n\n/// leaders\nOrd.\n///")
    assert f'{TASK}:{LINE + 2}: body: has a link to "m1-l1", which not all who read this may see' in problems("warning")


def test_each_language_has_its_own(folder, write):
    write(f"Først.\n\n{BOX}")
    write("Fyrst.\n\n/// leaders\nGøymt.\n///", name=TASK.replace(".md", ".nn.md"))
    (folder / TASK.replace(".md", ".en.md")).write_text("---\nid: m1-i1\n---\n\nFirst.\n")

    shown = {code: edition.activity("m1-i1") for code, edition in compile_course(folder).editions.items()}

    assert "Skjult ord." in shown["nb"].leader_body
    assert "Gøymt." in shown["nn"].leader_body
    assert ("Gøymt." in shown["nn"].body, "Skjult" in shown["nn"].leader_body) == (False, False)
    assert (shown["en"].body, shown["en"].leader_body) == ("<p>First.</p>", "")


def test_where_a_text_is_not_translated_leaders_read_the_originals(folder, write, edit):
    write(f"Først.\n\n{BOX}")
    edit("modules/1-start/m1-v1.md", "sier i filmen.", f"sier i filmen.\n\n{BOX}")
    edit("modules/1-start/m1-v1.nn.md", "Dette er det forteljaren seier i filmen.", "")

    editions = compile_course(folder).editions

    assert editions["nn"].activity("m1-v1").title == "Ein film"
    for id_ in ("m1-i1", "m1-v1"):
        nb, nn, en = (edition.activity(id_).leader_body for edition in editions.values())
        assert nb == nn == en
        assert "Skjult ord." in nb


def test_a_manuscript_has_one_like_any_text(folder, edit):
    edit("modules/1-start/m1-v1.md", "sier i filmen.", f"sier i filmen.\n\n{BOX}")

    film = compile_course(folder).editions["nb"].activity("m1-v1")

    assert ("Skjult" in film.body, "Skjult ord." in film.leader_body) == (False, True)


REFUSED = [
    (TASK, "Skriv om en time", "Skriv.\n\n/// leaders\n![Et grått bilde](m1-t1.jpg)\n///\n\nSkriv om en time",
     f"{TASK}:12: body: has a picture in a box for leaders, media/m1-t1.jpg, and all who read the activity could fetch it"),
    (TASK, "Skriv om en time", "Skriv.\n\n/// leaders\nSkjult.\n\nSkriv om en time",
     f'{TASK}:15: body: has a box "leaders" that is not closed; expected /// on a line of its own'),
    (TASK, "Skriv om en time", "Skriv[^1].\n\n/// leaders\n[^1]: Skjult.\n///\n\nSkriv om en time",
     f"{TASK}:13: body: has a footnote without a text: [^1]"),
    (MODULE, "Dette er innledningen.", BOX,
     f"{MODULE}:13: body: has a box for leaders; such a box stands in the text of an activity"),
    (MODULE.replace(".md", ".nn.md"), "Dette er innleiinga.", BOX,
     "modules/1-start/module.nn.md:11: body: has a box for leaders; such a box stands in the text of an activity"),
    ("course.yml", "      3. Del én ting.", "      3. Del én ting.\n\n      /// leaders\n      Skjult.\n      ///",
     "course.yml:22: methods.IGP.text: has a box for leaders; such a box stands in the text of an activity"),
    ("course.nn.yml", "      3. Del éin ting.", "      3. Del éin ting.\n\n      /// leaders\n      Skjult.\n      ///",
     "course.nn.yml:8: methods.IGP.text: has a box for leaders; such a box stands in the text of an activity"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "expected"), REFUSED)
def test_one_that_could_not_be_kept_is_an_error(edit, problems, name, before, after, expected):
    edit(name, before, after)

    assert problems("error") == [expected]


def test_a_picture_that_everybody_is_shown_may_stand_there_again(write, problems):
    write("![Et bilde](m1-t1.jpg)\n\n/// leaders\n![Det samme](m1-t1.jpg)\n///")

    assert problems("error") == []


@pytest.mark.parametrize(
    "text",
    [
        "- /// leaders\n  Skjult.\n  ///\n- to",
        "- en\n\n\t/// leaders\n\tSkjult.\n\t///\n\n- to",
        "- ```\n  kode\n  ```\n\n/// leaders\nSkjult.\n///",
        "```\nikke lukket\n\n/// leaders\nSkjult.\n///",
        "        ```\n\n/// leaders\nSkjult.\n///",
        "/// leaders\nSkjult.\n\n/// tip\nEt råd.\n///\n\nSkjult igjen.\n///",
    ],
    ids=[
        "on a bullet's line",
        "behind a tab",
        "after code on a bullet's line",
        "after code that is not closed",
        "after code in code",
        "as many slashes within",
    ],
)
def test_one_that_is_read_in_two_ways_is_an_error_or_kept(folder, write, problems, text):
    write(text)

    course = compile_course(folder).course

    refused = [one for one in problems("error") if one.startswith(f"{TASK}:")]
    assert refused or "Skjult" not in course.activity("m1-i1").body


def test_taking_boxes_out_keeps_every_line_in_its_place():
    text = "en\n/// leaders\nto\n///\ntre\n/// tip\nfire\n///"

    assert without_leaders(text).split("\n") == ["en", "", "", "", "tre", "/// tip", "fire", "///"]
    assert without_leaders("/// leader\nto\n///") == "/// leader\nto\n///"
    assert without_leaders("en\n/// leaders\nto") == "en\n\n"


def test_a_footnote_that_only_leaders_are_led_to_stands_in_the_box(write, problems):
    write("Først.\n\n/// leaders\nSe her.[^s]\n///\n\n[^s]: Skjult ord.")
    message = "body: has a footnote that only a box for leaders refers to, [^s]; write it inside the box"
    assert [one for one in problems("error") if one.endswith(message)] == problems("error") != []

    write("Først.[^s]\n\n/// leaders\nSe her.[^s]\n///\n\n[^s]: Et ord for alle.")
    assert problems("error") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/// leaders\n- a\n- b\n\n    ///\n\nSkjult.\n", "has a box for leaders that does not end where it seems"),
        ("/// leaders\nSkjult.\n\n> ///\n\nSkjult igjen.\n", "has a box"),
        (
            "Først.\n\n/// leaders\nSkjult.\n  ///\n\nSkjult igjen.\n",
            "has a box for leaders that does not end where it seems",
        ),
    ],
    ids=["deeper", "in a quotation", "a little deeper"],
)
def test_one_whose_end_stands_elsewhere_gives_nothing_away(folder, write, problems, text, expected):
    write(text)

    compiled = compile_course(folder)

    found = [one for one in problems("error") if one.startswith(f"{TASK}:")]
    assert any(expected in one for one in found) or "Skjult" not in compiled.course.activity("m1-i1").body
    assert "Skjult" not in without_leaders(text)


def test_the_file_of_a_text_version_is_not_sent(folder, edit):
    edit("modules/1-start/m1-p1.md", "media:\n", "media:\n  transcript: m1-p1.txt\n")
    (folder / "modules/1-start/media/m1-p1.txt").write_text(f"Først.\n\n{BOX}", "utf-8")
    path = folder / "modules/1-start/m1-p1.md"
    path.write_text("---\n".join(path.read_text("utf-8").split("---\n")[:2]) + "---\n", "utf-8")

    podcast = compile_course(folder).course.activity("m1-p1")

    assert (podcast.body, "Skjult ord." in podcast.leader_body) == ("<p>Først.</p>", True)
    assert podcast.file("m1-p1.txt") is None


def test_a_translation_that_lacks_it_is_a_warning(write, problems):
    write(f"Først.\n\n{BOX}")
    write("Fyrst.", name=TASK.replace(".md", ".nn.md"))

    assert [one for one in problems("warning") if "lacks the box for leaders that its original has" in one] != []
