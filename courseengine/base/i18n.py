"""Bokmål, nynorsk and English: messages, plurals, dates and numbers in words.

The source text is English; ``translations/<language>/LC_MESSAGES/messages.po`` holds the others.
Catalogues are read from the ``.po`` files at start, so there is nothing to compile and nothing to
forget. A ``Language`` is an argument: mail, commands and pages ask for the one they need.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from courseengine.base.clock import OSLO

Code = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Code, ...] = ("nb", "nn", "en")
NAMES: dict[str, str] = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
CATALOGUES = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """One language to read in, with the ways to say things in it."""

    code: Code
    translations: NullTranslations

    def gettext(self, message: str, **values: object) -> str:
        """The message in this language, with its values put in; a date among them as one writes it."""
        text = self.translations.gettext(message)
        return text % {name: self._written(value) for name, value in values.items()} if values else text

    def _written(self, value: object) -> object:
        return self.day(value, year=True) if isinstance(value, date) else value

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """The message for a count; ``%(num)d`` is the count itself."""
        return self.translations.ngettext(one, many, num) % {"num": num, **values}

    def day(self, day: date | datetime, *, weekday: bool = False, year: bool = False) -> str:
        """A date as one writes it: "1. desember", "tirsdag 1. desember", "1. desember 2026".

        A line never breaks between the day and its month.
        """
        if isinstance(day, datetime):
            day = day.astimezone(OSLO).date()
        pattern = "d\N{NO-BREAK SPACE}MMMM" if self.code == "en" else "d.\N{NO-BREAK SPACE}MMMM"
        pattern = f"EEEE {pattern}" if weekday else pattern
        return _written(day, f"{pattern} y" if year else pattern, self._locale)

    def month(self, day: date) -> str:
        """The month of a day, with its year: "oktober 2026"."""
        return format_date(day, "LLLL y", self._locale)

    def weekday(self, day: date) -> str:
        """The weekday of a day: "mandag"."""
        return format_date(day, "EEEE", self._locale)

    def clock(self, instant: datetime) -> str:
        """The wall time in Oslo: "14:15"."""
        return format_time(instant, "HH:mm", tzinfo=OSLO, locale=self._locale)

    def listed(self, items: list[str]) -> str:
        """ "a, b og c"."""
        return format_list(items, locale=self._locale)

    @property
    def _locale(self) -> str:
        return "en_GB" if self.code == "en" else self.code


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, locale: str) -> str:
    """Pages say few days, many times over."""
    return format_date(day, pattern, locale)


def language(code: str) -> Language:
    """The language of that code; bokmål for a code nobody declared."""
    return _read(code if code in LANGUAGES else "nb")


@cache
def _read(known: Code) -> Language:
    catalogue = CATALOGUES / known / "LC_MESSAGES" / "messages.po"
    if not catalogue.exists():
        return Language(known, NullTranslations())
    with catalogue.open("rb") as file:
        messages = read_po(file, locale=known)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Language(known, Translations(compiled))


def best_language(accepted: str) -> Code:
    """The first of our languages in an Accept-Language header; bokmål when none is there.

    Browsers set to "no" mean bokmål (RFC 5646 treats nb and nn as its members).
    """
    for part in accepted.split(","):
        tag = part.split(";")[0].strip().lower().split("-")[0]
        if tag == "no":
            return "nb"
        if tag in LANGUAGES:
            return tag
    return "nb"


def N_(message: str) -> str:
    """Mark a message for the catalogues where it is said later, in a language not yet known."""
    return message
