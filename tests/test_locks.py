"""The lock files pin everything with hashes and say nothing about where it is fetched from."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ("requirements.lock", "requirements-dev.lock")
NPM = ROOT / "frontend" / "package-lock.json"


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_has_hashes(name):
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())

    loose = [
        block.partition("\n")[0]
        for block in blocks
        if not re.match(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==\S+", block) or "--hash=sha256:" not in block
    ]

    assert loose == []


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_no_requirement_carries_an_address(name):
    text = (ROOT / name).read_text("utf-8")

    assert re.findall(r"https?://\S+|--index-url|--extra-index-url|--find-links|^-i ", text, re.M) == []


def test_the_front_ends_lock_carries_no_address():
    packages = json.loads(NPM.read_text("utf-8"))["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_every_front_end_package_has_a_hash():
    packages = json.loads(NPM.read_text("utf-8"))["packages"]

    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_everything_that_is_asked_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["postgres"]]
    dev = [*run, *project["dependency-groups"]["dev"]]

    missing = {
        name: {plain(asked) for asked in asked_for} - set(_versions(name))
        for name, asked_for in zip(REQUIREMENTS, (run, dev), strict=True)
    }

    assert missing == {name: set() for name in REQUIREMENTS}


def plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower())


def test_everything_that_runs_is_also_what_is_tested():
    run, tested = (_versions(name) for name in REQUIREMENTS)

    assert {name: version for name, version in run.items() if tested.get(name) != version} == {}


def test_there_are_no_lock_files_that_write_down_addresses():
    assert [name for name in ("uv.lock", "pylock.toml", "poetry.lock") if (ROOT / name).exists()] == []


def _versions(name: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,-]+\])?==(\S+)", (ROOT / name).read_text("utf-8"), re.M)
    return {plain(name): version for name, version in found}
