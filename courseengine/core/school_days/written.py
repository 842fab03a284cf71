"""A school's days as municipalities publish them: as running text, in lines, or in a table.

"Høstferie uke 40", "Planleggingsdager 13. og 14. august", "Juleferie fra og med 21. desember til
og med 3. januar". Each line becomes the days it speaks of with what they are, or a sentence that
says why it was not understood. What tells days but not what they are is asked about. The first day
of school in August ends the summer, the last one in June begins it.

A line of a table with a date in its first cell is read cell by cell: from, to, what it is, and a
name. Files become such lines too (``integrations/school_day_files.py``), so that there is one way
in, and everything can be mended where one reads it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.school_days.days import A_DAY, DayKind, public_holiday, school_year
from courseengine.core.school_days.spans import Span, Unclear, runs_of, spans_in, too_long
from courseengine.core.school_days.tokens import MONTHS, Says, Sort, Token, tokens_of

MOST_SIGNS, MOST_LINES, LONGEST_LINE, LONGEST_NAME = 40_000, 600, 1_000, 80
_SPACES = re.compile(r"[^\S\t]+")
CELLS = re.compile(r"[\t;|]")
KINDS = {
    "planning": Says.PLANNING, "planlegging": Says.PLANNING, "off": Says.OFF, "fri": Says.OFF,
    "ordinary": Says.ORDINARY, "vanlig": Says.ORDINARY, "vanleg": Says.ORDINARY, "first": Says.FIRST,
    "last": Says.LAST, "?": None,
}  # fmt: skip
"""what a cell may say outright; a question mark is asked about"""
_DOUBT = re.compile(r"\b(?:ikke|ikkje|not|unntatt|unnateke|except|sfo)\b", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:(?:skole|skule)\w*|school|calendar|kalender|for|vår\w*|høst\w*|haust\w*|spring|autumn|fall"
    r"|måned|månad|month|dato|date|dag|day|merknad\w*|kommentar\w*|uke|veke|week|antall|tal|\d+)",
    re.IGNORECASE,
)
"""the words of headings, which tell nothing of a day"""
_PLURAL = re.compile(r"(dag)(?:er|ar|en|ane|ene)$", re.IGNORECASE)
_DEFINITE = re.compile(r"(ferie)[nr]$", re.IGNORECASE)
_COUNT = re.compile(rf"\d+\s+(?:skole|skule)dag\w*|^(?:{'|'.join(MONTHS)})[\s\d]*:", re.IGNORECASE)
"""how many days of school a month has, and which month"""
_PROSE = re.compile(r"[^\W\d_]{5}")
_ASIDE = re.compile(r"\([^()]*(?:begge|inklu|medregn|elev|both|pupil|uke|veke|week)[^()]*\)", re.IGNORECASE)
_LOOSE = re.compile(
    r"^(?:\W|(?:og|and|er|is|are)\s)+|(?:\W|\b(?:er|i|på|og|fra|frå|til|med|is|are|on|in|and|the)\b)+$", re.IGNORECASE
)


@dataclass(frozen=True)
class Entry:
    """Days that a line speaks of; without a kind, somebody has to say what they are."""

    line: int
    name: str
    kind: DayKind | None
    days: tuple[date, ...]
    weak: bool = False
    """whether it only follows from the first or last day of school, and gives way to what is written"""

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.line}-{self.days[0]}"


@dataclass(frozen=True)
class Unread:
    """A line that was not understood, or not wholly, and why."""

    line: int
    text: str
    message: str
    values: Mapping[str, str | int | date] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """What a text says: entries by line, and the lines that were not understood."""

    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...]

    @property
    def asked(self) -> tuple[Entry, ...]:
        """The entries that somebody has to say something about."""
        return tuple(entry for entry in self.entries if entry.kind is None)


Days = dict[date, tuple[DayKind, str]]


def read(text: str, year: int) -> Written:
    """Read a text about the school year that begins in ``year``; longer than any calendar is refused."""
    lines = text.splitlines()
    if len(text) > MOST_SIGNS or len(lines) > MOST_LINES:
        message = N_("This is longer than a school calendar: at most %(lines)d lines and %(signs)d characters.")
        raise Invalid(message, field="text", lines=MOST_LINES, signs=MOST_SIGNS)
    entries: list[Entry] = []
    unread: list[Unread] = []
    for number, line in enumerate(lines, 1):
        line = _SPACES.sub(" ", line).strip(" ")
        try:
            entries += _entries(line, number, year)
        except Unclear as unclear:
            unread.append(Unread(number, line[:LONGEST_LINE], unclear.message, unclear.values))
    return Written(tuple(entries), (*unread, *_contradictions(entries)))


def days_in(written: Written, answers: Mapping[str, DayKind] | None = None) -> Days:
    """What each day is; ``answers`` say what was asked, by the entry's key. What was not answered is left out."""
    answers = answers or {}
    found: Days = {}
    contradicted = {unread.line for unread in _contradictions(written.entries)}
    for entry in sorted(written.entries, key=lambda one: not one.weak):
        kind = entry.kind or answers.get(entry.key)
        for day in entry.days if kind and entry.line not in contradicted else ():
            assert kind is not None
            found[day] = (kind, entry.name)
    return found


