"""Which days a line speaks of: single dates, lists, ranges and weeks, in a school year.

A date without a year lies in the school year (1 August to 31 July). A weekday beside a date has
to be that date's, and a range beside a week has to lie in it. What can be read in two ways is
``Unclear``: a sentence says what is missing, and nothing is guessed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from courseengine.base.i18n import N_
from courseengine.core.school_days.days import A_DAY, school_year
from courseengine.core.school_days.tokens import Sort, Token

LONGEST = 100
"""days in a row; what is longer was typed wrongly"""
YEARS_AWAY = 2
"""how many school years from the chosen one a written year may lie"""
_NUMBER = re.compile(r"\d+")
_WEEK_PARTS = re.compile(r"(\d{4})|(\d{1,2})|(-|–|—|\btil\b)")


class Unclear(Exception):
    """What is written does not name days beyond doubt; the sentence says how to mend it."""

    def __init__(self, message: str, **values: str | int | date) -> None:
        """Keep the sentence apart from its values, so that it can be said in any language."""
        super().__init__(message)
        self.message = message
        self.values: Mapping[str, str | int | date] = values


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date
    weeks: bool = False
    """whether it was written as a week"""
    open: bool = False
    """whether it was written without an end: "from 19 June" """
    added: bool = False
    """whether an "and" joins it to what stands before"""

    def days(self) -> list[date]:
        """The days; of a longer span those from Monday to Friday, if it has any."""
        every = [self.first + A_DAY * number for number in range((self.last - self.first).days + 1)]
        if len(every) == 1:
            return every
        return [day for day in every if day.weekday() < 5] or every


@dataclass(slots=True)
class _Atom:
    """A day as far as it is written."""

    day: int
    text: str
    month: int | None = None
    year: int | None = None
    link: str = ""
    """``to``, ``and`` or nothing: how it follows the one before"""
    opens: bool = False
    weekday: Token | None = None
    month_first: bool = False
    date: date = date.min


class _Run:
    """Reads the tokens of dates that stand together."""

    def __init__(self) -> None:
        self.atoms: list[_Atom] = []
        self.link = ""
        self.opens = False
        self.added = False
        self.ends_openly = False
        self.month: int | None = None
        self.weekday: Token | None = None

    def take(self, token: Token) -> None:
        """Go on with a token."""
        match token.sort:
            case Sort.FROM:
                self.opens = True
            case Sort.TO:
                self.link = "to" if self.atoms or token.text[0].isalpha() else ""
            case Sort.AND:
                self.added = self.added or (not self.atoms and token.text != ",")
                self.link = self.link or "and"
            case Sort.WEEKDAY:
                self._on(token)
            case Sort.MONTH:
                self._in(token)
            case Sort.YEAR:
                if self.atoms and self.atoms[-1].month and self.atoms[-1].year is None:
                    self.atoms[-1].year, self.link = int(token.text), ""
            case Sort.DAY:
                self._day(_Atom(int(_NUMBER.match(token.text)[0]), token.text, self.month))  # type: ignore[index]  # digits
            case _:
                self._date(token)

    def _on(self, weekday: Token) -> None:
        last = self.atoms[-1] if self.atoms else None
        if last and last.weekday is None and last.month and not self.link:
            last.weekday = weekday
        else:
            self.weekday = weekday

    def _in(self, token: Token) -> None:
        last = self.atoms[-1] if self.atoms and not self.link else None
        if last and last.month and not last.month_first:
            raise Unclear(N_("“%(text)s” names two months for one day."), text=f"{last.text} {token.text}")
        if last and not last.month:
            last.text += f" {token.text}"
            self._fill(token.number)
        else:
            self.month = token.number

    def _fill(self, month: int) -> None:
        """A month stands once for all the days before it."""
        for atom in self.atoms:
            atom.month = atom.month or month

    def _day(self, atom: _Atom) -> None:
        last = self.atoms[-1] if self.atoms else None
        if last and not self.link and not last.month and not last.text.endswith("."):
            self.atoms.pop()  # "planning day 2 13. august": a number, and then a date
        atom.link, atom.opens, atom.weekday = self.link, self.opens, self.weekday
        atom.month_first = atom.month is not None
        self.atoms.append(atom)
        self.link, self.opens, self.weekday = "", False, None

    def _date(self, token: Token) -> None:
        numbers = [int(one) for one in _NUMBER.findall(token.text)]
        if token.sort is Sort.ISO:
            digits = token.text.replace("-", "")
            numbers = [int(digits[6:]), int(digits[4:6]), int(digits[:4])]
        day, month, *year = numbers
        atom = _Atom(day, token.text)
        self._day(atom)
        self._fill(month)
        atom.month_first = False
        if year:
            atom.year = year[0] if year[0] > 99 else 2000 + year[0]


def runs_of(tokens: Iterable[Token]) -> list[list[Token]]:
    """The tokens of dates, those that stand together in one list each; a week stands alone."""
    runs: list[list[Token]] = [[]]
    for token in tokens:
        if token.sort in (Sort.BREAK, Sort.KIND, Sort.TIME, Sort.YEARS):
            runs.append([])
        elif token.sort is Sort.WEEKS:
            runs += [[token], []]
        else:
            runs[-1].append(token)
    return [run for run in runs if run]


def spans_in(run: Sequence[Token], year: int) -> list[Span]:
    """The spans that tokens standing together name; none where no month shows that they are dates."""
    if run[0].sort is Sort.WEEKS:
        return _weeks(run[0].text, year)
    reading = _Run()
    for token in run:
        reading.take(token)
    atoms = reading.atoms
    if not any(atom.month for atom in atoms):
        return []
    if reading.link == "to" and run[-1].text[0].isalpha():
        atoms[-1].opens = True
    _date_all(atoms, year)
    return _joined(atoms, added=reading.added)


def _date_all(atoms: Sequence[_Atom], year: int) -> None:
    """Find each day's year: its own, its neighbour's in the same range or month, or the school year's."""
    for before, after in pairwise(atoms):
        same_month = before.month == after.month
        if after.year and not before.year and (same_month or after.link == "to"):
            before.year = after.year - ((before.month or 0) > (after.month or 0))
        elif before.year and not after.year and (same_month or after.link == "to"):
            after.year = before.year + ((after.month or 0) < (before.month or 0))
    for atom in atoms:
        if not atom.month:
            raise Unclear(N_("Which month is “%(text)s” in? Write it beside the number."), text=atom.text)
        atom.date = _date_of(atom, atom.month, year)
        if atom.weekday and atom.date.weekday() != atom.weekday.number:
            raise Unclear(
                N_("The line says %(weekday)s, but that date is %(weekday_of)s. Mend one of them."),
                weekday=atom.weekday.text.strip("(). ").lower(),
                weekday_of=atom.date,
            )


