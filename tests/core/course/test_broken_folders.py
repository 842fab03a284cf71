"""Files that are missing, in the wrong place, unreadable or contradict each other."""

import shutil

import pytest

from courseengine.core.course.compiler import compile_course

START = "modules/1-start"


def test_a_folder_that_is_not_there(tmp_path):
    assert [str(problem) for problem in compile_course(tmp_path / "kurs").problems] == [
        "kurs:1: folder: is not there; expected a folder with a course.yml"
    ]


def test_a_folder_without_a_course(tmp_path):
    compiled = compile_course(tmp_path)

    assert [str(problem) for problem in compiled.problems] == ["course.yml:1: file: is missing; every course has one"]
    assert compiled.editions is None


def test_a_module_without_its_file(folder, problems):
    (folder / "modules/2-siden/module.md").rename(folder / "modules/2-siden/modul.md")

    assert "modules/2-siden/module.md:1: file: is missing; every module has one" in problems("error")


def test_two_modules_with_one_id_and_number(folder, problems):
    shutil.copytree(folder / "modules/2-siden", folder / "modules/02-igjen")

    assert problems("error") == [
        'modules/2-siden/module.md:2: id: "m2" is taken by modules/02-igjen/module.md; ids are never used twice',
        "modules/2-siden/module.md:3: number: 2 is taken by modules/02-igjen/module.md",
    ]


def test_a_folder_name_no_address_can_hold(folder, problems):
    (folder / "modules/2-siden").rename(folder / "modules/2 – siden")

    assert problems("error") == [
        "modules/2 – siden/module.md:1: folder: expected a folder name of letters, digits and hyphens, such as "
        "1-overordnet-del"
    ]


def test_one_id_in_two_modules(folder, edit, problems):
    shutil.copy(folder / START / "m1-t1.md", folder / "modules/2-siden/m1-t1.md")
    shutil.copytree(folder / START / "media", folder / "modules/2-siden/media")
    edit("modules/2-siden/module.md", "kommer}", "kommer, activities: [m1-t1]}")

    assert problems("error") == [
        f'modules/2-siden/m1-t1.md:3: id: "m1-t1" is taken by {START}/m1-t1.md; ids are never used twice'
    ]


def test_a_file_that_module_md_does_not_list(folder, edit, problems):
    edit(f"{START}/module.md", ", m1-k1]", "]")

    assert problems("error") == [f"{START}/m1-k1.md:6: section: is not listed in any section of module.md"]


def test_a_translation_without_an_original(folder, problems):
    (folder / START / "m1-x1.nn.md").write_text("---\nid: m1-x1\n---\n")

    assert problems("error") == [
        f'{START}/m1-x1.nn.md:1: file: is the translation of an activity that is not there; did you mean "m1-v1"?'
    ]


def test_a_translation_into_a_language_nobody_declared(folder, problems):
    (folder / START / "m1-t1.se.md").write_text("---\nid: m1-t1\n---\nx\n")

    assert problems("error") == [
        f'{START}/m1-t1.se.md:1: file: "se" is not among the languages of course.yml (nb, nn, en)'
    ]


def test_a_translation_into_the_language_it_was_written_in(folder, problems):
    (folder / START / "m1-t1.nb.md").write_text("---\nid: m1-t1\n---\nx\n")

    assert problems("error") == [
        f'{START}/m1-t1.nb.md:1: file: the original is written in "nb"; the file needs no language'
    ]


def test_a_link_out_of_the_folder(folder, tmp_path, problems):
    (tmp_path / "hemmelig.md").write_text("---\nkind: text\n---\nhemmelig\n")
    (folder / START / "m1-t1.md").unlink()
    (folder / START / "m1-t1.md").symlink_to(tmp_path / "hemmelig.md")

    assert f"{START}/m1-t1.md:1: file: leads out of the course's folder" in problems("error")


def test_media_that_lead_out_of_the_folder(folder, tmp_path, problems):
    (folder / START / "media" / "m1-v1.mp4").rename(tmp_path / "m1-v1.mp4")
    (folder / START / "media" / "m1-v1.mp4").symlink_to(tmp_path / "m1-v1.mp4")

    assert f"{START}/media/m1-v1.mp4:1: file: leads out of the course's folder" in problems("error")


