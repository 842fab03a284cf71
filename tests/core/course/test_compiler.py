import pytest
from markupsafe import Markup

from courseengine.core.course.activities import KINDS
from courseengine.core.course.activities.base import Audience
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.compiling.authored import Bounds
from courseengine.core.course.compiling.extent import PROMISED

START = "modules/1-start"


@pytest.fixture
def compiled(folder):
    return compile_course(folder)


def test_a_good_course_has_no_errors_and_every_kind(compiled):
    course = compiled.editions["nb"]

    assert [problem for problem in compiled.problems if problem.level == "error"] == []
    assert {activity.kind for module in course.modules for activity in module.activities} == set(KINDS)


def test_the_order_is_that_of_module_md(compiled):
    module = compiled.editions["nb"].module("m1")

    assert [section.id for section in module.sections] == ["leder", "A", "B"]
    assert [activity.id for activity in module.sections[1].activities] == ["m1-v1", "m1-p1", "m1-t1", "m1-k1"]


def test_modules_are_found_by_id_and_address(compiled):
    course = compiled.editions["nb"]

    assert [module.slug for module in course.modules] == ["0-lede", "1-start", "2-siden"]
    assert course.module("m2") is course.module("2-siden")
    assert course.module("m2").activities == ()
    assert course.module_of("m1-t1").id == "m1"


def test_a_meeting_is_as_long_as_its_agenda(compiled):
    course = compiled.editions["nb"]

    assert (course.activity("m1-m1").minutes, course.activity("m1-m2").minutes) == (75, 60)


def test_what_one_side_says_both_sides_know(compiled):
    course = compiled.editions["nb"]

    assert course.activity("m1-t1").prework_for == ("m1-m2",)
    assert course.activity("m1-m2").prework == (("m1-t1", "m1-p1"),)
    assert course.activity("m1-m3").uses == ("m1-g2",)


def test_an_edition_carries_the_original_where_nothing_is_translated(compiled):
    nynorsk = compiled.editions["nn"]

    assert nynorsk.edition == "nn"
    assert (nynorsk.title, nynorsk.language) == ("Eit lite kurs", "nb")
    assert (nynorsk.activity("m1-v1").title, nynorsk.activity("m1-v1").language) == ("Ein film", "nn")
    assert (nynorsk.activity("m1-t1").title, nynorsk.activity("m1-t1").language) == ("En tekst", "nb")
    assert (nynorsk.module("m1").language, nynorsk.module("m2").language) == ("nn", "nb")


def test_a_translation_changes_words_and_nothing_else(compiled):
    bokmal, nynorsk = (compiled.editions[code].activity("m1-m1") for code in ("nb", "nn"))

    assert nynorsk.agenda[1].text == "Sjå filmen"
    assert [item.model_copy(update={"text": ""}) for item in nynorsk.agenda] == [
        item.model_copy(update={"text": ""}) for item in bokmal.agenda
    ]
    assert nynorsk.prework == bokmal.prework


def test_a_translated_film_has_the_same_files(compiled):
    bokmal, nynorsk = (compiled.editions[code].activity("m1-v1").media for code in ("nb", "nn"))

    assert nynorsk.alt == "Eit grått bilete"
    assert nynorsk.files == bokmal.files
    assert [file.type for file in bokmal.files] == ["video/mp4", "text/vtt", "image/jpeg"]
    assert compiled.media.keys() >= {file.digest for file in bokmal.files}


def test_chapters_say_when_and_what_in_every_edition(folder, edit):
    first, second = "00:00.000 --> 00:01.000\nHva & hvorfor", "2\n00:00:01.000 --> 00:01.400\n<i>To</i> &amp;\ntre"
    (folder / START / "media/m1-v1.chapters.vtt").write_text(f"WEBVTT\n\n{first}\n\n{second}\n")
    edit(f"{START}/m1-v1.md", "sample: true", "sample: true\n  chapters: m1-v1.chapters.vtt")

    editions = compile_course(folder).editions
    for code in ("nb", "nn"):
        chapters = editions[code].activity("m1-v1").media.chapter_list
        assert [(chapter.at, chapter.title) for chapter in chapters] == [(0, "Hva & hvorfor"), (1, "To & tre")]


