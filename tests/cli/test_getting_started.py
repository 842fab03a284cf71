"""The manual's walk from nothing to a school that has begun its course, as it is written there.

The commands are taken from docs/getting-started.md and run by a shell of their own, one after the
other; then somebody from the people file signs in with the password that was drawn for them.
"""

import csv
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.cli.conftest import ROOT

MANUAL = (ROOT / "docs" / "getting-started.md").read_text("utf-8")
PASSWORD = "en lang setning om fisk"
COMMAND = [sys.executable, "-c", "from courseengine.cli import main; main()"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", MANUAL, re.M | re.S)


def commands() -> list[list[str]]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("courseengine ")]


def run(arguments: list[str], *, folder: Path, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # A session of its own has no terminal, so that a password is asked for on standard input.
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=settings,
        input=f"{PASSWORD}\n{PASSWORD}\n",
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )


@contextmanager
def serving(arguments: list[str], *, folder: Path, settings: dict[str, str], port: int) -> Iterator[str]:
    server = subprocess.Popen(
        [*COMMAND, *arguments, "--port", str(port), "--workers", "1"],
        cwd=folder,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.communicate(timeout=60)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(f"the server stopped: {server.communicate()[0].decode()}")
        try:
            build_opener().open(address, timeout=10).read()
        except URLError as away:
            if isinstance(away, HTTPError):
                raise
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server does not answer")


def sign_in(address: str, email: str, password: str) -> tuple[int, str]:
    browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/sign-in").read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = urlencode({"csrf_token": token[1], "email": email, "password": password}).encode()
    try:
        with browser.open(f"{address}/sign-in", form) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_walk(tmp_path, databases, database_kind, port, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)
    settings = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "COURSEENGINE_DATA_DIR": str(tmp_path / "var"),
        "COURSEENGINE_DATABASE_URL": databases.url_of(databases.open(database_kind)),
        "COURSEENGINE_BASE_URL": f"http://127.0.0.1:{port}",
    }
    (tmp_path / "content").symlink_to(ROOT / "content")
    (people,) = blocks("csv")
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    *before, serve = commands()

    for arguments in before:
        done = run(arguments, folder=tmp_path, settings=settings)
        assert done.returncode == 0, f"courseengine {' '.join(arguments)}: {done.stderr}"

    drawn = {
        row["email"]: row["password"] for row in csv.DictReader((tmp_path / "passwords.csv").open(encoding="utf-8-sig"))
    }
    with serving(serve, folder=tmp_path, settings=settings, port=port) as address:
        assert sign_in(address, "anne@furulia.example", "not the password")[0] == 422
        assert sign_in(address, "bjorn@furulia.example", drawn["bjorn@furulia.example"])[0] == 422  # it was replaced
        status, page = sign_in(address, "anne@furulia.example", drawn["anne@furulia.example"])
        assert status == 200
        assert "Anne" in page
        assert "Overordna del – verdiløftet i praksis" in page  # she reads nynorsk
        assert sign_in(address, "bjorn@furulia.example", PASSWORD)[0] == 200
        assert sign_in(address, "gro@storvik.example", PASSWORD)[0] == 200


def test_the_manual_shows_every_step():
    assert [arguments[:2] for arguments in commands()] == [
        ["db", "upgrade"],
        ["course", "check"],
        ["course", "publish"],
        ["course", "publish"],
        ["people", "create-admin"],
        ["people", "import"],
        ["people", "import"],
        ["people", "set-password"],
        ["runs", "open"],
        ["runs", "list"],
        ["serve"],
    ]
