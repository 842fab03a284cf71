"""How soon the screens of many meetings agree, and what that does to everybody else's pages.

Thirty meetings of ten go on at once: three hundred devices ask as ``frontend/js/follow.js`` does, and whoever
leads a meeting presses twice as often as a real meeting changes. A press has arrived when a device has been
answered with it. Then one staff of eighty comes in by the code on the screen, from one address, and follows
its meeting. The server is the one of ``courseengine serve`` as it is installed: two processes of eight
threads; the devices are on the same machine and take their share of it. On SQLite, and on PostgreSQL where
there is one.
"""

import asyncio
import multiprocessing
import random
import re
import tempfile
from collections import defaultdict
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks import site
from benchmarks.client import Connection
from courseengine.app import create_app
from courseengine.base import schema
from courseengine.base.db import Database, connect
from courseengine.cli.demo.command import THREADS, WORKERS, content_folders, settings
from courseengine.cli.demo.world import build_world
from courseengine.cli.serve import run_server
from courseengine.core.accounts.models import Account
from courseengine.core.accounts.sessions import start_session
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.publishing import publish
from courseengine.core.meeting_room.operations import open_room
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from courseengine.core.runs.operations import open_run

MEETINGS, IN_EACH, STAFF = 30, 10, 80
WARM, ALONE, TOGETHER = 4, 24, 50
"""seconds"""
COMING = 10
"""seconds until everybody has come"""
PRESSED_EVERY = 10
"""seconds: with its steps, those who come, who are ready and what is written down, an hour has some 150 changes"""
READS_A_SECOND = 5
OFTEN, JITTER = 1.2, 0.4
"""how often a page asks, as in ``follow.js``"""
VERSION = re.compile(rb'"version":"((\d+)[^"]*)"')
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@dataclass
class Met:
    """A meeting, and the tokens of those in it; the first one leads."""

    public_id: str
    code: str
    tokens: list[str]


def run() -> None:
    """Print a line for each kind of database."""
    print(f"\n{'meetings on':<12}{'devices':>8}{'polls/s':>8}{'of 304':>7}", end="")
    print(f"{'agree p50':>10}{'p95':>6}{'worst':>7}{'front p95 ms':>13}{'alone':>7}{'429s':>6}{'errors':>7}  promise")
    for kind in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            url, done = _database(kind, folder)
            if url is None:
                print(f"{kind:<12} there is none here")
                continue
            try:
                _measure(kind, folder, url)
            finally:
                done()


