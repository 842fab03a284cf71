"""Sample media say what the manuscript says, keep time, and are made only when something changed."""

import importlib
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tinytag import TinyTag

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))  # the tools are scripts beside the product, not a part of it
media = importlib.import_module("media")
manuscripts = importlib.import_module("manuscript")
slides = importlib.import_module("slides")
tracks = importlib.import_module("tracks")
wording = importlib.import_module("wording")

COURSES = [ROOT / "content", *(file.parent for file in sorted(ROOT.glob("content/packages/*/course.yml")))]
NB = wording.WORDINGS["nb"]

BODY = """\
*Et klasserom. På tavla står to brøker.*

## Tre sekunder

Læreren spør hva som er størst. En hånd går **opp** bakerst i rommet, langt borte fra tavla.

Noen ler.

/// tip
Dette leses ikke.
///

«Den tanken har mange hatt.» Hun venter, og så [peker](m1-v2) hun på tavla der brøkene står.
"""

TALK = """\
*Lytt gjerne mens dere går.*

**Læreren:** Jeg gikk forbi plakaten. Den ved døra.

**Rektoren:** Det er et stygt spørsmål.
"""

makes_media = pytest.mark.makes_media


def course(folder: Path, body: str, kind: str = "video", *, language: str = "nb", more: str = "") -> Path:
    """A course with one module and one sample."""
    module = folder / "modules" / "1-en"
    module.mkdir(parents=True)
    (module / "module.md").write_text("---\nid: m1\nnumber: 1\ntitle: En\n---\n", "utf-8")
    src = "m1-v1.mp4" if kind == "video" else "m1-v1.mp3"
    poster = "\n  poster: m1-v1.jpg" if kind == "video" else ""
    captions = f"captions: {{{language}: m1-v1.{language}.vtt}}\n  chapters: m1-v1.chapters.vtt"
    fields = f"kind: {kind}\nid: m1-v1\ntitle: Hva nå?\n{more}media:\n  src: {src}\n  {captions}{poster}"
    (module / "m1-v1.md").write_text(f"---\n{fields}\n  sample: true\n---\n\n{body}", "utf-8")
    return folder


def shipped() -> list[Any]:
    """Every sample of every course that ships."""
    return [sample for folder in COURSES for sample in media.samples_in(folder)]


def cue_times(captions: Path) -> list[tuple[float, float]]:
    """Start and end of every cue, in seconds."""
    found = re.findall(r"(\d+):(\d+):(\d+\.\d+) --> (\d+):(\d+):(\d+\.\d+)", captions.read_text("utf-8"))
    numbers = [[float(part) for part in cue] for cue in found]
    return [(a * 3600 + b * 60 + c, d * 3600 + e * 60 + f) for a, b, c, d, e, f in numbers]


def test_directions_headings_and_blocks_are_not_read_aloud() -> None:
    read = list(manuscripts.sentences_in(BODY))

    assert [sentence.text for sentence in read] == [
        "Læreren spør hva som er størst.",
        "En hånd går opp bakerst i rommet, langt borte fra tavla.",
        "Noen ler.",
        "«Den tanken har mange hatt.»",
        "Hun venter, og så peker hun på tavla der brøkene står.",
    ]
    assert {sentence.heading for sentence in read} == {"Tre sekunder"}


def test_a_heading_is_read_without_its_marks() -> None:
    [sentence] = manuscripts.sentences_in("## Tre *små* [ord](m1-t1) {#ord}\n\nHun venter.")

    assert sentence.heading == "Tre små ord"


def test_a_short_paragraph_shares_the_picture_of_the_one_before() -> None:
    assert [sentence.thought for sentence in manuscripts.sentences_in(BODY)] == [0, 0, 0, 1, 1]


def test_each_speaker_has_a_voice_and_the_narrator_another() -> None:
    read = list(manuscripts.sentences_in(TALK))

    voices = media.voices_of(read, NB.voices)

    assert [sentence.speaker for sentence in read] == ["Læreren", "Læreren", "Rektoren"]
    assert len({voices[None], voices["Læreren"], voices["Rektoren"]}) == 3


def test_the_beginning_ends_with_a_whole_sentence(tmp_path: Path) -> None:
    long = " ".join(f"Setning nummer {number} har akkurat seks ord." for number in range(50))
    [manuscript] = media.samples_in(course(tmp_path, long))

    beginning = manuscript.beginning(100)

    assert len(beginning) == 14
    assert beginning[-1].text == "Setning nummer 13 har akkurat seks ord."


