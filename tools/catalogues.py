"""The messages of the interface: gather them from the code, and bring the catalogues up to date.

``make catalogues`` runs this after a text was added or changed; what is then empty in a ``.po``
file waits for a translation, and a test fails until it has one. The source text is English.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "courseengine"
LANGUAGES = ("nb", "nn")
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**/templates/**.txt", "jinja2.ext:babel_extract"),
]
_TEMPLATE = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
OPTIONS = {"**/templates/**.html": _TEMPLATE, "**/templates/**.txt": _TEMPLATE}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "Invalid": None, "Conflict": None}


def messages() -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    """File, line and text (or singular and plural) of every message in the code."""
    for file, line, message, _comments, _context in extract_from_dir(PACKAGE, METHODS, OPTIONS, keywords=KEYWORDS):
        yield file, line, message


def template() -> Catalog:
    """All messages, without translations."""
    catalogue = Catalog(project="courseengine", charset="utf-8", fuzzy=False)
    for file, _line, message in messages():
        catalogue.add(message, locations=[(file, 0)])
    return catalogue


def path_of(language: str) -> Path:
    """Where a language's catalogue is."""
    return PACKAGE / "translations" / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    """A language's catalogue; an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="courseengine")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Bring every catalogue up to date and say what waits for a translation."""
    wanted = template()
    for language in LANGUAGES:
        catalogue = load(language)
        catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        text = BytesIO()
        write_po(
            text, catalogue, width=110, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True
        )
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.getvalue())
        empty = sum(not _is_said(message.string) for message in catalogue if message.id)
        print(f"{language}: {len(catalogue)} messages, {empty} to translate")


def _is_said(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) if isinstance(text, str) else all(text or [""])


if __name__ == "__main__":
    main()
