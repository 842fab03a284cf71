"""What the pages of a school calendar show: a school year as it is, and as it would become."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from flask import g, url_for

from courseengine.base.clock import day_in_oslo
from courseengine.core.people.imports.said import Said
from courseengine.core.people.models import Organisation
from courseengine.core.people.roles import PlaceKind
from courseengine.core.school_days.days import A_DAY, DayKind, school_year
from courseengine.core.school_days.named import (
    Days,
    NamedDay,
    Whose,
    differences,
    in_rows,
    named,
    school_days,
    turned_off,
    usual_days,
    years_entered,
)
from courseengine.core.school_days.queries import own_and_owners, schools_below
from courseengine.core.school_days.written import Written, days_in, read
from courseengine.integrations.school_day_files import FileLines, read_file
from courseengine.web.day_hits import SchoolHits, hits_on
from courseengine.web.day_words import KIND_NAMES, name_of, reach, school_year_name, whose_word
from courseengine.web.forms.school_days import DaysForm
from courseengine.web.pages import MenuItem
from courseengine.web.words import sentence
from courseengine.web.year_sheet import Month, months_of

A_WHOLE_CALENDAR = 10
"""days off: who enters fewer has hardly entered all the breaks of a year"""


@dataclass(frozen=True)
class Listed:
    """Days in a row, as the list beside the sheet shows them."""

    when: str
    name: str
    kind: str
    whose: str
    own: tuple[date, date] | None
    """from when to when, for what the place itself has written"""


@dataclass(frozen=True)
class CalendarPage:
    """A school year as it is."""

    year: int
    years: list[MenuItem]
    months: list[Month]
    days: list[Listed]
    usual: bool
    """whether the usual breaks count, because nobody has entered any"""
    hits: list[SchoolHits]


@dataclass(frozen=True)
class Preview:
    """A calendar as it would become."""

    form: DaysForm
    written: Written
    left_out: list[Said]
    elsewhere: int
    new: list[Listed]
    changed: list[Listed]
    gone: list[Listed]
    asks_usual: bool
    keeps_usual: bool
    hits: list[SchoolHits]
    sheets: list[tuple[str, list[Month]]]
    days: Days
    """all that the place itself will have written"""
    out: Collection[date]
    digest: str
    """what is shown here, so that nothing else is saved"""

    @property
    def changes(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.new or self.changed or self.gone)


def calendar_page(place: Organisation, year: int, *, at: datetime) -> CalendarPage:
    """A place's school year."""
    today = day_in_oslo(at)
    schools = _schools(place, today)
    written = own_and_owners(g.db, [place, *schools])
    own, owners = written[place.id]
    first, last = date(year, 8, 1), date(year + 1, 7, 31)
    shown = named(own, owners, first, last)
    off, begin = {}, max(first, today)
    for school in schools:
        days = school_days(*written[school.id])
        ahead = (begin + A_DAY * number for number in range((last - begin).days + 1))
        off[school.id] = {day for day in ahead if not days.is_at_work(day)}
    return CalendarPage(
        year,
        _years(place, year, school_year(today)),
        months_of(year, shown, g.language),
        _listed(shown, place),
        any(day.whose is Whose.USUAL for day in shown),
        hits_on(off, schools, at=at),
    )


def preview_of(place: Organisation, form: DaysForm, *, at: datetime) -> Preview:
    """What would become of a place's calendar; raises ``Invalid`` or ``FileRefused`` with what is wrong."""
    from_file = read_file(form.file, form.year) if form.file else FileLines()
    text = "\n".join(filter(None, (form.text, from_file.text)))
    form = DaysForm(**{**form.__dict__, "text": text, "file": None})
    schools = _schools(place, day_in_oslo(at))
    all_written = own_and_owners(g.db, [place, *schools])
    before, owners = all_written[place.id]
    written = read(text, form.year)
    found = days_in(written, form.answers)
    newly = years_entered(found) - years_entered({**owners, **before})
    keeps = _keeps_usual(form, found, newly)
    kept = {day: said for day, said in before.items() if not (form.replaces and school_year(day) == form.year)}
    usual = _usual(newly) if keeps else {}
    after = {**{day: said for day, said in usual.items() if day not in owners}, **kept, **found}
    off = {}
    for school in schools:
        own, above = all_written[school.id]
        mine = school.id == place.id
        new_days = school_days(after, above) if mine else school_days(own, after)
        off[school.id] = turned_off(school_days(own, above), new_days)
    new, changed, gone = differences(before, after)
    years = sorted({school_year(day) for day in (*new, *changed, *gone)} | {form.year})
    hits = hits_on(off, schools, at=at)
    return Preview(
        form=form,
        written=written,
        left_out=from_file.left_out,
        elsewhere=from_file.elsewhere,
        new=_rows(after, new, place),
        changed=_rows(after, changed, place),
        gone=_rows(before, gone, place),
        asks_usual=bool(newly),
        keeps_usual=keeps,
        hits=hits,
        sheets=[(school_year_name(year), _sheet(after, owners, year, {*new, *changed})) for year in years],
        days={day: after[day] for day in (*new, *changed)},
        out=gone,
        digest=_digest(after, [before.get(day) for day in (*changed, *gone)], hits),
    )


def _schools(place: Organisation, today: date) -> list[Organisation]:
    """Where the place's days hold."""
    return schools_below(g.db, place, on=today) if place.kind == PlaceKind.OWNER else [place]


def _keeps_usual(form: DaysForm, found: Days, newly: Collection[int]) -> bool:
    if not newly or form.keeps_usual is not None:
        return bool(newly and form.keeps_usual)
    return sum(kind is DayKind.OFF for kind, _ in found.values()) < A_WHOLE_CALENDAR


def _usual(years: Collection[int]) -> dict[date, tuple[DayKind, str]]:
    days = {day: name for year in years for day, name in usual_days(year).items()}
    return {day: (DayKind.OFF, g.language.gettext(name)) for day, name in days.items()}


def _sheet(own: Days, owners: Days, year: int, marked: Collection[date]) -> list[Month]:
    shown = named(own, owners, date(year, 8, 1), date(year + 1, 7, 31))
    return months_of(year, shown, g.language, marked=marked)


def _rows(days: Days, chosen: Collection[date], place: Organisation) -> list[Listed]:
    return _listed([NamedDay(day, *days[day], Whose.OWN) for day in chosen], place)


def _listed(days: Collection[NamedDay], place: Organisation) -> list[Listed]:
    language = g.language
    return [
        Listed(
            when=sentence(reach(day.day, last, language)),
            name=name_of(day, language),
            kind=language.gettext(KIND_NAMES[day.kind]),
            whose=whose_word(day, place, language),
            own=(day.day, last) if day.whose is Whose.OWN else None,
        )
        for day, last in in_rows(days)
    ]


def _years(place: Organisation, year: int, now: int) -> list[MenuItem]:
    href = url_for("school_days.calendar", place=place.public_id)
    shown = sorted({now - 1, now, now + 1, year})
    return [MenuItem(f"{href}?year={one}", school_year_name(one), one == year) for one in shown]


def _digest(after: Days, before: object, hits: object) -> str:
    return sha256(repr((sorted(after.items()), before, hits)).encode()).hexdigest()[:24]
