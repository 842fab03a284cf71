"""The rows of a people file become places, teams, persons and memberships, once, all or nothing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.audit import AuditLine
from courseengine.core.people.imports.applying import WorldChanged, apply
from courseengine.core.people.models import Membership, Organisation, Team
from courseengine.core.people.operations import add_organisation, add_team
from courseengine.core.people.queries import members_of
from tests.core.people.imports.bringing import (
    FURULIA,
    HEADER,
    NOW,
    bring,
    carry_out,
    everything,
    fates,
    held,
    person,
    place,
    teams_of,
    told,
)

TODAY = date(2026, 11, 25)


def test_a_file_makes_a_school(session):
    file = carry_out(session, FURULIA)

    school = place(session, "Furulia skole")
    assert (school.kind, school.number) == ("school", "123456785")
    assert (school.parent.name, school.parent.kind) == ("Storvik", "owner")
    assert [(team.name, team.kind) for team in teams_of(session, "anne@x.no", on=TODAY)] == [
        ("Trinn 5", "grade_team"),
        ("Realfag", "subject_team"),
    ]
    trinn = session.scalars(select(Team).where(Team.name == "Trinn 5")).one()
    assert [one.name for one in members_of(session, trinn.id, on=TODAY)] == ["Anne", "Bjørn"]
    assert (file.state, file.rows_read, file.rows_in_all, file.ended_at) == ("done", 6, 6, NOW)
    assert person(session, "bjorn@x.no").sort_key == "bj|rn"


def test_what_each_row_would_do_is_told_before_it_is_done(session):
    file = bring(session, FURULIA)

    assert fates(session, file) == ["created"] * 6
    assert told(session, file, "created")[:6] == [
        "2: New place: Storvik",
        "2: New place: Furulia skole",
        "2: New team: Trinn 5",
        "2: teacher at Furulia skole, in Trinn 5",
        "3: New team: Realfag",
        "3: team_leader at Furulia skole, in Realfag",
    ]
    assert file.state == "ready"
    assert {name: rows for name, rows in everything(session).items() if rows} == {}


def test_a_membership_holds_from_that_day_in_oslo(session):
    carry_out(session, FURULIA)

    assert {row.starts_on for row in session.scalars(select(Membership))} == {TODAY}
    assert teams_of(session, "anne@x.no", on=date(2026, 11, 24)) == []


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_importing_twice_changes_nothing(session, batch):
    carry_out(session, FURULIA, batch=batch)
    before, lines = everything(session), session.scalar(select(func.count()).select_from(AuditLine))

    again = carry_out(session, FURULIA, batch=batch)

    assert everything(session) == before
    assert fates(session, again) == ["unchanged"] * 6
    assert told(session, again, "unchanged") == []
    assert session.scalar(select(func.count()).select_from(AuditLine)) == lines


def test_what_is_new_is_added_and_what_differs_is_corrected(session):
    carry_out(session, FURULIA)

    file = carry_out(
        session,
        HEADER
        + "Storvik;Furulia skole;;Realfag;;Anne Å. Åsen;anne@x.no;team_leader;yes;nn\n"
        + "Storvik;furulia SKOLE;;trinn 5;;Gunn Lie;gunn@x.no;teacher;;",
    )

    anne = person(session, "anne@x.no")
    assert (anne.name, anne.language, anne.sort_key) == ("Anne Å. Åsen", "nn", "anne } }sen")
    assert teams_of(session, "anne@x.no", on=TODAY)[0].name == "Realfag"
    assert told(session, file, "changed", "created") == [
        "2: Name: Anne → Anne Å. Åsen",
        "2: Language: nn",
        "2: Main team: Realfag",
        "3: teacher at Furulia skole, in Trinn 5",
    ]


def test_a_main_team_that_moves_ends_what_was_and_begins_it_anew(session):
    carry_out(session, FURULIA)
    later = datetime(2027, 1, 4, 8, tzinfo=UTC)

    carry_out(session, HEADER + "Storvik;Furulia skole;;Realfag;;Anne;anne@x.no;team_leader;yes;", at=later)

    assert [(one.team.name, one.main, one.starts_on, one.ends_on) for one in held(session, "anne@x.no")] == [
        ("Trinn 5", True, TODAY, date(2027, 1, 3)),
        ("Realfag", False, TODAY, date(2027, 1, 3)),
        ("Realfag", True, date(2027, 1, 4), None),
        ("Trinn 5", False, date(2027, 1, 4), None),
    ]


def test_a_main_team_that_moves_on_its_first_day_never_held(session):
    carry_out(session, FURULIA)

    carry_out(session, HEADER + "Storvik;Furulia skole;;Realfag;;Anne;anne@x.no;team_leader;yes;")

    ended = [one for one in held(session, "anne@x.no") if one.ends_on]
    assert {(one.starts_on, one.ends_on) for one in ended} == {(TODAY, date(2026, 11, 24))}


def test_an_import_takes_nobody_away(session):
    carry_out(session, FURULIA)

    carry_out(session, HEADER + "Storvik;Furulia skole;;Trinn 5;;Bjørn;bjorn@x.no;teacher;;")

    assert len(teams_of(session, "anne@x.no", on=TODAY)) == 2


def test_somebody_who_left_comes_back_with_a_new_membership(session):
    carry_out(session, FURULIA)
    (left,) = held(session, "bjorn@x.no")
    left.ends_on = TODAY
    later = datetime(2027, 1, 4, 8, tzinfo=UTC)

    file = carry_out(session, HEADER + "Storvik;Furulia skole;;Trinn 5;;Bjørn;bjorn@x.no;teacher;;", at=later)

    assert fates(session, file) == ["created"]
    assert [one.ends_on for one in held(session, "bjorn@x.no")] == [TODAY, None]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "Storvik;Bjørkelia skole;123456785;;;Bo;bo@x.no;teacher;;",
            'school: "Bjørkelia skole" is not the name of the place with that number, which is Furulia skole.',
        ),
        (
            "Storvik;Furulia skole;123456777;;;Bo;bo@x.no;teacher;;",
            "school_number: Furulia skole is known under the number 123456785.",
        ),
        (
            "Lillevik;Furulia skole;123456785;;;Bo;bo@x.no;teacher;;",
            "owner: Furulia skole is known under another owner.",
        ),
        ("Storvik;Nedlagte skole;;;;Bo;bo@x.no;teacher;;", "school: Nedlagte skole has closed."),
        ("Storvik;Furulia skole;;Gamle;;Bo;bo@x.no;teacher;;", "team: the team Gamle has ended."),
        (";Andre;;;;Bo;bo@x.no;school_leader;;", "role: nobody has that role at Andre."),
        (";;123456777;;;Bo;bo@x.no;teacher;;", "school: empty, and no place has that number."),
    ],
)
def test_a_row_that_disagrees_with_what_is_known_is_refused(session, row, problem):
    carry_out(session, FURULIA)
    furulia = place(session, "Furulia skole")
    add_organisation(session, kind="school", name="Nedlagte skole").ends_on = date(2026, 11, 24)
    add_team(session, school=furulia, name="Gamle").ended_on = TODAY
    add_organisation(session, kind="other", name="Andre")

    file = bring(session, HEADER + row)

    assert told(session, file, "refused") == [f"2: {problem}"]


def test_one_refused_row_keeps_all_out(session):
    file = bring(session, FURULIA + "Storvik;Furulia skole;;;;;bo@x.no;techer;;\n")
    before = everything(session)

    with pytest.raises(Invalid):
        apply(session, file, at=NOW)

    assert told(session, file, "refused") == [
        '8: role: "techer" is not known. Did you mean "teacher"?',
        "8: name: empty.",
    ]
    assert everything(session) == before


def test_two_schools_of_one_name_are_told_apart(session):
    carry_out(session, FURULIA)
    carry_out(session, HEADER + "Lillevik;Furulia skole;123456777;;;Kari;kari@y.no;teacher;;")

    file = bring(session, HEADER + ";Furulia skole;;;;Bo;bo@x.no;teacher;;")
    carry_out(session, HEADER + "Lillevik;Furulia skole;;;;Bo;bo@x.no;teacher;;")

    assert told(session, file, "refused") == ['2: school_number: empty, but several are called "Furulia skole".']
    assert held(session, "bo@x.no")[0].organisation.parent.name == "Lillevik"


def test_a_school_that_was_known_by_name_gets_its_number_and_owner(session):
    school = add_organisation(session, kind="school", name="Furulia skole")

    file = carry_out(session, FURULIA)

    assert (school.number, school.parent.name) == ("123456785", "Storvik")
    assert "2: Furulia skole gets the number 123456785" in told(session, file, "created")
    assert session.scalar(select(func.count()).select_from(Organisation)) == 3


def test_a_kindergarten_stays_one_where_the_kind_is_left_out(session):
    add_organisation(session, kind="kindergarten", name="Furulia skole")

    carry_out(session, HEADER + ";Furulia skole;;;;Bo;bo@x.no;teacher;;")

    assert session.scalar(select(func.count()).select_from(Organisation)) == 1


@pytest.mark.parametrize("batch", [1, 500])
def test_rows_about_one_person_agree(session, batch):
    file = bring(
        session,
        HEADER
        + "Storvik;Furulia skole;;Trinn 5;;Anne;anne@x.no;teacher;yes;nb\n"
        + "Storvik;Furulia skole;;Realfag;;Anne Aas;ANNE@x.no;teacher;;\n"
        + "Storvik;Furulia skole;;Realfag;;Anne;anne@x.no;teacher;;nn\n"
        + "Storvik;Furulia skole;;Realfag;;Anne;anne@x.no;teacher;yes;\n"
        + "Storvik;Bjørkelia skole;;Trinn 1;;Anne;anne@x.no;teacher;yes;\n"
        + "Storvik;Furulia skole;;Trinn 5;;Anne;anne@x.no;team_leader;no;\n",
        batch=batch,
    )

    assert told(session, file, "refused") == [
        '3: name: "Anne Aas", but "Anne" in row 2.',
        '4: language: "nn", but "nb" in row 2.',
        "5: main: row 2 has marked another main team.",
        "7: main: row 2 says otherwise.",
    ]


def test_every_role_leaves_a_line_that_names_nobody(session):
    carry_out(session, FURULIA)

    lines = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert [line.event for line in lines] == [
        *["place_made"] * 3,
        *["team_made"] * 2,
        *["role_granted"] * 6,
        "people_imported",
    ]
    assert all(line.organisation_id for line in lines[:-1])
    assert "@" not in " ".join(line.subject for line in lines)


def test_nothing_is_done_when_the_world_has_changed_since_it_was_shown(session):
    file = bring(session, FURULIA)
    add_organisation(session, kind="school", name="Furulia skole", number="123456785")
    before = everything(session)

    with pytest.raises(WorldChanged), session.begin_nested():
        apply(session, file, at=NOW)

    session.expire_all()
    assert everything(session) == before
    assert file.state == "ready"


def test_a_file_is_carried_out_once(session):
    file = carry_out(session, FURULIA)

    with pytest.raises(Conflict):
        apply(session, file, at=NOW)


def test_a_large_school_costs_the_same_number_of_questions(session, statements):
    rows = [f"Storvik;Furulia skole;;Trinn {n % 8};;Person {n};p{n}@x.no;teacher;;" for n in range(120)]
    asked = []

    for some in (rows[:1], rows[:1], rows, rows):
        with statements() as questions:
            carry_out(session, HEADER + "\n".join(some))
        asked.append(len(questions))

    assert asked[1] == asked[3]
    assert asked[2] <= asked[0] + 1


WORDS = st.sampled_from(["Furulia", "Bjørkelia", "=1+1", "<b>Lia</b>"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            WORDS,
            st.sampled_from(["", "A", "B"]),
            st.sampled_from(["an", "bo", "ce"]),
            st.sampled_from(["", "no", "yes"]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([1, 2, 500]),
)
def test_importing_twice_is_importing_once(session, rows, batch):
    text = HEADER + "\n".join(
        f"Eier;{school};;{team};;{name};{name}@x.no;teacher;{main if team else ''};"
        for school, team, name, main in rows
    )
    file = bring(session, text, batch=batch)
    if fates(session, file).count("refused"):  # rows that contradict one another
        return
    carry_out(session, text, batch=batch)
    before = everything(session)

    carry_out(session, text, batch=batch)

    assert everything(session) == before
