"""What calendar programs read: at whose address, how much, and whether they understand it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import vobject
from ics import Calendar
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core import audit
from courseengine.core.accounts.models import Account
from courseengine.core.calendar.models import CalendarFeed
from courseengine.core.meetings.models import Meeting
from courseengine.core.networks.models import NetworkMember
from courseengine.core.people.models import Membership
from tests.web.hostile import LONG, MARKUP, RIGHT_TO_LEFT
from tests.web.test_calendar import NEXT, add_meetings, network, text_of

__all__ = ["network"]


@pytest.fixture
def address(as_person):
    """Where Anne's calendar is read."""
    return address_on(as_person("anne").get("/calendar"))


def address_on(page):
    found = re.search(r'id="address" value="https?://[^/]+(/feeds/[^"]+)"', page.text)
    return found[1] if found else None


def events_in(answer):
    return {str(one.uid.value).partition("@")[0]: one for one in vobject.readOne(answer.text).vevent_list}


@pytest.mark.both_databases
def test_a_program_without_a_session_reads_what_its_owner_has(stranger, address, world):
    answer = stranger.get(address)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in answer.headers
    assert f"meeting-{world.meetings['next'].public_id}" in events_in(answer)


def test_the_page_has_it_one_press_or_one_copy_away(as_person, address):
    page = as_person("anne").get("/calendar").text

    assert f'href="webcal://127.0.0.1:8000{address}"' in page
    assert re.search(r'id="address" value="http://127.0.0.1:8000[^"]+" readonly', page)
    assert "Outlook og Google kan henge etter" in page


def test_two_looks_at_the_page_are_one_address(as_person, address):
    assert address_on(as_person("anne").get("/calendar")) == address
    assert address_on(as_person("bjorn").get("/calendar")) != address


@pytest.mark.parametrize("broken", [lambda a: a[:-6] + "x.ics", lambda a: "/feeds/calendar/made-up.ics"])
def test_an_address_nobody_gave_out_is_not_there(stranger, address, broken):
    assert stranger.get(address).status_code == 200
    assert stranger.get(broken(address)).status_code == 404


def test_a_proof_belongs_to_its_own_id(stranger, as_person, address):
    other = address_on(as_person("bjorn").get("/calendar"))
    mixed = f"{address.partition('.')[0]}.{other.partition('.')[2]}"

    assert stranger.get(mixed).status_code == 404


def test_what_cannot_be_an_address_asks_the_database_nothing(stranger, world, count_queries):
    with count_queries() as statements:
        assert stranger.get("/feeds/calendar/made-up.ics").status_code == 404

    assert statements == []


@pytest.mark.both_databases
def test_a_renewed_address_replaces_the_old_one(stranger, as_person, address, database, world):
    client = as_person("anne")
    client.post("/calendar/address")
    new = address_on(client.get("/calendar"))

    assert new != address
    assert stranger.get(address).status_code == 404
    assert stranger.get(new).status_code == 200
    assert logged(database, world) == ["calendar_address_made", "calendar_address_made"]


@pytest.mark.both_databases
def test_an_ended_address_stays_ended_until_a_new_one_is_asked_for(stranger, as_person, address, database, world):
    client = as_person("anne")
    client.post("/calendar/address/end")

    assert stranger.get(address).status_code == 404
    assert address_on(client.get("/calendar")) is None
    assert "webcal:" not in client.get("/calendar").text
    assert logged(database, world) == ["calendar_address_made", "calendar_address_ended"]
    client.post("/calendar/address")
    assert stranger.get(address_on(client.get("/calendar"))).status_code == 200
    assert stranger.get(address).status_code == 404


def logged(database, world):
    with database.reading() as session:
        lines = select(audit.AuditLine.event).where(
            audit.AuditLine.person_id == world.people["anne"].id, audit.AuditLine.event.like("calendar%")
        )
        return list(session.scalars(lines.order_by(audit.AuditLine.id)))


