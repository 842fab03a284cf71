"""The slides of a sample video, drawn as SVG.

960 by 540, in the product's own colours. Every slide carries the mark that says how it was made,
well above the line where players put their controls and captions.
"""

import textwrap
from html import escape

from wording import Wording

WIDTH, HEIGHT = 960, 540

TEAL, DEEP, INK, GROUND, WHITE = "#0B5D66", "#0F3B47", "#12292E", "#F2F5F5", "#FFFFFF"
PALE = "#CFE5E6"
FONT = "Inter, 'Open Sans', 'DejaVu Sans', sans-serif"


def text(lines: list[str], x: int, y: int, *, size: int, fill: str, weight: int = 400, leading: float = 1.3) -> str:
    """Lines of text, the first one's baseline at ``y``."""
    rows = "".join(
        f'<tspan x="{x}" y="{y + round(number * size * leading)}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text font-size="{size}" font-weight="{weight}" fill="{fill}">{rows}</text>'


def mark(words: str, *, ink: str, edge: str) -> str:
    """The mark that says how the slide was made, in the upper right corner."""
    return (
        f'<rect x="672" y="36" width="240" height="36" rx="18" fill="none" stroke="{edge}" stroke-width="1.5"/>'
        f'<text x="792" y="59" font-size="15" text-anchor="middle" fill="{ink}">{escape(words)}</text>'
    )


def drawing(body: str) -> str:
    """A whole SVG picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">'
        f'<defs><linearGradient id="deep" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{TEAL}"/>'
        f'<stop offset="1" stop-color="{DEEP}"/></linearGradient></defs>{body}</svg>'
    )


def rings(x: int, y: int, colour: str, opacity: float) -> str:
    """Rings around a point: what spreads from one lesson to a school."""
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-opacity="{opacity}"/>'
        for radius in range(60, 361, 60)
    )


def dark_slide(words: str, eyebrow: str, lines: list[str], *, size: int) -> str:
    """White words on the product's own colour."""
    top = 300 - round((len(lines) - 1) * size * 0.62)
    return drawing(
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#deep)"/>{rings(900, 520, WHITE, 0.14)}'
        + mark(words, ink=WHITE, edge=PALE)
        + text([eyebrow], 72, top - size - 14, size=22, fill=PALE)
        + text(lines, 72, top, size=size, fill=WHITE, weight=700, leading=1.24)
    )


def title_slide(wording: Wording, title: str, module: str) -> str:
    """The first slide, which is also the poster."""
    return dark_slide(wording.mark, module, textwrap.wrap(title, 26), size=52)


def closing_slide(wording: Wording) -> str:
    """The last slide."""
    return dark_slide(wording.mark, wording.ends, textwrap.wrap(wording.read_on, 26), size=46)


def phrase_slide(wording: Wording, phrase: str, heading: str, *, number: int, of: int) -> str:
    """What one part of the talk is about, in its own words."""
    size = 40 if len(phrase) <= 84 else 34
    lines = textwrap.wrap(phrase, 33 if size == 40 else 39)
    top = 268 - round((len(lines) - 1) * size * 0.66)
    dots = "".join(
        f'<circle cx="{84 + 24 * at}" cy="436" r="{7 if at == number - 1 else 5}" '
        f'fill="{TEAL if at == number - 1 else "#B5CACC"}"/>'
        for at in range(of)
    )
    return drawing(
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>{rings(960, 540, TEAL, 0.1)}'
        f'<rect width="16" height="{HEIGHT}" fill="{TEAL}"/>'
        + mark(wording.mark, ink=TEAL, edge=TEAL)
        + text([heading], 72, 62, size=20, fill=TEAL, weight=700)
        + text(lines, 72, top + 20, size=size, fill=INK, weight=700, leading=1.32)
        + dots
    )