def test_chapters_are_held_against_what_is_played(folder, edit, problems):
    (folder / START / "media/m1-v1.chapters.vtt").write_text("WEBVTT\n\n00:00.000 --> 01:00.000\nAlt\n")
    edit(f"{START}/m1-v1.md", "sample: true", "sample: true\n  chapters: m1-v1.chapters.vtt")

    assert problems("error") == [
        f"{START}/media/m1-v1.chapters.vtt:3: chapters: ends at 01:00.000, but media/m1-v1.mp4 at 00:01.022"
    ]


def test_texts_are_safe_html_with_addresses(compiled):
    body = compiled.editions["nb"].activity("m1-t1").body

    assert isinstance(body, Markup)
    assert '<a href="../activities/m1-v1">filmen</a>' in body
    assert '<a href="../modules/2-siden">' in body
    assert '<img alt="Et grått bilde" src="../activities/m1-t1/media/m1-t1.jpg">' in body


def test_links_say_which_activity_in_one_of_three_ways(folder, edit):
    edit(f"{START}/m1-i1.md", "Skriv om", "[a](activity:m1-t1) [b](m1-t1#saken) [c](1-start) Skriv om")

    body = compile_course(folder).editions["nb"].activity("m1-i1").body
    assert '<a href="../activities/m1-t1">a</a>' in body
    assert '<a href="../activities/m1-t1#t-m1-t1-saken">b</a>' in body
    assert '<a href="../modules/1-start">c</a>' in body


def test_a_picture_in_a_text_is_a_file_of_the_activity(compiled):
    activity = compiled.editions["nb"].activity("m1-t1")

    assert activity.file("m1-t1.jpg").type == "image/jpeg"
    assert activity.file("m1-v1.mp4") is None


def test_who_an_activity_is_for_is_the_narrower_of_two(compiled):
    course = compiled.editions["nb"]
    m0, m1 = course.module("m0"), course.module("m1")

    assert m0.audience_of(course.activity("m0-t1")) is Audience.LEADERSHIP
    assert m0.audience_of(course.activity("m0-s1")) is Audience.RESOURCE_GROUP
    assert m1.audience_of(course.activity("m1-l1")) is Audience.LEADERS
    assert m1.audience_of(course.activity("m1-t1")) is Audience.EVERYONE


def test_an_activity_keeps_its_progress_through_a_new_id(folder, edit):
    edit(f"{START}/m1-t1.md", "minutes: 10", "minutes: 10\nformerly: [m1-t0]")

    assert compile_course(folder).editions["nb"].activity("m1-t0").id == "m1-t1"


def test_the_version_is_that_of_the_content(folder, edit, compiled):
    version = compiled.editions["nb"].version

    assert {edition.version for edition in compiled.editions.values()} == {version}
    assert compile_course(folder).editions["nb"].version == version

    edit(f"{START}/m1-v1.nn.md", "Ein film", "Filmen")
    changed = compile_course(folder).editions["nb"].version
    assert changed != version


def test_another_film_of_the_same_name_is_another_version(folder, compiled):
    with (folder / START / "media" / "m1-v1.mp4").open("ab") as film:
        film.write(b"\0")

    assert compile_course(folder).editions["nb"].version != compiled.editions["nb"].version


def test_files_as_windows_writes_them(folder, compiled):
    for path in [*folder.rglob("*.md"), *folder.rglob("*.yml"), *folder.rglob("*.vtt")]:
        text = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text)

    again = compile_course(folder)

    assert again.problems == compiled.problems
    assert again.editions["nb"].activity("m1-t1").body == compiled.editions["nb"].activity("m1-t1").body


def test_names_and_texts_in_any_script(folder, edit):
    (folder / "modules/2-siden").rename(folder / "modules/2-læring-på-ukjent")
    edit(f"{START}/m1-t1.md", "title: En tekst", "title: 🎉 En tekst – «språk» 中文 עברית")
    edit(f"{START}/m1-t1.md", "Les med blyant.", "Les 📚 med blyant. \u202eomvendt\u202c")

    course = compile_course(folder).editions["nb"]

    assert course.module("2-læring-på-ukjent").id == "m2"
    assert course.activity("m1-t1").title == "🎉 En tekst – «språk» 中文 עברית"
    assert "📚" in course.activity("m1-t1").body
    assert '<a href="../modules/2-læring-på-ukjent">' in course.activity("m1-t1").body


def test_a_module_without_a_number(folder, edit):
    (folder / "modules/2-siden").rename(folder / "modules/siden")
    edit("modules/siden/module.md", "number: 2\n", "")

    course = compile_course(folder).editions["nb"]

    assert [(module.slug, module.number) for module in course.modules][-1] == ("siden", None)


