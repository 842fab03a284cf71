"""A university writes to a module, and those who lead at its partner schools read it on the module's page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.core.networks.models import SupportNote
from courseengine.core.people.models import Partnership
from tests.web.hostile import TEXT

pytestmark = pytest.mark.both_databases

FROM = "Fra Demouniversitetet"


@pytest.fixture
def notes(world):
    return f"/places/{world.places['university'].public_id}/notes"


@pytest.fixture
def module(world):
    """The address of module 2, at a school or without a run."""

    def address(plan="furulia"):
        return f"/courses/{world.runs[plan].public_id if plan in world.runs else plan}/modules/2-lareplaner-for-fag"

    return address


@pytest.mark.parametrize(("who", "reads"), [("cecilie", True), ("jonas", True), ("anne", False), ("bjorn", False)])
def test_those_who_lead_read_it_and_those_who_take_part_do_not(as_person, module, who, reads):
    page = as_person(who).get(module()).text

    assert (FROM in page, "velge ett kjerneelement" in page) == (reads, reads)


def test_the_university_reads_its_own_and_a_school_without_it_as_partner_reads_none(as_person, module):
    assert FROM in as_person("farid").get(module("lk20")).text
    assert FROM not in as_person("ylva").get(module("solli")).text


def test_a_partnership_that_ended_ends_it(as_person, module, database, world):
    with database.writing() as session:
        for one in session.scalars(select(Partnership)):
            one.ended_at = world.at

    assert FROM not in as_person("cecilie").get(module()).text


def test_nobody_who_takes_part_pays_for_it(as_person, module, count_queries):
    counts = []
    for who in ("anne", "cecilie"):
        client = as_person(who)
        client.get(module())
        with count_queries() as statements:
            client.get(module())
        counts.append(len([one for one in statements if "support_note" in one]))

    assert counts == [0, 1]


@pytest.mark.parametrize("who", ["anne", "cecilie", "eva", "gro", "ylva"])
def test_only_its_staff_write(as_person, notes, who):
    assert as_person(who).get(notes).status_code == 404
    assert as_person(who).post(notes, data={"module": "lk20|m1", "text": "x"}).status_code == 404
    assert as_person(who).post(f"{notes}/delete").status_code == 404


def test_a_note_is_written_changed_and_deleted(as_person, notes, module, database):
    farid, cecilie = as_person("farid"), as_person("cecilie")
    farid.post(notes, data={"module": "lk20|m2", "text": "Et **nytt** notat"})
    assert "<strong>nytt</strong>" in cecilie.get(module()).text

    with database.reading() as session:
        note = session.scalars(select(SupportNote).where(SupportNote.text.startswith("Et"))).one().public_id
    assert "Et **nytt** notat" in farid.get(f"{notes}?note={note}").text
    farid.post(notes, data={"module": "lk20|m2", "text": "Et annet", "note": note})
    page = cecilie.get(module()).text
    assert ("Et annet" in page, "nytt</strong>" in page) == (True, False)
    farid.post(f"{notes}/delete", data={"note": note})
    assert "Et annet" not in cecilie.get(module()).text


@pytest.mark.parametrize(("form", "field"), [
    ({"module": "", "text": "Behold"}, "module"),
    ({"module": "lk20|m9", "text": "Behold"}, "module"),
    ({"module": "lk20|m2", "text": " "}, "text"),
    ({"module": "lk20|m2", "text": "Behold" + "x" * 20_000}, "text"),
])  # fmt: skip
def test_what_cannot_be_a_note_is_refused_and_kept(as_person, notes, form, field):
    answer = as_person("farid").post(notes, data=form)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert form["text"].strip()[:6] in answer.text


def test_hostile_words_are_words(as_person, notes, module):
    as_person("farid").post(notes, data={"module": "lk20|m2", "text": TEXT})

    for who, where in (("cecilie", module()), ("farid", notes)):
        main = as_person(who).get(where).text.partition("<main")[2]
        assert "<script>window" not in main
        assert "<img" not in main
        assert 'href="javascript' not in main


def test_whoever_saves_over_a_colleagues_note_is_told_first(as_person, notes, database):
    farid, sent = as_person("farid"), {"module": "lk20|m3", "text": "Et notat"}
    farid.post(notes, data=sent)
    with database.reading() as session:
        row = session.scalars(select(SupportNote).where(SupportNote.text == "Et notat")).one()
        sent |= {"note": row.public_id, "seen": row.written_at.isoformat()}
    with database.writing() as session:
        session.get_one(SupportNote, row.id).written_at = row.written_at + timedelta(minutes=1)

    late = farid.post(notes, data=sent | {"text": "Mitt notat"})

    assert (late.status_code, "Mitt notat" in late.text) == (409, True)
