"""A small HTTP/1.1 client on kept-open sockets: it measures the server, not itself."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from threading import Thread


class Connection:
    """One kept-open connection."""

    def __init__(self, port: int, cookie: str) -> None:
        """Connect to this machine."""
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")
        self._head = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept: text/html\r\n"

    def get(self, path: str, headers: str = "") -> tuple[int, bytes]:
        """Fetch a page: status and body."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{self._head}{headers}\r\n".encode())
        return self._answer()

    def post(self, path: str, body: str) -> tuple[int, bytes]:
        """Send a form: status and body."""
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        self._socket.sendall(f"POST {path} HTTP/1.1\r\n{self._head}{head}\r\n{body}".encode())
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        status = int(self._file.readline().split()[1])
        length = 0
        while (line := self._file.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self._file.read(length)


@dataclass(frozen=True)
class Timing:
    """What one round of requests took."""

    per_second: float
    p50: float
    """milliseconds"""
    p95: float
    """milliseconds"""
    cpu: float
    """milliseconds of the server's processor time a request"""


def measure(port: int, cookies: list[str], path: str, *, requests: int, pid: int, body: str | None = None) -> Timing:
    """Ask for a page ``requests`` times, on one connection a cookie, all at once."""
    each = requests // len(cookies)
    spent: list[float] = []

    def ask(cookie: str) -> None:
        connection = Connection(port, cookie)
        times = []
        for _ in range(each):
            began = time.perf_counter()
            status, _ = connection.get(path) if body is None else connection.post(path, body)
            times.append(time.perf_counter() - began)
            if status >= 400:
                raise RuntimeError(f"{path} answered {status}")
        spent.extend(times)

    before, began = cpu_seconds(pid), time.perf_counter()
    threads = [Thread(target=ask, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, count = time.perf_counter() - began, len(spent)
    if count != each * len(cookies):
        raise RuntimeError(f"{path}: {each * len(cookies) - count} requests were not answered")
    cuts = quantiles(spent, n=20)
    return Timing(count / took, cuts[9] * 1e3, cuts[18] * 1e3, (cpu_seconds(pid) - before) * 1e3 / count)


def cpu_seconds(pid: int) -> float:
    """The processor time that all threads of a process have used (proc(5), schedstat)."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks) / 1e9