def test_a_transcript_beside_the_file_is_the_text_version(folder, edit):
    edit(f"{START}/m1-v1.md", "sample: true", "sample: true\n  transcript: m1-v1.txt")
    edit(f"{START}/m1-v1.md", "Dette er det fortelleren sier i filmen.", "")
    (folder / START / "media/m1-v1.txt").write_text("Ord for ord.")

    assert compile_course(folder).editions["nb"].activity("m1-v1").body == "<p>Ord for ord.</p>"


WARNINGS = [
    ("modules/1-start/m1-t1.md", "[filmen](m1-v1)", "[filmen](m1-v9)",
     'modules/1-start/m1-t1.md:13: body: has a link to "m1-v9", which is not in the course; did you mean "m1-v1"?'),
    ("modules/1-start/m1-t1.md", "[filmen](m1-v1)", "[notatet](m1-l1)",
     'modules/1-start/m1-t1.md:13: body: has a link to "m1-l1", which not all who read this may see'),
    ("modules/1-start/m1-t1.md", "![Et grått bilde]", "![]",
     'modules/1-start/m1-t1.md:15: body: has a picture without a description: "m1-t1.jpg"'),
    ("modules/1-start/m1-t1.md", "### Etterpå", "#### Etterpå",
     "modules/1-start/m1-t1.md:45: body: skips a heading level; expected ###, found ####"),
    ("modules/1-start/m1-v1.md", "  alt: Et grått bilde\n", "",
     "modules/1-start/m1-v1.md:12: media.poster: is not described; say in alt what it shows"),
    ("modules/1-start/m1-v1.md", "  sample: true\n", "",
     "modules/1-start/m1-v1.md:5: minutes: says 6, but the captions end after 0.0 minutes"),
    ("modules/1-start/m1-m2.md", ", decision: true", "",
     "modules/1-start/m1-m2.md:10: agenda: ends in no decision; mark the item it is made in: decision: true"),
    ("modules/1-start/m1-t1.md", "[filmen](m1-v1)", "[over](#sakne)",
     'modules/1-start/m1-t1.md:13: body: has a link to "#sakne", which no heading here is called'),
    ("course.yml", "    m0: 2019-09-15\n", "",
     'course.yml:8: schedules.standard: has no date for "m0", which stays shut until it has one'),
    ("modules/1-start/m1-i1.md", "prework_for: [m1-m1]", "prework_for: [m1-m3]",
     'modules/1-start/m1-i1.md:8: prework_for[1]: "m1-m3" does not say so in its prework'),
    ("modules/1-start/m1-g1.md", "used_in: [m1-m2]", "used_in: [m1-m1]",
     'modules/1-start/m1-g1.md:7: used_in[1]: "m1-m1" does not say so in its uses'),
    ("modules/1-start/m1-t1.md", "![Et grått bilde](m1-t1.jpg)", "",
     "modules/1-start/media/m1-t1.jpg:1: file: is not used by any activity"),
    ("modules/1-start/m1-v1.md", "src: m1-v1.mp4\n  captions: {nb: m1-v1.nb.vtt}", "src: https://film.example/1",
     'modules/1-start/m1-v1.md:9: media.captions: captions in "nb" are missing'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "expected"), WARNINGS)
def test_what_can_wait_is_a_warning(folder, edit, problems, compiled, name, before, after, expected):
    assert expected not in problems("warning")

    edit(name, before, after)

    assert expected in problems("warning")
    assert problems("error") == []
    assert compile_course(folder).editions is not None


def test_missing_translations_are_one_line_a_module_and_language(problems):
    of_m0 = [problem for problem in problems("warning") if "not translated" in problem and "0-lede" in problem]

    assert of_m0 == [
        'modules/0-lede/module.md:1: file: is not translated to "en": module.md, m0-g1, m0-i1, m0-m1 and 3 more',
        'modules/0-lede/module.md:1: file: is not translated to "nn": module.md, m0-g1, m0-i1, m0-m1 and 3 more',
    ]


def test_a_module_that_keeps_less_than_it_promises(problems):
    promise = [problem for problem in problems("warning") if "the module has" in problem]

    assert PROMISED["video"] == Bounds(at_least=3, at_most=5)
    assert promise[1] == "modules/1-start/module.md:8: sections: the module has 1 video (expected 3 to 5)"
    assert not [problem for problem in promise if "2-siden" in problem]
