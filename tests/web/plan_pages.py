"""Using the pages of a plan as planners do."""

import re
from datetime import date


def seen_on(client, address):
    """What a page's forms say that they were made from."""
    return re.search(r'name="seen" value="([^"]+)"', client.get(address).text)[1]


def opening_on(client, address, module="m3"):
    """When a module opens, as its field shows it."""
    return date.fromisoformat(re.search(rf'name="opens_{module}" value="([^"]+)"', client.get(address).text)[1])


def send(client, address, where=None, **fields):
    """Send a form of a page as it was opened just now."""
    return client.post(where or address, data={"seen": seen_on(client, address), **fields})


def main_of(response):
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2].partition("</main>")[0]).split())
