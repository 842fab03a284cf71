"""What the tests of imports share: a text becomes a file on its way, and is carried out."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.people.imports import staging
from courseengine.core.people.imports.applying import apply
from courseengine.core.people.imports.columns import PEOPLE
from courseengine.core.people.imports.records import records
from courseengine.core.people.imports.register import REGISTER
from courseengine.core.people.imports.said import read
from courseengine.core.people.models import Membership, Organisation, PeopleImport, PeopleImportRow, Person, Team
from tests.databases import tables

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # the 25th in Oslo
HEADER = "owner;school;school_number;team;team_kind;name;email;role;main;language\n"
FURULIA = (
    HEADER
    + """\
Storvik;Furulia skole;123456785;Trinn 5;grade_team;Anne;anne@x.no;teacher;;
Storvik;Furulia skole;;Realfag;subject_team;Anne;anne@x.no;team_leader;;
Storvik;Furulia skole;;Trinn 5;;Bjørn;Bjorn@X.no;teacher;;nn
Storvik;Furulia skole;;;;Cecilie;cecilie@x.no;school_leader;;
Storvik;;;;;Eva;eva@x.no;school_owner;;
;Universitetet i Nord;;;;Farid Amiri;farid@x.no;university_staff;;
"""
)


def bring(
    session: Session,
    text: str,
    *,
    at: datetime = NOW,
    what: str = "people",
    home: int | None = None,
    by: int | None = None,
    batch: int = staging.BATCH,
) -> PeopleImport:
    """Read and compare a file with semicolons."""
    file = staging.bring(session, what=what, file="p.csv", organisation_id=home, by=by, at=at)
    staging.take(session, at=at, only=file.id)
    comparison = staging.comparison_for(session, file, at=at)
    table = list(enumerate(csv.reader(StringIO(text), delimiter=";"), start=1))
    taken = 0
    for some in staging.batches(records(table, REGISTER if what == "places" else PEOPLE), batch):
        assert staging.stage(session, file.id, comparison, some, expected=taken, at=at)
        taken += len(some)
    staging.finish(session, file.id, comparison, rows=taken, at=at)
    session.refresh(file)
    return file


def carry_out(session: Session, text: str, *, at: datetime = NOW, **more) -> PeopleImport:
    """Read, compare and carry out."""
    file = bring(session, text, at=at, **more)
    assert told(session, file, "refused") == []
    apply(session, file, at=at)
    session.expire_all()
    return file


def told(session: Session, file: PeopleImport, *fates: str) -> list[str]:
    """What is said about the rows, in English: "2: name: empty."."""
    row = PeopleImportRow
    found = session.scalars(select(row).where(row.import_id == file.id, row.fate.in_(fates)).order_by(row.line))
    return [f"{one.line}: {said}" for one in found for said in read(one.told)]


def fates(session: Session, file: PeopleImport) -> list[str]:
    """What becomes of each row."""
    row = PeopleImportRow
    return list(session.scalars(select(row.fate).where(row.import_id == file.id).order_by(row.line)))


def everything(session: Session) -> dict[str, list[tuple]]:
    """All rows of all tables but the files' own and the log."""
    session.flush()
    left_out = ("people_import", "people_import_row", "audit_line")
    return {
        name: sorted(map(tuple, session.execute(select(table))), key=repr)
        for name, table in tables().tables.items()
        if name not in left_out
    }


def person(session: Session, email: str) -> Person:
    """Whoever has that address."""
    return session.scalars(select(Person).where(Person.email == email)).one()


def place(session: Session, name: str) -> Organisation:
    """The only place of that name."""
    return session.scalars(select(Organisation).where(Organisation.name == name)).one()


def held(session: Session, email: str) -> list[Membership]:
    """What the person has been, in the order of its making."""
    return list(
        session.scalars(
            select(Membership).where(Membership.person_id == person(session, email).id).order_by(Membership.id)
        )
    )


def teams_of(session: Session, email: str, *, on: date) -> list[Team]:
    """The teams the person works in that day, the main one first."""
    lasting = [
        one for one in held(session, email) if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)
    ]
    return [one.team for one in sorted(lasting, key=lambda one: not one.main) if one.team]
