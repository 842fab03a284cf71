"""Two hundred races of two editors, in half of which one was away for a while: no word is lost.

The editors do what ``autosave.js`` does: what was sent and not answered is sent again as it was,
with what it started from, and only then what was written since.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from courseengine.core.progress.answer_versions import settle, waiting_of
from tests.core.progress.team_writing import NOW, begin

RACES = 200
STARTED_FROM = "ein to tre\n\nfire fem seks\n\nsju åtte ni\n\nti elleve tolv"


@dataclass
class Editor:
    """A writer, a browser, and a connection that comes and goes."""

    writing: object
    person: int
    dice: random.Random
    words: object
    text: str = ""
    base: str = ""
    version: int = 0
    underway: tuple[str, str] | None = None
    is_away: bool = False
    signed_out: bool = False
    typed: set[str] = field(default_factory=set)

    def open(self):
        """Load the page."""
        self.text = self.base = self.writing.answer.body
        self.version = self.writing.answer.version

    def type(self):
        """Write a word somewhere, a new paragraph, or take a word of one's own away again."""
        paragraphs = [part.split(" ") for part in self.text.split("\n\n")] if self.text else [[]]
        word = f"w{next(self.words)}"
        own = [(part, one) for part in paragraphs for one in part if one in self.typed]
        chance = self.dice.random()
        if chance < 0.2:
            paragraphs.insert(self.dice.randint(0, len(paragraphs)), [word])
        elif chance < 0.3 and own:
            part, gone = self.dice.choice(own)
            part.remove(gone)
            self.typed.discard(gone)
            word = ""
        else:
            part = self.dice.choice(paragraphs)
            part.insert(self.dice.randint(0, len(part)), word)
        self.typed |= {word} - {""}
        self.text = "\n\n".join(" ".join(part) for part in paragraphs if part)

    def send(self, at):
        """What the browser sends after a pause; an answer may be lost on its way."""
        if self.is_away or (self.text == self.base and not self.underway):
            return
        self.underway = self.underway or (self.text, self.base)
        if self.signed_out:
            self.underway = None  # the server has taken nothing
            return
        sent, base = self.underway
        saved = self.writing.save(sent, base=base, seen=self.version, by=self.person, at=at)
        if self.dice.random() < 0.15:
            return
        self.underway, self.base, self.version = None, sent, saved.version
        if self.text == sent and not saved.waits and self.dice.random() < 0.5:
            self.text = self.base = saved.answer.body  # nobody is writing here just now


def race(writing, seed):
    dice, words, at = random.Random(seed), count(), NOW
    writing.save(STARTED_FROM, seen=0)
    anne, bjorn = (Editor(writing, who, dice, words) for who in (writing.anne, writing.bjorn))
    for editor in (anne, bjorn):
        editor.open()
    gone_from, gone_until = sorted((dice.randint(2, 20), dice.randint(2, 20)))
    for step in range(24):
        if seed % 2:
            away = gone_from <= step < gone_until
            bjorn.is_away, bjorn.signed_out = away and seed % 4 == 1, away and seed % 4 == 3
        at += timedelta(minutes=1)
        for editor in dice.sample((anne, bjorn), 2):
            if dice.random() < 0.7:
                editor.type()
            if dice.random() < 0.7:
                editor.send(at)
    for _ in range(20):
        for editor in (anne, bjorn):
            editor.send(at)
    return anne, bjorn


def words_in(writing):
    texts = [writing.answer.body, *(one.body for one in waiting_of(writing.session, writing.answer.id))]
    return set(" ".join(texts).split())


def test_every_word_that_two_typed_is_in_the_text_or_waits_beside_it_and_stays_when_it_is_settled(
    session, database_kind
):
    writing = begin(session)
    races, waited = RACES if database_kind == "sqlite" else RACES // 10, 0
    for seed in range(races):
        writing.activity = f"m1-g{seed}"
        editors = race(writing, seed)
        typed = set(STARTED_FROM.split()).union(*(editor.typed for editor in editors))

        assert (seed, typed - words_in(writing)) == (seed, set())
        assert {editor.underway for editor in editors} == {None}

        waited += len(waiting_of(session, writing.answer.id))
        settle_all(writing)
        assert (seed, typed - words_in(writing)) == (seed, set())
    assert waited > races / 4


def settle_all(writing):
    """Keep both of all that waits, as a member presses who has the page before them."""
    while waiting := waiting_of(writing.session, writing.answer.id):
        version, shown = waiting[0].version, writing.answer.body
        settle(writing.session, writing.answer, version, keep="both", shown=shown, by=writing.anne, at=NOW)
