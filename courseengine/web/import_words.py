"""What an import says, in the reader's words: sentences, columns, and files to fill in or to mend."""

import csv
from collections.abc import Iterable
from datetime import date
from io import StringIO
from typing import NamedTuple

from courseengine.base.formulas import harmless
from courseengine.base.i18n import N_, Language
from courseengine.core.people.imports.columns import in_norwegian
from courseengine.core.people.imports.said import Fate, Said
from courseengine.core.people.imports.said import read as kept
from courseengine.core.people.imports.staging import cells_of
from courseengine.core.people.models import Organisation, PeopleImport, PeopleImportRow
from courseengine.core.people.roles import PlaceKind, Role
from courseengine.integrations.people_files import FORMS
from courseengine.web.role_words import ROLE_NAMES
from courseengine.web.words import language_name, sentence

FATE_NAMES = {
    Fate.REFUSED: N_("Refused"),
    Fate.CREATED: N_("New"),
    Fate.CHANGED: N_("Changed"),
    Fate.UNCHANGED: N_("As it was"),
}
"""in the order in which one wants to see them"""
KIND_NAMES = {
    "owner": N_("Owner"),
    "school": N_("School"),
    "kindergarten": N_("Kindergarten"),
    "university": N_("University"),
}
_EXAMPLES = {
    "en": {"name": "Kari Nordmann", "email": "kari@skolen.example", "role": "teacher", "team": "Grades 5–7"},
    "nb": {"name": "Kari Nordmann", "email": "kari@skolen.example", "role": "lærer", "team": "5.–7. trinn"},
    "nn": {"name": "Kari Nordmann", "email": "kari@skulen.example", "role": "lærer", "team": "5.–7. trinn"},
}
_A_PLACE = {"number": "123456785", "name": "Furulia skole", "kind": "school", "owner": "Skogvik kommune"}


class RowShown(NamedTuple):
    """A row of the preview."""

    line: int
    title: str
    note: str
    told: list[str]


def shown(row: PeopleImportRow, what: str, language: Language) -> RowShown:
    """A row as the preview shows it."""
    cells = cells_of(row)
    title = cells.get("name") or row.key or "–"
    told = [said_words(one, what, language) for one in kept(row.told)]
    return RowShown(row.line, title, row.key if cells.get("name") else "", told)


def said_words(said: Said, what: str, language: Language) -> str:
    """The sentence in that language, after its column's title."""
    text = language.gettext(said.message, **_values(said, language))
    column = FORMS[what].columns.get(said.column)
    return f"{language.gettext(column.title)}: {text}" if column else sentence(text)


def problems(file: PeopleImport, language: Language) -> list[str]:
    """Why the file as a whole was refused."""
    return [said_words(one, file.what, language) for one in kept(file.problem)]


def _values(said: Said, language: Language) -> dict[str, str | int]:
    """The values, with our own words in the reader's language."""
    values = dict(said.values)
    for name, value in said.values.items():
        text = str(value)
        if name == "role":
            values[name] = language.gettext(ROLE_NAMES[Role(text)])
        elif name == "language":
            values[name] = language_name(text, language)
        elif name == "kind":
            values[name] = language.gettext(KIND_NAMES.get(text, text))
        elif name == "codes" and language.code != "en":
            values[name] = ", ".join(in_norwegian(said.column, code) for code in text.split(", "))
        elif name == "day":
            values[name] = language.day(date.fromisoformat(text), year=True)
    return values


def example(what: str, place: Organisation | None, language: Language) -> str:
    """A file to fill in, with one row that shows how."""
    if what == "places":
        return _csv(what, [_A_PLACE], ["number", "name", "kind", "owner"], language)
    names = ["name", "email", "role", "team"]
    row = dict(_EXAMPLES[language.code])
    if place is None or place.kind == PlaceKind.OWNER:
        names.insert(0, "school")
        row["school"] = "Furulia skole"
    if place is None:
        names.insert(0, "owner")
        row["owner"] = "Skogvik kommune"
    return _csv(what, [row], names, language)


def refused_rows(what: str, rows: Iterable[PeopleImportRow], language: Language) -> str:
    """The refused rows as they came, each with the reason behind it; mended, it can be brought again."""
    told = [
        {**cells_of(row), "remark": " ".join(said_words(one, what, language) for one in kept(row.told))} for row in rows
    ]
    used = {name for row in told for name in row}
    return _csv(what, told, [name for name in FORMS[what].columns if name in used], language)


def _csv(what: str, rows: list[dict[str, str]], names: list[str], language: Language) -> str:
    """As Excel opens it in Norway: semicolons, and a mark before the first sign."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_header(what, name, language) for name in names])
    writer.writerows([harmless(row.get(name, "")) for name in names] for row in rows)
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()


def _header(what: str, name: str, language: Language) -> str:
    """A word for the column that we read ourselves."""
    also = FORMS[what].columns[name].also
    return name if language.code == "en" or not also else sentence(also[0])
