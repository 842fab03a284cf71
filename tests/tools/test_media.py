"""Sample media say what the manuscript says, keep time, and are made only when something changed."""

import importlib
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))  # the tools are scripts beside the product, not a part of it
media = importlib.import_module("media")
manuscripts = importlib.import_module("manuscript")
slides = importlib.import_module("slides")

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


def course(folder: Path, body: str, kind: str = "video") -> Path:
    """A course with one module and one sample."""
    module = folder / "modules" / "1-en"
    module.mkdir(parents=True)
    (module / "module.md").write_text("---\nid: m1\nnumber: 1\ntitle: En\n---\n", "utf-8")
    src = "m1-v1.mp4" if kind == "video" else "m1-v1.mp3"
    poster = "\n  poster: m1-v1.jpg" if kind == "video" else ""
    fields = f"kind: {kind}\nid: m1-v1\ntitle: Hva nå?\nmedia:\n  src: {src}\n  captions: {{nb: m1-v1.nb.vtt}}{poster}"
    (module / "m1-v1.md").write_text(f"---\n{fields}\n  sample: true\n---\n\n{body}", "utf-8")
    return folder


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


def test_a_short_paragraph_shares_the_picture_of_the_one_before() -> None:
    assert [sentence.thought for sentence in manuscripts.sentences_in(BODY)] == [0, 0, 0, 1, 1]


def test_each_speaker_has_a_voice_and_the_narrator_another() -> None:
    read = list(manuscripts.sentences_in(TALK))

    voices = media.voices_of(read)

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
    for picture in (slides.title_slide("Hva nå?", "Modul 1"), slides.closing_slide()):
        assert slides.MARK in picture


def test_captions_share_a_sentence_without_overlap() -> None:
    long = manuscripts.Sentence("Og så tenkte jeg at hvis noen hadde byttet ut ett av ordene, ville ingen merket det.")
    spoken = [media.Spoken(long, 0.5, 6.0), media.Spoken(manuscripts.Sentence("Nei.", speaker="Rektoren"), 6.3, 7.0)]

    cues = list(media.cues(spoken))

    assert [text for _, _, text in cues] == [
        "Og så tenkte jeg at\nhvis noen hadde byttet",
        "ut ett av ordene, ville\ningen merket det.",
        "<v Rektoren>Nei.",
    ]
    assert all(first[1] <= second[0] for first, second in pairwise(cues))
    assert (cues[0][0], cues[-1][1]) == (0.5, 7.0)


def test_words_are_drawn_as_words() -> None:
    assert "&lt;b&gt; &amp; co" in slides.phrase_slide("<b> & co", "", number=1, of=1)


def test_media_that_are_not_samples_are_left_alone(tmp_path: Path) -> None:
    folder = course(tmp_path, BODY)
    file = folder / "modules" / "1-en" / "m1-v1.md"
    file.write_text(file.read_text("utf-8").replace("  sample: true\n", ""), "utf-8")

    assert media.samples_in(folder) == []


def test_missing_programs_are_named_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    status = media.main([str(course(tmp_path, BODY))])

    assert status == 1
    assert capsys.readouterr().err == ("Install ffmpeg and espeak-ng first: apt-get install ffmpeg espeak-ng\n")


def test_what_ships_is_made_from_todays_manuscripts() -> None:
    samples = media.samples_in(ROOT / "content")

    assert [sample.id for sample in samples if not media.is_current(sample)] == []
    assert {"m1-v1", "m1-v2", "m1-p1"} <= {sample.id for sample in samples}


def test_what_ships_is_small_and_keeps_time() -> None:
    samples = media.samples_in(ROOT / "content")

    files = [file for sample in samples for file in sample.src.parent.iterdir()]
    assert sum(file.stat().st_size for file in set(files)) < 3_000_000
    for sample in samples:
        times = cue_times(sample.captions)
        assert all(start < end for start, end in times)
        assert all(before[1] <= after[0] for before, after in pairwise(times))
        assert times[-1][1] <= media.LONGEST


@makes_media
@pytest.mark.parametrize(("kind", "files"), [("video", 3), ("podcast", 2)])
def test_a_sample_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, files: int) -> None:
    long = "\n\n".join(f"{TALK if kind == 'podcast' else BODY}" for _ in range(6))
    folder = course(tmp_path, long, kind)

    made, again = media.main([str(folder)]), media.main([str(folder)])

    assert (made, again) == (0, 0)
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"m1-v1: \d+ seconds, \d+ kB", lines[0])
    assert lines[1] == "m1-v1: unchanged"
    assert len(list((folder / "modules" / "1-en" / "media").iterdir())) == files


@makes_media
def test_a_manuscript_too_short_to_show_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert media.main([str(course(tmp_path, TALK))]) == 1
    assert "expected 45–90" in capsys.readouterr().err
