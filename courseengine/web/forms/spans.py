"""When a gathering is, as people write it: "3. september", "uke 41", "oktober 2026", "høsten", "1.10.–15.11.2026".

Months, weeks and terms are read in bokmål, nynorsk and English, whatever language the page is in.
Without a year the next one is meant that has not passed.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, time

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.networks import spans
from courseengine.core.networks.spans import Span
from courseengine.web.forms.dates import day_in

UNCLEAR = N_("Write a day, a week, a month or a term, such as 3.9.2026, week 41, October or autumn 2026.")
NO_SUCH_DAY = N_("There is no such day. Check the date.")
NO_SUCH_WEEK = N_("That year has no week of that number.")
NO_TIME = N_("Write a time, such as 14:15.")

_MONTHS = (
    "jan(?:uary?)?", "feb(?:ruary?)?", "mar(?:s|ch)?", "apr(?:il)?", "ma[iy]", "jun[ei]?", "jul[iy]?",
    "aug(?:ust)?", "sept?(?:ember)?", "o[kc]t(?:ober)?", "nov(?:ember)?", "de[sc](?:ember)?",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_YEAR = r"(?:[\s,]+(\d{4}))?"
_WEEK = re.compile(rf"(?:uke|veke|week)\s*(\d{{1,2}}){_YEAR}")
_WHOLE_MONTH = re.compile(rf"({_MONTH})\.?{_YEAR}")
_MONTHS_TO = re.compile(rf"({_MONTH})\.?\s*[-/]\s*({_MONTH})\.?{_YEAR}")
_AUTUMN = re.compile(rf"(?:høst(?:en)?|haust(?:en)?|autumn|fall){_YEAR}")
_SPRING = re.compile(rf"(?:vår(?:en)?|spring){_YEAR}")
_WEEKDAY = re.compile(
    r"^(?:(?:man|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag(?:en)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day),?\s+"
)
_IN_WORDS = re.compile(rf"(\d{{1,2}})\.?\s*({_MONTH})\.?{_YEAR}")
_SHORT = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{2}))?")
_TO = re.compile(r"\s+(?:til|to|og|and)\s+|\s*-\s*(?!\d\d?(?:-|$))")
_SAME_MONTH = re.compile(r"(\d{1,2})\.?\s*-\s*(\d{1,2}\.?\s*\D.*|\d{1,2}\.\s?\d{1,2}\..*)")
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?")
_AT = re.compile(r"^(?:kl\.?|klokka|klokken)\s*")


def span_in(text: str, begins: str, ends: str, *, today: date) -> tuple[Span | None, dict[str, str]]:
    """What three fields say together; None where it cannot be read, with what is wrong by field."""
    errors: dict[str, str] = {}
    times: dict[str, time | None] = {}
    for field, typed in (("begins", begins), ("ends", ends)):
        times[field] = _time(typed)
        if typed.strip() and times[field] is None:
            errors[field] = NO_TIME
    try:
        read = _read(_tidy(text), today)
    except Invalid as error:
        return None, {"when": error.message, **errors}
    if errors:
        return None, errors
    return Span(read.precision, read.starts_on, read.ends_on, times["begins"], times["ends"]), {}


def days_in(text: str, *, today: date) -> date:
    """One day, with or without its year; raises ``Invalid`` for what is none."""
    day = _day(_tidy(text), today)
    if day is None:
        raise Invalid(N_("Write a date, such as 1.12.2026."))
    return day


def _tidy(text: str) -> str:
    plain = " ".join(text[:200].casefold().replace("–", "-").replace("—", "-").split())
    plain = re.sub(r"^(?:i|in|on|den|mellom|between|fra|frå|from)\s+", "", plain)
    return _WEEKDAY.sub("", plain)


def _read(text: str, today: date) -> Span:
    for reader in (_week, _month, _months, _term):
        found = reader(text, today)
        if found is not None:
            return found
    day = _day(text, today)
    if day is not None:
        return spans.days(day)
    found = _from_to(text, today)
    if found is None:
        raise Invalid(UNCLEAR)
    return found


def _week(text: str, today: date) -> Span | None:
    found = _WEEK.fullmatch(text)
    if found is None:
        return None
    number = int(found[1])
    try:
        if found[2]:
            return spans.week(int(found[2]), number)
        return _next(lambda year: spans.week(year, number), today.isocalendar().year, today)
    except ValueError:
        raise Invalid(NO_SUCH_WEEK) from None


def _month(text: str, today: date) -> Span | None:
    found = _WHOLE_MONTH.fullmatch(text)
    if found is None:
        return None
    number = _month_number(found[1])
    if found[2]:
        return _of_year(lambda year: spans.month(year, number), int(found[2]))
    return _next(lambda year: spans.month(year, number), today.year, today)


def _months(text: str, today: date) -> Span | None:
    """From one month to another: "sept/okt", "november-januar 2027", whose year is that of the last one."""
    found = _MONTHS_TO.fullmatch(text)
    if found is None:
        return None
    first, last = _month_number(found[1]), _month_number(found[2])

    def made(year: int) -> Span:
        start = spans.month(year - (first > last), first)
        return Span(start.precision, start.starts_on, spans.month(year, last).ends_on)

    return _of_year(made, int(found[3])) if found[3] else _next(made, today.year, today)


def _term(text: str, today: date) -> Span | None:
    for pattern, term in ((_AUTUMN, spans.autumn), (_SPRING, spans.spring)):
        found = pattern.fullmatch(text)
        if found is not None:
            return _of_year(term, int(found[1])) if found[1] else _next(term, today.year, today)
    return None


def _from_to(text: str, today: date) -> Span | None:
    for first, last in _pairs(text):
        end = _day(last, today)
        if end is None:
            continue
        start = day_in(first) or _day(f"{first.rstrip('.')}.{end.month}.{end.year}", today)
        if start is None:
            start = _day(first, today)
            if start is not None and not re.search(r"\d{4}", first):
                # Its year is that of the last day, or the one before where it would come after it.
                start = _with_year(start, end.year)
                start = start if start <= end else _with_year(start, end.year - 1)
        if start is not None:
            return spans.days(start, end)
    return None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The ways to take "from–to" apart."""
    same = _SAME_MONTH.fullmatch(text)
    if same:
        yield same[1], same[2]
    for found in _TO.finditer(text):
        yield text[: found.start()], text[found.end() :]
    for found in re.finditer(r"\s*-\s*", text):
        yield text[: found.start()], text[found.end() :]


