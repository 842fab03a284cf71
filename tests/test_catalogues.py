"""Every text of the interface is there in bokmål and nynorsk, with the same places for values."""

import re

import pytest

from tools.catalogues import LANGUAGES, load, template

PLACE = re.compile(r"%(?:\((\w+)\))?[sd%]")


def places(text: str) -> set[str]:
    return {match[0] for match in PLACE.finditer(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(language: str):
    catalogue = load(language)

    missing = [
        message.id
        for message in template()
        if message.id and not (catalogue.get(message.id) and all(strings(catalogue.get(message.id).string)))
    ]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_over(language: str):
    wanted = template()

    assert [message.id for message in load(language) if message.id and wanted.get(message.id) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_stand_in_every_translation(language: str):
    wrong = [
        (message.id, text)
        for message in load(language)
        if message.id
        for number, text in enumerate(strings(message.string))
        if not places(text) <= places(" ".join(strings(message.id)))
        or places(strings(message.id)[min(number, len(strings(message.id)) - 1)]) - places(text)
    ]

    assert wrong == []


def strings(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
