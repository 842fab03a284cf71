"""A register becomes places: new ones, changed names and owners, closed and merged ones. Nothing is deleted."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from courseengine.core.audit import AuditLine
from courseengine.core.people.imports import register
from courseengine.core.people.imports.applying import apply
from courseengine.core.people.imports.register import REGISTER
from courseengine.core.people.models import Organisation
from courseengine.core.people.operations import add_membership, add_organisation, add_person
from courseengine.core.people.roles_asked import ask_for_role
from tests.core.people.imports import bringing
from tests.core.people.imports.bringing import NOW, everything, fates, told

NSR = "Organisasjonsnummer;Navn;Karakteristikk;ErAktiv;ErSkole;ErBarnehage;ErSkoleEier;UtgaattDato;EierOrgnr;Eier;Etterfølger\n"
STORVIK = "123456777;Storvik kommune;;True;False;False;True;;;;\n"
FURULIA = "123456785;Furulia skole;;True;True;False;False;;123456777;Storvik kommune;\n"
OSPELIA = "123456793;Ospelia barnehage;;True;False;True;False;;123456777;;\n"


def carry_out(session, text, **more):
    return bringing.carry_out(session, NSR + text, what="places", **more)


def bring(session, text, **more):
    return bringing.bring(session, NSR + text, what="places", **more)


def place(session, number):
    return session.scalars(select(Organisation).where(Organisation.number == number)).one()


@pytest.mark.parametrize("batch", [1, 500])
def test_a_register_makes_places(session, batch):
    file = carry_out(session, STORVIK + FURULIA + OSPELIA, batch=batch)

    furulia, ospelia = place(session, "123456785"), place(session, "123456793")
    assert (furulia.kind, furulia.name, furulia.parent.name) == ("school", "Furulia skole", "Storvik kommune")
    assert (ospelia.kind, ospelia.parent_id) == ("kindergarten", furulia.parent_id)
    assert fates(session, file) == ["created"] * 3
    assert told(session, file, "created")[1] == "3: New place: Furulia skole"


def test_importing_twice_changes_nothing(session):
    carry_out(session, STORVIK + FURULIA + OSPELIA)
    before = everything(session)

    again = carry_out(session, STORVIK + FURULIA + OSPELIA)

    assert everything(session) == before
    assert fates(session, again) == ["unchanged"] * 3


@pytest.mark.parametrize("batch", [1, 500])
def test_an_owner_that_only_its_schools_name_is_made_and_may_follow(session, batch):
    file = carry_out(session, FURULIA + STORVIK.replace("Storvik kommune", "Storvik"), batch=batch)

    assert place(session, "123456785").parent.name == "Storvik"
    assert told(session, file, "created", "changed") == [
        "2: New place: Storvik kommune",
        "2: New place: Furulia skole",
        "3: Name: Storvik kommune → Storvik",
    ]


def test_what_has_changed_is_told_and_done(session):
    carry_out(session, STORVIK + FURULIA)
    changed = FURULIA.replace("Furulia skole", "Furulia oppvekstsenter").replace(
        "123456777;Storvik kommune", ";Nye Storvik"
    )

    file = carry_out(session, changed)

    furulia = place(session, "123456785")
    assert (furulia.name, furulia.parent.name, furulia.parent.number) == ("Furulia oppvekstsenter", "Nye Storvik", None)
    assert told(session, file, "changed") == [
        "2: Name: Furulia skole → Furulia oppvekstsenter",
        "2: New place: Nye Storvik",
        "2: Owner: Storvik kommune → Nye Storvik",
    ]


def test_a_place_that_was_known_by_name_gets_its_number(session):
    owner = add_organisation(session, kind="owner", name="Storvik kommune")
    school = add_organisation(session, kind="school", name="Furulia skole", parent=owner)
    add_organisation(session, kind="kindergarten", name="Furulia skole", parent=owner)

    file = carry_out(session, FURULIA)

    assert (school.number, owner.number) == ("123456785", "123456777")
    assert fates(session, file) == ["changed"]


@pytest.mark.parametrize("batch", [1, 500])
def test_a_closed_place_gets_its_last_day_and_a_merged_one_its_successor(session, batch):
    carry_out(session, STORVIK + FURULIA + OSPELIA)
    closed = FURULIA.replace("True;True", "False;True").replace(";;123456777", ";2026-08-01T01:15:10+02:00;123456777")
    new = "987654325;Nye skole;;True;True;False;False;;123456777;;\n"

    file = carry_out(
        session, closed.replace(";\n", ";987654325\n") + OSPELIA.replace("True;", "False;", 1) + new, batch=batch
    )

    furulia, ospelia = place(session, "123456785"), place(session, "123456793")
    assert (furulia.ends_on, furulia.successor.name) == (date(2026, 8, 1), "Nye skole")
    assert (ospelia.ends_on, ospelia.successor_id) == (date(2026, 11, 25), None)
    assert told(session, file, "changed") == [
        "2: Last day: 2026-08-01",
        "2: Successor: 987654325",
        "3: Last day: 2026-11-25",
    ]
    later = datetime(2027, 1, 1, tzinfo=UTC)
    again = bring(session, closed.replace(";\n", ";987654325\n") + OSPELIA.replace("True;", "False;", 1), at=later)
    assert fates(session, again) == ["unchanged"] * 2


def test_a_closed_place_opens_again(session):
    carry_out(session, STORVIK + FURULIA)
    carry_out(session, FURULIA.replace("True;", "False;", 1))

    file = carry_out(session, FURULIA)

    assert place(session, "123456785").ends_on is None
    assert told(session, file, "changed") == ["2: Open again"]


def test_a_place_that_was_merged_does_not_open_again(session):
    carry_out(session, STORVIK + FURULIA + OSPELIA)
    furulia = place(session, "123456785")
    furulia.ends_on, furulia.successor = date(2026, 11, 1), place(session, "123456793")

    file = bring(session, FURULIA)

    assert told(session, file, "refused") == [
        "2: active: Furulia skole was merged into another place and cannot open again."
    ]


@pytest.mark.parametrize("last_day", ["2026-11-01", "2027-07-31"])
def test_what_people_are_ends_with_their_place(session, last_day):
    carry_out(session, STORVIK + FURULIA)
    furulia = place(session, "123456785")
    anne = add_person(session, name="Anne", email="anne@x.no", at=NOW)
    held = add_membership(
        session, person=anne, organisation=furulia, role="teacher", at=NOW, starts_on=date(2026, 8, 1)
    )
    asked = ask_for_role(session, person=anne, place=furulia, by=anne, at=NOW)
    session.flush()

    file = bring(session, FURULIA.replace("True;", "False;", 1).replace(";;123456777", f";{last_day};123456777"))
    outcome = apply(session, file, at=NOW)

    session.expire_all()
    ends_on = min(date.fromisoformat(last_day), date(2027, 7, 31))
    assert held.ends_on == (date(2026, 11, 24) if last_day < "2026-11-25" else ends_on)
    assert (asked.decided_at, asked.granted) == (NOW, False)
    assert outcome.over == ([furulia.id] if last_day < "2026-11-25" else [])


@pytest.mark.parametrize("batch", [1, 500])
def test_an_owner_closes_when_nothing_is_below_it(session, batch):
    carry_out(session, STORVIK + FURULIA)
    closed = STORVIK.replace("True;", "False;", 1)
    new = "987654325;Nye kommune;;True;False;False;True;;;;\n"

    refused = bring(session, closed, batch=batch)
    both = bring(session, closed + FURULIA.replace("True;", "False;", 1), batch=batch)
    moved = bring(session, closed + new + FURULIA.replace("123456777;Storvik kommune", "987654325;"), batch=batch)

    assert told(session, refused, "refused") == [
        "2: ends_on: there are places below it. Move them to another owner, or close them too."
    ]
    assert (told(session, both, "refused"), told(session, moved, "refused")) == ([], [])


def test_what_had_closed_before_it_came_here_is_left_out(session):
    file = carry_out(session, FURULIA.replace("True;", "False;", 1).replace(";;123456777", ";01.08.2019;123456777"))

    assert (fates(session, file), told(session, file, "unchanged")) == (
        ["unchanged"],
        ["2: Closed before it came here, and left out"],
    )
    assert session.scalars(select(Organisation)).all() == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (";A;;;True;;;;;;", "number: empty."),
        ("123456786;A;;;True;;;;;;", 'number: "123456786" is no organisation number.'),
        ("123456785;;;;True;;;;;;", "name: empty."),
        ("123456785;A;;kanskje;True;;;;;;", 'active: "kanskje" is neither yes nor no.'),
        ("123456785;A;;;True;;;i fjor;;;", 'ends_on: "i fjor" is no date such as 2026-11-25.'),
        ("123456785;A;;;True;;;2026-02-30;;;", 'ends_on: "2026-02-30" is no date such as 2026-11-25.'),
        ("123456785;A;;;True;;;;123456785;;", "owner_number: that is the place itself."),
        ("123456785;A;;;True;;;;987654325;;", "owner_number: no owner has that number. Give its name, or let its own row stand above."),
        ("123456785;A;;;True;;;;;;123456793", "successor_number: neither the file nor the installation has a place with the number 123456793."),
        ("123456777;Storvik;;;True;;;;;;", "kind: Storvik kommune is known as another kind of place."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(session, row, problem):
    carry_out(session, STORVIK)

    assert told(session, bring(session, row), "refused") == [f"2: {problem}"]


def test_a_place_stands_once(session):
    file = bring(session, STORVIK + FURULIA + FURULIA, batch=1)

    assert told(session, file, "refused") == ["4: number: row 3 is about the same place."]


def test_every_place_leaves_a_line(session):
    carry_out(session, STORVIK + FURULIA)
    carry_out(session, FURULIA.replace("True;", "False;", 1))
    carry_out(session, FURULIA.replace("Furulia", "Ny"))

    events = session.scalars(select(AuditLine.event).order_by(AuditLine.id)).all()
    assert events == [
        "place_made", "place_made", "places_imported", "place_ended", "places_imported", "place_changed", "places_imported",
    ]  # fmt: skip


def test_a_register_costs_the_same_number_of_questions(session, statements):
    rows = [f"{number};Skole {number};;True;True;False;False;;123456777;Storvik;\n" for number in numbers(60)]
    asked = []

    for some in (rows[:2], rows):
        with statements() as questions:
            carry_out(session, "".join(some))
        asked.append(len(questions))

    assert asked[1] <= asked[0]


def numbers(many: int) -> list[str]:
    """Numbers that check."""
    found: list[str] = []
    number = 80_000_000
    while len(found) < many:
        number += 1
        rest = sum(w * int(d) for w, d in zip((3, 2, 7, 6, 5, 4, 3, 2), str(number), strict=True)) % 11
        if rest != 1:
            found.append(f"{number}{(11 - rest) % 11}")
    return found


def test_every_word_of_the_register_is_understood():
    assert set(REGISTER.words.values()) == set(register.COLUMNS)
