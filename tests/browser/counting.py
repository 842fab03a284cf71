"""Counts what a task costs its reader: interactions, page loads, requests, kilobytes and Tab stops.

An interaction is a click, a tap or a field filled in. Kilobytes are what came over the wire,
compressed and with headers. Whoever measures a task does everything through a ``Counter`` and
then compares with what ``usability`` promises.
"""

from collections.abc import Callable

from playwright.sync_api import CDPSession, Locator, Page

MOST_TABS = 60


class Counter:
    """One reader at one page; what they do is counted from its making."""

    def __init__(self, page: Page) -> None:
        """Begin at nothing."""
        self.page = page
        self.interactions = 0
        self.loads = 0
        self.requests = 0
        self.bytes = 0
        page.on("domcontentloaded", self._loaded)
        self._wire: CDPSession = page.context.new_cdp_session(page)
        self._wire.send("Network.enable")
        self._wire.on("Network.requestWillBeSent", self._asked)
        self._wire.on("Network.loadingFinished", self._got)

    @property
    def kilobytes(self) -> float:
        """What came over the wire, in thousands of bytes."""
        return self.bytes / 1000

    def open(self, path: str) -> None:
        """Type an address or follow a bookmark; not an interaction on a page."""
        self.page.goto(path, wait_until="networkidle")

    def click(self, what: Locator) -> None:
        """Click or tap, and wait for the page that follows."""
        self.interactions += 1
        with self.page.expect_navigation(wait_until="load"):
            what.click()

    def press(self, what: Locator) -> None:
        """Press something that leads nowhere else."""
        self.interactions += 1
        what.click()

    def fill(self, what: Locator, text: str) -> None:
        """Fill a field in."""
        self.interactions += 1
        what.fill(text)

    def choose(self, what: Locator, name: str, content: bytes) -> None:
        """Choose a file."""
        self.interactions += 1
        what.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})

    def forget(self) -> None:
        """Count from here."""
        self.interactions = self.loads = self.requests = self.bytes = 0

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def _asked(self, event: dict[str, object]) -> None:
        self.requests += not str(event["documentURL"]).startswith("about:")

    def _got(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])


def tab_stops(page: Page, reached: Callable[[], bool]) -> int:
    """How many presses it takes from the top of the page, by way of the skip link."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for stops in range(1, MOST_TABS):
        if reached():
            return stops
        page.keyboard.press("Tab")
    return MOST_TABS


def tab_stops_to(what: Locator) -> int:
    """The same, to one thing."""
    return tab_stops(what.page, lambda: bool(what.evaluate("one => one === document.activeElement")))
