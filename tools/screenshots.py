"""Take the pictures in ``docs/screenshots``: six pages on a phone and on a wide screen.

``make screenshots`` starts a demo of its own with its clock at a fixed moment, so that the same
code gives the same pictures. The browser is the system's Chromium, or the one ``CHROMIUM`` names.
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
PAGES = (
    ("front", "anne", "/"),
    ("module", "anne", r"/courses/[\w-]+/modules/2-lareplaner-for-fag"),
    ("activity", "anne", r"/courses/[\w-]+/activities/m2-v1"),
    ("meeting", "anne", r"/meetings/[\w-]+"),
    ("leader", "cecilie", r"/leader/[\w-]+"),
    ("plan", "cecilie", r"/plans/[\w-]+"),
)
"""what the picture is called, who looks, and the address: a pattern that is found on the way"""
LARGEST = 200_000
"""bytes; a README is read on the train"""


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for width, height in SIZES.items():
            for name, who, pattern in PAGES:
                picture = PICTURES / f"{name}-{width}.png"
                picture.write_bytes(smaller(take(browser, url, who, pattern, width, height)))
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


def take(browser: Browser, url: str, who: str, pattern: str, width: int, height: int) -> bytes:
    """Come as somebody, find the page, and take its picture."""
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, locale="nb-NO", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/demo")
    page.locator(f"form:has(input[value='{who}']) button").click()
    page.wait_for_url(f"{url}/")
    page.goto(find(page, pattern), wait_until="networkidle")
    if page.locator("video").count():
        page.wait_for_timeout(2000)  # until the player's own spinner is gone
    picture = page.screenshot()
    context.close()
    return picture


def find(page: Page, pattern: str) -> str:
    """The address on the front page, or on the first module's page."""
    if pattern == "/":
        return pattern
    found = re.search(pattern, page.content())
    if found is None:
        page.goto(find(page, PAGES[1][2]))
        found = re.search(pattern, page.content())
    if found is None:
        sys.exit(f"there is no {pattern}")
    return found[0]


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
