"""Texts that several write: how a form carries them, what the browser is told, and two that clash.

Beside a text its form carries what its writer started from, under its name with ``_base``. What
merges is saved; what clashes is kept beside what stands, and both are shown until somebody has
settled it. A late save is never refused, so no status says so: the answer holds a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response, g, jsonify

from courseengine.base.differences import Part, side_by_side
from courseengine.base.revisions import plain_lines

KEEPS = ("written", "stored", "both")
"""what may be pressed under two texts"""


@dataclass(frozen=True)
class WaitingText:
    """A text that clashed, beside the one that stands."""

    version: int
    """of the text that waits"""
    title: str
    written_title: str
    written: list[Part]
    """as the text would be with it"""
    stands_title: str
    stored: list[Part]
    stands: str
    """the text that stands"""


def base_in(form: Mapping[str, str], name: str) -> str | None:
    """What the writer of a text started from; None when the form does not say."""
    base = form.get(f"{name}_base")
    return None if base is None else plain_lines(base)


def told(version: int, at: datetime, texts: Mapping[str, str], *, clash: str = "") -> Response:
    """What a text that saves itself is told: when, what stands now, and the sentence about a clash."""
    stands = {"text": next(iter(texts.values()))} if len(texts) == 1 else {"texts": dict(texts)}
    return jsonify(version=version, saved=g.language.clock(at), **stands, **({"clash": clash} if clash else {}))


def clash_words(other: str | None) -> str:
    """The sentence about a text that clashed with somebody's; None when it was the writer's own."""
    _ = g.language.gettext
    if other is None:
        return _("You changed the same place in another window. Both texts are kept.")
    return _("%(name)s changed the same place. Both texts are kept.", name=other)


def waiting_text(
    version: int, *, chosen: str, stands: str, writer: str | None, other: str | None, title: str = ""
) -> WaitingText:
    """Two texts side by side; ``chosen`` is what would stand, and a name is None for the one who reads."""
    _ = g.language.gettext
    stored, written = side_by_side(stands, chosen)
    return WaitingText(
        version,
        title=title or _title(writer, other),
        written_title=_("What you wrote") if writer is None else _("What %(name)s wrote", name=writer),
        written=written,
        stands_title=_("What stands now"),
        stored=stored,
        stands=stands,
    )


def _title(writer: str | None, other: str | None) -> str:
    _ = g.language.gettext
    if writer == other:
        return _("The same place was changed in two windows")
    if writer is None:
        return _("You and %(name)s changed the same place", name=other)
    if other is None:
        return _("You and %(name)s changed the same place", name=writer)
    return _("%(one)s and %(other)s changed the same place", one=writer, other=other)
