"""What a sample says about itself, and with which voices, by the language of its manuscript."""

from dataclasses import dataclass

Voices = tuple[tuple[str, int], ...]


class MediaError(Exception):
    """Something the person at the terminal has to mend, in one sentence."""


@dataclass(frozen=True)
class Wording:
    """One language: what is said and written around the manuscript."""

    opening: str
    closing: tuple[str, ...]
    introduction: str
    """the first chapter, before any heading of the manuscript"""
    module: str
    mark: str
    """stands on every slide"""
    ends: str
    read_on: str
    poster: str
    """what a poster shows, around the title"""
    voices: Voices
    """voice and pitch: the narrator, then those who talk, in the order they are heard"""


BOKMAL_VOICES: Voices = (("nb", 42), ("nb+f2", 58), ("nb+m3", 32))

WORDINGS = {
    "nb": Wording(
        opening="Dette er et eksempel, laget maskinelt fra manuset.",
        closing=("Her slutter eksempelet.", "Resten kan dere lese i manuset."),
        introduction="Innledning",
        module="Modul",
        mark="Eksempel laget maskinelt",
        ends="Her slutter eksempelet",
        read_on="Les resten i manuset",
        poster="Tittelbilde med teksten",
        voices=BOKMAL_VOICES,
    ),
    "nn": Wording(
        opening="Dette er eit døme, laga maskinelt frå manuset.",
        closing=("Her sluttar dømet.", "Resten kan de lese i manuset."),
        introduction="Innleiing",
        module="Modul",
        mark="Døme laga maskinelt",
        ends="Her sluttar dømet",
        read_on="Les resten i manuset",
        poster="Tittelbilete med teksten",
        voices=BOKMAL_VOICES,  # espeak-ng has no voice for nynorsk; the one for bokmål reads it well enough
    ),
    "en": Wording(
        opening="This is a sample, made by machine from the manuscript.",
        closing=("The sample ends here.", "You can read the rest in the manuscript."),
        introduction="Introduction",
        module="Module",
        mark="Sample made by machine",
        ends="The sample ends here",
        read_on="Read the rest in the manuscript",
        poster="Title picture with the text",
        voices=(("en", 42), ("en+f2", 58), ("en+m3", 32)),
    ),
}


def wording_in(language: str) -> Wording:
    """The wording of a language, which must be one of those above."""
    if language not in WORDINGS:
        known = ", ".join(WORDINGS)
        raise MediaError(f'There are no words and no voice for the language "{language}"; there are {known}')
    return WORDINGS[language]
