"""The rows of a people file become places, teams, persons and memberships, once."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courseengine.core.audit import AuditLine
from courseengine.core.people.enrolment import Report, import_people
from courseengine.core.people.importer import Refused, read_people
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.operations import add_organisation, end_membership
from courseengine.core.people.queries import members_of, teams_of
from tests.databases import tables

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # the 25th in Oslo
HEADER = "owner;school;school_number;team;team_kind;name;email;role;main;language"
FURULIA = """\
Storvik;Furulia skole;123456785;Trinn 5;grade_team;Anne;anne@x.no;teacher;;
Storvik;Furulia skole;;Realfag;subject_team;Anne;anne@x.no;team_leader;;
Storvik;Furulia skole;;Trinn 5;;Bjørn;bjorn@x.no;teacher;;nn
Storvik;Furulia skole;;;;Cecilie;cecilie@x.no;school_leader;;
Storvik;;;;;Eva;eva@x.no;school_owner;;
;Universitetet i Nord;;;;Farid Amiri;farid@x.no;university_staff;;"""


def run(session: Session, text: str, *, at: datetime = NOW) -> Report:
    return import_people(session, "p.csv", read_people("p.csv", f"{HEADER}\n{text}".encode()), at=at)


def problems(session: Session, text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        run(session, text)
    return refused.value.problems


def person(session: Session, email: str) -> Person:
    return session.scalars(select(Person).where(Person.email == email)).one()


def everything(session: Session) -> dict[str, list[tuple]]:
    session.flush()
    return {
        name: sorted(map(tuple, session.execute(select(table))), key=repr) for name, table in tables().tables.items()
    }


def test_a_file_makes_a_school(session):
    report = run(session, FURULIA)

    school = session.scalars(select(Organisation).where(Organisation.name == "Furulia skole")).one()
    assert (school.kind, school.number) == ("school", "123456785")
    assert (school.parent.name, school.parent.kind) == ("Storvik", "owner")
    anne = person(session, "anne@x.no")
    assert [(team.name, team.kind) for team in teams_of(session, anne.id, on=date(2026, 11, 25))] == [
        ("Trinn 5", "grade_team"),
        ("Realfag", "subject_team"),
    ]
    trinn = session.scalars(select(Team).where(Team.name == "Trinn 5")).one()
    assert [one.name for one in members_of(session, trinn.id, on=date(2026, 11, 25))] == ["Anne", "Bjørn"]
    assert report.counts() == {
        "places": {"created": 3, "changed": 0, "unchanged": 0},
        "teams": {"created": 2, "changed": 0, "unchanged": 0},
        "people": {"created": 5, "changed": 0, "unchanged": 0},
        "memberships": {"created": 6, "changed": 0, "unchanged": 0},
    }


def test_a_membership_holds_from_that_day_in_oslo(session):
    run(session, FURULIA)

    anne = person(session, "anne@x.no")
    assert {row.starts_on for row in session.scalars(select(Membership))} == {date(2026, 11, 25)}
    assert teams_of(session, anne.id, on=date(2026, 11, 24)) == []


def test_importing_twice_changes_nothing(session):
    run(session, FURULIA)
    before = everything(session)

    report = run(session, FURULIA)

    assert everything(session) == before
    assert report.did_something is False
    assert report.counts() == {
        "places": {"created": 0, "changed": 0, "unchanged": 3},
        "teams": {"created": 0, "changed": 0, "unchanged": 2},
        "people": {"created": 0, "changed": 0, "unchanged": 5},
        "memberships": {"created": 0, "changed": 0, "unchanged": 6},
    }


def test_what_is_new_is_added_and_what_differs_is_corrected(session):
    run(session, FURULIA)

    report = run(
        session,
        "Storvik;Furulia skole;;Realfag;;Anne Å. Åsen;anne@x.no;team_leader;yes;nn\n"
        "Storvik;furulia SKOLE;;trinn 5;;Gunn Lie;gunn@x.no;teacher;;",
    )

    anne = person(session, "anne@x.no")
    assert (anne.name, anne.language) == ("Anne Å. Åsen", "nn")
    assert teams_of(session, anne.id, on=date(2026, 11, 25))[0].name == "Realfag"
    assert report.counts() == {
        "places": {"created": 0, "changed": 0, "unchanged": 2},
        "teams": {"created": 0, "changed": 0, "unchanged": 2},
        "people": {"created": 1, "changed": 1, "unchanged": 0},
        "memberships": {"created": 1, "changed": 2, "unchanged": 0},
    }


def test_an_import_takes_nobody_away(session):
    run(session, FURULIA)

    run(session, "Storvik;Furulia skole;;Trinn 5;;Bjørn;bjorn@x.no;teacher;;")

    assert len(teams_of(session, person(session, "anne@x.no").id, on=date(2026, 11, 25))) == 2


def test_somebody_who_left_comes_back_with_a_new_membership(session):
    run(session, FURULIA)
    left = session.scalars(select(Membership).where(Membership.person_id == person(session, "bjorn@x.no").id)).one()
    end_membership(left, on=date(2026, 11, 25))
    later = datetime(2027, 1, 4, 8, tzinfo=UTC)

    report = run(session, "Storvik;Furulia skole;;Trinn 5;;Bjørn;bjorn@x.no;teacher;;", at=later)

    assert report.counts()["memberships"] == {"created": 1, "changed": 0, "unchanged": 0}
    assert left.ends_on == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "Storvik;Bjørkelia skole;123456785;;;Bo;bo@x.no;teacher;;",
            'school: found "Bjørkelia skole", expected "Furulia skole", which has that organisation number',
        ),
        (
            "Storvik;Furulia skole;123456777;;;Bo;bo@x.no;teacher;;",
            "school_number: found 123456777, expected 123456785, as it is known",
        ),
        (
            "Lillevik;Furulia skole;123456785;;;Bo;bo@x.no;teacher;;",
            'owner: found "Lillevik", expected the owner that Furulia skole is known under',
        ),
    ],
)
def test_a_row_that_disagrees_with_what_is_known_is_refused(session, row, problem):
    run(session, FURULIA)

    assert problems(session, row) == [f"p.csv:2: {problem}"]


def test_two_schools_of_one_name_are_told_apart(session):
    run(session, FURULIA)
    run(session, "Lillevik;Furulia skole;123456777;;;Kari;kari@y.no;teacher;;")

    assert problems(session, ";Furulia skole;;;;Bo;bo@x.no;teacher;;") == [
        'p.csv:2: school_number: empty, but several are called "Furulia skole": expected the number'
    ]
    run(session, "Lillevik;Furulia skole;;;;Bo;bo@x.no;teacher;;")
    place = session.scalars(select(Membership).where(Membership.person_id == person(session, "bo@x.no").id)).one()
    assert place.organisation.parent.name == "Lillevik"


def test_a_school_that_was_known_by_name_gets_its_number_and_owner(session):
    school = add_organisation(session, kind="school", name="Furulia skole")

    report = run(session, FURULIA)

    assert (school.number, school.parent.name) == ("123456785", "Storvik")
    assert report.counts()["places"] == {"created": 2, "changed": 1, "unchanged": 0}


def test_a_kindergarten_stays_one_where_the_kind_is_left_out(session):
    add_organisation(session, kind="kindergarten", name="Furulia skole")

    run(session, ";Furulia skole;;;;Bo;bo@x.no;teacher;;")

    assert session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_one_bad_row_keeps_all_out(database):
    with pytest.raises(Refused), database.writing() as session:
        run(session, FURULIA + "\nStorvik;Bjørkelia skole;123456785;;;Bo;bo@x.no;teacher;;")

    with database.reading() as session:
        assert {name: rows for name, rows in everything(session).items() if rows} == {}


def test_every_role_leaves_a_line_that_names_nobody(session):
    run(session, FURULIA)
    session.flush()

    lines = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert [line.event for line in lines] == ["role_granted"] * 6 + ["people_imported"]
    assert "@" not in " ".join(line.subject for line in lines)


def test_a_large_school_costs_few_questions_the_second_time(session, statements):
    rows = [f"Storvik;Furulia skole;;Trinn {n % 8};;Person {n};p{n}@x.no;teacher;;" for n in range(120)]
    run(session, "\n".join(rows))

    with statements() as few:
        run(session, "\n".join(rows[:1]))
    with statements() as many:
        run(session, "\n".join(rows))

    assert len(few) == len(many)


WORDS = st.sampled_from(["Furulia", "Bjørkelia", "=1+1", "<b>Lia</b>"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            WORDS, st.sampled_from(["", "A", "B"]), st.sampled_from(["an", "bo", "ce"]), st.sampled_from(["", "no"])
        ),
        min_size=1,
        max_size=6,
    )
)
def test_importing_twice_is_importing_once(session, rows):
    text = "\n".join(
        f"Eier;{school};;{team};;{name};{name}@x.no;teacher;{main if team else ''};"
        for school, team, name, main in rows
    )
    run(session, text)
    before = everything(session)

    assert run(session, text).did_something is False
    assert everything(session) == before
