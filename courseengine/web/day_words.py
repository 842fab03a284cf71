"""A school's days in the reader's words: kinds, holidays, dates from one to another, and what was not understood."""

from collections.abc import Mapping
from datetime import date

from courseengine.base.i18n import N_, Language
from courseengine.core.people.imports.said import Said
from courseengine.core.people.models import Organisation
from courseengine.core.people.roles import PlaceKind
from courseengine.core.school_days.days import DayKind
from courseengine.core.school_days.named import NamedDay, Whose
from courseengine.core.school_days.written import Unread

KIND_NAMES = {
    DayKind.OFF: N_("Day off"),
    DayKind.PLANNING: N_("Planning day"),
    DayKind.ORDINARY: N_("Ordinary day"),
}
HOLIDAYS = {
    "New Year's Day": N_("New Year’s Day"),
    "Maundy Thursday": N_("Maundy Thursday"),
    "Good Friday": N_("Good Friday"),
    "Easter Sunday": N_("Easter Sunday"),
    "Easter Monday": N_("Easter Monday"),
    "Labor Day": N_("Labour Day"),
    "Constitution Day": N_("Constitution Day"),
    "Ascension Day": N_("Ascension Day"),
    "Pentecost": N_("Whit Sunday"),
    "Pentecost Monday": N_("Whit Monday"),
    "Christmas Day": N_("Christmas Day"),
    "Second Day of Christmas": N_("Boxing Day"),
}
"""What the library calls a public holiday → how pages do."""
PROPER_NAMES = ("Kristi ",)
"""what keeps its capital within a sentence in Norwegian, where a holiday's name has none of its own"""


def kinds(language: Language) -> list[tuple[str, str]]:
    """The kinds of days, for a form."""
    return [(kind.value, language.gettext(name)) for kind, name in KIND_NAMES.items()]


def name_of(day: NamedDay, language: Language, *, within: bool = False) -> str:
    """What a day is called: as somebody wrote it, or by its holiday or break, else by its kind.

    ``within`` a sentence, or at its beginning.
    """
    if day.whose in (Whose.OWN, Whose.OWNER):
        return day.name or language.gettext(KIND_NAMES[day.kind])
    if day.whose is Whose.HOLIDAY:
        return holiday_name(day.name, language, within=within)
    name = language.gettext(day.name)
    return _within(name, language) if within else name


def holiday_name(name: str, language: Language, *, within: bool = False) -> str:
    """A public holiday, or several on one day, by what the library calls it; empty for none."""
    if not name:
        return ""
    first, *others = (language.gettext(HOLIDAYS.get(part, part)) for part in name.split("; "))
    return language.listed([_within(first, language) if within else first, *(_within(one, language) for one in others)])


def _within(name: str, language: Language) -> str:
    if language.code == "en" or name.startswith(PROPER_NAMES):
        return name
    return name[:1].lower() + name[1:]


def whose_word(day: NamedDay, place: Organisation, language: Language) -> str:
    """Who says so."""
    _ = language.gettext
    if day.whose is Whose.OWNER and place.parent:
        return place.parent.name
    if day.whose is Whose.OWN:
        if place.kind == PlaceKind.OWNER:
            return _("Entered here")
        return _("The kindergarten's own") if place.kind == PlaceKind.KINDERGARTEN else _("The school's own")
    return _("Public holiday") if day.whose is Whose.HOLIDAY else _("Usual, until you enter your own")


def reach(first: date, last: date, language: Language) -> str:
    """From one day to another: "3.–12. august", "28. september – 2. oktober"; a single one with its weekday."""
    if first == last:
        return language.day(first, weekday=True)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{'' if language.code == 'en' else '.'}–{language.day(last)}"
    return f"{language.day(first)} – {language.day(last)}"


def school_year_name(year: int) -> str:
    """As one writes it: "2026–2027"."""
    return f"{year}–{year + 1}"


def unread_words(unread: Unread, language: Language) -> str:
    """Which line was not understood, and why."""
    text = unread.text if len(unread.text) <= 120 else f"{unread.text[:120]} …"
    why = language.gettext(unread.message, **_in_words(unread.values, language))
    return language.gettext("Line %(line)d, “%(text)s”: %(why)s", line=unread.line, text=text, why=why)


def left_out_words(said: Said, language: Language) -> str:
    """Why something in a file is left out."""
    return language.gettext(said.message, **said.values) if said.values else language.gettext(said.message)


def _in_words(values: Mapping[str, str | int | date], language: Language) -> dict[str, object]:
    """Dates in words; one that a weekday is compared with says its own."""
    return {
        name: language.day(value, weekday=name == "weekday_of", year=True) if isinstance(value, date) else value
        for name, value in values.items()
    }
