"""What a process keeps so as not to make it again: at most so many, and a full one begins anew."""

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(dict[K, V]):
    """A dictionary that never holds more than ``most`` entries."""

    def __init__(self, most: int) -> None:
        """Begin with none."""
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        """Keep it; where there is no room, forget all the others."""
        if len(self) >= self._most and key not in self:
            self.clear()
        super().__setitem__(key, value)
