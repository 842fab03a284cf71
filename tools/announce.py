"""Manuscripts that nobody has announced media for: the ``media`` block is added to their front matter.

Everything else in the file stays as it is, byte for byte.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from manuscript import front_matter, language_of, originals_in
from wording import wording_in

CLOSING_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n.*?^(?=---[ \t]*(\r?\n|\Z))", re.DOTALL | re.MULTILINE)


def block_of(fields: dict[str, object], language: str) -> list[str]:
    """The lines that announce a sample."""
    id_, language = str(fields["id"]), str(fields.get("language", language))
    is_video = fields["kind"] == "video"
    shown = f"{wording_in(language).poster} «{fields['title']}»"
    return [
        "media:",
        f"  src: {id_}.{'mp4' if is_video else 'mp3'}",
        f"  captions: {{{language}: {id_}.{language}.vtt}}",
        f"  chapters: {id_}.chapters.vtt",
        *([f"  poster: {id_}.jpg"] if is_video else []),
        "  sample: true",
        *([f"  alt: {json.dumps(shown, ensure_ascii=False)}"] if is_video else []),
    ]


def announce(course: Path) -> Iterator[Path]:
    """Announce a sample in every manuscript of a course that has no media, and tell which they were."""
    language = language_of(course)
    for path in originals_in(course):
        fields, _ = front_matter(path)
        if fields.get("kind") not in ("video", "podcast") or "media" in fields:
            continue
        content = path.read_bytes()
        closing = CLOSING_LINE.match(content)
        if closing is None:
            continue
        end = closing[1].decode() or "\n"
        block = "".join(f"{line}{end}" for line in block_of(fields, language)).encode()
        path.write_bytes(content[: closing.end()] + block + content[closing.end() :])
        yield path
