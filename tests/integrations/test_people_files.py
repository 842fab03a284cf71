"""Files as people bring them, and as nobody should: each is read, or refused with a sentence."""

import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseengine.core.people.imports.said import FileRefused
from courseengine.integrations import people_files
from courseengine.integrations.people_files import open_file

HEADER = "name;email;role;team"
ANNE = "Anne Å. Åsen;anne@x.no;lærer;Trinn 5"
DAMAGED = "The file is damaged or was cut off. Save it anew, and try again."


@pytest.fixture
def rows(tmp_path):
    """Reads a file of that content and name: the line and the cells of each row."""

    def read(content: bytes, name: str = "p.csv", *, what: str = "people") -> list[tuple[int, dict[str, str]]]:
        path = tmp_path / "brought"
        path.write_bytes(content)
        return [(record.line, record.cells) for record in open_file(path, name, what=what)]

    return read


@pytest.fixture
def refused(rows):
    """The sentences with which a file is refused."""

    def read(content: bytes, name: str = "p.csv") -> list[str]:
        with pytest.raises(FileRefused) as error:
            rows(content, name)
        return [str(said) for said in error.value.said]

    return read


def sheet(path: Path, *tables: list[list[object]], hidden: int = -1) -> bytes:
    with xlsxwriter.Workbook(path) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, table in enumerate(tables):
            page = book.add_worksheet()
            if number == hidden:
                page.hide()
            for at, row in enumerate(table):
                for column, cell in enumerate(row):
                    page.write(at, column, cell, style) if isinstance(cell, date) else page.write(at, column, cell)
    return path.read_bytes()


def zipped(path: Path, files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path.read_bytes()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spreadsheets_write_it_in_many_ways(rows, delimiter, encoding, end):
    text = end.join([HEADER, ANNE, ""]).replace(";", delimiter)

    ((line, cells),) = rows(text.encode(encoding))

    assert (line, cells["name"], cells["role"]) == (2, "Anne Å. Åsen", "lærer")


def test_signs_of_windows_are_read(rows):
    ((_, cells),) = rows(f"{HEADER}\nMari–Anne;m@x.no;lærer;“A”".encode("cp1252"))

    assert (cells["name"], cells["team"]) == ("Mari–Anne", "“A”")


def test_what_is_quoted_may_hold_lines_quotes_and_separators(rows):
    text = (
        'sep=;\n"Ansatte, ved\nskolen";;;\n"na\nme";"e-\nmail";role;team\n"Anne\n""Bobo"" Lie";a@x.no;teacher;"5; b"\n'
    )

    found = rows(text.replace("na\nme", "name").replace("e-\nmail", "e-mail").encode())

    assert found == [(5, {"name": 'Anne "Bobo" Lie', "email": "a@x.no", "role": "teacher", "team": "5; b"})]


def test_the_separator_is_found_where_the_first_row_holds_the_others(rows):
    text = '"Navn\n";"E-post";Rolle\n"Lie, Anne";a@x.no;"lærer"\n'

    assert rows(text.encode())[0][1]["name"] == "Lie, Anne"


def test_formula_cells_are_text(rows, tmp_path):
    text = f"{HEADER}\n=1+1;a@x.no;teacher;@SUM(A1)\n"

    assert rows(text.encode())[0][1]["name"] == "=1+1"


def test_a_spreadsheet_is_read_as_one_sees_it(rows, tmp_path):
    table = [
        ["Ansatte"],
        [],
        ["Navn", "E-post", "Rolle", "Org.nr.", "Hovedteam", "Lag"],
        ["Anne\nLie", "a@x.no", "lærer", 974760673.0, True, 5],
        [],
        ["Bo", "b@x.no", "lærer", "974760673", "nei", 5.5],
    ]

    found = rows(sheet(tmp_path / "a.xlsx", [["noe", "annet"]], table, table, hidden=1), "p.xlsx")

    assert [line for line, _ in found] == [4, 6]
    assert found[0][1] == {
        "name": "Anne Lie", "email": "a@x.no", "role": "lærer", "school_number": "974760673", "main": "true", "team": "5",
    }  # fmt: skip
    assert found[1][1]["team"] == "5.5"


def test_dates_of_a_spreadsheet_are_dates(rows, tmp_path):
    table = [["OrgNr", "Navn", "ErSkole", "UtgaattDato"], [123456785, "A", True, date(2024, 8, 1)]]
    later = [["OrgNr", "Navn", "ErSkole", "UtgaattDato"], [123456785, "A", True, datetime(2024, 8, 1, 12, 30)]]  # noqa: DTZ001  a spreadsheet knows no zones

    assert rows(sheet(tmp_path / "a.xlsx", table), "p.xlsx", what="places")[0][1]["ends_on"] == "2024-08-01"
    assert rows(sheet(tmp_path / "b.xlsx", later), "p.xlsx", what="places")[0][1]["ends_on"] == "2024-08-01T12:30:00"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "p.csv", "The file is empty."),
        (b"<html><table><tr><td>name</td></tr></table></html>", "p.xls", "This is a web page, not a spreadsheet."),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "p.csv", "This is a web page, not a spreadsheet."),
        (b'<?xml version="1.0"?><Workbook/>', "p.xls", "This is a web page, not a spreadsheet."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "p.xls", "This is an old Excel file, or one with a password."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "p.xlsx", "This is an old Excel file, or one with a password."),
        (b"name;email;role\n", "p.xlsx", "The file is called .xlsx, but is none."),
        (b"name;email;role\n", "p.ods", "Spreadsheets of that kind cannot be read."),
        (b"name;email;role\n", "p.exe", "Only xlsx, CSV and OneRoster files (zip) can be read."),
        (b"%PDF-1.7", "p.csv", "Only xlsx, CSV and OneRoster files (zip) can be read."),
        (b"\x7fELF\x00\x01\x02 name;email", "p.csv", "This is no table."),
        (b"PK\x03\x04 and so on", "p.xlsx", "The file is damaged or was cut off."),
        (b"PK\x05\x06" + b"\0" * 18, "p.xlsx", "Only xlsx, CSV and OneRoster files (zip) can be read."),
        (b'name;email;role\n"Anne;a@x.no;teacher\n' + b"x;y;z\n" * 30_000, "p.csv", "The quotation marks in the row that begins in line 2 do not match."),
        (b'name;email;role\nAnne;a@x.no;teacher\nBo;b@x.no;"teacher\nC;c@x.no;teacher\n', "p.csv", "The quotation marks in the row that begins in line 3"),
        (b'name;email;role\n"Anne "Bobo" Lie";a@x.no;teacher\n', "p.csv", "The quotation marks in the row that begins in line 2"),
        (b"name;email;role\n" + b";" * 200_000, "p.csv", "Line 2 has more than 100000 characters."),
        (b"name;email;role\nAnne;a@x.no;teacher;;;\n", "p.csv", None),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_what_to_do(rows, refused, content, name, sentence):
    if sentence is None:
        assert len(rows(content, name)) == 1
    else:
        (said,) = refused(content, name)
        assert said.startswith(sentence)


