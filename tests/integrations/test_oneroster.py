"""OneRoster files of both versions become rows of people: the staff of the schools, and nobody else."""

import zipfile

import pytest

from courseengine.core.people.imports.said import FileRefused
from courseengine.integrations.people_files import open_file

MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n"
ORGS = """\
sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
d1,,,Storvik kommune,district,,
s1,,,Furulia skole,school,123456785,d1
s2,,,Bjørkelia skole,school,9,d1
"""
USERS = """\
sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
u1,,,true,"s1,s2",teacher,anne,,Anne,Lie,,,Anne@x.no,,,,,
u2,active,,true,s1,aide,bo,,Bo,Ås,,,bo@x.no,,,,,
u3,,,true,s1,administrator,ce,,Cecilie,Vik,,,c@x.no,,,,,
u4,,,true,s1,student,dag,,Dag,Li,,,d@x.no,,,u5,05,
u5,,,true,s1,parent,eli,,Eli,Li,,,e@x.no,,,u4,,
u6,tobedeleted,,true,s1,teacher,fr,,Frode,Li,,,f@x.no,,,,,
u7,,,false,s1,teacher,gu,,Gunn,Li,,,g@x.no,,,,,
u8,,,true,d1,administrator,ha,,Hans,Li,,,h@x.no,,,,,
u9,,,true,,teacher,ha,,Ida,Li,,,i@x.no,,,,,
"""
USERS_12 = """\
sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,preferredGivenName,primaryOrgSourcedId
u1,,,true,anne,,Anne,Lie,,,anne@x.no,Annemor,s1
u2,,,true,bo,,Bo,Ås,,,bo@x.no,,s1
u3,,,true,ce,,Cecilie,Vik,,,c@x.no,,s1
u4,,,true,dag,,Dag,Li,,,d@x.no,,s1
"""
ROLES = """\
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r1,,,u1,primary,teacher,,,s1,
r2,,,u1,secondary,principal,,,s1,
r3,,,u1,secondary,teacher,,,s1,
r4,,,u2,primary,siteAdministrator,,,s2,
r5,,,u3,primary,systemAdministrator,,,s1,
r6,,,u4,primary,student,,,s1,
r7,tobedeleted,,u4,secondary,teacher,,,s1,
"""


@pytest.fixture
def opened(tmp_path):
    """Opens a OneRoster file of those files."""

    def make(**files: str):
        with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
            for name, text in {"manifest": MANIFEST, "classes": "x\n", **files}.items():
                archive.writestr(f"{name.replace('__', '/')}.csv", text)
        return open_file(tmp_path / "r.zip", "r.zip", what="people")

    return make


def test_version_1_1_gives_the_staff_of_each_school(opened):
    file = opened(orgs=ORGS, users=USERS)

    assert [tuple(record.cells.values()) for record in file] == [
        ("Storvik kommune", "Furulia skole", "123456785", "Anne Lie", "Anne@x.no", "teacher"),
        ("Storvik kommune", "Bjørkelia skole", "", "Anne Lie", "Anne@x.no", "teacher"),
        ("Storvik kommune", "Furulia skole", "123456785", "Bo Ås", "bo@x.no", "teacher"),
        ("Storvik kommune", "Furulia skole", "123456785", "Cecilie Vik", "c@x.no", "school_leader"),
    ]
    assert file.left_out == 6
    assert [record.line for record in file] == [2, 3, 4, 5]


def test_version_1_2_has_its_roles_in_a_file_of_their_own(opened):
    file = opened(orgs=ORGS, users=USERS_12, roles=ROLES)

    assert [tuple(record.cells.values())[1:] for record in file] == [
        ("Furulia skole", "123456785", "Annemor Lie", "anne@x.no", "teacher"),
        ("Furulia skole", "123456785", "Annemor Lie", "anne@x.no", "school_leader"),
        ("Bjørkelia skole", "", "Bo Ås", "bo@x.no", "school_leader"),
    ]
    assert file.left_out == 2


def test_a_row_that_lacks_its_last_cells_has_them_empty(opened):
    short = "sourcedId,role,orgSourcedIds,givenName,familyName,email\nu1,teacher,s1,Anne\n"

    file = opened(orgs=ORGS + "s3\n", users=short)

    assert [tuple(record.cells.values())[3:] for record in file] == [("Anne", "", "teacher")]


def test_the_files_may_lie_in_a_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        for name, text in {"manifest": MANIFEST, "orgs": ORGS, "users": USERS}.items():
            archive.writestr(f"export/{name}.csv", text)

    assert len(list(open_file(tmp_path / "r.zip", "r.zip", what="people"))) == 4


@pytest.mark.parametrize(
    ("files", "sentences"),
    [
        ({}, ["The OneRoster file lacks orgs.csv.", "The OneRoster file lacks users.csv."]),
        (
            {"orgs": ORGS, "users": "sourcedId,role\nu1,teacher\n"},
            [f"users.csv lacks the column {name}." for name in ("givenName", "familyName", "email", "orgSourcedIds")],
        ),
        (
            {"orgs": "", "users": USERS},
            [f"orgs.csv lacks the column {name}." for name in ("sourcedId", "name", "type")],
        ),
        ({"orgs": ORGS, "users": USERS + '"' + "x" * 150_000}, ["Line 11 has more than 100000 characters."]),
    ],
)
def test_what_is_missing_is_said(opened, files, sentences):
    with pytest.raises(FileRefused) as refused:
        list(opened(**files))

    assert [str(said) for said in refused.value.said] == sentences
