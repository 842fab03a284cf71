"""A browser, and the demo as people meet it: its own server, its own process, its own world.

The world is made once and copied for every file of tests, whose server serves the copy. The
clock of the demo stands at ``AT`` and runs on from there. Every visit is watched: a console
message, a failed page or a request to another host fails the test it happened in.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from datetime import time as wall_time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from courseengine.base import clock
from courseengine.base.db import Database, connect
from courseengine.cli.demo.command import prepare, settings

AT = clock.in_oslo(date(2026, 11, 17), wall_time(10))
ROOT = Path(__file__).parents[2]
SERVE = """
import sys
from datetime import datetime
from pathlib import Path
from courseengine.cli.demo.command import serve
serve(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[3]))
"""
LONGEST_START = 120
"""seconds: a machine that does much else at once takes its time to start a server"""
HEIGHTS = {320: 640, 390: 844, 768: 1024, 1280: 800}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own Chromium, or the one that ``CHROMIUM`` names."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    }


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's folder with the world in it, which nobody serves."""
    folder = tmp_path_factory.mktemp("demo") / "world"
    folder.mkdir()
    prepare(folder, AT)
    return folder


@dataclass
class Site:
    """A demo that is being served."""

    url: str
    folder: Path
    browser: Browser
    visits: list["Visit"] = field(default_factory=list)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """What the server has in store, for making what a test needs."""
        database = connect(settings(self.folder).database_url)
        yield database
        database.engine.dispose()

    def visit(self, who: str | None = None, *, width: int = 1280, **more: Any) -> "Visit":
        """Come as somebody of the demo, or as a stranger, with a window that wide."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="nb-NO",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(8000)
        visit = Visit(context, self.url)
        self.visits.append(visit)
        if who:
            visit.become(who)
        return visit


class Visit:
    """One browser window, and what went wrong in it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        """Open the window and watch it."""
        self.context = context
        self.wrong: list[str] = []
        self._url = url
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)
        self.page: Page = context.new_page()

    def become(self, who: str) -> None:
        """Go in through the demo's page, without looking at it."""
        form = self.context.request.get("/demo").text()
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert token
        self.context.request.post("/demo", form={"csrf_token": token[1], "person": who})

    def read_in(self, language: str) -> None:
        """Choose a language, as the foot of every page offers it."""
        form = self.context.request.get("/demo").text()
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert token
        self.context.request.post("/language", form={"csrf_token": token[1], "language": language})

    def _heard(self, message: ConsoleMessage) -> None:
        if "the server responded with a status of 4" not in message.text:  # pages that are meant to be refused
            self.wrong.append(f"console on {message.page.url if message.page else '?'}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._url, "data:", "about:")):
            self.wrong.append(f"another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="module")
def served(template: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own for one file of tests."""
    folder = tmp_path_factory.mktemp("served") / "world"
    shutil.copytree(template, folder)
    with serving(folder, browser) as site:
        yield site


@contextmanager
def serving(folder: Path, browser: Browser) -> Iterator[Site]:
    """Serve the world in a folder on a free port, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(folder), AT.isoformat(), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/ready", process)
        yield Site(url, folder, browser)
    finally:
        process.terminate()
        process.wait(timeout=15)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Until it answers; a server that has died answers no more."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        assert process.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    """The demo, watched: what went wrong in any window of this test fails it."""
    yield served
    wrong = [what for visit in served.visits for what in visit.wrong]
    for visit in served.visits:
        visit.context.close()
    served.visits.clear()
    assert wrong == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Looks for what axe can see of WCAG 2.2 AA, and for its best practices."""
    source = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

    def found(page: Page) -> list[str]:
        page.evaluate(source)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{page.url}: {violation['id']}: {node['html'][:160]} – {node['failureSummary'][:200]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return found
