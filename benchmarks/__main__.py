"""``make bench``: the busiest pages and a completion beside the floor; growing courses, imports, plans, meetings.

The pages are asked for in turn, round by round, and each round's ratio is taken to the floor of
the same round, since the machine may be busy with other things. The median of the rounds counts.

"calendar" is the month of a person with three hundred items in a school year, meetings and the days
by which they are prepared; the month holds what a month holds. "full month" is the month of one with
three hundred items in it.
"""

import multiprocessing
import re
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from benchmarks import courses, imports, meetings, plans, site
from benchmarks.client import Connection, Timing, measure

ROUNDS = 7
REQUESTS = 400
HEAD = (
    f"{'page':<12}{'of floor':>9}{'CPU ×':>7}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}"
    f"{'queries':>9}{'bytes':>8}{'gzip':>7}  promise"
)
PROMISES = {"module": "≥ 0.50, CPU ≤ 2.2", "activity": "≥ 0.60", "owner": "CPU as leader", "calendar": "CPU ≤ 4.4"}


def main() -> None:
    """Seed, serve, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeded = site.seed(folder)
        app = site.make(folder)
        port = free_port()
        server = multiprocessing.get_context("spawn").Process(target=site.serve, args=(folder, port))
        server.start()
        try:
            run(app, seeded, port)
        finally:
            server.terminate()
            server.join()
        courses.page_costs(app, courses.compiling(folder / "courses"), seeded.teacher, seeded.school)
    imports.run()
    plans.run()
    meetings.run()


def run(app: Any, seeded: site.Seeded, port: int) -> None:
    """Measure every page and print a line for each."""
    teacher, leader, owner = (site.cookie_for(app, token) for token in (seeded.teacher, seeded.leader, seeded.owner))
    busy, busiest = (site.cookie_for(app, token) for token in (seeded.busy, seeded.busiest))
    pages = {
        "floor": ("/floor", teacher),
        "front": ("/", teacher),
        "module": (f"/courses/{seeded.run}/modules/1-overordnet-del", teacher),
        "calendar": ("/calendar", busy),
        "full month": ("/calendar", busiest),
        "activity": (f"/courses/{seeded.run}/activities/m1-t1", teacher),
        "leader": (f"/leader/{seeded.school}", leader),
        "people": (f"/places/{seeded.school}/people", leader),
        "owner": (f"/places/{seeded.owned}/people", owner),
        "found": (f"/places/{seeded.owned}/people?q=aase+%C3%B8de&show=never", owner),
    }
    wait_for(port, teacher)
    pid = worker_pid(port)
    rounds: dict[str, list[Timing]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, (path, cookie) in pages.items():
            rounds[name].append(measure(port, [cookie], path, requests=REQUESTS, pid=pid))
    print(HEAD)
    for name, (path, cookie) in pages.items():
        queries = count_queries(app, path, cookie)
        plain, packed = size(port, path, cookie), size(port, path, cookie, "Accept-Encoding: gzip\r\n")
        print(line(name, rounds, queries, plain, packed))
    eight = measure(port, [teacher] * 8, pages["module"][0], requests=REQUESTS * 2, pid=pid)
    print(f"\nmodule page, 8 at once: p50 {eight.p50:.1f} ms, p95 {eight.p95:.1f} ms, {eight.per_second:.0f} a second")
    posts(app, seeded, port, pid)


def line(name: str, rounds: dict[str, list[Timing]], queries: int, plain: int, packed: int) -> str:
    """One row of the table."""

    def middle(value: Callable[[Timing], float]) -> float:
        return median(value(timing) for timing in rounds[name])

    pairs = list(zip(rounds[name], rounds["floor"], strict=True))
    share = median(own.per_second / floor.per_second for own, floor in pairs)
    cpu = median(own.cpu / floor.cpu for own, floor in pairs)
    return (
        f"{name:<12}{share:>9.2f}{cpu:>7.2f}{middle(lambda t: t.per_second):>8.0f}{middle(lambda t: t.p50):>8.2f}"
        f"{middle(lambda t: t.p95):>8.2f}{middle(lambda t: t.cpu):>8.2f}{queries:>9}{plain:>8}{packed:>7}"
        f"  {PROMISES.get(name, '')}"
    )


def posts(app: Any, seeded: site.Seeded, port: int, pid: int) -> None:
    """Mark a text done, from eight and from thirty-two browsers at once, each its own person."""
    path = f"/courses/{seeded.run}/activities/m1-t1/done"
    for many in (1, 8, 32):
        cookies = [site.cookie_for(app, token) for token in seeded.tokens[:many]]
        bodies = {cookie: f"done=1&played=1&csrf_token={csrf(port, cookie)}" for cookie in cookies}
        best = [post_round(port, bodies, path, pid) for _ in range(3)]
        timing = sorted(best, key=lambda each: each.per_second)[1]
        print(
            f"completion, {many:>2} at once: {timing.per_second:.0f} a second, "
            f"p50 {timing.p50:.1f} ms, p95 {timing.p95:.1f} ms"
        )


def post_round(port: int, bodies: dict[str, str], path: str, pid: int) -> Timing:
    """Every browser sends its own form; a CSRF token belongs to its cookie."""
    from threading import Thread

    spent: list[float] = []

    def send(cookie: str, body: str) -> None:
        connection = Connection(port, cookie)
        for number in range(480 // len(bodies)):
            began = time.perf_counter()
            status, _ = connection.post(path, body if number % 2 else body.replace("done=1", "done=0"))
            spent.append(time.perf_counter() - began)
            if status >= 400:
                raise RuntimeError(f"{path} answered {status}")

    began = time.perf_counter()
    threads = [Thread(target=send, args=item) for item in bodies.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    spent.sort()
    return Timing(len(spent) / took, spent[len(spent) // 2] * 1e3, spent[int(len(spent) * 0.95)] * 1e3, 0)


def csrf(port: int, cookie: str) -> str:
    """The CSRF token a page holds for this browser."""
    _, page = Connection(port, cookie).get("/")
    found = re.search(rb'name="csrf-token" content="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page holds no CSRF token")
    return found[1].decode()


def count_queries(app: Any, path: str, cookie: str) -> int:
    """How many statements the page takes."""
    if path == "/floor":
        return 1
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    client = app.test_client(use_cookies=False)
    client.get(path, headers={"Cookie": cookie})
    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(path, headers={"Cookie": cookie})
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def size(port: int, path: str, cookie: str, headers: str = "") -> int:
    """The bytes of a page's body over the wire."""
    return len(Connection(port, cookie).get(path, headers)[1])


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, cookie: str) -> None:
    """Wait until the server answers."""
    for _ in range(1200):
        try:
            Connection(port, cookie).get("/floor")
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("The server did not start.")


def worker_pid(port: int) -> int:
    """The process that answers: the youngest child of the server."""
    found = [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _is_ours(path)]
    return max(found)


def _is_ours(stat: Path) -> bool:
    try:
        parents = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return False
    children = {child.pid for child in multiprocessing.active_children()}
    return int(parents[1]) in children


if __name__ == "__main__":
    main()
