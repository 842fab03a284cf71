"""Sheets that leave the house as PDF: whatever people wrote stays text, and the same is the same file."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import typst

from courseengine.base.i18n import language
from courseengine.core.calendar.items import Item, ItemKind, in_order
from courseengine.integrations.pdf import TEMPLATES, pdf_of
from courseengine.web.calendar_sheet import sheet_of
from courseengine.web.calendar_words import Words

AT = datetime(2026, 8, 1, tzinfo=UTC)
HOSTILE = [
    "#panic(1) #read(\"/etc/passwd\") $x$ @ref <label> //", "=HYPERLINK(\"x\")", "יעל שרה הכהן", "Aslaug" * 33,
    "_*`fett`*_ \\ #let x = 1", "]) #sys.inputs [", "<script>alert(1)</script>", "", "\u202eomvendt",
]  # fmt: skip


def item(number: int, title: str, **changed: object) -> Item:
    day = date(2026, 8, 10) + timedelta(days=number)
    common = {"place": title, "whose": title} | changed
    return Item(ItemKind.MEETING, f"m{number}", title, day, day, **common)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_whatever_things_are_called_the_sheet_is_set(code):
    items = [item(number, title, cancelled=bool(number % 2)) for number, title in enumerate(HOSTILE)]
    term = Item(ItemKind.GATHERING, "t", HOSTILE[0], date(2026, 8, 1), date(2026, 12, 20), precision="term")

    content = sheet_of(2026, in_order([*items, term]), Words(language(code)))

    assert pdf_of("year", content, at=AT).startswith(b"%PDF-")
    listed = [line["title"] for month in content["list"] for line in month["lines"]]
    assert sorted(listed) == sorted([*HOSTILE, HOSTILE[0]])


def test_it_is_called_after_the_year():
    content = sheet_of(2026, [item(1, HOSTILE[0])], Words(language("nb")))
    inputs = {"content": json.dumps(content)}

    found = typst.query(TEMPLATES / "year.typ", "heading", sys_inputs=inputs, ignore_system_fonts=True)

    assert "Skoleåret 2026–2027" in found


def test_the_same_year_is_the_same_file():
    content = sheet_of(2026, [item(1, "Møte")], Words(language("nb")))

    assert pdf_of("year", content, at=AT) == pdf_of("year", content, at=AT)


def test_a_year_with_nothing_in_it_is_one_sheet():
    content = sheet_of(2026, [], Words(language("nb")))

    assert pdf_of("year", content, at=AT).startswith(b"%PDF-")
    assert content["list"] == []
    assert len(content["days"]) == 31
    assert sum(cell is not None for row in content["days"] for cell in row) == 365


def test_a_leap_year_has_its_day():
    content = sheet_of(2027, [], Words(language("nb")))

    assert sum(cell is not None for row in content["days"] for cell in row) == 366


def test_what_lasts_longer_than_a_fortnight_stands_once():
    first = date(2026, 9, 1)
    long = Item(ItemKind.GATHERING, "l", "Lenge", first, first + timedelta(days=15), precision="week")
    short = Item(ItemKind.DAY_OFF, "s", "Høstferie", date(2026, 9, 28), date(2026, 10, 2))

    content = sheet_of(2026, [long, short], Words(language("nb")))
    lines = [line["title"] for row in content["days"] for cell in row if cell for line in cell["lines"]]

    assert lines.count("Høstferie") == 5
    assert "Lenge" not in lines
    assert len(content["long"]) == 1
