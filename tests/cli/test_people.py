"""Administrators, people files and passwords by command; nothing is ever half done."""

import csv
from io import StringIO

import pytest
from pyotp import TOTP
from sqlalchemy import func, select

from courseengine.base import clock
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import Account
from courseengine.core.accounts.passwords import check_password
from courseengine.core.accounts.second_factor import is_on, turn_on
from courseengine.core.accounts.sessions import start_session
from courseengine.core.audit import AuditLine
from courseengine.core.people.models import Membership, Organisation, PeopleImport, Person
from courseengine.core.people.operations import add_organisation, add_person
from courseengine.core.policy.asking import who_asks
from tests.cli.conftest import answered, refused
from tests.instants import oslo

NOON = oslo(2026, 11, 22, 12, 0)
LONG = "en lang setning om fisk"
PEOPLE = """\
school,team,name,email,role
Furulia skole,Trinn 5,Anne,anne@x.no,teacher
Furulia skole,Trinn 5,=Bjørn,bjorn@x.no,teacher
"""


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "password"
    path.write_text(LONG + "\nsomething else\n")
    return path


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def password_of(database, email: str) -> str | None:
    with database.reading() as session:
        return session.scalar(
            select(Account.password_hash).join(Person, Person.id == Account.person_id).where(Person.email == email)
        )


def number_of(database, table) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_administrator_is_made_with_a_password_from_a_file(command, database, secret):
    result = command("people", "create-admin", "Gro@X.no", "--name", "Gro", "--password-file", secret)

    assert result.output == (
        "Gro (gro@x.no) is an administrator now, and signs in at http://127.0.0.1:8000.\n"
        "The first sign-in leads to setting up a second factor: have a telephone with an app for codes at hand.\n"
    )
    assert check_password(password_of(database, "gro@x.no"), LONG)


def test_an_administrator_is_made_with_a_password_that_was_typed(command, database):
    result = command("people", "create-admin", "gro@x.no", "--name", "Gro", typed=f"{LONG}\n{LONG}\n")

    assert result.exit_code == 0
    assert LONG not in result.output
    assert check_password(password_of(database, "gro@x.no"), LONG)


def test_somebody_who_is_here_becomes_administrator_and_keeps_their_name(command, file, secret):
    command("people", "import", file)

    result = command("people", "create-admin", "anne@x.no", "--name", "Another", "--password-file", secret, "--json")

    assert answered(result) == {"email": "anne@x.no", "name": "Anne", "known_before": True}


def test_somebody_who_was_signed_in_becomes_administrator_and_signs_in_anew(command, database, file, secret):
    command("people", "import", file)
    with database.writing() as session:
        anne = session.scalar(select(Person).where(Person.email == "anne@x.no"))
        set_password(session, anne.id, LONG)
        token = start_session(session, anne.id, at=clock.now())
    with database.reading() as session:
        assert who_asks(session, token, at=clock.now())

    command("people", "create-admin", "anne@x.no", "--name", "Anne", "--password-file", secret)

    with database.reading() as session:
        assert who_asks(session, token, at=clock.now()) is None
        assert "password_changed" in session.scalars(select(AuditLine.event)).all()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("1234567", "The password needs at least 8 characters; 15 are better."),
        ("x" * 257, "The password can have at most 256 characters."),
        ("Passord123", "That password is among the most common ones. Choose another."),
        ("", "The password needs at least 8 characters; 15 are better."),
    ],
)
def test_a_weak_password_is_refused_and_nobody_is_made(command, database, tmp_path, password, sentence):
    (tmp_path / "weak").write_text(password + "\n")

    result = command("people", "create-admin", "gro@x.no", "--name", "Gro", "--password-file", tmp_path / "weak")

    assert refused(result) == sentence
    assert number_of(database, Person) == 0


def test_the_least_password_is_taken(command, tmp_path):
    (tmp_path / "least").write_text("æøå 1234")

    assert (
        command("people", "create-admin", "g@x.no", "--name", "G", "--password-file", tmp_path / "least").exit_code == 0
    )