def test_an_ended_account_is_read_no_more(stranger, address, database, world):
    with database.writing() as session:
        session.get_one(Account, world.people["anne"].id).ended_at = world.at

    assert stranger.get(address).status_code == 404


def test_it_says_what_the_owner_may_see_now(stranger, address, database, world):
    with database.writing() as session:
        for row in session.scalars(select(Membership).where(Membership.person_id == world.people["anne"].id)):
            row.ends_on = world.day(-1)
        for member in session.scalars(select(NetworkMember).where(NetworkMember.person_id == world.people["anne"].id)):
            member.ended_at = world.at

    answer = stranger.get(address)

    assert answer.status_code == 200
    assert "BEGIN:VEVENT" not in answer.text


def test_an_administrator_s_address_reaches_no_further_than_a_password(stranger, as_person):
    answer = stranger.get(address_on(as_person("gro").get("/calendar")))

    assert answer.status_code == 200
    assert "BEGIN:VEVENT" not in answer.text


def test_somebody_else_s_meeting_is_not_in_it(stranger, as_person, world):
    key = f"meeting-{world.meetings['next'].public_id}"

    assert key in events_in(stranger.get(address_on(as_person("bjorn").get("/calendar"))))
    assert key not in events_in(stranger.get(address_on(as_person("ingrid").get("/calendar"))))


def test_only_what_is_ones_own_is_in_it(stranger, as_person, network):
    text = stranger.get(address_on(as_person("eva").get("/calendar"))).text

    assert "I en uke" not in text
    assert "Bare å se" not in text


def test_what_has_not_changed_is_not_sent_again(stranger, address, database, world):
    first = stranger.get(address)

    assert stranger.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "Last-Modified" in first.headers
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).place = "Rom 1"
    assert stranger.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    later = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert stranger.get(address, headers=later).status_code == 200


def test_one_sees_when_it_was_last_read(stranger, as_person, address, database, world):
    assert "Ingen kalenderprogram har lest den ennå" in as_person("anne").get("/calendar").text

    stranger.get(address)

    assert "Sist lest av et kalenderprogram: 17." in as_person("anne").get("/calendar").text
    with database.reading() as session:
        feed = session.get_one(CalendarFeed, world.people["anne"].id)
        read_at = feed.read_at
    stranger.get(address)
    with database.reading() as session:
        assert session.get_one(CalendarFeed, world.people["anne"].id).read_at == read_at


@pytest.mark.parametrize("number", [3, 300])
def test_a_feed_asks_few_times(stranger, address, database, world, count_queries, number):
    add_meetings(database, world, number)
    stranger.get(address)

    with count_queries() as statements:
        answer = stranger.get(address)

    assert answer.text.count("SUMMARY:Møte nr.") == number
    assert len(statements) <= 6, statements


@pytest.mark.both_databases
def test_two_parsers_read_the_same_instants(stranger, address, world):
    text = stranger.get(address).text
    meeting = world.meetings["next"]
    key = f"meeting-{meeting.public_id}@127.0.0.1"

    ours = next(one for one in vobject.readOne(text).vevent_list if one.uid.value == key)
    theirs = next(one for one in Calendar(text).events if one.uid == key)

    assert ours.dtstart.value.astimezone(UTC) == meeting.starts_at == theirs.begin.datetime.astimezone(UTC)
    ends_at = meeting.starts_at + timedelta(minutes=meeting.length)
    assert ours.dtend.value.astimezone(UTC) == ends_at == theirs.end.datetime.astimezone(UTC)
    assert ours.summary.value == NEXT == theirs.name
    assert (ours.sequence.value, ours.status.value) == ("0", "CONFIRMED")


