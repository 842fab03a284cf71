"""The pages of a school calendar: pasted, looked at, saved, mended, and what it hits."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from courseengine.base.i18n import language
from courseengine.core.audit import AuditLine, Event
from courseengine.core.people.models import Organisation
from courseengine.core.people.operations import add_organisation
from courseengine.core.school_days.days import DayKind
from courseengine.core.school_days.models import SchoolDay
from courseengine.core.school_days.operations import change_days
from courseengine.core.school_days.queries import written_at
from tests.web.conftest import AT
from tests.web.hostile import MARKUP
from tests.web.team_world import hidden, plan_url, when

OFF, PLANNING, ORDINARY = DayKind.OFF, DayKind.PLANNING, DayKind.ORDINARY
YEAR = 2026
NEXT_MEETING = date(2026, 11, 19)
"""when grades 5–7 meet at Furulia"""


def url(world, place="furulia", more=""):
    return f"/places/{world.places[place].public_id}/days{more}"


def look(client, world, text="", place="furulia", **more):
    """Show what would become of the calendar."""
    fields = {"text": text, "year": YEAR, "act": "look"} | more
    return client.post(url(world, place), data=fields, content_type="multipart/form-data")


def save(client, world, page, text="", place="furulia", **more):
    """Save what a preview showed."""
    fields = {"text": text, "year": YEAR, "act": "save", "seen": hidden(page, "seen")} | more
    return client.post(url(world, place), data=fields, follow_redirects=True)


@pytest.fixture
def stored(database, world):
    """What a place has written itself."""

    def read(place="furulia"):
        with database.reading() as session:
            return written_at(session, session.get_one(Organisation, world.places[place].id))

    return read


@pytest.fixture
def write(database, world):
    """Writes into a calendar."""

    def change(place, days):
        with database.writing() as session:
            change_days(session, session.merge(world.places[place]), days, by=world.people["eva"].id, at=AT)

    return change


@pytest.mark.parametrize(
    ("who", "status"),
    [("cecilie", 200), ("eva", 200), ("david", 404), ("anne", 404), ("jonas", 404), ("farid", 404), ("ylva", 404)],
)
def test_the_calendar_is_for_those_who_plan_there(world, as_person, stored, who, status):
    before = stored()

    assert as_person(who).get(url(world)).status_code == status
    assert as_person(who).get(url(world, more="/enter")).status_code == status
    assert look(as_person(who), world, "Fri 18. mai").status_code == status
    assert stored() == before


@pytest.mark.both_databases
def test_a_pasted_calendar_is_looked_at_and_then_saved_whole(world, as_person, stored, database):
    cecilie, before = as_person("cecilie"), stored()
    text = "Skoleruta 2026/2027\nFri 20. og 21. mai\nKurs for alle 19. mai er planleggingsdag\nVelkommen!"

    page = look(cecilie, world, text)

    assert page.status_code == 200
    assert "Linje 4, «Velkommen!»: Det står ingen dato der." in page.text
    assert "20.–21.\N{NO-BREAK SPACE}mai" in page.text
    assert stored() == before
    saved = save(cecilie, world, page, text)
    assert "3 dager er lagret." in saved.text
    assert stored() == before | {
        date(2027, 5, 19): (PLANNING, "Kurs for alle er planleggingsdag"),
        date(2027, 5, 20): (OFF, "Fri"),
        date(2027, 5, 21): (OFF, "Fri"),
    }
    with database.reading() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.event == Event.SCHOOL_DAYS_CHANGED.value))
        last = list(lines)[-1]
        assert (last.actor_id, last.organisation_id) == (world.people["cecilie"].id, world.places["furulia"].id)


def test_nothing_is_saved_that_was_not_shown(world, as_person, stored):
    cecilie, before = as_person("cecilie"), stored()
    page = look(cecilie, world, "Fri 20. mai")

    other = save(cecilie, world, page, "Fri 21. mai")

    assert other.status_code == 422
    assert "Dette er ikke det samme som du så i stad." in other.text
    assert stored() == before
    assert "1 dag er lagret." in save(cecilie, world, other, "Fri 21. mai").text


def test_what_somebody_else_saved_meanwhile_is_shown_first(world, as_person, stored, write):
    cecilie = as_person("cecilie")
    page = look(cecilie, world, "Fri 20. mai")
    write("furulia", {date(2027, 5, 20): (PLANNING, "Kurs")})

    assert save(cecilie, world, page, "Fri 20. mai").status_code == 422
    assert stored()[date(2027, 5, 20)] == (PLANNING, "Kurs")


def test_days_that_may_be_anything_are_asked_about_and_else_left_out(world, as_person, stored):
    cecilie, text = as_person("cecilie"), "Foreldremøte 20. mai"

    page = look(cecilie, world, text)
    assert "Det er ingenting å lagre" in page.text
    answer = {"kind-1-2027-05-20": "planning"}
    page = look(cecilie, world, text, **answer)
    save(cecilie, world, page, text, **answer)

    assert stored()[date(2027, 5, 20)] == (PLANNING, "Foreldremøte")


def test_what_was_there_before_may_be_replaced(world, as_person, stored):
    cecilie, text = as_person("cecilie"), "Fri 20. mai"
    [own] = stored()
    page = look(cecilie, world, text, replaces="1")
    assert language("nb").day(own) in page.text

    save(cecilie, world, page, text, replaces="1")

    assert stored() == {date(2027, 5, 20): (OFF, "Fri")}


def test_the_first_day_off_offers_to_keep_the_usual_breaks(world, as_person, stored):
    ylva, text = as_person("ylva"), "Fri 20. mai"
    assert "Inntil videre gjelder de vanlige feriene" in ylva.get(url(world, "solli")).text

    page = look(ylva, world, text, "solli")
    assert 'name="usual" value="1" checked' in page.text
    save(ylva, world, page, text, "solli", **{"asked-usual": "1", "usual": "1"})

    days = stored("solli")
    assert days[date(2026, 9, 28)] == (OFF, "Høstferie")
    assert days[date(2027, 5, 20)] == (OFF, "Fri")
    assert "Inntil videre gjelder de vanlige feriene" not in ylva.get(url(world, "solli")).text


def test_the_usual_breaks_are_left_out_when_all_breaks_are_in_the_text(world, as_person, stored):
    ylva, text = as_person("ylva"), "Høstferie uke 40\nJuleferie uke 52–53"

    page = look(ylva, world, text, "solli")
    assert 'name="usual" value="1"' in page.text
    assert 'name="usual" value="1" checked' not in page.text
    page = look(ylva, world, text, "solli", **{"asked-usual": "1"})
    save(ylva, world, page, text, "solli", **{"asked-usual": "1"})

    assert len(stored("solli")) == 15


def test_a_leader_sees_which_meetings_a_day_off_hits_before_saving(world, as_person):
    page = look(as_person("cecilie"), world, "Fri torsdag 19. november")

    assert "Dette er planlagt på dager som blir fridager" in page.text
    assert "14:15: Hva er faget vårt til for? (5.–7. trinn)" in page.text


def test_an_owner_sees_how_many_at_each_school_and_no_team(world, as_person):
    eva = as_person("eva")

    for place in ("skogvik", "furulia"):
        page = look(eva, world, "Fri torsdag 19. november", place)
        assert "Furulia skole: 1 møte" in page.text
        assert "5.–7. trinn" not in page.text
        assert "Hva er faget" not in page.text


def test_a_schools_own_ordinary_day_is_not_hit_by_the_owners_day_off(world, as_person, write):
    write("furulia", {NEXT_MEETING: (ORDINARY, "")})

    assert "planlagt på dager som blir" not in look(as_person("eva"), world, "Fri 19. november", "skogvik").text


def test_a_module_that_opens_on_a_day_off_is_told(world, as_person, app):
    with app.extensions["database"].reading() as session:
        run = session.merge(world.runs["bjorkelia"])
        text = f"Fri {run.starts_on.isoformat()}"

    assert "Bjørkelia skole: 1 modul som åpner" in look(as_person("eva"), world, text, "skogvik").text
    told = look(as_person("david"), world, text, "bjorkelia").text
    assert "åpner" in told


def test_what_lies_on_a_day_off_is_told_until_it_is_moved(world, as_person, write):
    cecilie = as_person("cecilie")
    assert "Planlagt på fridager" not in cecilie.get(url(world)).text

    write("skogvik", {NEXT_MEETING: (OFF, "Fri")})

    assert "Planlagt på fridager" in cecilie.get(url(world)).text


def test_a_link_before_the_year_leads_to_the_list(world, as_person):
    page = as_person("cecilie").get(url(world)).text

    assert -1 < page.find('href="#days"') < page.find("August 2026") < page.find('id="days"')


def test_the_page_says_whose_word_a_day_is(world, as_person, write):
    write("furulia", {date(2027, 2, 22): (ORDINARY, "Vi jobber")})

    page = as_person("cecilie").get(url(world)).text

    for told in ("Skogvik kommune", "Skolens egen", "Helligdag", "Vi jobber", "Grunnlovsdag"):
        assert told in page


def test_own_days_are_removed_and_the_owners_stay(world, as_person, stored):
    cecilie, owners = as_person("cecilie"), stored("skogvik")
    fields = {"first": "2026-08-01", "last": "2027-07-31"}

    page = cecilie.post(url(world, more="/out"), data=fields, follow_redirects=True)

    assert "1 dag er fjernet." in page.text
    assert (stored(), stored("skogvik")) == ({}, owners)


def test_days_are_entered_by_hand_through_the_same_preview(world, as_person, stored):
    cecilie = as_person("cecilie")
    page = look(cecilie, world, first="20.5.2027", last="2027-05-21", kind="off", name="Lang helg; uke 20")

    save(cecilie, world, page, "2027-05-20;2027-05-21;off;Lang helg uke 20")

    assert stored()[date(2027, 5, 21)] == (OFF, "Lang helg uke 20")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"first": "32.5.2027"}, "first"),
        ({"last": "x"}, "last"),
        ({"last": "19.5.2027"}, "last"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_was_typed_wrongly_by_hand_comes_back_with_a_sentence(world, as_person, changed, field):
    typed = {"first": "20.5.2027", "last": "", "kind": "off", "name": "Lang helg"} | changed

    page = look(as_person("cecilie"), world, **typed)

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert 'value="Lang helg"' in page.text


def ics(*lines):
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rute.csv", "Dato;Navn\n20.05.2027;Fri for alle\n".encode("cp1252")),
        ("rute.ics", ics("DTSTART;VALUE=DATE:20270520", "SUMMARY:Fri for alle")),
    ],
)
def test_a_file_becomes_text_that_is_looked_at_and_saved(world, as_person, stored, name, content):
    cecilie = as_person("cecilie")
    page = look(cecilie, world, file=(BytesIO(content), name))
    assert page.status_code == 200
    text = page.text.split('<textarea class="ds-input" id="text"')[1].split(">\n")[1].split("</textarea>")[0]

    save(cecilie, world, page, text)

    assert stored()[date(2027, 5, 20)] == (OFF, "Fri for alle")


def test_a_file_of_50_mb_is_refused_with_a_sentence(world, as_person, stored):
    before = stored()

    page = look(as_person("cecilie"), world, file=(BytesIO(b"BEGIN:VCALENDAR\n" + b"x" * 50_000_000), "rute.ics"))

    assert page.status_code == 422
    assert "En skolerute kan være på høyst 2 MB. Er det riktig fil?" in page.text
    assert stored() == before


def test_what_a_file_leaves_out_is_told(world, as_person):
    content = ics("DTSTART;VALUE=DATE:20270520", "RRULE:FREQ=SECONDLY", "SUMMARY:Fri <b>")

    page = look(as_person("cecilie"), world, file=(BytesIO(content), "rute.ics"))

    assert "«Fri &lt;b&gt;» gjentas på en måte som ikke leses her." in page.text


def test_too_long_a_text_and_nothing_at_all_are_refused_with_a_sentence(world, as_person):
    cecilie = as_person("cecilie")

    assert "Dette er lengre enn en skolerute" in look(cecilie, world, "Fri 20. mai\n" * 601).text
    assert look(cecilie, world, " \n").status_code == 422


@pytest.mark.parametrize("year", ["2019", "9999", "x", "-1", "2027"])
def test_an_address_names_a_year_one_may_look_at(world, as_person, year):
    page = as_person("cecilie").get(url(world, more=f"?year={year}"))

    shown = "2027" if year == "2027" else "2026"
    assert f">August {shown}<" in page.text


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("nb", ("Skolerute", "Høstferie", "Grunnlovsdag", "August 2026", "mandag")),
        ("nn", ("Skulerute", "Nyttårsdag", "Grunnlovsdag", "August 2026", "måndag")),
        ("en", ("School calendar", "Constitution Day", "Public holiday", "August 2026", "Monday")),
    ],
)
def test_the_page_speaks_the_readers_language(world, as_person, database, code, told):
    with database.writing() as session:
        session.merge(world.people["cecilie"]).language = code
        session.query(SchoolDay).filter(SchoolDay.day == date(2027, 1, 1)).delete()

    page = as_person("cecilie").get(url(world)).text

    for word in told:
        assert word in page


def test_a_meeting_on_a_day_off_is_planned_and_the_page_says_so(world, as_person, write):
    anne, day = as_person("anne"), world.workday(5)
    write("skogvik", {day: (OFF, "Fridag i Skogvik")})
    form = anne.get(plan_url(world))
    fields = when(world) | {"title": "Verdiene", "submit_id": hidden(form, "submit_id")}

    page = anne.post(plan_url(world), data=fields, follow_redirects=True)

    told = language("nb").day(day, weekday=True)
    assert f"{told[:1].upper()}{told[1:]} er en fridag: Fridag i Skogvik. Møtet er planlagt likevel" in page.text


def test_a_meeting_moved_to_a_weekend_says_so_and_one_moved_to_a_planning_day_does_not(world, as_person, write):
    anne = as_person("anne")
    move = f"/meetings/{world.meetings['next'].public_id}/move"
    saturday = world.day(11)
    assert saturday.weekday() == 5

    page = anne.post(move, data=when(world) | {"date": saturday.isoformat()}, follow_redirects=True)
    assert "er en fridag. Møtet er planlagt likevel" in page.text
    write("furulia", {saturday: (PLANNING, "Kurs")})
    page = anne.post(move, data=when(world) | {"date": saturday.isoformat()}, follow_redirects=True)
    assert "fridag" not in page.text


def test_names_that_mean_harm_are_text(hostile_world, as_person):
    cecilie = as_person("cecilie")

    calendar = cecilie.get(url(hostile_world)).text
    preview = look(cecilie, hostile_world, f"2027-05-20;2027-05-21;off;{MARKUP}\n{MARKUP}\n3. mai {MARKUP}").text

    for page in (calendar, preview):
        assert "&lt;script&gt;window.hacked" in page
        assert "<script>window.hacked" not in page


@pytest.mark.both_databases
def test_a_longer_calendar_and_more_schools_cost_no_more_queries(world, as_person, database, count_queries, write):
    def asked(who, place):
        client = as_person(who)
        client.get(url(world, place))
        with count_queries() as statements:
            assert client.get(url(world, place)).status_code == 200
        return len(statements)

    before = asked("cecilie", "furulia"), asked("eva", "skogvik")
    write("furulia", {date(2026, 12, 1) + timedelta(days=one): (PLANNING, f"Dag {one}") for one in range(20)})
    with database.writing() as session:
        owner = session.merge(world.places["skogvik"])
        for number in range(5):
            add_organisation(session, kind="school", name=f"Skole {number}", parent=owner)

    assert (asked("cecilie", "furulia"), asked("eva", "skogvik")) == before
    assert max(before) <= 12
