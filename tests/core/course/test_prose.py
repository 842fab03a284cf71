"""Whether a manuscript is as long as it says, names its sources, and how hard a text is to read."""

import pytest

from courseengine.core.course.compiling.prose import lix, plain, spoken

FILM, TALK, TEXT, TASK = (f"modules/1-start/m1-{name}.md" for name in ("v1", "p1", "t1", "i1"))
NOT_SAID = """\
## En overskrift på fem ord

*Vi ser en gang der noen går.*

_Og en dør som står åpen_

/// tip | Et råd om filmen
Ti ord som bare den som leser teksten får.
///

//// leaders
Til ledere.

/// time
En time.
///
////
"""


@pytest.fixture
def write(folder):
    """Give an activity another text."""

    def write(name: str, body: str) -> None:
        text = (folder / name).read_text("utf-8")
        fields = text.split("---\n")[1]
        (folder / name).write_text(f"---\n{fields}---\n\n{body}\n", "utf-8")

    return write


def words(number: int) -> str:
    """So many words, in paragraphs of a hundred at most."""
    paragraphs = [100] * (number // 100) + [number % 100]
    return "\n\n".join(" ".join(["ord"] * length) for length in paragraphs if length)


def said_of(problems, name: str, field: str) -> list[str]:
    return [one for one in problems("warning") if one.startswith(f"{name}:") and f": {field}: " in one]


@pytest.mark.parametrize(
    ("name", "line", "minutes", "number", "expected"),
    [
        (FILM, 5, 6, 905, 780),  # 16 % too long
        (FILM, 5, 6, 655, 780),  # 16 % too short
        (TALK, 5, 12, 2088, 1800),
        (TALK, 5, 12, 1512, 1800),
    ],
)
def test_a_manuscript_much_longer_or_shorter_than_it_says_is_a_warning(
    write, problems, name, line, minutes, number, expected
):
    write(name, words(number))

    assert said_of(problems, name, "minutes") == [
        f"{name}:{line}: minutes: says {minutes}, which is about {expected} words, but the manuscript has {number}"
    ]
    assert problems("error") == []


@pytest.mark.parametrize(
    ("name", "number"), [(FILM, 780), (FILM, 889), (FILM, 671), (TALK, 1800), (TALK, 2052), (TALK, 1548)]
)
def test_fourteen_per_cent_are_none(write, problems, name, number):
    write(name, words(number))

    assert said_of(problems, name, "minutes") == []


@pytest.mark.parametrize(("number", "warned"), [(897, False), (898, True), (663, False), (662, True)])
def test_fifteen_per_cent_are_the_limit(write, problems, number, warned):
    write(FILM, words(number))

    assert bool(said_of(problems, FILM, "minutes")) is warned


def test_what_is_read_is_as_long_as_it_likes(write, problems):
    write(TEXT, words(3000))
    write(TASK, words(3000))

    assert said_of(problems, TEXT, "minutes") == said_of(problems, TASK, "minutes") == []


def test_headings_directions_and_boxes_are_not_counted(write, problems):
    write(FILM, f"{NOT_SAID}\n{words(1)}\n\n{NOT_SAID}")

    assert said_of(problems, FILM, "minutes") == [
        f"{FILM}:5: minutes: says 6, which is about 780 words, but the manuscript has 1"
    ]


def test_who_speaks_is_not_counted(write, problems):
    write(TALK, "**Læreren fra femte trinn:** Ett, to.\n\n**Rektoren:** Tre.\n\nFire *fem* [seks](m1-t1).")

    assert said_of(problems, TALK, "minutes") == [
        f"{TALK}:5: minutes: says 12, which is about 1800 words, but the manuscript has 6"
    ]


def test_what_is_said_comes_with_who_says_it():
    body = "# Tittel\n\n**Læreren:** Hei,\n*du*.\n\n*Hun ler.*\n\nIngen vet. *Ikke* jeg.\n\n**Rektoren:** *Nei.*\n"

    assert list(spoken(body)) == [
        ("Hei, du.", "Læreren", "Tittel", 1),
        ("Ingen vet. Ikke jeg.", None, "Tittel", 3),
        ("Nei.", "Rektoren", "Tittel", 4),
    ]


def test_a_text_without_sources_is_a_warning(edit, problems):
    assert said_of(problems, TEXT, "sources") == []

    edit(TEXT, "sources:\n  - Overordnet del – verdier og prinsipper for grunnopplæringen\n", "")

    assert said_of(problems, TEXT, "sources") == [
        f"{TEXT}:1: sources: are missing; name what the text builds on, a line each"
    ]
    assert problems("error") == []


def test_nothing_but_a_text_has_sources_to_name(problems):
    assert [one for one in problems("warning") if ": sources: " in one] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 8 words in 2 sentences; "Skolehverdagen" and "begynte" have more than six letters
        ("Katten sov. Skolehverdagen begynte da klokka ble åtte.", 8 / 2 + 100 * 2 / 8),
        # a question, an exclamation and a colon end sentences; a time of day, which is two words, does not
        ("Hvem kom? Ingen! Da sa hun: Vi går 14.15 i dag.", 12 / 4),
        # words with hyphens and apostrophes are one word each
        ("IKT-ansvarlig er d'Artagnan.", 3 / 1 + 100 * 2 / 3),
        ("«Nei.» Hun gikk", 3 / 1),
        ("Ord", 1.0),
        ("", 0.0),
    ],
)
def test_lix_as_one_reckons_it_by_hand(text, expected):
    assert lix(text) == pytest.approx(expected)


def test_markup_is_no_part_of_how_a_text_reads():
    body = "## En overskrift\n\nSe [filmen](m1-v1) **nå**.\n\n/// tip | Tips\n- Ett råd\n- To råd.\n///\n"

    assert plain(body).split() == ["En", "overskrift.", "Se", "filmen", "nå.", "-", "Ett", "råd.", "-", "To", "råd."]


def test_how_hard_a_text_is_to_read_is_information(write, problems):
    write(TASK, " ".join(["Katten sov. Skolehverdagen begynte da klokka ble åtte."] * 13))  # 104 words

    found = [one for one in problems("information") if one.startswith(f"{TASK}:")]
    assert found == [f"{TASK}:12: body: reads as LIX 29"]
    assert [one for one in problems("warning") if "LIX" in one] == []


def test_a_text_of_a_few_words_says_too_little_about_how_it_reads(write, problems):
    write(TASK, words(99))
    before = [one for one in problems("information") if one.startswith(f"{TASK}:")]
    write(TASK, words(100))

    assert before == []
    assert len([one for one in problems("information") if one.startswith(f"{TASK}:")]) == 1
