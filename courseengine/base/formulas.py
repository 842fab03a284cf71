"""Text that goes out into a spreadsheet, which would run a cell that begins like a formula.

(OWASP: CSV Injection.)
"""

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(BEGINNINGS) else text


def meant(text: str) -> str:
    """What ``harmless`` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(BEGINNINGS) else text
