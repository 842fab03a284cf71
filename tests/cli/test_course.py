from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Command, answered

TEXT = "modules/1-start/m1-t1.md"


@pytest.fixture
def broken(folder: Path) -> Path:
    text = (folder / TEXT).read_text("utf-8")
    (folder / TEXT).write_text(text.replace("minutes: 10", "minutes: seven").replace("/// goal", "/// gaol"), "utf-8")
    return folder


def test_the_course_that_ships_is_in_order(call: Command):
    result = call("course", "check", ROOT / "content")

    assert (result.exit_code, [line for line in result.output.splitlines() if "(warning)" not in line]) == (
        0,
        [line for line in result.output.splitlines() if ": 0 errors, " in line],
    )


def test_check_prints_every_problem_as_a_line(call: Command, broken: Path):
    result = call("course", "check", broken)

    errors = [line for line in result.stdout.splitlines() if not line.endswith("(warning)")]
    assert result.exit_code == 1
    assert errors == [
        f'{TEXT}:5: minutes: expected a whole number of minutes, found "seven"',
        f'{TEXT}:25: body: has an unknown box "gaol"; expected one of tip, time, goal, example, quote, law, leaders, reveal; '
        'did you mean "goal"?',
    ]
    assert "2 errors" in result.stderr


def test_check_as_json(call: Command, broken: Path):
    result = call("course", "check", broken, "--json")

    assert result.exit_code == 1
    assert '"line": 5' in result.stdout
    assert '"field": "minutes"' in result.stdout
    assert '"level": "error"' in result.stdout


def test_warnings_stop_only_the_strict(call: Command, folder: Path):
    assert call("course", "check", folder).exit_code == 0
    assert call("course", "check", folder, "--strict").exit_code == 1
    assert answered(call("course", "check", folder, "--json"))["ok"] is True


def test_a_folder_that_is_not_there_is_a_wrong_command(call: Command, tmp_path: Path):
    result = call("course", "check", tmp_path / "ingen")

    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_a_folder_without_a_course_says_so(call: Command, tmp_path: Path):
    (tmp_path / "tom").mkdir()

    result = call("course", "check", tmp_path / "tom")

    assert result.exit_code == 1
    assert result.stdout == "course.yml:1: file: is missing; every course has one\n"


def test_show_as_json_is_the_outline(call: Command, folder: Path):
    shown = answered(call("course", "show", folder, "--json"))

    assert [(module["number"], module["slug"], module["title"]) for module in shown["modules"]] == [
        (0, "0-lede", "Lede"),
        (1, "1-start", "Start"),
        (2, "2-siden", "Siden"),
    ]
    first, *_, last = shown["modules"][1]["activities"]
    assert first == {
        "id": "m1-l1",
        "kind": "leader_note",
        "title": "Et notat",
        "minutes": None,
        "section": "leder",
        "audience": "leaders",
    }
    assert (last["id"], last["minutes"], last["audience"]) == ("m1-m3", 45, "everyone")
    assert {one["audience"] for one in shown["modules"][0]["activities"]} == {"leadership", "resource_group", "leaders"}


def test_show_prints_minutes_per_module(call: Command, folder: Path):
    lines = call("course", "show", folder).stdout.splitlines()

    assert "1 Start: 358 minutes" in lines
    assert "    m1-m1      meeting            75 min  Det første møtet" in lines
    assert "2 Siden: 0 minutes" in lines


def test_show_of_a_broken_course_says_why_not(call: Command, broken: Path):
    result = call("course", "show", broken)

    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{TEXT}:5: minutes:" in result.stderr


def test_checking_and_showing_need_no_database(call: Command, folder: Path, settings: pytest.MonkeyPatch):
    settings.setenv("COURSEENGINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    assert call("course", "check", folder).exit_code == 0
    assert call("course", "show", folder).exit_code == 0


def test_publish_puts_a_course_into_use(command: Command, folder: Path, tmp_path: Path):
    first = answered(command("course", "publish", folder, "--json"))
    again = answered(command("course", "publish", folder, "--json"))

    assert (first["course"], first["changed"], again["changed"]) == ("small", True, False)
    assert first["version"] == again["version"]
    assert len([path for path in (tmp_path / "var" / "media").rglob("*") if path.is_file()]) == 5


def test_publish_says_what_is_gone(command: Command, folder: Path):
    command("course", "publish", folder)
    (folder / "modules/1-start/m1-k1.md").unlink()
    module = folder / "modules/1-start/module.md"
    module.write_text(module.read_text("utf-8").replace(", m1-k1]", "]"), "utf-8")

    result = command("course", "publish", folder)

    assert result.exit_code == 0
    assert "These ids are gone: m1-k1. What people did in them no longer counts;" in result.stderr
    assert '"Et lite kurs" is published, version ' in result.stdout


def test_publish_refuses_another_course_with_the_same_id(command: Command, folder: Path, tmp_path: Path):
    command("course", "publish", folder)
    command("course", "new", tmp_path / "annet", "--id", "small", "--title", "Et annet kurs")

    refused = command("course", "publish", tmp_path / "annet")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert 'Another course, "Et lite kurs", is in use as "small"' in refused.stderr
    assert answered(command("course", "publish", folder, "--json"))["changed"] is False
    assert answered(command("course", "publish", tmp_path / "annet", "--replace", "--json"))["changed"] is True


def test_publish_refuses_a_broken_folder(command: Command, folder: Path):
    version = answered(command("course", "publish", folder, "--json"))["version"]
    text = (folder / TEXT).read_text("utf-8")
    (folder / TEXT).write_text(text.replace("minutes: 10", "minutes: seven"), "utf-8")

    result = command("course", "publish", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "The course has 1 error. Nothing was changed." in result.stderr

    (folder / TEXT).write_text(text, "utf-8")
    assert answered(command("course", "publish", folder, "--json")) == {
        "course": "small",
        "version": version,
        "changed": False,
        "gone": [],
    }
