"""Two write in the minutes at once, one of them perhaps without contact: every word is in what stands, or beside it."""

from itertools import count
from random import Random

import pytest

from courseengine.core.meetings.recording import Minutes, save_minutes, unsettled
from tests.core.meetings.conftest import NOW

BEGUN = "We began.\n\nAnne showed two texts.\n\nThen we wrote in silence.\n\nThe last round."


class Writer:
    """Somebody at a page: what they have before them, and what they started from."""

    def __init__(self, name: str, random: Random, words: count) -> None:
        self.name, self.random, self.words = name, random, words
        self.text = self.base = BEGUN
        self.typed: list[str] = []

    def type(self) -> None:
        """Change a paragraph, put words into one, or begin a new one."""
        parts = self.text.split("\n\n")
        place, word = self.random.randrange(len(parts)), f"{self.name}{next(self.words)}"
        kind = self.random.randrange(3)
        if kind == 0:
            parts[place] += f" {word}"
        elif kind == 1:
            parts[place] = f"{word} {parts[place]}"
        else:
            parts.insert(place + self.random.randrange(2), word)
        self.typed.append(word)
        self.text = "\n\n".join(parts)

    def send(self, school, meeting) -> None:
        """Save as a page does: afterwards they go on from what they sent."""
        by = school.people[self.name]
        save_minutes(school.session, meeting, by, Minutes(self.text), base=Minutes(self.base), at=NOW)
        self.base = self.text


@pytest.mark.parametrize("seed", range(20))
def test_no_word_is_lost(school, seed):
    random, words, meeting = Random(seed), count(), school.plan()
    writers = [Writer(name, random, words) for name in ("anne", "bjorn")]
    save_minutes(school.session, meeting, school.people["rut"], Minutes(BEGUN), at=NOW)
    offline = random.choice([None, "bjorn"])

    for _ in range(6):
        writer = random.choice(writers)
        writer.type()
        if writer.name != offline:
            writer.send(school, meeting)
            if random.random() < 0.3:
                writer.send(school, meeting)  # the answer was lost
    for writer in writers:
        writer.send(school, meeting)

    there = " ".join([meeting.minutes, *(one.minutes for one in unsettled(school.session, meeting.id))]).split()
    assert [word for writer in writers for word in writer.typed if word not in there] == []
