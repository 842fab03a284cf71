"""A translation says which text it was made from, and lags behind when the original has changed since."""

import re
import shutil

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.compiling.stamping import stamp
from courseengine.core.course.model import Course

START = "modules/1-start"
ALL = [
    "course.en.yml",
    "course.nn.yml",
    f"{START}/m1-m1.nn.md",
    f"{START}/m1-v1.nn.md",
    f"{START}/module.en.md",
    f"{START}/module.nn.md",
]
"""the translations of the small course"""


@pytest.fixture
def lagging(problems):
    """The files the compiler says lag behind, each once."""
    return lambda: sorted({one.split(":")[0] for one in problems("warning") if ": translates: " in one})


@pytest.fixture
def stamped(folder):
    """The small course, in which every translation says that it was made from what there is."""
    return stamp([folder])


def test_one_that_does_not_say_what_it_was_made_from_is_a_warning(folder, problems, lagging):
    (folder / f"{START}/m1-v1.nn.md").write_text("---\nid: m1-v1\ntitle: Ein film\n---\n\nOrd.\n", "utf-8")

    assert lagging() == ALL
    assert (
        f"{START}/m1-v1.nn.md:1: translates: does not say which text it was made from; look it over, then run: "
        "courseengine course translated"
    ) in problems("warning")
    assert problems("error") == []


@pytest.mark.usefixtures("stamped")
def test_one_that_says_so_rightly_is_in_order(lagging, problems):
    assert lagging() == []
    assert problems("error") == []


def test_what_was_changed_is_told(folder, stamped):
    assert sorted(path.relative_to(folder.resolve()).as_posix() for path in stamped) == ALL
    assert stamp([folder]) == []


CHANGES = [
    ("the title", f"{START}/m1-v1.md", "title: En film", "title: En annen film", [f"{START}/m1-v1.nn.md"]),
    ("the text", f"{START}/m1-v1.md", "fortelleren sier", "fortelleren viser", [f"{START}/m1-v1.nn.md"]),
    ("what the poster shows", f"{START}/m1-v1.md", "alt: Et grått", "alt: Et blått", [f"{START}/m1-v1.nn.md"]),
    ("an item of the agenda", f"{START}/m1-m1.md", "Hva overrasket oss?", "Hva slo oss?", [f"{START}/m1-m1.nn.md"]),
    ("the decision", f"{START}/m1-m1.md", "decision: Én verdi", "decision: To verdier", [f"{START}/m1-m1.nn.md"]),
    ("a goal", f"{START}/module.md", "kjenne igjen en", "kjenne igjen to",
     [f"{START}/module.en.md", f"{START}/module.nn.md"]),
    ("the title of a section", f"{START}/module.md", "title: Gjør", "title: Gjør noe",
     [f"{START}/module.en.md", f"{START}/module.nn.md"]),
    ("the purpose of the course", "course.yml", "Viser én av", "Viser to av", ["course.en.yml", "course.nn.yml"]),
    ("the text of a method", "course.yml", "Skriv alene.", "Skriv sammen.", ["course.en.yml", "course.nn.yml"]),
    ("the name of a pace", "course.yml", "title: Raskt", "title: Fort", ["course.en.yml", "course.nn.yml"]),
]  # fmt: skip


@pytest.mark.usefixtures("stamped")
@pytest.mark.parametrize(
    ("name", "before", "after", "expected"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES]
)
def test_a_change_of_the_originals_words_leaves_its_translations_behind(edit, lagging, name, before, after, expected):
    edit(name, before, after)

    assert lagging() == expected


@pytest.mark.usefixtures("stamped")
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (f"{START}/m1-v1.md", "minutes: 6", "minutes: 7"),
        (f"{START}/m1-v1.md", "essence: true", "essence: false"),
        (f"{START}/m1-v1.md", "prework_for: [m1-m1]", "competence: [film]"),
        (f"{START}/m1-v1.md", "---\n\nDette", "---\n\n\n\nDette"),
        (f"{START}/m1-m1.md", "role: recorder, cuttable: true", "role: focus_keeper"),
        (f"{START}/module.md", "number: 1", "number: 1\nmeetings_required: 2"),
        ("course.yml", "m1: 2019-11-01", "m1: 2019-11-08"),
        ("course.yml", "licence: CC BY 4.0", "licence: CC BY-SA 4.0"),
    ],
)
def test_a_change_of_anything_else_does_not(edit, lagging, name, before, after):
    edit(name, before, after)

    assert lagging() == []


