"""When a gathering is, in words: "torsdag 3. september kl. 09:00–15:00", "uke 41", "oktober 2026", "høsten 2026"."""

from datetime import date, datetime, time

from babel.dates import format_date

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import Language
from courseengine.core.networks.spans import Precision, Span
from courseengine.web.words import HALF_A_YEAR, near_day

_BETWEEN = "\N{EN DASH}"


def when_words(span: Span, language: Language, *, at: datetime) -> str:
    """As one reads it; a day and a week with their year where one could take it for another."""
    return _days(span, language, at=at) + _clock(span, language)


def typed_words(span: Span, language: Language) -> str:
    """As one would write it in a form: what is read again as the same span."""
    _ = language.gettext
    if span.precision is Precision.WEEK:
        year, week, _day = span.starts_on.isocalendar()
        return _("week %(week)d %(year)d", week=week, year=year)
    named = named_words(span, language)
    if named:
        return named
    first, last = (f"{day.day}.{day.month}.{day.year}" for day in (span.starts_on, span.ends_on))
    return first if first == last else f"{first}{_BETWEEN}{last}"


def month_words(first: date, language: Language, *, year: bool = True) -> str:
    """A month: "oktober 2026"."""
    return format_date(first, "LLLL y" if year else "LLLL", "en_GB" if language.code == "en" else language.code)


def months_words(first: date, last: date, language: Language) -> str:
    """The months that something takes: "september–oktober", "april"."""
    start, end = month_words(first, language, year=False), month_words(last, language, year=False)
    return start if (first.year, first.month) == (last.year, last.month) else f"{start}{_BETWEEN}{end}"


def _days(span: Span, language: Language, *, at: datetime) -> str:
    _ = language.gettext
    if span.precision is Precision.WEEK:
        year, week, _day = span.starts_on.isocalendar()
        near = abs(span.starts_on - day_in_oslo(at)) <= HALF_A_YEAR
        return _("week %(week)d", week=week) if near else _("week %(week)d %(year)d", week=week, year=year)
    named = named_words(span, language)
    if named:
        return named
    if span.starts_on == span.ends_on:
        year_shown = abs(span.starts_on - day_in_oslo(at)) > HALF_A_YEAR
        return language.day(span.starts_on, weekday=True, year=year_shown)
    first, last = near_day(span.starts_on, language, at=at), near_day(span.ends_on, language, at=at)
    if span.precision is Precision.DAY:
        return _("%(first)s to %(last)s", first=first, last=last)
    return _("between %(first)s and %(last)s", first=first, last=last)


def named_words(span: Span, language: Language) -> str:
    """A whole month or half a year by its name: "oktober 2026", "høsten 2026"; empty for anything else."""
    _ = language.gettext
    if span.month:
        return month_words(span.month, language)
    if span.is_autumn:
        return _("autumn %(year)d", year=span.starts_on.year)
    if span.is_spring:
        return _("spring %(year)d", year=span.starts_on.year)
    return ""


def _clock(span: Span, language: Language) -> str:
    if span.begins is None:
        return ""
    hours = _wall(span.begins) + (f"{_BETWEEN}{_wall(span.ends)}" if span.ends else "")
    return language.gettext(", %(hours)s", hours=hours)


def _wall(at: time) -> str:
    return f"{at:%H:%M}"