def _day(text: str, today: date) -> date | None:
    """A day, of the year it says, or the next one that has not passed."""
    exact = day_in(text)
    if exact is not None:
        return exact
    words, short = _IN_WORDS.fullmatch(text), _SHORT.fullmatch(text)
    if words:
        day, number, year = int(words[1]), _month_number(words[2]), words[3]
    elif short:
        day, number, year = int(short[1]), int(short[2]), f"20{short[3]}" if short[3] else None
    else:
        if re.fullmatch(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d\d-\d\d", text):
            raise Invalid(NO_SUCH_DAY)
        return None
    try:
        if year:
            return date(int(year), number, day)
        return _next(lambda one: spans.days(date(one, number, day)), today.year, today).starts_on
    except ValueError:
        raise Invalid(NO_SUCH_DAY) from None


def _next(made: Callable[[int], Span], year: int, today: date) -> Span:
    """Of this year's and the next ones the first that has not passed; a leap day may take some years."""
    for one in range(year, year + 9):
        try:
            found = made(one)
        except ValueError:
            continue
        if found.ends_on >= today:
            return found
    raise ValueError


def _of_year(made: Callable[[int], Span], year: int) -> Span:
    try:
        return made(year)
    except ValueError:
        raise Invalid(NO_SUCH_DAY) from None


def _with_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        raise Invalid(NO_SUCH_DAY) from None


def _month_number(name: str) -> int:
    return next(number for number, pattern in enumerate(_MONTHS, 1) if re.fullmatch(pattern, name))


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(_AT.sub("", text.strip().casefold()))
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None