def test_a_moved_meeting_keeps_its_name_and_a_cancelled_one_stays(stranger, as_person, address, world):
    key, client = f"meeting-{world.meetings['next'].public_id}", as_person("anne")
    path = f"/meetings/{world.meetings['next'].public_id}"
    day = world.day(3)
    sent = {"date": f"{day:%Y-%m-%d}", "time": "08:00", "length": "60", "place": "Rom 1"}

    client.post(f"{path}/move", data=sent)
    moved = events_in(stranger.get(address))[key]
    client.post(f"{path}/cancel", data={"because": "Influensa"})
    cancelled = events_in(stranger.get(address))

    assert (moved.sequence.value, moved.status.value, moved.location.value) == ("1", "CONFIRMED", "Rom 1")
    assert moved.dtstart.value.astimezone(UTC) == clock.in_oslo(day, time(8))
    assert (cancelled[key].sequence.value, cancelled[key].status.value) == ("2", "CANCELLED")
    assert cancelled[key].summary.value == f"Avlyst: {NEXT}"
    assert "Influensa" not in str(cancelled)
    assert f"prework-{world.meetings['next'].public_id}" not in cancelled


@pytest.mark.parametrize("title", [MARKUP, RIGHT_TO_LEFT, LONG, "a;b,c\\d", "BEGIN:VEVENT", "linje\r\nEND:VCALENDAR"])
def test_no_title_breaks_the_file(stranger, address, database, world, title):
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).title = title

    answer = stranger.get(address)
    found = events_in(answer)[f"meeting-{world.meetings['next'].public_id}"]

    assert found.summary.value == " ".join(title.split())
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    assert {one.name for one in Calendar(answer.text).events} >= {" ".join(title.split())}


def test_a_gathering_in_a_week_lasts_whole_days(stranger, address, network, world):
    found = {one.summary.value: one for one in vobject.readOne(stranger.get(address).text).vevent_list}

    week = found["I en uke"]
    assert (week.dtstart.value, week.dtend.value) == (world.day(1), world.day(6))
    assert found["På en dag"].dtstart.value.astimezone(UTC) == clock.in_oslo(world.day(1), time(9))


@pytest.mark.parametrize(("who", "status"), [("anne", 200), ("bjorn", 200), ("ingrid", 404), ("cecilie", 404)])
def test_one_meeting_as_a_file_is_for_those_invited(as_person, world, who, status):
    answer = as_person(who).get(f"/meetings/{world.meetings['next'].public_id}/calendar.ics")

    assert answer.status_code == status
    if status == 200:
        assert answer.headers["Content-Disposition"] == "attachment; filename=meeting.ics"
        assert len(Calendar(answer.text).events) == 1
        assert "REFRESH-INTERVAL" not in answer.text


@pytest.mark.parametrize(("who", "status"), [("anne", 200), ("eva", 200), ("ylva", 404), ("hanna", 404)])
def test_one_gathering_as_a_file_is_for_those_who_see_it(as_person, network, database, who, status):
    with database.reading() as session:
        from courseengine.core.networks.models import Gathering

        public_id = session.scalars(select(Gathering.public_id).where(Gathering.theme == "I en uke")).one()

    answer = as_person(who).get(f"/gatherings/{public_id}/calendar.ics")

    assert answer.status_code == status
    assert ("SUMMARY:I en uke" in answer.text) is (status == 200)


@pytest.mark.both_databases
@pytest.mark.parametrize(("hour", "hours"), [(0, "02:30–03:00"), (1, "02:30–04:00")], ids=["first", "second"])
def test_a_meeting_in_the_hour_that_comes_twice_is_at_its_own_instant(
    stranger, as_person, address, database, world, hour, hours
):
    starts_at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    with database.writing() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        meeting.starts_at, meeting.length = starts_at, 90

    (read,) = [one for one in Calendar(stranger.get(address).text).events if f"meeting-{meeting.public_id}" in one.uid]

    # A time that comes twice is equal to none in another zone, so both are asked in UTC.
    told = [one.datetime.astimezone(UTC) for one in (read.begin, read.end)]
    assert told == [starts_at, starts_at + timedelta(minutes=90)]
    anne = as_person("anne")
    assert hours in text_of(anne.get("/calendar?month=2026-10"))
    page = text_of(anne.get(f"/meetings/{meeting.public_id}"))
    assert "søndag 25." in page.lower()
    assert hours in page
