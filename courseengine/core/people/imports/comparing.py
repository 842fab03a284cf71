"""The rows of a people file, compared with what is here: what each of them would change.

Rows are judged one by one in the order of the file, each as if those before it were carried out;
nothing is written. An import adds and corrects, it takes nothing away. A person whom others know
too keeps the name they have there, and a file of one place does not tell that they are known.
Whoever leads a place leads it by two keys: see ``leading.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from courseengine.base.i18n import N_
from courseengine.core.people.imports.known import Held, Known, PeopleChanges, Place, Placed, Somebody, TeamThere
from courseengine.core.people.imports.leading import Importer, Outcome, leading
from courseengine.core.people.imports.placing import RowRefused, place_of, team_of
from courseengine.core.people.imports.records import Record
from courseengine.core.people.imports.rows import Row, address_in, read_row
from courseengine.core.people.imports.said import Fate, Said
from courseengine.core.people.imports.storing import store_people
from courseengine.core.people.roles import NEEDS_CONFIRMING
from courseengine.core.people.same_role import already, replaced


class Verdict(NamedTuple):
    """What becomes of a row, and what is said about it; ``key`` is whom or which place it is about."""

    line: int
    key: str
    fate: Fate
    said: list[Said]


@dataclass
class PeopleComparison:
    """Judges the rows of one file, a batch at a time."""

    known: Known
    today: date
    importer: Importer
    changes: PeopleChanges = field(default_factory=PeopleChanges)
    people: dict[str, Somebody] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)

    def key_of(self, record: Record) -> str:
        """Whom a record is about."""
        return address_in(record)

    def judge(self, session: Session, batch: Sequence[Record], before: Sequence[Record]) -> list[Verdict]:
        """What becomes of each; ``before`` are earlier rows of the file about the same people."""
        self._look_up(session, batch, before)
        for record in before:
            self._verdict(record)
        self.changes = PeopleChanges()
        return [self._verdict(record) for record in batch]

    def store(self, session: Session, *, at: datetime, by: int | None) -> None:
        """Carry out what the last batch changes."""
        self.outcome.asked += store_people(session, self.changes, self.known, at=at, by=by)
        self.outcome.leaders += [(somebody.id, place.id) for somebody, place in self.changes.leaders]

    def last_words(self) -> dict[int, Said]:
        """Nothing: a row about people is judged by what stands above it."""
        return {}

    def finish(self, session: Session, *, at: datetime, by: int | None) -> None:
        """Nothing is left to do."""

    def _look_up(self, session: Session, batch: Sequence[Record], before: Sequence[Record]) -> None:
        addresses = {self.key_of(record) for record in batch}
        self.people = self.known.people(session, addresses, today=self.today)
        names = {cell.casefold() for record in (*batch, *before) if (cell := record.cells.get("school", ""))}
        numbers = {"".join(record.cells.get("school_number", "").split()) for record in (*batch, *before)}
        spoken_of = [place.id for name in names for place in self.known.by_name.get(name, ())]
        spoken_of += [place.id for number in numbers if (place := self.known.by_number.get(number))]
        self.known.look_up_teams(session, [*spoken_of, self.known.home_id or 0])

    def _verdict(self, record: Record) -> Verdict:
        key = self.key_of(record)
        row = read_row(record, at_home=self.known.home is not None)
        if isinstance(row, list):
            return Verdict(record.line, key, Fate.REFUSED, row)
        try:
            said, fate = self._judge(row)
        except RowRefused as refused:
            return Verdict(record.line, key, Fate.REFUSED, [refused.said])
        return Verdict(record.line, key, fate, said)

    def _judge(self, row: Row) -> tuple[list[Said], Fate]:
        """First everything that can refuse the row, then what it changes."""
        place, owner = place_of(row, self.known, self.today)
        team = team_of(row, place, self.known)
        somebody = self.people.get(row.email)
        if somebody:
            _agree(row, somebody, place, team)
        asks = self.importer.has_to_ask(row.role, somebody, place)
        created: list[Said] = [*self._places(owner, place), *self._team(None if asks else team)]
        changed = self._corrected(row, place, owner)
        if somebody is None:
            somebody = Somebody(row.email, row.name, row.language or "nb")
            self.people[row.email] = somebody
            self.changes.new_people.append(somebody)
        else:
            changed += self._renamed(row, somebody)
        _remember(row, somebody, place, team)
        new, moved = self._asked(row, somebody, place) if asks else self._held(row, somebody, place, team)
        created += new
        changed += moved
        fate = Fate.CREATED if created else Fate.CHANGED if changed else Fate.UNCHANGED
        return [*created, *changed], fate

    def _places(self, owner: Place | None, place: Place) -> list[Said]:
        new = [one for one in dict.fromkeys((owner, place)) if one and one.id < 0 and one.id not in self.known.places]
        for one in new:
            self.known.add_place(one)
            self.changes.new_places.append(one)
        return [Said("", N_("New place: %(place)s"), {"place": one.name}) for one in new]

    def _team(self, team: TeamThere | None) -> list[Said]:
        if team is None or team in self.known.teams[team.place.id]:
            return []
        self.known.teams[team.place.id].append(team)
        self.changes.new_teams.append(team)
        return [Said("", N_("New team: %(team)s"), {"team": team.name})]

    def _corrected(self, row: Row, place: Place, owner: Place | None) -> list[Said]:
        """A place that was known without its number or its owner gets them."""
        if self.known.home:
            return []
        said = []
        if row.school_number and not place.number:
            place.number = row.school_number
            self.known.by_number[place.number] = place
            values = {"place": place.name, "number": place.number}
            said.append(Said("", N_("%(place)s gets the number %(number)s"), values))
        if owner and place.owner is None and owner is not place:
            place.owner = owner
            said.append(Said("", N_("%(place)s gets the owner %(owner)s"), {"place": place.name, "owner": owner.name}))
        if said and place.id > 0:
            self.changes.changed_places[place.id] = place
        return said

    def _renamed(self, row: Row, somebody: Somebody) -> list[Said]:
        """The name and the language as the file has them, unless others know the person too."""
        if somebody.elsewhere:
            return []
        said = []
        if somebody.name != row.name:
            said.append(Said("", N_("Name: %(before)s → %(after)s"), {"before": somebody.name, "after": row.name}))
            somebody.name = row.name
        if row.language and somebody.language != row.language:
            said.append(Said("", N_("Language: %(language)s"), {"language": row.language}))
            somebody.language = row.language
        if said and somebody.id > 0:
            self.changes.changed_people[somebody.id] = somebody
        return said

    def _asked(self, row: Row, somebody: Somebody, place: Place) -> tuple[list[Said], list[Said]]:
        """What somebody else confirms, or not; asking twice is asking once."""
        if (place.id, row.role.value) in somebody.asked:
            return [], []
        somebody.asked.add((place.id, row.role.value))
        self.changes.asked.append((somebody, place))
        message = N_("%(role)s at %(place)s: asked for. Another leader, the owner or an administrator confirms it")
        return [Said("", message, {"role": row.role.value, "place": place.name})], []

    def _held(
        self, row: Row, somebody: Somebody, place: Place, team: TeamThere | None
    ) -> tuple[list[Said], list[Said]]:
        """What the person is there, now: what is new, and what moves because of it."""
        here = [one for one in somebody.held if one.place_id == place.id]
        team_id = team.id if team else None
        held = already(here, row.role, team_id)
        before = [] if held else replaced(here, row.role, team_id)
        others = [one for one in here if one.main and one.team_id != (held.team_id if held else team_id)]
        main = row.main if row.main is not None else _is_main(held, before, team, others)
        new, moved = [], []
        if held is None:
            self._begin(row, somebody, place, team, before, main=main)
            new.append(_new_role(row, place, team))
        elif held.main != main:
            self._move(somebody, held, main=main)
            values = {"team": team.name if team else place.name}
            moved.append(
                Said("", N_("Main team: %(team)s") if main else N_("No longer the main team: %(team)s"), values)
            )
        for other in others if main else ():
            self._move(somebody, other, main=False)
        if main and others and not moved:
            moved.append(Said("", N_("Main team: %(team)s"), {"team": team.name if team else place.name}))
        return new, moved

    def _begin(
        self, row: Row, somebody: Somebody, place: Place, team: TeamThere | None, before: list[Held], *, main: bool
    ) -> None:
        """Something new, for as long as what it takes the place of; a deputy who joins a team stays a deputy."""
        led = leading(somebody, place, row.role) if row.role in NEEDS_CONFIRMING else []
        if row.role in NEEDS_CONFIRMING and not led:
            self.changes.leaders.append((somebody, place))
        longest = max(led or before, key=lambda one: one.ends_on or date.max, default=None)
        starts_on = max(self.today, longest.starts_on) if longest else self.today
        # Nobody belongs to a place for longer than there is one.
        last_days = [day for day in (longest.ends_on if longest else None, place.ends_on) if day]
        held = Held(place.id, team.id if team else None, row.role.value, main, starts_on, min(last_days, default=None))
        for one in before:
            self._end(somebody, one, place)
        somebody.held.append(held)
        self.changes.new_held.append(Placed(somebody, held, place, team))

    def _end(self, somebody: Somebody, held: Held, place: Place) -> None:
        """It ends, or never comes to be where the same batch began it."""
        somebody.held.remove(held)
        self.changes.remade.pop(held.id, None)
        self.changes.new_held = [one for one in self.changes.new_held if one.held is not held]
        if held.id > 0:
            self.changes.ended.append((somebody, held, place))

    def _move(self, somebody: Somebody, held: Held, *, main: bool) -> None:
        held.main = main
        if held.id > 0:
            self.changes.remade[held.id] = (somebody, held)


def _is_main(held: Held | None, before: list[Held], team: TeamThere | None, others: list[Held]) -> bool:
    """Where the row does not say it: as it was in that team, and the first team is the main one."""
    known = held or next((one for one in before if team and one.team_id == team.id), None)
    return known.main if known else team is not None and not others


def _new_role(row: Row, place: Place, team: TeamThere | None) -> Said:
    values = {"role": row.role.value, "place": place.name}
    if team is None:
        return Said("", N_("%(role)s at %(place)s"), values)
    return Said("", N_("%(role)s at %(place)s, in %(team)s"), {**values, "team": team.name})


def _agree(row: Row, somebody: Somebody, place: Place, team: TeamThere | None) -> None:
    """Rows about one person say the same about them."""
    if somebody.line and somebody.named != row.name:
        message = N_('"%(found)s", but "%(before)s" in row %(line)d.')
        raise RowRefused("name", message, found=row.name, before=somebody.named, line=somebody.line)
    if row.language and somebody.tongue and somebody.tongue[1] != row.language:
        message = N_('"%(found)s", but "%(before)s" in row %(line)d.')
        line, before = somebody.tongue
        raise RowRefused("language", message, found=row.language, before=before, line=line)
    marked = somebody.marked.get(place.id)
    if row.main and marked and marked[1] != (team.id if team else None):
        raise RowRefused("main", N_("row %(line)d has marked another main team."), line=marked[0])
    stated = somebody.stated.get(team.id) if team and row.main is not None else None
    if stated and stated[1] != row.main:
        raise RowRefused("main", N_("row %(line)d says otherwise."), line=stated[0])


def _remember(row: Row, somebody: Somebody, place: Place, team: TeamThere | None) -> None:
    """What the row has said of the person, for the rows to come."""
    if not somebody.line:
        somebody.line, somebody.named = row.line, row.name
    if row.language and somebody.tongue is None:
        somebody.tongue = row.line, row.language
    if row.main:
        somebody.marked.setdefault(place.id, (row.line, team.id if team else None))
    if team and row.main is not None:
        somebody.stated.setdefault(team.id, (row.line, row.main))
