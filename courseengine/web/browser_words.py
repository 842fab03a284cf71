"""A browser in two words, "Firefox, Android", so that one knows one's own in a list.

Only these words are kept of what a browser says of itself. Every browser claims to be several
others, so the first line that fits decides.
"""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi", "Vivaldi"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """The words for a ``User-Agent`` header; empty where none fits."""
    found = (next((word for sign, word in table if sign in user_agent), None) for table in (BROWSERS, SYSTEMS))
    return ", ".join(word for word in found if word)
