"""The words of a line that tell of days: dates, weeks, what joins them, and what sort of day it is.

Bokmål, nynorsk and English, as municipalities write them. What a line says with them is put
together in ``spans.py`` and ``written.py``; everything else in it breaks one date from the next.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

MONTHS = (
    "januar|january|jan", "februar|february|feb", "mars|march|mar", "april|apr", "mai|may", "juni|june|jun",
    "juli|july", "august|aug", "september|sept|sep", "oktober|october|okt|oct", "november|nov",
    "desember|december|des|dec",
)  # fmt: skip
"""``jul`` is Christmas, and no month"""
WEEKDAYS = (
    "mandag|måndag|monday", "tirsdag|tysdag|tuesday", "onsdag|wednesday", "torsdag|thursday", "fredag|friday",
    "lørdag|laurdag|saturday", "søndag|sundag|sunday",
)  # fmt: skip
SHORT_WEEKDAYS = ("man|mon", "tirs|tir|tys|tues|tue", "ons|wed", "tors|tor|thurs|thu", "fre", "lør|lau|sat", "søn|sun")
"""counted as weekdays only right before a number"""


class Says(StrEnum):
    """What a word says of a day."""

    PLANNING = "planning"
    OFF = "off"
    ORDINARY = "ordinary"
    FIRST = "first"
    """the first day of school"""
    LAST = "last"


_SCHOOL, _YEAR = r"(?:skole|skule)", r"(?:skoleåret|skuleåret|skolen|skulen|(?:the )?school(?: year)?|term)"
_WORDS = {
    Says.FIRST: rf"(?:første|fyrste|1\.)\s*{_SCHOOL}dag\w*|{_SCHOOL}start\w*"
    rf"|first (?:school day|day of (?:school|term))|{_YEAR} (?:starter|startar|begynner|byrjar|starts|begins)",
    Says.LAST: rf"(?:siste|last)\s*(?:{_SCHOOL}dag\w*|school day|day of (?:school|term))|{_SCHOOL}slutt\w*"
    rf"|{_SCHOOL}avslut[nt]\w*|{_YEAR} (?:slutter|sluttar|ends)",
    Says.PLANNING: r"planlegg\w*|plandag\w*|elevfri\w*|kursdag\w*|planning(?: days?)?|inset(?: days?)?"
    r"|(?:teacher training|staff) days?",
    Says.ORDINARY: rf"(?:vanlige?|vanleg|ordinære?|normale?) {_SCHOOL}dag\w*|{_SCHOOL}dag(?:en|ar|er)?"
    r"|(?:ordinary|normal) (?:school )?days?|school days?|ordinary",
    Says.OFF: r"\w*ferie\w*|skolefri\w*|skulefri\w*|fri|fridag\w*|frie dag\w*|inneklemt(?:e)?(?: dag\w*)?|stengt"
    r"|helligdag\w*|heilagdag\w*|holidays?|(?:\w+ )?break|days? off|off|closed|half.term|no school|no class(?:es)?"
    r"|skjærtorsdag|langfredag|\w*påskedag|\w*pinsedag|kristi himmelfart\w*|påske[nr]?|pinse[nr]?|jul[ea]?"
    r"|easter|christmas",
}  # fmt: skip


class Sort(StrEnum):
    """What a token is."""

    TIME = "time"
    """of the day; or how many days of school there are"""
    ISO = "iso"
    YEARS = "years"
    KIND = "kind"
    WEEKS = "weeks"
    DATE = "date"
    YEAR = "year"
    DAY = "day"
    MONTH = "month"
    WEEKDAY = "weekday"
    FROM = "from_"
    TO = "to"
    AND = "and_"
    SKIP = "skip"
    BREAK = "break_"


_ANY_MONTH = f"(?:{'|'.join(MONTHS)})"
_ANY_WEEKDAY, _ANY_SHORT = "|".join(WEEKDAYS), "|".join(SHORT_WEEKDAYS)
_KINDS = "|".join(rf"(?P<{says}>\b(?:{pattern})(?!\w))" for says, pattern in _WORDS.items())
_ONE_WEEK = r"(?:uke|veke|week|wk)\w{0,4}"
_NEXT = "|".join(rf"{one:02}\s*[-–/]\s*(?:20)?{one + 1:02}" for one in range(99))
_PATTERNS = {
    Sort.TIME: rf"\b\d+\s+{_SCHOOL}dag(?:er|ar)\b|\b\d+ school days\b"
    r"|\b(?:kl\.?|klokk[ea]n?)\s*\d{1,2}(?:[.:]\d\d)?(?:\s*[-–]\s*\d{1,2}(?:[.:]\d\d)?)?|\d{1,2}:\d\d",
    Sort.ISO: r"\b\d{4}-\d\d-\d\d(?!\d)|\b20\d{6}\b",
    Sort.YEARS: rf"\b20(?:{_NEXT})(?![\d./-]|\s*{_ANY_MONTH})",
    Sort.KIND: _KINDS,
    Sort.WEEKS: rf"\b{_ONE_WEEK}\.?\s*(?:nr\.?\s*)?\d{{1,2}}(?!\d)(?:\s*(?:,|\bog\b|\band\b|&|\+|-|–|—|\btil\b)\s*"
    rf"(?:{_ONE_WEEK}\s*)?\d{{1,2}}(?![\d./]|\s*{_ANY_MONTH}))*(?:\s*(?:i\s+|/)?20\d\d(?!\d))?",
    Sort.DATE: r"(?<!\d)\d{1,2}(?:[./](?:0?[1-9]|1[0-2])(?!\d)(?:[./]\d{4}(?!\d)|\.\d\d(?![\d.]))?\.?"
    r"|\.\s(?:0?[1-9]|1[0-2])\.\s?\d{4}(?!\d))",
    Sort.YEAR: r"(?<!\d)\d{4}(?!\d)",
    Sort.DAY: r"(?<!\d)\d{1,2}(?!\d)(?:st|nd|rd|th)?\.?",
    Sort.MONTH: rf"\b{_ANY_MONTH}\b\.?",
    Sort.WEEKDAY: rf"\(?\b(?:{_ANY_WEEKDAY})(?:en)?\b\)?|\b(?:{_ANY_SHORT})\.?\s*(?=\d)",
    Sort.FROM: r"\b(?:fra|frå)(?:\s+og\s+med)?\b|\bf\.?o\.?m\b\.?|\bfrom\b|\b(?:starter|startar|begynner|byrjar)\b",
    Sort.TO: r"\b(?:og\s+)?til(?:\s+og\s+med)?\b|\bt\.?o\.?m\b\.?|\b(?:to|until|till|through)\b|[-‐‑–—−→]"
    r"|\b(?:og\s+)?(?:slutter|sluttar)\b",
    Sort.AND: r"\b(?:og|and|samt)\b|[&+,]",
    Sort.SKIP: r"\b(?:of|the|den|dei)\b|\s+",
    Sort.BREAK: r"\w+|[^\w\s]",
}  # fmt: skip
_TOKEN = re.compile("|".join(f"(?P<{sort}>{pattern})" for sort, pattern in _PATTERNS.items()), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of a line, and where it stands."""

    sort: Sort
    text: str
    start: int
    end: int
    says: Says | None = None
    """for what tells a kind"""

    @property
    def number(self) -> int:
        """The month or weekday a word stands for, the former from 1, the latter from 0."""
        word = self.text.strip("(). \t").casefold()
        if self.sort is Sort.MONTH:
            return _index(MONTHS, word) + 1
        word = word.removesuffix("en")
        found = _index(WEEKDAYS, word)
        return found if found >= 0 else _index(SHORT_WEEKDAYS, word)


def _index(words: tuple[str, ...], word: str) -> int:
    return next((index for index, alike in enumerate(words) if word in alike.split("|")), -1)


def tokens_of(line: str) -> list[Token]:
    """The tokens of a line; what joins and says nothing is left out."""
    found = []
    has_first = False
    for match in _TOKEN.finditer(line):
        groups = match.groupdict()
        sort = next(sort for sort in Sort if groups[sort] is not None)
        says = next((says for says in Says if groups[says] is not None), None) if sort is Sort.KIND else None
        if sort is Sort.TO and has_first and match[0].casefold().endswith(("slutter", "sluttar")):
            sort, says = Sort.KIND, Says.LAST
        has_first = has_first or says is Says.FIRST
        if sort is not Sort.SKIP:
            found.append(Token(sort, match[0], match.start(), match.end(), says))
    return found