def test_a_sample_says_that_it_is_one_in_speech_and_picture(tmp_path: Path) -> None:
    [manuscript] = media.samples_in(course(tmp_path, BODY))

    script = media.script_of(manuscript)

    assert script[0].text == "Dette er et eksempel, laget maskinelt fra manuset."
    assert script[1].text == "Hva nå?"
    for picture in (slides.title_slide(NB, "Hva nå?", "Modul 1"), slides.closing_slide(NB)):
        assert NB.mark in picture


@pytest.mark.parametrize(
    ("language", "opening", "closing", "module"),
    [
        ("nn", "Dette er eit døme, laga maskinelt frå manuset.", "Resten kan de lese i manuset.", "Modul 1"),
        ("en", "This is a sample, made by machine from the manuscript.", "You can read the rest", "Module 1"),
    ],
)
def test_a_manuscript_may_be_in_another_language(
    tmp_path: Path, language: str, opening: str, closing: str, module: str
) -> None:
    [manuscript] = media.samples_in(course(tmp_path, BODY, language=language, more=f"language: {language}\n"))

    script = media.script_of(manuscript)

    assert script[0].text == opening
    assert script[-1].text.startswith(closing)
    assert manuscript.module == module
    assert manuscript.captions.name == f"m1-v1.{language}.vtt"
    assert manuscript.wording.voices[0][0] == ("en" if language == "en" else "nb")


def test_a_manuscript_is_in_the_courses_language_unless_it_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "course.yml").write_text("language: en\n", "utf-8")

    [manuscript] = media.samples_in(course(tmp_path, BODY, language="en"))

    assert manuscript.wording is wording.WORDINGS["en"]


def test_a_language_without_a_voice_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert media.main([str(course(tmp_path, BODY, more="language: se\n"))]) == 1
    assert 'no voice for the language "se"; there are nb, nn, en' in capsys.readouterr().err


def test_captions_share_a_sentence_without_overlap() -> None:
    long = manuscripts.Sentence("Og så tenkte jeg at hvis noen hadde byttet ut ett av ordene, ville ingen merket det.")
    spoken = [media.Spoken(long, 0.5, 6.0), media.Spoken(manuscripts.Sentence("Nei.", speaker="Rektoren"), 6.3, 7.0)]

    cues = list(tracks.captions_of(spoken))

    assert [text for _, _, text in cues] == [
        "Og så tenkte jeg at\nhvis noen hadde byttet",
        "ut ett av ordene, ville\ningen merket det.",
        "<v Rektoren>Nei.",
    ]
    assert all(first[1] <= second[0] for first, second in pairwise(cues))
    assert (cues[0][0], cues[-1][1]) == (0.5, 7.0)


def test_chapters_are_the_introduction_and_the_headings_that_are_reached() -> None:
    said = [("", 8.0), ("Først", 12.0), ("Først", 20.0), ("Så & så", 40.0)]
    spoken = [media.Spoken(manuscripts.Sentence("Ja.", heading=heading), at, at + 1) for heading, at in said]

    chapters = list(tracks.chapters_of(spoken, "Innledning", 60.0))

    assert chapters == [(0.0, 11.675, "Innledning"), (11.675, 39.675, "Først"), (39.675, 60.0, "Så &amp; så")]


def test_without_headings_the_introduction_is_all() -> None:
    spoken = [media.Spoken(manuscripts.Sentence("Ja."), 8.0, 9.0)]

    assert list(tracks.chapters_of(spoken, "Innledning", 60.0)) == [(0.0, 60.0, "Innledning")]


def test_a_track_never_runs_past_what_it_belongs_to() -> None:
    assert tracks.timestamp(72.6759) == "00:01:12.675"
    assert tracks.timestamp(3725.1) == "01:02:05.100"


def test_words_are_drawn_as_words() -> None:
    assert "&lt;b&gt; &amp; co" in slides.phrase_slide(NB, "<b> & co", "", number=1, of=1)


def test_media_that_are_not_samples_are_left_alone(tmp_path: Path) -> None:
    folder = course(tmp_path, BODY)
    file = folder / "modules" / "1-en" / "m1-v1.md"
    file.write_text(file.read_text("utf-8").replace("  sample: true\n", ""), "utf-8")

    assert media.samples_in(folder) == []


def test_a_course_within_a_course_is_a_course_of_its_own(tmp_path: Path) -> None:
    outer, inner = tmp_path / "content", tmp_path / "content" / "packages" / "mer"
    course(outer, BODY)
    course(inner, BODY)

    assert len(media.samples_in(outer)) == len(media.samples_in(inner)) == 1


