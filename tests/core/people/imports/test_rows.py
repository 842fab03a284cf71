"""A record of a people file becomes a row, and every problem with it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.people.imports import columns
from courseengine.core.people.imports.columns import COLUMNS, PEOPLE
from courseengine.core.people.imports.records import MOST_ROWS, Record, records
from courseengine.core.people.imports.rows import Row, read_row
from courseengine.core.people.imports.said import FileRefused, Said, read, written
from courseengine.core.people.roles import PlaceKind, Role, TeamKind

HEADER = [
    "owner",
    "school",
    "school_kind",
    "school_number",
    "team",
    "team_kind",
    "name",
    "email",
    "role",
    "main",
    "language",
]
ANNE = dict(
    zip(
        HEADER,
        ["Storvik", "Furulia skole", "", "", "Trinn 5", "", "Anne", "anne@furulia.example", "teacher", "", ""],
        strict=True,
    )
)


def problems(record: Record, **more) -> list[str]:
    found = read_row(record, **more)
    return [str(said) for said in found] if isinstance(found, list) else []


def table(*rows: list[str]) -> list[tuple[int, list[str]]]:
    return list(enumerate(rows, start=1))


def refused(*rows: list[str]) -> list[str]:
    with pytest.raises(FileRefused) as error:
        list(records(table(*rows), PEOPLE))
    return [str(said) for said in error.value.said]


def test_a_row_is_read():
    row = read_row(Record(2, ANNE))

    assert isinstance(row, Row)
    assert (row.line, row.owner, row.school, row.team) == (2, "Storvik", "Furulia skole", "Trinn 5")
    assert (row.name, row.email, row.role) == ("Anne", "anne@furulia.example", Role.TEACHER)
    assert (row.school_kind, row.team_kind, row.main, row.language) == (None, None, None, None)


def test_norwegian_headers_and_words_mean_the_same():
    header = [
        "Skoleeier",
        "SKOLE",
        "Skoleslag",
        "Org.nr.",
        "Lag",
        "Teamtype",
        "Navn",
        "E-post",
        "Rolle",
        "Hovedteam",
        "Målform",
    ]
    cells = (
        "Storvik;Furulia barnehage;Barnehage;123 456 785;Trinn 5;Trinnteam;Anne;Anne@Furulia.Example;LÆRER;ja;nynorsk"
    )

    (record,) = records(table(header, cells.split(";")), PEOPLE)

    row = read_row(record)
    assert isinstance(row, Row)
    assert (row.school_kind, row.school_number) == (PlaceKind.KINDERGARTEN, "123456785")
    assert (row.team_kind, row.role, row.main) == (TeamKind.GRADE_TEAM, Role.TEACHER, True)
    assert (row.email, row.language) == ("anne@furulia.example", "nn")


def test_columns_may_stand_in_any_order_below_a_title_and_optional_ones_may_be_missing():
    rows = table(
        ["Ansatte ved Furulia skole"],
        [],
        ["Role", "NAME", "", "school", "E-mail"],
        ["teacher", "Anne", "", "Furulia", "a@x.no"],
        ["", " ", "", "", ""],
        ["teacher", "Bjørn\nB.\u00a0 Lie", "", "Furulia"],
    )

    found = list(records(rows, PEOPLE))

    assert [record.line for record in found] == [4, 6]
    assert found[0].cells == {"role": "teacher", "name": "Anne", "school": "Furulia", "email": "a@x.no"}
    assert found[1].cells["name"] == "Bjørn B. Lie"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": ""}, "name: empty."),
        ({"name": "x" * 201}, "name: longer than 200 characters."),
        ({"email": ""}, "email: empty."),
        ({"email": "anne"}, 'email: "anne" is no e-mail address.'),
        ({"email": "anne@furulia"}, 'email: "anne@furulia" is no e-mail address.'),
        ({"role": ""}, "role: empty: say what the person is, such as teacher."),
        ({"role": "lærr"}, 'role: "lærr" is not known. Did you mean "lærer"?'),
        (
            {"role": "zzz"},
            'role: "zzz" is not one of teacher, resource_teacher, school_leader, school_owner, university_staff, '
            "team_leader.",
        ),
        ({"role": "admin"}, "role: no file makes an administrator."),
        ({"school": "", "team": ""}, "school: empty: say where the person works."),
        ({"school_kind": "skule"}, 'school_kind: "skule" is not known. Did you mean "skole"?'),
        ({"school_kind": "university"}, "school_kind: nobody has that role at a place of that kind."),
        ({"school_number": "123456786"}, 'school_number: "123456786" is no organisation number.'),
        ({"team_kind": "fagtem"}, 'team_kind: "fagtem" is not known. Did you mean "fagteam"?'),
        ({"role": "team_leader", "team": ""}, "team: empty: say which team the person leads."),
        ({"main": "maybe"}, 'main: "maybe" is neither yes nor no.'),
        ({"main": "yes", "team": ""}, "main: leave it empty where there is no team."),
        ({"language": "tysk"}, 'language: "tysk" is not one of nb, nn, en.'),
        ({"role": "school_owner", "team": ""}, "school: leave it empty for somebody who acts for the owner."),
        (
            {"role": "school_owner", "team": "", "school": "", "owner": ""},
            "owner: empty: say which owner the person acts for.",
        ),
        ({"role": "school_owner", "school": ""}, "team: leave it empty: nobody is in a team in that role."),
        ({"role": "university_staff", "team": ""}, "owner: leave it empty for a university."),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_column(changed, problem):
    assert problems(Record(2, ANNE | changed)) == [problem]


def test_all_problems_of_a_row_are_said():
    assert problems(Record(2, ANNE | {"role": "techer", "email": "x", "name": ""})) == [
        'role: "techer" is not known. Did you mean "teacher"?',
        "name: empty.",
        'email: "x" is no e-mail address.',
    ]


def test_a_school_need_not_name_itself():
    cells = {"name": "Anne", "email": "a@x.no", "role": "teacher"}

    assert problems(Record(2, cells)) == ["school: empty: say where the person works."]
    assert problems(Record(2, cells), at_home=True) == []


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (["An\x07ne", "a@x.no", "teacher"], "name: holds a sign that cannot be shown."),
        (["Anne", "a@x.no", "teacher", "x"], "4 cells, but the header has 3."),
        (["x" * 1001, "a@x.no", "teacher"], "name: longer than 1000 characters."),
    ],
)
def test_a_row_that_cannot_be_taken_apart_is_refused_alone(cells, problem):
    bad, good = records(table(["name", "email", "role"], cells, ["Bjørn", "b@x.no", "teacher", " "]), PEOPLE)

    assert problems(bad) == [problem]
    assert good.trouble is None


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("name,role,school", ["email: the column is missing."]),
        ("name,email,role,scool", ['There is no column "scool". Did you mean "school"?']),
        ("name,email,role,fødselsnummer", ['There is no column "fødselsnummer".']),
        ("name,navn,email,role", ['name: stands twice, the second time as "navn".']),
        (
            "a,b",
            [
                'There is no column "a".',
                'There is no column "b".',
                *(f"{name}: the column is missing." for name in ("name", "email", "role")),
            ],
        ),
    ],
)
def test_a_wrong_header_refuses_the_file_once(header, found):
    assert refused(header.split(","), ["x"], ["x"]) == found


def test_a_file_without_rows_is_refused():
    assert refused(["name", "email", "role"]) == ["There are no rows below the header."]
    assert refused() == [f"{name}: the column is missing." for name in ("name", "email", "role")]


def test_the_longest_file_is_read_and_one_row_more_is_not():
    rows = [["A", "a@x.no", "teacher"]] * MOST_ROWS

    assert len(list(records(table(["name", "email", "role"], *rows), PEOPLE))) == MOST_ROWS
    assert refused(["name", "email", "role"], *rows, rows[0]) == ["A file can have 20000 rows at most."]


@given(st.lists(st.text(max_size=20), min_size=11, max_size=11))
def test_whatever_the_cells_the_answer_is_a_row_or_problems(cells):
    for record in records(table(HEADER, cells, ["x"]), PEOPLE):
        found = read_row(record)
        assert isinstance(found, Row) or found


@given(st.lists(st.builds(Said, st.text(), st.text(), st.dictionaries(st.text(), st.integers() | st.text()))))
def test_what_was_said_is_kept(said):
    assert read(written(said)) == said


def test_every_word_of_the_manual_is_understood():
    assert set(PEOPLE.words.values()) == set(COLUMNS)
    assert {role for role in Role if role.value in columns.ROLES} == set(Role)
    assert {kind for kind in TeamKind if kind.value in columns.TEAM_KINDS} == set(TeamKind)
