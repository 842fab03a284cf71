"""Tables of persons, places, teams and memberships."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from courseengine.base.db import NOTHING_PERSONAL, Base, Privacy, SortKey, public_id
from courseengine.base.sorting import norwegian_key


def _sorted_by_name(row: Any) -> str:
    """The sort key of a row that is inserted without one, among many."""
    return norwegian_key(row.get_current_parameters()["name"])


class Organisation(Base):
    """A place: an owner, a school, a kindergarten or a university. Schools stand below an owner.

    One that has been merged into another or has closed stays, with the day and its successor, since
    what was done there keeps its place.
    """

    __tablename__ = "organisation"
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey, default=_sorted_by_name, index=True)
    """the name as the Norwegian alphabet sorts it: see ``base/sorting.py``"""
    number: Mapped[str | None] = mapped_column(unique=True)
    """its organisation number, nine digits"""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    starts_on: Mapped[date | None]
    """the first day there was such a place, where the register says so"""
    ends_on: Mapped[date | None]
    """the last day; None while it lasts"""
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """the place that took over"""

    parent: Mapped["Organisation | None"] = relationship(remote_side=id, foreign_keys=parent_id)
    successor: Mapped["Organisation | None"] = relationship(remote_side=id, foreign_keys=successor_id)
    partnerships: Mapped[list["Partnership"]] = relationship(foreign_keys="Partnership.organisation_id", viewonly=True)
    partners: Mapped[list["Partnership"]] = relationship(foreign_keys="Partnership.university_id", viewonly=True)
    """the places that have invited it, where it is a university"""

    @validates("name")
    def _keep_sorted(self, _field: str, name: str) -> str:
        self.sort_key = norwegian_key(name)
        return name


class Team(Base):
    """A team at a school. Of those at work, one with the same name and kind is the same team.

    A team that was merged into another or has ended stays, with what it did. Its name is free then: a
    new team of that name is other people's, and they do not read what the old one wrote for itself.
    """

    __tablename__ = "team"
    __table_args__ = (
        Index(
            "uq_team_at_work",
            "school_id",
            "kind",
            "name",
            unique=True,
            sqlite_where=text("ended_on is null"),
            postgresql_where=text("ended_on is null"),
        ),
    )
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    name: Mapped[str]
    ended_on: Mapped[date | None]
    """from when nobody works in it any more"""
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    """the team that took over"""

    school: Mapped[Organisation] = relationship()


class Person(Base):
    """Somebody, known by a name and an address, whatever they are and wherever they work."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower"),)
    privacy = Privacy(
        holds="name, e-mail address, language",
        why="to let a person in and to name them to those they work with",
        until="the account is ended and erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey, index=True)
    """the name as the Norwegian alphabet sorts it: see ``base/sorting.py``"""
    email: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="nb")
    created_at: Mapped[datetime]

    @validates("name")
    def _keep_sorted(self, _field: str, name: str) -> str:
        self.sort_key = norwegian_key(name)
        return name


class Membership(Base):
    """A person is something at a place, perhaps in a team, from one day and perhaps to another."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(None, "person_id", "ends_on"),
        Index(None, "organisation_id", "role"),
        Index(None, "team_id"),
    )
    privacy = Privacy(
        holds="where a person works, in which team and role, from when to when",
        why="it decides what the person takes part in and may see",
        until="the person is erased; the team's work stays without the name",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    role: Mapped[str]
    main: Mapped[bool] = mapped_column(default=False)
    """whether the team is the person's main one"""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """the last day it holds; None while it lasts. The day before it began for one ended on its first day"""

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    team: Mapped[Team | None] = relationship()


class RoleRequest(Base):
    """Somebody asks to lead a school or to act for an owner; somebody there, or above, decides.

    A role is never taken with one key: the one who asks turns the first, another the second.
    """

    __tablename__ = "role_request"
    __table_args__ = (Index(None, "organisation_id", "decided_at"), Index(None, "person_id"))
    privacy = Privacy(
        holds="that somebody asked for a role, and who decided",
        why="so that nobody becomes a leader by saying so, and everybody can see how it came about",
        until="two years after it was decided",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str]
    ends_on: Mapped[date | None]
    """the last day, for a deputy"""
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """the person, or whoever put the person forward"""
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted: Mapped[bool | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    organisation: Mapped[Organisation] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=asked_by)


class Partnership(Base):
    """A school, or an owner for its schools, has invited a university, which then sees it in outline."""

    __tablename__ = "partnership"
    __table_args__ = (Index(None, "organisation_id", "ended_at"), Index(None, "university_id", "ended_at"))
    privacy = Privacy(
        holds="who invited a university, and who ended it",
        why="so that a school can tell how it came about",
        until="two years after it ended",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    university_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    university: Mapped[Organisation] = relationship(foreign_keys=university_id)


class PeopleImport(Base):
    """A file that somebody wants to import, from the reading of it to the end.

    Nothing of it is done before its rows have been read, compared with what is there and shown.
    """

    __tablename__ = "people_import"
    __table_args__ = (Index(None, "made_by"),)
    privacy = Privacy(
        holds="who imported which file, and how many rows it had",
        why="to show what an import will do before it does it, and what it did",
        until="two years; its rows a day after it was done or left",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    what: Mapped[str]
    """``people`` or ``places``"""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """the place it may touch, with what stands below; None for the whole installation"""
    file: Mapped[str]
    """its name"""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None for the command line"""
    made_at: Mapped[datetime]
    state: Mapped[str]
    """``waiting`` for the worker, ``reading``, ``ready``, ``refused``, ``done`` or ``dropped``"""
    rows_in_all: Mapped[int | None]
    """None until the file has been opened"""
    rows_read: Mapped[int] = mapped_column(default=0)
    moved_at: Mapped[datetime]
    """when ``rows_read`` last grew"""
    left_out: Mapped[int] = mapped_column(default=0)
    """how many rows were about somebody or something that has no place here, such as a pupil"""
    problem: Mapped[str] = mapped_column(default="")
    """why the file as a whole was refused, as JSON: sentences with their values"""
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()


class PeopleImportRow(Base):
    """One row of such a file: as it was read, and what will become of it."""

    __tablename__ = "people_import_row"
    __table_args__ = (Index(None, "import_id", "fate", "line"), Index(None, "import_id", "key"))
    privacy = Privacy(
        holds="names, addresses, roles and teams out of a file",
        why="to show what an import will do before it does it",
        until="a day after the import was done or left",
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    """whom or which place it is about: an address in lower case, or an organisation number"""
    fate: Mapped[str]
    """``created``, ``changed``, ``unchanged`` or ``refused``"""
    cells: Mapped[str]
    """the row as JSON: column → text"""
    told: Mapped[str] = mapped_column(default="")
    """what will change, or why the row is refused, as JSON: sentences with their values"""
