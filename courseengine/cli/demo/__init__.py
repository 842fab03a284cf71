"""``courseengine demo``: a school in the middle of its year, to look around in."""

from courseengine.cli.demo.command import demo

__all__ = ["demo"]