ANNOUNCED = """\
media:
  src: m1-v1.mp4
  captions: {nn: m1-v1.nn.vtt}
  chapters: m1-v1.chapters.vtt
  poster: m1-v1.jpg
  sample: true
  alt: "Tittelbilete med teksten «Kva \\"no\\"?»"
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_manuscript_without_media_is_announced_and_else_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    file = course(tmp_path, BODY) / "modules" / "1-en" / "m1-v1.md"
    before = "---\nkind: video\nid: m1-v1\nlanguage: nn\ntitle: 'Kva \"no\"?'  # merk\n"
    after = "---\n\nTekst  \n\n---\n\nmer\n\n"
    file.write_bytes((before + after).replace("\n", end).encode())
    (file.parent / "m1-v1.nn.md").write_text("---\nid: m1-v1\nkind: video\n---\n", "utf-8")

    statuses = [media.main(["--announce", str(tmp_path)]) for _ in range(2)]

    assert statuses == [0, 0]
    assert capsys.readouterr().out == f"{file}\n"
    assert file.read_bytes() == (before + ANNOUNCED + after).replace("\n", end).encode()
    [manuscript] = media.samples_in(tmp_path)
    assert [path.name for path in manuscript.files] == [
        "m1-v1.mp4",
        "m1-v1.nn.vtt",
        "m1-v1.chapters.vtt",
        "m1-v1.jpg",
    ]


def test_a_podcast_is_announced_without_a_picture(tmp_path: Path) -> None:
    file = course(tmp_path, TALK) / "modules" / "1-en" / "m1-v1.md"
    file.write_text("---\nkind: podcast\nid: m1-v1\ntitle: Hva nå?\n---\n", "utf-8")

    media.main(["--announce", str(tmp_path)])

    [manuscript] = media.samples_in(tmp_path)
    assert (manuscript.src.name, manuscript.captions.name) == ("m1-v1.mp3", "m1-v1.nb.vtt")
    assert manuscript.poster is None


def test_missing_programs_are_named_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    status = media.main([str(course(tmp_path, BODY))])

    assert status == 1
    assert capsys.readouterr().err == ("Install ffmpeg and espeak-ng first: apt-get install ffmpeg espeak-ng\n")


def test_what_ships_is_made_from_todays_manuscripts() -> None:
    samples = shipped()

    assert [sample.id for sample in samples if not media.is_current(sample)] == []
    assert {"m1-v1", "m1-v2", "m1-p1"} <= {sample.id for sample in samples}


def test_what_ships_is_small() -> None:
    samples = shipped()

    posters = {sample.poster: sample.poster.stat().st_size for sample in samples if sample.poster}
    assert [file.name for file, size in posters.items() if size > 20_000] == []
    assert sum(file.stat().st_size for sample in samples for file in sample.files) < 20_000_000


def test_what_ships_keeps_time() -> None:
    for sample in shipped():
        length = TinyTag.get(sample.src, tags=False).duration
        for track in filter(None, (sample.captions, sample.chapters)):
            times = cue_times(track)
            assert all(start < end for start, end in times)
            assert all(before[1] <= after[0] for before, after in pairwise(times))
            assert times[-1][1] <= length <= media.LONGEST + 1


@makes_media
@pytest.mark.parametrize(("kind", "files"), [("video", 4), ("podcast", 3)])
def test_a_sample_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, files: int) -> None:
    long = "\n\n".join(f"{TALK if kind == 'podcast' else BODY}" for _ in range(6))
    folder = course(tmp_path, long, kind)

    made, again = media.main([str(folder)]), media.main([str(folder)])

    assert (made, again) == (0, 0)
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"m1-v1: \d+ seconds, \d+ kB", lines[0])
    assert lines[1] == "m1-v1: unchanged"
    [manuscript] = media.samples_in(folder)
    assert sorted(manuscript.files) == sorted(manuscript.src.parent.iterdir())
    assert len(manuscript.files) == files
    length = TinyTag.get(manuscript.src, tags=False).duration
    assert manuscript.src.stat().st_size / length < 7_000
    assert cue_times(manuscript.captions)[-1][1] < cue_times(manuscript.chapters)[-1][1] <= length


@makes_media
def test_a_manuscript_too_short_to_show_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert media.main([str(course(tmp_path, TALK))]) == 1
    assert "expected 45–90" in capsys.readouterr().err


@makes_media
def test_one_that_cannot_be_made_keeps_no_other_from_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = course(tmp_path / "short", TALK)
    good = course(tmp_path / "good", "\n\n".join([TALK] * 6), "podcast")

    assert media.main([str(short), str(good)]) == 1
    assert "m1-v1.mp3" in [file.name for file in (good / "modules" / "1-en" / "media").iterdir()]
    assert "expected 45–90" in capsys.readouterr().err