def _database(kind: str, folder: Path) -> tuple[str | None, Any]:
    """A database of the kind, empty; None where there is none."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'bench.db'}", lambda: None
    try:
        from tests.databases import Databases  # its driver and server are no part of an installation

        databases = Databases(folder)
        return databases.url_of(databases.open("postgres")), databases.take_away
    except ImportError:
        return None, None


def _measure(kind: str, folder: Path, url: str) -> None:
    from benchmarks.__main__ import free_port, wait_for

    database = connect(url, synchronous="FULL")
    schema.upgrade(database)
    reader, meetings, staff = _seed(database, folder)
    database.engine.dispose()
    app, port = make(folder, url), free_port()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(folder, url, port))
    server.start()
    beside = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    try:
        wait_for(port, site.cookie_for(app, reader))
        crowd = Crowd(port, app, beside)
        asyncio.run(crowd.reads(reader, WARM))
        alone = asyncio.run(crowd.reads(reader, ALONE))
        together = asyncio.run(crowd.all_at_once(reader, meetings))
        print(crowd.line(kind, MEETINGS * IN_EACH, together, alone))
        crowd = Crowd(port, app, beside)
        together = asyncio.run(crowd.a_staff(reader, staff))
        print(crowd.line(f"{kind}, staff", STAFF, together, alone))
    finally:
        server.terminate()
        server.join()
        beside.shutdown()


def make(folder: Path, url: str) -> Any:
    """The application on that database, with the floor beside it to be waited for."""
    app = create_app(settings(folder).model_copy(update={"database_url": url, "sqlite_synchronous": "FULL"}))
    app.add_url_rule("/floor", "floor", lambda: "x")
    return app


def serve(folder: Path, url: str, port: int) -> None:
    """The server as it is installed."""
    run_server("bench", host="127.0.0.1", port=port, workers=WORKERS, threads=THREADS, load=partial(make, folder, url))


def reads(port: int, cookie: str, seconds: float) -> list[float]:
    """Read the front page again and again; gives how long each took."""
    connection, spent = Connection(port, cookie), []
    until = perf_counter() + seconds
    while (began := perf_counter()) < until:
        status, _ = connection.get("/")
        spent.append(perf_counter() - began)
        if status >= 400:
            raise RuntimeError(f"the front page answered {status}")
        sleep(max(0.0, 1 / READS_A_SECOND - spent[-1]))
    return spent


@dataclass
class Crowd:
    """Everybody's devices, and what they saw."""

    port: int
    app: Any
    reader: Executor
    """a process of its own: what the devices take of theirs is not the server's time"""
    polls: int = 0
    same: int = 0
    errors: int = 0
    held_back: int = 0
    pressed: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    """meeting → version and when it was pressed"""
    heard: dict[str, list[list[tuple[int, float]]]] = field(default_factory=lambda: defaultdict(list))
    """meeting → for each device, versions and when they came"""
    took: float = 0

    async def reads(self, token: str, seconds: float) -> list[float]:
        """Somebody reads the front page again and again; gives how long each took."""
        cookie = site.cookie_for(self.app, token)
        return await asyncio.get_running_loop().run_in_executor(self.reader, reads, self.port, cookie, seconds)

    async def all_at_once(self, reader: str, meetings: list[Met]) -> list[float]:
        """Every meeting goes on, while somebody reads."""
        tasks = [asyncio.create_task(self._follows(met, token)) for met in meetings for token in met.tokens]
        tasks += [asyncio.create_task(self._leads(met)) for met in meetings]
        await asyncio.sleep(COMING)
        spent = await self.reads(reader, TOGETHER)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.took = TOGETHER + COMING
        return spent

    async def a_staff(self, reader: str, met: Met) -> list[float]:
        """Eighty scan the code at once, eighty more screens type it, and the meeting goes on."""
        await asyncio.gather(*(self._comes(met, token) for token in met.tokens))
        await asyncio.gather(*(self._types(met) for _ in met.tokens))
        return await self.all_at_once(reader, [met])

    async def _comes(self, met: Met, token: str) -> None:
        device = Device(self, site.cookie_for(self.app, token))
        form = await device.form(f"/k/{met.code}")
        await device.ask("POST", f"/k/{met.code}", f"csrf_token={form}")

    async def _types(self, met: Met) -> None:
        device = Device(self, "")
        form = await device.form("/s")
        await device.ask("POST", "/s", f"csrf_token={form}&act=screen&code={met.code}")

    async def _follows(self, met: Met, token: str) -> None:
        device, seen = Device(self, site.cookie_for(self.app, token)), []
        self.heard[met.public_id].append(seen)
        version, loop = b"", asyncio.get_running_loop()
        # One of each meeting's devices is its screen; the others are telephones in its room.
        is_screen = token == met.tokens[0]
        path = f"/s/{met.public_id}/live" if is_screen else f"/meetings/{met.public_id}/room/live"
        await asyncio.sleep(random.random() * OFTEN)
        while True:
            header = f'If-None-Match: "{version.decode()}"\r\n'
            status, body = await device.ask("GET", path, headers=header)
            self.polls += 1
            self.same += status == 304
            if status == 200 and (found := VERSION.search(body)):
                version = found[1]
                seen.append((int(found[2]), loop.time()))
            await asyncio.sleep(OFTEN + random.random() * JITTER)

    async def _leads(self, met: Met) -> None:
        device = Device(self, site.cookie_for(self.app, met.tokens[0]))
        form = await device.form(f"/s/{met.public_id}")
        loop = asyncio.get_running_loop()
        await asyncio.sleep(COMING + random.random() * PRESSED_EVERY)
        for press in range(TOGETHER // PRESSED_EVERY):
            seen = self.heard[met.public_id][0]
            before, act = seen[-1][0] if seen else 0, "back" if press % 4 == 3 else "next"
            began = loop.time()
            await device.ask("POST", f"/s/{met.public_id}/press", f"csrf_token={form}&act={act}&clock={press}")
            self.pressed[met.public_id].append((before + 1, began))
            await asyncio.sleep(PRESSED_EVERY)

    def delays(self) -> list[float]:
        """How long each press took to each device; one that never came counts as the whole time."""
        found = []
        for meeting, presses in self.pressed.items():
            for seen in self.heard[meeting]:
                for version, began in presses[:-1]:  # the last may still be on its way
                    found.append(next((at - began for number, at in seen if number >= version), float(TOGETHER)))
        return found

    def line(self, name: str, devices: int, together: list[float], alone: list[float]) -> str:
        """One row of the table."""
        delays = self.delays()
        half, most = quantiles(delays, n=20)[9], quantiles(delays, n=20)[18]
        front, before = (quantiles(spent, n=20)[18] * 1e3 for spent in (together, alone))
        return (
            f"{name:<12}{devices:>8}{self.polls / self.took:>8.0f}{self.same / max(1, self.polls):>7.0%}"
            f"{half:>10.2f}{most:>6.2f}{max(delays):>7.2f}{front:>13.1f}{before:>7.1f}"
            f"{self.held_back:>6}{self.errors:>7}  p95 < 2 s, front ≤ 2 × alone, no 429"
        )


class Device:
    """A telephone's browser: one kept-open connection, and its cookie."""

    def __init__(self, crowd: Crowd, cookie: str) -> None:
        """Not connected yet."""
        self._crowd, self._cookie = crowd, cookie
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._passes: dict[str, str] = {}

    async def form(self, path: str) -> str:
        """The CSRF token that a page's forms carry."""
        _, page = await self.ask("GET", path)
        found = TOKEN.search(page)
        return found[1].decode() if found else ""

    async def ask(self, method: str, path: str, body: str = "", headers: str = "") -> tuple[int, bytes]:
        """Send a request; status and body. What went wrong is counted."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._crowd.port)
        reader, writer = self._streams
        if method == "POST":
            headers += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        headers += f"Following: {self._passes[path]}\r\n" if path in self._passes else ""
        cookie = f"Cookie: {self._cookie}\r\n" if self._cookie else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._crowd.port}\r\n{cookie}{headers}\r\n"
        writer.write(f"{head}{body}".encode())
        status, length = int((await reader.readline()).split()[1]), 0
        while (line := await reader.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"following":
                self._passes[path] = value.decode().strip()
            elif name.lower() == b"set-cookie":
                self._cookie = value.decode().partition(";")[0].strip()
        answer = await reader.readexactly(length) if length else b""
        self._crowd.held_back += status == 429
        self._crowd.errors += status >= 400 and status != 429
        return status, answer


def _seed(database: Database, folder: Path) -> tuple[str, list[Met], Met]:
    """The demo world, and beside it a school of thirty teams that all meet now, and its staff as well."""
    at, media = datetime.now(UTC), settings(folder).media_dir
    with database.writing() as session:
        compiled = [compile_course(one) for one in content_folders()]
        for one in compiled:
            publish(session, one, media_dir=media, at=at)
        courses = [one.course for one in compiled if one.course]
        build_world(session, *courses, at=at)
        school = add_organisation(session, kind="school", name="Møteby skole")
        run = open_run(session, course=courses[0], school=school, pilot=False, at=at, schedule="standard")
        teams, meetings = [], []
        for number in range(MEETINGS):
            team = add_team(session, school=school, name=f"Team {number:02}", kind="team")
            people = [_member(session, school, team, number * IN_EACH + place, at) for place in range(IN_EACH)]
            teams.append((team, people))
            meetings.append(_meets(session, run.id, [team], people, at))
        crowd = teams[: STAFF // IN_EACH]
        everybody = [one for _, people in crowd for one in people]
        staff = _meets(session, run.id, [team for team, _ in crowd], everybody, at)
        # Whoever calls a whole staff together leads it.
        caller = session.get_one(Person, everybody[0])
        add_membership(session, person=caller, organisation=school, role="resource_teacher", at=at)
        anne = session.scalars(select(Person.id).where(Person.name == "Anne")).one()
        return start_session(session, anne, at=at), meetings, staff


def _member(session: Session, school: Organisation, team: Team, number: int, at: datetime) -> int:
    person = add_person(session, name=f"Møtedeltaker {number}", email=f"m{number}@demo.example", at=at)
    session.add(Account(person_id=person.id))
    add_membership(session, person=person, organisation=school, role="teacher", team=team, main=True, at=at)
    return person.id


def _meets(session: Session, run_id: int, teams: list[Team], people: list[int], at: datetime) -> Met:
    meeting = Meeting(
        submit_id=f"bench-{teams[0].id}-{len(teams)}",
        run_id=run_id,
        module_id="m2",
        activity_id="m2-m1",
        title="Møte",
        joint=len(teams) > 1,
        starts_at=at - timedelta(minutes=5),
        length=60,
        planned_by=people[0],
        changed_at=at,
        teams=teams,
    )
    session.add(meeting)
    session.flush()
    room = open_room(session, meeting, by=people[0], at=at)
    return Met(meeting.public_id, room.code or "", [start_session(session, one, at=at) for one in people])


if __name__ == "__main__":
    run()
