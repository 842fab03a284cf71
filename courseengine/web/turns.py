"""Whose turn it is in a process: those who wait for a page come before those whose page asks by itself.

A process does one thing at a time, whatever the number of its threads. When a meeting moves on, all its
telephones ask within a second; a page that somebody has opened must not wait for them one by one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock

PATIENCE = 0.03
"""seconds that a question waits for pages at most: where one page follows the other, it is still answered"""


class Turns:
    """Pages go on at once; questions one by one, and while no page is being made."""

    def __init__(self) -> None:
        """Begin with nobody there."""
        self._turn, self._none = Lock(), Condition()
        self._pages = 0

    @contextmanager
    def page(self) -> Iterator[None]:
        """While a page is made, or something is changed."""
        with self._none:
            self._pages += 1
        try:
            yield
        finally:
            with self._none:
                self._pages -= 1
                if not self._pages:
                    self._none.notify()  # one at most waits here, the others for their turn

    @contextmanager
    def question(self) -> Iterator[None]:
        """While one that is asked every second is answered."""
        with self._turn:
            with self._none:
                self._none.wait_for(lambda: not self._pages, PATIENCE)
            yield