def _date_of(atom: _Atom, month: int, year: int) -> date:
    in_year = atom.year or (year if month >= 8 else year + 1)
    if not year - YEARS_AWAY <= in_year <= year + 1 + YEARS_AWAY:
        raise Unclear(N_("The year %(year)d is too far from the school year you chose."), year=in_year)
    try:
        return date(in_year, month, atom.day)
    except ValueError:
        raise Unclear(N_("There is no %(text)s in %(year)d."), text=atom.text.strip(" ."), year=in_year) from None


def _joined(atoms: Sequence[_Atom], *, added: bool) -> list[Span]:
    spans: list[Span] = []
    closed = True
    for atom in atoms:
        if atom.link != "to":
            spans.append(Span(atom.date, atom.date, open=atom.opens, added=added))
            closed = False
            continue
        if closed:
            raise Unclear(N_("It says until when, but not from when. Write both days."))
        first = spans.pop().first
        if atom.date < first:
            raise Unclear(
                N_("It ends on %(last)s, before it begins on %(first)s. Write the years, too."),
                last=atom.date,
                first=first,
            )
        spans.append(Span(first, atom.date, added=added))
        closed = True
    for span in spans:
        too_long(span)
    return spans


def too_long(span: Span) -> None:
    """Refuse what lasts longer than any holiday."""
    if (span.last - span.first).days >= LONGEST:
        message = N_("From %(first)s to %(last)s is more than %(most)d days. Is it typed wrongly?")
        raise Unclear(message, first=span.first, last=span.last, most=LONGEST)


def _weeks(text: str, year: int) -> list[Span]:
    written: int | None = None
    weeks: list[int] = []
    reaches = False
    for four, number, dash in _WEEK_PARTS.findall(text):
        if four:
            written = int(four)
        elif number and reaches:
            weeks += _to_week(weeks[-1], int(number), written or year)
            reaches = False
        elif number:
            weeks.append(int(number))
        reaches = bool(dash) and bool(weeks)
    return [_week(week, written, year) for week in weeks]


def _to_week(first: int, last: int, year: int) -> list[int]:
    """The weeks after ``first`` up to ``last``, past the new year as well."""
    if last > first:
        return list(range(first + 1, last + 1))
    if first < 50:
        raise Unclear(N_("Weeks %(first)d to %(last)d go backwards."), first=first, last=last)
    return [*range(first + 1, date(year, 12, 28).isocalendar().week + 1), *range(1, last + 1)]


def _week(week: int, written: int | None, year: int) -> Span:
    """Monday to Friday of a week; of the two it may be, the one in the school year."""
    if written is not None and not year - YEARS_AWAY <= written <= year + 1 + YEARS_AWAY:
        raise Unclear(N_("The year %(year)d is too far from the school year you chose."), year=written)
    found: dict[date, int] = {}
    for one in (written,) if written else (year, year + 1):
        try:
            monday = date.fromisocalendar(one, week, 1)
        except ValueError:
            continue
        inside = sum(school_year(monday + A_DAY * number) == year for number in range(5))
        if inside or written:
            found[monday] = inside
    if not found:
        raise Unclear(N_("There is no week %(week)d in that school year."), week=week)
    best = max(found.values())
    mondays = [monday for monday, inside in found.items() if inside == best]
    if len(mondays) > 1 or len(found) > 1:
        raise Unclear(N_("Week %(week)d comes twice in the school year. Write the dates."), week=week)
    return Span(mondays[0], mondays[0] + timedelta(days=4), weeks=True)