def test_no_administrator_is_made_twice_or_without_an_address(command, database, secret):
    command("people", "create-admin", "gro@x.no", "--name", "Gro", "--password-file", secret)

    again = command("people", "create-admin", "gro@x.no", "--name", "Gro", "--password-file", secret)
    nobody = command("people", "create-admin", "gro", "--name", "Gro", "--password-file", secret)

    assert refused(again).startswith("gro@x.no is an administrator already. A new password: ")
    assert refused(nobody) == 'An e-mail address such as kari@skolen.no was expected, found "gro".'
    assert (number_of(database, Person), number_of(database, Membership)) == (1, 1)


def test_a_new_password_replaces_the_old_one(command, database, file, secret, tmp_path):
    command("people", "import", file)
    command("people", "set-password", "anne@x.no", "--password-file", secret)
    (tmp_path / "new").write_text("en annen lang setning")

    result = command("people", "set-password", "anne@x.no", "--password-file", tmp_path / "new")

    assert result.output == "Anne (anne@x.no) has a new password.\n"
    assert not check_password(password_of(database, "anne@x.no"), LONG)
    assert check_password(password_of(database, "anne@x.no"), "en annen lang setning")


def test_nobody_gets_a_password_who_is_not_here(command, secret):
    result = command("people", "set-password", "hanna@x.no", "--password-file", secret)

    assert refused(result) == "There is no person with the address hanna@x.no."


def test_a_file_is_imported_and_what_happened_is_said(command, database, file):
    result = command("people", "import", file)

    assert result.output == "2 rows: 2 with something new, 0 changed, 0 as it was.\n"
    assert password_of(database, "anne@x.no") is None


def test_a_dry_run_changes_nothing_and_tells_the_same(command, database, file, tmp_path):
    dry = answered(command("people", "import", file, "--dry-run", "--passwords", tmp_path / "out.csv", "--json"))

    assert number_of(database, Person) == number_of(database, AuditLine) == number_of(database, PeopleImport) == 0
    assert not (tmp_path / "out.csv").exists()

    wet = answered(command("people", "import", file, "--passwords", tmp_path / "out.csv", "--json"))
    assert (dry.pop("dry_run"), wet.pop("dry_run")) == (True, False)
    assert dry == wet


def test_importing_again_changes_nothing(command, file):
    command("people", "import", file)

    again = answered(command("people", "import", file, "--json"))

    assert again["rows"] == {"created": 0, "changed": 0, "unchanged": 2}


def test_start_passwords_open_the_door_and_are_for_the_operator_alone(command, database, file, tmp_path):
    out = tmp_path / "out.csv"

    command("people", "import", file, "--passwords", out)

    assert out.stat().st_mode & 0o777 == 0o600
    anne, bjorn = csv.DictReader(StringIO(out.read_text("utf-8-sig")))
    assert check_password(password_of(database, "anne@x.no"), anne["password"])
    assert len({anne["password"], bjorn["password"]}) == 2
    assert bjorn["name"] == "'=Bjørn"  # a spreadsheet would have run it


def test_whoever_has_a_password_keeps_it(command, database, file, secret, tmp_path):
    command("people", "import", file)
    command("people", "set-password", "anne@x.no", "--password-file", secret)

    result = answered(command("people", "import", file, "--passwords", tmp_path / "out.csv", "--json"))

    assert result["passwords"] == 1
    assert check_password(password_of(database, "anne@x.no"), LONG)
    assert (
        "Everybody has a password already"
        in command("people", "import", file, "--passwords", tmp_path / "b.csv").output
    )
    assert not (tmp_path / "b.csv").exists()


