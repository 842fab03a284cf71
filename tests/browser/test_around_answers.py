"""Around an answer on a telephone, with and without scripts: a file, a comment, a network, an answer shared."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.places import address
from tests.browser.rules import broken_rules, too_small_for_twice_the_text


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request):
    """Whether the telephone runs JavaScript."""
    return request.param


@pytest.fixture
def come(site, scripts):
    """Somebody with a telephone."""
    return lambda who: site.visit(who, width=390, java_script_enabled=scripts)


@pytest.fixture
def keeps_the_rules(axe, scripts):
    """Asks a page for everything that holds on all of them; axe is a script itself."""

    def kept(page, main="main h1"):
        broken = broken_rules(page, axe if scripts else lambda page: [], main=main, controls=70)
        broken += too_small_for_twice_the_text(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size({"width": 390, "height": 844})
        assert broken == [], page.url

    return kept


def photo():
    out = BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return {"name": "Tavla etter møtet.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def open_(page, words):
    page.locator("main summary", has_text=words).first.click()


def test_a_team_adds_a_file_talks_and_shows_what_it_has_delivered(come, keeps_the_rules):
    visit = come("anne")
    page = visit.page
    page.goto(address(visit, "{course}/activities/m2-g1"))
    open_(page, "Legg ved en fil")
    page.locator("input[type=file]").set_input_files(photo())
    page.get_by_role("button", name="Legg ved filen").click()
    page.get_by_role("link", name="Tavla etter møtet.jpg").first.wait_for()
    open_(page, "Skriv en kommentar")
    page.get_by_label("Kommentar", exact=True).fill("Ser bra ut.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Ser bra ut.").first.wait_for()
    keeps_the_rules(page)

    page.get_by_role("button", name="Lever for teamet").click()
    open_(page, "Vis det til et nettverk")
    page.get_by_label("Nettverk", exact=True).select_option(label="Naboskolene")
    page.get_by_role("button", name="Vis det", exact=True).click()
    page.get_by_role("link", name="Naboskolene").wait_for()
    keeps_the_rules(page)
    page.get_by_role("link", name="Naboskolene").click()
    keeps_the_rules(page)
    page.get_by_label("Din kommentar").fill("")
    page.get_by_role("button", name="Send", exact=True).click()
    assert page.locator("[aria-invalid=true]").count() == 1
    keeps_the_rules(page)
    page.get_by_role("button", name="Trekk det tilbake").click()
    page.get_by_role("button", name="Skriv videre").click()
    page.get_by_role("button", name="Lever for teamet").wait_for()


def test_one_shares_an_own_answer_and_the_team_reads_it(come, keeps_the_rules):
    visit = come("anne")
    page = visit.page
    page.goto(address(visit, "{course}/activities/m1-i1"))
    share, back = (page.get_by_role("button", name=re.compile(name)) for name in ("^Del med", "^Slutt å dele"))
    share.click()
    back.wait_for()
    keeps_the_rules(page)
    page.get_by_role("link", name=re.compile("Les det 1 annen deler")).click()
    assert page.get_by_role("heading", name="Bjørn").count() == 1
    keeps_the_rules(page)
    page.go_back()
    back.click()
    share.wait_for()