def _contradictions(entries: Sequence[Entry]) -> list[Unread]:
    """Later lines that say something else of a day than an earlier one."""
    first: dict[date, Entry] = {}
    found: dict[int, Unread] = {}
    for entry in entries:
        for day in () if entry.weak or entry.kind is None else entry.days:
            before = first.setdefault(day, entry)
            if before.kind is not entry.kind and before.line != entry.line and entry.line not in found:
                message = N_("Line %(line)d says something else of %(day)s. Write it once.")
                found[entry.line] = Unread(entry.line, entry.name, message, {"line": before.line, "day": day})
    return list(found.values())


def _entries(line: str, number: int, year: int) -> list[Entry]:
    if not line:
        return []
    if len(line) > LONGEST_LINE:
        raise Unclear(N_("This line is longer than %(most)d characters."), most=LONGEST_LINE)
    cells = [cell.strip() for cell in CELLS.split(line)]
    found = _row(cells, number, year) if len(cells) > 1 else None
    if found is not None:
        return found
    return _text(_as_text(cells), number, year)


def word_for(text: str) -> str:
    """What a cell says outright for days of that name: what is unclear is asked about."""
    try:
        says = _says([token for token in tokens_of(text) if token.says], text)
    except Unclear:
        says = None
    return says.value if says else "?"


def _row(cells: list[str], number: int, year: int) -> list[Entry] | None:
    """A line of a table: from, to, what it is, a name; None when it is no such line."""
    first = _one_day(cells[0], year)
    if first is None:
        return None
    rest = cells[1:]
    last = _one_day(rest[0], year) if rest else None
    if last is not None:
        rest = rest[1:]
    rest = [cell for cell in rest if cell and not _is_weekday(cell)]
    told = next((cell for cell in rest if cell.casefold() in KINDS), None)
    name = " ".join(cell for cell in rest if cell is not told)
    if told is None and any(_one_day(part, year) or runs_with_dates(part) for part in rest):
        return None
    span = Span(first, last or first)
    if span.last < span.first:
        message = N_("It ends on %(last)s, before it begins on %(first)s. Write the years, too.")
        raise Unclear(message, last=span.last, first=span.first)
    too_long(span)
    tokens = tokens_of(name)
    says = KINDS[told.casefold()] if told else _says([token for token in tokens if token.says], name)
    return _made(number, _tidy(name) or "", says, [span], name)


def runs_with_dates(text: str) -> bool:
    """Whether a text has dates in it."""
    return any(token.sort in (Sort.DATE, Sort.ISO, Sort.WEEKS, Sort.MONTH) for token in tokens_of(text))


def _one_day(cell: str, year: int) -> date | None:
    """The day that a cell holds and nothing else."""
    tokens = tokens_of(cell)
    if not tokens or any(
        token.sort not in (Sort.DATE, Sort.ISO, Sort.DAY, Sort.MONTH, Sort.YEAR, Sort.WEEKDAY) for token in tokens
    ):
        return None
    spans = spans_in(tokens, year)
    return spans[0].first if len(spans) == 1 else None


