"""What people write about networks and gatherings, tidied, and refused where it is too long or leads astray."""

from urllib.parse import urlsplit

from courseengine.base.errors import Invalid

LONGEST_LINE = 200
LONGEST_TEXT = 4000
LONGEST_LINK = 500


def line(text: str, *, field: str) -> str:
    """A text on one line, without control characters and double spaces."""
    tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(tidy) > LONGEST_LINE:
        raise Invalid("Write it shorter: there is room for %(most)d characters.", field=field, most=LONGEST_LINE)
    return tidy


def needed(text: str, missing: str, *, field: str) -> str:
    """The same, of something that has to be there; ``missing`` asks for it."""
    tidy = line(text, field=field)
    if not tidy:
        raise Invalid(missing, field=field)
    return tidy


def paragraphs(text: str, *, field: str) -> str:
    """A text of several lines, as it was written."""
    tidy = "".join(sign for sign in text.replace("\r\n", "\n") if sign.isprintable() or sign in "\n\t").strip()
    if len(tidy) > LONGEST_TEXT:
        raise Invalid("Write it shorter: there is room for %(most)d characters.", field=field, most=LONGEST_TEXT)
    return tidy


def link(text: str, *, field: str) -> str:
    """An address on the web that a browser reaches safely; nothing where nothing was written."""
    tidy = text.strip()
    if not tidy:
        return ""
    try:
        parts = urlsplit(tidy)
        good = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
        _ = parts.port  # raises where it is none
    except ValueError:
        good = False
    if not good or not tidy.isprintable() or " " in tidy or len(tidy) > LONGEST_LINK:
        raise Invalid("Write the whole link, beginning with https://", field=field)
    return tidy
