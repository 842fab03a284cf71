"""What the commands do for authors: a folder to begin from, several courses at once, translations looked over."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Command, answered, refused


class TestCheckingSeveral:
    """``courseengine course check`` of more than one folder."""

    def test_each_says_how_it_is(self, call: Command, folder: Path, tmp_path: Path):
        other = Path(shutil.copytree(folder, tmp_path / "annet"))
        text = (other / "course.yml").read_text("utf-8")
        (other / "course.yml").write_text(text.replace("id: small", "id: other"), "utf-8")

        result = call("course", "check", folder, other)

        assert result.exit_code == 0
        assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [str(folder), str(other)]
        assert ": 0 errors, " in result.stderr

    def test_two_with_one_id_are_an_error(self, call: Command, folder: Path, tmp_path: Path):
        other = Path(shutil.copytree(folder, tmp_path / "annet"))

        result = call("course", "check", folder, other)

        errors = [line for line in result.stdout.splitlines() if not line.endswith("(warning)")]
        assert result.exit_code == 1
        assert errors == [
            f'course.yml:1: id: "small" is taken by the course in {folder}; every course has an id of its own'
        ]
        assert f"{folder}: 0 errors" in result.stderr
        assert f"{other}: 1 error" in result.stderr

    def test_as_json_every_problem_names_its_course(self, call: Command, folder: Path, tmp_path: Path):
        other = Path(shutil.copytree(folder, tmp_path / "annet"))

        result = call("course", "check", folder, other, "--json")

        told = json.loads(result.stdout)
        assert (result.exit_code, told["ok"], told["errors"]) == (1, False, 1)
        assert {one["course"] for one in told["problems"]} == {str(folder), str(other)}
        assert [one["course"] for one in told["problems"] if one["level"] == "error"] == [str(other)]

    def test_the_courses_that_ship_get_along(self, call: Command):
        result = call("course", "check", ROOT / "content", *(ROOT / "content" / "packages").iterdir())

        assert result.exit_code == 0
        assert "is taken by" not in result.stdout


class TestInformation:
    """``courseengine course check --information``: what is good to know."""

    @pytest.fixture
    def readable(self, call: Command, tmp_path: Path) -> Path:
        """A course without a warning, with a text long enough to be measured."""
        call("course", "new", tmp_path / "lesing", "--title", "Lesing i alle fag")
        with (tmp_path / "lesing/modules/1-start/lesing1-t1.md").open("a", encoding="utf-8") as text:
            text.write("\n" + "Katten sov i skolegården. " * 30)
        return tmp_path / "lesing"

    def test_tells_how_hard_a_text_is_to_read(self, call: Command, readable: Path):
        result = call("course", "check", readable, "--information")

        assert result.exit_code == 0
        [line] = result.stdout.splitlines()
        assert re.fullmatch(
            r"modules/1-start/lesing1-t1\.md:\d+: body: reads as LIX \d+ \(information\)",
            line,
        )

    def test_is_told_only_when_asked_for(self, call: Command, readable: Path):
        result = call("course", "check", readable)

        assert (result.exit_code, result.output) == (0, f"{readable}: 0 errors, 0 warnings\n")

    @pytest.mark.parametrize("more", [(), ("--information",)])
    def test_stops_nobody(self, call: Command, readable: Path, more: tuple[str, ...]):
        assert call("course", "check", readable, "--strict", *more).exit_code == 0

    def test_is_there_as_json(self, call: Command, readable: Path):
        told = answered(call("course", "check", readable, "--strict", "--json"))

        assert (told["ok"], told["errors"], told["warnings"]) == (True, 0, 0)
        assert [one["level"] for one in told["problems"]] == ["information"]


class TestNew:
    """``courseengine course new``: a folder to begin from."""

    @pytest.mark.parametrize("language", ["nb", "nn", "en"])
    def test_the_check_is_content_with_it(self, call: Command, tmp_path: Path, language: str):
        folder = tmp_path / "lesing"

        written = answered(
            call("course", "new", folder, "--title", "Lesing: «i alle» fag", "--language", language, "--json")
        )

        assert sorted(written["files"]) == sorted(str(path) for path in folder.rglob("*") if path.is_file())
        checked = call("course", "check", folder, "--strict", "--information")
        assert (checked.exit_code, checked.output) == (0, f"{folder}: 0 errors, 0 warnings\n")
        shown = answered(call("course", "show", folder, "--json"))
        assert (shown["id"], shown["title"], shown["language"]) == ("lesing", "Lesing: «i alle» fag", language)

    def test_it_is_written_in_its_language(self, call: Command, tmp_path: Path):
        texts = {}
        for code in ("nb", "nn", "en"):
            call("course", "new", tmp_path / code, "--title", "x", "--id", "x", "--language", code)
            texts[code] = (tmp_path / code / "modules/1-start/x1-i1.md").read_text("utf-8")

        assert len(set(texts.values())) == 3
        assert "Say what to do, step by step" in texts["en"]

    def test_it_says_where_to_go_on(self, call: Command, tmp_path: Path):
        result = call("course", "new", tmp_path / "lesing", "--title", "Lesing")

        assert result.stdout == (
            f"A course to begin from lies in {tmp_path}/lesing. Check it: courseengine course check {tmp_path}/lesing\n"
        )

    def test_it_is_published_like_any_course(self, command: Command, tmp_path: Path):
        command("course", "new", tmp_path / "lesing", "--title", "Lesing", "--id", "les-2")

        assert answered(command("course", "publish", tmp_path / "lesing", "--json"))["course"] == "les-2"

    def test_an_empty_folder_will_do(self, call: Command, tmp_path: Path):
        (tmp_path / "lesing").mkdir()

        assert call("course", "new", tmp_path / "lesing", "--title", "Lesing").exit_code == 0

    @pytest.mark.parametrize("held", ["lesing/notater.txt", "lesing"])
    def test_what_is_there_already_is_left_alone(self, call: Command, tmp_path: Path, held: str):
        (tmp_path / held).parent.mkdir(exist_ok=True)
        (tmp_path / held).write_text("Mine notater")

        sentence = refused(call("course", "new", tmp_path / "lesing", "--title", "Lesing"))

        assert sentence == f"{tmp_path}/lesing is there already and not empty. Nothing was written."
        assert list((tmp_path / "lesing").rglob("*")) == ([tmp_path / held] if "/" in held else [])
        assert (tmp_path / held).read_text() == "Mine notater"

    @pytest.mark.parametrize("id_", ["læring", "en to", "en/to", "../en", "en.to", "en_to", "-", "-en"])
    def test_an_id_that_is_none_is_refused(self, call: Command, tmp_path: Path, id_: str):
        sentence = refused(call("course", "new", tmp_path / "lesing", "--title", "Lesing", f"--id={id_}"))

        assert sentence == f'An id has letters, digits and hyphens, such as lk20; "{id_}" is none.'
        assert not (tmp_path / "lesing").exists()

    @pytest.mark.parametrize("id_", ["2027", "true", "null", "1e3", "off", "a-1", "LK20"])
    def test_an_id_is_a_word_whatever_yaml_makes_of_it(self, call: Command, tmp_path: Path, id_: str):
        call("course", "new", tmp_path / "lesing", "--title", "Lesing", "--id", id_)

        checked = call("course", "check", tmp_path / "lesing", "--strict")
        assert (checked.exit_code, checked.output) == (0, f"{tmp_path}/lesing: 0 errors, 0 warnings\n")

    def test_a_title_is_a_word_whatever_yaml_makes_of_it(self, call: Command, tmp_path: Path):
        title = "1814 # {ikke} \"yaml\" 'her': [ja] \\ ---"
        call("course", "new", tmp_path / "lesing", "--title", title)

        assert answered(call("course", "show", tmp_path / "lesing", "--json"))["title"] == title

    def test_a_language_that_is_none_is_a_wrong_command(self, call: Command, tmp_path: Path):
        result = call("course", "new", tmp_path / "lesing", "--title", "Lesing", "--language", "sv")

        assert result.exit_code == 2
        assert not (tmp_path / "lesing").exists()


class TestTranslated:
    """``courseengine course translated``: which text a translation was made from."""

    FILM = "modules/1-start/m1-v1.nn.md"

    @staticmethod
    def lagging(call: Command, folder: Path) -> set[str]:
        result = call("course", "check", folder)
        return {line.split(":")[0] for line in result.stdout.splitlines() if ": translates: " in line}

    def test_a_file_says_what_it_was_made_from(self, call: Command, folder: Path):
        before = (folder / self.FILM).read_text("utf-8")
        assert self.FILM in self.lagging(call, folder)

        told = answered(call("course", "translated", folder / self.FILM, "--json"))

        assert told == {"changed": [str(folder / self.FILM)]}
        stamped = (folder / self.FILM).read_text("utf-8")
        line = re.match(r'---\n(translates: "[0-9a-f]{8}"\n)', stamped)
        assert line
        assert stamped.replace(line[1], "", 1) == before
        lagging = self.lagging(call, folder)
        assert self.FILM not in lagging
        assert "course.nn.yml" in lagging

    def test_a_folder_means_all_in_it(self, call: Command, folder: Path):
        of_module = call("course", "translated", folder / "modules/1-start")
        of_course = call("course", "translated", folder)
        again = call("course", "translated", folder)

        assert [result.stdout for result in (of_module, of_course, again)] == [
            "4 translations marked.\n",
            "2 translations marked.\n",
            "0 translations marked.\n",
        ]
        assert self.lagging(call, folder) == set()

    def test_several_at_once(self, call: Command, folder: Path):
        told = answered(call("course", "translated", folder / "course.nn.yml", folder / self.FILM, "--json"))

        assert told["changed"] == [str(folder / "course.nn.yml"), str(folder / self.FILM)]

    @pytest.mark.parametrize("end", [b"\n", b"\r\n"])
    def test_everything_else_stays_byte_for_byte(self, call: Command, folder: Path, end: bytes):
        names = [self.FILM, "course.nn.yml", "modules/1-start/module.en.md"]
        before = {}
        for name in names:
            before[name] = (folder / name).read_bytes().replace(b"\n", end)
            (folder / name).write_bytes(before[name])
        others = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".n" not in path.name}

        call("course", "translated", *(folder / name for name in names))

        for name in names:
            after = (folder / name).read_bytes()
            line = re.search(rb'^translates: "[0-9a-f]{8}"\r?\n', after, re.M)
            assert line
            assert line[0].endswith(b'"' + end)
            assert after.replace(line[0], b"", 1) == before[name]
        del others[folder / "modules/1-start/module.en.md"]
        assert {path: path.read_bytes() for path in others} == others

    @pytest.mark.parametrize("name", ["course.yml", "modules/1-start/m1-v1.md", "modules/1-start/media/m1-v1.mp4"])
    def test_what_is_no_translation_is_refused_with_nothing_written(self, call: Command, folder: Path, name: str):
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

        sentence = refused(call("course", "translated", folder / self.FILM, folder / name))

        assert sentence == f"{folder / name} is not a translation of anything that can be read in the course."
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before

    def test_a_file_outside_of_every_course_is_refused(self, call: Command, tmp_path: Path):
        (tmp_path / "m1-v1.nn.md").write_text("---\nid: m1-v1\n---\n")

        sentence = refused(call("course", "translated", tmp_path / "m1-v1.nn.md"))

        assert sentence == f"{tmp_path}/m1-v1.nn.md is in no course: there is no course.yml in a folder above it."

    def test_the_check_speaks_up_again_when_the_original_changes(self, call: Command, folder: Path):
        call("course", "translated", folder)
        original = folder / "modules/1-start/m1-v1.md"
        original.write_text(original.read_text("utf-8").replace("title: En film", "title: Filmen"), "utf-8")

        assert self.lagging(call, folder) == {self.FILM}