def _is_weekday(cell: str) -> bool:
    tokens = tokens_of(cell)
    return len(tokens) == 1 and tokens[0].sort is Sort.WEEKDAY


def _as_text(cells: Sequence[str]) -> str:
    """A row as a line: counts are left out, and a month in the first cell goes to the number in a later one."""
    if len(cells) == 1:
        return cells[0]
    tokens = tokens_of(cells[0])
    month = cells[0] if len(tokens) in (1, 2) and tokens[0].sort is Sort.MONTH else ""
    parts = []
    for cell in cells[1:] if month else cells:
        bare = all(token.sort in (Sort.DAY, Sort.TO, Sort.AND) for token in tokens_of(cell))
        if bare and month:
            parts.append(f"{cell} {month}")
            month = ""
        elif not cell.isdecimal():
            parts.append(cell)
    return " | ".join(part for part in parts if part)


def _text(line: str, number: int, year: int) -> list[Entry]:
    """A line of running text: what it says, and of which days."""
    tokens = tokens_of(line)
    _same_year(tokens, year)
    groups = _groups(tokens, year)
    if not groups:
        if all(_HEADING.fullmatch(word) for word in re.findall(r"\w+", line)) or all(
            token.sort in (Sort.MONTH, Sort.YEAR, Sort.YEARS) for token in tokens
        ):
            return []
        raise Unclear(N_("There is no date in it."))
    found = []
    for words, runs in groups:
        spans = _agreeing([span for run in runs for span in spans_in(run, year)])
        says = _says(words, line)
        word = next((word.text for word in words if word.says is says), words[0].text if words else "")
        found += _made(number, _name(line, word, runs) if len(groups) == 1 else _tidy(word), says, spans, line)
    return found


def _same_year(tokens: Sequence[Token], year: int) -> None:
    for token in tokens:
        if token.sort is Sort.YEARS and int(token.text[:4]) != year:
            message = N_("It speaks of the school year %(years)s, and you chose %(year)d–%(next)d.")
            raise Unclear(message, years=token.text, year=year, next=year + 1)


Group = tuple[list[Token], list[list[Token]]]


def _groups(tokens: Sequence[Token], year: int) -> list[Group]:
    """Which words go with which dates: they alternate, or there is one of either."""
    parts: list[Token | list[Token]] = [token for token in tokens if token.sort is Sort.KIND]
    parts += [run for run in runs_of(tokens) if spans_in(run, year)]
    parts.sort(key=lambda part: part[0].start if isinstance(part, list) else part.start)
    words = [part for part in parts if isinstance(part, Token)]
    runs = [part for part in parts if isinstance(part, list)]
    if not runs:
        return []
    blocks: list[list[Token | list[Token]]] = []
    for part in parts:
        if not blocks or isinstance(blocks[-1][0], list) is not isinstance(part, list):
            blocks.append([])
        blocks[-1].append(part)
    if len(blocks) <= 3 and sum(isinstance(block[0], list) for block in blocks) == 1:
        return [(words, runs)]
    if len(blocks) == 3 and len(words) == len(blocks[1]):
        return [(words, runs)]  # "uke 40: høstferie 28. september – 2. oktober"
    if len({word.says for word in words}) <= 1 and len(blocks) % 2:
        return [(words, runs)]  # "fri 6. mai (Kristi himmelfartsdag), 7. mai og 17. mai"
    if len(blocks) % 2:
        raise Unclear(N_("It tells of several sorts of days. Write each on a line of its own."))
    found: list[Group] = []
    for one, other in zip(blocks[::2], blocks[1::2], strict=True):
        both = [*one, *other]
        found.append(
            ([part for part in both if isinstance(part, Token)], [part for part in both if isinstance(part, list)])
        )
    return found


def _says(words: Iterable[Token], line: str) -> Says | None:
    """What the words amount to; None when that has to be asked."""
    said = {word.says for word in words if word.says}
    if said & {Says.FIRST, Says.LAST, Says.PLANNING}:
        said.discard(Says.OFF)  # "the last day of school before the summer holidays", "no school: planning day"
    if len(said) > 1:
        raise Unclear(N_("It tells of several sorts of days. Write each on a line of its own."))
    return said.pop() if said and not _DOUBT.search(line) else None


