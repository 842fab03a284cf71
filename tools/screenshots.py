"""Take the pictures in ``docs/screenshots``: eight pages on a phone and on a wide screen.

``make screenshots`` starts a demo of its own with its clock at a fixed moment, so that the same
code gives the same pictures, but for countdowns and codes. The browser is the system's Chromium, or the
one ``CHROMIUM`` names.
"""

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parents[1] / "docs" / "screenshots"
MOMENT = "2026-11-17 10:00"
SIZES = {390: 844, 1280: 860}
MODULE, MEETING = r"/courses/[\w-]+/modules/2-lareplaner-for-fag", r"/meetings/[\w-]+"
ROOM = MEETING + "/room"
PAGES = (
    ("front", "anne", ()),
    ("module", "anne", (MODULE,)),
    ("activity", "anne", (MODULE, r"/courses/[\w-]+/activities/m2-v1")),
    ("meeting", "anne", (MEETING,)),
    ("room", "anne", (MEETING, ROOM)),
    ("screen", "anne", (MEETING, ROOM, r"/s/[\w-]+")),
    ("leader", "cecilie", (r"/leader/[\w-]+",)),
    ("plan", "cecilie", (r"/plans/[\w-]+",)),
)
"""what the picture is called, who looks, and the way from the front page: each pattern is found on the page before"""
PRESSED = ("form[action$='/room/open'] button", *["#press button[value=next]"] * 2)
"""what opens the meeting's room and goes on to what one first does in silence, before the pictures are taken"""
LARGEST = 200_000
"""bytes; a README is read on the train"""


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        begin(browser, url)
        for width, height in SIZES.items():
            for name, who, way in PAGES:
                picture = PICTURES / f"{name}-{width}.png"
                picture.write_bytes(smaller(take(browser, url, who, way, width, height)))
                print(f"{picture.name}: {picture.stat().st_size // 1000} kB")
                if picture.stat().st_size > LARGEST:
                    sys.exit(f"{picture.name} is larger than {LARGEST // 1000} kB")
        browser.close()


@contextmanager
def demo() -> Iterator[str]:
    """Start a demo on a free port; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [Path(sys.executable).parent / "courseengine", "demo", "--port", str(port), "--at", MOMENT]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not answers(url):
            if process.poll() is not None or time.monotonic() > until:
                sys.exit("the demo did not start; try: courseengine demo")
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def answers(url: str) -> bool:
    """Whether the demo is ready."""
    try:
        with urllib.request.urlopen(f"{url}/ready", timeout=2):
            return True
    except OSError:
        return False


def begin(browser: Browser, url: str) -> None:
    """Let the meeting begin whose room is shown."""
    page = come(browser, url, "anne", (MEETING, ROOM), 1280, SIZES[1280])
    for button in PRESSED:
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator(button).first.click()
        page.reload(wait_until="networkidle")
    page.context.close()


def take(browser: Browser, url: str, who: str, way: tuple[str, ...], width: int, height: int) -> bytes:
    """Come as somebody, find the page, and take its picture."""
    page = come(browser, url, who, way, width, height)
    if page.locator("video").count():
        page.wait_for_timeout(2000)  # until the player's own spinner is gone
    picture = page.screenshot()
    page.context.close()
    return picture


def come(browser: Browser, url: str, who: str, way: tuple[str, ...], width: int, height: int) -> Page:
    """Sign in as somebody, and go on from page to page."""
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, locale="nb-NO", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/demo")
    page.locator(f"form:has(input[value='{who}']) button").click()
    page.wait_for_url(f"{url}/")
    for pattern in way:
        found = re.search(pattern, page.content())
        if found is None:
            sys.exit(f"there is no {pattern} on {page.url}")
        page.goto(found[0], wait_until="networkidle")
    return page


def smaller(png: bytes) -> bytes:
    """The same picture, compressed as well as PNG can (W3C PNG, 10)."""
    chunks, data, place = [], b"", 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12
        if kind == b"IDAT":
            data += content
        else:
            chunks.append((kind, content))
    chunks.insert(-1, (b"IDAT", zlib.compress(zlib.decompress(data), 9)))
    parts = (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return png[:8] + b"".join(parts)


if __name__ == "__main__":
    main()
