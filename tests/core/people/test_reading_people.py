"""A people file is read in the shapes that spreadsheets give it, and every problem has its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseengine.core.people import columns
from courseengine.core.people.importer import MOST_BYTES, MOST_ROWS, Refused, read_people
from courseengine.core.people.roles import PlaceKind, Role, TeamKind

HEADER = "owner,school,school_kind,school_number,team,team_kind,name,email,role,main,language"
ANNE = "Storvik,Furulia skole,,,Trinn 5,,Anne,anne@furulia.example,teacher,,"


def file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def problems(raw: bytes) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_people("p.csv", raw)
    assert str(refused.value).endswith("\nNothing was imported.")
    return refused.value.problems


def test_a_row_is_read():
    (row,) = read_people("p.csv", file(ANNE))

    assert (row.line, row.owner, row.school, row.team) == (2, "Storvik", "Furulia skole", "Trinn 5")
    assert (row.name, row.email, row.role) == ("Anne", "anne@furulia.example", Role.TEACHER)
    assert (row.school_kind, row.team_kind, row.main, row.language) == (None, None, None, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spreadsheets_write_it_in_many_ways(delimiter, encoding, end):
    raw = end.join([HEADER, ANNE]).replace(",", delimiter).encode(encoding)

    (row,) = read_people("p.csv", raw)

    assert (row.name, row.school) == ("Anne", "Furulia skole")


def test_norwegian_headers_and_words_mean_the_same():
    raw = file(
        "Storvik;Furulia barnehage;Barnehage;123 456 785;Trinn 5;Trinnteam;Anne;Anne@Furulia.Example;LÆRER;ja;nynorsk",
        header="Skoleeier;Skole;Skoleslag;Org.nr.;Lag;Teamtype;Navn;E-post;Rolle;Hovedteam;Målform",
    )

    (row,) = read_people("p.csv", raw)

    assert (row.school_kind, row.school_number) == (PlaceKind.KINDERGARTEN, "123456785")
    assert (row.team_kind, row.role, row.main) == (TeamKind.GRADE_TEAM, Role.TEACHER, True)
    assert (row.email, row.language) == ("anne@furulia.example", "nn")


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing():
    (row,) = read_people("p.csv", file("teacher,Anne,Furulia skole,a@x.no", header="Role,NAME,school,E-mail"))

    assert (row.name, row.school, row.role, row.owner) == ("Anne", "Furulia skole", Role.TEACHER, "")


def test_empty_rows_are_passed_over_and_lines_are_counted_as_an_editor_does():
    rows = read_people("p.csv", file("", ANNE, ",,,,,,,,,,", ANNE.replace("Trinn 5", '"Trinn ""5"""')))

    assert [(row.line, row.team) for row in rows] == [(3, "Trinn 5"), (5, 'Trinn "5"')]


