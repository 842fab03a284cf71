"""The calendars a course brings along, as its pages show them: for all, for a pilot, for a region."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from courseengine.core.networks import spans
from courseengine.core.networks.gatherings import GatheringDraft, make_gathering
from courseengine.core.networks.models import Gathering, Network
from tests.web.plan_pages import main_of

NATIONAL = {
    1: "1. november 2019",
    2: "1. desember 2019",
    3: "1. desember 2019",
    4: "1. desember 2019",
    5: "1. mars 2020",
}
PILOT = {
    0: "Åpen siden 15. september 2019",
    1: "Åpen siden 9. august 2019 · ferdig innen 25. september 2019",
    2: "Åpen siden 10. september 2019 · ferdig innen 30. oktober 2019",
    3: "Åpen siden 10. september 2019 · ferdig innen 30. oktober 2019",
    4: "Åpen siden 10. september 2019 · ferdig innen 30. oktober 2019",
    5: "Åpen siden 1. januar 2020 · ferdig innen 31. januar 2020",
}
REGION = [
    ("September 2019", "Tirsdag 3. september", "September–oktober: Modul 0", ""),
    ("Oktober 2019", "", "Modul 0", "1. samling"),
    ("November 2019", "Tirsdag 12. november", "", ""),
    ("Desember 2019", "", "Desember–januar: Modul 1", ""),
    ("Januar 2020", "", "Modul 1", "2. samling"),
    ("Februar 2020", "Torsdag 6. februar", "Februar–mars: Modul 2", ""),
    ("Mars 2020", "", "Modul 2", "3. samling"),
    ("April 2020", "Fredag 17. april", "April–mai: Modul 4", ""),
    ("Mai 2020", "", "Modul 4", ""),
]
THEN = datetime(2019, 8, 20, 12, 0, tzinfo=UTC)
LEADERS = [date(2019, 9, 3), date(2019, 11, 12), date(2020, 2, 6), date(2020, 4, 17)]
SUBJECTS = [(2019, 10), (2020, 1), (2020, 3)]


def words_of(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_courses_own_page_has_the_dates_for_all(stranger):
    page = words_of(stranger.get("/courses/lk20").text)

    found = re.findall(r"(\d)\. [^·]+· Åpen siden (\d+\. \w+ \d{4})", page)
    assert {int(number): day for number, day in found} == NATIONAL


def test_a_pilots_plan_has_the_pilots_dates(as_person, world):
    page = main_of(as_person("wilma").get(f"/plans/{world.runs['granli'].public_id}"))
    page = page.replace("\N{NO-BREAK SPACE}", " ")

    titles = {module.number: module.title for module in world.course.modules}
    for number, told in PILOT.items():
        assert f"{number} {titles[number]} {told}" in page


@pytest.fixture
def region(database, world):
    """The region in the year of the calendar, with its leaders' days and its subject network's months."""
    eva = world.people["eva"].id
    with database.writing() as session:
        for gathering in session.scalars(select(Gathering)):
            session.delete(gathering)
        networks = {one.kind: one for one in session.scalars(select(Network)) if one.kind != "cooperating"}
        networks["region"].school_year = 2019
        meets = [("leader", "Ledere", spans.days(day)) for day in LEADERS]
        meets += [("subject", f"{number}. samling", spans.month(*one)) for number, one in enumerate(SUBJECTS, 1)]
        for kind, theme, span in meets:
            make_gathering(session, networks[kind], GatheringDraft(theme=theme, span=span), by=eva, at=THEN)
        return networks["region"].public_id


def test_a_regions_year_stands_side_by_side(as_person, region):
    page = as_person("cecilie").get(f"/networks/{region}?year=2019").text
    table = page[page.index('class="matrix"') :].partition("</table>")[0]

    rows = [
        [words_of(cell) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S)] for row in table.split("<tr")[2:]
    ]

    assert len(rows) == len(REGION)
    for cells, told in zip(rows, REGION, strict=True):
        assert cells[0] == told[0]
        for cell, text in zip(cells[1:], told[1:], strict=True):
            assert text in cell if text else cell.endswith("–"), (told, cells)
