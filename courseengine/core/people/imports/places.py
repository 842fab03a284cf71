"""The rows of a register, compared with the places that are here, and carried out.

A place is known by its number; one that was made without a number, by its name below its owner.
Nothing is deleted: a place that has closed gets its last day, one that was merged its successor.
A place that had closed before it ever came here is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from courseengine.base.i18n import N_
from courseengine.base.sorting import norwegian_key
from courseengine.core import audit
from courseengine.core.people.imports.comparing import Verdict
from courseengine.core.people.imports.known import Known, Place
from courseengine.core.people.imports.leading import Outcome
from courseengine.core.people.imports.placing import RowRefused
from courseengine.core.people.imports.records import Record
from courseengine.core.people.imports.register import PlaceRow, read_place
from courseengine.core.people.imports.said import Fate, Said
from courseengine.core.people.imports.storing import Line, store_places
from courseengine.core.people.models import Organisation
from courseengine.core.people.places import let_go
from courseengine.core.people.roles import PlaceKind

LIKE_SCHOOLS = frozenset({PlaceKind.SCHOOL.value, PlaceKind.KINDERGARTEN.value})
"""A school may become a kindergarten and the other way: people are the same there."""


@dataclass
class PlacesComparison:
    """Judges the rows of one file, a batch at a time, and stores what they change."""

    known: Known
    today: date
    new: list[Place] = field(default_factory=list)
    changed: dict[int, Place] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    successors: dict[int, tuple[str, str]] = field(default_factory=dict)
    """line → the place that was merged and the one it was merged into, by number: it may stand further down"""
    closing: dict[int, Place] = field(default_factory=dict)
    """line → the owner that closes by it, which is refused while it has schools: they may move further down"""
    seen: dict[str, int] = field(default_factory=dict)
    """number → the row about it"""
    outcome: Outcome = field(default_factory=Outcome)

    def key_of(self, record: Record) -> str:
        """Which place a record is about."""
        return "".join(record.cells.get("number", "").split())

    def judge(self, session: Session, batch: Sequence[Record], before: Sequence[Record]) -> list[Verdict]:
        """What becomes of each."""
        self.new, self.changed, self.closed = [], {}, set()
        return [self._verdict(record) for record in batch]

    def last_words(self) -> dict[int, Said]:
        """What shows only when all rows are known: line → why it is refused after all."""
        message = N_("neither the file nor the installation has a place with the number %(number)s.")
        unknown = {
            line: Said("successor_number", message, {"number": successor})
            for line, (_, successor) in self.successors.items()
            if successor not in self.known.by_number
        }
        return unknown | self._left_behind()

    def _left_behind(self) -> dict[int, Said]:
        """The owners that close while there are places below them."""
        last_days = {
            owner.id: max(owner.ends_on, self.today) for owner in self.closing.values() if owner.ends_on is not None
        }
        with_places = {
            place.owner.id
            for place in (self.known.places.values() if last_days else ())
            if place.owner
            and place.owner.id in last_days
            and (place.ends_on is None or place.ends_on > last_days[place.owner.id])
        }
        message = N_("there are places below it. Move them to another owner, or close them too.")
        return {line: Said("ends_on", message) for line, owner in self.closing.items() if owner.id in with_places}

    def _verdict(self, record: Record) -> Verdict:
        key = self.key_of(record)
        row = read_place(record)
        if isinstance(row, list):
            return Verdict(record.line, key, Fate.REFUSED, row)
        try:
            return Verdict(record.line, row.number, *self._judge(row))
        except RowRefused as refused:
            return Verdict(record.line, row.number, Fate.REFUSED, [refused.said])

    def _judge(self, row: PlaceRow) -> tuple[Fate, list[Said]]:
        if row.number in self.seen:
            raise RowRefused("number", N_("row %(line)d is about the same place."), line=self.seen[row.number])
        self.seen[row.number] = row.line
        owner = self._owner(row)
        place = self.known.by_number.get(row.number) or self._unnumbered(row, owner)
        last = None if row.active and not row.ends_on else row.ends_on or self.today
        if place is None:
            if last and last < self.today:
                return Fate.UNCHANGED, [Said("", N_("Closed before it came here, and left out"))]
            return Fate.CREATED, self._add(row, owner, last)
        _refuse_days(row, place, last)
        said = [*self._corrected(row, place, owner), *self._dated(row, place, last)]
        if said and place.id > 0:
            self.changed[place.id] = place
        return (Fate.CHANGED if said else Fate.UNCHANGED), said

    def _owner(self, row: PlaceRow) -> Place | None:
        """Its owner; a new one where the row names it and nobody has it yet."""
        if row.kind in (PlaceKind.OWNER, PlaceKind.UNIVERSITY):
            return None
        if row.owner_number:
            known = self.known.by_number.get(row.owner_number)
            if known and known.kind != PlaceKind.OWNER:
                raise RowRefused("owner_number", N_("%(place)s is no owner."), place=known.name)
            known = known or self._nameless(row.owner)
            if known is None and not row.owner:
                message = N_("no owner has that number. Give its name, or let its own row stand above.")
                raise RowRefused("owner_number", message)
            return known or Place(PlaceKind.OWNER.value, row.owner, row.owner_number)
        if not row.owner:
            return None
        named = list(self.known.called(row.owner, (PlaceKind.OWNER,)))
        if len(named) > 1:
            raise RowRefused("owner", N_('several are called "%(found)s".'), found=row.owner)
        return named[0] if named else Place(PlaceKind.OWNER.value, row.owner)

    def _nameless(self, name: str) -> Place | None:
        """The only owner of that name, where it was made without a number."""
        named = [one for one in self.known.called(name, (PlaceKind.OWNER,)) if not one.number] if name else []
        return named[0] if len(named) == 1 else None

    def _unnumbered(self, row: PlaceRow, owner: Place | None) -> Place | None:
        """The only place of that name and kind that was made without a number, below that owner or none."""
        named = [
            place
            for place in self.known.called(row.name, (row.kind,))
            if not place.number and (place.owner is None or owner is None or place.owner is owner)
        ]
        return named[0] if len(named) == 1 else None

    def _add(self, row: PlaceRow, owner: Place | None, last: date | None) -> list[Said]:
        place = Place(row.kind.value, row.name, row.number, owner, last, starts_on=row.starts_on)
        said = [*self._add_owner(owner), Said("", N_("New place: %(place)s"), {"place": place.name})]
        self.known.add_place(place)
        self.new.append(place)
        self._closes(row, place)
        self._merged(row)
        return said

    def _add_owner(self, owner: Place | None) -> Iterator[Said]:
        if owner and owner.id < 0 and owner.id not in self.known.places:
            self.known.add_place(owner)
            self.new.append(owner)
            yield Said("", N_("New place: %(place)s"), {"place": owner.name})

    def _corrected(self, row: PlaceRow, place: Place, owner: Place | None) -> Iterator[Said]:
        """Its name, kind, number and owner as the register has them."""
        if place.kind != row.kind:
            if {place.kind, row.kind.value} - LIKE_SCHOOLS:
                raise RowRefused("kind", N_("%(place)s is known as another kind of place."), place=place.name)
            place.kind = row.kind.value
            yield Said("", N_("Kind: %(kind)s"), {"kind": place.kind})
        if place.number != row.number:
            place.number = row.number
            self.known.by_number[row.number] = place
            yield Said("", N_("%(place)s gets the number %(number)s"), {"place": place.name, "number": row.number})
        if place.name != row.name:
            yield Said("", N_("Name: %(before)s → %(after)s"), {"before": place.name, "after": row.name})
            self.known.by_name[place.name.casefold()].remove(place)
            place.name = row.name
            self.known.by_name[row.name.casefold()].append(place)
        if owner and place.owner is not owner:
            yield from self._add_owner(owner)
            before = place.owner.name if place.owner else "–"
            yield Said("", N_("Owner: %(before)s → %(after)s"), {"before": before, "after": owner.name})
            place.owner = owner
        if owner and row.owner_number and not owner.number:
            owner.number = row.owner_number
            self.known.by_number[owner.number] = owner
            if owner.id > 0:
                self.changed[owner.id] = owner
            yield Said("", N_("%(place)s gets the number %(number)s"), {"place": owner.name, "number": owner.number})

    def _dated(self, row: PlaceRow, place: Place, last: date | None) -> Iterator[Said]:
        """Its first and last day, and who took over."""
        if row.starts_on and place.starts_on != row.starts_on:
            place.starts_on = row.starts_on
            yield Said("", N_("First day: %(day)s"), {"day": row.starts_on.isoformat()})
        if last and place.ends_on != last and (row.ends_on or place.ends_on is None):
            place.ends_on = last
            self.closed.add(place.id)
            self._closes(row, place)
            yield Said("", N_("Last day: %(day)s"), {"day": last.isoformat()})
        if last is None and place.ends_on:
            place.ends_on = None
            yield Said("", N_("Open again"))
        if self._merged(row):
            successor = self.known.by_number.get(row.successor_number or "")
            if successor is None or place.successor_id != successor.id:
                yield Said("", N_("Successor: %(number)s"), {"number": row.successor_number or ""})

    def _closes(self, row: PlaceRow, place: Place) -> None:
        if place.kind == PlaceKind.OWNER and place.ends_on:
            self.closing[row.line] = place

    def _merged(self, row: PlaceRow) -> bool:
        if row.successor_number:
            self.successors[row.line] = (row.number, row.successor_number)
        return row.successor_number is not None

    def store(self, session: Session, *, at: datetime, by: int | None) -> None:
        """Carry out what the last batch changes."""
        store_places(session, self.new, self.known, at=at, by=by)
        rows = [
            {"id": one.id, "kind": one.kind, "name": one.name, "sort_key": norwegian_key(one.name),
             "number": one.number, "parent_id": one.owner.id if one.owner else None,
             "starts_on": one.starts_on, "ends_on": one.ends_on}
            for one in self.changed.values()
        ]  # fmt: skip
        if rows:
            session.execute(update(Organisation), rows)
        self._let_go(session, at=at, by=by)
        for event, places in (
            (audit.Event.PLACE_ENDED, [one for one in self.changed.values() if one.id in self.closed]),
            (audit.Event.PLACE_CHANGED, [one for one in self.changed.values() if one.id not in self.closed]),
        ):
            lines: list[Line] = [{"organisation_id": one.id, "subject": one.public_id} for one in places]
            audit.record_all(session, event, lines, at=at, actor_id=by)

    def _let_go(self, session: Session, *, at: datetime, by: int | None) -> None:
        """Place by place, as everywhere: few close in a year."""
        for closed in self.changed.values():
            if closed.id not in self.closed or closed.ends_on is None:
                continue
            let_go(session, session.get_one(Organisation, closed.id), last_day=closed.ends_on, by=by, at=at)
            if closed.ends_on < self.today:
                self.outcome.over.append(closed.id)

    def finish(self, session: Session, *, at: datetime, by: int | None) -> None:
        """Name the successors, now that every place is stored."""
        pairs = [
            (self.known.by_number.get(one), self.known.by_number[other]) for one, other in self.successors.values()
        ]
        rows = [
            {"id": one.id, "successor_id": other.id} for one, other in pairs if one and one.successor_id != other.id
        ]
        if rows:
            session.execute(update(Organisation), rows)


def _refuse_days(row: PlaceRow, place: Place, last: date | None) -> None:
    """A place that was merged stays closed, and none closes before it began."""
    if last is None and place.ends_on and place.successor_id is not None:
        raise RowRefused(
            "active", N_("%(place)s was merged into another place and cannot open again."), place=place.name
        )
    first = row.starts_on or place.starts_on
    if last and first and last < first and place.ends_on != last:
        raise RowRefused("ends_on", N_("before the first day."))
