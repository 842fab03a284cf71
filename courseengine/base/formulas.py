"""Text that goes out into a spreadsheet, which would run a cell that begins like a formula.

(OWASP: CSV Injection.)
"""

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(BEGINNINGS) else text