def test_a_spreadsheet_of_libreoffice_is_refused(refused, tmp_path):
    files = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}

    (said,) = refused(zipped(tmp_path / "a.ods", files), "p.ods")

    assert said == "Spreadsheets of that kind cannot be read. Save it as xlsx or CSV."


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_spreadsheet_that_was_cut_off_is_refused(refused, tmp_path, share):
    whole = sheet(tmp_path / "a.xlsx", [["name", "email", "role"], ["A", "a@x.no", "teacher"]])

    assert refused(whole[: int(len(whole) * share)], "p.xlsx") == [DAMAGED]


def test_a_damaged_spreadsheet_is_refused(refused, tmp_path):
    files = {"xl/workbook.xml": b"<workbook", "[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b"<worksheet>"}

    assert refused(zipped(tmp_path / "a.xlsx", files), "p.xlsx") == [DAMAGED]


def test_what_unpacks_to_gigabytes_is_not_unpacked(refused, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(b"\0" * 1_000_000)

    assert refused(path.read_bytes(), "p.xlsx") == ["The file is far larger when it is unpacked than it may be."]


def test_an_archive_that_lies_about_its_size_is_refused(refused, tmp_path):
    content = zipped(tmp_path / "liar.xlsx", {"xl/workbook.xml": b" " * 5_000_000, "b": b""})
    told = struct.pack("<I", 5_000_000)
    lied = content.replace(told, struct.pack("<I", 100))
    assert lied != content

    assert refused(lied, "p.xlsx") == [DAMAGED]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x.xml", "a/../../b"])
def test_an_archive_that_leads_outside_is_refused(refused, tmp_path, name):
    content = zipped(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<workbook/>", name: b""})

    assert refused(content, "p.xlsx") == ["The file holds things that no spreadsheet holds."]


def test_an_archive_of_many_files_is_refused(refused, tmp_path):
    content = zipped(tmp_path / "a.xlsx", {f"{number}": b"" for number in range(501)})

    assert refused(content, "p.xlsx") == ["The file holds things that no spreadsheet holds."]


def test_cells_in_far_corners_reserve_no_room(refused, tmp_path):
    down, aside = (
        sheet(tmp_path / f"{name}.xlsx", [["name", "email", "role"]]) and _with_cell(tmp_path / f"{name}.xlsx", at)
        for name, at in (("down", "A1048576"), ("aside", "XFD2"))
    )

    assert refused(down, "p.xlsx") == ["A file can have 20000 rows at most."]
    assert refused(aside, "p.xlsx") == ["A file can have 300 columns at most."]


def _with_cell(path: Path, at: str, *, head: bytes = b"") -> bytes:
    """The same spreadsheet with one more cell."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    row = "".join(filter(str.isdigit, at))
    name = "xl/worksheets/sheet1.xml"
    cell = f'<row r="{row}"><c r="{at}"><v>1</v></c></row></sheetData>'
    files[name] = head + files[name].replace(b"</sheetData>", cell.encode())
    return zipped(path, files)


def test_entities_in_a_spreadsheet_are_not_expanded(refused, tmp_path):
    sheet(tmp_path / "a.xlsx", [["name", "email", "role"]])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    laughs = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>'
    files[name] = laughs + files[name].partition(b"?>")[2].lstrip()

    assert refused(zipped(tmp_path / "a.xlsx", files), "p.xlsx") == ["The file holds things that no spreadsheet holds."]


def test_a_file_as_large_as_it_may_be_is_read_and_one_byte_more_is_not(rows, refused, monkeypatch):
    text = f"{HEADER}\n{ANNE}".encode()
    monkeypatch.setattr(people_files, "MOST_BYTES", len(text))

    assert len(rows(text)) == 1
    assert refused(text + b"\n") == ["A file can have 0 MB at most."]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["p.csv", "p.xlsx", "p.zip", "p.txt", "p", ".xls"]))
def test_whatever_the_bytes_the_answer_is_rows_or_sentences(rows, content, name):
    with suppress(FileRefused):
        assert rows(content, name)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 255))
def test_a_spreadsheet_with_a_wrong_byte_is_read_or_refused(rows, tmp_path, share, byte):
    whole = bytearray(sheet(tmp_path / "a.xlsx", [["name", "email", "role"], ["A", "a@x.no", "teacher"]]))
    whole[int(len(whole) * share)] = byte

    with suppress(FileRefused):
        rows(bytes(whole), "p.xlsx")