@pytest.mark.usefixtures("stamped")
def test_changing_it_back_mends_it(edit, lagging):
    edit(f"{START}/m1-v1.md", "title: En film", "title: En annen film")
    edit(f"{START}/m1-v1.md", "title: En annen film", "title: En film")

    assert lagging() == []


@pytest.mark.usefixtures("stamped")
def test_the_warning_says_what_it_was_and_what_it_is(folder, edit, problems):
    path = folder / f"{START}/m1-v1.nn.md"
    before = re.search(r'^translates: "([0-9a-f]{8})"$', path.read_text("utf-8"), re.M)[1]
    edit(f"{START}/m1-v1.md", "title: En film", "title: En annen film")

    [warning] = [one for one in problems("warning") if ": translates: " in one]

    stamp([path])
    now = re.search(r'^translates: "([0-9a-f]{8})"$', path.read_text("utf-8"), re.M)[1]
    assert warning == (
        f'{START}/m1-v1.nn.md:2: translates: the original has changed since it was made ("{before}", now "{now}"); '
        "look it over, then run: courseengine course translated"
    )
    assert [one for one in problems("warning") if ": translates: " in one] == []


@pytest.mark.usefixtures("stamped")
def test_saying_so_changes_nothing_else_of_the_course(folder, tmp_path):
    without = shutil.copytree(folder, tmp_path / "without")
    for name in ALL:
        (without / name).write_text(re.sub(r"^translates: .*\n", "", (without / name).read_text("utf-8"), flags=re.M))

    assert compile_course(folder).editions == compile_course(without).editions


def test_what_is_missing_in_a_language_of_which_a_part_is_enough_is_no_warning(edit, problems):
    line = 'modules/0-lede/module.md:1: file: is not translated to "en": module.md, m0-g1, m0-i1, m0-m1 and 3 more'
    assert line in problems("warning")

    edit("course.yml", "languages: [nb, nn, en]", "languages: [nb, nn, en]\npartly_translated: [en]")

    assert line not in problems("warning")
    assert line in problems("information")
    assert [one for one in problems("warning") if 'not translated to "nn"' in one]


class TestWrittenInAnotherLanguage:
    """An original in nynorsk in a course in bokmål."""

    @pytest.fixture
    def nynorsk(self, folder, edit) -> None:
        edit(f"{START}/m1-t1.md", "title: En tekst", "title: Ein tekst\nlanguage: nn")
        edit(f"{START}/m1-t1.md", "Les med blyant.", "Les med blyant i handa.")

    @pytest.fixture
    def editions(self, folder, nynorsk) -> dict[str, Course]:
        return compile_course(folder).editions

    def test_it_says_in_every_edition_which_language_it_is_in(self, editions):
        assert {code: edition.activity("m1-t1").language for code, edition in editions.items()} == {
            "nb": "nn",
            "nn": "nn",
            "en": "nn",
        }
        assert {edition.activity("m1-t1").title for edition in editions.values()} == {"Ein tekst"}
        assert {edition.activity("m1-i1").language for edition in editions.values()} == {"nb"}

    def test_its_own_words_follow_its_language(self, editions):
        assert [edition.language for edition in editions.values()] == ["nb", "nb", "nb"]
        assert "Les med blyant i handa." in editions["nb"].activity("m1-t1").body

    @pytest.mark.usefixtures("nynorsk")
    def test_it_may_be_translated_to_the_language_of_the_course(self, folder, problems):
        (folder / f"{START}/m1-t1.nb.md").write_text("---\nid: m1-t1\ntitle: En tekst\n---\n\nLes.\n", "utf-8")
        stamp([folder / f"{START}/m1-t1.nb.md"])

        editions = compile_course(folder).editions

        assert problems("error") == []
        assert [one for one in problems("warning") if one.startswith(f"{START}/m1-t1")] == []
        shown = {code: (one.activity("m1-t1").title, one.activity("m1-t1").language) for code, one in editions.items()}
        assert shown == {"nb": ("En tekst", "nb"), "nn": ("Ein tekst", "nn"), "en": ("Ein tekst", "nn")}

    @pytest.mark.usefixtures("nynorsk")
    def test_a_translation_to_its_own_language_is_refused(self, folder, problems):
        (folder / f"{START}/m1-t1.nn.md").write_text("---\nid: m1-t1\n---\nx\n")

        assert problems("error") == [
            f'{START}/m1-t1.nn.md:1: file: the original is written in "nn"; the file needs no language'
        ]

    def test_it_is_not_missing_in_its_own_language(self, edit, problems):
        edit("modules/0-lede/m0-t1.md", "title: Hva det krever", "title: Kva det krev\nlanguage: nn")

        missing = [one for one in problems("warning") if "0-lede" in one and "is not translated" in one]
        assert missing == [
            'modules/0-lede/module.md:1: file: is not translated to "en": module.md, m0-g1, m0-i1, m0-m1 and 3 more',
            'modules/0-lede/module.md:1: file: is not translated to "nn": module.md, m0-g1, m0-i1, m0-m1 and 2 more',
        ]

    def test_a_language_is_a_code(self, edit, problems):
        edit(f"{START}/m1-t1.md", "title: En tekst", "title: Ein tekst\nlanguage: Nynorsk")

        assert problems("error") == [
            f'{START}/m1-t1.md:5: language: expected the code of a language, such as nb, found "Nynorsk"'
        ]

    def test_the_captions_of_a_film_are_in_its_own_language(self, edit, problems):
        edit(f"{START}/m1-v1.md", "title: En film", "title: Ein film\nlanguage: en")

        assert problems("error") == [f'{START}/m1-v1.md:12: media.captions: captions in "en" are missing']