def test_a_path_is_not_a_file_name(folder, edit, problems):
    edit(f"{START}/m1-v1.md", "src: m1-v1.mp4", "src: ../media/m1-v1.mp4")

    assert problems("error")[0].startswith(f"{START}/m1-v1.md:10: media.src: there is no file media/../media/m1-v1.mp4")


def test_a_file_that_is_too_large(folder, problems):
    with (folder / START / "m1-t1.md").open("a") as file:
        file.write("x" * 256 * 1024)

    assert problems("error") == [f"{START}/m1-t1.md:1: file: is too large; expected at most 256 kB"]


def test_a_text_that_is_too_long(folder, problems):
    with (folder / START / "m1-t1.md").open("a") as file:
        file.write("ord " * 20_000)

    assert problems("error")[0].startswith(f"{START}/m1-t1.md:11: body: is too long")


def test_a_file_in_another_encoding(folder, problems):
    path = folder / START / "m1-t1.md"
    path.write_bytes(path.read_bytes().replace(b"Les med blyant.", "Les på nytt.".encode("latin-1")))

    assert problems("error") == [f"{START}/m1-t1.md:22: file: is not UTF-8; save it with that encoding"]


def test_a_control_character(folder, edit, problems):
    edit(f"{START}/m1-t1.md", "Les med blyant.", "Les\x00 med blyant.")

    assert problems("error") == [f"{START}/m1-t1.md:22: file: holds a control character (U+0000)"]


def test_a_film_that_is_no_film(folder, problems):
    (folder / START / "media" / "m1-v1.mp4").write_text("ikke en film")

    assert problems("error") == [
        f"{START}/m1-v1.md:10: media.src: media/m1-v1.mp4 is not the video/mp4 that its name says"
    ]


def test_a_file_of_a_kind_we_do_not_serve(folder, edit, problems):
    (folder / START / "media" / "m1-v1.exe").write_text("MZ")
    edit(f"{START}/m1-v1.md", "poster: m1-v1.jpg", "poster: m1-v1.exe")

    assert problems("error")[0].startswith(f"{START}/m1-v1.md:12: media.poster: media/m1-v1.exe expected one of .mp4")


def test_captions_that_say_nothing(folder, problems):
    (folder / START / "media" / "m1-v1.nb.vtt").write_text("WEBVTT\n")

    assert problems("error") == [f"{START}/media/m1-v1.nb.vtt:1: captions: holds nothing to show"]


def test_yaml_that_would_grow_without_end(folder, problems):
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    (folder / "course.yml").write_text(bomb)

    assert [problem.partition(": anchors")[0] for problem in problems("error")] == ["course.yml:1: front matter"]


def test_all_problems_come_at_once(folder, edit, problems):
    edit(f"{START}/m1-t1.md", "minutes: 10", "minutes: ti")
    edit(f"{START}/m1-t1.md", "/// goal\n", "/// gaol\n")
    edit(f"{START}/m1-i1.md", "essence: true", "essence: ja")
    edit("course.yml", "m1: 2019-11-01", "m1: 2019-11-31")
    edit(f"{START}/media/m1-v1.nb.vtt", "WEBVTT", "SRT")

    assert [problem.split(": ")[:2] for problem in problems("error")] == [
        ["course.yml:10", "schedules.standard.m1.opens"],
        [f"{START}/m1-i1.md:7", "essence"],
        [f"{START}/m1-t1.md:5", "minutes"],
        [f"{START}/m1-t1.md:25", "body"],
        [f"{START}/media/m1-v1.nb.vtt:1", "captions"],
    ]


@pytest.mark.parametrize("name", ["course.yml", f"{START}/module.md", f"{START}/m1-v1.md", f"{START}/m1-m1.nn.md"])
@pytest.mark.parametrize("text", ["", "---\n", "---\n---\n", "- a\n- b\n", "---\n- a\n---\n", "\x00", "---\n{\n---\n"])
def test_whatever_a_file_holds_the_answer_is_problems(folder, problems, name, text):
    (folder / name).write_text(text)

    assert [problem for problem in problems("error") if problem.startswith(f"{name}:")]