def row(**changed: str) -> bytes:
    cells = dict(zip(HEADER.split(","), ANNE.split(","), strict=True)) | changed
    return file(",".join(cells.values()))


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": ""}, "name: empty, expected a name"),
        ({"name": "x" * 201}, "name: 201 characters, expected at most 200"),
        ({"name": "An\x07ne"}, "name: holds a control character or a line break, expected plain text"),
        ({"name": '"An\nne"'}, "name: holds a control character or a line break, expected plain text"),
        ({"email": ""}, 'email: found "", expected an address such as kari@skolen.no'),
        ({"email": "anne"}, 'email: found "anne", expected an address such as kari@skolen.no'),
        ({"email": "anne@furulia"}, 'email: found "anne@furulia", expected an address such as kari@skolen.no'),
        ({"role": ""}, "role: empty, expected what the person is, such as teacher"),
        ({"role": "lærr"}, 'role: found "lærr", did you mean "lærer"?'),
        (
            {"role": "zzz"},
            'role: found "zzz", expected teacher, resource_teacher, school_leader, school_owner, university_staff, '
            "admin or team_leader",
        ),
        (
            {"role": "admin"},
            "role: found admin, expected an administrator to be made with: people create-admin",
        ),
        ({"school": "", "team": ""}, "school: empty, expected where the person is a teacher"),
        ({"school_kind": "skule"}, 'school_kind: found "skule", did you mean "skole"?'),
        (
            {"school_kind": "university"},
            "school_kind: found university, expected school or kindergarten for a teacher",
        ),
        (
            {"school_number": "123456786"},
            'school_number: "123456786" is no organisation number, expected nine digits that check',
        ),
        ({"team_kind": "fagtem"}, 'team_kind: found "fagtem", did you mean "fagteam"?'),
        ({"role": "team_leader", "team": ""}, "team: empty, expected the team that a team_leader leads"),
        ({"main": "maybe"}, 'main: found "maybe", expected yes or no'),
        ({"main": "yes", "team": ""}, "main: expected to be empty where there is no team"),
        ({"language": "tysk"}, 'language: found "tysk", expected nb, nn or en'),
        (
            {"role": "school_owner", "team": ""},
            "school: expected to be empty for a school_owner, who stands above the schools",
        ),
        (
            {"role": "school_owner", "team": "", "school": "", "owner": ""},
            "owner: empty, expected the owner that a school_owner acts for",
        ),
        ({"role": "school_owner", "school": ""}, "team: expected to be empty, since a school_owner is in no team"),
        (
            {"role": "university_staff", "team": ""},
            "owner: expected to be empty for a university",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_place(changed, problem):
    assert problems(row(**changed)) == [f"p.csv:2: {problem}"]


def test_all_problems_are_listed_in_the_order_of_the_file():
    found = problems(file(ANNE, ANNE.replace("teacher", "techer").replace("anne@", ""), ANNE.replace("Anne", "")))

    assert [line.split(": ")[:2] for line in found] == [["p.csv:3", "role"], ["p.csv:3", "email"], ["p.csv:4", "name"]]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("name,role,school", ["p.csv:1: email: the column is missing, expected in the first row"]),
        ("name,email,role,scool", ['p.csv:1: scool: no such column, did you mean "school"?']),
        ("name,navn,email,role", ["p.csv:1: navn: stands here twice as name, expected once"]),
    ],
)
def test_a_wrong_header_is_said_once(header, found):
    assert problems(file("a,b,c,d", "a,b,c,d", header=header)) == found


def test_rows_about_one_person_agree():
    found = problems(
        file(
            ANNE.replace("teacher,,", "teacher,yes,nb"),
            ANNE.replace("Anne", "Anne Aas").replace("Trinn 5", "Realfag").replace("teacher,,", "teacher,yes,nn"),
        )
    )

    assert found == [
        'p.csv:3: name: found "Anne Aas", expected "Anne" as in row 2',
        "p.csv:3: language: found nn, expected nb as in row 2",
        "p.csv:3: main: expected one main team a person, and row 2 has it",
    ]


def test_a_row_with_too_many_cells_is_not_guessed_at():
    assert problems(file(ANNE + ",x")) == ["p.csv:2: row: 12 cells, expected 11 as in the first row"]


def test_an_empty_file_is_refused():
    assert problems(b"") == [
        "p.csv:1: name: the column is missing, expected in the first row",
        "p.csv:1: email: the column is missing, expected in the first row",
        "p.csv:1: role: the column is missing, expected in the first row",
    ]
    assert problems(file()) == ["p.csv:1: file: no rows, expected at least one person"]


def test_the_largest_file_is_read_and_one_row_or_byte_more_is_not():
    header = "name,email,role,school"
    most = ["A,a@x.no,teacher,F"] * MOST_ROWS

    assert len(read_people("p.csv", file(*most, header=header))) == MOST_ROWS
    assert problems(file(*most, most[0], header=header)) == [f"p.csv:{MOST_ROWS + 2}: row: expected at most 20000 rows"]
    assert problems(b"x" * (MOST_BYTES + 1))[0] == "p.csv:1: file: larger than 5 MB, expected less"


def rows_or_problems(raw: bytes) -> list[str]:
    try:
        return [f"p.csv:{row.line}" for row in read_people("p.csv", raw)]
    except Refused as refused:
        return refused.problems


@given(st.binary(max_size=300))
def test_whatever_the_bytes_the_answer_is_rows_or_problems(raw):
    assert rows_or_problems(raw)


@given(st.lists(st.text(max_size=20), min_size=11, max_size=11))
def test_whatever_the_cells_the_answer_is_rows_or_problems(cells):
    raw = (HEADER + "\n" + ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)).encode("utf-8", "ignore")

    assert all(answer.startswith("p.csv:") for answer in rows_or_problems(raw))


def test_every_word_of_the_manual_is_understood():
    assert set(columns.HEADERS.values()) == set(columns.COLUMNS)
    assert {role for role in Role if role.value in columns.ROLES} == set(Role)
    assert {kind for kind in TeamKind if kind.value in columns.TEAM_KINDS} == set(TeamKind)