class TestStamping:
    """What ``courseengine course translated`` writes."""

    def test_a_file_alone(self, folder, lagging):
        changed = stamp([folder / "course.nn.yml"])

        assert changed == [(folder / "course.nn.yml").resolve()]
        assert "course.nn.yml" not in lagging()
        assert "course.en.yml" in lagging()

    @pytest.mark.parametrize("name", ["course.nn.yml", f"{START}/m1-m1.nn.md", f"{START}/module.en.md"])
    @pytest.mark.parametrize("end", [b"\n", b"\r\n"])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_the_rest_of_the_file_stays_byte_for_byte(self, folder, lagging, name, end, mark):
        path = folder / name
        before = mark + path.read_bytes().replace(b"\n", end)
        path.write_bytes(before)

        stamp([path])

        after = path.read_bytes()
        line = re.search(rb'translates: "[0-9a-f]{8}"\r?\n', after)[0]
        assert after.replace(line, b"", 1) == before
        assert line.endswith(b'"' + end)
        assert name not in lagging()

    @pytest.mark.parametrize("end", [b"\n", b"\r\n"])
    def test_one_that_is_there_is_renewed_where_it_stands(self, folder, lagging, end):
        path = folder / f"{START}/m1-v1.nn.md"
        text = '---\nid: m1-v1\ntranslates: "00000000"\ntitle: Ein film\n---\n\nOrd.  \n\n'
        path.write_bytes(text.encode().replace(b"\n", end))

        stamp([path])

        lines = path.read_bytes().split(end)
        assert re.fullmatch(rb'translates: "[0-9a-f]{8}"', lines[2])
        assert [*lines[:2], *lines[3:]] == [b"---", b"id: m1-v1", b"title: Ein film", b"---", b"", b"Ord.  ", b"", b""]
        assert f"{START}/m1-v1.nn.md" not in lagging()

    def test_a_line_of_the_text_that_looks_like_one_stays(self, folder, lagging):
        path = folder / f"{START}/m1-v1.nn.md"
        text = "---\nid: m1-v1\ntitle: Ein film\n---\n\ntranslates: er eit engelsk ord\n"
        path.write_text(text, "utf-8")

        stamp([path])

        assert path.read_text("utf-8").endswith("\ntranslates: er eit engelsk ord\n")
        assert f"{START}/m1-v1.nn.md" not in lagging()

    @pytest.mark.parametrize(
        "name", ["course.yml", f"{START}/m1-t1.md", f"{START}/media/m1-v1.nb.vtt", "modules/0-lede"]
    )
    def test_what_is_no_translation_is_refused_before_anything_is_written(self, folder, name):
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

        with pytest.raises(Invalid, match="is not a translation of anything that can be read"):
            stamp([folder / f"{START}/m1-v1.nn.md", folder / name])

        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before

    def test_what_is_in_no_course_is_refused(self, tmp_path):
        (tmp_path / "m1-v1.nn.md").write_text("---\nid: m1-v1\n---\n")

        with pytest.raises(Invalid, match=r"is in no course: there is no course\.yml in a folder above it"):
            stamp([tmp_path / "m1-v1.nn.md"])

    def test_a_translation_of_a_broken_original_waits(self, folder, edit):
        edit(f"{START}/m1-v1.md", "minutes: 6", "minutes: seks")

        changed = {path.name for path in stamp([folder])}

        assert "m1-v1.nn.md" not in changed
        assert "m1-m1.nn.md" in changed
