"""The built front end: what it weighs, what it holds, and what it says when it is not there."""

import gzip
import json
import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

from courseengine.web import assets
from courseengine.web.assets import DIST, AssetsMissing, asset, built, icon

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "courseengine" / "web" / "templates"
COMPONENTS = TEMPLATES / "components"
TEXTS = ("app.css", "plans.css", "room.css", "app.js", "player.js", "room.js", "icon.svg", "icons.svg")
FONTS = ("inter.woff2", "inter-sami.woff2")
ALLOWED = {"MIT", "OFL-1.1"}


def content(name: str, ending: str = "") -> bytes:
    return (DIST / (built().files[name] + ending)).read_bytes()


@pytest.fixture
def no_build(monkeypatch, tmp_path):
    """An installation whose front end was never built."""
    monkeypatch.setattr(assets, "DIST", tmp_path)
    monkeypatch.setattr(assets, "built", lambda: built(tmp_path))


def test_an_asset_has_the_address_of_its_file():
    assert asset("app.css") == f"/static/{built().files['app.css']}"


def test_an_icon_is_a_drawing_that_screen_readers_pass_over():
    drawing = icon("done")

    assert drawing.startswith('<svg class="icon"')
    assert 'aria-hidden="true"' in drawing
    assert f'<use href="{asset("icons.svg")}#done"/>' in drawing


def test_the_drawing_of_all_icons_has_every_icon_in_the_colour_of_the_text():
    drawing = (DIST / built().files["icons.svg"]).read_text("utf-8")

    assert sorted(re.findall(r'<symbol id="(\w+)"', drawing)) == sorted(built().icons)
    assert drawing.count("currentColor") >= len(built().icons)


def test_an_unknown_asset_is_named():
    with pytest.raises(AssetsMissing, match=r"no file “app\.txt”"):
        asset("app.txt")


def test_an_unknown_icon_says_where_icons_are_listed():
    with pytest.raises(AssetsMissing, match=r"“unicorn”: add it to frontend/icons\.json"):
        icon("unicorn")


def test_a_missing_build_names_the_command(no_build):
    with pytest.raises(AssetsMissing, match=r"run “python frontend/build\.py”"):
        asset("app.css")


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("app.css", 12_500),
        ("plans.css", 1_500),
        ("room.css", 2_500),
        ("app.js", 5_000),
        ("player.js", 2_500),
        ("room.js", 4_000),
        ("icon.svg", 500),
    ],
)
def test_what_is_sent_is_light(name, most):
    assert len(content(name, ".br")) <= most


def test_the_font_is_light():
    assert len(content("inter.woff2")) <= 22_000


@pytest.mark.parametrize("name", TEXTS)
def test_the_compressed_siblings_hold_the_same(name):
    assert brotli.decompress(content(name, ".br")) == content(name)
    assert gzip.decompress(content(name, ".gz")) == content(name)


@pytest.mark.parametrize("name", [*TEXTS, *FONTS])
def test_files_are_named_after_what_they_hold(name):
    assert sha256(content(name)).hexdigest()[:12] in built().files[name]


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_points_to_another_host(name):
    addresses = set(re.findall(r"https?://[^\s\"')]+", content(name).decode()))

    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_the_style_sheet_finds_its_fonts():
    wanted = set(re.findall(r"url\(([^)]*woff2)\)", content("app.css").decode()))

    assert wanted == {built().files[name] for name in FONTS}


@pytest.mark.parametrize(("name", "letters"), [("inter.woff2", "abcæøåÆØÅéóò–«»…1"), ("inter-sami.woff2", "čđŋšŧžČĐŊ")])
def test_the_fonts_hold_the_letters_we_write_with(name, letters):
    known = TTFont(BytesIO(content(name))).getBestCmap()

    assert [letter for letter in letters if ord(letter) not in known] == []


def test_everybody_whose_work_is_shipped_is_named_with_a_licence():
    licences = {package.name: package.licence for package in built().packages}

    assert set(licences) >= {"@digdir/designsystemet-css", "@fontsource-variable/inter", "@navikt/aksel-icons"}
    assert set(licences.values()) <= ALLOWED


def test_package_versions_are_exact():
    package = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]

    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_every_icon_in_a_template_is_there():
    used = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""\bicon(?:_name)?[=(]["']([a-z_]+)["']""", template.read_text("utf-8"))
    }

    assert used - set(built().icons) == set()


def test_every_component_stands_on_the_design_page():
    page = (TEMPLATES / "design.html").read_text("utf-8")
    macros = {
        name
        for file in COMPONENTS.glob("*.html")
        for name in re.findall(r"{% macro ([a-z][a-z_]*)\(", file.read_text("utf-8"))
    }
    parts = {
        "base_of",
        "chapter_list",
        "course_facts",
        "csrf",
        "described",
        "error_summary",
        "place_head",
        "steps",
        "whose",
    }  # what other components are made of

    assert {name for name in macros - parts if not re.search(rf"\b{name}\(", page)} == set()
