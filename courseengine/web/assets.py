"""Where the style sheet, script, font and icons are, under the names templates use for them.

``frontend/build.py`` gives every file a name with its content in it, so that browsers may keep it
for ever, and writes down what it is called now. That manifest is read once a process. Icons come
from one drawing that the browser keeps; they have the colour of the text and are hidden from
screen readers, because the words beside them say the same.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

DIST = Path(__file__).parent / "static" / "dist"
PREFIX = "/static/"


class AssetsMissing(RuntimeError):
    """The front end has not been built, or does not have what a template asks for."""


@dataclass(frozen=True)
class Package:
    """Somebody else's work that we ship, for the page of licences."""

    name: str
    version: str
    licence: str
    purpose: str


@dataclass(frozen=True)
class Built:
    """What one build left behind."""

    files: dict[str, str]
    """the name in a template → the name of the file"""
    icons: dict[str, Markup]
    """the name in a template → its place in the drawing of all icons"""
    packages: tuple[Package, ...]


@cache
def built(folder: Path = DIST) -> Built:
    """The manifest of the last build; read again only by a new process."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise AssetsMissing(
            f"There is no built front end in {folder}: run “python frontend/build.py” in the source folder, "
            "or install the package, which carries it."
        ) from None
    return Built(
        files=manifest["files"],
        icons={name: _drawn(manifest["files"]["icons.svg"], name) for name in manifest["icons"]},
        packages=tuple(Package(**package) for package in manifest["packages"]),
    )


def asset(name: str) -> str:
    """The address of a built file: ``asset("app.css")`` → ``/static/app.3f2a….css``."""
    try:
        return PREFIX + built().files[name]
    except KeyError:
        raise AssetsMissing(f"The front end has no file “{name}”: see frontend/build.py.") from None


def icon(name: str) -> Markup:
    """The icon, as tall as the text beside it and in its colour."""
    try:
        return built().icons[name]
    except KeyError:
        raise AssetsMissing(f"There is no icon “{name}”: add it to frontend/icons.json.") from None


def _drawn(file: str, name: str) -> Markup:
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>').format(
        PREFIX + file, name
    )
