"""The columns of a people file, and the words that may stand in them.

A file may be written in Norwegian or in English; both sets of words mean the same. Upper and
lower case are alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from courseengine.core.people.roles import PlaceKind, Role, TeamKind


@dataclass(frozen=True)
class Column:
    """One column: its other names, and what it says."""

    says: str
    also: tuple[str, ...] = ()
    required: bool = False


COLUMNS = {
    "owner": Column("the municipality, county or private owner of the school", ("eier", "skoleeier")),
    "school": Column("the school, kindergarten or university", ("skole", "barnehage", "sted")),
    "school_kind": Column("`school` (also when empty), `kindergarten` or `university`", ("skoletype", "skoleslag")),
    "school_number": Column(
        "its organisation number, nine digits", ("orgnr", "org.nr.", "org.nr", "organisasjonsnummer")
    ),
    "team": Column("the team the person works in, if any", ("lag",)),
    "team_kind": Column(
        "`team` (also when empty), `subject_team`, `grade_team`, `leader_group` or `resource_group`", ("teamtype",)
    ),
    "name": Column("the person's name", ("navn",), required=True),
    "email": Column("the address the person signs in with", ("e-post", "epost", "e-mail"), required=True),
    "role": Column(
        "`teacher`, `resource_teacher`, `team_leader`, `school_leader`, `school_owner` or `university_staff`",
        ("rolle",),
        required=True,
    ),
    "main": Column("`yes` for the person's main team; when empty, the first one is", ("hovedteam",)),
    "language": Column("`nb` (also when empty), `nn` or `en`", ("språk", "målform")),
}

HEADERS = {word: name for name, column in COLUMNS.items() for word in (name, name.replace("_", " "), *column.also)}

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


def meant(word: str, words: Mapping[str, object]) -> str:
    """What was expected instead of ``word``: the nearest word we know, or all of them in English."""
    near = get_close_matches(word.casefold(), words, n=1)
    if near:
        return f'did you mean "{near[0]}"?'
    if words == YES_OR_NO:
        return "expected yes or no"
    codes = list(dict.fromkeys(str(value) for value in words.values()))
    return f"expected {', '.join(codes[:-1])} or {codes[-1]}"
