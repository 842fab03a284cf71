"""Tables for spreadsheets: our letters arrive, and no cell is run as a formula."""

import csv
from io import StringIO

import pytest

from courseengine.base.cells import as_csv, plain_cell


@pytest.mark.parametrize("text", ["=1+1", "+47 123", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Bjørn", "1=1", " =1", "a@b.no"])
def test_everything_else_stays_as_it_is(text):
    assert plain_cell(text) == text


def test_a_table_is_read_again_as_it_was():
    rows = [["Navn", "Tekst"], ["Bjørn Å", 'han sa "hei";\nog gikk, til slutt'], ["=cmd", ""]]

    table = as_csv(rows)

    assert table.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(StringIO(table.decode("utf-8-sig"), newline="")))
    assert read == [rows[0], rows[1], ["'=cmd", ""]]
