"""A file of people in a browser: counted, by keyboard, on a phone and without scripts; and clean for axe in each state."""

from io import BytesIO

import pytest
import xlsxwriter

from tests.browser.counting import Counter
from tests.browser.places import address

HEADER = ["eier", "skole", "lag", "navn", "e-post", "rolle"]
NEW = "navn;e-post;rolle;lag\n" + "".join(f"Person {n};p{n}@x.no;lærer;5.–7. trinn\n" for n in range(60))
REFUSED = NEW + "Et svært langt navn uten mening;ikkeenadresse_som_er_lang_og_ikke_brytes@x;trollmann;5.–7. trinn\n"
YES = "main form.post-button button[data-variant=primary]"


def spreadsheet(rows: list[list[str]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def test_9_an_administrator_imports_a_hundred_people_in_four(site):
    gro = Counter(site.visit("gro").page)
    rows = [["Storvik", "Nye skole", f"Trinn {n % 5}", f"Person {n}", f"nr{n}@x.no", "lærer"] for n in range(100)]
    gro.open("/")

    gro.click(gro.page.locator(".site-nav a[href='/admin']"))
    gro.choose(gro.page.locator("input[type=file]"), "ansatte.xlsx", spreadsheet([HEADER, *rows]))
    gro.click(gro.page.locator("form:has(input[type=file]) button"))
    told = gro.page.locator(YES).inner_text()
    gro.click(gro.page.locator(YES))

    assert gro.interactions == 4
    assert told == "Importer 100 personer"
    assert gro.page.locator(".note[data-kind=success]").inner_text() == "100 personer er importert."


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_each_state_keeps_the_rules(site, axe, width, scripts):
    visit = site.visit("cecilie", width=width, java_script_enabled=scripts)
    page, path = visit.page, address(visit, "{place}/import")
    states = {"refused.csv": REFUSED, "new.csv": NEW, "page.xls": "<html>"}

    for name, text in states.items():
        page.goto(path)
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        )
        page.locator("main form button").click()
        page.locator(".breadcrumbs", has_text=name).wait_for()
        if scripts:
            assert axe(page) == [], name
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, name
        if name == "refused.csv":
            assert page.locator(YES).count() == 0
            with page.expect_download() as download:
                page.get_by_role("link", name="Hent de avviste radene").click()
            assert download.value.suggested_filename == "refused.csv"
    if scripts:
        page.goto(path)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_it_goes_by_keyboard(site):
    visit = site.visit("cecilie")
    page = visit.page
    page.goto(address(visit, "{place}/import"))

    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": NEW.encode()})
    page.locator("input[type=file]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(YES).wait_for()
    page.locator(YES).focus()
    page.keyboard.press("Enter")

    page.get_by_text("60 personer er importert.").wait_for()
    page.get_by_role("link", name="Flere rader").click()
    assert page.locator("main li", has_text="p59@x.no").count() == 1
