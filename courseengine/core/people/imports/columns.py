"""The columns of a people file, and the words that may stand in them.

A file may be written in Norwegian or in English; both sets of words mean the same. Upper and
lower case are alike.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from courseengine.base.i18n import N_
from courseengine.core.people.imports.records import REMARK, Column, Form
from courseengine.core.people.imports.said import Said
from courseengine.core.people.roles import PlaceKind, Role, TeamKind

COLUMNS = {
    "owner": Column(
        N_("Owner"), "the municipality, county or private owner of the school", ("eier", "skoleeier", "barnehageeier")
    ),
    "school": Column(
        N_("School"),
        "the school, kindergarten or university; not needed when a school imports its own people",
        ("skole", "barnehage", "sted", "arbeidssted"),
    ),
    "school_kind": Column(
        N_("Kind of school"),
        "`school` (also when empty), `kindergarten` or `university`",
        ("skoletype", "skoleslag"),
    ),
    "school_number": Column(
        N_("Organisation number"),
        "its organisation number, nine digits",
        ("orgnr", "org.nr.", "org.nr", "organisasjonsnummer"),
    ),
    "team": Column(N_("Team"), "the team the person works in, if any", ("lag",)),
    "team_kind": Column(
        N_("Kind of team"),
        "`team` (also when empty), `subject_team`, `grade_team`, `leader_group` or `resource_group`",
        ("teamtype",),
    ),
    "name": Column(N_("Name"), "the person's name", ("navn", "namn"), required=True),
    "email": Column(
        N_("E-mail address"),
        "the address the person signs in with",
        ("e-post", "epost", "e-mail", "e-postadresse", "epostadresse"),
        required=True,
    ),
    "role": Column(
        N_("Role"),
        "`teacher`, `resource_teacher`, `team_leader`, `school_leader`, `school_owner` or `university_staff`",
        ("rolle",),
        required=True,
    ),
    "main": Column(
        N_("Main team"),
        "`yes` for the person's main team at the school; when empty, the first one is",
        ("hovedteam", "hovudteam"),
    ),
    "language": Column(N_("Language"), "`nb` (also when empty), `nn` or `en`", ("språk", "målform")),
    "remark": REMARK,
}

PEOPLE = Form(COLUMNS, alone=True)

ROLES = {role.value: role for role in Role} | {
    "lærer": Role.TEACHER,
    "laerer": Role.TEACHER,
    "assistent": Role.TEACHER,
    "fagarbeider": Role.TEACHER,
    "ansatt": Role.TEACHER,
    "ressurslærer": Role.RESOURCE_TEACHER,
    "ressurslaerer": Role.RESOURCE_TEACHER,
    "teamleder": Role.TEAM_LEADER,
    "skoleleder": Role.SCHOOL_LEADER,
    "rektor": Role.SCHOOL_LEADER,
    "styrer": Role.SCHOOL_LEADER,
    "leder": Role.SCHOOL_LEADER,
    "skoleeier": Role.SCHOOL_OWNER,
    "eier": Role.SCHOOL_OWNER,
    "universitetsansatt": Role.UNIVERSITY_STAFF,
    "administrator": Role.ADMIN,
}

PLACE_KINDS = {kind.value: kind for kind in (PlaceKind.SCHOOL, PlaceKind.KINDERGARTEN, PlaceKind.UNIVERSITY)} | {
    "skole": PlaceKind.SCHOOL,
    "barnehage": PlaceKind.KINDERGARTEN,
    "universitet": PlaceKind.UNIVERSITY,
    "høgskole": PlaceKind.UNIVERSITY,
}

TEAM_KINDS = {kind.value: kind for kind in TeamKind} | {
    "fagteam": TeamKind.SUBJECT_TEAM,
    "fagseksjon": TeamKind.SUBJECT_TEAM,
    "trinnteam": TeamKind.GRADE_TEAM,
    "trinn": TeamKind.GRADE_TEAM,
    "ledergruppe": TeamKind.LEADER_GROUP,
    "ressursgruppe": TeamKind.RESOURCE_GROUP,
}

YES_OR_NO = {"yes": True, "ja": True, "true": True, "x": True, "1": True} | {
    "no": False,
    "nei": False,
    "false": False,
    "0": False,
}

TONGUES = {code: code for code in ("nb", "nn", "en")} | {
    "bokmål": "nb",
    "nynorsk": "nn",
    "engelsk": "en",
    "english": "en",
}


Known = TypeVar("Known")


def unknown_word(column: str, cell: str, words: Mapping[str, Known]) -> Said:
    """What is said of a word that cannot stand in its column: the nearest one, or all of them in English."""
    found = cell[:40]
    near = get_close_matches(cell.casefold(), words, n=1)
    if near:
        return Said(column, N_('"%(found)s" is not known. Did you mean "%(near)s"?'), {"found": found, "near": near[0]})
    if words is YES_OR_NO:
        return Said(column, N_('"%(found)s" is neither yes nor no.'), {"found": found})
    codes = ", ".join(dict.fromkeys(str(value) for value in words.values() if value is not Role.ADMIN))
    return Said(column, N_('"%(found)s" is not one of %(codes)s.'), {"found": found, "codes": codes})


WORDS: dict[str, Mapping[str, object]] = {
    "role": ROLES,
    "school_kind": PLACE_KINDS,
    "team_kind": TEAM_KINDS,
    "language": TONGUES,
}
"""column → the words that may stand in it"""


def in_norwegian(column: str, code: str) -> str:
    """The Norwegian word for a code, where there is one."""
    return next((word for word, known in WORDS.get(column, {}).items() if known == code and word != code), code)