def test_no_file_of_passwords_is_written_over(command, database, file, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("mine")

    assert refused(command("people", "import", file, "--passwords", out)).endswith("Name a new file for the passwords.")
    assert out.read_text() == "mine"
    assert number_of(database, Person) == 0


def test_passwords_that_cannot_be_written_let_nobody_in(command, database, file, tmp_path):
    result = command("people", "import", file, "--passwords", tmp_path / "nowhere" / "out.csv")

    assert "nowhere" in refused(result)
    assert number_of(database, Person) == 0


def test_a_bad_row_keeps_all_out(command, database, file, tmp_path):
    file.write_text(PEOPLE + "Furulia skole,Trinn 5,Cecilie,cecilie,teacher\n")
    problem = 'people.csv:4: email: "cecilie" is no e-mail address.'

    assert refused(command("people", "import", file, "--passwords", tmp_path / "out.csv")) == (
        f"{problem}\nNothing was imported."
    )
    as_json = command("people", "import", file, "--json")
    assert (as_json.exit_code, as_json.stdout) == (
        1,
        '{\n  "problems": [\n    "' + problem.replace('"', '\\"') + '"\n  ]\n}\n',
    )
    assert number_of(database, Person) == number_of(database, PeopleImport) == 0
    assert not (tmp_path / "out.csv").exists()
    assert list((tmp_path / "var" / "imports").iterdir()) == []


def test_a_file_with_a_wrong_header_is_refused_as_a_whole(command, database, file):
    file.write_text(PEOPLE.replace("role", "rolee"))

    assert refused(command("people", "import", file)) == (
        'people.csv: There is no column "rolee". Did you mean "role"?\n'
        "people.csv: role: the column is missing.\nNothing was imported."
    )
    assert number_of(database, Person) == 0


def test_a_register_is_imported(command, database, tmp_path):
    register = tmp_path / "nsr.csv"
    register.write_text("Organisasjonsnummer;Navn;ErSkole;Eier\n123456785;Furulia skole;True;Storvik\n", "utf-8")

    dry = answered(command("people", "import-places", register, "--dry-run", "--json"))
    wet = answered(command("people", "import-places", register, "--json"))

    assert dry["rows"] == wet["rows"] == {"created": 1, "changed": 0, "unchanged": 0}
    assert number_of(database, Organisation) == 2


def test_a_second_factor_is_dropped_for_somebody_who_lost_it(command, database, file):
    command("people", "import", file)
    with database.writing() as session:
        anne = session.scalar(select(Person.id).where(Person.email == "anne@x.no"))
        set_password(session, anne, LONG)
        session.flush()
        key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        turn_on(session, anne, key, TOTP(key).at(NOON), at=NOON)
        token = start_session(session, anne, at=clock.now(), strong=True)

    dropped = command("people", "drop-second-factor", "Anne@x.no")
    again = command("people", "drop-second-factor", "anne@x.no")

    with database.reading() as session:
        assert not is_on(session, anne)
        assert who_asks(session, token, at=clock.now()) is None
    assert dropped.output == "Anne (anne@x.no) gets in without a code.\n"
    assert refused(again) == "anne@x.no has no second factor."


class TestMakingTheFirstLeader:
    @pytest.fixture
    def school(self, command, database):
        with database.writing() as session:
            school = add_organisation(session, kind="school", name="Furulia skole")
            for name in ("Cecilie", "Anne"):
                add_person(session, name=name, email=f"{name}@furulia.example".lower(), at=NOON)
            return school.id

    def test_lets_somebody_lead_a_school_that_nobody_leads(self, command, database, school):
        made = answered(command("people", "make-leader", "Cecilie@furulia.example", "furulia skole", "--json"))

        assert made == {"email": "cecilie@furulia.example", "school": "Furulia skole"}
        with database.reading() as session:
            assert session.execute(select(Membership.organisation_id, Membership.role)).all() == [
                (school, "school_leader")
            ]

    def test_others_are_confirmed_by_who_leads_it(self, command, school):
        command("people", "make-leader", "cecilie@furulia.example", "Furulia skole")

        said = refused(command("people", "make-leader", "anne@furulia.example", "Furulia skole"))

        assert "cecilie@furulia.example" in said

    @pytest.mark.parametrize(
        ("email", "name"), [("nobody@furulia.example", "Furulia skole"), ("anne@furulia.example", "Solli")]
    )
    def test_both_have_to_be_there(self, command, school, email, name):
        assert "There is no" in refused(command("people", "make-leader", email, name))