def _agreeing(spans: list[Span]) -> list[Span]:
    """A week with its dates beside it is one thing said twice."""
    weeks, others = [span for span in spans if span.weeks], [span for span in spans if not span.weeks]
    apart = [span for span in others if span.added]
    same = [span for span in others if not span.added]
    if not weeks or not same:
        return spans
    for span in same:
        if not any(week.first <= span.first and span.last <= week.last + 2 * A_DAY for week in weeks):
            week = weeks[0]
            raise Unclear(
                N_("Week %(week)d is %(first)s to %(last)s, but the line also says %(other)s. Mend one of them."),
                week=week.first.isocalendar().week,
                first=week.first,
                last=week.last,
                other=span.first if week.first > span.first or span.first > week.last else span.last,
            )
    if len(weeks) > len(same):
        raise Unclear(N_("It names weeks and dates that are not the same. Write each on a line of its own."))
    return [*same, *apart]


def _made(number: int, name: str, says: Says | None, spans: list[Span], line: str) -> list[Entry]:
    if says in (Says.FIRST, Says.LAST):
        return _edge_of_summer(number, name, says, spans, line)
    days: dict[date, None] = {}
    for span in spans:
        if span.open and (says is not Says.OFF or span.first.month not in (5, 6, 7)):
            raise Unclear(N_("It says from when, but not until when. Write both days."))
        days |= dict.fromkeys((Span(span.first, _end_of_year(span.first)) if span.open else span).days())
    if says is None and all(public_holiday(day) for day in days):
        says = Says.OFF
    kind = DayKind(says.value) if says else None
    if kind in (DayKind.PLANNING, DayKind.ORDINARY) and len(days) > len(spans):
        days = {day: None for day in days if not public_holiday(day)} or days
    return [Entry(number, name, kind, tuple(days))] if days else []


def _edge_of_summer(number: int, name: str, says: Says, spans: list[Span], line: str) -> list[Entry]:
    """The first or last day of school; what lies between it and the turn of the school year is off."""
    if len(spans) != 1 or spans[0].first != spans[0].last:
        raise Unclear(N_("The first and the last day of school are one day each. Write each on a line of its own."))
    day = spans[0].first
    if name.casefold() in ("slutter", "sluttar"):
        name = "Siste skuledag" if "skul" in line.casefold() else "Siste skoledag"
    found = [Entry(number, name, DayKind.ORDINARY, (day,))]
    summer: list[date] = []
    if says is Says.FIRST and day.month in (8, 9) and day.day > 1:
        summer = Span(date(day.year, 8, 1), day - A_DAY).days()
    elif says is Says.LAST and day.month in (5, 6, 7) and day < _end_of_year(day):
        summer = Span(day + A_DAY, _end_of_year(day)).days()
    if summer:
        found.append(Entry(number, _summer(line), DayKind.OFF, tuple(summer), weak=True))
    return found


def _end_of_year(day: date) -> date:
    return date(school_year(day) + 1, 7, 31)


def _summer(line: str) -> str:
    lower = line.casefold()
    if "skul" in lower or "fyrste" in lower:
        return "Sommarferie"
    return "Summer holidays" if "school" in lower or "term" in lower else "Sommerferie"


def _name(line: str, word: str, runs: Sequence[Sequence[Token]]) -> str:
    """What is left of the line without its dates; of prose the word that tells the kind."""
    left, at = [], 0
    for run in runs:
        left.append(line[at : run[0].start])
        at = run[-1].end
    between = any(_PROSE.search(one) for one in left[1:])
    rest = _tidy(_COUNT.sub(" ", " ".join([*left, line[at:]])))
    return _tidy(word) if word and (between or len(rest.split()) > 6) else rest


def _tidy(text: str) -> str:
    """As the name of one day."""
    name = " ".join(re.sub(r"[()|;\t]", " ", _ASIDE.sub(" ", text[: 4 * LONGEST_NAME])).split())
    for _ in range(3):
        name = _LOOSE.sub("", name)
    name = _DEFINITE.sub(r"\1", _PLURAL.sub(r"\1", name))[:LONGEST_NAME].strip()
    return name[:1].upper() + name[1:]
